"""The signs of states and marks as painter paths in a box of 16 by 16, so that no font has to have them."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from locanext.domain.state import State

SIZE = 16


@cache
def of_state(state: State) -> QPainterPath:
    """Strokes of 1.6 pixels; ○ ✎ ✓ in a ring, ✓, ✓✓, ✗."""
    path = QPainterPath()
    if state is State.UNTRANSLATED:
        path.addEllipse(QRectF(4, 4, 8, 8))
    elif state is State.DRAFT:
        _lines(path, (3, 13), (3.8, 9.8), (10.8, 2.8), (13.2, 5.2), (6.2, 12.2), (3, 13))
        _lines(path, (9, 4.6), (11.4, 7))
    elif state is State.TRANSLATED:
        path.addEllipse(QRectF(2.5, 2.5, 11, 11))
        _lines(path, (5.5, 8.3), (7.3, 10), (10.6, 6.2))
    elif state is State.CONFIRMED:
        _lines(path, (3, 8.5), (6.5, 12), (13, 4.5))
    elif state is State.REVIEWED:
        _lines(path, (1, 8.5), (4.3, 12), (10.3, 4.5))
        _lines(path, (7.6, 11.2), (8.5, 12), (15, 4.5))
    else:
        _lines(path, (4, 4), (12, 12))
        _lines(path, (12, 4), (4, 12))
    return path


@cache
def padlock() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3.5, 7, 9, 6.5), 1.2, 1.2)
    path.moveTo(5.5, 7)
    path.lineTo(5.5, 5)
    path.arcTo(QRectF(5.5, 2.5, 5, 5), 180, -180)
    path.lineTo(10.5, 7)
    return path


@cache
def warning() -> QPainterPath:
    """A triangle with an exclamation mark: an edit that was not saved."""
    path = QPainterPath()
    _lines(path, (8, 2.5), (14, 13), (2, 13), (8, 2.5))
    _lines(path, (8, 6.5), (8, 9.6))
    _lines(path, (8, 11.2), (8, 11.5))
    return path


@cache
def arrow_up() -> QPainterPath:
    """On its way to the server."""
    path = QPainterPath()
    _lines(path, (8, 12.5), (8, 4))
    _lines(path, (4.5, 7.5), (8, 4), (11.5, 7.5))
    return path


def _lines(path: QPainterPath, first: tuple[float, float], *others: tuple[float, float]) -> None:
    path.moveTo(QPointF(*first))
    for point in others:
        path.lineTo(QPointF(*point))
