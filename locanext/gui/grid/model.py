"""A million segments as a Qt table: pages on demand, own edits shown at once, colleagues' changes taken in.

It never blocks and never reads anything itself: its owner takes its wishes, answers them, and saves its edits.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from locanext.domain.segment import Segment
from locanext.domain.state import State, state_after_edit
from locanext.domain.user import Presence
from locanext.gui.grid.pages import PAGE, Pages, Wish

Index = QModelIndex | QPersistentModelIndex
Wanted = tuple[Segment, str, State | None]
"""(the segment that a person saw, its new target, a state or None for the usual one)."""
NOT_LOADED = "…"
_NOWHERE = QModelIndex()
_Role = Qt.ItemDataRole
_READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _READABLE | Qt.ItemFlag.ItemIsEditable


class Column(IntEnum):
    """The columns, in the order in which they first stand."""

    NUMBER = 0
    STATE = 1
    STRING_ID = 2
    SOURCE = 3
    TARGET = 4
    NOTE = 5


@dataclass(slots=True)
class _Own:
    """What a person typed here and the server has not confirmed: `waiting` saves, or a `reason` why it failed."""

    segment: Segment
    waiting: int
    reason: str = ""


class SegmentModel(QAbstractTableModel):
    """Positions are rows as shown (with a filter), `ord` is the segment's place in its file."""

    pages_wanted = Signal()
    """`take_wish` has something to give."""
    edits_requested = Signal(list)
    """`Wanted` edits, made at once. Emitted also while an earlier one of the same segment is being saved: then the
    segment has the version that the earlier one was built on too, the owner saves it on top of that one's result."""
    edited_segment_changed = Signal(int)
    """A colleague's newer text came in for the segment (its ord) that is being edited; `theirs` has it."""

    about_to_reset = Signal()
    """Other segments are going to be shown: whoever holds a typed text hands it in now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Wishes arise while the view paints: telling of them waits until it has finished.
        self._tell = QTimer(self, singleShot=True, interval=0)
        self._tell.timeout.connect(self.pages_wanted)
        self._pages = Pages(self._tell.start)
        self._own: dict[int, _Own] = {}
        self._edited: Segment | None = None
        self._newer: Segment | None = None
        self._people: dict[int, tuple[Presence, ...]] = {}
        self._reserved = (-1, -1)
        self.read_only, self.can_review = False, True
        self._headers = [self.tr("No."), self.tr("State"), self.tr("StringID")]
        self._headers += [self.tr("Source"), self.tr("Target"), self.tr("Note")]
        self._states = {
            State.UNTRANSLATED: self.tr("untranslated"),
            State.DRAFT: self.tr("draft"),
            State.TRANSLATED: self.tr("translated"),
            State.CONFIRMED: self.tr("confirmed"),
            State.REVIEWED: self.tr("reviewed"),
            State.REJECTED: self.tr("rejected"),
        }

    # What is shown

    def set_file(self, count: int, ords: "array[int] | None" = None) -> None:
        """Show another file of `count` segments, or those of it named by `ords` (ascending)."""
        self.about_to_reset.emit()
        self.beginResetModel()
        self._pages.reset(count, ords)
        self._own.clear()
        self._people.clear()
        self._reserved = (-1, -1)
        self._edited = None
        self.endResetModel()

    def set_filter(self, count: int, ords: "array[int] | None") -> None:
        """Show other segments of the same file; edits that are being saved stay shown."""
        self.about_to_reset.emit()
        self.beginResetModel()
        self._pages.reset(count, ords)
        self.endResetModel()

    def set_visible(self, first: int, last: int) -> None:
        """The view shows these positions: their pages come first, wishes for others are dropped."""
        self._pages.show(first, last)

    def set_presence(self, people: Iterable[Presence]) -> None:
        """Who is in which segment; this window is not shown."""
        before, self._people = self._people, {}
        for person in people:
            if person.ord is not None and not person.mine:
                self._people[person.ord] = (*self._people.get(person.ord, ()), person)
        for ord_ in before.keys() | self._people.keys():
            if before.get(ord_) != self._people.get(ord_):
                self._changed(ord_)

    def take_wish(self) -> Wish | None:
        """The newest page that is still wanted; answer with `put_page` or `give_back`."""
        return self._pages.take()

    def put_page(self, wish: Wish, segments: Iterable[Segment]) -> None:
        """Answer a wish. An answer for an older file or filter is dropped."""
        filled = self._pages.put(wish, segments)
        if not filled:
            return
        edited = None if self._edited is None else self.position_of(self._edited.ord)
        if edited is not None and edited in filled:
            self._tell_editor(self._pages.peek(edited))
        self._repaint(filled[0], filled[-1])

    def give_back(self, wish: Wish) -> None:
        """The wish could not be answered (no link); it comes up again when its cells are next painted."""
        self._pages.give_back(wish)

    def segment_at(self, position: int) -> Segment | None:
        """The segment as the person sees it (own edits included), or None while it is on its way."""
        segment = self._pages.segment(position)
        if self._own and segment is not None:
            own = self._own.get(segment.ord)
            if own is not None:
                return own.segment
        return segment

    def position_of(self, ord_: int) -> int | None:
        return self._pages.position_of(ord_)

    def ord_at(self, position: int) -> int:
        return self._pages.ord_at(position)

    def ords(self) -> "array[int] | None":
        """The `ord` of all that the filter shows; None without a filter."""
        return self._pages.ords

    def is_loaded(self, first: int, last: int) -> bool:
        """Whether all pages of these positions are here."""
        return all(self._pages.has(position) for position in (*range(first, last, PAGE), last))

    def reserve(self, after: int, ord_: int) -> None:
        """The segment that follows `after` (both by ord) for who goes to the next one: nobody else is given it."""
        self._reserved = (after, ord_)

    def is_reserved(self, ord_: int) -> bool:
        return self._reserved[1] == ord_

    def next_unconfirmed(self, position: int) -> int | None:
        """The next position after this one with work to do, or None if that cannot be said from what is here.

        The one that was reserved, else one where nobody else is known to be.
        """
        after, ord_ = self._reserved
        here = self.ord_at(position) if position >= 0 else -1
        at = self.position_of(ord_) if after == here else None
        reserved = None if at is None else self.segment_at(at)
        if reserved is not None and not reserved.locked and not reserved.state.is_done:
            return at
        for at in range(position + 1, self._pages.count):
            segment = self._pages.peek(at)
            if segment is None:
                return None
            own = self._own.get(segment.ord)
            shown = segment if own is None else own.segment
            taken = any(not person.mine for person in self.people_at(segment.ord))
            if not shown.locked and not shown.state.is_done and not taken:
                return at
        return None

    # What the delegate marks

    def is_saving(self, ord_: int) -> bool:
        own = self._own.get(ord_)
        return own is not None and own.waiting > 0

    def failure(self, ord_: int) -> str:
        """Why this segment's last own edit was not saved, or ""."""
        own = self._own.get(ord_)
        return "" if own is None else own.reason

    def is_stale(self, position: int) -> bool:
        return self._pages.is_stale(position)

    def people_at(self, ord_: int) -> tuple[Presence, ...]:
        return self._people.get(ord_, ())

    def state_name(self, segment: Segment) -> str:
        name = self._states[segment.state]
        return self.tr("{state}, locked").format(state=name) if segment.locked else name

    # Own edits

    def refusal(self, position: int) -> str:
        """Why the target here cannot be edited now, or ""."""
        segment = self.segment_at(position)
        if segment is None:
            return self.tr("This segment is still being fetched.")
        if self.read_only:
            return self.tr("You may read this file, not edit it.")
        why = self.tr("This segment is reviewed; a reviewer can change it."), self.tr("This segment is locked.")
        return why[segment.locked] if segment.is_closed(can_review=self.can_review) else ""

    def edit(self, base: Segment, target: str, state: State | None = None) -> bool:
        """A person changed `base`, the segment as they saw it. False if nothing would change."""
        return self.edit_all([(base, target, state)])

    def edit_all(self, edits: Iterable[Wanted]) -> bool:
        """A person changed these at once, which is undone at once. False if nothing would change."""
        changed = [one for one in edits if self._take_in(*one)]
        if changed:
            self.edits_requested.emit(changed)
        return bool(changed)

    def _take_in(self, base: Segment, target: str, state: State | None) -> bool:
        usual = base.state if target == base.target else state_after_edit(base.state, target)
        shown = base._replace(target=target, state=usual if state is None else state)
        # What could not be saved is not there yet: to enter it again is a change.
        if shown == base and not self.failure(base.ord):
            return False
        own = self._own.get(base.ord)
        self._own[base.ord] = _Own(shown, 1 if own is None else own.waiting + 1)
        if self._edited is not None and self._edited.ord == base.ord:
            self._edited = shown
        self._changed(base.ord)
        return True

    def begin_edit(self, position: int) -> Segment | None:
        """An editor opens on this segment; until `end_edit` it is the base of what is typed."""
        self._edited = self.segment_at(position)
        self._newer = None
        return self._edited

    def end_edit(self) -> None:
        self._edited = self._newer = None

    @property
    def edited(self) -> Segment | None:
        """The segment that is being edited, as the person who types last saw it."""
        return self._edited

    def settle(self, ord_: int, segment: Segment) -> None:
        """The server has saved the oldest waiting edit of this segment of the open file; `segment` is the result."""
        self._pages.store(segment)
        own = self._own.get(ord_)
        waiting = 0 if own is None else own.waiting - 1
        if own is not None and waiting > 0:
            self._own[ord_] = _Own(own.segment._replace(version=segment.version), waiting)
        else:
            self._own.pop(ord_, None)
        if self._edited is not None and self._edited.ord == ord_:
            self._edited = self._edited._replace(version=segment.version) if waiting > 0 else segment
        self._changed(ord_)

    def fail(self, ord_: int, reason: str) -> None:
        """The oldest waiting edit could not be saved. If it was the last, it stays shown with a mark and `reason`."""
        own = self._own.get(ord_)
        if own is None:
            return
        own.waiting = max(0, own.waiting - 1)
        own.reason = "" if own.waiting else reason
        self._changed(ord_)

    def show_own(self, segment: Segment, waiting: int, reason: str = "") -> None:
        """Own edits that were made before the file was opened, or are tried again: `waiting` saves, or a `reason`."""
        self._own[segment.ord] = _Own(segment, waiting, reason)
        self._changed(segment.ord)

    def theirs(self, ord_: int) -> Segment | None:
        """The newest confirmed segment, under an own edit that is shown over it; None if it is not here."""
        position = self.position_of(ord_)
        here = None if position is None else self._pages.peek(position)
        told = self._newer if self._newer is not None and self._newer.ord == ord_ else None
        return max((segment for segment in (here, told) if segment), key=lambda s: s.version, default=None)

    def discard(self, ord_: int) -> None:
        """Give up an own edit: what the server has is shown again."""
        if self._own.pop(ord_, None) is not None:
            self._changed(ord_)

    # Others' changes

    def apply(self, segment: Segment) -> None:
        """A colleague's change; ignored unless it is newer than what is here."""
        newer = self._pages.store(segment)
        self._tell_editor(segment)
        if newer:
            self._changed(segment.ord)

    def _tell_editor(self, segment: Segment | None) -> None:
        """Once for each newer text; while an own save is under way it may be our own, and the save finds out."""
        edited = self._edited
        if edited is None or segment is None or edited.ord != segment.ord or self.is_saving(segment.ord):
            return
        differs = (segment.target, segment.state) != (edited.target, edited.state)
        if differs and segment.version > (self._newer or edited).version:
            self._newer = segment
            self.edited_segment_changed.emit(segment.ord)

    def mark_stale(self, ords: Iterable[int]) -> None:
        """These changed and are not known yet: those on screen are wished for, others are forgotten."""
        for number in self._pages.mark_stale(ords):
            self._repaint(number * PAGE, min(self._pages.count, (number + 1) * PAGE) - 1)

    def refresh(self) -> None:
        """Anything may have changed (the link was lost): what is on screen is wished for, the rest forgotten."""
        self._pages.mark_all_stale()
        if self._pages.count:
            self._repaint(0, self._pages.count - 1)

    def _changed(self, ord_: int) -> None:
        if (position := self.position_of(ord_)) is not None:
            self._repaint(position, position)

    def _repaint(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    # Qt's questions

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._pages.count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headers[section] if 0 <= section < len(self._headers) else None
        if role == _Role.TextAlignmentRole and section != Column.NUMBER:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        # Asked several times for each cell that is painted, so nothing is put together here.
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.read_only or index.column() != Column.TARGET:
            return _READABLE
        segment = self.segment_at(index.row())
        return _READABLE if segment is None or segment.is_closed(can_review=self.can_review) else _EDITABLE

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if not index.isValid() or role not in _ANSWERED:
            return None
        position = index.row()
        segment = self.segment_at(position)
        if segment is None:
            return NOT_LOADED if role in (_Role.DisplayRole, _Role.AccessibleTextRole) else None
        text = self.cell_text(segment, index.column())
        if role == _Role.ToolTipRole:
            return self._tip(segment, index.column())
        return text if text or role != _Role.AccessibleTextRole else self.tr("empty")

    def cell_text(self, segment: Segment, column: int) -> str:
        """The plain text of a cell, as it is read out and copied. Texts are as they are stored."""
        if column == Column.NUMBER:
            return str(segment.ord + 1)
        if column == Column.STATE:
            return self.state_name(segment)
        if column == Column.SOURCE:
            return segment.source
        if column == Column.TARGET:
            return segment.target
        return segment.string_id if column == Column.STRING_ID else segment.note

    def _tip(self, segment: Segment, column: int) -> str | None:
        if column == Column.STATE:
            return self.failure(segment.ord) or self.state_name(segment)
        if column == Column.TARGET:
            people = ", ".join(person.name for person in self.people_at(segment.ord))
            return self.failure(segment.ord) or people or None
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        if role != _Role.EditRole or index.column() != Column.TARGET or self.refusal(index.row()):
            return False
        segment = self.segment_at(index.row())
        return segment is not None and self.edit(segment, str(value))


_ANSWERED = frozenset({_Role.DisplayRole, _Role.EditRole, _Role.ToolTipRole, _Role.AccessibleTextRole})
