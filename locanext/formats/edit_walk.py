"""The edits of one export, walked along with the file. Knows nothing of any format."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from locanext.domain.errors import BadFile
from locanext.domain.message import Message
from locanext.domain.segment import Segment
from locanext.formats.base import MAX_CELL, Edit

_NONE_LEFT = -1
_NAMED = 20
_NO_TEXT = re.compile("[\\0\ud800-\udfff]")


class _Refused(NamedTuple):
    """Texts that cannot be written for the same reason."""

    reason: Message
    string_ids: list[str]


class EditWalk:
    """Takes edits from an ascending iterator one by one, so that a million of them need no memory.

    `next_ord` is the segment that the next edit is for, -1 when none is left.
    """

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = iter(edits)
        self.changed: list[str] = []
        self._refused: dict[str, _Refused] = {}
        self.next_ord = _NONE_LEFT
        self._text = ""
        self._advance()

    @property
    def is_over(self) -> bool:
        return self.next_ord == _NONE_LEFT

    def take(self) -> str:
        """The text of the edit for `next_ord`; goes on to the next one."""
        text = self._text
        self._advance()
        return text

    def refuse(self, segment: Segment, reason: Message) -> None:
        """Remember that the text for `segment` cannot be written, and why."""
        self._refused.setdefault(str(reason), _Refused(reason, [])).string_ids.append(segment.string_id)

    def refuse_unstorable(self, segment: Segment, text: str, limit: int = MAX_CELL) -> bool:
        """Refuse what no file can hold, or what would not be a segment when it is read again."""
        if len(text) > limit:
            self.refuse(segment, Message("longer than {limit:,} characters", limit=limit))
        elif _NO_TEXT.search(text):
            self.refuse(segment, Message("a character that is no text (NUL or half a letter)"))
        else:
            return False
        return True

    def finish(self) -> list[str]:
        """The StringIDs that changed. Raises `BadFile` if an edit was refused or belongs to no segment."""
        if not self.is_over:
            raise BadFile("The file has no segment {ord}: it is damaged, or another file.", ord=self.next_ord)
        if self._refused:
            texts = tuple(map(_told, self._refused.values()))
            raise BadFile("The file cannot be written, because of these texts: {texts}.", texts=texts)
        return self.changed

    def _advance(self) -> None:
        before = self.next_ord
        edit = next(self._edits, None)
        if edit is None:
            self.next_ord, self._text = _NONE_LEFT, ""
            return
        self.next_ord, self._text = edit
        if self.next_ord <= before:
            raise ValueError(f"edits must ascend: {self.next_ord} came after {before}")


def _told(refused: _Refused) -> Message:
    named, more = ", ".join(refused.string_ids[:_NAMED]), len(refused.string_ids) - _NAMED
    if more > 0:
        return Message("{reason}: {named} and {more} more", reason=refused.reason, named=named, more=more)
    return Message("{reason}: {named}", reason=refused.reason, named=named)
