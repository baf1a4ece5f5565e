"""A person's edits on their way to a real server: their order, conflicts, failures, undo."""

from array import array
from collections.abc import Callable

import pytest
from PySide6.QtTest import QSignalSpy

from locanext.domain.state import State
from locanext.tabs.ldm.edits import Conflict
from tests.programs import wait
from tests.servers import Database
from tests.tabs.ldm.conftest import Desk, DeskOf, Hold, Save

History = Callable[[int, int], list[tuple[str, str]]]
SOURCES = [f"{number}번 문" for number in range(12)]


@pytest.fixture
def file_id(database: Database) -> int:
    return database.file(database.project(), SOURCES)


@pytest.fixture
def desk(desk_of: DeskOf, file_id: int) -> Desk:
    desk = desk_of("kim")
    desk.open(file_id)
    return desk


def conflicts_of(desk: Desk) -> list[Conflict]:
    met: list[Conflict] = []
    desk.edits.conflict_met.connect(met.append)
    return met


def clash(desk: Desk, file_id: int, lee_saves: Save, *mine: str) -> Conflict:
    """Lee saves a text that kim has not heard of; then kim types over what she sees."""
    met = conflicts_of(desk)
    lee_saves(file_id, 2, "Theirs.")
    for text in mine:
        desk.type(2, text)
    wait(lambda: met, "the conflict")
    desk.wait_saved()
    assert len(met) == 1
    return met[0]


# --- saving -------------------------------------------------------------------------------------------------


def test_edits_of_one_segment_become_versions_in_the_order_typed(
    desk: Desk, file_id: int, hold: Hold, history: History
) -> None:
    counts = QSignalSpy(desk.edits.saving_changed)
    with hold("changes"):
        for text in ("One.", "Two.", "Three."):
            desk.type(0, text)
        desk.type(1, "Another.")
        assert desk.edits.count() == 4
        assert desk.model.is_saving(0)
        assert desk.shown(0) == "Three."
    desk.wait_saved()
    assert history(file_id, 0) == [("typed", "One."), ("typed", "Two."), ("typed", "Three.")]
    segment = desk.model.segment_at(0)
    assert segment is not None
    assert (segment.target, segment.version, segment.state) == ("Three.", 4, State.DRAFT)
    assert not desk.model.is_saving(0)
    assert [counts.at(i)[0] for i in range(counts.count())][-1] == 0


def test_edits_that_wait_are_saved_though_another_file_is_opened(
    database: Database, desk: Desk, file_id: int, hold: Hold, history: History
) -> None:
    other = database.file(database.project("Other"), SOURCES)
    with hold("changes"):
        for text in ("One.", "Two."):
            desk.type(0, text)
        desk.open(other)
        assert desk.edits.count() == 2, "nobody may close the window on them"
    desk.wait_saved()
    assert history(file_id, 0) == [("typed", "One."), ("typed", "Two.")]
    assert history(other, 0) == []
    assert desk.shown(0) == ""


def test_a_save_that_fails_is_told_and_its_text_stays(database: Database, desk: Desk, file_id: int) -> None:
    told: list[str] = []
    desk.edits.failed.connect(told.append)
    database.connect("boss").execute("select loc.trash_file_v1(%s, true)", [file_id])
    desk.type(0, "Lost?")
    desk.type(0, "Not lost.")
    desk.wait_saved()
    assert len(told) == 1
    assert desk.shown(0) == "Not lost."
    assert desk.model.failure(0) == told[0]
    database.connect("boss").execute("select loc.trash_file_v1(%s, false)", [file_id])
    desk.type(0, "Saved after all.")
    desk.wait_saved()
    assert desk.model.failure(0) == ""
    assert desk.shown(0) == "Saved after all."


# --- conflicts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "state"),
    [("Mine.", State.DRAFT), ("Theirs.\\nMine.", State.DRAFT), ("Typed anew.", State.DRAFT), ("", State.UNTRANSLATED)],
)
def test_a_conflict_is_resolved_by_a_merge(
    desk: Desk, file_id: int, lee_saves: Save, history: History, kept: str, state: State
) -> None:
    conflict = clash(desk, file_id, lee_saves, "Mine.")
    assert (conflict.mine.target, conflict.theirs.target, conflict.file_id) == ("Mine.", "Theirs.", file_id)
    assert desk.shown(2) == "Mine.", "mine stays to be seen while it is asked"
    desk.edits.resolve(conflict, kept)
    desk.wait_saved()
    segment = desk.model.segment_at(2)
    assert segment is not None
    assert (segment.target, segment.state) == (kept, state)
    assert desk.model.failure(2) == ""
    assert history(file_id, 2) == [("typed", "Theirs."), ("conflict", "Mine."), ("merged", kept)]


def test_theirs_takes_no_save(desk: Desk, file_id: int, lee_saves: Save, history: History) -> None:
    conflict = clash(desk, file_id, lee_saves, "Mine.")
    desk.edits.resolve(conflict, "Theirs.")
    assert desk.edits.count() == 0
    assert desk.shown(2) == "Theirs."
    assert desk.model.failure(2) == ""
    assert history(file_id, 2) == [("typed", "Theirs."), ("conflict", "Mine.")]


