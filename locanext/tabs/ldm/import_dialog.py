"""Asks where files shall go and in which language they are. Imports nothing itself."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
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

from locanext.domain.language import is_language
from locanext.domain.project import Folder, Project, Tree
from locanext.gui import theme
from locanext.tabs.ldm.columns_dialog import ColumnsDialog
from locanext.tabs.ldm.operations.inspecting import Inspected

LANGUAGES = ("en", "de", "fr", "es", "es-MX", "it", "pl", "pt-BR", "ru", "tr", "th", "id", "ja", "zh-CN", "zh-TW")
"""What games are translated into most; others can be typed."""


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """`project_id` None: a project called `project_name` is to be made."""

    files: tuple[Inspected, ...]
    project_id: int | None
    project_name: str
    folder_id: int | None
    language: str


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
        self._usable: tuple[Inspected, ...] = ()
        self._make_fields(language)
        self._make_table()
        self._lay_out()
        self.resize(820, 420)
        self.table.selectRow(next((row for row, file in enumerate(files) if file.sheets), 0))
        self._check()

    def _make_fields(self, language: str) -> None:
        self.project = QComboBox(editable=True)
        self.project.setAccessibleName(self.tr("Project"))
        self.project.addItems([project.name for project in self._tree.projects])
        project_id = self._into.project_id if isinstance(self._into, Folder) else self._into and self._into.id
        name = next((project.name for project in self._tree.projects if project.id == project_id), None)
        if name is not None:
            self.project.setCurrentText(name)
        if (line := self.project.lineEdit()) is not None:
            line.setPlaceholderText(self.tr("Name of a new project"))
        self.language = QComboBox(editable=True)
        self.language.setAccessibleName(self.tr("Language of the translations"))
        self.language.addItems(list(LANGUAGES))
        self.language.setCurrentText(_guess_language(self._files) or language or LANGUAGES[0])
        self.project.currentTextChanged.connect(self._check)
        self.language.currentTextChanged.connect(self._check)
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
        headers = [self.tr("File"), self.tr("Read as"), self.tr("First text")]
        self.table = QTableWidget(len(self._files), len(headers))
        self.table.setHorizontalHeaderLabels(headers)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setAccessibleName(self.tr("Files"))
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.resizeSection(0, 200)
        header.resizeSection(1, 230)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.itemSelectionChanged.connect(self._check)
        self._fill()

    def _fill(self) -> None:
        self._usable = tuple(file for file in self._files if file.first and not file.error)
        for row, file in enumerate(self._files):
            self._fill_row(row, file)

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
        title = QCoreApplication.translate("formats", file.title) if file.title else ""
        count = file.segment_count
        size = "" if count is None or file not in self._usable else self.tr("{n} segments").format(n=f"{count:,}")
        read_as = ", ".join(part for part in (title, encoding, size) if part)
        text = file.error or self.tr("It holds no text to translate.")
        if file in self._usable:
            text = " → ".join(part for part in (file.first[0].source, file.first[0].target) if part)
        name = QTableWidgetItem(theme.icon("file-text" if file in self._usable else "error", "muted"), file.path.name)
        for column, item in enumerate((name, QTableWidgetItem(read_as), QTableWidgetItem(text))):
            item.setToolTip(item.text() if column else str(file.path))
            self.table.setItem(row, column, item)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(self.tr("Project"), self.project)
        form.addRow(self.tr("Language"), self.language)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        column.addWidget(self.buttons)

    def _check(self) -> None:
        row = self.table.currentRow()
        self.choose_columns.setEnabled(row >= 0 and bool(self._files[row].sheets))
        self.choose_columns.setVisible(any(file.sheets for file in self._files))
        name = self.project.currentText().strip()
        self.start.setEnabled(bool(name and is_language(self._language()) and self._usable))
        self.hint.setText("\n".join(self._hints(name)))

    def _language(self) -> str:
        return self.language.currentText().strip()

    def _hints(self, name: str) -> list[str]:
        hints = []
        if name and all(name != project.name for project in self._tree.projects):
            hints.append(self.tr("A new project will be made: {name}").format(name=name))
        if not is_language(self._language()):
            hints.append(self.tr("The language is named by its code, as in: en, pt-BR, zh-TW"))
        if left_out := len(self._files) - len(self._usable):
            hints.append(self.tr("Left out because they cannot be read: {n}").format(n=left_out))
        return hints

    def _on_accepted(self) -> None:
        name = self.project.currentText().strip()
        project = next((one for one in self._tree.projects if one.name == name), None)
        in_folder = isinstance(self._into, Folder) and project is not None and self._into.project_id == project.id
        self.choice = ImportChoice(
            files=self._usable,
            project_id=None if project is None else project.id,
            project_name=name,
            folder_id=self._into.id if in_folder and self._into is not None else None,
            language=self._language(),
        )
        self.accept()


def _guess_language(files: list[Inspected]) -> str:
    """The language that a file's name ends with (`quests_en.txt`), or ""."""
    known = {language.lower(): language for language in LANGUAGES}
    return next((known[ending] for file in files if (ending := _ending(file.path)) in known), "")


def _ending(path: Path) -> str:
    return path.stem.replace(".", "_").rpartition("_")[2].lower()
