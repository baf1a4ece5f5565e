"""Heights of the segments on screen. Only these are ever measured: a million would take minutes."""

from collections.abc import Callable

from PySide6.QtWidgets import QTableView

from locanext.gui.grid.delegate import SegmentDelegate
from locanext.gui.grid.editor import TargetEditor
from locanext.gui.grid.model import Column, SegmentModel

_ROUNDS = 5
EDITOR_SHARE = 0.6
"""A cell editor grows up to this part of the grid's height, then it scrolls."""


class Heights:
    """Keeps the visible rows of one view as high as their texts, and tells the model which they are."""

    def __init__(
        self,
        view: QTableView,
        model: SegmentModel,
        delegate: SegmentDelegate,
        update_geometries: Callable[[], None],
    ) -> None:
        """`update_geometries` is the view's own, which Qt keeps for the view."""
        self._view, self._model, self._delegate = view, model, delegate
        self._update_geometries = update_geometries
        header = view.verticalHeader()
        header.hide()
        header.setSectionResizeMode(header.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)  # a higher one is checked row by row, each time counting all of them anew
        self.set_default()

    def set_default(self) -> None:
        """Font changed: all rows have the height of one line until they are measured."""
        self._view.verticalHeader().setDefaultSectionSize(self._delegate.least_height)

    def visible(self) -> range:
        """The positions on screen at their present heights."""
        first = self._view.rowAt(0)
        if first < 0:
            return range(0)
        last = self._view.rowAt(self._view.viewport().height() - 1)
        return range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1)

    def measure(self, editor: TargetEditor | None) -> None:
        """Give the rows on screen the heights that they need; `editor` is the open one, if any.

        At the end of the file rows that grow push others out of sight and in, so that there is more to measure.
        """
        for _ in range(_ROUNDS):
            if not self._measure_once(editor):
                break

    def _measure_once(self, editor: TargetEditor | None) -> bool:
        """Whether any height was changed."""
        view, model = self._view, self._model
        first, count = view.rowAt(0), model.rowCount()
        if first < 0:
            return False
        y = view.rowViewportPosition(first)  # at the end of a file the first one is cut at its top
        widths = (view.columnWidth(Column.SOURCE), view.columnWidth(Column.TARGET))
        header, row, room, changed = view.verticalHeader(), first, view.viewport().height(), -1
        # Told of each height by itself, header and view would each time count a million anew and paint twice.
        header.blockSignals(True)
        header.setUpdatesEnabled(False)
        while row < count and y < room:
            height = self._height(row, widths, editor, header.sectionSize(row))
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)
                changed = max(y, 0) if changed < 0 else changed
            y += height
            row += 1
        header.setUpdatesEnabled(True)
        header.blockSignals(False)
        model.set_visible(first, max(first, row - 1))
        if changed >= 0:
            self._update_geometries()
            view.viewport().update(0, changed, view.viewport().width(), room)
        return changed >= 0

    def _height(self, row: int, widths: tuple[int, int], editor: TargetEditor | None, present: int) -> int:
        segment = self._model.segment_at(row)
        if segment is None:
            return present
        height = self._delegate.height_of(segment, widths)
        if editor is not None and segment.ord == editor.ord:
            return max(height, editor.fit(int(self._view.viewport().height() * EDITOR_SHARE)))
        return height
