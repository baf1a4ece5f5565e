"""A person's edits on their way to the server: in order, one after another for each segment, and undone likewise."""

from collections import deque
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Step:
    """One edit as undo knows it: `before` became `after`."""

    ord: int
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Conflict:
    """`mine` met `theirs`, which is what the segment holds now. Both are in the history."""

    mine: Segment
    theirs: Segment


class Edits(QObject):
    """Saves what the model asks for. Only edits of the open file; `idle` is false while one is under way."""

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
        self._file_id = 0
        self._waiting: dict[int, deque[_Edit]] = {}
        self._known: dict[int, Segment] = {}
        self._undo: deque[Step] = deque(maxlen=UNDO_STEPS)
        self._redo: deque[Step] = deque(maxlen=UNDO_STEPS)
        model.edit_requested.connect(self._on_edit_requested)

    def open(self, file_id: int) -> None:
        """Edits from now on are of this file. Those under way go on, and no longer touch the model."""
        self._file_id = file_id
        self._waiting, self._known = {}, {}
        self._undo.clear()
        self._redo.clear()
        self._tell()

    def count(self) -> int:
        """Edits of the open file that the server has not confirmed."""
        return sum(len(edits) for edits in self._waiting.values())

    # --- edits of a person ----------------------------------------------------------------------------------

    def _on_edit_requested(self, base: Segment, target: str, state: State | None) -> None:
        usual = base.state if target == base.target else state_after_edit(base.state, target)
        text = Text(target, usual if state is None else state)
        self._undo.append(Step(base.ord, Text(base.target, base.state), text))
        self._redo.clear()
        self._add(_Edit(base, text))

    def resolve(self, conflict: Conflict, target: str) -> None:
        """The person chose what the segment shall hold; theirs as it stands takes no save."""
        self._model.discard(conflict.mine.ord)
        if target == conflict.theirs.target:
            return
        state = conflict.mine.state if target == conflict.mine.target else state_after_edit(State.DRAFT, target)
        self._change(conflict.theirs, Text(target, state), ChangeKind.MERGED)

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
        self._change(shown, wanted, ChangeKind.UNDONE)
        self.undone.emit(ord_)
        return True

    def _change(self, base: Segment, text: Text, kind: ChangeKind) -> None:
        """An edit that was not typed into the grid: shown there at once too."""
        self._model.edit_requested.disconnect(self._on_edit_requested)
        self._model.edit(base, text.target, text.state)
        self._model.edit_requested.connect(self._on_edit_requested)
        self._add(_Edit(base, text, kind))

    # --- to the server and back -----------------------------------------------------------------------------

    def _add(self, edit: _Edit) -> None:
        queue = self._waiting.setdefault(edit.base.ord, deque())
        queue.append(edit)
        if len(queue) == 1:
            self._send(edit)
        self._tell()

    def _send(self, edit: _Edit) -> None:
        save = saving.Save(edit.base.ord, edit.base.version, *edit.text)
        self._runner.run(
            saving.save,
            saving.SaveRequest(self._file_id, (save,), edit.kind),
            lane=Lane.WRITE,
            quiet=True,
            on_done=partial(self._on_answer, self._waiting, edit),
            on_failed=partial(self._on_failed, self._waiting, edit),
        )

    def _on_answer(self, file: dict[int, deque[_Edit]], edit: _Edit, saved: list[saving.Saved]) -> None:
        if file is not self._waiting:
            return
        answer = saved[0]
        now = edit.base._replace(target=answer.target, state=answer.state, version=answer.version, locked=answer.locked)
        self._known[now.ord] = now
        queue = self._waiting[now.ord]
        if not answer.ok:
            self._meet(queue, now)
            return
        queue.popleft()
        self._model.settle(now.ord, now)
        if queue:
            queue[0].base = queue[0].base._replace(version=now.version)
            self._send(queue[0])
        else:
            del self._waiting[now.ord]
        self._tell()

    def _meet(self, queue: deque[_Edit], theirs: Segment) -> None:
        """Somebody was faster. The later edits of the segment stood on the one that lost: the last is what I want.

        They lose as well, by the version that they were typed on; they are sent so that the history has their texts.
        """
        lost = queue.popleft()
        self._model.apply(theirs)
        self._model.fail(theirs.ord, self.tr("Somebody else has changed this segment meanwhile."))
        if queue:
            self._send(queue[0])
            return
        del self._waiting[theirs.ord]
        mine = lost.base._replace(target=lost.text.target, state=lost.text.state)
        self._tell()
        self.conflict_met.emit(Conflict(mine, theirs))

    def _on_failed(self, file: dict[int, deque[_Edit]], edit: _Edit, error: ExpectedError) -> None:
        if file is self._waiting:
            for _ in self._waiting.pop(edit.base.ord):
                self._model.fail(edit.base.ord, text_of(error))
            self._tell()
        self.failed.emit(text_of(error))

    def _tell(self) -> None:
        self.saving_changed.emit(self.count())
        self.undo_changed.emit(bool(self._undo), bool(self._redo))
