"""The process in which a model lives: it reads texts from two pipes and writes their vectors back.

Importing torch would cost the window seconds, and encoding would hold it up. A single text that somebody waits for
comes through a pipe of its own and is encoded between two batches of a long list.
"""

import os
import signal
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

import numpy as np
import numpy.typing as npt

from locanext.domain.errors import ExpectedError
from locanext.matching.embedder import Embedder, ModelSpec, VectorTag
from locanext.matching.engines import open_embedder

_MEASURED_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is open."""

    tag: VectorTag


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors (n, dimension), and for each the position of its text in the list."""

    positions: npt.NDArray[np.int64]
    vectors: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ended:
    """The list is done, or was left where it was when the other side asked to stop."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An error: an expected one, or the traceback of a bug."""

    error: ExpectedError | str


STOP: tuple[list[str], bool] = [], False
"""What the other side sends to end a list early: a list of nothing."""


def serve(spec: ModelSpec, lists: Connection, singles: Connection) -> None:
    """Open the model, then answer until the other side is gone.

    `lists` takes (texts, whether they are looked for), and gives `Encoded`s (or one `Failed`), then `Ended`. `singles`
    takes (number, text) and gives (number, `Encoded` or `Failed`); its texts are looked for.
    """
    # Ctrl+C reaches every process of a terminal; when this one ends is the other side's business.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The libraries look at these when they are imported. Nothing is ever asked of a hub from here.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")
    try:
        embedder = open_embedder(spec)
    except Exception as error:  # noqa: BLE001 - it is raised on the other side
        lists.send(_failure(error))
        return
    lists.send(Ready(embedder.tag))
    server = _Server(embedder, lists, singles)
    try:
        server.run()
    except (EOFError, OSError):
        return  # the other side is gone


class _Server:
    def __init__(self, embedder: Embedder, lists: Connection, singles: Connection) -> None:
        self._embedder, self._lists, self._singles = embedder, lists, singles

    def run(self) -> None:
        while True:
            for channel in wait([self._lists, self._singles]):
                if channel is self._singles:
                    self._answer_singles()
                elif (message := self._lists.recv()) != STOP:
                    self._encode(*message)

    def _encode(self, texts: Sequence[str], query: bool) -> None:
        try:
            self._encode_all(texts, query)
        except (EOFError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - it is raised on the other side
            self._lists.send(_failure(error))
        self._lists.send(Ended())

    def _encode_all(self, texts: Sequence[str], query: bool) -> None:
        """Shortest first: a batch of texts of one length wastes no padding, and most texts are done soon."""
        lengths: list[int] = []
        for start in range(0, len(texts), _MEASURED_AT_ONCE):
            if self._must_stop():
                return
            lengths += self._embedder.lengths(texts[start : start + _MEASURED_AT_ONCE])
        order = np.argsort(np.array(lengths, np.int64), kind="stable")
        for start in range(0, len(texts), self._embedder.batch):
            if self._must_stop():
                return
            positions = order[start : start + self._embedder.batch]
            vectors = self._embedder.encode([texts[position] for position in positions], query=query)
            self._lists.send(Encoded(positions, vectors))

    def _must_stop(self) -> bool:
        """Whether the other side wants no more of the list; who waits for a single text is served first."""
        self._answer_singles()
        if not self._lists.poll():
            return False
        # Nothing but STOP is sent before a list has ended.
        self._lists.recv()
        return True

    def _answer_singles(self) -> None:
        while self._singles.poll():
            number, text = self._singles.recv()
            answer: Encoded | Failed
            try:
                answer = Encoded(np.zeros(1, np.int64), self._embedder.encode([text], query=True))
            except Exception as error:  # noqa: BLE001 - it is raised on the other side
                answer = _failure(error)
            self._singles.send((number, answer))


def _failure(error: Exception) -> Failed:
    return Failed(error if isinstance(error, ExpectedError) else traceback.format_exc())
