"""Shows texts that the server refused, and what can be done with them. Does none of it itself, but for copying."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from locanext.gui.grid.copying import tab_separated
from locanext.tabs.ldm.outbox import Entry

FILE, STRING_ID, TEXT, REASON = range(4)
"""Columns of the table."""


class RefusedDialog(QDialog):
    """Each button is for the lines that are selected; for all of them when none is."""

    retry_wanted = Signal(list)
    discard_wanted = Signal(list)
    file_chosen = Signal(Path, str)
    """Where these texts shall be written."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Texts that could not be saved"))
        self._entries: list[Entry] = []
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels([self.tr("File"), self.tr("StringID"), self.tr("Text"), self.tr("Reason")])
        self.table.setAccessibleName(self.windowTitle())
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for column, width in ((FILE, 140), (STRING_ID, 100), (REASON, 390)):
            header.resizeSection(column, width)
        self._lay_out()
        self.resize(940, 420)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        text = self.tr("They are kept on this computer, and tried again at each start of LocaNext.")
        column.addWidget(QLabel(text, wordWrap=True))
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        column.addLayout(row)
        self.copy = self._button(row, self.tr("&Copy"), self._on_copy)
        self.save_to_file = self._button(row, self.tr("&Save to file…"), self._on_save_to_file)
        self.discard = self._button(row, self.tr("&Discard…"), lambda: self.discard_wanted.emit(self.chosen()))
        row.addStretch()
        self.retry = self._button(row, self.tr("&Try again"), lambda: self.retry_wanted.emit(self.chosen()))
        self.retry.setProperty("primary", True)
        self._button(row, self.tr("Close"), self.reject)

    def _button(self, row: QHBoxLayout, text: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: do())  # noqa: PLW0108 - `clicked` would pass its `checked`
        row.addWidget(button)
        return button

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """These and no others; what was selected stays so."""
        chosen = {self._entries[index.row()] for index in self.table.selectionModel().selectedRows()}
        self._entries = list(entries)
        self.table.clearSelection()
        self.table.setRowCount(len(entries))
        for row, entry in enumerate(entries):
            for column, text in enumerate(_cells(entry)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
                item.setSelected(entry in chosen)

    def chosen(self) -> list[Entry]:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self._entries[row] for row in rows] or list(self._entries)

    def _text(self) -> str:
        return tab_separated([_cells(entry) for entry in self.chosen()])

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text())

    def _on_save_to_file(self) -> None:
        kinds = self.tr("Text files (*.txt);;All files (*)")
        suggested = str(Path.home() / "unsaved.txt")
        name, _kind = QFileDialog.getSaveFileName(self, self.tr("Save texts to a file"), suggested, kinds)
        if name:
            self.file_chosen.emit(Path(name), self._text())


def _cells(entry: Entry) -> list[str]:
    edit = entry.edit
    return [edit.file_name, edit.base.string_id, edit.target, entry.refused]
