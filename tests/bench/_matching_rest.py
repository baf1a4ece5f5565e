"""What the program does with a memory beside finding similar texts: ranked lists, searches, changes, whole files.

In a process of its own, on the copy that `_matching_ours` has built. Times are of processor.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from locanext.domain.progress import Progress
from locanext.domain.tm import MatchKind, TranslationUnit
from locanext.matching.concordance import Search
from locanext.matching.disk_cache import UnitCache, merge
from locanext.matching.lookup import KINDS, LookupRequest
from locanext.memory.batch import Memory, Wanted, find_best
from locanext.memory.ranking import Asked, ranked
from tests.bench import _matching_data as data
from tests.bench._matching_ours import Ours
from tests.bench._matching_peer import THRESHOLD
from tests.bench._report import quantiles

NEEDLES, PAGE, CHANGES = 40, 200, 200
NEEDLE_LENGTHS = (1, 2, 3, 10)

Figures = dict[str, float]
"""By what is measured, with its unit: "whole list, p95 (ms)"."""


def measure(folder: Path) -> Figures:
    place = Ours(folder).place
    cache = UnitCache(place, 1)
    sources = [unit.source for unit in data.units(folder)]
    figures = {
        **_quantiles("whole ranked list", _lists(cache, data.queries(folder))),
        **_searches(cache, sources),
        **_pretranslated(place, data.rows(folder)),
        **_changes(cache),
    }
    began = time.process_time()
    assert merge(place, Progress())
    return {**figures, "merge of the changes (s)": time.process_time() - began}


def _lists(cache: UnitCache, texts: list[str]) -> list[float]:
    kinds = KINDS | {MatchKind.LINE}
    requests = [LookupRequest(text, "ID_1", THRESHOLD, limit=10, kinds=kinds) for text in texts]
    return [_milliseconds(lambda one=one: ranked([Asked(cache)], one)) for one in requests]


def _searches(cache: UnitCache, sources: list[str]) -> Figures:
    """A page of what contains a piece of a text of the memory."""
    dice, figures = random.Random(5), {}
    for length in NEEDLE_LENGTHS:
        needles = list(islice(_needles(dice, sources, length), NEEDLES))
        times = [_milliseconds(lambda one=one: [*islice(cache.search(Search(one)), PAGE)]) for one in needles]
        figures |= _quantiles(f"first {PAGE} that contain {length} characters", times)
    return figures


def _needles(dice: random.Random, sources: list[str], length: int) -> Iterator[str]:
    while True:
        text = dice.choice(sources)
        if len(text) >= length:
            start = dice.randint(0, len(text) - length)
            yield text[start : start + length]


def _pretranslated(place: Path, rows: list[str]) -> Figures:
    """As the program does a whole file, in a process of its own: with the time to open."""
    began = time.process_time()
    found = find_best([Memory(place, 1)], [(row, "") for row in rows], Wanted(THRESHOLD), Progress())
    spent = time.process_time() - began
    assert any(found)
    return {"rows pretranslated a second of processor (/s)": len(rows) / spent}


def _changes(cache: UnitCache) -> Figures:
    """One unit each, and it is found, as it is now, at once."""
    times: dict[str, list[float]] = {"add": [], "change": [], "delete": []}
    seq, size = cache.seq, len(cache)
    for number in range(CHANGES):
        added = TranslationUnit(10**9 + number, f"아주 새로운 검 {number}", "A very new sword", edited_at=data.START)
        other = added._replace(source=f"바뀐 방패 {number}", version=2)
        for name, changed, gone in (("add", [added], []), ("change", [other], []), ("delete", [], [other.id, number])):
            seq += 1
            times[name].append(_milliseconds(lambda one=changed, no=gone, now=seq: cache.apply(one, no, now)))
            assert [
                match.unit for match in cache.lookup(LookupRequest(added.source, limit=1)) if match.score == 100
            ] == ([added] if name == "add" else [])
            assert [
                match.unit for match in cache.lookup(LookupRequest(other.source, limit=1)) if match.score == 100
            ] == ([other] if name == "change" else [])
    assert len(cache) == size - CHANGES
    return {key: value for name, spent in times.items() for key, value in _quantiles(f"{name} a unit", spent).items()}


def _quantiles(what: str, times: list[float]) -> Figures:
    found = quantiles(times)
    return {f"{what}, p50 (ms)": found["p50"], f"{what}, p95 (ms)": found["p95"]}


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def main(argv: list[str]) -> int:
    """FOLDER RESULT: writes the figures to the file RESULT."""
    folder, result = map(Path, argv)
    result.write_text(json.dumps(measure(folder)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
