"""What comes of imports: nobody who works in a file is taken away from it, and every end is said once."""

from pathlib import Path

import pytest

from locanext.gui.task_panel import describe
from locanext.gui.tasks import TaskState
from tests.programs import Running, wait
from tests.servers import Database
from tests.tabs.ldm.conftest import Hold
from tests.tabs.ldm.test_files import LINES, accept, boss, box, drop, known, quests

__all__ = ["boss", "quests"]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "skills_de.txt"
    path.write_text(LINES, "utf-8")
    return path


def said(running: Running) -> str:
    return running.window.statusBar().currentMessage()


def test_who_types_in_a_file_goes_on_typing(boss: Running, quests: Path, other: Path) -> None:
    drop(boss, quests)
    accept(boss, "Game")
    wait(lambda: boss.is_open("quests_de.txt") and boss.loaded(0), "the first file")
    known(boss, "quests_de.txt")
    drop(boss, other)
    accept(boss, "Game")
    boss.begin_typing(1, "Halb getippt")
    wait(lambda: "skills_de.txt is imported" in said(boss), "the import")
    known(boss, "skills_de.txt")
    editor = boss.ldm.view.editor
    assert boss.is_open("quests_de.txt")
    assert editor is not None
    assert editor.stored_text() == "Halb getippt"
    row = next(row for row in boss.window.task_panel.rows.values() if "skills_de.txt" in row.task.title)
    assert not row.open_button.isHidden()
    row.open_button.click()
    wait(lambda: boss.is_open("skills_de.txt") and boss.loaded(0), "the second file, asked for")


def test_of_several_files_one_line_says_what_came(boss: Running, quests: Path, other: Path) -> None:
    drop(boss, quests, other)
    accept(boss, "Game")
    wait(lambda: said(boss) == "Imported files: 2 of 2.", "the end of both")


def test_what_failed_of_several_is_said_in_one_box(boss: Running, quests: Path, other: Path, tmp_path: Path) -> None:
    drop(boss, quests, other)
    accept(boss, "Game")
    wait(lambda: len(boss.ldm.files.known.files) == 2, "both in the tree")
    third = tmp_path / "menu_de.txt"
    third.write_text(LINES + "too short\n", "utf-8")
    drop(boss, quests, other, third)
    accept(boss, "Game")
    assert box(boss).text() == "Imported files: 1 of 3."
    lines = box(boss).informativeText().splitlines()
    assert sum("is there already" in line for line in lines) == 2
    assert "menu_de.txt: places that are not as expected and stay as they are: 1" in lines
    box(boss).close()


def test_a_project_that_was_made_meanwhile_takes_the_import(boss: Running, database: Database, quests: Path) -> None:
    drop(boss, quests)
    imports = boss.ldm.imports
    wait(lambda: imports.dialog is not None and imports.dialog.isVisible(), "the question")
    dialog = imports.dialog
    assert dialog is not None
    dialog.project.setCurrentText("Game")
    assert "A new project" in dialog.hint.text()
    project = database.project("Game")
    wait(lambda: dialog.hint.text() == "", "the project, made elsewhere")
    dialog.start.click()
    assert known(boss, "quests_de.txt").project_id == project


def test_a_cancelled_import_is_said(boss: Running, quests: Path, other: Path, hold: Hold) -> None:
    drop(boss, quests)
    accept(boss, "Game")
    wait(lambda: boss.is_open("quests_de.txt"), "the file")
    known(boss, "quests_de.txt")
    with hold("segments"):
        drop(boss, other)
        accept(boss, "Game")
        runner = boss.program.runner
        wait(lambda: any(task.state is TaskState.RUNNING for task in runner.tasks()), "the import, under way")
        (task,) = runner.tasks()
        runner.cancel(task)
        wait(lambda: "The import of skills_de.txt was cancelled" in said(boss), "its end")
    assert len(boss.ldm.files.known.files) == 1


def test_the_task_of_the_sample_ends_complete(boss: Running) -> None:
    boss.ldm.files.open_sample()
    (task,) = [task for task in boss.program.runner.tasks() if "sample" in task.title]
    wait(lambda: task.state.over, "the sample")
    assert task.done == task.total > 10
    assert " of " not in describe(task)
