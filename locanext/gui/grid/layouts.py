"""Texts laid out once and drawn often, with their placeholders as chips.

Nothing here knows of models or views.
"""

from collections import OrderedDict
from typing import cast

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from locanext.domain.placeholder import Kind
from locanext.gui.grid.shown import Chip, for_cell, units

MOST_LINES = 12
"""A cell never shows more lines; the rest is read in the editor."""
KEPT = 4000
PAD_X, PAD_Y = 8, 5
"""Pixels between a cell's edges and its text."""
ROUND = 3.5


class Laid:
    """A text laid out at one width. `height` is in pixels; `boxes` are the chips' rectangles with their kind."""

    def __init__(self, layout: QTextLayout, height: float, boxes: list[tuple[QRectF, Kind]], cut: bool) -> None:
        self.layout, self.height, self.boxes, self.cut = layout, height, boxes, cut


class Layouts:
    """Texts laid out in one font, with the chips' letters in their colours; the least used are forgotten."""

    def __init__(self, font: QFont, chips: dict[Kind, QColor], lines: int = MOST_LINES) -> None:
        self._font, self._lines = font, lines
        self._formats = {kind: _letters(colour) for kind, colour in chips.items()}
        self._kept: OrderedDict[tuple[str, int], Laid] = OrderedDict()

    def laid(self, stored: str, width: int) -> Laid:
        key = (stored, width)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._lay(stored, width)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found

    def _lay(self, stored: str, width: int) -> Laid:
        shown = for_cell(stored)
        layout = QTextLayout(shown.text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._range(chip) for chip in shown.chips])
        layout.setCacheEnabled(True)
        height, cut = _break_lines(layout, width, self._lines, units(shown.text))
        return Laid(layout, height, chip_boxes(layout, shown.chips), cut or shown.cut)

    def _range(self, chip: Chip) -> QTextLayout.FormatRange:
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = chip.start, chip.end - chip.start, self._formats[chip.kind]
        return part


def _letters(colour: QColor) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(colour)
    return form


def _break_lines(layout: QTextLayout, width: int, most: int, length: int) -> tuple[float, bool]:
    """Make at most `most` lines of a text of `length` units; (their height, whether the text goes on)."""
    height, end = 0.0, 0
    layout.beginLayout()
    for _ in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
        end = line.textStart() + line.textLength()
    layout.endLayout()
    return height, end < length


def chip_boxes(layout: QTextLayout, chips: tuple[Chip, ...]) -> list[tuple[QRectF, Kind]]:
    """The rectangles of the chips, one for each line that a chip stands on."""
    boxes = []
    for chip in chips:
        at = chip.start
        while at < chip.end:
            line = layout.lineForTextPosition(at)
            if not line.isValid():
                break
            end = min(chip.end, line.textStart() + line.textLength())
            left, right = _x(line, at), _x(line, end)
            boxes.append((QRectF(left, line.y(), right - left, line.height()).adjusted(-1, 0.5, 1, -0.5), chip.kind))
            at = max(end, at + 1)
    return boxes


def _x(line: QTextLine, at: int) -> float:
    x, _at = cast(tuple[float, int], line.cursorToX(at))
    return x


def draw_chips(
    painter: QPainter, boxes: list[tuple[QRectF, Kind]], at: QPointF, inks: dict[Kind, tuple[QPen, QColor]]
) -> None:
    for box, kind in boxes:
        pen, fill = inks[kind]
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawRoundedRect(box.translated(at), ROUND, ROUND)
