"""What is done with whole files: import, export, trash, new projects and folders. Asks, runs, and says what came."""

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
from locanext.tabs.ldm.import_dialog import ImportChoice, ImportDialog
from locanext.tabs.ldm.operations import exporting, importing, inspecting, sample, tree

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow

SHOWN_PROBLEMS = 200


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
        self.dialog: ImportDialog | None = None
        self._exports_to = Path.home()

    # --- import ---------------------------------------------------------------------------------------------

    def choose_imports(self, into: Project | Folder | None = None) -> None:
        """Let the person choose files, then where they go."""
        kinds = self.tr("Game files (*.txt *.tsv *.xml *.xlsx *.xlsm);;All files (*)")
        chosen, _kind = QFileDialog.getOpenFileNames(self._window, self.tr("Import files"), "", kinds)
        if chosen:
            self.import_files([Path(name) for name in chosen], into)

    def import_files(self, paths: list[Path], into: Project | Folder | None = None) -> None:
        """Look at the files, then ask where they go. Folders count for the files in them."""
        self._window.runner.run(
            inspecting.inspect_files,
            tuple(paths),
            lane=Lane.IO,
            title=self.tr("Look at the files"),
            on_done=partial(self._ask_where, into),
        )

    def _ask_where(self, into: Project | Folder | None, files: list[inspecting.Inspected]) -> None:
        if not files:
            tell(self._window, self.tr("There are no files in what was dropped."))
            return
        self.dialog = ImportDialog(files, self.known, into, self._window.settings.import_language, self._window)
        # Each its own: files may be dropped again while the first ones are still looked at.
        self.dialog.accepted.connect(partial(self._on_import_accepted, self.dialog))
        self.dialog.columns_chosen.connect(partial(self._look_again, self.dialog, files))
        self.dialog.open()

    def _look_again(
        self, dialog: ImportDialog, files: list[inspecting.Inspected], row: int, layout: inspecting.Layout
    ) -> None:
        file = files[row]
        self._window.runner.run(
            inspecting.inspect_with,
            inspecting.WithLayout(file.path, file.format, layout),
            lane=Lane.IO,
            quiet=True,
            on_done=partial(dialog.replace, row),
        )

    def _on_import_accepted(self, dialog: ImportDialog) -> None:
        choice = dialog.choice
        assert choice is not None
        self._window.settings.import_language = choice.language
        if choice.project_id is not None:
            self._import_into(choice, choice.project_id)
            return
        self._window.runner.run(
            tree.create_project,
            tree.NewProject(choice.project_name),
            lane=Lane.WRITE,
            quiet=True,
            on_done=partial(self._import_into, choice),
        )

    def _import_into(self, choice: ImportChoice, project_id: int) -> None:
        for file in choice.files:
            request = importing.ImportRequest(
                file.path, project_id, choice.language, choice.folder_id, format=file.format, layout=file.layout
            )
            self._window.runner.run(
                importing.import_file,
                request,
                lane=Lane.IO,
                title=self.tr("Import {name}").format(name=file.path.name),
                on_done=partial(self._on_imported, alone=len(choice.files) == 1),
            )

    def _on_imported(self, imported: importing.Imported, *, alone: bool) -> None:
        self.changed.emit()
        if alone:
            self.opened.emit(imported.file_id)
        if imported.problems.count:
            text = self.tr("{name} is imported. {n} places in it were not as expected and stay as they are.")
            shown = "\n".join(str(problem) for problem in imported.problems.items[:SHOWN_PROBLEMS])
            tell(self._window, text.format(name=imported.name, n=imported.problems.count), shown)

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
        chosen, _kind = QFileDialog.getSaveFileName(self._window, title, str(self._exports_to / file.name))
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
