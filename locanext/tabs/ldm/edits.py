"""A person's edits: shown in the grid at once, handed on to be saved, undone; and what becomes of them is shown too."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from locanext.domain.change import ChangeKind
from locanext.domain.edit import Edit
from locanext.domain.segment import Segment
from locanext.domain.state import State, state_after_edit
from locanext.gui.grid.model import SegmentModel, Wanted
from locanext.gui.tasks import TaskRunner
from locanext.tabs.ldm.outbox import Entry, Outbox

UNDO_STEPS = 1000


class Text(NamedTuple):
    """What an edit changes of a segment."""

    target: str
    state: State


@dataclass(frozen=True, slots=True)
class Step:
    """An edit as undo knows it: `before` became `after`."""

    ord: int
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Conflict:
    """`mine` met `theirs`, which is what the segment of the file holds now. Both are in the history."""

    mine: Segment
    theirs: Segment
    file_id: int = 0
    file_name: str = ""


class Edits(QObject):
    """Hands what the model asks for to the `outbox`; also the edits of a file that has been left go on there."""

    saving_changed = Signal(int)
    """How many edits wait for the server."""
    conflict_met = Signal(object)
    failed = Signal(str)
    undo_changed = Signal(bool, bool)
    """Whether there is something to undo, and to redo."""
    undo_refused = Signal(list)
    """These segments (their ords) have been changed by somebody else since."""
    undone = Signal(int)
    """The first segment (its ord) that an undo or redo has just changed."""

    def __init__(self, runner: TaskRunner, model: SegmentModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._file_id, self._file_name = 0, ""
        self._known: dict[int, Segment] = {}
        self._undo: deque[list[Step]] = deque(maxlen=UNDO_STEPS)
        self._redo: deque[list[Step]] = deque(maxlen=UNDO_STEPS)
        self.outbox = Outbox(runner, self)
        self.outbox.changed.connect(self._tell)
        self.outbox.saved.connect(self._on_saved)
        self.outbox.lost.connect(self._on_lost)
        self.outbox.refused.connect(self._on_refused)
        model.edits_requested.connect(self._on_edits_requested)

    def open(self, file_id: int, file_name: str = "") -> None:
        """Edits from now on are of this file, which the model shows. What waits is shown, what was refused tried."""
        self._file_id, self._file_name = file_id, file_name
        self._known = {}
        self._undo.clear()
        self._redo.clear()
        self.retry([entry for entry in self.outbox.refusals if entry.edit.file_id == file_id])
        for ord_ in self.outbox.of_file(file_id):
            self._show(ord_)
        self._tell()

    def count(self) -> int:
        """Edits, of any file, that wait for the server."""
        return len(self.outbox.waiting)

    # --- edits of a person ----------------------------------------------------------------------------------

    def _on_edits_requested(self, edits: list[Wanted]) -> None:
        """What was done at once is undone at once."""
        steps = [step for edit in edits if (step := self._do(*edit)) is not None]
        if steps:
            self._undo.append(steps)
            self._redo.clear()
            self._tell_undo()

    def _do(self, base: Segment, target: str, state: State | None) -> Step | None:
        usual = base.state if target == base.target else state_after_edit(base.state, target)
        text = Text(target, usual if state is None else state)
        refused = [entry for entry in self.outbox.refusals if entry.edit.place == (self._file_id, base.ord)]
        if refused and (refused[-1].edit.target, refused[-1].edit.state) == text:
            self.retry(refused)
            return None
        self._add(Edit(self._file_id, self._file_name, base, *text))
        before = Text(base.target, base.state)
        return None if text == before else Step(base.ord, before, text)

    def resolve(self, conflict: Conflict, target: str) -> None:
        """The person chose what the segment shall hold; theirs as it stands takes no save."""
        mine, theirs = conflict.mine, conflict.theirs
        if conflict.file_id == self._file_id:
            self._model.discard(mine.ord)
        state = {theirs.target: theirs.state, mine.target: mine.state}.get(target)
        self._merge(conflict, Text(target, state_after_edit(State.DRAFT, target) if state is None else state))

    def _merge(self, conflict: Conflict, text: Text) -> None:
        theirs = conflict.theirs
        if text == (theirs.target, theirs.state):
            return
        edit = Edit(conflict.file_id, conflict.file_name, theirs, *text, ChangeKind.MERGED)
        if conflict.file_id == self._file_id:
            self._change(edit)
        else:
            self.outbox.add(edit)

    def retry(self, entries: Sequence[Entry]) -> None:
        """Send edits again that the server has refused."""
        self.outbox.retry(entries)
        self._show_all(entries)

    def discard(self, entries: Sequence[Entry]) -> None:
        """Give up edits that the server has refused."""
        self.outbox.discard(entries)
        self._show_all(entries)

    # --- undo -----------------------------------------------------------------------------------------------

    def undo(self) -> None:
        self._step(self._undo, self._redo)

    def redo(self) -> None:
        self._step(self._redo, self._undo)

    def _step(self, these: deque[list[Step]], others: deque[list[Step]]) -> None:
        """Take back what `these` have last, as far as nobody else has changed it since; `others` can do it again."""
        done: list[Step] = []
        refused: list[int] = []
        for step in these.pop() if these else []:
            if self._take_back(step):
                done.append(Step(step.ord, step.after, step.before))
            else:
                refused.append(step.ord)
        if done:
            others.append(done)
            self.undone.emit(done[0].ord)
        if refused:
            self.undo_refused.emit(refused)
        self._tell_undo()

    def _take_back(self, step: Step) -> bool:
        position = self._model.position_of(step.ord)
        shown = None if position is None else self._model.segment_at(position)
        shown = shown or self._known.get(step.ord)
        if shown is None or (shown.target, shown.state) != step.after:
            return False
        self._change(Edit(self._file_id, self._file_name, shown, *step.before, ChangeKind.UNDONE))
        return True

    def _change(self, edit: Edit) -> None:
        """An edit that was not typed into the grid: shown there at once too."""
        self._model.edits_requested.disconnect(self._on_edits_requested)
        self._model.edit(edit.base, edit.target, edit.state)
        self._model.edits_requested.connect(self._on_edits_requested)
        self._add(edit)

    def _add(self, edit: Edit) -> None:
        self.outbox.add(edit)
        self._show(edit.base.ord)

    # --- what becomes of them -------------------------------------------------------------------------------

    def _show_all(self, entries: Sequence[Entry]) -> None:
        for ord_ in {entry.edit.base.ord for entry in entries if entry.edit.file_id == self._file_id}:
            self._show(ord_)

    def _show(self, ord_: int) -> None:
        """The segment of the open file as its edits in the outbox have it."""
        entries = self.outbox.of_file(self._file_id).get(ord_)
        if entries:
            waiting = sum(not entry.refused for entry in entries)
            self._model.show_own(entries[-1].edit.mine, waiting, "" if waiting else entries[-1].refused)
        else:
            self._model.discard(ord_)

    def _on_saved(self, edit: Edit, now: Segment) -> None:
        if edit.file_id == self._file_id:
            self._known[now.ord] = now
            self._model.settle(now.ord, now)

    def _on_lost(self, edit: Edit, now: Segment, more_wait: bool) -> None:
        is_open = edit.file_id == self._file_id
        if is_open:
            self._known[now.ord] = now
            self._model.apply(now)
            self._model.fail(now.ord, self.tr("Somebody else has changed this segment meanwhile."))
        conflict = Conflict(edit.mine, now, edit.file_id, edit.file_name)
        if more_wait:
            return
        if edit.target != now.target:
            self.conflict_met.emit(conflict)
            return
        # Both wrote the same: there is nothing to ask.
        if is_open:
            self._model.discard(now.ord)
        if now.version > edit.base.version and _says_more(edit.state, now.state):
            self._merge(conflict, Text(edit.target, edit.state))

    def _on_refused(self, edit: Edit, reason: str) -> None:
        if edit.file_id == self._file_id:
            self._model.fail(edit.base.ord, reason)
        self.failed.emit(reason)

    def _tell(self) -> None:
        self.saving_changed.emit(self.count())
        self._tell_undo()

    def _tell_undo(self) -> None:
        self.undo_changed.emit(bool(self._undo), bool(self._redo))


def _says_more(mine: State, theirs: State) -> bool:
    """Whether a state adds to what a colleague gave the same text: a draft takes no confirmation away."""
    return mine > theirs or (theirs is State.REJECTED and mine.is_done)
