"""Draws every cell of the grid straight from its Segment, and makes the cell editor.

One delegate for all columns: it asks the model for a segment once a cell and never by role.
"""

from collections.abc import Callable
from typing import Any, cast
from zlib import crc32

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from locanext.domain.segment import Segment
from locanext.domain.user import Presence
from locanext.gui.grid import signs
from locanext.gui.grid.colours import GridColours
from locanext.gui.grid.editor import TargetEditor
from locanext.gui.grid.layouts import MOST_LINES, PAD_X, PAD_Y, Layouts, draw_chips
from locanext.gui.grid.model import NOT_LOADED, Column, SegmentModel

STRIP = 3
"""Width of the coloured strip that shows a segment's state, in pixels."""
_Flag = Qt.AlignmentFlag
_LEFT, _RIGHT = _Flag.AlignLeft | _Flag.AlignTop, _Flag.AlignRight | _Flag.AlignTop
_PASSING = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_SELECTED = QStyle.StateFlag.State_Selected


class _Inks:
    """The colours as Qt draws with them, made once."""

    def __init__(self, colours: GridColours) -> None:
        self.base, self.text, self.muted = QColor(colours.base), QColor(colours.text), QColor(colours.muted)
        self.line = QPen(QColor(colours.line))
        self.current, self.selection = QColor(colours.current), QColor(colours.selection)
        self.elsewhere = QPen(QColor(colours.muted), 1)  # round the current cell while the keys go elsewhere
        self.accent, self.stale = QPen(QColor(colours.accent), 1.5), QColor(colours.stale)
        self.saving, self.conflict = _stroke(colours.saving), _stroke(colours.conflict)
        self.locked = _stroke(colours.locked)
        self.signs = {state: _stroke(ink.text) for state, ink in colours.states.items()}
        self.states = {state: (QColor(ink.fill), QColor(ink.line)) for state, ink in colours.states.items()}
        self.chip_letters = {kind: QColor(ink.text) for kind, ink in colours.chips.items()}
        self.chips = {kind: (QPen(QColor(ink.line)), QColor(ink.fill)) for kind, ink in colours.chips.items()}
        self.people = [(QColor(ink.text), QColor(ink.fill)) for ink in colours.people]


