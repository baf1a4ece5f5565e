"""The dialog that asks for a new password: what it refuses, and what it hands on."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.password import demand_good
from locanext.domain.progress import Progress
from locanext.gui.password_dialog import PasswordDialog
from locanext.gui.tasks import TaskRunner


class Account:
    """Takes good passwords."""

    def __init__(self) -> None:
        self.password = ""

    def change(self, _bench: object, password: str, _progress: Progress) -> None:
        demand_good(password, "kim", 12)
        self.password = password


@pytest.fixture
def account() -> Account:
    return Account()


@pytest.fixture
def dialog(qtbot: QtBot, runner: TaskRunner, account: Account) -> Iterator[PasswordDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = PasswordDialog(runner, account.change, parent, must=True)
    dialog.open()
    yield dialog
    parent.deleteLater()


def enter(qtbot: QtBot, dialog: PasswordDialog, new: str, again: str) -> None:
    for field, text in ((dialog.new, new), (dialog.again, again)):
        field.clear()
        qtbot.keyClicks(field, text)
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def test_a_good_password_is_set(qtbot: QtBot, dialog: PasswordDialog, account: Account) -> None:
    enter(qtbot, dialog, "correct horse", "correct horse")
    qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted)
    assert account.password == "correct horse"


def test_two_that_differ_are_not_sent(qtbot: QtBot, dialog: PasswordDialog, account: Account) -> None:
    enter(qtbot, dialog, "correct horse", "correct house")
    assert dialog.error.isVisible()
    assert "not the same" in dialog.error.text()
    assert account.password == ""
    assert dialog.again.selectedText()


def test_a_weak_one_is_refused_with_the_reason(qtbot: QtBot, dialog: PasswordDialog, account: Account) -> None:
    enter(qtbot, dialog, "short", "short")
    qtbot.waitUntil(dialog.error.isVisible)
    assert "12 characters" in dialog.error.text()
    assert dialog.isVisible()
    enter(qtbot, dialog, "correct horse", "correct horse")
    qtbot.waitUntil(lambda: account.password == "correct horse")
