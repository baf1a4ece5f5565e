"""Widths of the grid's columns: source and target share the room, until somebody sets a width by hand.

In a narrow grid StringID and note give way to them.
"""

import re
from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QObject, Signal
from PySide6.QtWidgets import QTableView

from locanext.gui.grid.layouts import PAD_X
from locanext.gui.grid.model import Column

_WIDTHS = {Column.NUMBER: 80, Column.STATE: 56, Column.STRING_ID: 160, Column.NOTE: 130}
_LEAST_WIDTHS = {Column.STRING_ID: 80, Column.NOTE: 60}
_LEAST_TEXT_WIDTH, _GOOD_TEXT_WIDTH = 150, 280
_DIGITS = "0" * 7


class Columns(QObject):
    """Of one view. `remeasure` is called when a person has changed a width."""

    changed_by_hand = Signal()
    """A person has changed a width, or the order."""

    def __init__(self, view: QTableView, remeasure: Callable[[], None]) -> None:
        super().__init__(view)
        self._view, self._remeasure = view, remeasure
        self._fitting = self._by_hand = False
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        # A header draws selected columns in another way, and finds out by asking for every cell of the file.
        header.setSelectionModel(QItemSelectionModel(view.model(), header))
        header.setMinimumSectionSize(40)
        header.setSectionsMovable(True)
        for column, width in _WIDTHS.items():
            view.setColumnWidth(column, width)
        header.sectionResized.connect(self._on_resized)
        header.sectionMoved.connect(self.changed_by_hand)

    def state(self) -> str:
        """Order and widths, for `restore`; widths that nobody has set are not in it."""
        header = self._view.horizontalHeader()
        order = [header.logicalIndex(at) for at in range(header.count())]
        widths = [header.sectionSize(column) if self._by_hand else 0 for column in order]
        return " ".join(f"{column}:{width}" for column, width in zip(order, widths, strict=True))

    def restore(self, state: str) -> None:
        """What `state` gave; anything else is left alone."""
        header = self._view.horizontalHeader()
        found = [(int(column), int(width)) for column, width in re.findall(r"(\d+):(\d+)", state)]
        if sorted(column for column, _width in found) != sorted(Column):
            return
        for at, (column, width) in enumerate(found):
            header.moveSection(header.visualIndex(column), at)
            if width:
                header.resizeSection(column, width)

    def _on_resized(self) -> None:
        if not self._fitting:
            self._by_hand = True
            self._remeasure()
            self.changed_by_hand.emit()

    def fit(self) -> None:
        """Divide the view's present width."""
        if self._by_hand:
            return
        number = max(_WIDTHS[Column.NUMBER], self._view.fontMetrics().horizontalAdvance(_DIGITS) + 2 * PAD_X)
        room = self._view.viewport().width() - number - _WIDTHS[Column.STATE]
        spare = max(0, room - 2 * _GOOD_TEXT_WIDTH)
        wanted = sum(_WIDTHS[column] for column in _LEAST_WIDTHS)
        widths = {
            column: min(_WIDTHS[column], max(least, spare * _WIDTHS[column] // wanted))
            for column, least in _LEAST_WIDTHS.items()
        }
        text = max(_LEAST_TEXT_WIDTH, (room - sum(widths.values())) // 2)
        widths |= {Column.NUMBER: number, Column.SOURCE: text, Column.TARGET: text}
        self._fitting = True
        for column, share in widths.items():
            self._view.setColumnWidth(column, share)
        self._fitting = False
