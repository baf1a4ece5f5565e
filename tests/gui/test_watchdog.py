"""The watchdog measures gaps of the event loop."""

import json
import logging
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from locanext.gui.watchdog import Watchdog


def test_a_busy_window_is_measured(qtbot: QtBot, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    watchdog = Watchdog()
    qtbot.waitUntil(lambda: watchdog.report()["count"] >= 20)
    watchdog.reset()
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:  # the window is held up by real work
        pass
    with caplog.at_level(logging.WARNING):
        qtbot.waitUntil(lambda: watchdog.report()["count"] >= 50)
    watchdog.stop()
    report = watchdog.report()
    assert report["max"] >= 300
    assert report["p50"] < 50
    assert "held up for 3" in caplog.text
    watchdog.write(tmp_path / "gaps.json")
    assert json.loads((tmp_path / "gaps.json").read_text("utf-8")) == report


def test_is_off_unless_asked_for(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCANEXT_WATCHDOG", raising=False)
    assert Watchdog.from_environment(qapp) is None


def test_report_before_the_first_tick(qtbot: QtBot) -> None:
    watchdog = Watchdog()
    watchdog.stop()
    assert watchdog.report() == {"count": 0, "p50": 0.0, "p99": 0.0, "max": 0.0}
