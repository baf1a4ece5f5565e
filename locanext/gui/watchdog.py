"""Measures how long the window's event loop was held up. On with `LOCANEXT_WATCHDOG=1`; changes nothing else.

A timer of 5 ms notes the time between its ticks: what is more than 5 ms is how late a key press would be.
"""

import json
import logging
import os
import time
from array import array
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer

_TICK_MS = 5
_LONG_MS = 250.0
_log = logging.getLogger(__name__)


class Watchdog(QObject):
    """Runs from its making until `stop()`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gaps = array("d")
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    @classmethod
    def from_environment(cls, app: QCoreApplication) -> "Watchdog | None":
        """A watchdog if the environment asks for it; it writes to `LOCANEXT_WATCHDOG_OUT` when the program ends."""
        if os.environ.get("LOCANEXT_WATCHDOG") != "1":
            return None
        watchdog = cls(app)
        out = os.environ.get("LOCANEXT_WATCHDOG_OUT")
        if out:
            app.aboutToQuit.connect(lambda: watchdog.write(Path(out)))
        return watchdog

    def stop(self) -> None:
        self._timer.stop()

    def reset(self) -> None:
        """Forget what was measured (after an idle run that calibrates, say)."""
        del self._gaps[:]
        self._last = time.perf_counter()

    def report(self) -> dict[str, float]:
        """Gaps in milliseconds: `count`, `p50`, `p99`, `max` (0 before the first tick)."""
        gaps = sorted(self._gaps) or [0.0]
        return {
            "count": len(self._gaps),
            "p50": round(gaps[len(gaps) // 2], 2),
            "p99": round(gaps[min(len(gaps) - 1, len(gaps) * 99 // 100)], 2),
            "max": round(gaps[-1], 2),
        }

    def write(self, out: Path) -> None:
        """Write the report as JSON."""
        out.write_text(json.dumps(self.report()) + "\n", "utf-8")

    def _on_tick(self) -> None:
        now = time.perf_counter()
        gap, self._last = (now - self._last) * 1000, now
        self._gaps.append(gap)
        if gap > _LONG_MS:
            _log.warning("The window was held up for %.0f ms", gap)
