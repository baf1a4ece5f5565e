"""Actions are found under the names that people read in the menus."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from locanext.gui.action_finder import all_actions


@pytest.mark.parametrize(
    ("title", "text", "path"),
    [("&View", "&Theme", "View › Theme"), ("보기(&V)", "로그 폴더 열기(&L)…", "보기 › 로그 폴더 열기…")],
)
def test_names_are_without_accelerators(qtbot: QtBot, title: str, text: str, path: str) -> None:
    menu = QMenu(title)
    qtbot.addWidget(menu)
    menu.addAction(text)
    assert [found.path for found in all_actions([menu])] == [path]


def test_all_keys_of_an_action_are_listed(qtbot: QtBot) -> None:
    menu = QMenu("Grid")
    qtbot.addWidget(menu)
    menu.addAction("Line break").setShortcuts([QKeySequence("Shift+Return"), QKeySequence("Alt+Return")])
    (found,) = all_actions([menu])
    assert found.keys == "Shift+Return, Alt+Return"
