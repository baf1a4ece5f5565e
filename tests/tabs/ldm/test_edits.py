"""A person's edits on their way to a real server: their order, conflicts, failures, undo."""

from array import array
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtTest import QSignalSpy

from locanext.domain.edit import Edit
from locanext.domain.errors import ExpectedError, NotKept, ServerProblem
from locanext.domain.progress import Progress
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.store.connect import ConnectInfo, Store
from locanext.store.journal import Journal
from locanext.tabs.ldm.edits import Conflict
from locanext.tabs.ldm.operations import saving
from tests import benches
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
        assert [counts.at(i)[0] for i in range(counts.count())] == [1, 2, 3, 4], "told when it is so"
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


# --- failures -----------------------------------------------------------------------------------------------


def test_a_save_that_is_refused_is_told_and_its_text_stays(
    database: Database, desk: Desk, file_id: int, history: History
) -> None:
    told: list[str] = []
    desk.edits.failed.connect(told.append)
    trash(database, file_id)
    desk.type(0, "Lost?")
    desk.type(0, "Not lost.")
    desk.wait_saved()
    assert len(told) == 2
    assert desk.shown(0) == "Not lost."
    assert desk.model.failure(0) == told[0]
    trash(database, file_id, gone=False)
    desk.type(0, "Saved after all.")
    desk.wait_saved()
    assert desk.model.failure(0) == ""
    assert desk.shown(0) == "Saved after all."
    assert history(file_id, 0) == [("typed", "Lost?"), ("typed", "Not lost."), ("typed", "Saved after all.")]


def trash(database: Database, file_id: int, *, gone: bool = True) -> None:
    database.connect("boss").execute("select loc.trash_file_v1(%s, %s)", [file_id, gone])


def refused(desk: Desk) -> list[str]:
    return [entry.edit.target for entry in desk.edits.outbox.refusals]


def test_the_same_text_entered_again_is_tried_again(
    database: Database, desk: Desk, file_id: int, history: History
) -> None:
    trash(database, file_id)
    desk.type(0, "Lost?")
    desk.wait_saved()
    trash(database, file_id, gone=False)
    desk.type(0, "Lost?")
    desk.wait_saved()
    assert refused(desk) == []
    assert desk.model.failure(0) == ""
    assert history(file_id, 0) == [("typed", "Lost?")]
    desk.edits.undo()
    desk.wait_saved()
    assert history(file_id, 0) == [("typed", "Lost?"), ("undone", "")]


def test_refused_edits_are_tried_again_when_asked(
    database: Database, desk: Desk, file_id: int, history: History
) -> None:
    trash(database, file_id)
    for ord_ in (0, 1, 0):
        desk.type(ord_, f"Text {ord_}")
        desk.type(ord_, f"Text {ord_}, better")
    desk.wait_saved()
    assert refused(desk) == ["Text 0", "Text 0, better", "Text 1", "Text 1, better", "Text 0", "Text 0, better"]
    trash(database, file_id, gone=False)
    desk.edits.retry(list(desk.edits.outbox.refusals))
    assert desk.model.is_saving(0)
    desk.wait_saved()
    assert history(file_id, 1) == [("typed", "Text 1"), ("typed", "Text 1, better")]
    assert len(history(file_id, 0)) == 4
    assert (desk.shown(0), desk.model.failure(0), desk.model.is_saving(0)) == ("Text 0, better", "", False)


def test_refused_edits_are_discarded_when_asked(database: Database, desk: Desk, file_id: int) -> None:
    desk.type(1, "Saved.")
    desk.wait_saved()
    trash(database, file_id)
    desk.type(1, "Refused.")
    desk.wait_saved()
    desk.edits.discard(list(desk.edits.outbox.refusals))
    assert desk.shown(1) == "Saved."
    assert refused(desk) == []
    desk.wait_idle()
    assert left(desk) == []


def left(desk: Desk) -> list[str]:
    """What the next window would find in the journal."""
    desk.wait_idle()
    desk.bench.journal.close()
    with closing(Journal(desk.bench.paths.journal_dir, desk.bench.store.info().account)) as journal:
        return [kept.edit.target for kept in journal.adopt()]


def test_what_is_saved_or_kept_as_a_conflict_leaves_the_journal(desk: Desk, file_id: int, lee_saves: Save) -> None:
    desk.type(0, "Saved.")
    clash(desk, file_id, lee_saves, "Lost.", "Lost too.")
    assert left(desk) == []


def test_what_is_refused_stays_in_the_journal(database: Database, desk: Desk, file_id: int) -> None:
    trash(database, file_id)
    desk.type(0, "Refused.")
    desk.wait_saved()
    assert left(desk) == ["Refused."]


