"""What is done to the chosen segments: saved in a state, given another target, copied, pasted into.

It asks the model for edits and says why something cannot be done. It moves nothing.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.gui.grid.copying import bare_cell, selected_cells, tab_separated
from locanext.gui.grid.model import Column, SegmentModel, Wanted
from locanext.gui.grid.shown import Storable

if TYPE_CHECKING:
    from locanext.gui.grid.view import SegmentView

MOST_AT_ONCE = 1000
"""So many segments get a state by one key; each is a save of its own."""


class Commands(QObject):
    """Of one view. While an editor is open its segment is meant, whatever is selected."""

    refused = Signal(str)
    """Why something was not done, to be shown."""
    copy_wanted = Signal(object, object)
    """(list of (first, last) positions, list of Columns): selected segments that are not all loaded."""

    def __init__(self, view: "SegmentView", model: SegmentModel, storable: Storable) -> None:
        super().__init__(view)
        self._view, self._model, self._storable = view, model, storable

    # Saving

    def save(self, state: State | None) -> bool:
        """Save what is chosen in `state`, an open editor with what is typed; it stays open. False: refused."""
        spans, _columns = selected_cells(self._view.selectionModel().selection())
        count = sum(last - first + 1 for first, last in spans)
        if state is None or count < 2 or self._view.editor is not None:
            return self._save_current(state)
        if count > MOST_AT_ONCE:
            self.refused.emit(self.tr("At most {n} segments can be marked at once.").format(n=f"{MOST_AT_ONCE:,}"))
            return False
        return self._save_rows([row for first, last in spans for row in range(first, last + 1)], state)

    def _save_current(self, state: State | None) -> bool:
        row, editor = self._view.currentIndex().row(), self._view.editor
        if row < 0:
            return False
        base = self._model.edited if editor is not None else self._model.segment_at(row)
        target = editor.stored_text() if editor is not None else base.target if base is not None else ""
        if reason := self._refusal(row, target, state):
            self.refused.emit(reason)
            return False
        assert base is not None
        self._model.edit(base, target, state)
        if editor is not None:
            editor.rebase(target)
        return True

    def _save_rows(self, rows: list[int], state: State) -> bool:
        """Those that can be; what is left out is said."""
        reasons: list[str] = []
        edits: list[Wanted] = []
        for row in rows:
            segment = self._model.segment_at(row)
            if reason := self._refusal(row, "" if segment is None else segment.target, state):
                reasons.append(reason)
            elif segment is not None:
                edits.append((segment, segment.target, state))
        self._model.edit_all(edits)
        if reasons:
            text = self.tr("Left out: {n} of {all}. {reason}")
            self.refused.emit(text.format(n=len(reasons), all=len(rows), reason=reasons[0]))
        return len(reasons) < len(rows)

    def _refusal(self, row: int, target: str, state: State | None) -> str:
        """Why this segment cannot be saved so, or ""."""
        if reason := self._model.refusal(row):
            return reason
        segment = self._model.segment_at(row)
        missing = state is not None and not target and segment is not None and segment.source
        return self.tr("There is no translation yet.") if missing else ""

    # Another target

    def replace_target(self, target: str) -> None:
        """Another target (in its stored form) for the current segment: into the editor if it is open, else saved."""
        row, editor = self._view.currentIndex().row(), self._view.editor
        if row < 0:
            return
        if reason := self._model.refusal(row):
            self.refused.emit(reason)
        elif editor is not None:
            editor.replace_all(target)
        elif (segment := self._model.segment_at(row)) is not None:
            self._model.edit(segment, target)

    def copy_source(self) -> None:
        if (segment := self._current()) is not None:
            self.replace_target(segment.source)

    def paste(self) -> None:
        """The text on the clipboard becomes the current target."""
        if (segment := self._current()) is None:
            return
        if self._view.currentIndex().column() != Column.TARGET:
            self.refused.emit(self.tr("Only the target can be pasted into."))
        elif text := bare_cell(QGuiApplication.clipboard().text()):
            self.replace_target(self._storable(text, segment.source))

    def _current(self) -> Segment | None:
        index = self._view.currentIndex()
        return self._model.segment_at(index.row()) if index.isValid() else None

    # Copying

    def copy_selected(self) -> None:
        """Put the selected cells on the clipboard, or ask the owner to if they are not all here."""
        spans, columns = selected_cells(self._view.selectionModel().selection())
        if not all(self._model.is_loaded(first, last) for first, last in spans):
            self.copy_wanted.emit(spans, columns)
            return
        rows = (row for first, last in spans for row in range(first, last + 1))
        segments = [segment for row in rows if (segment := self._model.segment_at(row)) is not None]
        if segments:
            self.copy_segments(segments, columns)

    def copy_segments(self, segments: Sequence[Segment], columns: Sequence[Column]) -> None:
        """Put these cells on the clipboard as tab-separated text."""
        text = tab_separated([[self._model.cell_text(s, column) for column in columns] for s in segments])
        QGuiApplication.clipboard().setText(text)
