"""The nearest vectors of a store. Exact up to 50,000; above, a shortlist by the signs of the numbers, then exact.

One bit a number in memory (1,000,000 x 1,024: 128 MB), the 16-bit matrix on the disk: only the shortlist is read from
it. The signs are taken after the mean has been subtracted: the vectors of many models share one large direction, and
their raw signs hardly differ.
"""

import struct
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple
from zlib import crc32

import faiss
import numpy as np
import numpy.typing as npt

from locanext.matching.embedder import Vectors, VectorTag
from locanext.matching.vector_store import Rows, VectorStore

FLAT_LIMIT = 50_000
SHORTLIST = 1000
SWEEP = 16
"""From so many queries at once on, one pass over the whole matrix is faster."""

_SAMPLE = 20_000
_QUERIES_AT_ONCE = 256
_HEADER = struct.Struct("<4sQ")
_MAGIC = b"LNS1"

Signs = npt.NDArray[np.uint8]

# One query is one pass over memory. Several threads wait for each other: 50 ms instead of 3 on a computer that is busy.
faiss.omp_set_num_threads(1)


class Hit(NamedTuple):
    """The key of a stored text, and the cosine of its vector and the query's."""

    key: int
    cosine: float


@dataclass(slots=True)
class _Found:
    """The best so far for some queries: (queries, count) rows and cosines, -1 where there is none."""

    rows: Rows
    cosines: Vectors

    def take(self, rows: Rows, cosines: Vectors) -> None:
        """Put these rows (n,) with their cosines (queries, n) among the best."""
        count = self.rows.shape[1]
        # Of all but the first block hardly a row is among the best of any query.
        hopeful = np.flatnonzero((cosines > self.cosines[:, -1:]).any(axis=0))
        rows, cosines = rows[hopeful], cosines[:, hopeful]
        if cosines.shape[1] > count:
            best = np.argpartition(cosines, -count, axis=1)[:, -count:]
            rows, cosines = rows[best], np.take_along_axis(cosines, best, axis=1)
        else:
            rows = np.broadcast_to(rows, cosines.shape)
        all_rows, all_cosines = np.hstack([self.rows, rows]), np.hstack([self.cosines, cosines])
        order = np.argsort(-all_cosines, axis=1, kind="stable")[:, :count]
        self.rows = np.take_along_axis(all_rows, order, axis=1)
        self.cosines = np.take_along_axis(all_cosines, order, axis=1)


class VectorIndex:
    """Searches a store and follows its changes, also those of other processes. Threads take turns."""

    def __init__(self, store: VectorStore, *, flat_limit: int = FLAT_LIMIT) -> None:
        self.store, self._flat_limit = store, flat_limit
        self._lock = threading.Lock()
        self._core: _Core = _Flat(store)

    def search(self, tag: VectorTag, queries: Vectors, count: int = 10) -> list[list[Hit]]:
        """For each of `queries` (n, dimension) up to `count` hits, the nearest first.

        Raises `ModelProblem` if `tag`, that of the queries, is not the store's.
        """
        self.store.tag.require(tag)
        padded = np.zeros((len(queries), self.store.width), np.float32)
        padded[:, : tag.dimension] = queries
        with self._lock:
            self._follow()
            if len(queries) >= SWEEP:
                found = _sweep(self.store, padded, count)
            else:
                found = self._core.search(padded, count)
            return [self._hits(rows, cosines) for rows, cosines in zip(found.rows, found.cosines, strict=True)]

    def _hits(self, rows: Rows, cosines: Vectors) -> list[Hit]:
        there = rows >= 0
        keys = self.store.keys[rows[there]]
        return [Hit(int(key), float(cosine)) for key, cosine in zip(keys, cosines[there], strict=True)]

    def _follow(self) -> None:
        self.store.refresh()
        kind = _Flat if self.store.count <= self._flat_limit else _Signs
        if self._core.generation != self.store.generation or not isinstance(self._core, kind):
            self._core = kind(self.store)
        self._core.follow()


class _Core(ABC):
    """What is held in memory for a store. `rows` are the store's rows, in the order of FAISS's own numbers."""

    def __init__(self, store: VectorStore, index: Any) -> None:
        self.store, self.generation, self.index = store, store.generation, index
        self.rows: Rows = np.empty(0, np.int64)
        self.seen, self._version = 0, ("", 0)

    def follow(self) -> None:
        """Drop the rows that the store has dropped, and take in those that are new."""
        # As of now: what comes while the blocks are read is for the next time.
        store, version, known = self.store, self.store.version, len(self.store.keys)
        if version == self._version:
            return
        dead = ~store.live[self.rows]
        if dead.any():
            self.index.remove_ids(np.flatnonzero(dead))
            self.rows = self.rows[~dead]
        taken = [self.rows]
        for rows, vectors in store.blocks(self.seen):
            self.index.add(self.code(vectors))
            taken.append(rows)
        self.rows, self.seen, self._version = np.concatenate(taken), known, version

    @abstractmethod
    def code(self, vectors: Vectors) -> npt.NDArray[Any]:
        """What FAISS holds of vectors (n, width)."""

    @abstractmethod
    def search(self, queries: Vectors, count: int) -> _Found:
        """The best for queries (n, width)."""


