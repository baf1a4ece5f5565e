"""Bringing files in: looks at them, asks where they go, runs the imports, and says what came of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from locanext.domain.errors import Cancelled, ExpectedError
from locanext.domain.project import Folder, Project, Tree
from locanext.gui.messages import show_error, tell, text_of
from locanext.gui.tasks import Lane
from locanext.tabs.ldm.import_dialog import ImportChoice, ImportDialog
from locanext.tabs.ldm.operations import importing, inspecting, tree

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow

SHOWN_PROBLEMS = 200
_SAY_MS = 15_000


@dataclass(eq=False, slots=True)
class _Batch:
    """Files that were chosen together, and what came of them."""

    count: int
    imported: list[importing.Imported] = field(default_factory=list)
    failed: list[tuple[str, ExpectedError]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return len(self.imported) + len(self.failed) + len(self.cancelled) == self.count


class Imports(QObject):
    """`known` gives the newest tree; `is_free` says whether a file may be shown without taking another's place."""

    opened = Signal(int)
    """A file (its id) is to be shown: nothing is open that it would take away, or the person asked for it."""
    changed = Signal()
    """The tree should be read again."""

    def __init__(
        self, window: "MainWindow", known: Callable[[], Tree], is_free: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._known, self._is_free = window, known, is_free
        self.dialog: ImportDialog | None = None

    # --- what and where -------------------------------------------------------------------------------------

    def choose_files(self, into: Project | Folder | None = None) -> None:
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
        self.dialog = ImportDialog(files, self._known(), into, self._window.settings.import_language, self._window)
        # Each its own: files may be dropped again while the first ones are still looked at.
        self.dialog.accepted.connect(partial(self._on_accepted, self.dialog))
        self.dialog.columns_chosen.connect(partial(self._look_again, self.dialog, files))
        self.dialog.open()

    def show_tree(self, tree: Tree) -> None:
        """The question that is open offers what there is now."""
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.show_tree(tree)

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

    def _on_accepted(self, dialog: ImportDialog) -> None:
        choice = dialog.choice
        assert choice is not None
        self._window.settings.import_language = choice.files[-1][1]
        self._window.keep_settings()
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

    # --- the imports ----------------------------------------------------------------------------------------

    def _import_into(self, choice: ImportChoice, project_id: int) -> None:
        batch = _Batch(len(choice.files))
        for file, language in choice.files:
            request = importing.ImportRequest(
                file.path, project_id, language, choice.folder_id, format=file.format, layout=file.layout
            )
            task = self._window.runner.run(
                importing.import_file,
                request,
                lane=Lane.IO,
                title=self.tr("Import {name}").format(name=file.path.name),
                on_done=partial(self._on_imported, batch),
                on_failed=partial(self._on_failed, batch, file.path.name),
            )
            task.open_result = lambda task=task: self.opened.emit(task.result.file_id)

    def _on_imported(self, batch: _Batch, imported: importing.Imported) -> None:
        batch.imported.append(imported)
        self.changed.emit()
        self._on_ended(batch)

    def _on_failed(self, batch: _Batch, name: str, error: ExpectedError) -> None:
        if isinstance(error, Cancelled):
            batch.cancelled.append(name)
        else:
            batch.failed.append((name, error))
        self._on_ended(batch)

    def _on_ended(self, batch: _Batch) -> None:
        """Say what came of all of them, once."""
        if not batch.is_over:
            return
        text, details = self._summary(batch), self._details(batch)
        if batch.count == 1 and batch.failed:
            show_error(self._window, batch.failed[0][1])
        elif details:
            tell(self._window, text, "\n".join(details))
        else:
            self._window.statusBar().showMessage(text, _SAY_MS)
        if batch.count == len(batch.imported) == 1 and self._is_free():
            self.opened.emit(batch.imported[0].file_id)

    def _summary(self, batch: _Batch) -> str:
        if batch.count > 1:
            text = self.tr("Imported files: {n} of {all}.").format(n=len(batch.imported), all=batch.count)
            more = self.tr("Cancelled: {n}.").format(n=len(batch.cancelled)) if batch.cancelled else ""
            return f"{text} {more}".strip()
        if batch.cancelled:
            text = self.tr("The import of {name} was cancelled; nothing of it is kept.")
            return text.format(name=batch.cancelled[0])
        if not batch.imported:
            return ""
        if self._is_free():
            return self.tr("{name} is imported.").format(name=batch.imported[0].name)
        text = self.tr("{name} is imported. View › Panels › Tasks has a button that opens it.")
        return text.format(name=batch.imported[0].name)

    def _details(self, batch: _Batch) -> list[str]:
        """What a person should read about single files."""
        lines = [f"{name}: {text_of(error)}" for name, error in batch.failed]
        for imported in batch.imported:
            if imported.problems.count:
                text = self.tr("{name}: places that are not as expected and stay as they are: {n}")
                lines.append(text.format(name=imported.name, n=imported.problems.count))
                lines += [text_of(problem.told) for problem in imported.problems.items]
        return lines[:SHOWN_PROBLEMS]
