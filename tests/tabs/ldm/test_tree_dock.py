"""The tree of projects as a person sees it and uses it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from locanext.domain.project import FileInfo, Folder, Project, Tree
from locanext.tabs.ldm.tree_dock import TreeDock


def file_of(number: int, folder: int | None, name: str, language: str = "en", done: int = 0) -> FileInfo:
    project = 2 if folder is None else 1
    return FileInfo(number, project, folder, name, "tabbed_text", language, 8, 100, "", done_count=done)


TREE = Tree(
    (Project(1, "Alpha"), Project(2, "Beta")),
    # A folder may stand before the one that it is in.
    (Folder(12, 1, 11, "Act 1"), Folder(11, 1, None, "Story")),
    (file_of(21, 12, "quests_en.txt", done=2), file_of(22, 11, "skills.txt", "de"), file_of(23, None, "menu.xml")),
)


@pytest.fixture
def dock(qtbot: QtBot) -> Iterator[TreeDock]:
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = TreeDock(window)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    window.resize(900, 700)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    dock.show_tree(TREE)
    yield dock


def index_of(dock: TreeDock, name: str) -> QModelIndex:
    return next(i for i in dock._indexes(QModelIndex()) if str(i.data()).split(" ")[0] == name.split(" ")[0])


def visible(dock: TreeDock) -> list[str]:
    """What a person can see, from the top to the bottom."""
    found, index = [], dock.view.indexAt(QPoint(5, 5))
    while index.isValid():
        found.append(str(index.data()))
        index = dock.view.indexBelow(index)
    return found


ALL = ["Alpha", "Story", "Act 1", "quests_en.txt  25%", "skills.txt (de)  0%", "Beta", "menu.xml (en)  0%"]


def test_folders_come_before_files_and_all_is_open(dock: TreeDock) -> None:
    assert visible(dock) == ALL
    tip = index_of(dock, "quests_en.txt").data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "quests_en.txt (en): 8 segments, 2 confirmed"


def test_the_platform_of_a_project_is_shown(dock: TreeDock) -> None:
    dock.show_tree(Tree((Project(1, "Alpha", "Switch"), Project(2, "Beta"))))
    model = dock.view.model()
    assert [model.index(row, 0).data() for row in range(2)] == ["Alpha · Switch", "Beta"]


def test_what_has_no_parent_yet_is_left_for_the_next_tree(dock: TreeDock) -> None:
    dock.show_tree(Tree(TREE.projects, (Folder(12, 1, 11, "Act 1"),), (file_of(21, 12, "quests_en.txt"),)))
    assert visible(dock) == ["Alpha", "Beta"]
    dock.show_tree(TREE)
    assert visible(dock) == ALL


def test_what_is_collapsed_and_chosen_stays_so(dock: TreeDock) -> None:
    dock.view.collapse(index_of(dock, "Story"))
    dock.choose(23)
    dock.show_tree(TREE)
    assert visible(dock) == ["Alpha", "Story", "Beta", "menu.xml (en)  0%"]
    chosen = dock.chosen()
    assert isinstance(chosen, FileInfo)
    assert chosen.id == 23


def test_progress_is_shown_in_the_tree_that_is_there(dock: TreeDock) -> None:
    before = QPersistentModelIndex(index_of(dock, "quests_en.txt"))
    done = file_of(21, 12, "quests_en.txt", done=8)
    dock.show_tree(Tree(TREE.projects, TREE.folders, (done, *TREE.files[1:])))
    assert before.isValid(), "the same node"
    assert before.data() == "quests_en.txt  100%"
    dock.choose(21)
    assert dock.chosen() == done


def test_enter_in_the_search_goes_to_the_first_file(dock: TreeDock) -> None:
    dock.search.setFocus()
    QTest.keyClicks(dock.search, "s")
    QTest.keyClick(dock.search, Qt.Key.Key_Return)
    assert dock.view.hasFocus()
    assert dock.chosen() == TREE.files[0]


def test_a_new_tree_does_not_scroll(dock: TreeDock) -> None:
    files = tuple(file_of(number, None, f"file{number:03}.txt") for number in range(100, 300))
    tree = Tree(TREE.projects, (), files)
    dock.show_tree(tree)
    dock.choose(100)
    bar = dock.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    top = dock.view.indexAt(QPoint(5, 5)).data()
    dock.show_tree(tree)
    assert dock.view.indexAt(QPoint(5, 5)).data() == top


def test_search_shows_what_is_found_with_its_parents(dock: TreeDock) -> None:
    dock.view.collapse(index_of(dock, "Story"))
    dock.search.setText("QUEST")
    assert visible(dock) == ["Alpha", "Story", "Act 1", "quests_en.txt  25%"]
    dock.show_tree(TREE)
    assert visible(dock) == ["Alpha", "Story", "Act 1", "quests_en.txt  25%"], "a newer tree is searched too"
    dock.search.setText("nothing has this name")
    assert visible(dock) == []
    dock.search.clear()
    assert visible(dock) == ["Alpha", "Story", "Beta", "menu.xml (en)  0%"], "collapsed as it was before"


def test_the_place_of_what_is_chosen(dock: TreeDock) -> None:
    assert dock.chosen_place() is None
    dock.choose(21)
    assert dock.chosen_place() == TREE.folders[0]
    dock.choose(23)
    assert dock.chosen_place() == TREE.projects[1]
    dock.view.setCurrentIndex(index_of(dock, "Story"))
    assert dock.chosen_place() == TREE.folders[1]


def test_enter_opens_and_delete_asks(dock: TreeDock) -> None:
    opened: list[FileInfo] = []
    trashed: list[FileInfo] = []
    dock.file_opened.connect(opened.append)
    dock.file_trashed.connect(trashed.append)
    dock.view.setFocus()
    dock.view.setCurrentIndex(index_of(dock, "Alpha"))
    QTest.keyClick(dock.view, Qt.Key.Key_Return)
    QTest.keyClick(dock.view, Qt.Key.Key_Delete)
    assert (opened, trashed) == ([], []), "a project is neither opened nor trashed by them"
    for _ in range(3):
        QTest.keyClick(dock.view, Qt.Key.Key_Down)
    QTest.keyClick(dock.view, Qt.Key.Key_Return)
    assert [file.id for file in opened] == [21]
    QTest.keyClick(dock.view, Qt.Key.Key_Delete)
    assert [file.id for file in trashed] == [21]


def test_delete_in_the_search_deletes_letters(dock: TreeDock) -> None:
    trashed: list[FileInfo] = []
    dock.file_trashed.connect(trashed.append)
    dock.choose(21)
    dock.search.setFocus()
    QTest.keyClicks(dock.search, "quest")
    dock.search.setCursorPosition(0)
    QTest.keyClick(dock.search, Qt.Key.Key_Delete)
    assert dock.search.text() == "uest"
    assert trashed == []


def open_menu(dock: TreeDock, name: str) -> QMenu:
    at = dock.view.visualRect(index_of(dock, name)).center() if name else QPoint(20, dock.view.viewport().height() - 5)
    QTest.mouseClick(dock.view.viewport(), Qt.MouseButton.RightButton, pos=at)
    dock.view.customContextMenuRequested.emit(at)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose_from(dock: TreeDock, name: str, text: str) -> list[str]:
    """Open the menu there and take the action of this text; all the texts."""
    menu = open_menu(dock, name)
    texts = [action.text() for action in menu.actions()]
    action = menu.actions()[texts.index(text)]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    return texts


def test_menu_of_a_file(dock: TreeDock) -> None:
    said: list[tuple[str, int]] = []
    dock.file_opened.connect(lambda file: said.append(("open", file.id)))
    dock.file_exported.connect(lambda file: said.append(("export", file.id)))
    dock.file_trashed.connect(lambda file: said.append(("trash", file.id)))
    texts = choose_from(dock, "menu.xml", "Open")
    assert texts == ["Open", "Export…", "Move to trash"]
    choose_from(dock, "skills.txt", "Export…")
    dock.choose(21)
    choose_from(dock, "menu.xml", "Move to trash")
    assert said == [("open", 23), ("export", 22), ("trash", 23)]


def test_menu_of_a_folder_and_of_nothing(dock: TreeDock) -> None:
    said: list[object] = []
    dock.import_wanted.connect(said.append)
    dock.folder_wanted.connect(said.append)
    dock.project_wanted.connect(lambda: said.append("project"))
    assert choose_from(dock, "Story", "Import files here…") == ["Import files here…", "New folder…", "New project…"]
    choose_from(dock, "Beta", "New folder…")
    assert choose_from(dock, "", "New project…") == ["New project…"]
    assert said == [TREE.folders[1], TREE.projects[1], "project"]
