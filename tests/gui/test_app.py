"""The program around the window: choosing another database, and Ctrl+C."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from locanext.app import Program
from locanext.domain.progress import Progress
from locanext.gui.login_dialog import LoginDialog
from locanext.gui.tasks import Lane
from locanext.paths import Paths
from locanext.settings import Connection, Settings

SERVER = Connection("server", "loc.example.com", 7000, "minji", "game", "require")


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """One whose settings name a server; it is not connected."""
    for name in ("POSTGRES_HOST", "DATABASE_TYPE"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings.load(tmp_path / "settings.json")
    settings.connection = SERVER
    made = Program(settings, Paths(tmp_path))
    made.window.show()
    yield made
    made.window.hide()
    made.close()


def choose_this_computer(program: Program) -> None:
    program.choose_database()
    assert isinstance(program.dialog, LoginDialog)
    program.dialog.alone.setChecked(True)
    program.dialog.connect_button.click()


def test_another_database_is_opened_when_the_window_has_closed(qtbot: QtBot, program: Program) -> None:
    choose_this_computer(program)
    qtbot.waitUntil(lambda: not program.window.isVisible())
    assert (program.moved, program.settings.connection.kind) == (True, "private")


def test_who_keeps_the_window_keeps_the_database(qtbot: QtBot, program: Program) -> None:
    gate = threading.Event()

    def work(_bench: object, _request: None, progress: Progress) -> None:
        with progress.on_cancel(gate.set):
            gate.wait(30)
        progress.check()

    program.runner.run(work, None, lane=Lane.CPU, title="Import")
    choose_this_computer(program)
    qtbot.waitUntil(lambda: hasattr(program.window, "question"))
    assert program.moved
    program.window.question.reject()
    assert (program.moved, program.settings.connection) == (False, SERVER)
    gate.set()
    qtbot.waitUntil(lambda: not program.runner.busy())
    program.window.close()
    assert not program.window.isVisible()
    assert (program.moved, Settings.load(program.paths.settings_file).connection) == (False, SERVER)


def boxes(program: Program) -> list[QMessageBox]:
    return [box for box in program.window.findChildren(QMessageBox) if box.isVisible()]


def test_a_server_that_the_environment_names_cannot_be_chosen(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_HOST", "named.example.com")
    program.choose_database()
    assert program.dialog is None
    (box,) = boxes(program)
    assert "cannot be chosen here" in box.text()
    assert str(program.paths.home / ".env") in box.informativeText()


def test_no_server_is_chosen_where_the_environment_asks_for_the_private_one(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_TYPE", "private")
    program.choose_database()
    assert program.dialog is None
    (box,) = boxes(program)
    assert "DATABASE_TYPE is set" in box.informativeText()
    box.close()
    program.choose_password()
    (box,) = boxes(program)
    assert "yours alone" in box.text()


def test_the_private_database_has_no_password_to_change(program: Program) -> None:
    program.settings.connection = Connection()
    program.choose_password()
    (box,) = boxes(program)
    assert "yours alone" in box.text()


def test_an_environment_that_names_none_right_is_said(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_HOST", "named.example.com")
    monkeypatch.setenv("POSTGRES_PORT", "many")
    program.connect_()
    (box,) = boxes(program)
    assert "POSTGRES_PORT" in box.text()


_WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
from locanext.gui.application import close_on_interrupt
class Window(QMainWindow):
    def closeEvent(self, event):
        print("closed", flush=True)
app = QApplication([])
window = Window()
close_on_interrupt(window)
window.show()
print("open", flush=True)
sys.exit(app.exec())
"""


@pytest.mark.skipif(os.name == "nt", reason="a program cannot be sent a Ctrl+C of its own there")
def test_ctrl_c_closes_the_window() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WINDOW], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "open\n"
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (0, "closed\n", "")
