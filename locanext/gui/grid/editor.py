"""The editor inside a target cell: chips, line breaks, the grid's keys, and input methods that lose nothing.

It holds a text and says what was pressed; it saves nothing and knows neither model nor view.
"""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QWidget

from locanext.domain.segment import Segment
from locanext.gui.grid.actions import COPY, IN_COMPOSITION, PASTE, REDO, UNDO
from locanext.gui.grid.colours import GridColours
from locanext.gui.grid.layouts import PAD_X, PAD_Y
from locanext.gui.grid.shown import Opened, Storable, chips_in
from locanext.gui.grid.stored_text import StoredText

_Mode = QTextCursor.MoveMode
BORDER = 2


class TargetEditor(StoredText):
    """A `StoredText` in a cell."""

    height_changed = Signal()

    def __init__(
        self, parent: QWidget, colours: GridColours, actions: Mapping[str, QAction], storable: Storable
    ) -> None:
        super().__init__(parent, colours)
        self._actions, self._storable = actions, storable
        self._source = ""
        self._preedit = ""
        self.ord = -1
        self.replace_on_typing = False
        self._height = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(
            f"TargetEditor {{ background: {colours.base}; color: {colours.text}; padding: 0; border-radius: 0;"
            f" border: {BORDER}px solid {colours.accent};"
            f" selection-background-color: {colours.selection}; selection-color: {colours.text} }}"
        )
        # The letters stay where the cell has drawn them; the one pixel of margin is for the chips' borders.
        self.document().setDocumentMargin(1)
        self.setViewportMargins(PAD_X - BORDER - 1, PAD_Y - BORDER - 1, PAD_X - BORDER - 1, 0)
        self.setAccessibleName(self.tr("Target"))
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)

    # The text

    def open(self, segment: Segment) -> None:
        """Show a segment's target, the caret at its end."""
        self._source, self.ord = segment.source, segment.ord
        self.setAccessibleDescription(segment.string_id)
        self.show_stored(segment.target)
        self.moveCursor(QTextCursor.MoveOperation.End)
        if self.replace_on_typing:
            self.selectAll()

    def stored_text(self) -> str:
        """The text in the form in which it is stored; exactly what was opened if nothing was typed."""
        return self.stored_form(lambda typed: self._storable(typed, self._source))

    def replace_all(self, stored: str) -> None:
        """Another stored text in place of this one; Ctrl+Z brings the old one back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(Opened(stored).shown)
        self.setTextCursor(cursor)

    def needed_height(self) -> int:
        """Pixels for the whole text at the present width, borders included."""
        layout, block = self.document().documentLayout(), self.document().firstBlock()
        height = -self.document().documentMargin()  # Qt counts it with the first block
        while block.isValid():
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        return int(height + 0.999) + 2 * PAD_Y + 1

    def fit(self, most: int) -> int:
        """The height to give it: what it needs, at most `most` pixels; beyond that it scrolls.

        A scroll bar that came and went would wrap the text anew each time.
        """
        needed, policy = self.needed_height(), Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if needed > most else policy.ScrollBarAlwaysOff)
        return min(needed, most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._on_size_changed()
        self.ensureCursorVisible()

    def _on_size_changed(self) -> None:
        if self.needed_height() != self._height:
            self._height = self.needed_height()
            self.height_changed.emit()

    # Input methods

    @property
    def is_composing(self) -> bool:
        return bool(self._preedit)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)

    def commit_composition(self) -> None:
        """Put what is being composed into the text. Input methods that do not do it when asked are done for."""
        if not self._preedit:
            return
        QGuiApplication.inputMethod().commit()
        if self._preedit:
            event = QInputMethodEvent()
            event.setCommitString(self._preedit)
            self.inputMethodEvent(event)
            QGuiApplication.inputMethod().reset()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.commit_composition()
        super().focusOutEvent(event)

    # Keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._claims(event):
            event.accept()
            return True
        return super().event(event)

    def _claims(self, event: QKeyEvent) -> bool:
        """While something is composed no key may reach a shortcut of the window; ours come as key presses."""
        return self.is_composing or self.action_for(event) is not None

    def action_for(self, event: QKeyEvent) -> QAction | None:
        """The grid's action on this key, whatever keys it has been given."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key.Key_Tab if event.key() == Qt.Key.Key_Backtab else Qt.Key(event.key())
        pressed = QKeySequence(QKeyCombination(modifiers, key))
        return next((a for a in self._actions.values() if a.isEnabled() and pressed in a.shortcuts()), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.action_for(event)
        if self.is_composing:
            if action is not None and action.objectName() in IN_COMPOSITION:
                self.commit_composition()
                action.trigger()
            event.accept()
        elif action is not None:
            event.accept()
            self._act(action)
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape):
            event.accept()  # when other keys were given to what they do; a raw tab would damage tabbed files
        elif not (event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._delete_chip(event)):
            super().keyPressEvent(event)

    def _act(self, action: QAction) -> None:
        """Undo takes back what was typed here, and when there is nothing left of that, the edits before it."""
        own = {COPY: self.copy, PASTE: self.paste}
        if self.document().isUndoAvailable():
            own[UNDO] = self.undo
        if self.document().isRedoAvailable():
            own[REDO] = self.redo
        own.get(action.objectName(), action.trigger)()

    def insert_line_break(self) -> None:
        self.commit_composition()
        self.textCursor().insertBlock()
        self.ensureCursorVisible()

    def _delete_chip(self, event: QKeyEvent) -> bool:
        """A placeholder goes as a whole: half of one is a broken text."""
        cursor = self.textCursor()
        if cursor.hasSelection() or event.modifiers():
            return False
        at, block = cursor.positionInBlock(), cursor.block()
        back = event.key() == Qt.Key.Key_Backspace
        for chip in chips_in(block.text()):
            if (chip.start < at <= chip.end) if back else (chip.start <= at < chip.end):
                cursor.setPosition(block.position() + chip.start)
                cursor.setPosition(block.position() + chip.end, _Mode.KeepAnchor)
                cursor.removeSelectedText()
                return True
        return False
