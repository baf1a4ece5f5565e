"""Which segments are in memory: pages of one file, kept by use, and a short list of those that are wished for.

No Qt and no waiting: a segment that is not here is `None`, and its page is wished for.
"""

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from locanext.domain.segment import Segment

PAGE = 200
KEPT = 50
WISHES = 8

_Page = list[Segment | None]


class Wish(NamedTuple):
    """The segments `ords` (ascending) are wanted. It goes back to the model with its answer."""

    page: int
    ords: Sequence[int]
    generation: int


class Pages:
    """The pages of one file under one filter. `wanted` is called whenever the wish list gets something."""

    def __init__(self, wanted: Callable[[], None]) -> None:
        self._wanted = wanted
        self.generation = 0
        self.reset(0, None)

    def reset(self, count: int, ords: "array[int] | None") -> None:
        """Show `count` segments, or those named by `ords` (ascending). Older wishes' answers are void from now on."""
        self.generation += 1
        self.ords = ords
        self.count = count if ords is None else len(ords)
        self._pages: OrderedDict[int, _Page] = OrderedDict()
        self._wishes: list[int] = []
        self._asked: set[int] = set()
        self._stale: set[int] = set()
        self._visible = range(0)

    def ord_at(self, position: int) -> int:
        return position if self.ords is None else self.ords[position]

    def position_of(self, ord_: int) -> int | None:
        """Where the segment is shown; None if the filter hides it or there is none."""
        if self.ords is None:
            return ord_ if 0 <= ord_ < self.count else None
        at = bisect_left(self.ords, ord_)
        return at if at < self.count and self.ords[at] == ord_ else None

    def segment(self, position: int) -> Segment | None:
        """The segment if it is here; else its page is wished for."""
        number = position // PAGE
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        if number in self._stale:
            self._want(number)
        return page[position % PAGE]

    def peek(self, position: int) -> Segment | None:
        """The segment if it is here; no wish, and its page is not kept longer for it."""
        page = self._pages.get(position // PAGE)
        return None if page is None else page[position % PAGE]

    def has(self, position: int) -> bool:
        return position // PAGE in self._pages

    def is_stale(self, position: int) -> bool:
        """Whether what is here may be older than what the database has."""
        number = position // PAGE
        return number in self._pages and (number in self._stale or number in self._asked)

    def show(self, first: int, last: int) -> None:
        """These positions are on screen: their neighbours are wished for first, so that they themselves are newest."""
        self._visible = range(first // PAGE, last // PAGE + 1)
        self._want(self._visible[-1] + 1)
        self._want(self._visible[0] - 1)
        for number in self._visible:
            self._want(number)

    def _want(self, number: int) -> None:
        if number in self._asked or not 0 <= number * PAGE < self.count:
            return
        if number in self._pages and number not in self._stale:
            return
        if number in self._wishes:
            self._wishes.remove(number)
        self._wishes.append(number)
        del self._wishes[:-WISHES]
        self._wanted()

    def take(self) -> Wish | None:
        """The newest wish that somebody still waits for; it is the taker's until `put` or `give_back`."""
        while self._wishes:
            number = self._wishes.pop()
            if self._visible and not self._visible[0] - 1 <= number <= self._visible[-1] + 1:
                continue
            self._asked.add(number)
            # A change that is heard of from here on is newer than what the taker may read.
            self._stale.discard(number)
            return Wish(number, self._ords_of(number), self.generation)
        return None

    def _ords_of(self, number: int) -> Sequence[int]:
        start, stop = number * PAGE, min(self.count, (number + 1) * PAGE)
        return range(start, stop) if self.ords is None else self.ords[start:stop]

    def put(self, wish: Wish, segments: Iterable[Segment]) -> range:
        """Keep an answer; the positions that it filled (none if it is for an older filter or file)."""
        if wish.generation != self.generation:
            return range(0)
        self._asked.discard(wish.page)
        found = {segment.ord: segment for segment in segments}
        old = self._pages.get(wish.page) or [None] * len(wish.ords)
        self._pages[wish.page] = [_newer(found.get(o), had) for o, had in zip(wish.ords, old, strict=True)]
        self._pages.move_to_end(wish.page)
        while len(self._pages) > KEPT:
            self._stale.discard(self._pages.popitem(last=False)[0])
        if wish.page in self._stale:
            self._want(wish.page)
        start = wish.page * PAGE
        return range(start, start + len(wish.ords))

    def give_back(self, wish: Wish) -> None:
        """The wish could not be answered: its page may be wished for again."""
        if wish.generation != self.generation:
            return
        self._asked.discard(wish.page)
        if wish.page in self._pages:
            self._stale.add(wish.page)

    def store(self, segment: Segment) -> bool:
        """Take in one segment that was read or saved elsewhere; False if what is here is as new."""
        position = self.position_of(segment.ord)
        if position is None:
            return False
        number, at = divmod(position, PAGE)
        if number in self._asked:
            self._stale.add(number)
        page = self._pages.get(number)
        if page is None:
            return False
        had = page[at]
        if had is not None and had.version >= segment.version:
            return False
        page[at] = segment
        return True

    def mark_stale(self, ords: Iterable[int]) -> list[int]:
        """Drop the pages of these segments; those on screen stay and are wished for. The numbers of the latter."""
        positions = (self.position_of(ord_) for ord_ in ords)
        numbers = {position // PAGE for position in positions if position is not None}
        for number in numbers:
            if number in self._visible or number in self._asked:
                self._stale.add(number)
            else:
                self._pages.pop(number, None)
        shown = sorted(number for number in numbers if number in self._visible)
        for number in shown:
            self._want(number)
        return shown

    def mark_all_stale(self) -> None:
        """Whatever is here may be old (after a lost connection)."""
        for number in [number for number in self._pages if number not in self._visible]:
            del self._pages[number]
        self._stale = {*self._pages, *self._asked}
        for number in self._visible:
            self._want(number)


def _newer(read: Segment | None, had: Segment | None) -> Segment | None:
    """A page that was read before a save was heard of must not bring the older text back."""
    if read is None or had is None:
        return read or had
    return read if read.version >= had.version else had