def test_a_right_that_is_taken_away_while_one_types(database: Database, desk: Desk, file_id: int) -> None:
    """The text waits for the right, also when the file is opened anew."""
    project = "(select project_id from loc.files where id = %s)"
    database.admin().execute(f"update sec.members set capability = 'read' where project_id = {project}", [file_id])
    desk.type(0, "Typed without a right.")
    desk.wait_saved()
    assert refused(desk) == ["Typed without a right."]
    desk.open(file_id)
    assert desk.shown(0) == "Typed without a right."
    wait(lambda: desk.model.failure(0), "the failure")
    database.admin().execute(f"update sec.members set capability = 'edit' where project_id = {project}", [file_id])
    desk.open(file_id)
    desk.wait_saved()
    assert (desk.shown(0), desk.model.failure(0)) == ("Typed without a right.", "")
    assert left(desk) == []


# --- the server is away, in whatever way --------------------------------------------------------------------


def type_while_away(desk: Desk) -> None:
    """Two edits of one segment and one of another; returns when the server has not answered."""
    for ord_, text in ((0, "One."), (0, "Two."), (1, "Another.")):
        desk.type(ord_, text)
    wait(lambda: desk.edits.outbox.away, "that the server is away")
    wait(lambda: desk.edits.outbox.unkept() == 0, "the journal")
    assert desk.edits.count() == 3
    assert (desk.shown(0), desk.model.failure(0)) == ("Two.", "")
    assert desk.model.is_saving(0)


def saved_after_all(desk: Desk, history: History, file_id: int) -> None:
    desk.wait_saved()
    assert desk.edits.outbox.away == ""
    assert history(file_id, 0) == [("typed", "One."), ("typed", "Two.")]
    assert history(file_id, 1) == [("typed", "Another.")]
    assert desk.shown(0) == "Two."
    assert left(desk) == []


def test_a_private_server_that_cannot_start_is_waited_for(
    desk_on: Callable[[Store], Desk], database: Database, file_id: int, history: History
) -> None:
    is_there = [True]

    def where() -> ConnectInfo:
        if not is_there[0]:
            raise ServerProblem("PostgreSQL did not start.")
        return benches.connect_info(database.info("kim"))

    desk = desk_on(Store(where))
    desk.open(file_id)
    is_there[0] = False
    desk.bench.store._lost = True
    type_while_away(desk)
    assert desk.edits.outbox.away == "PostgreSQL did not start."
    is_there[0] = True
    saved_after_all(desk, history, file_id)


def test_an_account_that_is_closed_for_a_while_is_waited_for(
    desk_of: DeskOf, database: Database, history: History
) -> None:
    login = database.person("min")
    file_id = database.file(database.project(members={login: "edit"}), SOURCES)
    desk = desk_of(login)
    desk.open(file_id)
    admin = database.admin()
    admin.execute("alter role min nologin")
    admin.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'min'")
    type_while_away(desk)
    assert desk.edits.outbox.away == "The server does not accept this account or password."
    assert desk.edits.outbox._again.remainingTime() > 60_000, "each try would count against the account"
    admin.execute("alter role min login")
    desk.edits.outbox.try_now()
    saved_after_all(desk, history, file_id)


def test_a_statement_that_somebody_cancels_is_sent_again(
    desk: Desk, database: Database, file_id: int, hold: Hold, history: History
) -> None:
    waits = "select pid from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
    admin = database.admin()
    with hold("segments"):
        desk.type(0, "One.")
        desk.type(0, "Two.")
        desk.type(1, "Another.")
        wait(lambda: admin.execute(f"select pg_cancel_backend(pid) from ({waits}) w", [database.name]).fetchone(), "it")
        wait(lambda: desk.edits.outbox.away, "the cancelled save")
    saved_after_all(desk, history, file_id)


def test_an_edit_that_waits_can_be_undone(desk: Desk, file_id: int, hold: Hold, history: History) -> None:
    desk.bench.store.close()
    with hold("segments"):
        desk.type(0, "Typed.")
        desk.edits.undo()
        assert desk.shown(0) == ""
        desk.edits.redo()
    desk.wait_saved()
    assert history(file_id, 0) == [("typed", "Typed."), ("undone", ""), ("undone", "Typed.")]


def test_a_computer_that_cannot_keep_a_text_sends_it_all_the_same(desk: Desk, file_id: int, history: History) -> None:
    troubles: list[ExpectedError] = []
    desk.edits.outbox.troubled.connect(troubles.append)
    desk.bench.journal.file = desk.bench.paths.settings_file / "a file is no folder"
    desk.bench.paths.settings_file.touch()
    desk.type(0, "Not kept.")
    assert desk.edits.outbox.unkept() == 1, "nobody may close the window on it"
    desk.wait_saved()
    assert desk.edits.outbox.unkept() == 0
    assert [type(trouble) for trouble in troubles] == [NotKept]
    assert history(file_id, 0) == [("typed", "Not kept.")]


