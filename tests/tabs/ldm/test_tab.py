"""The whole tab in a real window: opening, keys, what the status bar tells, read-only files, the window's end."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QPushButton, QWidget

from locanext.domain.state import State
from locanext.gui.grid.model import Column
from locanext.gui.widgets.text_reader import TextReader
from tests import programs
from tests.e2e.conftest import Start
from tests.programs import Running, run_loop, wait
from tests.servers import Bouncer, Database
from tests.tabs.ldm.conftest import Hold, Save

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT, ALT, NONE = (
    Modifier.ControlModifier, Modifier.ShiftModifier, Modifier.AltModifier, Modifier.NoModifier,
)  # fmt: skip
SOURCES = [f"{number}번 문을 열어라" for number in range(30)]


@pytest.fixture
def file_id(database: Database) -> int:
    return database.file(database.project(), SOURCES)


@pytest.fixture
def kim(start: Start, file_id: int) -> Running:
    running = start("kim")
    running.open(file_id)
    running.window.activateWindow()
    wait(running.window.isActiveWindow, "the active window")
    return running


@pytest.fixture
def bouncer(pgbouncer: Bouncer) -> Iterator[Bouncer]:
    """One that the test may end and start again."""
    yield pgbouncer
    programs.end(pgbouncer.process)


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """To whatever has the focus, as a keyboard does."""
    QTest.keyClick(focus(), key, modifiers)


def type_(text: str) -> None:
    for letter in text:
        QTest.keyClicks(focus(), letter)


def stored(database: Database, file_id: int) -> dict[int, tuple[str, int]]:
    """What was edited, as the database has it: ord -> (target, state)."""
    query = "select ord, target, state from loc.segments where file_id = %s and version > 1"
    return {ord_: (target, state) for ord_, target, state in database.admin().execute(query, [file_id])}


def said(running: Running) -> str:
    return running.window.statusBar().currentMessage()


# --- by keys alone ------------------------------------------------------------------------------------------


def test_a_file_is_opened_from_the_tree_by_keys(start: Start, file_id: int) -> None:
    kim = start("kim")
    kim.wait_connected()
    wait(lambda: kim.ldm.files.known.files, "the tree")
    kim.window.activateWindow()
    kim.ldm.tree.search.setFocus()
    press(Key.Key_F5)
    assert focus() is kim.ldm.tree.view
    for _ in range(3):
        press(Key.Key_Down)
    press(Key.Key_Return)
    wait(lambda: kim.ldm.file is not None and kim.loaded(0), "the file")
    assert focus() is kim.ldm.view
    type_("Open door 0.")
    press(Key.Key_Return)
    kim.wait_saved()
    assert kim.shown(0) == "Open door 0."


def test_typing_and_confirming_by_keys(kim: Running, database: Database, file_id: int) -> None:
    type_("First.")
    press(Key.Key_Return)
    assert kim.ldm.view.currentIndex().row() == 1
    assert kim.ldm.view.editor is None
    type_("Second.")
    press(Key.Key_Return, CTRL)
    editor = kim.ldm.view.editor
    assert editor is not None
    assert editor.ord == 2, "typing goes on in the next one to do"
    type_("Third, ")
    press(Key.Key_Return, SHIFT)
    type_("in two lines.")
    press(Key.Key_S, CTRL)
    type_("..")
    press(Key.Key_Escape)
    press(Key.Key_Down)
    press(Key.Key_F2)
    type_("Fourth.")
    press(Key.Key_Return, CTRL | SHIFT)
    press(Key.Key_Tab)
    type_("Fifth.")
    press(Key.Key_Return)
    kim.wait_saved()
    assert stored(database, file_id) == {
        0: ("First.", State.DRAFT),
        1: ("Second.", State.CONFIRMED),
        2: ("Third, \\nin two lines.", State.DRAFT),
        3: ("Fourth.", State.CONFIRMED),
        4: ("Fifth.", State.DRAFT),
    }


def test_finding_by_keys(kim: Running) -> None:
    press(Key.Key_G, CTRL)
    dialog = kim.window.findChild(QInputDialog)
    assert dialog is not None
    wait(lambda: dialog.isAncestorOf(focus()), "the question")
    type_("21")
    press(Key.Key_Return)
    wait(lambda: kim.ldm.view.currentIndex().row() == 20, "the segment")
    kim.window.activateWindow()  # as a desktop does when a dialog closes
    wait(lambda: QApplication.focusWidget() is kim.ldm.view, "the grid's focus")
    press(Key.Key_F, CTRL)
    assert focus() is kim.ldm.filter.needle
    type_("ID_7")
    press(Key.Key_Return)
    wait(lambda: kim.ldm.model.rowCount() == 1, "the filter")
    assert focus() is kim.ldm.view
    wait(lambda: kim.ldm.model.segment_at(0), "its page")
    type_("Seven.")
    press(Key.Key_Return)
    wait(lambda: kim.shown(7) == "Seven.", "the text")


def test_undo_by_keys(kim: Running, database: Database, file_id: int) -> None:
    for text in ("First.", "Second."):
        type_(text)
        press(Key.Key_Return)
    kim.wait_saved()
    press(Key.Key_Z, CTRL)
    press(Key.Key_Z, CTRL)
    assert (kim.shown(0), kim.shown(1)) == ("", "")
    assert kim.ldm.view.currentIndex().row() == 0, "where something has changed"
    press(Key.Key_Y, CTRL)
    kim.wait_saved()
    assert stored(database, file_id) == {0: ("First.", State.DRAFT), 1: ("", State.UNTRANSLATED)}


def test_undo_right_after_confirming(kim: Running) -> None:
    """Ctrl+Enter opens the next editor; nothing is typed there yet."""
    type_("First.")
    press(Key.Key_Return, CTRL)
    kim.wait_saved()
    assert kim.ldm.view.editor is not None
    press(Key.Key_Z, CTRL)
    kim.wait_saved()
    assert kim.shown(0) == ""


def test_undo_in_an_editor_takes_back_typing_first(kim: Running) -> None:
    type_("First.")
    press(Key.Key_Return)
    kim.wait_saved()
    type_("Second")
    press(Key.Key_Z, CTRL)
    assert kim.ldm.view.editor is not None
    assert kim.shown(0) == "First."


def test_undo_from_the_menu_with_an_open_editor(kim: Running) -> None:
    """What is typed there is the newest edit, so it is what goes."""
    kim.type(0, "First.")
    kim.begin_typing(0, "First, changed.")
    kim.ldm.view.actions_by_id["undo"].trigger()
    kim.wait_saved()
    assert kim.shown(0) == "First."
    kim.ldm.view.actions_by_id["undo"].trigger()
    kim.wait_saved()
    assert kim.shown(0) == ""


def test_undo_that_is_refused_is_said(kim: Running, file_id: int, lee_saves: Save) -> None:
    kim.type(0, "First.")
    kim.wait_saved()
    lee_saves(file_id, 0, "Lee's.")
    wait(lambda: kim.shown(0) == "Lee's.", "lee's text")
    kim.ldm.view.actions_by_id["undo"].trigger()
    assert said(kim) == "Segment 1 has been changed since then; that edit cannot be undone."


def test_one_key_undoes_the_state_of_a_whole_selection(kim: Running, database: Database, file_id: int) -> None:
    for row in range(3):
        kim.type(row, f"Text {row}.")
    kim.wait_saved()
    drafts = stored(database, file_id)
    press(Key.Key_Home, CTRL)
    press(Key.Key_Down, SHIFT)
    press(Key.Key_Down, SHIFT)
    press(Key.Key_Return, CTRL | SHIFT)
    kim.wait_saved()
    confirmed = stored(database, file_id)
    assert confirmed == {row: (f"Text {row}.", State.CONFIRMED) for row in range(3)}
    for key, expected in ((Key.Key_Z, drafts), (Key.Key_Y, confirmed), (Key.Key_Z, drafts)):
        press(key, CTRL)
        kim.wait_saved()
        assert stored(database, file_id) == expected
    press(Key.Key_Z, CTRL)
    kim.wait_saved()
    assert kim.shown(2) == "", "the edit before it"


def test_ones_own_second_window_is_outlined_as_you(kim: Running, file_id: int) -> None:
    assert kim.settings.path is not None
    with closing(Running(kim.settings.path.parent)) as second:
        second.open(file_id)
        second.ldm.view.go_to(7)
        wait(lambda: [person.name for person in kim.ldm.model.people_at(7)] == ["you"], "the second window")
        assert not kim.ldm.model.people_at(0), "the first one itself"
        assert kim.window._labels["people"].toolTip() == "You", "one person is here"


def test_zoom_by_keys(kim: Running) -> None:
    """In the grid as in the editor."""
    before = kim.ldm.view.font().pointSizeF()
    press(Key.Key_Equal, CTRL)
    larger = kim.ldm.view.font().pointSizeF()
    assert larger > before
    type_("First.")
    press(Key.Key_Equal, CTRL)
    assert kim.ldm.view.font().pointSizeF() > larger
    press(Key.Key_0, CTRL)
    assert kim.ldm.view.font().pointSizeF() == before


def test_all_of_a_long_file_is_copied(database: Database, start: Start) -> None:
    count = 1300
    kim = start("kim")
    kim.open(database.file(database.project("Long"), [f"{number}번" for number in range(count)]))
    kim.ldm.view.clearSelection()
    kim.ldm.view.selectColumn(Column.SOURCE)
    clipboard = QApplication.clipboard()
    clipboard.setText("")
    kim.ldm.view.actions_by_id["copy"].trigger()
    wait(clipboard.text, "the segments")
    assert clipboard.text() == "".join(f"{number}번\n" for number in range(count))


# --- opening ------------------------------------------------------------------------------------------------


def test_title_and_counts(kim: Running, database: Database) -> None:
    assert kim.window.windowTitle() == "a.txt (en) · Game · LocaNext"
    assert kim.status("counts") == "30 segments · 0% confirmed"
    for ord_ in range(3):
        kim.type(ord_, f"Open door {ord_}.", "confirm_stay")
    kim.wait_saved()
    wait(lambda: kim.status("counts") == "30 segments · 10% confirmed", "the count", 10)
    wait(lambda: "10%" in str(kim.ldm.tree.view.currentIndex().data()), "the tree", 10)


def test_counts_follow_colleagues_who_never_pause(kim: Running, file_id: int, lee_saves: Save) -> None:
    done: list[str] = []
    for number in range(60):
        lee_saves(file_id, number % 30, f"Lee {number}.", State.CONFIRMED)
        run_loop(20)
        done.append(kim.status("counts"))
    shares = {int(text.split("· ")[1].partition("%")[0]) for text in done}
    assert any(0 < share < 100 for share in shares), "they came in between, not only at the end"
    wait(lambda: kim.status("counts") == "30 segments · 100% confirmed", "the last one", 10)


def test_how_far_other_files_are_is_read_again_while_one_is_worked_on(
    kim: Running, database: Database, lee_saves: Save
) -> None:
    other = database.file(database.project("Other"), SOURCES)
    kim.ldm.load_tree()
    wait(lambda: any(file.id == other for file in kim.ldm.files.known.files), "the other file")
    for ord_ in range(30):
        lee_saves(other, ord_, "Lee.", State.CONFIRMED)
    kim.ldm.counting._others.setInterval(1)
    kim.type(3, "Mine.")
    wait(lambda: next(f for f in kim.ldm.files.known.files if f.id == other).done_count == 30, "its count", 10)


def test_a_text_typed_while_another_file_comes_belongs_to_the_old_one(
    kim: Running, database: Database, file_id: int, hold: Hold
) -> None:
    other = database.file(database.project("Other"), SOURCES)
    with hold("file_counters"):
        kim.ldm.open_file(other)
        kim.begin_typing(4, "Of the old file.")
    wait(lambda: kim.ldm.file is not None and kim.ldm.file.id == other and kim.loaded(0), "the other file")
    kim.wait_saved()
    assert stored(database, file_id) == {4: ("Of the old file.", State.DRAFT)}
    assert stored(database, other) == {}
    assert kim.shown(4) == ""


def test_the_file_that_is_open_is_not_opened_again(kim: Running, file_id: int) -> None:
    kim.type(9, "Nine.")
    kim.ldm.view.go_to(20)
    kim.ldm.open_file(file_id)
    wait(lambda: not kim.program.runner.busy(), "nothing")
    assert kim.ldm.view.currentIndex().row() == 20
    assert kim.ldm.view.actions_by_id["undo"].isEnabled()


def test_the_last_file_is_opened_at_the_next_start(kim: Running, start: Start, file_id: int) -> None:
    kim.close()
    assert kim.settings.last_file == file_id
    assert kim.settings.path is not None
    again = Running(kim.settings.path.parent)
    wait(lambda: again.ldm.file is not None and again.loaded(0), "the file")
    again.close()


def test_a_file_that_somebody_trashes_is_closed(kim: Running, database: Database, file_id: int) -> None:
    database.connect("boss").execute("select loc.trash_file_v1(%s, true)", [file_id])
    wait(lambda: kim.ldm.file is None, "its end")
    assert said(kim) == "a.txt is no longer there."
    assert not kim.ldm._go_to.isEnabled()
    database.connect("boss").execute("select loc.trash_file_v1(%s, false)", [file_id])
    wait(lambda: kim.ldm.files.known.files, "its return")
    kim.open(file_id)


def test_a_text_that_is_being_typed_is_not_taken_off_the_screen(kim: Running, database: Database, file_id: int) -> None:
    kim.begin_typing(4, "Not lost.")
    database.connect("boss").execute("select loc.trash_file_v1(%s, true)", [file_id])
    wait(lambda: not kim.ldm.files.known.files, "the tree without it")
    assert kim.ldm.view.editor is not None
    assert kim.ldm.view.editor.stored_text() == "Not lost."
    kim.ldm.view.commit_editor()
    wait(lambda: kim.ldm.model.failure(4), "the failure")
    assert kim.shown(4) == "Not lost."
    assert said(kim) == kim.ldm.model.failure(4)


# --- rights -------------------------------------------------------------------------------------------------


def test_a_file_to_read_only(start: Start, database: Database) -> None:
    file_id = database.file(database.project(members={"kim": "read"}), SOURCES)
    kim = start("kim")
    kim.open(file_id)
    kim.window.activateWindow()
    type_("Forbidden.")
    press(Key.Key_Return, CTRL)
    press(Key.Key_Delete, ALT)
    press(Key.Key_Insert, CTRL)
    assert kim.ldm.view.editor is None
    assert kim.ldm.edits.count() == 0
    assert said(kim) == "You may read this file, not edit it."
    assert stored(database, file_id) == {}


def test_a_reviewed_segment_is_the_reviewers(start: Start, database: Database) -> None:
    file_id = database.file(database.project(), SOURCES)
    database.admin().execute("update loc.segments set target = 'Reviewed.', state = 4, version = 2 where ord = 1")
    kim = start("kim")
    kim.open(file_id)
    kim.window.activateWindow()
    kim.ldm.view.go_to(1)
    type_("Forbidden.")
    assert kim.ldm.view.editor is None
    assert said(kim) == "This segment is reviewed; a reviewer can change it."
    kim.type(2, "Allowed.")
    kim.wait_saved()


# --- the window's end ---------------------------------------------------------------------------------------


def test_closing_hands_in_what_is_typed(kim: Running, database: Database, file_id: int) -> None:
    kim.begin_typing(4, "Typed when the window closed.")
    assert kim.ldm.unsaved() == 0
    kim.close()
    assert stored(database, file_id) == {4: ("Typed when the window closed.", State.DRAFT)}


def away(kim: Running, bouncer: Bouncer) -> None:
    programs.end(bouncer.process)
    wait(lambda: not kim.ldm.is_connected, "the lost link")


def test_edits_wait_for_the_server(bouncer: Bouncer, kim: Running, database: Database, file_id: int) -> None:
    away(kim, bouncer)
    kim.type(4, "Typed without a server.")
    assert kim.status("saving") == "Working offline: 1 text waits"
    kim.type(5, "And another.")
    kim.type(4, "Typed on it.", "confirm_stay")
    assert kim.status("saving") == "Working offline: 3 texts wait"
    assert (kim.shown(4), kim.shown(5)) == ("Typed on it.", "And another.")
    programs.restart(bouncer)
    kim.wait_saved()
    assert kim.status("saving") == ""
    assert stored(database, file_id) == {4: ("Typed on it.", State.CONFIRMED), 5: ("And another.", State.DRAFT)}


def test_closing_without_a_server_loses_nothing(
    bouncer: Bouncer, kim: Running, database: Database, file_id: int
) -> None:
    away(kim, bouncer)
    kim.type(4, "Typed without a server.")
    kim.begin_typing(5, "Typed when the window closed.")
    kim.close()
    assert not hasattr(kim.window, "question")
    programs.restart(bouncer)
    assert stored(database, file_id) == {}
    assert kim.settings.path is not None
    again = Running(kim.settings.path.parent)
    wait(lambda: said(again) == "2 texts from last time were saved.", "the saves")
    again.close()
    assert stored(database, file_id) == {
        4: ("Typed without a server.", State.DRAFT),
        5: ("Typed when the window closed.", State.DRAFT),
    }


def test_closing_asks_before_it_loses_what_no_disk_holds(
    bouncer: Bouncer, kim: Running, database: Database, file_id: int
) -> None:
    away(kim, bouncer)
    journal = kim.program.runner.bench.journal  # type: ignore[attr-defined]
    journal.close()
    journal.file = kim.program.paths.home / ".env" / "a file is no folder"
    kim.type(4, "Given up.")
    wait(lambda: "cannot be kept on this computer" in said(kim), "the trouble")
    kim.window._give_up.setInterval(200)
    kim.window.close()
    wait(lambda: hasattr(kim.window, "question"), "the question")
    assert kim.window.isVisible()
    assert "not reached the server: 1" in kim.window.question.text()
    kim.window._give_up.setInterval(10_000)
    buttons = kim.window.question.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Close and lose them").click()
    wait(lambda: not kim.window.isVisible(), "the end")
    programs.restart(bouncer)
    kim.end()
    assert stored(database, file_id) == {}


# --- what the server refuses --------------------------------------------------------------------------------


def test_a_text_that_is_refused_outlives_its_file_and_comes_back_with_it(
    kim: Running, database: Database, file_id: int
) -> None:
    boss = database.connect("boss")
    kim.begin_typing(4, "Not lost.")
    boss.execute("select loc.trash_file_v1(%s, true)", [file_id])
    wait(lambda: not kim.ldm.files.known.files, "the tree without it")
    kim.ldm.view.commit_editor()
    wait(lambda: kim.status("refused") == "1 text could not be saved", "the refusal")
    kim.ldm.load_tree()
    wait(lambda: kim.ldm.file is None, "the file's end")
    assert kim.ldm.unsaved() == 0
    boss.execute("select loc.trash_file_v1(%s, false)", [file_id])
    wait(lambda: kim.ldm.files.known.files, "its return")
    kim.open(file_id)
    kim.wait_saved()
    wait(lambda: kim.shown(4) == "Not lost.", "the text")
    assert kim.status("refused") == ""
    assert stored(database, file_id) == {4: ("Not lost.", State.DRAFT)}


def test_what_is_refused_is_tried_again_or_discarded_as_the_person_says(
    kim: Running, database: Database, file_id: int
) -> None:
    boss = database.connect("boss")
    boss.execute("select loc.trash_file_v1(%s, true)", [file_id])
    for ord_ in (4, 5):
        kim.type(ord_, f"Text {ord_}")
    wait(lambda: kim.status("refused") == "2 texts could not be saved", "the refusals")
    kim.ldm.unsaved_texts.action.trigger()
    dialog = kim.ldm.unsaved_texts.dialog
    assert dialog is not None
    dialog.retry.click()
    kim.wait_saved()
    assert dialog.table.rowCount() == 2, "refused again"
    dialog.table.selectRow(1)
    dialog.discard.click()
    question = kim.ldm.unsaved_texts.question
    next(button for button in question.findChildren(QPushButton) if button.text() == "Discard").click()
    wait(lambda: dialog.table.rowCount() == 1, "the other one's end")
    boss.execute("select loc.trash_file_v1(%s, false)", [file_id])
    dialog.retry.click()
    kim.wait_saved()
    assert dialog.table.rowCount() == 0
    assert kim.status("refused") == ""
    assert not kim.ldm.unsaved_texts.action.isEnabled()
    assert stored(database, file_id) == {4: ("Text 4", State.DRAFT)}
    dialog.reject()


def test_a_damaged_journal_is_told(start: Start, file_id: int) -> None:
    kim = start("kim")
    journal = kim.program.runner.bench.journal  # type: ignore[attr-defined]
    kim.wait_connected()
    journal.close()
    journal.file.write_bytes(b"no database at all" * 100)
    kim.ldm.edits.outbox.adopt()
    wait(lambda: kim.window.findChildren(QMessageBox), "the message")
    (box,) = kim.window.findChildren(QMessageBox)
    assert ".sqlite.damaged-" in box.text()
    box.accept()


def test_a_long_source_can_be_read_in_full(kim: Running, database: Database, file_id: int) -> None:
    long = "\\n".join(f"{number}번째 줄" for number in range(400))
    database.admin().execute("update loc.segments set source = %s where file_id = %s and ord = 5", [long, file_id])
    kim.ldm.model.refresh()
    wait(lambda: len(getattr(kim.ldm.model.theirs(5), "source", "")) == len(long), "the text")
    kim.ldm.view.go_to(5)
    QTest.keyClick(kim.ldm.view, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    wait(lambda: kim.window.findChildren(TextReader), "the reader")
    (reader,) = kim.window.findChildren(TextReader)
    assert reader.text.toPlainText() == long.replace("\\n", "\n")
    assert reader.text.isReadOnly()
    QTest.keyClick(reader, Qt.Key.Key_Escape)
    wait(lambda: not kim.window.findChildren(TextReader), "its end")
