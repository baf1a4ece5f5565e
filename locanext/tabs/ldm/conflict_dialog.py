"""Asks what a segment shall hold when two people have changed it. Knows nothing of saving."""

from difflib import SequenceMatcher
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from locanext.domain.placeholder import break_form
from locanext.gui import theme
from locanext.tabs.ldm.edits import Conflict


class ConflictDialog(QDialog):
    """Accepted with `target` set; closed without a choice, nothing is decided."""

    def __init__(self, conflict: Conflict, line_break: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Two people changed this segment"))
        self.conflict = conflict
        self.target = conflict.theirs.target
        separator = break_form(conflict.mine.source, line_break)
        self._both = conflict.theirs.target + separator + conflict.mine.target
        self._lay_out()
        self.resize(720, 460)

    def _lay_out(self) -> None:
        theirs, mine = self.conflict.theirs, self.conflict.mine
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(self._text(f"<b>{escape(mine.string_id)}</b>"))
        column.addWidget(self._text(escape(mine.source)))
        column.addWidget(self._caption(self.tr("Saved meanwhile by somebody else")))
        box = self._box(theirs.target)
        column.addWidget(box)
        column.addWidget(self._caption(self.tr("Yours, with what differs from theirs")))
        column.addWidget(self._box(_word_diff(theirs.target, mine.target), html=True))
        column.addWidget(self._caption(self.tr("Keep this (edit it as you like)")))
        self.result_text = QPlainTextEdit(mine.target)
        self.result_text.setAccessibleName(self.tr("The text that is kept"))
        self.result_text.setTabChangesFocus(True)
        column.addWidget(self.result_text, 1)
        column.addWidget(self._caption(self.tr("Neither text is lost: both are in the segment's history.")))
        column.addLayout(self._buttons())
        box.setFocus()  # the question comes while somebody types on: those keys must change and decide nothing

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
        self.keep.clicked.connect(lambda: self._choose(self.result_text.toPlainText()))
        for button in (self.use_theirs, self.use_mine, self.use_both, self.keep):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.insertStretch(3)
        return row

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
        label = QLabel(text)
        label.setProperty("role", "muted")
        return label

    def _text(self, html: str) -> QLabel:
        label = QLabel(html)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        return label

    def _box(self, text: str, *, html: bool = False) -> QLabel:
        label = self._text(text if html else escape(text) or f"<i>{self.tr('empty')}</i>")
        flags = Qt.TextInteractionFlag
        label.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        tokens = theme.tokens()
        label.setStyleSheet(
            f"background: {tokens.surface}; border: 1px solid {tokens.line}; border-radius: 6px; padding: 8px;"
        )
        return label


def _word_diff(old: str, new: str) -> str:
    """`new` as HTML: what it adds to `old` underlined green, what it leaves out struck red."""
    tokens = theme.tokens()
    old_words, new_words = _words(old), _words(new)
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes():
        gone, come = escape("".join(old_words[a:b])), escape("".join(new_words[c:d]))
        if kind == "equal":
            parts.append(come)
            continue
        if gone:
            parts.append(f'<s style="color:{tokens.removed.text};background:{tokens.removed.fill}">{gone}</s>')
        if come:
            parts.append(f'<u style="color:{tokens.added.text};background:{tokens.added.fill}">{come}</u>')
    return "".join(parts)


def _words(text: str) -> list[str]:
    """Words, each with the space after it."""
    words: list[str] = []
    for part in text.split(" "):
        words.append(part + " ")
    words[-1] = words[-1][:-1]
    return words
