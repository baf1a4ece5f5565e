"""The page without a file: what it says, and what can be done from it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from locanext.domain.project import FileInfo, Project, Tree
from locanext.tabs.ldm.empty_page import EmptyPage


@pytest.fixture
def page(qtbot: QtBot) -> EmptyPage:
    made = EmptyPage()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def test_it_begins_with_connecting(page: EmptyPage) -> None:
    assert page._title.text() == "Connecting…"
    assert not page.bring.isVisible()


def test_why_there_is_no_link(page: EmptyPage) -> None:
    page.say_no_link("The database cannot be reached. (connection refused)")
    assert "connection refused" in page._text.text()
    assert not page.sample.isVisible()


def test_first_steps_by_key_and_mouse(page: EmptyPage) -> None:
    page.say_no_projects()
    brought, sampled = QSignalSpy(page.import_pressed), QSignalSpy(page.sample_pressed)
    assert page.bring.isVisible()
    page.bring.setFocus()
    QTest.keyClick(page.bring, Qt.Key.Key_Space)
    QTest.mouseClick(page.sample, Qt.MouseButton.LeftButton)
    assert (brought.count(), sampled.count()) == (1, 1)


def test_a_project_without_files_offers_to_import(page: EmptyPage) -> None:
    page.say_what_there_is(Tree((Project(1, "Game"),)))
    assert page._title.text() == "No files yet"
    assert page.bring.isVisible()
    page.say_what_there_is(Tree((Project(1, "Game"),), (), (FileInfo(1, 1, None, "a", "x", "en", 1, 1, ""),)))
    assert (page._title.text(), page.bring.isVisible()) == ("No file is open", False)
    page.say_what_there_is(Tree())
    assert page._title.text() == "No projects yet"


def test_all_of_the_text_is_seen(page: EmptyPage) -> None:
    for say in (page.say_connecting, page.say_no_projects, page.say_no_file):
        say()
        QTest.qWait(1)
        assert page._text.height() >= page._text.heightForWidth(page._text.width()) > 0
        assert page._title.text()
        assert not page._icon.pixmap().isNull()
