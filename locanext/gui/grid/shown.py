"""How a stored text is shown: line breaks as breaks, placeholders as chips; and back to what is stored.

No Qt. Places in a shown text are counted in UTF-16 units, as Qt counts them.
"""

from bisect import bisect_left
from collections.abc import Callable
from itertools import takewhile
from typing import NamedTuple

from locanext.domain.placeholder import Kind, placeholders

LINE_SEPARATOR = "\u2028"
LONGEST = 2000
"""Characters of a text that a cell shows; the rest is read in the editor."""

Storable = Callable[[str, str], str]
"""(text with real line breaks, the source) -> the text in the form in which the file stores it."""


class Chip(NamedTuple):
    """A placeholder in a shown text, UTF-16 units."""

    start: int
    end: int
    kind: Kind


class Shown(NamedTuple):
    """`cut`: the text goes on."""

    text: str
    chips: tuple[Chip, ...]
    cut: bool


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def chips_in(text: str) -> tuple[Chip, ...]:
    """The placeholders of a text that is shown as it is."""
    return tuple(Chip(units(text[: p.start]), units(text[: p.end]), p.kind) for p in placeholders(text))


def for_cell(stored: str) -> Shown:
    """A stored text for a cell: every line break is a chip with ↵ and a real break after it."""
    text, cut = stored[:LONGEST], len(stored) > LONGEST
    parts: list[str] = []
    chips: list[Chip] = []
    at = length = 0
    for found in placeholders(text):
        before = text[at : found.start]
        is_break = found.kind is Kind.LINE_BREAK
        piece = "↵" if is_break else found.text
        start = length + units(before)
        length = start + units(piece)
        chips.append(Chip(start, length, found.kind))
        parts += (before, piece, LINE_SEPARATOR) if is_break else (before, piece)
        length += is_break
        at = found.end
    parts.append(text[at:])
    return Shown("".join(parts), tuple(chips), cut)


class Opened:
    """A stored text opened for editing: `shown` has a real line feed for each break, and the way back is exact.

    What was not touched gets back the very characters that were stored, mixed forms of breaks included.
    """

    def __init__(self, stored: str) -> None:
        self.stored = stored
        self._breaks: list[int] = []
        self._lengths: list[int] = [0]
        parts: list[str] = []
        at = shown = 0
        for start, end in _breaks_of(stored):
            parts += (stored[at:start], "\n")
            shown += start - at
            self._breaks.append(shown)
            self._lengths.append(self._lengths[-1] + end - start - 1)
            shown += 1
            at = end
        self.shown = "".join((*parts, stored[at:]))

    def stored_form(self, text: str, storable: Callable[[str], str]) -> str:
        """`text`, typed over `shown`, as it is to be stored: only the part that changed goes through `storable`."""
        if text == self.shown:
            return self.stored
        longest = min(len(text), len(self.shown))
        head = _same(text, self.shown, longest)
        while self.stored[: self._place(head)].endswith("\r"):
            head -= 1  # a lone CR with a line feed after it would be one break instead of two
        tail = _same(text[::-1], self.shown[::-1], longest - head)
        typed = text[head : len(text) - tail]
        rest = self.stored[self._place(len(self.shown) - tail) :]
        return self.stored[: self._place(head)] + (storable(typed) if typed else "") + rest

    def _place(self, shown: int) -> int:
        """Where in `stored` this place of `shown` is."""
        return shown + self._lengths[bisect_left(self._breaks, shown)]


def _breaks_of(stored: str) -> list[tuple[int, int]]:
    """Where line breaks of any form stand; the separators that Qt makes breaks of are among them."""
    found = [(p.start, p.end) for p in placeholders(stored) if p.kind is Kind.LINE_BREAK]
    taken = {start for start, end in found for start in range(start, end)}
    lone = [(i, i + 1) for i, c in enumerate(stored) if c in "\r\u2029" and i not in taken]
    return sorted(found + lone) if lone else found


def _same(one: str, other: str, longest: int) -> int:
    pairs = zip(one[:longest], other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
