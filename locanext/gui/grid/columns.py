"""Widths of the grid's columns: source and target share the room, until somebody sets a width by hand."""

from collections.abc import Callable

from PySide6.QtWidgets import QTableView

from locanext.gui.grid.model import Column

_WIDTHS = {Column.NUMBER: 80, Column.STATE: 56, Column.STRING_ID: 160, Column.NOTE: 130}
_LEAST_TEXT_WIDTH = 160


class Columns:
    """Of one view. `changed` is called when a person has changed a width."""

    def __init__(self, view: QTableView, changed: Callable[[], None]) -> None:
        self._view, self._changed = view, changed
        self._fitting = self._by_hand = False
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setSectionsMovable(True)
        for column, width in _WIDTHS.items():
            view.setColumnWidth(column, width)
        header.sectionResized.connect(self._on_resized)

    def _on_resized(self) -> None:
        if not self._fitting:
            self._by_hand = True
            self._changed()

    def fit(self) -> None:
        """Divide the view's present width."""
        if self._by_hand:
            return
        shown = [column for column in _WIDTHS if not self._view.isColumnHidden(column)]
        room = self._view.viewport().width() - sum(self._view.columnWidth(column) for column in shown)
        self._fitting = True
        for column in (Column.SOURCE, Column.TARGET):
            self._view.setColumnWidth(column, max(_LEAST_TEXT_WIDTH, room // 2))
        self._fitting = False