def _stroke(colour: str) -> QPen:
    return QPen(QColor(colour), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def initials(name: str) -> str:
    """Two letters that stand for a person: Anna Berg is AB, 김민수 is 민수."""
    words = name.split()
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    word = words[0] if words else "?"
    return word[:2].upper() if word.isascii() else word[-2:]


class SegmentDelegate(QStyledItemDelegate):
    """Belongs to one view. `make_editor` is called with the parent widget of a new cell editor."""

    def __init__(self, view: QTableView, colours: GridColours, make_editor: Callable[[QWidget], TargetEditor]) -> None:
        super().__init__(view)
        self._view = view
        self._make_editor = make_editor
        self.lines = MOST_LINES
        self.set_look(colours, view.font())

    def set_look(self, colours: GridColours, font: QFont) -> None:
        """Colours or font changed: all that was laid out is laid out again when it is next drawn."""
        self._inks = _Inks(colours)
        self._layouts = Layouts(font, self._inks.chip_letters, self.lines)
        self._font, self._small = QFont(font), QFont(font)
        self._small.setPointSizeF(max(6.0, font.pointSizeF() * 0.8))
        self._small.setBold(True)
        self._metrics = QFontMetrics(font)
        self.least_height = self._metrics.height() + 2 * PAD_Y + 1

    def height_of(self, segment: Segment, widths: tuple[int, int]) -> int:
        """The height in pixels of a segment's cells; `widths` are those of the source and target columns."""
        tallest = max(
            self._layouts.laid(text, width - 2 * PAD_X).height
            for text, width in zip((segment.source, segment.target), widths, strict=True)
        )
        return max(self.least_height, int(tallest + 0.999) + 2 * PAD_Y + 1)

    # Drawing

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = cast(SegmentModel, index.model())
        style = cast(Any, option)  # its public fields are missing from the stubs
        rect, selected = cast(QRect, style.rect), bool(style.state & _SELECTED)
        current = self._view.currentIndex()
        inks, row, column = self._inks, index.row(), index.column()
        segment = model.segment_at(row)
        in_current = row == current.row()
        painter.setFont(self._font)  # a style sheet hides the view's own from the painter
        if selected or in_current:
            painter.fillRect(rect, inks.selection if selected else inks.current)
        painter.setPen(inks.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if column == Column.NUMBER:
            colour = inks.stale if model.is_stale(row) else inks.muted
            painter.setPen(colour)
            painter.drawText(rect.adjusted(0, PAD_Y, -PAD_X, 0), _RIGHT, str(model.ord_at(row) + 1))
        elif segment is not None:
            self._draw_cell(painter, rect, segment, index)
        elif column in (Column.SOURCE, Column.TARGET):
            painter.setPen(inks.muted)
            painter.drawText(rect.adjusted(PAD_X, PAD_Y, 0, 0), _LEFT, NOT_LOADED)
        if in_current and column == current.column():
            painter.setPen(inks.accent if self._view.hasFocus() else inks.elsewhere)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(0.75, 0.75, -1.75, -1.75))

    def _draw_cell(
        self, painter: QPainter, rect: QRect, segment: Segment, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        column = index.column()
        model = cast(SegmentModel, index.model())
        if column == Column.SOURCE:
            self._draw_text(painter, rect, segment.source)
        elif column == Column.TARGET:
            self._draw_text(painter, rect, segment.target)
            self._draw_marks(painter, rect, segment, model)
        elif column == Column.STATE:
            self._draw_state(painter, rect, segment)
        else:
            # Ids differ at their ends, sentences are read from their beginning.
            by_id = column == Column.STRING_ID
            elide = Qt.TextElideMode.ElideMiddle if by_id else Qt.TextElideMode.ElideRight
            self._draw_line(painter, rect, segment.string_id if by_id else segment.note, elide)

    def _draw_line(self, painter: QPainter, rect: QRect, text: str, elide: Qt.TextElideMode) -> None:
        """One line at the height of a text's first line."""
        room = rect.adjusted(PAD_X, PAD_Y, -PAD_X, 0)
        painter.setPen(self._inks.muted)
        short = self._metrics.elidedText(text.split("\n", 1)[0], elide, room.width())
        painter.drawText(room, _LEFT, short)

    def _draw_text(self, painter: QPainter, rect: QRect, text: str) -> None:
        if not text:
            return
        laid = self._layouts.laid(text, rect.width() - 2 * PAD_X)
        at = QPointF(rect.x() + PAD_X, rect.y() + PAD_Y)
        painter.save()
        painter.setClipRect(rect.adjusted(0, 0, -1, -1))
        if laid.boxes:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_chips(painter, laid.boxes, at, self._inks.chips)
        painter.setPen(self._inks.text)
        laid.layout.draw(painter, at)
        if laid.cut:
            self._draw_more(painter, rect)
        painter.restore()

    def _draw_more(self, painter: QPainter, rect: QRect) -> None:
        """The text goes on: a word of it in the corner would look like the end."""
        painter.setPen(self._inks.accent)
        painter.drawText(rect.adjusted(0, 0, -3, -1), _Flag.AlignRight | _Flag.AlignBottom, "…")

    def _draw_state(self, painter: QPainter, rect: QRect, segment: Segment) -> None:
        fill, line = self._inks.states[segment.state]
        painter.fillRect(rect.adjusted(0, 0, -1, -1), fill)
        painter.fillRect(rect.x(), rect.y(), STRIP, rect.height() - 1, line)
        across = signs.SIZE * (2 if segment.locked else 1)
        left = rect.x() + STRIP + (rect.width() - STRIP - 1 - across) / 2
        top = rect.y() + PAD_Y + (self._metrics.height() - signs.SIZE) / 2
        self._draw_sign(painter, signs.of_state(segment.state), self._inks.signs[segment.state], QPointF(left, top))
        if segment.locked:
            self._draw_sign(painter, signs.padlock(), self._inks.locked, QPointF(left + signs.SIZE, top))

    def _draw_sign(self, painter: QPainter, sign: QPainterPath, pen: QPen, at: QPointF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(at)
        painter.strokePath(sign, pen)
        painter.restore()

    def _draw_marks(self, painter: QPainter, rect: QRect, segment: Segment, model: SegmentModel) -> None:
        """What is going on with this target: a save under way or failed, other windows that are in it."""
        people = model.people_at(segment.ord)
        if people:
            self._draw_colleague(painter, rect, people)
        corner = QPointF(rect.right() - signs.SIZE - 2, rect.bottom() - signs.SIZE - 2)
        if model.failure(segment.ord):
            painter.fillRect(rect.x(), rect.y(), STRIP, rect.height() - 1, self._inks.conflict.color())
            self._draw_sign(painter, signs.warning(), self._inks.conflict, corner)
        elif model.is_saving(segment.ord):
            self._draw_sign(painter, signs.arrow_up(), self._inks.saving, corner)

    def _draw_colleague(self, painter: QPainter, rect: QRect, people: tuple[Presence, ...]) -> None:
        first = people[0]
        letters, colour = self._inks.people[crc32(first.login.encode()) % len(self._inks.people)]
        text = first.name if first.other_window else initials(first.name or first.login)
        text += f"+{len(people) - 1}" if len(people) > 1 else ""
        painter.save()
        painter.setFont(self._small)
        width = painter.fontMetrics().horizontalAdvance(text) + 8
        height = painter.fontMetrics().height()
        painter.setPen(QPen(colour, 1.5))
        painter.drawRect(QRectF(rect).adjusted(1, 1, -2, -2))
        badge = QRectF(rect.right() - width - 1, rect.y() + 1, width, height)
        painter.fillRect(badge, colour)
        painter.setPen(letters)
        painter.drawText(badge, _Flag.AlignCenter, text)
        painter.restore()

    # The cell editor

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        cast(SegmentModel, index.model()).begin_edit(index.row())
        return self._make_editor(parent)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Qt's own would let Escape close an editor in which an input method composes; the editor knows its keys."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() in _PASSING:
            return False  # a look at another window: what is typed stays a draft, and Escape still gives it up
        return super().eventFilter(editor, event)

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        """Fills an editor once: Qt asks again when the cell changes, and what is typed must not be overwritten."""
        edited = cast(SegmentModel, index.model()).edited
        if isinstance(editor, TargetEditor) and edited is not None and not editor.is_open:
            editor.open(edited)

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if isinstance(editor, TargetEditor) and isinstance(model, SegmentModel):
            editor.commit_composition()
            edited = model.edited
            if edited is not None and edited.ord == editor.ord:
                target = editor.stored_text()
                model.edit(edited, target)
                editor.rebase(target)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        editor.setGeometry(cast(Any, option).rect)