def test_one_question_for_several_texts_that_lost(desk: Desk, file_id: int, lee_saves: Save, history: History) -> None:
    conflict = clash(desk, file_id, lee_saves, "First.", "Second.")
    assert conflict.mine.target == "Second."
    assert history(file_id, 2)[1:] == [("conflict", "First."), ("conflict", "Second.")]


def test_a_confirmation_that_lost_is_confirmed_again_by_mine(desk: Desk, file_id: int, lee_saves: Save) -> None:
    met = conflicts_of(desk)
    lee_saves(file_id, 2, "Theirs.")
    desk.type(2, "Mine.", State.CONFIRMED)
    wait(lambda: met, "the conflict")
    desk.edits.resolve(met[0], "Mine.")
    desk.wait_saved()
    segment = desk.model.segment_at(2)
    assert segment is not None
    assert segment.state is State.CONFIRMED


def test_a_conflict_is_resolved_in_its_own_file(
    database: Database, desk: Desk, file_id: int, lee_saves: Save, history: History
) -> None:
    """While it is asked, an import that ends may open another file."""
    conflict = clash(desk, file_id, lee_saves, "Mine.")
    other = database.file(database.project("Other"), SOURCES)
    desk.open(other)
    desk.edits.resolve(conflict, "Mine.")
    assert desk.edits.count() == 1
    desk.wait_saved()
    assert history(file_id, 2)[-1] == ("merged", "Mine.")
    assert history(other, 2) == []
    assert desk.shown(2) == ""


# --- undo ---------------------------------------------------------------------------------------------------


def test_undo_and_redo_go_across_segments(desk: Desk, file_id: int, history: History) -> None:
    can: list[tuple[bool, bool]] = []
    desk.edits.undo_changed.connect(lambda undo, redo: can.append((undo, redo)))
    at: list[int] = []
    desk.edits.undone.connect(at.append)
    desk.type(0, "Zero.")
    desk.type(3, "Three.", State.CONFIRMED)
    desk.wait_saved()
    desk.edits.undo()
    desk.edits.undo()
    assert (desk.shown(0), desk.shown(3)) == ("", "")
    assert can[-1] == (False, True)
    desk.edits.redo()
    desk.edits.redo()
    assert can[-1] == (True, False)
    desk.wait_saved()
    segment = desk.model.segment_at(3)
    assert segment is not None
    assert (desk.shown(0), segment.target, segment.state) == ("Zero.", "Three.", State.CONFIRMED)
    assert at == [3, 0, 0, 3]
    assert history(file_id, 0) == [("typed", "Zero."), ("undone", ""), ("undone", "Zero.")]


def test_undo_at_once_comes_after_the_save(desk: Desk, file_id: int, hold: Hold, history: History) -> None:
    with hold("changes"):
        desk.type(0, "Typed.")
        desk.edits.undo()
        assert desk.shown(0) == ""
    desk.wait_saved()
    assert history(file_id, 0) == [("typed", "Typed."), ("undone", "")]
    assert desk.shown(0) == ""


def test_undo_does_not_take_back_what_somebody_else_wrote(desk: Desk, file_id: int, lee_saves: Save) -> None:
    refused: list[int] = []
    desk.edits.undo_refused.connect(refused.append)
    desk.type(1, "One.")
    desk.type(2, "Two.")
    desk.wait_saved()
    lee_saves(file_id, 2, "Lee was here.")
    desk.follow()
    desk.edits.undo()
    assert refused == [2]
    assert desk.shown(2) == "Lee was here."
    desk.edits.undo()
    desk.wait_saved()
    assert desk.shown(1) == "", "the edit before it can still be undone"


def test_undo_of_a_segment_that_the_filter_hides(desk: Desk, file_id: int, history: History) -> None:
    desk.type(0, "Zero.")
    desk.wait_saved()
    desk.model.set_filter(len(SOURCES), array("i", [5, 6]))
    desk.edits.undo()
    desk.wait_saved()
    assert history(file_id, 0)[-1] == ("undone", "")


def test_another_file_has_its_own_undo(database: Database, desk: Desk, file_id: int, history: History) -> None:
    desk.type(0, "Zero.")
    desk.wait_saved()
    other = database.file(database.project("Other"), SOURCES)
    desk.open(other)
    desk.edits.undo()
    desk.edits.redo()
    assert desk.edits.count() == 0
    assert history(other, 0) == []
    assert history(file_id, 0) == [("typed", "Zero.")]


def test_typing_ends_what_can_be_redone(desk: Desk) -> None:
    can: list[tuple[bool, bool]] = []
    desk.edits.undo_changed.connect(lambda undo, redo: can.append((undo, redo)))
    desk.type(0, "Zero.")
    desk.edits.undo()
    desk.type(1, "One.")
    assert can[-1] == (True, False)
    desk.wait_saved()
