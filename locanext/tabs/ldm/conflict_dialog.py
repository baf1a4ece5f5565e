"""Asks what a segment shall hold when two people have changed it. Knows nothing of saving."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from locanext.domain.change import Change
from locanext.domain.placeholder import break_form
from locanext.gui import theme
from locanext.gui.grid import colours
from locanext.gui.grid.differences import differences
from locanext.gui.grid.shown import Opened, Storable
from locanext.gui.grid.stored_text import StoredText
from locanext.tabs.ldm.edits import Conflict

_SOURCE_HEIGHT = 110


class ConflictDialog(QDialog):
    """Accepted with `target` set, in the form that the file stores; closed without a choice, nothing is decided.

    `storable` and `line_break` are those of the file's format.
    """

    def __init__(self, conflict: Conflict, storable: Storable, line_break: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Two people changed this segment"))
        self.conflict = conflict
        self.target = conflict.theirs.target
        self._storable: Callable[[str], str] = lambda typed: storable(typed, conflict.mine.source)
        separator = break_form(conflict.mine.source, line_break)
        self._both = conflict.theirs.target + separator + conflict.mine.target
        self._make_texts()
        self._lay_out()
        self._mark_differences()
        self.resize(860, 580)
        # The question comes while somebody types on: those keys must change and decide nothing.
        self.theirs_text.setFocus()

    def show_author(self, history: Sequence[Change]) -> None:
        """Name who has saved the other text, from the segment's changes."""
        version = self.conflict.theirs.version
        author = next((one.author for one in history if one.version == version and one.kind.applies), "")
        if author:
            self._theirs_caption.setText(self.tr("Saved meanwhile by {name}").format(name=author))

    def _make_texts(self) -> None:
        theirs, mine = self.conflict.theirs, self.conflict.mine
        self.source_text = self._field(mine.source, self.tr("Source"))
        self.source_text.setMaximumHeight(_SOURCE_HEIGHT)
        self.theirs_text = self._field(theirs.target, self.tr("Saved meanwhile by somebody else"))
        self.mine_text = self._field(mine.target, self.tr("Yours"))
        self.result_text = self._field(mine.target, self.tr("The text that is kept"), read_only=False)

    def _field(self, stored: str, name: str, *, read_only: bool = True) -> StoredText:
        field = StoredText(self, colours.DARK if theme.tokens().dark else colours.LIGHT)
        field.setAccessibleName(name)
        field.setReadOnly(read_only)
        field.setTabChangesFocus(True)
        field.setFont(theme.text_font())
        field.setPlaceholderText(self.tr("empty") if read_only else "")
        field.show_stored(stored)
        if read_only:
            flags = Qt.TextInteractionFlag
            field.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        return field

    def _lay_out(self) -> None:
        title = QLabel(self.conflict.mine.string_id, textFormat=Qt.TextFormat.PlainText)
        title.setProperty("role", "heading")
        self._theirs_caption = self._caption(self.theirs_text.accessibleName())
        beside = QGridLayout()
        beside.setSpacing(10)
        beside.addWidget(self._theirs_caption, 0, 0)
        beside.addWidget(self._caption(self.mine_text.accessibleName()), 0, 1)
        beside.addWidget(self.theirs_text, 1, 0)
        beside.addWidget(self.mine_text, 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(title)
        column.addWidget(self.source_text)
        column.addLayout(beside, 1)
        column.addWidget(self._caption(self.tr("Keep this (edit it as you like)")))
        column.addWidget(self.result_text, 1)
        column.addWidget(self._caption(self.tr("Neither text is lost: both are in the segment's history.")))
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.use_theirs = QPushButton(self.tr("Use &theirs"))
        self.use_mine = QPushButton(self.tr("Use &mine"))
        self.use_both = QPushButton(self.tr("Use &both"))
        self.keep = QPushButton(self.tr("&Keep the text above"))
        self.keep.setProperty("primary", True)
        self.use_theirs.clicked.connect(lambda: self._choose(self.conflict.theirs.target))
        self.use_mine.clicked.connect(lambda: self._choose(self.conflict.mine.target))
        self.use_both.clicked.connect(lambda: self._choose(self._both))
        self.keep.clicked.connect(lambda: self._choose(self.result_text.stored_form(self._storable)))
        for button in (self.use_theirs, self.use_mine, self.use_both, self.keep):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.insertStretch(3)
        return row

    def _mark_differences(self) -> None:
        """What only theirs has is struck, what only ours has is underlined."""
        shown = (Opened(self.conflict.theirs.target).shown, Opened(self.conflict.mine.target).shown)
        gone, come = differences(*shown)
        tokens = theme.tokens()
        struck, underlined = _form(tokens.removed), _form(tokens.added)
        struck.setFontStrikeOut(True)
        underlined.setFontUnderline(True)
        self.theirs_text.mark(gone, struck)
        self.mine_text.mark(come, underlined)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and no other one."""
        button = self.focusWidget()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(button, QPushButton):
            button.click()

    def _choose(self, target: str) -> None:
        self.target = target
        self.accept()

    def _caption(self, text: str) -> QLabel:
        label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
        label.setProperty("role", "muted")
        return label


def _form(ink: theme.Ink) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(ink.text))
    form.setBackground(QColor(ink.fill))
    return form