class _Flat(_Core):
    """Every vector in memory; exact."""

    def __init__(self, store: VectorStore) -> None:
        super().__init__(store, faiss.IndexFlatIP(store.width))

    def code(self, vectors: Vectors) -> npt.NDArray[Any]:
        return vectors

    def search(self, queries: Vectors, count: int) -> _Found:
        cosines, positions = self.index.search(queries, count)
        # FAISS answers -1 where there are fewer; here that finds the -1 at the end.
        return _Found(np.append(self.rows, -1)[positions], cosines)


class _Signs(_Core):
    """The signs of every vector in memory, and in a file, so that a start need not read the whole matrix."""

    def __init__(self, store: VectorStore) -> None:
        super().__init__(store, faiss.IndexBinaryFlat(store.width))
        saved = _load_signs(store)
        if saved is None:
            rows = np.flatnonzero(store.live)
            self._mean: Vectors = store.vectors(rows[:: 1 + len(rows) // _SAMPLE])[1].mean(axis=0)
        else:
            self._mean, self.rows, signs = saved
            self.index.add(signs)
            self.seen = int(self.rows.max(initial=-1)) + 1
        self._saved = len(self.rows)

    def follow(self) -> None:
        super().follow()
        if len(self.rows) - self._saved > len(self.rows) // 10:
            _save_signs(self.store, self._mean, self.rows, faiss.vector_to_array(self.index.xb))
            self._saved = len(self.rows)

    def code(self, vectors: Vectors) -> npt.NDArray[Any]:
        return np.packbits(vectors > self._mean, axis=1)

    def search(self, queries: Vectors, count: int) -> _Found:
        found = _nothing(len(queries), count)
        positions = self.index.search(self.code(queries), max(SHORTLIST, count))[1]
        for at, near in enumerate(positions):
            # Sorted: in the order of the file.
            rows, vectors = self.store.vectors(np.sort(self.rows[near[near >= 0]]))
            one = _nothing(1, count)
            one.take(rows, (vectors @ queries[at])[None])
            found.rows[at], found.cosines[at] = one.rows[0], one.cosines[0]
        return found


def _nothing(queries: int, count: int) -> _Found:
    return _Found(np.full((queries, count), -1, np.int64), np.full((queries, count), -np.inf, np.float32))


def _sweep(store: VectorStore, queries: Vectors, count: int) -> _Found:
    """Exact: the whole matrix in blocks, each against all queries by one matrix product."""
    parts = [queries[start : start + _QUERIES_AT_ONCE] for start in range(0, len(queries), _QUERIES_AT_ONCE)]
    found = [_nothing(len(part), count) for part in parts]
    for rows, vectors in store.blocks():
        for best, part in zip(found, parts, strict=True):
            best.take(rows, part @ vectors.T)
    return _Found(np.vstack([one.rows for one in found]), np.vstack([one.cosines for one in found]))


def _save_signs(store: VectorStore, mean: Vectors, rows: Rows, signs: Signs) -> None:
    content = b"".join(
        [_HEADER.pack(_MAGIC, len(rows)), mean.astype("<f4").tobytes(), rows.astype("<i8").tobytes(), signs.tobytes()]
    )
    with store.lock:
        path = store.file("signs")
        beside = path.with_name(f"new-{store.generation}")
        beside.write_bytes(content + crc32(content).to_bytes(4, "little"))
        # Where another program reads the old one at this moment, that one is good for a while longer.
        with suppress(PermissionError):
            beside.replace(path)


def _load_signs(store: VectorStore) -> tuple[Vectors, Rows, Signs] | None:
    """Mean (width,), rows (n,) and signs (n, width / 8) as they were saved; nothing if they are missing or damaged."""
    try:
        content = store.file("signs").read_bytes()
    except FileNotFoundError:
        return None
    if crc32(content[:-4]).to_bytes(4, "little") != content[-4:] or content[:4] != _MAGIC:
        return None
    count, at = _HEADER.unpack_from(content)[1], _HEADER.size
    mean = np.frombuffer(content, "<f4", store.width, at).astype(np.float32)
    rows = np.frombuffer(content, "<i8", count, at + mean.nbytes).astype(np.int64)
    signs = np.frombuffer(content, np.uint8, count * store.width // 8, at + mean.nbytes + rows.nbytes)
    # Another program may have saved rows that this one has not heard of yet.
    known = rows < len(store.keys)
    return mean, rows[known], signs.reshape(count, store.width // 8)[known]
