"""Says what the server does not have yet: what waits for it, and what it refused. Does what the person decides."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from locanext.domain.errors import JournalDamaged, NotKept
from locanext.gui.messages import ask_to_lose, show_error, text_of
from locanext.gui.tasks import Lane
from locanext.tabs.ldm.edits import Edits
from locanext.tabs.ldm.operations import keeping
from locanext.tabs.ldm.outbox import Entry
from locanext.tabs.ldm.refused_dialog import RefusedDialog

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow


class Unsaved(QObject):
    """Two places of the status bar, and a question that `action` opens."""

    def __init__(self, window: "MainWindow", edits: Edits, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._edits, self._outbox = window, edits, edits.outbox
        self.is_connected = False
        self.dialog: RefusedDialog | None = None
        self.action = QAction(self.tr("Texts that could not be saved…"), self)
        self.action.setEnabled(False)
        self.action.triggered.connect(lambda: self.ask())  # noqa: PLW0108 - `triggered` would pass its `checked`
        edits.saving_changed.connect(self.show)
        edits.failed.connect(self._say)
        self._outbox.replayed.connect(self._on_replayed)
        self._outbox.troubled.connect(self._on_troubled)

    def show(self) -> None:
        """In the status bar, and in the dialog if it is open."""
        self._show_waiting(self._edits.count())
        refused = self._outbox.refusals
        self.action.setEnabled(bool(refused))
        text = self.tr("{n} texts could not be saved") if len(refused) > 1 else self.tr("{n} text could not be saved")
        tip = self.tr("They are kept on this computer. LDM › Texts that could not be saved… lists them.")
        self._window.set_status("refused", text.format(n=len(refused)) if refused else "", tip, tone="danger")
        if self.dialog is not None:
            self.dialog.show_entries(refused)

    def ask(self) -> None:
        """What shall become of the texts that the server refused?"""
        dialog = self.dialog = RefusedDialog(self._window)
        dialog.show_entries(self._outbox.refusals)
        dialog.retry_wanted.connect(self._edits.retry)
        dialog.discard_wanted.connect(self._ask_to_discard)
        dialog.file_chosen.connect(self._write)
        dialog.finished.connect(self._on_closed)
        dialog.open()

    def _show_waiting(self, count: int) -> None:
        if not count:
            self._window.set_status("saving", "")
        elif self.is_connected and not self._outbox.away:
            text = self.tr("Saving {n}…").format(n=count)
            self._window.set_status("saving", text, self.tr("Edits that the server has not confirmed yet"))
        else:
            text = (
                self.tr("Working offline: {n} texts wait") if count > 1 else self.tr("Working offline: {n} text waits")
            )
            tip = self.tr("What you type is kept on this computer, and saved as soon as the server is back.")
            tip = f"{tip}\n{self._outbox.away}".strip()
            self._window.set_status("saving", text.format(n=count), tip, tone="warning")

    def _ask_to_discard(self, entries: list[Entry]) -> None:
        text = self.tr("Discard texts that could not be saved: {n}?").format(n=len(entries))
        detail = self.tr("They are nowhere else.")
        yes = self.tr("Discard")
        self.question = ask_to_lose(self.dialog, text, yes, partial(self._edits.discard, entries), detail)

    def _write(self, path: Path, text: str) -> None:
        self._window.runner.run(
            keeping.write,
            keeping.Write(path, text),
            lane=Lane.IO,
            title=self.tr("Write {name}").format(name=path.name),
            on_done=lambda _done: self._say(self.tr("Written: {path}").format(path=path)),
        )

    def _on_closed(self) -> None:
        assert self.dialog is not None
        self.dialog.deleteLater()
        self.dialog = None

    def _on_replayed(self, count: int) -> None:
        one, many = self.tr("{n} text from last time was saved."), self.tr("{n} texts from last time were saved.")
        self._say((one if count == 1 else many).format(n=count))

    def _on_troubled(self, error: NotKept) -> None:
        if isinstance(error, JournalDamaged):
            show_error(self._window, error)
        else:
            self._say(text_of(error))

    def _say(self, text: str) -> None:
        self._window.statusBar().showMessage(text, 8000)
