"""A person's edits on their way to the server: in order, one after another for each segment, and undone likewise."""

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from locanext.domain.change import ChangeKind
from locanext.domain.errors import ExpectedError
from locanext.domain.segment import Segment
from locanext.domain.state import State, state_after_edit
from locanext.gui.grid.model import SegmentModel
from locanext.gui.messages import text_of
from locanext.gui.tasks import Lane, TaskRunner
from locanext.tabs.ldm.operations import saving

UNDO_STEPS = 1000


class Text(NamedTuple):
    """What an edit changes of a segment."""

    target: str
    state: State


@dataclass(slots=True)
class _Edit:
    """`base` is the segment that the person saw; its version is brought up to date when an earlier edit is saved."""

    base: Segment
    text: Text
    kind: ChangeKind = ChangeKind.TYPED


@dataclass(eq=False, slots=True)
class _File:
    """The edits of a file, by segment, that the server has not confirmed: the first of each is under way."""

    id: int
    waiting: dict[int, deque[_Edit]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One edit as undo knows it: `before` became `after`."""

    ord: int
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Conflict:
    """`mine` met `theirs`, which is what the segment of the file holds now. Both are in the history."""

    mine: Segment
    theirs: Segment
    file_id: int = 0


class Edits(QObject):
    """Saves what the model asks for; also the edits of a file that has been left go on until they are saved."""

    saving_changed = Signal(int)
    """How many edits the server has not confirmed."""
    conflict_met = Signal(object)
    failed = Signal(str)
    undo_changed = Signal(bool, bool)
    """Whether there is something to undo, and to redo."""
    undo_refused = Signal(int)
    """The segment (its ord) has been changed by somebody else since."""
    undone = Signal(int)
    """The segment (its ord) whose text an undo or redo has just changed."""

    def __init__(self, runner: TaskRunner, model: SegmentModel, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._model = runner, model
        self._file = _File(0)
        self._left: list[_File] = []
        self._known: dict[int, Segment] = {}
        self._undo: deque[Step] = deque(maxlen=UNDO_STEPS)
        self._redo: deque[Step] = deque(maxlen=UNDO_STEPS)
        model.edit_requested.connect(self._on_edit_requested)

    def open(self, file_id: int) -> None:
        """Edits from now on are of this file. Those under way go on, and no longer touch the model."""
        self._left.append(self._file)
        self._file = _File(file_id)
        self._known = {}
        self._undo.clear()
        self._redo.clear()
        self._tell()

    def count(self) -> int:
        """Edits, of any file, that the server has not confirmed."""
        return sum(len(edits) for file in (self._file, *self._left) for edits in file.waiting.values())

    # --- edits of a person ----------------------------------------------------------------------------------

    def _on_edit_requested(self, base: Segment, target: str, state: State | None) -> None:
        usual = base.state if target == base.target else state_after_edit(base.state, target)
        text = Text(target, usual if state is None else state)
        self._undo.append(Step(base.ord, Text(base.target, base.state), text))
        self._redo.clear()
        self._add(self._file, _Edit(base, text))

    def resolve(self, conflict: Conflict, target: str) -> None:
        """The person chose what the segment shall hold; theirs as it stands takes no save."""
        is_open = conflict.file_id == self._file.id
        if is_open:
            self._model.discard(conflict.mine.ord)
        if target == conflict.theirs.target:
            return
        state = conflict.mine.state if target == conflict.mine.target else state_after_edit(State.DRAFT, target)
        edit = _Edit(conflict.theirs, Text(target, state), ChangeKind.MERGED)
        if is_open:
            self._change(edit)
        else:
            self._left.append(_File(conflict.file_id))
            self._add(self._left[-1], edit)

    # --- undo -----------------------------------------------------------------------------------------------

    def undo(self) -> None:
        if self._undo:
            step = self._undo.pop()
            if self._step_back(step.ord, step.after, step.before):
                self._redo.append(step)
        self._tell()

    def redo(self) -> None:
        if self._redo:
            step = self._redo.pop()
            if self._step_back(step.ord, step.before, step.after):
                self._undo.append(step)
        self._tell()

    def _step_back(self, ord_: int, expected: Text, wanted: Text) -> bool:
        """Give the segment back the text `wanted`, unless somebody else has changed `expected` since."""
        position = self._model.position_of(ord_)
        shown = None if position is None else self._model.segment_at(position)
        shown = shown or self._known.get(ord_)
        if shown is None or (shown.target, shown.state) != expected:
            self.undo_refused.emit(ord_)
            return False
        self._change(_Edit(shown, wanted, ChangeKind.UNDONE))
        self.undone.emit(ord_)
        return True

    def _change(self, edit: _Edit) -> None:
        """An edit that was not typed into the grid: shown there at once too."""
        self._model.edit_requested.disconnect(self._on_edit_requested)
        self._model.edit(edit.base, *edit.text)
        self._model.edit_requested.connect(self._on_edit_requested)
        self._add(self._file, edit)

    # --- to the server and back -----------------------------------------------------------------------------

    def _add(self, file: _File, edit: _Edit) -> None:
        queue = file.waiting.setdefault(edit.base.ord, deque())
        queue.append(edit)
        if len(queue) == 1:
            self._send(file, edit)
        self._tell()

    def _send(self, file: _File, edit: _Edit) -> None:
        save = saving.Save(edit.base.ord, edit.base.version, *edit.text)
        self._runner.run(
            saving.save,
            saving.SaveRequest(file.id, (save,), edit.kind),
            lane=Lane.WRITE,
            quiet=True,
            on_done=partial(self._on_answer, file, edit),
            on_failed=partial(self._on_failed, file, edit),
        )

    def _on_answer(self, file: _File, edit: _Edit, saved: list[saving.Saved]) -> None:
        answer = saved[0]
        now = edit.base._replace(target=answer.target, state=answer.state, version=answer.version, locked=answer.locked)
        queue = file.waiting[now.ord]
        queue.popleft()
        if file is self._file:
            self._known[now.ord] = now
            if answer.ok:
                self._model.settle(now.ord, now)
            else:
                self._model.apply(now)
                self._model.fail(now.ord, self.tr("Somebody else has changed this segment meanwhile."))
        if queue:
            self._send_next(file, queue[0], now, answer.ok)
        else:
            del file.waiting[now.ord]
        self._tell()
        if not answer.ok and not queue:
            mine = edit.base._replace(target=edit.text.target, state=edit.text.state)
            self.conflict_met.emit(Conflict(mine, now, file.id))

    def _send_next(self, file: _File, edit: _Edit, now: Segment, ok: bool) -> None:
        """The next edit of the same segment. One that stood on an edit that lost loses as well, by its old version:
        it is sent so that the history has its text.
        """
        if ok:
            edit.base = edit.base._replace(version=now.version)
        self._send(file, edit)

    def _on_failed(self, file: _File, edit: _Edit, error: ExpectedError) -> None:
        for _ in file.waiting.pop(edit.base.ord):
            if file is self._file:
                self._model.fail(edit.base.ord, text_of(error))
        self._tell()
        self.failed.emit(text_of(error))

    def _tell(self) -> None:
        self._left = [file for file in self._left if file.waiting]
        self.saving_changed.emit(self.count())
        self.undo_changed.emit(bool(self._undo), bool(self._redo))