# --- replay -------------------------------------------------------------------------------------------------


@pytest.fixture
def gone(desk_of: DeskOf, database: Database, file_id: int) -> Callable[..., None]:
    """`gone((ord, text), …)`: kim's window of another day, killed while its edits were in the journal only."""

    def of(*edits: tuple[int, str]) -> None:
        account = benches.connect_info(database.info("kim")).account
        with closing(Journal(desk_of("kim").bench.paths.journal_dir, account)) as journal:
            for ord_, text in edits:
                base = Segment(ord_, f"ID_{ord_}", SOURCES[ord_], "", version=1)
                journal.add(Edit(file_id, "a.txt", base, text, State.DRAFT))

    return of


def test_edits_of_another_day_are_saved(
    gone: Callable[..., None], desk_of: DeskOf, file_id: int, history: History
) -> None:
    gone((0, "One."), (1, "Another."), (0, "Two."))
    desk = desk_of("kim")
    replayed = QSignalSpy(desk.edits.outbox.replayed)
    desk.edits.outbox.adopt()
    wait(replayed.count, "the replay")
    assert [replayed.at(i) for i in range(replayed.count())] == [[3]]
    assert history(file_id, 0) == [("typed", "One."), ("typed", "Two.")]
    assert history(file_id, 1) == [("typed", "Another.")]
    assert left(desk) == []


def test_a_save_whose_answer_was_not_heard_is_saved_once(
    gone: Callable[..., None], desk_of: DeskOf, file_id: int, history: History
) -> None:
    gone((0, "One."), (0, "Two."))
    before = desk_of("kim")
    saving.save(before.bench, saving.SaveRequest(file_id, (saving.Save(0, 1, "One.", State.DRAFT),)), Progress())
    desk = desk_of("kim")
    met = conflicts_of(desk)
    desk.edits.outbox.adopt()
    wait(lambda: len(history(file_id, 0)) == 2, "the replay")
    desk.wait_saved()
    assert met == []
    assert history(file_id, 0) == [("typed", "One."), ("typed", "Two.")]


def test_what_a_colleague_has_saved_over_since_is_not_asked_about(
    gone: Callable[..., None], desk_of: DeskOf, file_id: int, lee_saves: Save, history: History
) -> None:
    """What was typed on it then is: the colleague has not seen that."""
    gone((0, "One."), (0, "Two."), (1, "Another."))
    before = desk_of("kim")
    for ord_, text in ((0, "One."), (1, "Another.")):
        save = saving.Save(ord_, 1, text, State.DRAFT)
        saving.save(before.bench, saving.SaveRequest(file_id, (save,)), Progress())
        lee_saves(file_id, ord_, "Theirs.")
    desk = desk_of("kim")
    met = conflicts_of(desk)
    desk.open(file_id)
    desk.edits.outbox.adopt()
    wait(lambda: met, "the conflict")
    desk.wait_saved()
    assert [(one.mine.ord, one.mine.target, one.theirs.target) for one in met] == [(0, "Two.", "Theirs.")]
    assert (desk.shown(1), desk.model.failure(1)) == ("Theirs.", "")
    assert [text for kind, text in history(file_id, 1) if kind == "typed"] == ["Another.", "Theirs."]
    assert left(desk) == []


def test_a_conflict_of_another_day_is_asked_about(
    gone: Callable[..., None], desk_of: DeskOf, file_id: int, lee_saves: Save, history: History
) -> None:
    gone((2, "Mine."))
    lee_saves(file_id, 2, "Theirs.")
    desk = desk_of("kim")
    met = conflicts_of(desk)
    desk.edits.outbox.adopt()
    wait(lambda: met, "the conflict")
    (conflict,) = met
    assert (conflict.mine.target, conflict.theirs.target, conflict.mine.string_id) == ("Mine.", "Theirs.", "ID_2")
    assert (conflict.mine.source, conflict.file_id, conflict.file_name) == (SOURCES[2], file_id, "a.txt")
    desk.edits.resolve(conflict, "Mine.")
    desk.wait_saved()
    assert history(file_id, 2) == [("typed", "Theirs."), ("conflict", "Mine."), ("merged", "Mine.")]
    assert left(desk) == []


def test_two_windows_of_another_day_clash_as_they_would_have(
    gone: Callable[..., None], desk_of: DeskOf, file_id: int, history: History
) -> None:
    gone((0, "One window's."))
    gone((0, "The other's."))
    desk = desk_of("kim")
    met = conflicts_of(desk)
    desk.edits.outbox.adopt()
    wait(lambda: met, "the conflict")
    assert history(file_id, 0) == [("typed", "One window's."), ("conflict", "The other's.")]


