"""Remembers in the settings where a person was in each file, and how the grid's columns stand."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from locanext.domain.project import FileInfo
from locanext.gui.grid.view import SegmentView

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow

MOST_FILES = 200
COLUMNS = "ldm.columns"
"""Under this name the columns are among the tabs' states."""
_SAVE_MS = 5000


class Places(QObject):
    """Of one window. Saved a few seconds after a change, and when the window closes."""

    def __init__(self, window: "MainWindow", view: SegmentView, parent: QObject) -> None:
        super().__init__(parent)
        self._settings, self._view = window.settings, view
        self._key = ""
        self._soon = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._soon.timeout.connect(window.keep_settings)
        view.columns.restore(self._settings.tab_states.get(COLUMNS, ""))
        view.columns.changed_by_hand.connect(self._on_columns_changed)
        view.segment_entered.connect(self._on_entered)

    def open(self, file: FileInfo) -> int:
        """From now on the places are this file's; the `ord` of the segment where the person was, 0 if never."""
        self._key = f"{file.id}-{file.sha256[:8]}"  # another server has a file of the same number
        found = next((place for place in self._settings.places if place.startswith(f"{self._key} ")), "")
        ord_ = found.rpartition(" ")[2]
        return min(int(ord_), file.segment_count - 1) if ord_.isdecimal() else 0

    def _on_entered(self, position: int) -> None:
        others = [place for place in self._settings.places if not place.startswith(f"{self._key} ")]
        place = f"{self._key} {self._view.segment_model.ord_at(position)}"
        self._settings.places = [*others, place][-MOST_FILES:]
        self._save_soon()

    def _on_columns_changed(self) -> None:
        self._settings.tab_states[COLUMNS] = self._view.columns.state()
        self._save_soon()

    def _save_soon(self) -> None:
        if not self._soon.isActive():  # not put off for ever by somebody who never stops
            self._soon.start()
