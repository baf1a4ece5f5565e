"""Asks which columns of a workbook's sheets hold source, target and StringID. Reads nothing itself."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from locanext.gui import theme
from locanext.gui.widgets.choice import Choice
from locanext.tabs.ldm.operations.inspecting import Layout, SheetColumns, SheetPreview


class SheetPage(QWidget):
    """One sheet: whether it is taken, its columns, and its first rows with the chosen columns marked."""

    def __init__(self, sheet: SheetPreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self._letters = sorted({letter for row in sheet.rows for letter in row}, key=lambda one: (len(one), one))
        choices = {letter: self._titled(letter) for letter in self._letters}
        found = sheet.columns
        self.taken = QCheckBox(self.tr("Take this sheet"))
        self.header = QCheckBox(self.tr("The first row is a header"))
        self.header.setChecked(True)
        nothing = {"": self.tr("none")}
        self.source = Choice(self.tr("Source"), nothing | choices)
        self.target = Choice(self.tr("Target"), nothing | choices)
        self.string_id = Choice(self.tr("StringID"), nothing | choices)
        if found is not None:
            self.choose(found)
        self.preview = QTableWidget(len(sheet.rows), len(self._letters))
        self._lay_out()
        for box in (self.source, self.target, self.string_id):
            box.currentIndexChanged.connect(self._mark)
        self._fill()

    def columns(self) -> SheetColumns | None:
        """What was chosen; None if the sheet is not taken."""
        if not self.taken.isChecked():
            return None
        texts = self.source.value(), self.target.value(), self.string_id.value()
        return SheetColumns(self.sheet.name, *texts, self.header.isChecked())

    def choose(self, columns: SheetColumns) -> None:
        """Take the sheet with these columns, as far as it has them."""
        self.taken.setChecked(True)
        self.header.setChecked(columns.header)
        for box, letter in (
            (self.source, columns.source),
            (self.target, columns.target),
            (self.string_id, columns.string_id),
        ):
            if letter in self._letters:
                box.choose(letter)

    def _titled(self, letter: str) -> str:
        first = next((row[letter] for row in self.sheet.rows if row.get(letter)), "")
        return f"{letter} · {first[:30]}" if first else letter

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        for box in (self.source, self.target, self.string_id):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            line.addWidget(label)
            line.addWidget(box, 1)
        checks = QHBoxLayout()
        checks.addWidget(self.taken)
        checks.addWidget(self.header)
        checks.addStretch()
        column = QVBoxLayout(self)
        column.addLayout(checks)
        column.addLayout(line)
        column.addWidget(self.preview, 1)

    def _fill(self) -> None:
        self.preview.setHorizontalHeaderLabels(self._letters)
        self.preview.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.preview.setTabKeyNavigation(False)
        self.preview.setAccessibleName(self.tr("First rows of the sheet"))
        for number, row in enumerate(self.sheet.rows):
            for column, letter in enumerate(self._letters):
                self.preview.setItem(number, column, QTableWidgetItem(row.get(letter, "")))
        self.preview.horizontalHeader().setMinimumSectionSize(110)
        self.preview.resizeColumnsToContents()
        self._mark()

    def _mark(self) -> None:
        """The chosen columns stand on a colour, and say in their head what they are."""
        roles = {self.source.value(): "source", self.target.value(): "target", self.string_id.value(): "id"}
        names = {"source": self.tr("Source"), "target": self.tr("Target"), "id": self.tr("StringID")}
        chosen = QBrush(QColor(theme.tokens().selection))
        for column, letter in enumerate(self._letters):
            role = roles.get(letter, "")
            head = self.preview.horizontalHeaderItem(column)
            if head is not None:
                head.setText(f"{letter} · {names[role]}" if role else letter)
            for row in range(self.preview.rowCount()):
                item = self.preview.item(row, column)
                if item is not None:
                    item.setBackground(chosen if role else QBrush(Qt.BrushStyle.NoBrush))


class ColumnsDialog(QDialog):
    """Accepted with `layout_chosen` set."""

    def __init__(self, name: str, sheets: tuple[SheetPreview, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Columns of {name}").format(name=name))
        self.layout_chosen: Layout | None = None
        self.pages = QTabWidget()
        for sheet in sheets:
            self.pages.addTab(SheetPage(sheet), sheet.name)
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        self.wrong.setProperty("role", "error")
        self.same = QPushButton(self.tr("Use these columns for all sheets"))
        self.same.clicked.connect(self._on_same)
        self.same.setAutoDefault(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        column.addWidget(self.pages, 1)
        column.addWidget(self.wrong)
        line = QHBoxLayout()
        line.addWidget(self.same)
        line.addWidget(buttons)
        column.addLayout(line)
        self.resize(860, 520)

    def page(self, number: int) -> SheetPage:
        page = self.pages.widget(number)
        assert isinstance(page, SheetPage)
        return page

    def _all(self) -> list[SheetPage]:
        return [self.page(number) for number in range(self.pages.count())]

    def _on_same(self) -> None:
        columns = self.page(self.pages.currentIndex()).columns()
        for page in self._all():
            if columns is not None and not page.sheet.is_hidden:
                page.choose(columns)

    def _on_accepted(self) -> None:
        chosen = [columns for page in self._all() if (columns := page.columns()) is not None]
        unfit = [one.sheet for one in chosen if not one.source or not one.target or one.source == one.target]
        if unfit:
            text = self.tr("A sheet needs a source column and another one for the target: {sheets}")
            self.wrong.setText(text.format(sheets=", ".join(unfit)))
        elif not chosen:
            self.wrong.setText(self.tr("Take at least one sheet."))
        else:
            self.layout_chosen = Layout(sheets=tuple(chosen))
            self.accept()
