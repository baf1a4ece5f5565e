"""Every window test also fails by a Qt warning, an ERROR record, or a thread or timer that it leaves behind."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QObject,
    QThread,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from locanext.gui import theme
from locanext.gui.tasks import TaskRunner
from locanext.paths import Paths
from locanext.settings import Settings

# What the screenless platform says of itself, whatever a program does.
_OF_THE_PLATFORM = ("This plugin does not support",)
_SERIOUS = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["locanext"]


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(logging.Formatter("%(name)s: %(message)s").format(record))


@pytest.fixture
def expected_errors() -> list[str]:
    """A test that provokes an ERROR record names a part of its text here."""
    return []


@pytest.fixture(autouse=True)
def nothing_amiss(qapp: QApplication, expected_errors: list[str]) -> Iterator[None]:
    """The fixture that fails a test for what it left or provoked."""
    warnings: list[str] = []

    def on_message(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
        if kind in _SERIOUS and not (text or "").startswith(_OF_THE_PLATFORM):
            warnings.append(text or "")

    records = _Records()
    logging.getLogger().addHandler(records)
    threads_before = set(threading.enumerate())
    timers_before = {id(timer) for timer in _running(QTimer)}
    previous = qInstallMessageHandler(on_message)
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    timers = [timer for timer in _running(QTimer) if id(timer) not in timers_before]
    threads = [*_threads_left(threads_before), *(t for t in _running(QThread) if t is not qapp.thread())]
    qInstallMessageHandler(previous)
    logging.getLogger().removeHandler(records)
    errors = [text for text in records.texts if not any(part in text for part in expected_errors)]
    assert not warnings, f"Qt warned: {warnings}"
    assert not errors, f"errors were logged: {errors}"
    assert not threads, f"threads still run: {threads}"
    assert not timers, f"timers still run: {timers}"


def _running(kind: type[QObject]) -> list[QObject]:
    # By its type: torch's objects answer `isinstance` themselves, and some warn of being asked.
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), kind) and shiboken6.isValid(thing)]
    return [thing for thing in found if (thing.isRunning() if isinstance(thing, QThread) else thing.isActive())]


def _threads_left(before: set[threading.Thread]) -> list[threading.Thread]:
    """A thread that was told to end gets a moment for it."""
    deadline = time.monotonic() + 5
    new = [thread for thread in threading.enumerate() if thread not in before]
    for thread in new:
        if not isinstance(thread, threading._DummyThread):  # Python's name for a thread of Qt's own
            thread.join(max(0.0, deadline - time.monotonic()))
    return [thread for thread in new if thread.is_alive() and not isinstance(thread, threading._DummyThread)]


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    made = TaskRunner("the bench")
    yield made
    assert made.close(10), "a task would not stop"
    made.deleteLater()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(tmp_path / "settings.json")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "home")


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[Callable[[str], None]]:
    """Applies a theme, and the light one again at the end."""
    yield lambda mode: theme.apply(qapp, mode)
    theme.apply(qapp, "light")


@pytest.fixture
def gate(qtbot: QtBot) -> Iterator[threading.Event]:
    """Operations wait for it, so that a test decides when they go on. Open at the end."""
    event = threading.Event()
    yield event
    event.set()
