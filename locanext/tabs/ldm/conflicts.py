"""Conflicts that wait for the person: asked about one at a time, and kept if they want to decide later."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from locanext.domain.project import FileInfo
from locanext.gui.tasks import Lane
from locanext.tabs.ldm.conflict_dialog import ConflictDialog
from locanext.tabs.ldm.edits import Conflict
from locanext.tabs.ldm.operations import grid, saving

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow

_log = logging.getLogger(__name__)


class Conflicts(QObject):
    """`file_of` gives the file of a conflict; it is asked when the question is, for files change their names."""

    decided = Signal(object, str)
    """(the Conflict, the text to keep in the form of its file)."""
    count_changed = Signal(int)

    def __init__(self, window: "MainWindow", file_of: Callable[[int], FileInfo | None], parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._file_of = window, file_of
        self._waiting: list[Conflict] = []
        self._asking = False

    def add(self, conflict: Conflict) -> None:
        """A newer conflict of the same segment takes the place of an older one: it holds what was typed last."""
        self._drop(conflict)
        self._waiting.append(conflict)
        self.count_changed.emit(len(self._waiting))
        self.ask()

    def ask(self) -> None:
        """Ask about the oldest one, unless a question is open."""
        if self._asking or not self._waiting:
            return
        conflict = self._waiting[0]
        file = self._file_of(conflict.file_id)
        if file is None:  # it is in the trash: both texts are in its history, and nobody can edit it
            self._drop(conflict)
            self.ask()
            return
        self._asking = True
        dialog = ConflictDialog(conflict, partial(saving.storable, file), saving.line_break(file), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._on_decided(conflict, dialog.target))
        dialog.rejected.connect(self._on_later)
        dialog.open()
        self._name_author(dialog, file)

    def _name_author(self, dialog: ConflictDialog, file: FileInfo) -> None:
        """A save that lost is told what the segment holds, and not by whom."""
        self._window.runner.run(
            grid.history,
            grid.SegmentRequest(file.id, dialog.conflict.mine.ord),
            lane=Lane.READ,
            quiet=True,
            on_done=dialog.show_author,
            on_failed=lambda error: _log.info("Who has saved the other text is not known: %s", error),
        )

    def _on_decided(self, conflict: Conflict, target: str) -> None:
        self._asking = False
        self._drop(conflict)
        self.decided.emit(conflict, target)
        self.ask()

    def _on_later(self) -> None:
        """Not asked again by itself: the segment keeps its mark, and the menu its entry."""
        self._asking = False

    def _drop(self, conflict: Conflict) -> None:
        place = (conflict.file_id, conflict.mine.ord)
        self._waiting = [one for one in self._waiting if (one.file_id, one.mine.ord) != place]
        self.count_changed.emit(len(self._waiting))
