"""A text field for stored texts: real line breaks, placeholders as chips, and not a character changed by showing it."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPen,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from locanext.gui.grid.colours import GridColours
from locanext.gui.grid.differences import Span
from locanext.gui.grid.layouts import chip_boxes, draw_chips
from locanext.gui.grid.shown import Opened, chips_in

_PARAGRAPH = "\u2029"


class _ChipLetters(QSyntaxHighlighter):
    """Gives placeholders the colour of their kind; their boxes are painted by the field."""

    def __init__(self, document: QTextDocument, colours: GridColours) -> None:
        super().__init__(document)
        self._formats = {}
        for kind, ink in colours.chips.items():
            self._formats[kind] = QTextCharFormat()
            self._formats[kind].setForeground(QColor(ink.text))

    def highlightBlock(self, text: str) -> None:
        for chip in chips_in(text):
            self.setFormat(chip.start, chip.end - chip.start, self._formats[chip.kind])


class StoredText(QPlainTextEdit):
    """Real line breaks stand for whatever form of break the stored text has."""

    def __init__(self, parent: QWidget | None, colours: GridColours) -> None:
        super().__init__(parent)
        self._opened: Opened | None = None
        self._chips = {kind: (QPen(QColor(i.line)), QColor(i.fill)) for kind, i in colours.chips.items()}
        self._highlighter = _ChipLetters(self.document(), colours)

    @property
    def is_open(self) -> bool:
        return self._opened is not None

    def show_stored(self, stored: str) -> None:
        self._opened = Opened(stored)
        self.setPlainText(self._opened.shown)

    def rebase(self, stored: str) -> None:
        """`stored` has just been saved from here: further changes are measured against it. The text stays."""
        self._opened = Opened(stored)

    def stored_form(self, storable: Callable[[str], str]) -> str:
        """The text in the form in which it is stored; exactly what was shown if nothing was typed.

        `storable` gives what was typed the form that the file can hold.
        """
        if self._opened is None:
            return ""
        # Not toPlainText: it makes plain spaces of no-break spaces.
        text = self.document().toRawText().replace(_PARAGRAPH, "\n")
        return self._opened.stored_form(text, storable)

    def mark(self, spans: Iterable[Span], form: QTextCharFormat) -> None:
        """Draw these parts of what is shown in another form, in place of those that were."""
        marks = []
        for start, end in spans:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(start)
            mark.cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.format = form
            marks.append(mark)
        self.setExtraSelections(marks)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = self.firstVisibleBlock()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if box.top() > event.rect().bottom():
                break
            draw_chips(painter, chip_boxes(block.layout(), chips_in(block.text())), box.topLeft(), self._chips)
            block = block.next()
        painter.end()
        super().paintEvent(event)
