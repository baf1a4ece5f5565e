"""The grid as people use it: keys, cell editing, row heights, copying.

What is typed goes to the model, which asks its owner to save it; what the view cannot know by itself (the next
unconfirmed segment of a file that is not here, undo across segments) it tells as signals and actions.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast, overload

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from locanext.domain.state import State
from locanext.gui.grid.actions import COPY, PASTE, WHILE_EDITING, grid_actions
from locanext.gui.grid.colours import GridColours
from locanext.gui.grid.columns import Columns
from locanext.gui.grid.commands import Commands
from locanext.gui.grid.delegate import SegmentDelegate
from locanext.gui.grid.editor import TargetEditor
from locanext.gui.grid.heights import Heights
from locanext.gui.grid.layouts import MOST_LINES
from locanext.gui.grid.model import Column, SegmentModel
from locanext.gui.grid.shown import Storable

Index = QModelIndex | QPersistentModelIndex
_Trigger = QAbstractItemView.EditTrigger
_BY_KEY = _Trigger.EditKeyPressed


class SegmentView(QTableView):
    """Shows one `SegmentModel`. `actions_by_id` holds every action; undo and redo are the owner's to carry out."""

    edit_refused = Signal(str)
    """A person tried to edit and may not; the reason, to be shown."""
    edited_segment_changed = Signal(int)
    """A colleague changed the segment (its ord) that is being edited here; `model.theirs` has the new text."""
    went_on = Signal(int)
    """(position): what is here was the next one, as far as is known here."""
    next_unconfirmed_wanted = Signal(int, bool)
    """(position, whether to edit there): the next one after it is not known here; answer with `go_to`."""
    segment_entered = Signal(int)
    """The current position moved to another segment."""

    def __init__(
        self, model: SegmentModel, colours: GridColours, storable: Storable, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._colours, self._storable = model, colours, storable
        self._editor: TargetEditor | None = None
        self._typing = False
        self._edit_at: int | None = None
        self._holds_current = False
        self._delegate = SegmentDelegate(self, colours, self._make_editor)
        self.setItemDelegate(self._delegate)
        self._measure_soon = QTimer(self, singleShot=True, interval=0)
        self._measure_soon.timeout.connect(self.measure)
        self._set_up()
        self.setModel(model)
        self._heights = Heights(self, model, self._delegate, self.updateGeometries)
        self.columns = Columns(self, self._measure_soon.start)
        self.commands = Commands(self, model, storable)
        self.commands.refused.connect(self.edit_refused)
        model.about_to_reset.connect(self.commit_editor)
        model.edited_segment_changed.connect(self.edited_segment_changed)
        self.actions_by_id = grid_actions(self)
        self._connect_actions()
        self.set_colours(colours)

    def _set_up(self) -> None:
        self.setAccessibleName(self.tr("Segments"))
        self.setSelectionBehavior(self.SelectionBehavior.SelectItems)
        self.setSelectionMode(self.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(_Trigger.EditKeyPressed | _Trigger.AnyKeyPressed | _Trigger.DoubleClicked)
        self.setShowGrid(False)
        self.setWordWrap(False)
        # Pixels can only be moved when scrolling if all of the ground is drawn, which Qt doubts under a style sheet.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _connect_actions(self) -> None:
        work: dict[str, Callable[[], object]] = {
            "confirm": lambda: self._confirm(stay=False),
            "confirm_stay": lambda: self._confirm(stay=True),
            "mark_translated": lambda: self.commands.save(State.TRANSLATED),
            "back_to_draft": lambda: self.commands.save(State.DRAFT),
            "save_draft": lambda: self.commands.save(None),
            "edit": self.edit_current,
            "commit_down": lambda: self._step(1, edit=False),
            "line_break": self._on_line_break,
            "give_up": self._close_editor,
            "next_target": lambda: self._step(1, edit=True),
            "previous_target": lambda: self._step(-1, edit=True),
            "previous_segment": lambda: self._step(-1, edit=self._editor is not None),
            "next_segment": lambda: self._step(1, edit=self._editor is not None),
            "next_unconfirmed": lambda: self._next_unconfirmed(edit=self._editor is not None),
            "copy_source": self.commands.copy_source,
            "clear_target": lambda: self.commands.replace_target(""),
            COPY: self.commands.copy_selected,
            PASTE: self.commands.paste,
        }
        for action_id, do in work.items():
            self.actions_by_id[action_id].triggered.connect(do)
        self._enable_editing(False)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.actionTriggered.connect(self._on_scrolled_by_hand)

    # Look

    def set_colours(self, colours: GridColours) -> None:
        """Light or dark; an open editor gets them when it is next opened."""
        self._colours = colours
        palette = self.palette()
        palette.setColor(QtGui.QPalette.ColorRole.Base, colours.base)
        palette.setColor(QtGui.QPalette.ColorRole.Text, colours.text)
        self.setPalette(palette)
        self._delegate.set_look(colours, self.font())
        self.viewport().update()

    def set_text_font(self, font: QtGui.QFont, lines: int = MOST_LINES) -> None:
        """The font of the texts, and how many lines of one a cell shows at most."""
        self.setFont(font)
        self._delegate.lines = lines
        self._delegate.set_look(self._colours, font)
        with self._keeping_current_in(self.viewport().height()):
            self._heights.set_default()
            if self._editor is not None:
                self._editor.setFont(font)
            self.columns.fit()
            self.measure()

    def paintEvent(self, event: QtGui.QPaintEvent) -> None:
        painter = QtGui.QPainter(self.viewport())
        painter.fillRect(event.rect(), self.palette().base())
        painter.end()
        super().paintEvent(event)

    # Heights and columns

    def measure(self) -> None:
        """Give the rows on screen their heights; done by itself after whatever may change them."""
        self._heights.measure(self._editor)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dy:
            self.measure()

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        with self._keeping_current_in(event.oldSize().height()):
            super().resizeEvent(event)
            self.columns.fit()
            self.measure()

    @contextmanager
    def _keeping_current_in(self, height: int) -> Iterator[None]:
        """The current segment stays in sight if it is in the `height` pixels that are."""
        was_seen = 0 <= self.rowViewportPosition(self.currentIndex().row()) < height
        yield
        if was_seen:
            self.scrollTo(self.currentIndex())

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        visible = self._heights.visible()
        if visible and top_left.row() <= visible[-1] and bottom_right.row() >= visible[0]:
            self._show_change(top_left, bottom_right)
        current = self.currentIndex()
        if top_left.row() <= current.row() <= bottom_right.row():
            self._on_current_loaded(current)

    def _show_change(self, top_left: Index, bottom_right: Index) -> None:
        if top_left.row() == bottom_right.row():
            # For more than one cell Qt paints the whole view again.
            cell = self._model.index(top_left.row(), Column.TARGET)
            super().dataChanged(cell, cell, [])
            self._update_row(cell)
        else:
            super().dataChanged(top_left, bottom_right, [])
        self.measure()
        if self._holds_current and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())  # texts that came in have made the rows before it higher

    def _on_current_loaded(self, current: QModelIndex) -> None:
        """Qt asks only when a cell becomes current whether input methods may write into it."""
        editable = bool(self._model.flags(current) & Qt.ItemFlag.ItemIsEditable)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, editable)
        if self._edit_at == current.row() and self._model.segment_at(current.row()) is not None:
            self.edit_current()

    def reset(self) -> None:
        super().reset()
        self._edit_at = None
        self._measure_soon.start()

    # Moving

    def go_to(self, position: int, edit: bool = False) -> None:
        """Make this segment's target the current cell; with `edit` open it, as soon as it is loaded."""
        if not 0 <= position < self._model.rowCount():
            return
        self.commit_editor()
        index = self._model.index(position, Column.TARGET)
        self._make_current(index)
        self.scrollTo(index)
        self._edit_at = position if edit else None
        if edit and self._model.segment_at(position) is not None:
            self.edit_current()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        self._holds_current = index == self.currentIndex()
        bar, before = self.verticalScrollBar(), -1
        while bar.value() != before:
            # Rows that come into sight get other heights, which may push the wanted one out of it again.
            before = bar.value()
            super().scrollTo(index, hint)

    def _on_scrolled_by_hand(self) -> None:
        self._holds_current = False

    def moveCursor(self, action: QTableView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Ctrl+Home and Ctrl+End stay in their column: at the end of a file one wants to type."""
        ends = {self.CursorAction.MoveHome: 0, self.CursorAction.MoveEnd: self._model.rowCount() - 1}
        if action in ends and modifiers & Qt.KeyboardModifier.ControlModifier:
            return self._model.index(ends[action], self.currentIndex().column())
        return super().moveCursor(action, modifiers)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.row() == previous.row():
            return
        for index in (current, previous):
            self._update_row(index)
        if current.isValid():
            self.segment_entered.emit(current.row())

    def _update_row(self, index: Index) -> None:
        rect = self.visualRect(index)
        self.viewport().update(0, rect.y(), self.viewport().width(), rect.height())

    def _step(self, by: int, edit: bool) -> None:
        row = self.currentIndex().row()
        self.commit_editor()
        self.go_to(row + by, edit)

    def _next_unconfirmed(self, edit: bool) -> None:
        row = self.currentIndex().row()
        self.commit_editor()
        found = self._model.next_unconfirmed(row)
        if found is None:
            self.next_unconfirmed_wanted.emit(row, edit)
        else:
            self.go_to(found, edit)
            self.went_on.emit(found)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt's own search would read the whole file."""

    # Editing

    @property
    def segment_model(self) -> SegmentModel:
        """What is shown."""
        return self._model

    @property
    def editor(self) -> TargetEditor | None:
        """The open cell editor."""
        return self._editor

    def edit_current(self) -> None:
        """Open the target of the current segment, the caret at its end."""
        row = self.currentIndex().row()
        if row >= 0 and self._editor is None:
            index = self._model.index(row, Column.TARGET)
            self._make_current(index)
            self.edit(index)

    def _make_current(self, index: QModelIndex) -> None:
        """And the only selected one: with Ctrl held, as in Ctrl+Enter, Qt would leave the selection behind."""
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @overload
    def edit(self, index: Index, /) -> None: ...
    @overload
    def edit(self, index: Index, trigger: QAbstractItemView.EditTrigger, event: QEvent, /) -> bool: ...
    def edit(
        self, index: Index, trigger: QAbstractItemView.EditTrigger = _BY_KEY, event: QEvent | None = None
    ) -> bool | None:
        """Qt's gate to editing: says why if it stays closed, and never lets two editors be open."""
        if trigger == _Trigger.AnyKeyPressed and index.column() != Column.TARGET:
            self.edit_refused.emit(self.tr("Only the target can be edited: F2 opens it."))
            return False
        wants = bool(trigger & self.editTriggers()) and index.column() == Column.TARGET
        if wants and (reason := self._model.refusal(index.row())):
            self.edit_refused.emit(reason)
            return False
        if wants and self._editor is not None and self._editor.ord != self._model.ord_at(index.row()):
            self.commit_editor()
        self._edit_at = None
        self._typing = trigger == _Trigger.AnyKeyPressed
        opened = super().edit(index, trigger, cast(QEvent, event))  # without an event, C++ gets a null pointer
        if self._editor is not None:
            self.measure()
        return opened

    def _make_editor(self, parent: QWidget) -> TargetEditor:
        editor = TargetEditor(parent, self._colours, self.actions_by_id, self._storable)
        editor.setFont(self.font())
        editor.replace_on_typing = self._typing
        editor.height_changed.connect(self._measure_soon.start)
        self._editor = editor
        self._enable_editing(True)
        return editor

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        ours = editor is self._editor
        super().closeEditor(editor, hint)
        if ours:
            self._forget_editor()

    def _forget_editor(self) -> None:
        self._editor = None
        self._model.end_edit()
        self._enable_editing(False)
        self.measure()

    def _enable_editing(self, is_editing: bool) -> None:
        for name in WHILE_EDITING:
            self.actions_by_id[name].setEnabled(is_editing)

    def _close_editor(self) -> None:
        """Close without saving."""
        if self._editor is not None:
            self.closeEditor(self._editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def commit_editor(self) -> None:
        """Save what is being typed, if anything is, and close the editor."""
        if self._editor is not None:
            self.commitData(self._editor)
            self._close_editor()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        # A window that is being closed need not take the focus from the editor first.
        self.commit_editor()
        super().hideEvent(event)

    def _on_line_break(self) -> None:
        if self._editor is not None:
            self._editor.insert_line_break()

    def _confirm(self, stay: bool) -> None:
        if self.commands.save(State.CONFIRMED) and not stay:
            self._next_unconfirmed(edit=True)

    # Keys while an input method composes its first syllable: Qt keeps the focus here and hands its events on

    def event(self, event: QEvent) -> bool:
        if self._editor is not None and event.type() == QEvent.Type.ShortcutOverride:
            return self._editor.event(event)
        return super().event(event)

    def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
        if self._editor is not None:
            self._editor.keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # it would open an editor like any typed character
        else:
            super().keyPressEvent(event)
