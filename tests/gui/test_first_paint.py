"""What is put off until a window has been painted."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from locanext.gui import first_paint
from locanext.gui.first_paint import after_first_paint


class Paints(QObject):
    """Notes the paint events of a widget, in the order in which they and other things come."""

    def __init__(self, widget: QWidget, events: list[str]) -> None:
        super().__init__(widget)
        self._events = events
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._events.append("paint")
        return False


def test_it_is_done_once_and_after_the_paint(qtbot: QtBot) -> None:
    events: list[str] = []
    window = QWidget()
    child = QWidget(window)
    qtbot.addWidget(window)
    Paints(child, events)
    after_first_paint(window, lambda: events.append("done"))
    window.show()
    qtbot.waitUntil(lambda: "done" in events)
    assert events[0] == "paint"
    window.repaint()
    qtbot.waitUntil(lambda: events[-1] == "paint")
    qtbot.wait(1)
    assert events.count("done") == 1


def test_a_window_that_is_never_painted_is_not_waited_for(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_paint, "_HIDDEN_MS", 10)
    done: list[bool] = []
    window = QWidget()
    qtbot.addWidget(window)
    after_first_paint(window, lambda: done.append(True))
    qtbot.waitUntil(lambda: done == [True])
