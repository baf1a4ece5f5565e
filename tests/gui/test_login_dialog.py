"""The connection dialog: what it asks, what it refuses, how it tries, and that it keeps no password."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from locanext.domain.errors import LinkDown
from locanext.domain.progress import Progress
from locanext.gui.login_dialog import ConnectionChoice, LoginDialog
from locanext.gui.tasks import Operation, TaskRunner
from locanext.settings import Connection

SERVER = Connection(kind="server", host="loc.example.com", port=7000, user="minji", dbname="game", sslmode="require")


@pytest.fixture
def opened(qtbot: QtBot, runner: TaskRunner) -> list[LoginDialog]:
    return []


def open_dialog(qtbot: QtBot, runner: TaskRunner, start: Connection, check: Operation | None = None) -> LoginDialog:
    dialog = LoginDialog(runner, start, check)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def connect(qtbot: QtBot, dialog: LoginDialog) -> None:
    qtbot.mouseClick(dialog.connect_button, Qt.MouseButton.LeftButton)


def test_alone_asks_nothing(qtbot: QtBot, runner: TaskRunner) -> None:
    dialog = open_dialog(qtbot, runner, Connection())
    assert not dialog.host.isVisible()
    connect(qtbot, dialog)
    assert dialog.choice == ConnectionChoice(kind="private")
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_server_choice_is_complete(qtbot: QtBot, runner: TaskRunner) -> None:
    dialog = open_dialog(qtbot, runner, SERVER)
    qtbot.keyClicks(dialog.password, " pass word ")
    dialog.keep.setChecked(True)
    connect(qtbot, dialog)
    assert dialog.choice == ConnectionChoice(
        "server", "loc.example.com", 7000, "minji", "game", "require", " pass word ", True
    )


def test_password_is_masked_and_in_no_text_of_the_choice(qtbot: QtBot, runner: TaskRunner) -> None:
    dialog = open_dialog(qtbot, runner, SERVER)
    assert dialog.password.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(dialog.password, "s3cret")
    connect(qtbot, dialog)
    assert "s3cret" not in repr(dialog.choice)


@pytest.mark.parametrize(
    ("field", "typed"), [("host", ""), ("host", "a:6433"), ("host", "https://a"), ("dbname", " "), ("user", "")]
)
def test_what_cannot_be_right_is_said_beside_the_field(
    qtbot: QtBot, runner: TaskRunner, field: str, typed: str
) -> None:
    dialog = open_dialog(qtbot, runner, SERVER)
    dialog.password.setText("x")
    edit: QLineEdit = getattr(dialog, field)
    edit.setText(typed)
    connect(qtbot, dialog)
    assert list(dialog.wrong_fields()) == [edit]
    assert dialog._wrong[edit].isVisible()
    assert dialog.choice is None
    qtbot.keyClicks(edit, "x")
    assert not dialog._wrong[edit].isVisible()


def test_all_wrong_fields_are_shown_at_once(qtbot: QtBot, runner: TaskRunner) -> None:
    dialog = open_dialog(qtbot, runner, Connection(kind="server", dbname=""))
    connect(qtbot, dialog)
    assert list(dialog.wrong_fields()) == [dialog.host, dialog.dbname, dialog.user, dialog.password]


def test_the_ways_to_work_exclude_each_other(qtbot: QtBot, runner: TaskRunner) -> None:
    dialog = open_dialog(qtbot, runner, Connection())
    dialog.join.click()
    assert (dialog.alone.isChecked(), dialog.join.isChecked()) == (False, True)
    assert dialog.host.isVisible()
    dialog.join.click()
    assert (dialog.alone.isChecked(), dialog.join.isChecked()) == (False, True)
    dialog.alone.click()
    assert (dialog.alone.isChecked(), dialog.join.isChecked()) == (True, False)


def test_check_runs_as_a_task_and_gives_its_result(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    def check(bench: object, choice: ConnectionChoice, progress: Progress) -> str:
        gate.wait(30)
        return f"{bench}: {choice.user}"

    dialog = open_dialog(qtbot, runner, SERVER, check)
    qtbot.keyClicks(dialog.password, "x")
    connect(qtbot, dialog)
    assert dialog.working.isVisible()
    assert not dialog.connect_button.isEnabled()
    gate.set()
    with qtbot.waitSignal(dialog.accepted):
        pass
    assert dialog.result_value == "the bench: minji"


def test_failed_check_says_why_and_lets_try_again(qtbot: QtBot, runner: TaskRunner) -> None:
    answers = [LinkDown("{host} does not answer", host="loc.example.com")]

    def check(bench: object, choice: ConnectionChoice, progress: Progress) -> str:
        if answers:
            raise answers.pop()
        return "fine"

    dialog = open_dialog(qtbot, runner, SERVER, check)
    qtbot.keyClicks(dialog.password, "x")
    connect(qtbot, dialog)
    qtbot.waitUntil(dialog.error.isVisible)
    assert dialog.error.text() == "loc.example.com does not answer"
    assert dialog.password.text() == "x"
    with qtbot.waitSignal(dialog.accepted):
        connect(qtbot, dialog)
    assert dialog.result_value == "fine"


def test_escape_stops_the_check_first(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    def check(bench: object, choice: ConnectionChoice, progress: Progress) -> None:
        with progress.on_cancel(gate.set):
            gate.wait(30)
        progress.check()

    dialog = open_dialog(qtbot, runner, SERVER, check)
    qtbot.keyClicks(dialog.password, "x")
    connect(qtbot, dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    qtbot.waitUntil(dialog.connect_button.isEnabled)
    assert not dialog.error.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.choice is None
