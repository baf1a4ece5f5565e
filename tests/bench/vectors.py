"""Measures the search for the nearest of many vectors: as they come from models, but made up, in a store on the disk.

The exact answers, against which recall counts, come from comparing each query with every vector of the same store.
FAISS Flat, for comparison, holds all vectors in memory in 32 bits.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import psutil

from locanext.matching.embedder import DEEP, Keys, Vectors, VectorTag, text_keys, unit_rows
from locanext.matching.vector_index import Hit, VectorIndex
from locanext.matching.vector_store import VectorStore
from tests.bench._report import Report, quantiles

PORTION = 50_000
BATCH = 500


class Made:
    """Vectors with one direction that all share, topics, and neighbours within them."""

    def __init__(self, count: int, dimension: int) -> None:
        random = np.random.default_rng(0)
        self.count, self.dimension = count, dimension
        self._shared = random.normal(size=dimension).astype(np.float32) * 2
        # Few dimensions carry most of what differs, as with real models.
        self._spread = (1 / np.sqrt(1 + np.arange(dimension) / 16)).astype(np.float32)
        self._topics = random.standard_normal((max(1, count // 50), dimension), np.float32)

    def vectors(self, count: int, seed: int) -> Vectors:
        random = np.random.default_rng(seed)
        topics = self._topics[random.integers(0, len(self._topics), count)]
        own = random.standard_normal((count, self.dimension), np.float32)
        return unit_rows(self._shared + 1.5 * self._spread * (topics + 0.8 * own))

    def keys(self, start: int, count: int) -> Keys:
        return text_keys([str(number) for number in range(start, start + count)])


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def own_memory() -> float:
    """Megabytes of this process without the pages of mapped files, which the system takes back at need."""
    known = psutil.Process().memory_info()
    return (known.rss - getattr(known, "shared", 0)) / 1e6


def names(hits: list[list[Hit]]) -> list[set[int]]:
    return [{hit.key for hit in one} for one in hits]


def fill(report: Report, made: Made, folder: Path) -> VectorStore:
    store = VectorStore(folder, VectorTag(DEEP, "made up", "1", made.dimension))
    seconds = 0.0
    for start in range(0, made.count, PORTION):
        count = min(PORTION, made.count - start)
        keys, vectors = made.keys(start, count), made.vectors(count, start + 1)
        seconds += timed(lambda keys=keys, vectors=vectors: store.append(keys, vectors)) / 1000
    report.add("vectors kept a second", made.count / seconds, "/s")
    report.add("on the disk", sum(path.stat().st_size for path in folder.iterdir()) / 1e6, "MB")
    return store


def search(report: Report, made: Made, folder: Path, queries: Vectors) -> None:
    tag, one = VectorTag(DEEP, "made up", "1", made.dimension), queries[:1]
    report.add(
        "first use, signs are taken", timed(lambda: VectorIndex(VectorStore(folder, tag)).search(tag, one)), "ms"
    )
    before = own_memory()
    opened: list[VectorIndex] = []

    def start() -> None:
        opened.append(VectorIndex(VectorStore(folder, tag)))
        opened[0].search(tag, one)

    report.add("start, to the first answer", timed(start), "ms")
    index = opened[0]
    report.add("memory of the open index", own_memory() - before, "MB")
    found: list[list[Hit]] = []
    times = [timed(lambda at=at: found.extend(index.search(tag, queries[at : at + 1]))) for at in range(len(queries))]
    for name, value in quantiles(times).items():
        report.add(f"one query, {name}", value, "ms")
    processor = time.process_time()
    for at in range(100):
        index.search(tag, queries[at : at + 1])
    report.add("one query, of a processor", (time.process_time() - processor) * 10, "ms")
    exact: list[list[Hit]] = []
    report.add(
        f"a query of {len(queries)} at once, exact",
        timed(lambda: exact.extend(index.search(tag, queries))) / len(queries),
        "ms",
    )
    shared = [len(a & b) / 10 for a, b in zip(names(found), names(exact), strict=True)]
    report.add("recall@10 of one query", float(np.mean(shared)), "", at_least=0.95)
    change(report, made, index)


def change(report: Report, made: Made, index: VectorIndex) -> None:
    """One vector comes and goes, and the next search knows."""
    store, tag, key, vector = index.store, index.store.tag, made.keys(made.count, 1), made.vectors(1, 12345)
    report.add("one is added", timed(lambda: store.append(key, vector)), "ms")
    report.add("the search after it", timed(lambda: index.search(tag, vector)), "ms")
    assert index.search(tag, vector)[0][0].key == int(key[0])
    report.add("one is removed", timed(lambda: store.remove(key)), "ms")
    report.add("the search after it", timed(lambda: index.search(tag, vector)), "ms")
    assert index.search(tag, vector)[0][0].key != int(key[0])


def flat(report: Report, store: VectorStore, queries: Vectors) -> None:
    """What FAISS's own exact index takes."""
    index = faiss.IndexFlatIP(store.width)
    for _, vectors in store.blocks():
        index.add(vectors)
    padded = np.zeros((len(queries), store.width), np.float32)
    padded[:, : queries.shape[1]] = queries
    times = [timed(lambda at=at: index.search(padded[at : at + 1], 10)) for at in range(min(20, len(queries)))]
    report.add("FAISS Flat in memory, one query, p50", quantiles(times)["p50"], "ms")
    report.add("FAISS Flat, memory", store.width * 4 * len(store.keys) / 1e6, "MB")


def measure(count: int, dimension: int, folder: Path, *, with_flat: bool = False) -> Report:
    """Figures for `count` vectors of `dimension` numbers."""
    report, made = Report(), Made(count, dimension)
    store, queries = fill(report, made, folder), made.vectors(BATCH, -1 + (1 << 31))
    search(report, made, folder, queries)
    if with_flat:
        flat(report, store, queries)
    return report


def main(argv: list[str]) -> int:
    """0 if every aim is kept, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000, help="vectors")
    parser.add_argument("--dimension", type=int, action="append", help="numbers of a vector (384 and 1024)")
    parser.add_argument("--flat", action="store_true", help="compare with FAISS Flat, which takes much memory")
    parser.add_argument("--json", action="store_true")
    options, code = parser.parse_args(argv), 0
    for dimension in options.dimension or (384, 1024):
        with tempfile.TemporaryDirectory() as folder:
            print(f"{options.count:,} vectors of {dimension}")
            code |= measure(options.count, dimension, Path(folder), with_flat=options.flat).show(as_json=options.json)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
