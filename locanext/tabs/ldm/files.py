"""What is done with whole files: export, trash, new projects and folders, the sample. Asks, runs, says what came."""

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from locanext.domain.project import FileInfo, Folder, Project, Tree
from locanext.gui.messages import ask
from locanext.gui.tasks import Lane, Operation
from locanext.gui.widgets.text_question import ask_text
from locanext.tabs.ldm.operations import exporting, sample, tree

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow

def proposed_path(folder: Path, name: str) -> Path:
    """Where a file is first proposed to go. Its name came with somebody's upload, and may lead into another folder."""
    return folder / re.split(r"[/\\]", name)[-1]


class Files(QObject):
    """`known` is the newest tree; the owner keeps it so."""

    opened = Signal(int)
    """A file that the person will want to see (its id)."""
    changed = Signal()
    """The tree should be read again."""
    trash_changed = Signal(bool)
    """Whether there is a file to restore."""

    def __init__(self, window: "MainWindow", parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.known = Tree()
        self._trashed: list[FileInfo] = []
        self._exports_to = Path.home()

    def open_sample(self) -> None:
        self._window.runner.run(
            sample.open_sample,
            None,
            lane=Lane.IO,
            title=self.tr("Open the sample project"),
            on_done=self._on_sample,
        )

    def _on_sample(self, file_id: int) -> None:
        self.changed.emit()
        self.opened.emit(file_id)

    # --- export ---------------------------------------------------------------------------------------------

    def choose_export(self, file: FileInfo, *, certificate: bool = False) -> None:
        """Ask where to, then export. The file dialog has asked whether an older file may be replaced."""
        title = self.tr("Export {name}").format(name=file.name)
        proposed = str(proposed_path(self._exports_to, file.name))
        chosen, _kind = QFileDialog.getSaveFileName(self._window, title, proposed)
        if chosen:
            self._exports_to = Path(chosen).parent
            self.export(file, Path(chosen), certificate=certificate)

    def export(self, file: FileInfo, out: Path, *, certificate: bool) -> None:
        task = self._window.runner.run(
            exporting.export_file,
            exporting.ExportRequest(file.id, out, certificate, overwrite=True),
            lane=Lane.IO,
            title=self.tr("Export {name}").format(name=file.name),
            on_done=partial(self._on_exported, out),
        )
        task.open_result = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(out.parent)))

    def _on_exported(self, out: Path, exported: exporting.Exported) -> None:
        text = self.tr("Exported to {out}: {n} segments differ from the original.")
        self._window.statusBar().showMessage(text.format(out=out, n=len(exported.changed)), 10_000)

    # --- the tree -------------------------------------------------------------------------------------------

    def trash(self, file: FileInfo) -> None:
        text = self.tr("Move {name} to the trash?").format(name=file.name)
        detail = self.tr("Its segments and their history are kept. File › Restore the file brings it back.")
        yes = self.tr("Move to trash")
        ask(self._window, text, yes, partial(self._trash, file), detail=detail)

    def _trash(self, file: FileInfo) -> None:
        self._change(tree.trash_file, tree.Trash(file.id))
        self._trashed.append(file)
        self.trash_changed.emit(True)

    def restore(self) -> None:
        """Take the file out of the trash that was last moved there by this window."""
        if self._trashed:
            self._change(tree.trash_file, tree.Trash(self._trashed.pop().id, gone=False))
        self.trash_changed.emit(bool(self._trashed))

    def new_project(self) -> None:
        ask_text(
            self._window,
            self.tr("New project"),
            self.tr("Name"),
            lambda name: self._change(tree.create_project, tree.NewProject(name)),
        )

    def new_folder(self, into: Project | Folder) -> None:
        project_id = into.project_id if isinstance(into, Folder) else into.id
        parent_id = into.id if isinstance(into, Folder) else None
        ask_text(
            self._window,
            self.tr("New folder"),
            self.tr("Name"),
            lambda name: self._change(tree.create_folder, tree.NewFolder(project_id, name, parent_id)),
        )

    def _change(self, operation: Operation, request: object) -> None:
        self._window.runner.run(
            operation,
            request,
            lane=Lane.WRITE,
            quiet=True,
            on_done=lambda _result: self.changed.emit(),
        )
