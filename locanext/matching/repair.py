"""Makes a unit's target fit a text that differs from the unit's source in values only.

Values are numbers, placeholders, the case of the first letter and the spaces around. Nothing is guessed: a value
that the target does not have as often as the source makes the repair impossible.
"""

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from locanext.domain.placeholder import placeholders
from locanext.domain.tm import Repair, RepairKind
from locanext.matching.normalize import NUMBER_PATTERN, forms, nfc

_EDGES = re.compile(r"([^\S\r\n]*)(.*?)([^\S\r\n]*)", re.DOTALL)


class Repaired(NamedTuple):
    """The target with the text's values, and what was replaced in the order of the source."""

    target: str
    repairs: tuple[Repair, ...]


class _Value(NamedTuple):
    start: int
    end: int
    text: str
    kind: RepairKind


def repair(text: str, source: str, target: str) -> Repaired | None:
    """`target`, a translation of `source`, as one of `text`; None where that is not certain.

    Both have the same skeleton (`normalize.forms`); if not, the answer is None.
    """
    text, source = nfc(text), nfc(source)
    if forms(text).skeleton != forms(source).skeleton:
        return None
    done = _replace_values(text, source, nfc(target))
    for step in (_match_case, _match_edges):
        done = step(text, source, done) if done is not None else None
    return done


def _values(text: str) -> list[_Value]:
    """Placeholders, and numbers outside of them, in order."""
    found = [_Value(one.start, one.end, one.text, RepairKind.PLACEHOLDER) for one in placeholders(text)]
    gaps = pairwise([0, *(place for one in found for place in (one.start, one.end)), len(text)])
    for start, end in list(gaps)[::2]:
        numbers = NUMBER_PATTERN.finditer(text, start, end)
        found += [_Value(one.start(), one.end(), one.group(), RepairKind.NUMBER) for one in numbers]
    return sorted(found)


def _replace_values(text: str, source: str, target: str) -> Repaired | None:
    old, new = _values(source), _values(text)
    if [value.kind for value in old] != [value.kind for value in new]:
        return None
    becomes: dict[str, set[str]] = {}
    for before, after in zip(old, new, strict=True):
        becomes.setdefault(before.text, set()).add(after.text)
    changed = {before.text: after for before, after in zip(old, new, strict=True) if before.text != after.text}
    here, there = Counter(value.text for value in old), Counter(value.text for value in _values(target))
    if any(len(becomes[value]) > 1 or here[value] != there[value] for value in changed):
        return None
    for value in reversed(_values(target)):
        if value.text in changed:
            target = target[: value.start] + changed[value.text].text + target[value.end :]
    return Repaired(target, tuple(Repair(after.kind, before, after.text) for before, after in changed.items()))


def _match_case(text: str, source: str, done: Repaired) -> Repaired | None:
    """The first letter as the text has it; None if other letters differ in case."""
    wanted, was = _letters(text), _letters(source)
    if [char for _, char in wanted[1:]] != [char for _, char in was[1:]]:
        return None
    first = _letters(done.target)[:1]
    if not first or not wanted or wanted[0][1] == was[0][1]:
        return done
    place, letter = first[0]
    cased = letter.upper() if wanted[0][1].isupper() else letter.lower()
    if cased == letter or len(cased) != 1:
        return done
    target = done.target[:place] + cased + done.target[place + 1 :]
    return Repaired(target, (*done.repairs, Repair(RepairKind.CASE, letter, cased)))


def _letters(text: str) -> list[tuple[int, str]]:
    """The letters outside of the values, with their places."""
    values = _values(text)
    covered = {place for value in values for place in range(value.start, value.end)}
    return [(place, char) for place, char in enumerate(text) if char.isalpha() and place not in covered]


def _match_edges(text: str, source: str, done: Repaired) -> Repaired | None:
    """Spaces before and after as the text has them. Those between words are the target language's own affair."""
    wanted, was, has = (_edges(one) for one in (text, source, done.target))
    repairs = list(done.repairs)
    for side in (0, 2):
        if wanted[side] != was[side]:
            if has[side] != was[side]:
                return None
            repairs.append(Repair(RepairKind.SPACE, was[side], wanted[side]))
    before = wanted[0] if wanted[0] != was[0] else has[0]
    after = wanted[2] if wanted[2] != was[2] else has[2]
    return Repaired(before + has[1] + after, tuple(repairs))


def _edges(text: str) -> tuple[str, str, str]:
    found = _EDGES.fullmatch(text)
    assert found is not None  # every text is spaces, something and spaces
    return found[1], found[2], found[3]
