"""Asks where files shall go and in which language they are. Imports nothing itself."""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from locanext.domain.language import COMMON, is_language, language_of_name
from locanext.domain.project import Folder, Project, Tree
from locanext.gui import theme
from locanext.gui.messages import text_of
from locanext.tabs.ldm.columns_dialog import ColumnsDialog
from locanext.tabs.ldm.operations.inspecting import Inspected
from locanext.tabs.ldm.operations.tree import path_of

FILE, READ_AS, LANGUAGE, FIRST_TEXT = range(4)
"""Columns of the table."""


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """Each file with its language. `project_id` None: a project called `project_name` is to be made."""

    files: tuple[tuple[Inspected, str], ...]
    project_id: int | None
    project_name: str
    folder_id: int | None


class ImportDialog(QDialog):
    """Accepted with `choice` set; only files that can be read are in it.

    When the columns of a workbook were chosen, `columns_chosen` asks the owner to look at it again and to `replace` it.
    """

    columns_chosen = Signal(int, object)
    """(row of the file, the Layout that was chosen)."""

    def __init__(
        self, files: list[Inspected], tree: Tree, into: Project | Folder | None, language: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import files"))
        self.choice: ImportChoice | None = None
        self._files, self._tree, self._into = files, tree, into
        self._languages = [language_of_name(file.path) or language or COMMON[0] for file in files]
        self._filling = False
        self._make_fields()
        self._make_table()
        self._lay_out()
        self._show_folders()
        self._show_language()
        self.resize(880, 480)
        self.table.selectRow(next((row for row, file in enumerate(files) if file.sheets), 0))
        self._check()

    def _make_fields(self) -> None:
        self.project = QComboBox(editable=True)
        self.project.setAccessibleName(self.tr("Project"))
        self.project.addItems(self._project_names())
        project_id = self._into.project_id if isinstance(self._into, Folder) else self._into and self._into.id
        name = next((project.name for project in self._tree.projects if project.id == project_id), None)
        if name is not None:
            self.project.setCurrentText(name)
        if (line := self.project.lineEdit()) is not None:
            line.setPlaceholderText(self.tr("Name of a new project"))
        self.language = QComboBox(editable=True)
        self.language.setAccessibleName(self.tr("Language of the translations"))
        self.language.addItems(list(COMMON))
        if (line := self.language.lineEdit()) is not None:
            line.setPlaceholderText(self.tr("as the table says"))
        self.folder = QComboBox()
        self.folder.setAccessibleName(self.tr("Folder"))
        self.project.currentTextChanged.connect(self._show_folders)
        self.project.currentTextChanged.connect(self._check)
        self.language.currentTextChanged.connect(self._on_language)
        self._make_buttons()

    def _make_buttons(self) -> None:
        self.reason = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.reason.setProperty("role", "error")
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.choose_columns = self.buttons.addButton(self.tr("Columns…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.choose_columns.setToolTip(self.tr("Choose which columns of the workbook hold source, target and StringID"))
        self.choose_columns.clicked.connect(self._choose_columns)
        self.start = self.buttons.addButton(self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setProperty("primary", True)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)

    def _make_table(self) -> None:
        headers = [self.tr("File"), self.tr("Read as"), self.tr("Language"), self.tr("First text")]
        self.table = QTableWidget(len(self._files), len(headers))
        self.table.setHorizontalHeaderLabels(headers)
        self.table.verticalHeader().hide()
        trigger = QTableWidget.EditTrigger
        self.table.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.table.setAccessibleName(self.tr("Files"))
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(FIRST_TEXT, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in ((FILE, 200), (READ_AS, 230), (LANGUAGE, 80)):
            header.resizeSection(column, width)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.itemSelectionChanged.connect(self._check)
        self.table.itemChanged.connect(self._on_item_changed)
        self._fill()

    def _fill(self) -> None:
        self._filling = True
        for row, file in enumerate(self._files):
            self._fill_row(row, file)
        self._filling = False

    def _usable(self) -> list[int]:
        """The rows of the files that can be imported."""
        return [row for row, file in enumerate(self._files) if file.first and file.error is None]

    def _show_language(self) -> None:
        """The one language of all files, or nothing."""
        languages = {self._languages[row] for row in self._usable()}
        self.language.blockSignals(True)
        self.language.setCurrentText(languages.pop() if len(languages) == 1 else "")
        self.language.blockSignals(False)

    def _show_folders(self) -> None:
        """Those of the project that is named."""
        project = self._project()
        folders = [one for one in self._tree.folders if project is not None and one.project_id == project.id]
        self.folder.clear()
        self.folder.addItem(self.tr("(top of the project)"), None)
        for path, folder_id in sorted((path_of(self._tree, one.id), one.id) for one in folders):
            self.folder.addItem(path, folder_id)
        chosen = self.folder.findData(self._into.id) if isinstance(self._into, Folder) else -1
        self.folder.setCurrentIndex(max(chosen, 0))
        self.folder.setEnabled(self.folder.count() > 1)

    def _project_names(self) -> list[str]:
        return [project.name for project in self._tree.projects]

    def _project(self) -> Project | None:
        name = self.project.currentText().strip()
        return next((one for one in self._tree.projects if one.name == name), None)

    def _on_language(self, text: str) -> None:
        """For all files; cleared, each keeps its own."""
        if text.strip():
            self._languages = [text.strip()] * len(self._files)
            self._fill()
        self._check()

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column() == LANGUAGE:
            self._languages[item.row()] = item.text().strip()
            self._show_language()
            self._check()

    def show_tree(self, tree: Tree) -> None:
        """There are other projects or folders now; what was typed and chosen stays."""
        self._tree = tree
        line, folder = self.project.lineEdit(), self.folder.currentData()
        assert line is not None
        if self._project_names() != [self.project.itemText(row) for row in range(self.project.count())]:
            text, at = line.text(), line.cursorPosition()
            with QSignalBlocker(self.project):
                self.project.clear()
                self.project.addItems(self._project_names())
                self.project.setCurrentText(text)
            line.setCursorPosition(at)
        self._show_folders()
        self.folder.setCurrentIndex(0 if folder is None else max(self.folder.findData(folder), 0))
        self._check()

    def replace(self, row: int, file: Inspected) -> None:
        """The file has been looked at again."""
        self._files[row] = file
        self._fill()
        self._check()

    def _choose_columns(self) -> None:
        row = self.table.currentRow()
        file = self._files[row]
        self.columns = ColumnsDialog(file.path.name, file.sheets, self)
        self.columns.accepted.connect(lambda: self.columns_chosen.emit(row, self.columns.layout_chosen))
        self.columns.open()

    def _fill_row(self, row: int, file: Inspected) -> None:
        encoding = file.layout.encoding if file.layout is not None else ""
        title = text_of(file.title) if file.title else ""
        count, usable = file.segment_count, row in self._usable()
        size = "" if count is None or not usable else self.tr("{n} segments").format(n=f"{count:,}")
        read_as = ", ".join(part for part in (title, encoding, size) if part)
        text = "" if file.error is None else text_of(file.error)
        if usable:
            text = " → ".join(part for part in (file.first[0].source, file.first[0].target) if part)
        name = QTableWidgetItem(theme.icon("file-text" if usable else "error", "muted"), file.path.name)
        language = QTableWidgetItem(self._languages[row] if usable else "")
        for column, item in enumerate((name, QTableWidgetItem(read_as), language, QTableWidgetItem(text))):
            item.setToolTip(item.text() if column else str(file.path))
            if column != LANGUAGE or not usable:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
            self.table.setItem(row, column, item)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(self.tr("Project"), self.project)
        form.addRow(self.tr("Folder"), self.folder)
        form.addRow(self.tr("Language"), self.language)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.table, 1)
        column.addWidget(self.reason)
        column.addWidget(self.hint)
        column.addWidget(self.buttons)

    def _check(self) -> None:
        row = self.table.currentRow()
        self.choose_columns.setEnabled(row >= 0 and bool(self._files[row].sheets))
        self.choose_columns.setVisible(any(file.sheets for file in self._files))
        self.reason.setText(self._reason(row))
        self.reason.setVisible(bool(self.reason.text()))
        name = self.project.currentText().strip()
        wrong = [one for one in self._usable() if not is_language(self._languages[one])]
        self.start.setEnabled(bool(name and self._usable() and not wrong))
        self.hint.setText("\n".join(self._hints(name, wrong)))

    def _reason(self, row: int) -> str:
        """Why the chosen file cannot be imported: in the table there is seldom room for all of it."""
        error = self._files[row].error if row >= 0 else None
        return "" if error is None else text_of(error)

    def _hints(self, name: str, wrong: list[int]) -> list[str]:
        hints = []
        if name and self._project() is None:
            hints.append(self.tr("A new project will be made: {name}").format(name=name))
        if wrong:
            hints.append(self.tr("The language is named by its code, as in: en, pt-BR, zh-TW"))
        if left_out := len(self._files) - len(self._usable()):
            hints.append(self.tr("Left out because they cannot be read: {n}").format(n=left_out))
        return hints

    def _on_accepted(self) -> None:
        project = self._project()
        self.choice = ImportChoice(
            files=tuple((self._files[row], self._languages[row]) for row in self._usable()),
            project_id=None if project is None else project.id,
            project_name=self.project.currentText().strip(),
            folder_id=self.folder.currentData(),
        )
        self.accept()
