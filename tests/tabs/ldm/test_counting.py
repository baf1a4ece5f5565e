"""How far the open file is: the newer of what was counted and what was read. Through the window: test_tab.py."""

from dataclasses import replace
from types import SimpleNamespace

from pytestqt.qtbot import QtBot

from locanext.domain.project import FileInfo, Project, Tree
from locanext.tabs.ldm.counting import Counting
from locanext.tabs.ldm.tree_dock import TreeDock

FILE = FileInfo(7, 1, None, "a_en.txt", "tabbed_text", "en", 200, 1, "0123456789abcdef", seq=5, done_count=100)


def test_a_tree_that_was_read_too_early_says_nothing_new(qtbot: QtBot) -> None:
    shown: dict[str, str] = {}
    tree = TreeDock()
    qtbot.addWidget(tree)
    tree.show_tree(Tree((Project(1, "Game"),), (), (FILE,)))
    window = SimpleNamespace(set_status=shown.__setitem__)
    counting = Counting(window, tree, tree)  # type: ignore[arg-type]
    newer = replace(FILE, seq=6, done_count=150)
    assert counting.show(newer, FILE) is newer
    assert counting.show(FILE, newer) is newer
    assert shown["counts"] == "200 segments · 75% confirmed"
    assert tree._items["file", 7].text() == "a_en.txt  75%"
    other = replace(FILE, id=8, seq=1)
    assert counting.show(other, newer) is other
