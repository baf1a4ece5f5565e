"""The trash as everybody who may sees it, and files that come back from it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.project import FileInfo, Folder, Project, Tree
from locanext.tabs.ldm.trash_dialog import TrashDialog
from tests.e2e.conftest import Start
from tests.programs import Running, wait
from tests.servers import Database

DAY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def trashed(number: int, name: str, *, folder: int | None = None) -> FileInfo:
    at = DAY + timedelta(days=number)
    return FileInfo(number, 1, folder, name, "tabbed_text", "de", 8, 100, "", trashed_at=at)


TRASH = Tree(
    (Project(1, "Game"),), (Folder(5, 1, None, "Story"),), (trashed(1, "a.txt", folder=5), trashed(2, "b.txt"))
)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def dialog(parent: QWidget) -> TrashDialog:
    made = TrashDialog(TRASH, parent)
    made.open()
    return made


def rows(dialog: TrashDialog) -> list[list[str]]:
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    return [[item.text(column) for column in range(4)] for item in items if item is not None]


def test_what_was_trashed_last_stands_first(dialog: TrashDialog) -> None:
    assert [row[:3] for row in rows(dialog)] == [["b.txt", "de", "Game"], ["a.txt", "de", "Game › Story"]]
    assert all(row[3] for row in rows(dialog))


def test_enter_and_the_button_choose(dialog: TrashDialog) -> None:
    dialog.list.selectAll()
    dialog.restore.click()
    assert {file.name for file in dialog.chosen} == {"a.txt", "b.txt"}


def test_nothing_chosen_restores_nothing(dialog: TrashDialog) -> None:
    dialog.list.clearSelection()
    assert not dialog.restore.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.chosen == ()


@pytest.fixture
def boss(start: Start, database: Database) -> Running:
    file = database.file(database.project())
    database.admin().execute("update loc.files set deleted_at = now() where id = %s", [file])
    running = start("boss")
    running.wait_connected()
    wait(lambda: not running.program.runner.busy(), "the tree")
    return running


def open_trash(running: Running) -> TrashDialog:
    running.ldm.files.ask_restore()
    wait(lambda: running.window.findChildren(TrashDialog), "the trash")
    return running.window.findChildren(TrashDialog)[0]


def test_a_file_that_another_window_trashed_comes_back(boss: Running) -> None:
    open_trash(boss).restore.click()
    wait(lambda: "is back from the trash" in boss.window.statusBar().currentMessage(), "its return")
    wait(lambda: len(boss.ldm.files.known.files) == 1, "the tree")


def test_an_empty_trash_is_said(boss: Running) -> None:
    open_trash(boss).restore.click()
    wait(lambda: boss.ldm.files.known.files, "its return")
    boss.ldm.files.ask_restore()
    wait(lambda: boss.window.findChildren(QMessageBox), "the box")
    assert boss.window.findChildren(QMessageBox)[0].text() == "The trash is empty."


@pytest.fixture
def high_rows(qapp: QApplication) -> Iterator[None]:
    before = qapp.styleSheet()
    qapp.setStyleSheet("QTreeView::item { min-height: 40px }")
    yield
    qapp.setStyleSheet(before)


def test_rows_have_the_height_of_the_style_sheet(high_rows: None, dialog: TrashDialog) -> None:
    """Those that are measured before it is there would be lower for ever."""
    assert dialog.list.visualItemRect(dialog.list.topLevelItem(0)).height() >= 40
