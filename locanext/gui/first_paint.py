"""Puts off what a start need not wait for until the window is to be seen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_HIDDEN_MS = 1000


class _FirstPaint(QObject):
    def __init__(self, window: QWidget, do: Callable[[], object]) -> None:
        super().__init__(window)
        self._window, self._do = window, do
        # A window that starts minimised is not painted.
        self._soon = QTimer(self, singleShot=True, interval=_HIDDEN_MS)
        self._soon.timeout.connect(self._go_on)
        self._soon.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # The children are painted with the window, before the next turn of the event loop.
            self._soon.start(0)
        return False

    def _go_on(self) -> None:
        self._window.removeEventFilter(self)
        self._do()


def after_first_paint(window: QWidget, do: Callable[[], object]) -> None:
    """Call `do` once, when `window` has been painted; a timer of 0 ms would come before that."""
    _FirstPaint(window, do)
