"""Times of a real window: from a wish to the painted, loaded grid; and the gaps of the event loop meanwhile."""

import random
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from locanext.gui.watchdog import Watchdog
from tests.programs import Running, run_loop, wait


class Painted(QObject):
    """Notes in `at` when the grid was first painted with what is wanted `there` and everything on screen loaded."""

    def __init__(self, running: Running) -> None:
        super().__init__(running.window)
        self._view, self._model = running.ldm.view, running.ldm.model
        self.at = 0.0
        self.there: Callable[[], bool] = bool
        self._view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.at and self.there() and self._is_loaded():
            # The filter comes before the view: the time is taken when that has painted.
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        self.at = self.at or time.perf_counter()

    def _is_loaded(self) -> bool:
        first, height = self._view.rowAt(0), self._view.viewport().height()
        last = self._view.rowAt(height - 1)
        last = self._model.rowCount() - 1 if last < 0 else last
        return 0 <= first <= last and self._model.is_loaded(first, last)


class GridTiming:
    """`opened` in a window that is connected."""

    def __init__(self, running: Running, watchdog: Watchdog) -> None:
        self._running, self._watchdog = running, watchdog
        self._painted = Painted(running)

    def _timed(self, do: Callable[[], object], there: Callable[[], bool]) -> float:
        """Milliseconds until it is painted and `there`."""
        self._painted.there, self._painted.at = there, 0.0
        started = time.perf_counter()
        do()
        wait(lambda: self._painted.at, "the picture")
        return (self._painted.at - started) * 1000

    def open(self, file_id: int) -> float:
        ldm = self._running.ldm
        return self._timed(lambda: ldm.open_file(file_id), lambda: ldm.file is not None and ldm.file.id == file_id)

    def jumps(self, times: int) -> list[float]:
        dice = random.Random(1)
        return [self._jump(dice.randrange(self._running.ldm.model.rowCount())) for _ in range(times)]

    def _jump(self, position: int) -> float:
        view, model = self._running.ldm.view, self._running.ldm.model
        return self._timed(
            lambda: view.go_to(position),
            lambda: view.currentIndex().row() == position and model.is_loaded(position, position),
        )

    def wheel(self, steps: int) -> dict[str, float]:
        """The event loop's gaps while the wheel turns, a step each 16 ms."""
        viewport, at = self._running.ldm.view.viewport(), QPointF(300, 300)
        self._watchdog.reset()
        for _ in range(steps):
            turned = QWheelEvent(
                at, QPointF(viewport.mapToGlobal(at)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(viewport, turned)
            run_loop(16)
        return self._watchdog.report()