def test_edits_of_another_day_are_shown_when_their_file_opens(
    gone: Callable[..., None], desk_of: DeskOf, file_id: int, hold: Hold, history: History
) -> None:
    gone((0, "Before."))
    desk = desk_of("kim")
    with hold("changes"):
        desk.edits.outbox.adopt()
        wait(desk.edits.count, "what was left")
        desk.open(file_id)
        assert (desk.shown(0), desk.model.is_saving(0)) == ("Before.", True)
        desk.type(0, "Typed on it.")
    desk.wait_saved()
    assert history(file_id, 0) == [("typed", "Before."), ("typed", "Typed on it.")]
    assert desk.shown(0) == "Typed on it."
    assert left(desk) == []


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


# --- the same text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "now"),
    [
        (State.CONFIRMED, State.DRAFT, State.CONFIRMED),
        (State.DRAFT, State.CONFIRMED, State.CONFIRMED),
        (State.CONFIRMED, State.REJECTED, State.CONFIRMED),
        (State.CONFIRMED, State.CONFIRMED, State.CONFIRMED),
    ],
)
def test_the_same_text_needs_no_question(
    desk: Desk, file_id: int, lee_saves: Save, database: Database, mine: State, theirs: State, now: State
) -> None:
    met = conflicts_of(desk)
    lee_saves(file_id, 2, "Both wrote this.", theirs)
    desk.type(2, "Both wrote this.", mine)
    desk.wait_saved()
    stored = "select target, state from loc.segments where file_id = %s and ord = 2"
    assert database.admin().execute(stored, [file_id]).fetchone() == ("Both wrote this.", now)
    assert met == []
    segment = desk.model.segment_at(2)
    assert segment is not None
    assert (segment.target, segment.state, desk.model.failure(2)) == ("Both wrote this.", now, "")


def test_mine_that_became_theirs_keeps_its_confirmation(desk: Desk, file_id: int, lee_saves: Save) -> None:
    met = conflicts_of(desk)
    lee_saves(file_id, 2, "Theirs.")
    desk.type(2, "Mine.", State.CONFIRMED)
    wait(lambda: met, "the conflict")
    same = met[0].mine._replace(state=State.DRAFT, version=met[0].theirs.version)
    desk.edits.resolve(Conflict(met[0].mine, same, file_id), "Mine.")
    desk.wait_saved()
    segment = desk.model.segment_at(2)
    assert segment is not None
    assert (segment.target, segment.state) == ("Mine.", State.CONFIRMED)


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
    desk.edits.undo_refused.connect(refused.extend)
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


def states(desk: Desk, ords: range) -> list[State | None]:
    return [segment and segment.state for segment in map(desk.model.segment_at, ords)]


def mark(desk: Desk, ords: range, state: State) -> None:
    """As the grid does for a selection."""
    segments = [segment for ord_ in ords if (segment := desk.model.segment_at(ord_)) is not None]
    assert desk.model.edit_all([(segment, segment.target, state) for segment in segments])


def test_what_was_done_at_once_is_undone_and_redone_at_once(desk: Desk, file_id: int, history: History) -> None:
    at: list[int] = []
    desk.edits.undone.connect(at.append)
    desk.type(0, "Zero.")
    desk.type(1, "One.", State.CONFIRMED)
    mark(desk, range(3), State.TRANSLATED)
    desk.wait_saved()
    for step in (desk.edits.undo, desk.edits.redo, desk.edits.undo):
        step()
        desk.wait_saved()
    assert states(desk, range(3)) == [State.DRAFT, State.CONFIRMED, State.UNTRANSLATED]
    assert [kind for kind, _target in history(file_id, 1)] == ["typed", "typed", "undone", "undone", "undone"]
    assert at == [0, 0, 0]
    desk.edits.undo()
    assert (desk.shown(0), desk.shown(1)) == ("Zero.", ""), "the edit before it"


def test_undo_at_once_leaves_what_somebody_else_has_changed(desk: Desk, file_id: int, lee_saves: Save) -> None:
    refused: list[int] = []
    desk.edits.undo_refused.connect(refused.extend)
    mark(desk, range(4), State.TRANSLATED)
    desk.wait_saved()
    lee_saves(file_id, 1, "Lee was here.")
    lee_saves(file_id, 2, "And here.")
    desk.follow()
    desk.edits.undo()
    desk.wait_saved()
    assert refused == [1, 2]
    assert states(desk, range(4))[::3] == [State.UNTRANSLATED] * 2
    desk.edits.redo()
    desk.wait_saved()
    assert (desk.shown(1), states(desk, range(4))[::3]) == ("Lee was here.", [State.TRANSLATED] * 2)


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
