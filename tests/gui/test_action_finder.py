"""Actions are found under the names that people read in the menus."""

import pytest
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
