"""The units of a memory at one moment: a base on the disk, and what changed since, in memory.

A snapshot is never changed; `after` makes the next one. So one can be searched while another thread goes on.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from locanext.domain.tm import TranslationUnit
from locanext.matching.changed import Changed, ChangedUnit
from locanext.matching.exact_index import Rows
from locanext.matching.unit_base import UnitBase

Change = tuple[Sequence[TranslationUnit], Sequence[int], int]
"""Units as they are after it, new ones too; then ids of deleted ones; and the feed's number."""


class Snapshot:
    """`alive` says of each row of the base whether it still counts; `seq` is the feed's number of the last change."""

    def __init__(self, base: UnitBase, alive: npt.NDArray[np.bool_], changed: Changed, seq: int) -> None:
        self.base = base
        self.alive = alive
        self.changed = changed
        self.seq = seq

    @classmethod
    def of(cls, base: UnitBase, seq: int) -> "Snapshot":
        return cls(base, np.ones(len(base), np.bool_), Changed({}), seq)

    @cached_property
    def size(self) -> int:
        """How many units there are."""
        return int(self.alive.sum()) + len(self.changed.units)

    @property
    def stale(self) -> int:
        """What a merge would tidy up: changed units, and rows that count no more."""
        return len(self.base) - self.size + 2 * len(self.changed.units)

    def after(self, changes: Iterable[Change]) -> "Snapshot":
        """With these changes, one after another."""
        alive, units, seq = self.alive.copy(), dict(self.changed.units), self.seq
        for changed, deleted, number in changes:
            units |= {unit.id: ChangedUnit(unit) for unit in changed}
            for id_ in deleted:
                units.pop(id_, None)
            for id_ in (*(unit.id for unit in changed), *deleted):
                row = self.base.row(id_)
                if row is not None:
                    alive[row] = False
            seq = number
        return Snapshot(self.base, alive, Changed(units), seq)

    def living(self, rows: Rows) -> Rows:
        """Those rows that still count."""
        return rows[self.alive[rows]]

    def units(self) -> Iterator[TranslationUnit]:
        """All of them, in no certain order."""
        yield from self.base.units(np.flatnonzero(self.alive).astype(np.int32))
        yield from (one.unit for one in self.changed.units.values())

    def unit(self, id_: int) -> TranslationUnit | None:
        """None if there is no such unit."""
        if id_ in self.changed.units:
            return self.changed.units[id_].unit
        row = self.base.row(id_)
        return next(self.base.units(self.living(np.array([row], np.int32))), None) if row is not None else None
