"""One ranked list of the matches of a text, out of several memories."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from locanext.domain.placeholder import Kind, placeholders
from locanext.domain.tm import Match, MatchKind

if TYPE_CHECKING:
    from locanext.matching.disk_cache import UnitCache
    from locanext.matching.lookup import LookupRequest

LINE_LEAST = 2
"""Characters that a line must have to be looked up."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A memory to ask; `penalty` (percent) is taken off its matches. Of equal scores the earlier memory is first."""

    cache: "UnitCache"
    penalty: int = 0


def ranked(memories: Sequence[Asked], request: "LookupRequest") -> list[Match]:
    """The best matches, the best first; the same texts come once, as the best of their kind.

    A match that a penalty brings below the threshold is left out.
    """
    found = [(place, match) for place, asked in enumerate(memories) for match in _of(asked, request)]
    if MatchKind.LINE in request.kinds:
        found += [(place, match) for place, asked in enumerate(memories) for match in _of_lines(asked, request)]
    found.sort(key=lambda one: (-one[1].score, one[1].kind.rank, one[0]))
    return list(_distinct(match for _, match in found))[: request.limit or None]


def lines(text: str) -> list[str]:
    """The parts between a text's line breaks, in order, without blanks at their ends; none if it has one line."""
    breaks = [one for one in placeholders(text) if one.kind is Kind.LINE_BREAK]
    if not breaks:
        return []
    begins, ends = [0, *(one.end for one in breaks)], [*(one.start for one in breaks), len(text)]
    parts = [text[begin:end].strip() for begin, end in zip(begins, ends, strict=True)]
    return [part for part in dict.fromkeys(parts) if len(part) >= LINE_LEAST]


def _of(asked: Asked, request: "LookupRequest") -> Iterable[Match]:
    for match in asked.cache.lookup(request):
        points = match.score - asked.penalty
        if points >= request.threshold:
            yield match._replace(score=points)


def _of_lines(asked: Asked, request: "LookupRequest") -> Iterable[Match]:
    """The best match of each line; what is found for the whole text is better."""
    for line in lines(request.text):
        of_line = replace(request, text=line, string_id="", limit=1)
        for match in _of(asked, of_line):
            yield match._replace(kind=MatchKind.LINE)


def _distinct(matches: Iterable[Match]) -> Iterable[Match]:
    seen: set[tuple[str, str]] = set()
    for match in matches:
        texts = (match.unit.source, match.target)
        if texts not in seen:
            seen.add(texts)
            yield match
