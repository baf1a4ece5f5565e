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
        self._put_off: list[Conflict] = []
        self._asking = False

    def add(self, conflict: Conflict) -> None:
        """A newer conflict of the same segment takes the place of an older one: it holds what was typed last."""
        self._drop(conflict)
        self._waiting.append(conflict)
        self.count_changed.emit(len(self._waiting))
        self.ask()

    def ask(self) -> None:
        """Ask about the oldest one, unless a question is open."""
        self._ask(self._waiting)

    def ask_unasked(self) -> None:
        """The same of those that nobody has seen: their files were not known when they came."""
        self._ask([one for one in self._waiting if one not in self._put_off])

    def _ask(self, conflicts: list[Conflict]) -> None:
        """One of a file that is in the trash waits for its return: nobody can edit it there."""
        known = ((one, file) for one in conflicts if (file := self._file_of(one.file_id)) is not None)
        conflict, file = next(known, (None, None))
        if self._asking or conflict is None or file is None:
            return
        self._asking = True
        dialog = ConflictDialog(conflict, partial(saving.storable, file), saving.line_break(file), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._on_decided(conflict, dialog.target))
        dialog.rejected.connect(lambda: self._on_put_off(conflict))
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

    def _on_put_off(self, conflict: Conflict) -> None:
        """Not asked again by itself: the segment keeps its mark, and the menu its entry."""
        self._asking = False
        self._put_off.append(conflict)

    def _drop(self, conflict: Conflict) -> None:
        place = (conflict.file_id, conflict.mine.ord)
        self._waiting = [one for one in self._waiting if (one.file_id, one.mine.ord) != place]
        self.count_changed.emit(len(self._waiting))
