"""Texts to vectors in a process of its own, and what is missing of a store filled up. Knows no engine's library."""

import itertools
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import numpy as np
import numpy.typing as npt

from locanext.domain.errors import ExpectedError, ModelProblem
from locanext.domain.progress import Progress
from locanext.matching.embedder import Keys, ModelSpec, Vectors, VectorTag, text_keys
from locanext.matching.encoding_worker import STOP, Encoded, Ended, Failed, Ready, serve
from locanext.matching.vector_store import VectorStore

LOOK = 0.05
"""Seconds between two looks at whether the work was cancelled, or the process has died."""
PATIENCE = 0.7
"""Seconds that a cancelled process has to finish its batch; then it is ended, and the next use starts another."""
KEEP_ROWS, KEEP_SECONDS = 4096, 2.0
"""When vectors go to the disk: so much is lost at most when everything dies."""

Keep = Callable[[npt.NDArray[np.int64], Vectors], object]


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    lists: Connection
    queries: Connection
    ready: Ready | None = None


class Encoder:
    """A model in its process, which starts at the first use, and again when it has died.

    May be used from several threads: one list at a time, and what is looked for between its batches.
    """

    def __init__(self, spec: ModelSpec) -> None:
        self.spec = spec
        self._worker: _Worker | None = None
        self._start_lock, self._list_lock, self._query_lock = threading.Lock(), threading.Lock(), threading.Lock()
        self._numbers = itertools.count()

    def tag(self, progress: Progress) -> VectorTag:
        """The tag of this model's vectors; waits until it is open."""
        return self._opened(progress)[1].tag

    def encode(self, texts: Sequence[str], keep: Keep, progress: Progress) -> None:
        """Hand (positions in `texts`, vectors) to `keep` as they come, in this thread; shortest texts first.

        Counts texts on `progress`. Raises `Cancelled` within a second, and `ModelProblem` when the process dies; what
        was handed over stays good.
        """
        if not texts:
            return
        with _held(self._list_lock, progress):
            worker, done = self._opened(progress)[0], 0
            self._send(worker, worker.lists, list(texts))
            try:
                while isinstance(answer := self._receive(worker, worker.lists, progress), Encoded):
                    keep(answer.positions, answer.vectors)
                    done += len(answer.positions)
                    progress.step(done, len(texts))
            except BaseException:
                self._stop_list(worker)
                raise

    def encode_queries(self, texts: Sequence[str], progress: Progress) -> Vectors:
        """(texts, dimension) the vectors of texts that are looked for, also while a list is encoded.

        Counts on `progress`; errors as `encode`.
        """
        ready = self._opened(progress)[1]
        found = np.empty((len(texts), ready.tag.dimension), np.float32)
        # By characters: nearly as good as by tokens, which the process alone could count.
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(texts), ready.batch):
            positions = order[start : start + ready.batch]
            found[positions] = self._ask([texts[at] for at in positions], progress)
            progress.step(start + len(positions), len(texts))
        return found

    def _ask(self, texts: list[str], progress: Progress) -> Vectors:
        with _held(self._query_lock, progress):
            worker, number = self._opened(progress)[0], next(self._numbers)
            self._send(worker, worker.queries, (number, texts))
            # Before it come the answers that nobody waited for.
            answered = -1
            while answered != number:
                answered, answer = self._receive(worker, worker.queries, progress)
        return _accepted(answer).vectors

    def close(self) -> None:
        """End the process; a later use starts it again."""
        with self._start_lock:
            if (worker := self._worker) is not None:
                # Without its pipes it ends by itself, and tidies up; in the middle of a batch it is not waited for.
                worker.lists.close()
                worker.queries.close()
                worker.process.join(PATIENCE)
                self._end(worker)

    def _opened(self, progress: Progress) -> tuple[_Worker, Ready]:
        """The living process with its model open; who is cancelled meanwhile leaves it to open."""
        with _held(self._start_lock, progress):
            worker = self._worker
            if worker is None or not worker.process.is_alive():
                worker = self._worker = _start(self.spec)
            if worker.ready is None:
                try:
                    worker.ready = self._receive(worker, worker.lists, progress)
                except (ModelProblem, RuntimeError):
                    self._end(worker)
                    raise
            assert worker.ready is not None
            return worker, worker.ready

    def _send(self, worker: _Worker, channel: Connection, message: object) -> None:
        try:
            channel.send(message)
        except OSError as error:
            raise self._death(worker) from error

    def _receive(self, worker: _Worker, channel: Connection, progress: Progress) -> Any:
        try:
            while not channel.poll(LOOK):
                progress.check()
            answer = channel.recv()
        except (EOFError, OSError) as error:
            raise self._death(worker) from error
        return _accepted(answer) if isinstance(answer, Failed) else answer

    def _death(self, worker: _Worker) -> ModelProblem:
        # Its pipe is gone: let it end by itself, for its exit code, and see that it has.
        worker.process.join(PATIENCE)
        self._end(worker)
        return ModelProblem(
            "The process of the model {model} has ended (exit code {code}). What it had done is kept; try again.",
            model=self.spec.model,
            code=worker.process.exitcode,
        )

    def _stop_list(self, worker: _Worker) -> None:
        """Bring the process to where it takes the next list, or end it."""
        until = time.monotonic() + PATIENCE
        with suppress(OSError, EOFError):
            worker.lists.send(STOP)
            while worker.lists.poll(max(0.0, until - time.monotonic())):
                if isinstance(worker.lists.recv(), Ended):
                    return
        self._end(worker)

    def _end(self, worker: _Worker) -> None:
        if self._worker is worker:
            self._worker = None
        worker.process.kill()
        worker.process.join()
        worker.lists.close()
        worker.queries.close()


