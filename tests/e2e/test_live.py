"""Two people's windows on one file, through a real PgBouncer: what one does, the other sees, and nothing is lost."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QPushButton

from locanext.domain.state import State
from locanext.tabs.ldm.conflict_dialog import ConflictDialog
from tests.e2e.conftest import Start
from tests.programs import Running, wait
from tests.servers import Bouncer, Database

SOURCES = [f"{number}번 문을 열어라" for number in range(30)]
ORD = 3


@pytest.fixture
def file_id(database: Database) -> int:
    return database.file(database.project(), SOURCES)


@pytest.fixture
def kim(start: Start, file_id: int) -> Running:
    running = start("kim")
    running.open(file_id)
    return running


@pytest.fixture
def lee(start: Start, file_id: int) -> Running:
    running = start("lee")
    running.open(file_id)
    return running


def history(database: Database, file_id: int, ord_: int = ORD) -> list[tuple[str, str]]:
    """(kind, target) of a segment, oldest first."""
    query = "select kind, target from loc.changes where file_id = %s and ord = %s order by seq"
    return list(database.admin().execute(query, [file_id, ord_]))


def stored(database: Database, file_id: int, ord_: int = ORD) -> str:
    query = "select target from loc.segments where file_id = %s and ord = %s"
    return str(database.admin().execute(query, [file_id, ord_]).fetchone()[0])


class Paints(QObject):
    """Counts how often the grid is painted."""

    def __init__(self, running: Running) -> None:
        super().__init__(running.window)
        self.count = 0
        running.ldm.view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_save_repaints_the_other_window(kim: Running, lee: Running, database: Database, file_id: int) -> None:
    paints = Paints(lee)
    before = paints.count
    kim.type(ORD, "Open door number 3.", "confirm_stay")
    wait(lambda: lee.shown(ORD) == "Open door number 3." and paints.count > before, "the other window")
    segment = lee.ldm.model.segment_at(ORD)
    assert segment is not None
    assert (segment.state, segment.author) == (State.CONFIRMED, "Kim")
    kim.wait_saved()
    assert history(database, file_id) == [("typed", "Open door number 3.")]


def test_a_cell_that_is_being_edited_is_left_alone(kim: Running, lee: Running) -> None:
    lee.begin_typing(ORD, "half a sen")
    editor = lee.ldm.view.editor
    assert editor is not None
    kim.type(ORD, "Kim was faster.")
    wait(lambda: getattr(lee.ldm.model.theirs(ORD), "target", "") == "Kim was faster.", "kim's text")
    assert lee.ldm.view.editor is editor
    assert editor.stored_text() == "half a sen"
    assert "Kim has just changed this segment" in lee.window.statusBar().currentMessage()
    lee.ldm.view._close_editor()
    wait(lambda: lee.shown(ORD) == "Kim was faster.", "kim's text after Esc")


def clash(mine: Running, other: Running) -> ConflictDialog:
    """Both type into one segment, the other saves first; the question that comes."""
    mine.begin_typing(ORD, "Mine.")
    other.type(ORD, "Theirs.")
    wait(lambda: getattr(mine.ldm.model.theirs(ORD), "target", "") == "Theirs.", "the other's text")
    mine.ldm.view.commit_editor()
    wait(mine.conflict_dialogs, "the question")
    return mine.conflict_dialogs()[0]


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("use_mine", "Mine."), ("use_theirs", "Theirs."), ("use_both", "Theirs.\\nMine."), ("keep", "Mine, edited.")],
)
def test_a_conflict_is_decided_by_a_person(
    kim: Running, lee: Running, database: Database, file_id: int, choice: str, kept: str
) -> None:
    dialog = clash(lee, kim)
    dialog.result_text.setPlainText("Mine, edited.")
    button: QPushButton = getattr(dialog, choice)
    button.click()
    wait(lambda: lee.shown(ORD) == kept and kim.shown(ORD) == kept, "the decision in both windows")
    lee.wait_saved()
    assert stored(database, file_id) == kept
    kinds = [("typed", "Theirs."), ("conflict", "Mine.")]
    assert history(database, file_id) == kinds + ([] if choice == "use_theirs" else [("merged", kept)])


def test_a_conflict_may_be_decided_later(kim: Running, lee: Running, database: Database, file_id: int) -> None:
    clash(lee, kim).reject()
    wait(lambda: not lee.conflict_dialogs(), "the question to close")
    assert (lee.shown(ORD), bool(lee.ldm.model.failure(ORD)), lee.status("conflicts")) == (
        "Mine.",
        True,
        "Conflicts: 1",
    )
    assert history(database, file_id) == [("typed", "Theirs."), ("conflict", "Mine.")]
    lee.ldm.conflicts.ask()
    lee.conflict_dialogs()[0].use_theirs.click()
    wait(lambda: lee.shown(ORD) == "Theirs.", "their text")
    assert (lee.ldm.model.failure(ORD), lee.status("conflicts")) == ("", "")


def test_conflicts_are_asked_about_one_at_a_time(kim: Running, lee: Running, database: Database, file_id: int) -> None:
    for running in (kim, lee):
        wait(lambda running=running: running.loaded(ORD + 1), "the segments")  # type: ignore[misc]
    seen = [lee.ldm.model.theirs(ord_) for ord_ in (ORD, ORD + 1)]
    for ord_ in (ORD, ORD + 1):
        kim.type(ord_, "Theirs.")
    kim.wait_saved()
    for segment in seen:
        assert segment is not None
        lee.ldm.model.edit(segment, "Mine.")
    wait(lambda: lee.status("conflicts") == "Conflicts: 2", "both conflicts")
    assert len(lee.conflict_dialogs()) == 1
    lee.conflict_dialogs()[0].use_mine.click()
    wait(lambda: lee.status("conflicts") == "Conflicts: 1" and lee.conflict_dialogs(), "the next question")
    lee.conflict_dialogs()[0].use_mine.click()
    wait(lambda: lee.status("conflicts") == "", "the end of the questions")
    lee.wait_saved()
    assert [lee.shown(ord_) for ord_ in (ORD, ORD + 1)] == ["Mine.", "Mine."]


def test_texts_typed_behind_one_that_lost_are_kept_too(
    kim: Running, lee: Running, database: Database, file_id: int
) -> None:
    """Three quick edits of one segment; the first meets a newer version before the others are sent."""
    base = lee.ldm.model.segment_at(ORD)
    assert base is not None
    kim.type(ORD, "Theirs.")
    kim.wait_saved()
    for text in ("First.", "Second.", "Third."):
        shown = lee.ldm.model.segment_at(ORD)
        assert shown is not None
        # The version that lee saw: kim's may or may not have come in already.
        lee.ldm.model.edit(shown._replace(version=base.version), text)
    wait(lee.conflict_dialogs, "the question")
    dialog = lee.conflict_dialogs()[0]
    assert dialog.conflict.mine.target == "Third."
    dialog.use_theirs.click()
    lee.wait_saved()
    lost = [text for kind, text in history(database, file_id) if kind == "conflict"]
    assert lost == ["First.", "Second.", "Third."]
    assert stored(database, file_id) == "Theirs."


def test_people_see_each_other(kim: Running, lee: Running) -> None:
    lee.ldm.view.go_to(ORD)
    wait(lambda: [one.name for one in kim.ldm.model.people_at(ORD)] == ["Lee"], "lee in kim's grid")
    assert kim.status("people") == "2 here"
    lee.close()
    wait(lambda: kim.status("people") == "1 here", "lee's leaving, long before the server forgets it", 10)
    assert kim.ldm.model.people_at(ORD) == ()


def test_who_may_only_read_cannot_edit(start: Start, database: Database) -> None:
    project = database.project(members={"kim": "read"})
    file_id = database.file(project, SOURCES)
    kim = start("kim")
    kim.open(file_id)
    kim.ldm.view.go_to(ORD, edit=True)
    assert kim.ldm.view.editor is None
    assert "not edit" in kim.window.statusBar().currentMessage()
    kim.ldm.view.commands.replace_target("Forced.")
    kim.ldm.view.actions_by_id["copy_source"].trigger()
    assert kim.ldm.edits.count() == 0
    assert history(database, file_id) == []


def test_the_filter_asks_the_server(kim: Running) -> None:
    kim.ldm.filter.needle.setText("17번")
    wait(lambda: kim.ldm.model.rowCount() == 1, "the filter")
    assert kim.ldm.model.ord_at(0) == 17
    kim.ldm.filter.clear()
    wait(lambda: kim.ldm.model.rowCount() == len(SOURCES), "all segments")
    assert kim.ldm.view.currentIndex().row() == 17, "the current segment stays the current one"


def test_any_segment_of_a_long_file_can_be_gone_to(start: Start, database: Database) -> None:
    count = 40_000
    kim = start("kim")
    kim.open(database.file(database.project(), map(str, range(count))))
    for position in (32_650, 32_767, 32_768, count - 1):
        kim.ldm.view.go_to(position)
        wait(lambda position=position: kim.loaded(position), f"segment {position}")  # type: ignore[misc]


def big_file(folder: Path, count: int) -> Path:
    path = folder / "big.txt"
    line = "1\t2\t3\t4\t{n}\t{n}번째 줄에 적힌 오래된 이야기입니다.\tAn old story on line {n}.\tCurrent\tnote\n"
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(line.format(n=number) for number in range(count))
    return path


def test_closing_in_the_middle_of_an_import_leaves_nothing(
    start: Start, database: Database, pgbouncer: Bouncer, tmp_path: Path
) -> None:
    project = database.project("Game", {"kim": "manage"})
    kim = start("kim")
    kim.wait_connected()
    wait(lambda: any(one.id == project for one in kim.ldm.files.known.projects), "the tree")
    kim.start_import(big_file(tmp_path, 200_000), "Game")
    kim.window.close()
    assert kim.window.isVisible(), "it asks first"
    button = next(one for one in kim.window.question.buttons() if one.text() == "Stop and close")
    button.click()
    wait(lambda: not kim.window.isVisible(), "the window's end")
    kim.end()
    admin = database.admin()
    assert admin.execute("select count(*) from loc.files").fetchone() == (0,)
    assert admin.execute("select count(*) from loc.segments").fetchone() == (0,)
    staging = "select count(*) from pg_tables where schemaname = 'loc' and tablename like 'upload_%'"
    assert admin.execute(staging).fetchone() == (0,)
