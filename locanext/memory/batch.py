"""The best match of each of many texts, found in processes of their own from the files of the copies."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from locanext.apart import apart
from locanext.domain.progress import Progress, Report
from locanext.domain.tm import Match, MatchKind

if TYPE_CHECKING:
    from locanext.memory.ranking import Asked

MOST_PROCESSES = 4
WORTH_A_PROCESS = 2000
"""Texts; fewer are found sooner than another process has started."""
STEP = 50
"""Texts between two looks at whether the work was cancelled."""

CERTAIN = frozenset({MatchKind.CONTEXT, MatchKind.EXACT})


@dataclass(frozen=True, slots=True)
class Memory:
    """A copy by its files; `penalty` (percent) is taken off its matches."""

    folder: Path
    tm: int
    penalty: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is worth being found: `threshold` in whole percent (50-100), `kinds` without those of lines and meaning."""

    threshold: int = 70
    kinds: frozenset[MatchKind] = frozenset({*CERTAIN, MatchKind.REPAIRED, MatchKind.FUZZY})


def best_matches(
    memories: Sequence[Memory], texts: Sequence[tuple[str, str]], wanted: Wanted, progress: Progress
) -> list[Match | None]:
    """For each (source, StringID) its best match; None: there is none. Counts texts on `progress`."""
    if not memories or not texts:
        return [None] * len(texts)
    count = min(os.cpu_count() or 1, MOST_PROCESSES, len(texts) // WORTH_A_PROCESS + 1)
    # By the text and not by its place: a text that stands in a file again and again is compared once.
    shares = [[place for place, (text, _) in enumerate(texts) if hash(text) % count == share] for share in range(count)]
    steps = _Steps(count, len(texts), progress)
    found: list[Match | None] = [None] * len(texts)
    with ThreadPoolExecutor(count) as threads:

        def find(share: int) -> list[Match | None]:
            asked = [texts[place] for place in shares[share]]
            return apart(find_best, memories, asked, wanted, progress=steps.of(share))

        for places, matches in zip(shares, threads.map(find, range(count)), strict=True):
            for place, match in zip(places, matches, strict=True):
                found[place] = match
    progress.step(len(texts), len(texts))
    return found


class _Steps:
    """The steps of several processes as those of one work."""

    def __init__(self, count: int, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = [0] * count, total, progress

    def of(self, share: int) -> Progress:
        return _Share(self._progress, partial(self._report, share))

    def _report(self, share: int, done: int, _total: int, note: str) -> None:
        self._done[share] = done
        self._progress.step(sum(self._done), self._total, note)


class _Share(Progress):
    """A cancel of the whole is one of each share."""

    def __init__(self, whole: Progress, report: Report) -> None:
        super().__init__(report)
        self._whole = whole

    def check(self) -> None:
        self._whole.check()


def find_best(
    memories: Sequence[Memory], texts: Sequence[tuple[str, str]], wanted: Wanted, progress: Progress
) -> list[Match | None]:
    """The work of `best_matches`, in this process."""
    from locanext.matching.disk_cache import UnitCache
    from locanext.memory.ranking import Asked

    finder = _Finder([Asked(UnitCache(one.folder, one.tm), one.penalty) for one in memories], wanted)
    found: list[Match | None] = []
    for number, (text, string_id) in enumerate(texts):
        if number % STEP == 0:
            progress.step(number, len(texts))
        found.append(finder.best(text, string_id))
    progress.step(len(texts), len(texts))
    return found


class _Finder:
    """Texts that stand in a file again and again are compared once."""

    def __init__(self, asked: Sequence["Asked"], wanted: Wanted) -> None:
        from locanext.matching.lookup import LookupRequest

        self._asked = asked
        self._certain = LookupRequest("", threshold=wanted.threshold, limit=1, kinds=wanted.kinds & CERTAIN)
        self._similar = replace(self._certain, kinds=wanted.kinds - CERTAIN)
        self._known: dict[str, Match | None] = {}

    def best(self, text: str, string_id: str) -> Match | None:
        from locanext.memory.ranking import ranked

        certain = ranked(self._asked, replace(self._certain, text=text, string_id=string_id))
        if text not in self._known and not (certain and certain[0].score >= 100):
            self._known[text] = next(iter(ranked(self._asked, replace(self._similar, text=text))), None)
        similar = self._known.get(text)
        found = [*certain, *([similar] if similar else [])]
        return max(found, key=lambda one: one.score, default=None)