def _start(spec: ModelSpec) -> _Worker:
    # Spawned on every system: a fork would copy the locks of the window's threads as they happen to be.
    context = multiprocessing.get_context("spawn")
    (lists, their_lists), (queries, their_queries) = context.Pipe(), context.Pipe()
    process = context.Process(
        target=serve, args=(spec, their_lists, their_queries), name=f"model {spec.model}", daemon=True
    )
    process.start()
    # Only the process holds its ends: when it dies, ours tell.
    their_lists.close()
    their_queries.close()
    return _Worker(process, lists, queries)


@contextmanager
def _held(lock: threading.Lock, progress: Progress) -> Iterator[None]:
    """Hold a lock; who is cancelled waits for it no longer."""
    while not lock.acquire(timeout=LOOK):
        progress.check()
    try:
        yield
    finally:
        lock.release()


def _accepted(answer: Encoded | Failed) -> Encoded:
    if isinstance(answer, Failed):
        raise answer.error if isinstance(answer.error, ExpectedError) else RuntimeError(answer.error)
    return answer


def fill(store: VectorStore, texts: Sequence[str], encoder: Encoder, progress: Progress) -> int:
    """Encode those of `texts` that the store lacks, each once, and keep them; returns how many those were.

    What is done when it is cancelled, or dies, is kept: the next call goes on from there.
    """
    store.tag.require(encoder.tag(progress))
    keys, first = np.unique(text_keys(texts), return_index=True)
    missing = store.missing(keys)
    wanted, pending = first[missing], _Pending(store, keys[missing])
    try:
        encoder.encode([texts[position] for position in wanted], pending.keep, progress)
    finally:
        pending.flush()
    return len(wanted)


class _Pending:
    """Vectors on their way to the disk, written in portions."""

    def __init__(self, store: VectorStore, keys: Keys) -> None:
        self._store, self._keys = store, keys
        self._positions: list[npt.NDArray[np.int64]] = []
        self._vectors: list[Vectors] = []
        self._flushed = time.monotonic()

    def keep(self, positions: npt.NDArray[np.int64], vectors: Vectors) -> None:
        self._positions.append(positions)
        self._vectors.append(vectors)
        rows = sum(map(len, self._positions))
        if rows >= KEEP_ROWS or time.monotonic() - self._flushed >= KEEP_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self._positions:
            self._store.append(self._keys[np.concatenate(self._positions)], np.concatenate(self._vectors))
        self._positions, self._vectors, self._flushed = [], [], time.monotonic()
