"""Matches of texts in a memory on this computer's disk: how fast, and whether none is missed.

FILE has tab-separated lines under a header (`.xz` too); what a memory has beyond is its texts with some characters
changed. Queries are texts of the memory, changed too. Times of building and searching are one processor's.
"""

import argparse
import lzma
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from locanext.domain.progress import Progress
from locanext.domain.tm import MatchKind, TranslationUnit
from locanext.matching.concordance import Field, Mode, Search
from locanext.matching.disk_cache import UnitCache, build, merge
from locanext.matching.lookup import LookupRequest
from locanext.matching.normalize import key
from tests.bench._report import Report, quantiles
from tests.bench._watched import Memory

START = datetime(2026, 1, 1, tzinfo=UTC)
SHORT, LONG = 10, 100
CHANGES = 200
SEARCHES = ("검", "의", "e", "th", "sword", "{", "마법사", "the king")


def main(argv: list[str]) -> int:
    """0 if every aim is kept, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--source", default="source", help="heading of the column of sources")
    parser.add_argument("--target", default="target")
    parser.add_argument("--count", type=int, default=100_000, help="units of the memory")
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--compared", type=int, default=200, help="queries that are compared with every text")
    parser.add_argument("--threshold", type=int, default=70)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        report = measure(options, Path(folder))
    report.figures["units"] = options.count
    return report.show(as_json=options.json)


def measure(options: argparse.Namespace, folder: Path) -> Report:
    report = Report()
    pairs = _pairs(options.file, options.source, options.target)
    _build(report, folder, lambda: _units(pairs, options.count))
    began = time.perf_counter()
    cache = UnitCache(folder, 1)
    report.add("open", round(1000 * (time.perf_counter() - began), 1), "ms", at_most=1000)
    dice = random.Random(3)
    texts = [
        unit.source for unit in _units(pairs, options.count) if dice.random() < 3 * options.queries / options.count
    ]
    queries = [_changed(dice, dice.choice(texts)) for _ in range(options.queries)]
    _look_up(report, cache, queries, options.threshold)
    _search(report, cache)
    _compare(report, cache, queries[: options.compared], options.threshold)
    _change(report, cache)
    return report


def _build(report: Report, folder: Path, units: Callable[[], Iterator[TranslationUnit]]) -> None:
    memory = Memory(os.getpid())
    memory.start()
    before, began = _resident(memory), time.process_time()
    build(folder, units(), 1, Progress())
    report.add("build", round(time.process_time() - began, 1), "s")
    report.add("memory for building", round((memory.peak - before) / 1e6), "MB", at_most=1500)
    memory.over.set()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    report.add("on the disk", round(size / 1e6), "MB")


def _resident(memory: Memory) -> int:
    while not memory.peak:
        time.sleep(0.01)
    return memory.peak


def _look_up(report: Report, cache: UnitCache, queries: list[str], threshold: int) -> None:
    lengths: dict[str, Callable[[str], bool]] = {
        "all": lambda text: True,
        f"up to {SHORT} characters": lambda text: len(text) <= SHORT,
        f"over {LONG} characters": lambda text: len(text) > LONG,
    }
    fuzzy = LookupRequest("", threshold=threshold, kinds=frozenset({MatchKind.FUZZY}))
    for what, request in {"fuzzy": fuzzy, "list of 10": LookupRequest("", "ID_1", threshold, limit=10)}.items():
        taken = [(text, _milliseconds(partial(cache.lookup, replace(request, text=text)))) for text in queries]
        for name, fits in lengths.items():
            times = [spent for text, spent in taken if fits(text)]
            if times:
                found = quantiles(times)
                report.add(f"{what}, {name}, p50", found["p50"], "ms")
                report.add(f"{what}, {name}, p95", found["p95"], "ms", at_most=5)
                report.add(f"{what}, {name}, max", found["max"], "ms")


def _search(report: Report, cache: UnitCache) -> None:
    cache.search(Search("x", field=Field.TARGET))  # targets are mapped when they are first searched
    for mode, most in ((Mode.CONTAINS, 30), (Mode.WORD, None)):
        wanted = [Search(needle, mode, field) for needle in SEARCHES for field in Field]
        times = quantiles([_milliseconds(lambda one=one: [*islice(cache.search(one), 200)]) for one in wanted])
        report.add(f"first 200 by {mode}, p50", times["p50"], "ms")
        report.add(f"first 200 by {mode}, max", times["max"], "ms", at_most=most)


def _compare(report: Report, cache: UnitCache, queries: list[str], threshold: int) -> None:
    """With every text, as the definition of similarity has it."""
    ids, keys = zip(*((unit.id, key(unit.source)) for unit in cache.units()), strict=True)
    expected = found = both = 0
    for text in queries:
        wanted = key(text)
        near = process.cdist([wanted], keys, scorer=Levenshtein.distance, score_cutoff=len(wanted))[0]
        right = {
            ids[row]
            for row in (near <= len(wanted)).nonzero()[0].tolist()
            if 100 * (max(len(wanted), len(keys[row])) - int(near[row]))
            >= threshold * max(len(wanted), len(keys[row]), 1)
        }
        request = LookupRequest(text, threshold=threshold, kinds=frozenset({MatchKind.FUZZY}))
        answered = {match.unit.id for match in cache.lookup(request)}
        expected, found, both = expected + len(right), found + len(answered), both + len(right & answered)
    report.add("matches by comparing with every text", expected, "")
    report.add("of these found", 100 * both / max(expected, 1), "%", at_least=100)
    report.add("found beyond these", found - both, "", at_most=0)


def _change(report: Report, cache: UnitCache) -> None:
    times = []
    for number in range(CHANGES):
        unit = TranslationUnit(10**9 + number % 100, f"새 검 {number}", "New sword", "", "", 2, "someone", START)
        began = time.perf_counter()
        cache.apply([unit], [number], 2 + number)
        times.append(1000 * (time.perf_counter() - began))
        assert any(match.unit == unit for match in cache.lookup(LookupRequest(unit.source)))
    report.add("a change and a deletion, p95", quantiles(times)["p95"], "ms", at_most=5)
    report.add("a change and a deletion, max", quantiles(times)["max"], "ms")
    began = time.process_time()
    assert merge(cache.folder, Progress())
    report.add("merge", round(time.process_time() - began, 1), "s")


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def _pairs(path: Path, source: str, target: str) -> list[tuple[str, str]]:
    text = (lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()).decode()
    names, *lines = (line.split("\t") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n"))
    return [(line[names.index(source)], line[names.index(target)]) for line in lines if len(line) == len(names)]


def _units(pairs: list[tuple[str, str]], count: int) -> Iterator[TranslationUnit]:
    """The same for the same numbers."""
    dice = random.Random(count)
    for number in range(count):
        source, target = pairs[number] if number < len(pairs) else dice.choice(pairs)
        source = source if number < len(pairs) else _changed(dice, source)
        at = START + timedelta(seconds=number % 99_991)
        yield TranslationUnit(number, source, target, f"ID_{number}", "", 1, f"person {number % 9}", at)


def _changed(dice: random.Random, text: str) -> str:
    """With up to a fifth of its characters replaced, doubled or left out; one in ten as it is."""
    characters = list(text)
    for _ in range(dice.randint(0, max(1, len(characters) // 5)) if dice.random() < 0.9 else 0):
        place = dice.randrange(len(characters))
        how = dice.random()
        if how < 0.4:
            characters[place] = dice.choice(characters)
        elif how < 0.7:
            characters.insert(place, characters[place])
        elif len(characters) > 1:
            del characters[place]
    return "".join(characters)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
