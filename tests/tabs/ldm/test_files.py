"""Whole files in a real window: in by a drop, out by an export, into the trash, new projects and folders."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QInputDialog, QMessageBox, QPushButton

from locanext.domain.project import FileInfo
from locanext.tabs.ldm.files import proposed_path
from tests.e2e.conftest import Start
from tests.programs import Running, wait
from tests.servers import Database

LINES = "".join(f"1\t2\t3\t4\t{n}\t{n}번 문을 열어라.\tOpen door {n}.\tCurrent\n" for n in range(1, 4))


@pytest.fixture
def boss(start: Start, database: Database) -> Running:
    """Somebody who may make projects and bring files in."""
    running = start("boss")
    running.wait_connected()
    wait(lambda: not running.program.runner.busy(), "the tree")
    return running


@pytest.fixture
def quests(tmp_path: Path) -> Path:
    path = tmp_path / "quests_de.txt"
    path.write_bytes(("\ufeff" + LINES.replace("\n", "\r\n")).encode())
    return path


def drop(running: Running, *paths: Path) -> None:
    """As the window gets it from a file manager; then wait for the question."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    running.window.dragEnterEvent(entered)
    assert entered.isAccepted()
    running.window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))


def accept(running: Running, project: str = "") -> None:
    """Answer the question where the files shall go."""
    imports = running.ldm.imports
    wait(lambda: imports.dialog is not None and imports.dialog.isVisible(), "the question")
    assert imports.dialog is not None
    if project:
        imports.dialog.project.setCurrentText(project)
    imports.dialog.start.click()


def known(running: Running, name: str) -> FileInfo:
    wait(lambda: any(file.name == name for file in running.ldm.files.known.files), f"{name} in the tree")
    return next(file for file in running.ldm.files.known.files if file.name == name)


def box(running: Running) -> QMessageBox:
    wait(lambda: any(one.isVisible() for one in running.window.findChildren(QMessageBox)), "a box")
    boxes = [one for one in running.window.findChildren(QMessageBox) if one.isVisible()]
    assert len(boxes) == 1
    return boxes[0]


def press(box: QMessageBox, text: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text() == text).click()


def test_a_dropped_file_comes_in_and_goes_out_byte_for_byte(boss: Running, quests: Path, tmp_path: Path) -> None:
    drop(boss, quests)
    accept(boss, "Game")
    wait(lambda: boss.is_open("quests_de.txt") and boss.loaded(0), "the file, opened")
    assert boss.shown(1) == "Open door 2."
    file = known(boss, "quests_de.txt")
    assert (file.language, boss.settings.import_language) == ("de", "de")
    assert [project.name for project in boss.ldm.files.known.projects] == ["Game"]
    same = tmp_path / "same.txt"
    boss.ldm.files.export(file, same, certificate=False)
    wait(same.exists, "the export")
    assert same.read_bytes() == quests.read_bytes()
    boss.type(1, "Öffne Tür 2.")
    boss.wait_saved()
    changed = tmp_path / "changed.txt"
    boss.ldm.files.export(file, changed, certificate=True)
    wait(lambda: "1 segments differ" in boss.window.statusBar().currentMessage(), "the export")
    assert changed.read_bytes() == quests.read_bytes().replace(b"Open door 2.", "Öffne Tür 2.".encode())
    certificate = json.loads(changed.with_name("changed.txt.certificate.json").read_text("utf-8"))
    assert len(certificate["changed"]) == 1


def test_a_dropped_folder_stands_for_its_files(boss: Running, tmp_path: Path, quests: Path) -> None:
    folder = tmp_path / "drop" / "deep"
    folder.mkdir(parents=True)
    (folder / "skills_de.txt").write_bytes(quests.read_bytes())
    (folder / "picture.png").write_bytes(bytes(range(256)))
    (folder.parent / "menu_de.txt").write_bytes(quests.read_bytes())
    drop(boss, folder.parent)
    accept(boss, "Game")
    for name in ("skills_de.txt", "menu_de.txt"):
        assert known(boss, name).segment_count == 3
    assert boss.ldm.file is None, "of several files none is opened unasked"
    assert len(boss.ldm.files.known.files) == 2


