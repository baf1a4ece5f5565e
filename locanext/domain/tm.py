"""Translation units and the matches that a text has among them."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class TranslationUnit(NamedTuple):
    """A source text of a translation memory with its translation. `id` is the unit's within its memory."""

    id: int
    source: str
    target: str
    string_id: str = ""
    note: str = ""
    version: int = 1
    author: str = ""
    edited_at: datetime | None = None


class MatchKind(StrEnum):
    """How a unit fits a text, the best first."""

    CONTEXT = "context"
    """The same source under the same StringID."""
    EXACT = "exact"
    REPAIRED = "repaired"
    """The same but for numbers, placeholders, spaces and case; the target was given those of the text."""
    FUZZY = "fuzzy"
    SEMANTIC = "semantic"
    LINE = "line"
    """A line of the text, and not the whole."""

    @property
    def rank(self) -> int:
        """From 0, the best; it decides between equal scores."""
        return _RANKS[self]


_RANKS = {kind: rank for rank, kind in enumerate(MatchKind)}

CONTEXT_SCORE, EXACT_SCORE, REPAIRED_SCORE = 101, 100, 99


class RepairKind(StrEnum):
    """What of a target was replaced."""

    NUMBER = "number"
    PLACEHOLDER = "placeholder"
    CASE = "case"
    SPACE = "space"


class Repair(NamedTuple):
    """In the target `new` stands where the unit has `old`."""

    kind: RepairKind
    old: str
    new: str


class Match(NamedTuple):
    """A unit of memory `tm` that fits a text with `score` percent (101: with its context, 99 at most if not equal).

    `target` is what to insert: the unit's own target, after the `repairs`. Who and when are the unit's.
    """

    kind: MatchKind
    score: int
    tm: int
    unit: TranslationUnit
    target: str
    repairs: tuple[Repair, ...] = ()

    @property
    def source(self) -> str:
        return self.unit.source
