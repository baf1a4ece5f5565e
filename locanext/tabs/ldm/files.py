"""What is done with whole files: export, trash, new projects and folders, the sample. Asks, runs, says what came."""

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from locanext.domain.project import FileInfo, Folder, Project, Tree
from locanext.gui.messages import ask, tell
from locanext.gui.tasks import Lane, Operation
from locanext.gui.widgets.text_question import ask_text
from locanext.tabs.ldm.operations import exporting, sample, tree
from locanext.tabs.ldm.trash_dialog import TrashDialog

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow

_SAY_MS = 10_000


def proposed_path(folder: Path, name: str) -> Path:
    """Where a file is first proposed to go. Its name came with somebody's upload, and may lead into another folder."""
    return folder / re.split(r"[/\\]", name)[-1]


class Files(QObject):
    """`known` is the newest tree; the owner keeps it so."""

    opened = Signal(int)
    """A file that the person will want to see (its id)."""
    changed = Signal()
    """The tree should be read again."""

    def __init__(self, window: "MainWindow", parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.known = Tree()
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
        detail = self.tr("Its segments and their history are kept. File › Restore from the trash… brings it back.")
        yes = self.tr("Move to trash")
        ask(self._window, text, yes, partial(self._trash, file, gone=True), detail=detail)

    def ask_restore(self) -> None:
        """Show what is in the trash, whoever moved it there."""
        self._window.runner.run(
            tree.load_trash, None, lane=Lane.READ, quiet=True, latest="trash", on_done=self._show_trash
        )

    def _show_trash(self, trash: Tree) -> None:
        if not trash.files:
            tell(self._window, self.tr("The trash is empty."))
            return
        dialog = TrashDialog(trash, self._window)
        dialog.accepted.connect(lambda: self._restore(dialog.chosen))
        dialog.open()

    def _restore(self, files: tuple[FileInfo, ...]) -> None:
        for file in files:
            self._trash(file, gone=False)

    def _trash(self, file: FileInfo, *, gone: bool) -> None:
        text = self.tr("{name} is in the trash.") if gone else self.tr("{name} is back from the trash.")
        self._change(tree.trash_file, tree.Trash(file.id, gone=gone), text.format(name=file.name))

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

    def _change(self, operation: Operation, request: object, done: str = "") -> None:
        """`done` is said when it is."""
        self._window.runner.run(
            operation,
            request,
            lane=Lane.WRITE,
            quiet=True,
            on_done=lambda _result: self._on_changed(done),
        )

    def _on_changed(self, done: str) -> None:
        self.changed.emit()
        if done:
            self._window.statusBar().showMessage(done, _SAY_MS)