def test_an_empty_folder_is_told(boss: Running, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    drop(boss, tmp_path / "empty")
    assert "no files" in box(boss).text()
    box(boss).close()


def test_a_drop_goes_to_the_project_of_what_is_chosen(boss: Running, quests: Path, tmp_path: Path) -> None:
    drop(boss, quests)
    accept(boss, "Zeta")
    known(boss, "quests_de.txt")
    other = tmp_path / "skills_de.txt"
    other.write_bytes(quests.read_bytes())
    boss.ldm.tree.choose(known(boss, "quests_de.txt").id)
    drop(boss, other)
    imports = boss.ldm.imports
    wait(lambda: imports.dialog is not None and imports.dialog.isVisible(), "the question")
    assert imports.dialog is not None
    assert imports.dialog.project.currentText() == "Zeta"
    imports.dialog.reject()


def test_the_same_file_twice_is_refused_with_a_reason(boss: Running, quests: Path) -> None:
    drop(boss, quests)
    accept(boss, "Game")
    known(boss, "quests_de.txt")
    drop(boss, quests)
    accept(boss, "Game")
    assert "of this name and language is there already" in box(boss).text()
    box(boss).close()
    assert len(boss.ldm.files.known.files) == 1


def test_what_was_not_as_expected_is_listed(boss: Running, tmp_path: Path) -> None:
    ragged = tmp_path / "ragged_en.txt"
    ragged.write_text(LINES + "too short\n", "utf-8")
    drop(boss, ragged)
    accept(boss, "Game")
    assert box(boss).text() == "ragged_en.txt is imported."
    assert "not as expected and stay as they are: 1" in box(boss).informativeText()
    assert "line 4" in box(boss).informativeText()
    box(boss).close()


def test_what_was_not_as_expected_is_said_in_the_language_of_the_window(
    boss: Running, tmp_path: Path, korean: None
) -> None:
    ragged = tmp_path / "ragged_en.txt"
    ragged.write_text(LINES + "too short\n", "utf-8")
    drop(boss, ragged)
    accept(boss, "Game")
    assert "4행: 열이 1개임(최소 6개 필요). 이 줄은 그대로 두었습니다." in box(boss).informativeText()
    box(boss).close()


def test_a_file_that_cannot_be_read_is_said_in_the_language_of_the_window(
    boss: Running, tmp_path: Path, korean: None
) -> None:
    broken = tmp_path / "broken_en.xml"
    broken.write_text("<LanguageData><LocStr StrOrigin='가'/></Language>", "utf-8")
    drop(boss, broken)
    wait(lambda: boss.ldm.imports.dialog is not None, "the dialog")
    dialog = boss.ldm.imports.dialog
    assert dialog is not None
    assert dialog.reason.text() == "읽을 수 없습니다: 1행: 종료 태그가 시작 태그와 맞지 않음"
    dialog.reject()


def test_the_trash_asks_and_takes_an_open_file_off_the_screen(boss: Running, quests: Path) -> None:
    drop(boss, quests)
    accept(boss, "Game")
    wait(lambda: boss.is_open("quests_de.txt"), "the file")
    file = known(boss, "quests_de.txt")
    boss.ldm.files.trash(file)
    press(box(boss), "Cancel")
    boss.ldm.files.trash(file)
    press(box(boss), "Move to trash")
    wait(lambda: boss.ldm.file is None, "its end")
    assert boss.ldm.files.known.files == ()
    assert boss.ldm.empty.isVisible()
    assert boss.window.windowTitle() == "LocaNext"
    assert boss.status("counts") == ""


def test_new_projects_and_folders(boss: Running) -> None:
    def name_it(name: str) -> None:
        dialog = boss.window.findChild(QInputDialog)
        assert dialog is not None
        dialog.setTextValue(name)
        dialog.accept()
        wait(lambda: boss.window.findChild(QInputDialog) is None, "the dialog's end")

    boss.ldm.files.new_project()
    name_it(" Game ")
    wait(lambda: boss.ldm.files.known.projects, "the project")
    (project,) = boss.ldm.files.known.projects
    assert project.name == "Game"
    boss.ldm.files.new_folder(project)
    name_it("Story")
    wait(lambda: boss.ldm.files.known.folders, "the folder")
    boss.ldm.files.new_folder(boss.ldm.files.known.folders[0])
    name_it("Act 1")
    wait(lambda: len(boss.ldm.files.known.folders) == 2, "the folder in it")
    boss.ldm.files.new_project()
    name_it("Game")
    assert "project of this name" in box(boss).text()
    box(boss).close()


def test_the_sample_project_opens_and_is_not_made_twice(boss: Running) -> None:
    boss.ldm.empty.sample_pressed.emit()
    wait(lambda: boss.ldm.file is not None and boss.loaded(0), "its first file")
    wait(lambda: not boss.program.runner.busy(), "the tree")
    count = len(boss.ldm.files.known.files)
    assert count > 2
    boss.ldm.files.open_sample()
    wait(lambda: not boss.program.runner.busy(), "the second time")
    assert len(boss.ldm.files.known.files) == count


@pytest.mark.parametrize("folders", ["", "../../", "..\\..\\", "/etc/", "C:\\"])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, folders: str) -> None:
    assert proposed_path(tmp_path, f"{folders}대사 1.txt") == tmp_path / "대사 1.txt"
