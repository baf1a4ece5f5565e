"""The question where files shall go, for real files as they are looked at."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.progress import Progress
from locanext.domain.project import Folder, Project, Tree
from locanext.tabs.ldm.import_dialog import ImportDialog
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
    name, read_as, first = cells(dialog, 0)
    assert (name, first) == ("skills_fr.txt", "문을 열어라. → Open the door.")
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
    reasons = [cells(dialog, row)[2] for row in range(5)]
    assert all(reasons)
    assert reasons[1] == reasons[2] == "It holds no text to translate."
    assert "format" in reasons[3]
    assert dialog.hint.text() == "Left out because they cannot be read: 5"
    assert dialog.language.currentText() == "fr", "of the first name that says it"
    dialog.start.click()
    assert dialog.choice is not None
    assert [file.path for file in dialog.choice.files] == [good]


def test_nothing_can_be_started_with_no_usable_file(parent: QWidget, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    assert not dialog_of(parent, [empty]).start.isEnabled()


def test_into_a_project_that_is_there(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good], TREE.projects[1])
    assert dialog.project.currentText() == "Beta"
    dialog.start.click()
    assert dialog.choice is not None
    assert (dialog.choice.project_id, dialog.choice.folder_id, dialog.choice.language) == (2, None, "fr")


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
    dialog.language.setCurrentText(" ")
    assert not dialog.start.isEnabled()
    for no_code in ("english", "EN", "en_US"):
        dialog.language.setCurrentText(no_code)
        assert not dialog.start.isEnabled()
        assert "named by its code" in dialog.hint.text()
    dialog.language.setCurrentText(" eo ")
    assert "named by its code" not in dialog.hint.text()
    QTest.keyClick(dialog.start, Qt.Key.Key_Space)
    choice = dialog.choice
    assert choice is not None
    assert (choice.project_id, choice.project_name, choice.language) == (None, "Gamma", "eo")


def test_cancel_chooses_nothing(parent: QWidget, good: Path) -> None:
    dialog = dialog_of(parent, [good])
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.choice is None
