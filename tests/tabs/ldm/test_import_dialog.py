"""The question where files shall go, for real files as they are looked at."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.progress import Progress
from locanext.domain.project import Folder, Project, Tree
from locanext.tabs.ldm.import_dialog import FIRST_TEXT, LANGUAGE, ImportDialog
from locanext.tabs.ldm.operations import inspecting

LINE = "1\t2\t3\t4\t5\t문을 열어라.\tOpen the door.\tCurrent\n"
TREE = Tree((Project(1, "Alpha"), Project(2, "Beta")), (Folder(5, 2, None, "Story"),))


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def dialog_of(
    parent: QWidget, paths: list[Path], into: Project | Folder | None = None, language: str = "", tree: Tree = TREE
) -> ImportDialog:
    files = inspecting.inspect_files(None, tuple(paths), Progress())  # type: ignore[arg-type]
    dialog = ImportDialog(files, tree, into, language, parent)
    dialog.open()
    return dialog


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "skills_fr.txt"
    path.write_text(LINE * 3, "utf-8")
    return path


def cells(dialog: ImportDialog, row: int) -> list[str]:
    items = [dialog.table.item(row, column) for column in range(dialog.table.columnCount())]
    return ["" if item is None else item.text() for item in items]


def test_what_is_shown_of_a_file(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good])
    name, read_as, language, first = cells(dialog, 0)
    assert (name, language, first) == ("skills_fr.txt", "fr", "문을 열어라. → Open the door.")
    assert read_as.startswith("Tabbed text, ")
    assert dialog.hint.text() == ""
    assert dialog.start.isEnabled()
    dialog.project.setCurrentText(dialog.project.currentText() + "x")
    assert dialog.hint.text() == f"A new project will be made: {dialog.project.currentText()}"


@pytest.mark.parametrize(
    ("name", "remembered", "guessed"),
    [
        ("quests_en.txt", "", "en"),
        ("quests_en.txt", "de", "en"),
        ("QUESTS_DE.TXT", "", "de"),
        ("quests.ja.txt", "", "ja"),
        ("quests_pt-BR.txt", "", "pt-BR"),
        ("quests.txt", "tr", "tr"),
        ("quests.txt", "", "en"),
        ("men.txt", "fr", "fr"),
    ],
)
def test_the_language(parent: QWidget, tmp_path: Path, name: str, remembered: str, guessed: str) -> None:
    path = tmp_path / name
    path.write_text(LINE, "utf-8")
    assert dialog_of(parent, [path], language=remembered).language.currentText() == guessed


def test_files_that_cannot_be_used_are_left_out(parent: QWidget, tmp_path: Path, good: Path) -> None:
    broken = tmp_path / "a_broken.xml"
    broken.write_text('<LanguageData>\n<LocStr StringId="1" StrOrigin="문" Str="<b>"/>\n</LanguageData>', "utf-8")
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    without = tmp_path / "without.xml"
    without.write_text("<LanguageData></LanguageData>", "utf-8")
    picture = tmp_path / "picture.png"
    picture.write_bytes(bytes(range(256)))
    missing = tmp_path / "missing.txt"
    dialog = dialog_of(parent, [broken, empty, without, picture, missing, good])
    reasons = [cells(dialog, row)[FIRST_TEXT] for row in range(5)]
    assert all(reasons)
    assert reasons[1] == reasons[2] == "It holds no text to translate."
    assert "format" in reasons[3]
    assert dialog.hint.text() == "Left out because they cannot be read: 5"
    assert dialog.language.currentText() == "fr", "of the first name that says it"
    dialog.start.click()
    assert dialog.choice is not None
    assert [(file.path, language) for file, language in dialog.choice.files] == [(good, "fr")]


def test_nothing_can_be_started_with_no_usable_file(parent: QWidget, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    assert not dialog_of(parent, [empty]).start.isEnabled()


def test_into_a_project_that_is_there(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good], TREE.projects[1])
    assert dialog.project.currentText() == "Beta"
    dialog.start.click()
    assert dialog.choice is not None
    assert (dialog.choice.project_id, dialog.choice.folder_id) == (2, None)


def test_into_a_folder(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good], TREE.folders[0])
    assert dialog.project.currentText() == "Beta"
    dialog.start.click()
    assert dialog.choice is not None
    assert (dialog.choice.project_id, dialog.choice.folder_id) == (2, 5)


def test_another_project_has_no_such_folder(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good], TREE.folders[0])
    dialog.project.setCurrentText("Alpha")
    dialog.start.click()
    assert dialog.choice is not None
    assert (dialog.choice.project_id, dialog.choice.folder_id) == (1, None)


def test_a_new_project_and_language_are_typed(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good], tree=Tree())
    assert not dialog.start.isEnabled(), "a project needs a name"
    dialog.activateWindow()
    QTest.keyClicks(dialog.project, " Gamma ")
    assert dialog.start.isEnabled()
    for no_code in ("english", "EN", "en_US"):
        dialog.language.setCurrentText(no_code)
        assert not dialog.start.isEnabled()
        assert "named by its code" in dialog.hint.text()
    dialog.language.setCurrentText(" eo ")
    assert "named by its code" not in dialog.hint.text()
    QTest.keyClick(dialog.start, Qt.Key.Key_Space)
    choice = dialog.choice
    assert choice is not None
    assert (choice.project_id, choice.project_name, choice.files[0][1]) == (None, "Gamma", "eo")


def test_each_file_has_its_own_language(parent: QWidget, tmp_path: Path) -> None:
    names = ("quests_fr.txt", "quests_de.txt", "menu.txt")
    for name in names:
        (tmp_path / name).write_text(LINE, "utf-8")
    dialog = dialog_of(parent, [tmp_path / name for name in names], language="ja")
    assert [cells(dialog, row)[LANGUAGE] for row in range(3)] == ["fr", "de", "ja"]
    assert dialog.language.currentText() == ""
    item = dialog.table.item(2, LANGUAGE)
    assert item is not None
    item.setText("english")
    assert not dialog.start.isEnabled()
    item.setText("pl")
    dialog.start.click()
    assert dialog.choice is not None
    assert [language for _file, language in dialog.choice.files] == ["fr", "de", "pl"]


def test_one_language_for_all(parent: QWidget, tmp_path: Path) -> None:
    for name in ("quests_fr.txt", "quests_de.txt"):
        (tmp_path / name).write_text(LINE, "utf-8")
    dialog = dialog_of(parent, sorted(tmp_path.iterdir()))
    dialog.language.setCurrentText("tr")
    assert [cells(dialog, row)[LANGUAGE] for row in range(2)] == ["tr", "tr"]


def test_another_folder_is_chosen(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good], TREE.projects[1])
    assert [dialog.folder.itemText(at) for at in range(dialog.folder.count())] == ["(top of the project)", "Story"]
    dialog.folder.setCurrentIndex(1)
    dialog.start.click()
    assert dialog.choice is not None
    assert dialog.choice.folder_id == 5


def test_the_reason_of_the_chosen_file_is_shown_in_full(parent: QWidget, tmp_path: Path, good: Path) -> None:
    missing = tmp_path / "missing.txt"
    dialog = dialog_of(parent, [good, missing])
    assert not dialog.reason.isVisible()
    dialog.table.selectRow(1)
    assert dialog.reason.isVisible()
    assert str(missing) in dialog.reason.text()


def test_cancel_chooses_nothing(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good])
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.choice is None


def test_what_colleagues_make_meanwhile_is_offered_and_what_was_chosen_stays(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good], into=TREE.folders[0])
    more = Folder(6, 2, None, "Arena")
    dialog.show_tree(Tree((*TREE.projects, Project(3, "Gamma")), (*TREE.folders, more)))
    assert (dialog.project.currentText(), dialog.folder.currentText()) == ("Beta", "Story")
    assert [dialog.folder.itemText(row) for row in range(3)] == ["(top of the project)", "Arena", "Story"]
    dialog.folder.setCurrentIndex(0)
    line = dialog.project.lineEdit()
    assert line is not None
    dialog.project.setCurrentText("Delta")
    line.setCursorPosition(2)
    assert dialog.hint.text() == "A new project will be made: Delta"
    dialog.show_tree(Tree((*TREE.projects, Project(4, "Delta"))))
    assert (dialog.project.currentText(), line.cursorPosition(), dialog.hint.text()) == ("Delta", 2, "")
    dialog.start.click()
    assert dialog.choice is not None
    assert (dialog.choice.project_id, dialog.choice.folder_id) == (4, None)


def test_the_first_project_of_all_does_not_take_the_place_of_what_is_typed(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good], tree=Tree())
    dialog.show_tree(TREE)
    assert dialog.project.currentText() == ""
    assert not dialog.start.isEnabled()
