"""Units that are not in a memory's base (yet), in memory; some thousands at most, until they are merged into a new one.

Never changed: whoever adds a unit makes another. What is made for looking units up is made on first use, and again
after a change: a millisecond for a thousand.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from locanext.domain.tm import TranslationUnit
from locanext.matching.normalize import Forms, forms, nfc
from locanext.matching.similarity import allowed_edits, lengths_within


class ChangedUnit:
    """A unit with what it is compared by."""

    def __init__(self, unit: TranslationUnit) -> None:
        self.unit = unit
        self.source = nfc(unit.source)
        self._forms = {"source": forms(unit.source)}

    def form(self, field: str) -> Forms:
        """Of its "source" or "target"."""
        if field not in self._forms:
            self._forms[field] = forms(getattr(self.unit, field))
        return self._forms[field]


class Changed:
    """Changed units by id."""

    def __init__(self, units: Mapping[int, ChangedUnit]) -> None:
        self.units = units
        self._by_length: dict[str, _ByLength] = {}

    def equal(self, source: str) -> list[TranslationUnit]:
        """Those with this source (NFC)."""
        return self._by_source.get(source, [])

    def alike(self, skeleton: str) -> list[TranslationUnit]:
        """Those whose source has this skeleton."""
        return self._by_skeleton.get(skeleton, [])

    def similar(self, field: str, key: str, threshold: int) -> Iterator[tuple[int, TranslationUnit]]:
        """Those whose "source" or "target" has a similarity of `threshold` to `key`, with their percents."""
        return self.by_length(field).similar(key, threshold)

    def by_length(self, field: str) -> "_ByLength":
        """All of them, the shortest key first."""
        if field not in self._by_length:
            self._by_length[field] = _ByLength(self.units, field)
        return self._by_length[field]

    @cached_property
    def _by_source(self) -> dict[str, list[TranslationUnit]]:
        found: dict[str, list[TranslationUnit]] = {}
        for one in self.units.values():
            found.setdefault(one.source, []).append(one.unit)
        return found

    @cached_property
    def _by_skeleton(self) -> dict[str, list[TranslationUnit]]:
        found: dict[str, list[TranslationUnit]] = {}
        for one in self.units.values():
            found.setdefault(one.form("source").skeleton, []).append(one.unit)
        return found


class _ByLength:
    """Units in the order of the length of one of their keys."""

    def __init__(self, units: Mapping[int, ChangedUnit], field: str) -> None:
        keyed = sorted(((one.form(field).key, one.unit) for one in units.values()), key=lambda pair: len(pair[0]))
        self.keys = [key for key, _ in keyed]
        self.units = [unit for _, unit in keyed]
        self.lengths = np.fromiter(map(len, self.keys), np.int64, len(keyed))

    def similar(self, key: str, threshold: int) -> Iterator[tuple[int, TranslationUnit]]:
        shortest, longest = lengths_within(len(key), threshold)
        start, end = np.searchsorted(self.lengths, (shortest, longest + 1)).tolist()
        if not key or start == end:
            return
        most = allowed_edits(longest, threshold)
        measured = process.cdist([key], self.keys[start:end], scorer=Levenshtein.distance, score_cutoff=most)[0]
        longer = np.maximum(self.lengths[start:end], len(key))
        percents = 100 * (longer - measured) // longer
        for place in np.flatnonzero(percents >= threshold).tolist():
            yield int(percents[place]), self.units[start + place]
