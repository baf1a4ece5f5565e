"""A segment: one source text of a file with its translation."""

from datetime import datetime
from typing import NamedTuple

from locanext.domain.state import State


class Segment(NamedTuple):
    """A named tuple and not a dataclass, because a million are made while a file is read.

    `ord` is the dense position in the file, from 0. Texts are stored as the file has them (after XML or
    workbook unescaping), never normalised.
    """

    ord: int
    string_id: str
    source: str
    target: str
    state: State = State.UNTRANSLATED
    note: str = ""
    version: int = 1
    locked: bool = False
    author: str = ""
    edited_at: datetime | None = None

    def is_closed(self, *, can_review: bool) -> bool:
        """Whether the server would keep a new text only as a conflict. `can_review`: of a reviewer, or a manager."""
        return self.locked or (self.state is State.REVIEWED and not can_review)
