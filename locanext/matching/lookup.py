"""The matches of one text in one memory, ranked, but for those that need a model or cut the text to lines.

Each unit comes once, as the best of the kinds asked for. Of equal scores the better kind is first, then the newest.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from locanext.domain.tm import CONTEXT_SCORE, EXACT_SCORE, REPAIRED_SCORE, Match, MatchKind, TranslationUnit
from locanext.matching.exact_index import ExactIndex
from locanext.matching.fuzzy_index import similar
from locanext.matching.normalize import Forms, forms, nfc
from locanext.matching.repair import repair
from locanext.matching.similarity import HIGHEST, score
from locanext.matching.snapshot import Snapshot
from locanext.matching.unit_base import microseconds

KINDS = frozenset({MatchKind.CONTEXT, MatchKind.EXACT, MatchKind.REPAIRED, MatchKind.FUZZY})
"""What is found here."""

LONG, NEAR = 20, 85
"""Texts from so many characters on are first compared at so many percent, where only some matches are wanted: often
there are enough, and the index reads a third. Measured: more steps gain nothing, shorter texts neither."""


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """`threshold` is for fuzzy matches (whole percent, 50-100); `limit` 0 is all of them."""

    text: str
    string_id: str = ""
    threshold: int = 70
    limit: int = 0
    kinds: frozenset[MatchKind] = KINDS


def lookup(snapshot: Snapshot, tm: int, request: LookupRequest) -> list[Match]:
    """The best matches in memory `tm`, the best first."""
    finder = _Finder(snapshot, tm, request)
    stages = (
        (MatchKind.CONTEXT, finder.context),
        (MatchKind.EXACT, finder.exact),
        (MatchKind.REPAIRED, finder.repaired),
        (MatchKind.FUZZY, finder.fuzzy),
    )
    for kind, find in stages:
        # What a later stage finds is ranked below.
        if kind in request.kinds and not 0 < request.limit <= len(finder.found):
            finder.keep(find())
    return finder.ranked()


class _Finder:
    """One lookup. Each stage finds as many as are asked for, and leaves out what an earlier one has `found`."""

    def __init__(self, snapshot: Snapshot, tm: int, request: LookupRequest) -> None:
        self._snapshot, self._tm, self._request = snapshot, tm, request
        self._text = nfc(request.text)
        self._forms: Forms = forms(request.text)
        self.found: dict[int, Match] = {}

    def keep(self, matches: Iterable[Match]) -> None:
        self.found |= {match.unit.id: match for match in matches}

    def ranked(self) -> list[Match]:
        order = sorted(self.found.values(), key=lambda one: (-one.score, one.kind.rank, _newest_first(one.unit)))
        return order[: self._request.limit or None]

    def context(self) -> list[Match]:
        string_id = self._request.string_id
        if not string_id:
            return []

        def match(unit: TranslationUnit) -> Match | None:
            same = unit.string_id == string_id and nfc(unit.source) == self._text
            return self._match(MatchKind.CONTEXT, CONTEXT_SCORE, unit) if same else None

        index = self._snapshot.base.context
        return self._first(match, self._rows(index, self._text, string_id), self._snapshot.changed.equal(self._text))

    def exact(self) -> list[Match]:
        def match(unit: TranslationUnit) -> Match | None:
            return self._match(MatchKind.EXACT, EXACT_SCORE, unit) if nfc(unit.source) == self._text else None

        rows = self._rows(self._snapshot.base.exact, self._text)
        return self._first(match, rows, self._snapshot.changed.equal(self._text))

    def repaired(self) -> list[Match]:
        def match(unit: TranslationUnit) -> Match | None:
            done = repair(self._text, unit.source, unit.target)
            return done and Match(MatchKind.REPAIRED, REPAIRED_SCORE, self._tm, unit, done.target, done.repairs)

        skeleton = self._forms.skeleton
        rows = self._rows(self._snapshot.base.skeleton, skeleton)
        return self._first(match, rows, self._snapshot.changed.alike(skeleton))

    def fuzzy(self) -> list[Match]:
        limit, threshold = self._request.limit, self._request.threshold
        if limit and threshold < NEAR and len(self._forms.key) >= LONG:
            matches = self._fuzzy(NEAR)
            if len(matches) >= limit:
                return matches
        return self._fuzzy(threshold)

    def _fuzzy(self, threshold: int) -> list[Match]:
        matches = [*self._fuzzy_rows(threshold), *self._fuzzy_changed(threshold)]
        return [match for match in matches if match.unit.id not in self.found]

    def _fuzzy_rows(self, threshold: int) -> Iterator[Match]:
        base = self._snapshot.base
        docs, percents = similar(base.source_index, self._forms.key, threshold)
        rows, places = base.source_index.rows_of(docs)
        alive = self._snapshot.alive[rows]
        rows, scores = rows[alive], np.minimum(percents[places[alive]], HIGHEST)
        limit = self._request.limit and self._request.limit + len(self.found)
        best = np.lexsort((-base.ids[rows], -base.edited[rows], -scores))[: limit or None]
        for unit, points in zip(base.units(rows[best]), scores[best].tolist(), strict=True):
            yield self._match(MatchKind.FUZZY, points, unit)

    def _fuzzy_changed(self, threshold: int) -> Iterator[Match]:
        for points, unit in self._snapshot.changed.similar("source", self._forms.key, threshold):
            yield self._match(MatchKind.FUZZY, score(points), unit)

    def _rows(self, index: ExactIndex, *parts: str) -> Iterator[TranslationUnit]:
        """The base's units of this hash, the newest first."""
        rows = self._snapshot.living(index.rows(*parts))
        return self._snapshot.base.units(rows)

    def _first(
        self,
        match: Callable[[TranslationUnit], Match | None],
        rows: Iterator[TranslationUnit],
        changed: Iterable[TranslationUnit],
    ) -> list[Match]:
        """As many of the base as are asked for, and as many of the changed units."""
        newest = sorted(changed, key=_newest_first)
        return [
            one for units in (rows, newest) for one in islice(self._matches(match, units), self._request.limit or None)
        ]

    def _matches(
        self, match: Callable[[TranslationUnit], Match | None], units: Iterable[TranslationUnit]
    ) -> Iterator[Match]:
        matches = (match(unit) for unit in units if unit.id not in self.found)
        return (one for one in matches if one is not None)

    def _match(self, kind: MatchKind, points: int, unit: TranslationUnit) -> Match:
        return Match(kind, points, self._tm, unit, unit.target)


def _newest_first(unit: TranslationUnit) -> tuple[int, int]:
    return -microseconds(unit.edited_at), -unit.id
