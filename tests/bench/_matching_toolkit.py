"""translate-toolkit's matcher, which Virtaal, Pootle and its own programs search with."""

from collections.abc import Iterable
from typing import Any

from translate.search.match import matcher
from translate.storage.base import TranslationStore, TranslationUnit

from locanext.matching.normalize import key
from tests.bench import _matching_data as data
from tests.bench._matching_peer import THRESHOLD, Peer

# It sorts what is equally similar by the units, which have no order: it would raise at the first two.
TranslationUnit.__lt__ = lambda self, other: id(self) < id(other)

ALL = 1000
"""Matches of one text; it wants a number."""
LONGEST = 10_000
"""It leaves longer texts out."""


class Toolkit(Peer):
    METRIC = "characters"

    def open(self) -> None:
        store = TranslationStore()
        for unit in data.units(self.folder):
            store.units.append(TranslationUnit(key(unit.source)))
            store.units[-1].target = unit.target
        self._matcher = matcher(store, max_candidates=ALL, min_similarity=THRESHOLD, max_length=LONGEST)

    def look_up(self, text: str) -> list[Any]:
        found: list[Any] = self._matcher.matches(key(text))
        return found

    def found(self, answer: list[Any], text: str) -> Iterable[str]:
        return (str(unit.source) for unit in answer)
