"""A change: one entry of a file's append-only feed, which is also its history."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from locanext.domain.state import State

WHOLE_FILE = -1
"""`ord` of a change that concerns the file and not one segment (an import)."""


class ChangeKind(StrEnum):
    """How a text came into the history."""

    TYPED = "typed"
    UNDONE = "undone"
    MERGED = "merged"
    IMPORTED = "imported"
    CONFLICT = "conflict"
    """A save that met a newer version: the text is kept here and is not the segment's target."""

    @property
    def applies(self) -> bool:
        """Whether the segment's target is this change's text."""
        return self is not ChangeKind.CONFLICT


class Change(NamedTuple):
    """`seq` is gapless in a file and is the order of commit; `version` is the segment's after it.

    `was` is its state before.
    """

    seq: int
    ord: int
    version: int
    kind: ChangeKind
    target: str
    state: State
    locked: bool
    author: str
    at: datetime
    was: State

    @property
    def done(self) -> int:
        """How many segments more are done by it: 1, 0 or -1."""
        return int(self.state.is_done) - int(self.was.is_done) if self.kind.applies and self.ord != WHOLE_FILE else 0
