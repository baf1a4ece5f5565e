"""The filter above the grid: what is searched, where, how, and in which states. Only says what is wanted."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from locanext.domain.state import State
from locanext.gui import theme
from locanext.gui.widgets.choice import Choice
from locanext.tabs.ldm.operations.grid import Filter

_TYPING_MS = 250
_PROBLEM_WIDTH, _NEEDLE_WIDTH, _BOX_WIDTH = 320, 140, 70


class FilterBar(QWidget):
    """`changed` follows the typing after a moment, Enter and the boxes at once."""

    changed = Signal(object)
    left = Signal()
    """The person is done with the filter and wants the grid."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._soon = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._soon.timeout.connect(self._tell)
        self._told = Filter()
        self.needle = QLineEdit(placeholderText=self.tr("Filter (Ctrl+F)"), clearButtonEnabled=True)
        self.needle.setAccessibleName(self.tr("Text to filter by"))
        self.needle.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.field = Choice(
            self.tr("Where"),
            {
                "any": self.tr("everywhere"),
                "source": self.tr("in source"),
                "target": self.tr("in target"),
                "string_id": self.tr("in StringID"),
            },
        )
        self.mode = Choice(
            self.tr("How"),
            {
                "contains": self.tr("contains"),
                "not": self.tr("contains not"),
                "exact": self.tr("is exactly"),
                "regex": self.tr("regular expression"),
            },
        )
        self.state = Choice(self.tr("State"), self._state_choices())
        self.found = QLabel()
        self._lay_out()
        self.needle.textChanged.connect(self._soon.start)
        self.needle.returnPressed.connect(self._on_return)
        for box in (self.field, self.mode, self.state):
            box.currentIndexChanged.connect(self._tell)

    def wanted(self) -> Filter:
        return Filter(self.needle.text(), self.field.value(), self.mode.value(), self.state.value())

    def focus(self) -> None:
        self.needle.setFocus()
        self.needle.selectAll()

    def clear(self) -> None:
        """Back to everything; told like any change."""
        self.needle.clear()
        self.state.setCurrentIndex(0)
        self._tell()

    def reset(self) -> None:
        """Another file is shown, all of it: nobody needs to be told."""
        self._told = Filter(field=self.field.value(), mode=self.mode.value())
        self.needle.clear()
        self.state.setCurrentIndex(0)
        self._soon.stop()

    def show_count(self, shown: int, total: int) -> None:
        text = self.tr("{shown} of {total}") if shown != total else self.tr("{total} segments")
        self._show(text.format(shown=f"{shown:,}", total=f"{total:,}"))

    def show_searching(self) -> None:
        self._show(self.tr("searching…"))

    def show_problem(self, text: str) -> None:
        """The tip has all of it: a label would push the window as wide as its text is."""
        elided = self.found.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _PROBLEM_WIDTH)
        self._show(elided, text, role="error")

    def _show(self, text: str, tip: str = "", role: str = "muted") -> None:
        self.found.setText(text)
        self.found.setToolTip(tip)
        self.found.setProperty("role", role)
        self.found.style().polish(self.found)

    def _state_choices(self) -> dict[tuple[State, ...], str]:
        return {
            (): self.tr("all states"),
            (State.UNTRANSLATED, State.DRAFT, State.TRANSLATED, State.REJECTED): self.tr("not confirmed"),
            (State.UNTRANSLATED,): self.tr("untranslated"),
            (State.DRAFT,): self.tr("draft"),
            (State.TRANSLATED,): self.tr("translated"),
            (State.CONFIRMED,): self.tr("confirmed"),
            (State.REVIEWED,): self.tr("reviewed"),
            (State.REJECTED,): self.tr("rejected"),
        }

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(6)
        row.addWidget(self.needle, 1)
        self.needle.setMinimumWidth(_NEEDLE_WIDTH)
        for box in (self.field, self.mode, self.state):
            # In a narrow window they give way to the text that is searched.
            box.setMaximumWidth(box.sizeHint().width())
            box.setMinimumWidth(_BOX_WIDTH)
            row.addWidget(box)
        row.addWidget(self.found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes the filter away, and without one leads back to the grid."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.wanted().is_empty:
            self.left.emit()
        else:
            self.clear()

    def _on_return(self) -> None:
        self._tell()
        self.left.emit()

    def _tell(self) -> None:
        self._soon.stop()
        if self.wanted() != self._told:
            self._told = self.wanted()
            self.changed.emit(self._told)
