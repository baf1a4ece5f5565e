"""Shows the files that are in the trash, and asks which of them shall come back. Restores nothing itself."""

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from locanext.domain.project import FileInfo, Tree
from locanext.tabs.ldm.operations.tree import folder_path

_NUMBER = Qt.ItemDataRole.UserRole


class TrashDialog(QDialog):
    """`trash` is a tree with nothing but trashed files. Accepted with `chosen` set."""

    def __init__(self, trash: Tree, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Trash"))
        self._trash = trash
        self.chosen: tuple[FileInfo, ...] = ()
        headers = [self.tr("File"), self.tr("Language"), self.tr("Project"), self.tr("Moved to the trash")]
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(self.windowTitle())
        self.list.setHeaderLabels(headers)
        self.list.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self._check)
        self.list.itemActivated.connect(self._on_restore)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.restore = buttons.addButton(self.tr("Restore"), QDialogButtonBox.ButtonRole.ActionRole)
        self.restore.setProperty("primary", True)
        self.restore.clicked.connect(self._on_restore)
        buttons.rejected.connect(self.reject)
        hint = QLabel(self.tr("A file comes back to its place, with its segments and their history."))
        hint.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        for widget in (self.list, hint, buttons):
            column.addWidget(widget)
        self.resize(760, 380)
        self.list.ensurePolished()  # rows measured before it would have the height of unstyled ones
        self._fill()

    def _fill(self) -> None:
        """The newest first: mostly it is the one that is missed."""
        projects = {project.id: project.name for project in self._trash.projects}
        for number, file in sorted(enumerate(self._trash.files), key=lambda one: str(one[1].trashed_at), reverse=True):
            place = " › ".join(filter(None, (projects.get(file.project_id, ""), folder_path(self._trash, file))))
            item = QTreeWidgetItem([file.name, file.language, place, _when(file)])
            item.setData(0, _NUMBER, number)
            self.list.addTopLevelItem(item)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        if first := self.list.topLevelItem(0):
            self.list.setCurrentItem(first)
        self._check()

    def _check(self) -> None:
        self.restore.setEnabled(bool(self.list.selectedItems()))

    def _on_restore(self) -> None:
        numbers = [item.data(0, _NUMBER) for item in self.list.selectedItems()]
        self.chosen = tuple(self._trash.files[number] for number in numbers)
        self.accept()


def _when(file: FileInfo) -> str:
    """In the time of this computer."""
    if file.trashed_at is None:
        return ""
    at = QDateTime.fromSecsSinceEpoch(int(file.trashed_at.timestamp()))
    return QLocale().toString(at, QLocale.FormatType.ShortFormat)
