"""The process in which a model lives: it reads texts from two pipes and writes their vectors back.

Importing torch would cost the window seconds, and encoding would hold it up. What is looked for comes through a pipe of
its own and is encoded between two batches of a long list: somebody waits for it.
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
    """The model is open; so many texts at a time are fastest."""

    tag: VectorTag
    batch: int


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


STOP: list[str] = []
"""What the other side sends to end a list early: a list of nothing."""


def serve(spec: ModelSpec, lists: Connection, queries: Connection) -> None:
    """Open the model, then answer until the other side is gone.

    `lists` takes texts that are to be stored, and gives `Encoded`s (or one `Failed`), then `Ended`. `queries` takes
    (number, texts), a batch of those that are looked for, and gives (number, `Encoded` or `Failed`).
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
    lists.send(Ready(embedder.tag, embedder.batch))
    server = _Server(embedder, lists, queries)
    try:
        server.run()
    except (EOFError, OSError):
        return  # the other side is gone


class _Server:
    def __init__(self, embedder: Embedder, lists: Connection, queries: Connection) -> None:
        self._embedder, self._lists, self._queries = embedder, lists, queries

    def run(self) -> None:
        while True:
            for channel in wait([self._lists, self._queries]):
                if channel is self._queries:
                    self._answer_queries()
                elif texts := self._lists.recv():
                    self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> None:
        try:
            self._encode_all(texts)
        except (EOFError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - it is raised on the other side
            self._lists.send(_failure(error))
        self._lists.send(Ended())

    def _encode_all(self, texts: Sequence[str]) -> None:
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
            vectors = self._embedder.encode([texts[position] for position in positions])
            self._lists.send(Encoded(positions, vectors))

    def _must_stop(self) -> bool:
        """Whether the other side wants no more of the list; who looks for something is served first."""
        self._answer_queries()
        if not self._lists.poll():
            return False
        # Nothing but STOP is sent before a list has ended.
        self._lists.recv()
        return True

    def _answer_queries(self) -> None:
        while self._queries.poll():
            number, texts = self._queries.recv()
            answer: Encoded | Failed
            try:
                answer = Encoded(np.arange(len(texts)), self._embedder.encode(texts, query=True))
            except Exception as error:  # noqa: BLE001 - it is raised on the other side
                answer = _failure(error)
            self._queries.send((number, answer))


def _failure(error: Exception) -> Failed:
    return Failed(error if isinstance(error, ExpectedError) else traceback.format_exc())
