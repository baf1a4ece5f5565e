"""The units of a memory at one moment: a base on the disk, and what changed since, in memory.

A snapshot is never changed; `after` makes the next one. So one can be searched while another thread goes on. What
changed is looked at unit by unit, which takes 2 ms for 20,000: it is to be merged into a new base before it is more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from locanext.domain.tm import TranslationUnit
from locanext.matching.exact_index import Rows
from locanext.matching.normalize import Forms, forms, nfc
from locanext.matching.unit_base import UnitBase

Change = tuple[Sequence[TranslationUnit], Sequence[int], int]
"""Units as they are after it, new ones too; then ids of deleted ones; and the feed's number."""


class ChangedUnit:
    """A unit that is not in the base, with what it is compared by."""

    def __init__(self, unit: TranslationUnit) -> None:
        self.unit = unit
        self.source = nfc(unit.source)
        self.forms = {"source": forms(unit.source)}

    def form(self, field: str) -> Forms:
        """Of its "source" or "target"."""
        if field not in self.forms:
            self.forms[field] = forms(getattr(self.unit, field))
        return self.forms[field]


class Snapshot:
    """`alive` says of each row of the base whether it still counts; `seq` is the feed's number of the last change."""

    def __init__(
        self, base: UnitBase, alive: npt.NDArray[np.bool_], changed: Mapping[int, ChangedUnit], seq: int
    ) -> None:
        self.base = base
        self.alive = alive
        self.changed = changed
        self.seq = seq

    @classmethod
    def of(cls, base: UnitBase, seq: int) -> "Snapshot":
        return cls(base, np.ones(len(base), np.bool_), {}, seq)

    @cached_property
    def size(self) -> int:
        """How many units there are."""
        return int(self.alive.sum()) + len(self.changed)

    @property
    def stale(self) -> int:
        """What a merge would tidy up: changed units, and rows that count no more."""
        return len(self.base) - self.size + 2 * len(self.changed)

    def after(self, changes: Iterable[Change]) -> "Snapshot":
        """With these changes, one after another."""
        alive, units, seq = self.alive.copy(), dict(self.changed), self.seq
        for changed, deleted, number in changes:
            units |= {unit.id: ChangedUnit(unit) for unit in changed}
            for id_ in deleted:
                units.pop(id_, None)
            for id_ in (*(unit.id for unit in changed), *deleted):
                row = self.base.row(id_)
                if row is not None:
                    alive[row] = False
            seq = number
        return Snapshot(self.base, alive, units, seq)

    def living(self, rows: Rows) -> Rows:
        """Those rows that still count."""
        return rows[self.alive[rows]]

    def units(self) -> Iterator[TranslationUnit]:
        """All of them, in no certain order."""
        yield from self.base.units(np.flatnonzero(self.alive).astype(np.int32))
        yield from (one.unit for one in self.changed.values())

    def unit(self, id_: int) -> TranslationUnit | None:
        """None if there is no such unit."""
        if id_ in self.changed:
            return self.changed[id_].unit
        row = self.base.row(id_)
        return next(self.base.units(self.living(np.array([row], np.int32))), None) if row is not None else None


def best_first(scores: npt.NDArray[Any], edited: npt.NDArray[Any], ids: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The order of matches: the highest score, of equal ones the newest."""
    return np.lexsort((-ids, -edited, -scores))
