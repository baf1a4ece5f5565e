"""Searches in the texts of a memory: what contains a string, a word or a pattern, and what is similar as a whole.

Case counts nowhere. The shortest texts come first; nothing is read before it is asked for, so the first results do not
wait for the last.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge

import numpy as np

from locanext.domain.errors import BadInput
from locanext.domain.tm import TranslationUnit
from locanext.matching.fuzzy_index import similar
from locanext.matching.normalize import key, nfc, plain
from locanext.matching.snapshot import Snapshot
from locanext.matching.substring import containing
from locanext.matching.text_index import Docs, TextIndex


class Mode(StrEnum):
    """How a text has to fit."""

    CONTAINS = "contains"
    WORD = "word"
    """Contains, and no letter or digit follows or goes before: a Korean noun with its particle is another word."""
    REGEX = "regex"
    FUZZY = "fuzzy"
    """The whole text is similar; the most similar come first."""


class Field(StrEnum):
    """Which text of a unit is searched."""

    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Search:
    """`threshold` is for `FUZZY` (whole percent, 50-100)."""

    needle: str
    mode: Mode = Mode.CONTAINS
    field: Field = Field.SOURCE
    threshold: int = 70


Fits = Callable[[str], bool]
_Found = Iterator[tuple[int, TranslationUnit]]
_STEP = 256
_BEYOND_LITERALS = re.compile(r"[\\\[\](){}|]")
# What stands between the literals of a simple pattern; a character that may be absent is part of it.
_BETWEEN_LITERALS = re.compile(r"[.^$]|[^+*?]?[*?][+*?]*|\+[+?]?", re.DOTALL)


def search(snapshot: Snapshot, wanted: Search) -> Iterator[TranslationUnit]:
    """The units that fit. Raises `BadInput` at once if the needle is no regular expression."""
    if wanted.mode is Mode.FUZZY:
        return _similar(snapshot, wanted)
    index = _index(snapshot, wanted.field)
    docs, fits = _plan(index, wanted)
    found = merge(_in_base(snapshot, wanted, docs, fits), _in_changed(snapshot, wanted, fits), key=lambda one: one[0])
    return (unit for _, unit in found)


def _index(snapshot: Snapshot, field: Field) -> TextIndex:
    return snapshot.base.source_index if field is Field.SOURCE else snapshot.base.target_index


def _plan(index: TextIndex, wanted: Search) -> tuple[Docs, Fits]:
    """Where to look, and what to look for there."""
    if wanted.mode is Mode.REGEX:
        return containing(index, _literal(wanted.needle)), _pattern(wanted.needle)
    needle = plain(wanted.needle)
    if wanted.mode is Mode.WORD:
        before = r"(?<!\w)" if re.match(r"\w", needle) else ""
        after = r"(?!\w)" if re.search(r"\w\Z", needle) else ""
        word = re.compile(before + re.escape(needle) + after)
        return containing(index, needle), lambda text: word.search(plain(text)) is not None
    return containing(index, needle), lambda text: needle in plain(text)


def _pattern(needle: str) -> Fits:
    try:
        pattern = re.compile(nfc(needle), re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise BadInput("{pattern} is no regular expression: {reason}.", pattern=needle, reason=error) from error
    return lambda text: pattern.search(nfc(text)) is not None


def _literal(pattern: str) -> str:
    """The longest string that whatever fits the pattern contains; "" if that cannot be said.

    Only without case: what a pattern takes for the same letter is more than what folds to the same.
    """
    if _BEYOND_LITERALS.search(pattern):
        return ""
    parts = _BETWEEN_LITERALS.split(nfc(pattern))
    return max((part for part in parts if part == part.upper() == part.casefold()), key=len, default="")


def _in_base(snapshot: Snapshot, wanted: Search, docs: Docs, fits: Fits) -> _Found:
    index, column = _index(snapshot, wanted.field), snapshot.base.column(wanted.field)
    for start in range(0, len(docs), _STEP):
        some = docs[start : start + _STEP]
        rows, places = index.rows_of(some)
        alive = snapshot.alive[rows]
        rows, lengths = rows[alive], index.lengths[some][places[alive]]
        which = np.array([fits(text) for text in column.some(rows)], np.bool_)
        yield from zip(lengths[which].tolist(), snapshot.base.units(rows[which]), strict=True)


def _in_changed(snapshot: Snapshot, wanted: Search, fits: Fits) -> _Found:
    changed = snapshot.changed.by_length(wanted.field)
    units = zip(changed.lengths.tolist(), changed.units, strict=True)
    return ((length, unit) for length, unit in units if fits(getattr(unit, wanted.field)))


def _similar(snapshot: Snapshot, wanted: Search) -> Iterator[TranslationUnit]:
    index, needle = _index(snapshot, wanted.field), key(wanted.needle)
    docs, percents = similar(index, needle, wanted.threshold)
    rows, places = index.rows_of(docs)
    alive = snapshot.alive[rows]
    scored = zip(percents[places[alive]].tolist(), snapshot.base.units(rows[alive]), strict=True)
    found = [*scored, *snapshot.changed.similar(wanted.field, needle, wanted.threshold)]
    return (unit for _, unit in sorted(found, key=lambda one: -one[0]))
