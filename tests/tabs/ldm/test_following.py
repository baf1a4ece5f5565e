"""Colleagues' changes coming into a grid from a real server."""

import pytest

from locanext.domain.change import Change
from locanext.domain.progress import Progress
from locanext.domain.state import State
from locanext.tabs.ldm.operations import grid, saving
from tests.programs import wait
from tests.servers import Database
from tests.tabs.ldm.conftest import BenchOf, Desk, DeskOf, Hold, Save

SOURCES = [f"{number}번 문" for number in range(12)]


@pytest.fixture
def file_id(database: Database) -> int:
    return database.file(database.project(), SOURCES)


@pytest.fixture
def desk(desk_of: DeskOf, file_id: int) -> Desk:
    desk = desk_of("kim")
    desk.open(file_id)
    return desk


@pytest.fixture
def heard(desk: Desk) -> list[Change]:
    heard: list[Change] = []
    desk.follower.changed.connect(heard.extend)
    return heard


def test_changes_come_in_their_order(desk: Desk, file_id: int, heard: list[Change], lee_saves: Save) -> None:
    lee_saves(file_id, 0, "First.")
    lee_saves(file_id, 1, "Second.", State.CONFIRMED)
    lee_saves(file_id, 0, "Third.")
    desk.follow()
    assert [(change.ord, change.target) for change in heard] == [(0, "First."), (1, "Second."), (0, "Third.")]
    segment = desk.model.segment_at(0)
    assert segment is not None
    assert (segment.target, segment.version, segment.author) == ("Third.", 3, "Lee")
    confirmed = desk.model.segment_at(1)
    assert confirmed is not None
    assert confirmed.state is State.CONFIRMED
    desk.follow()
    assert len(heard) == 3, "nothing is taken in twice"


def test_a_text_that_lost_is_not_shown(
    desk: Desk, file_id: int, heard: list[Change], lee_saves: Save, bench_of: BenchOf
) -> None:
    lee_saves(file_id, 0, "Lee's.")
    late = saving.SaveRequest(file_id, (saving.Save(0, 1, "Boss was late.", State.DRAFT),))
    (lost,) = saving.save(bench_of("boss"), late, Progress())
    assert not lost.ok
    desk.follow()
    assert [change.kind.applies for change in heard] == [True, False]
    assert desk.shown(0) == "Lee's."


def test_a_change_heard_of_during_a_read_is_read_too(
    desk: Desk, file_id: int, heard: list[Change], lee_saves: Save, hold: Hold
) -> None:
    with hold("changes"):
        desk.follower.follow()
        desk.follower.follow()
        desk.follower.follow()
    lee_saves(file_id, 0, "Late.")
    desk.wait_idle()
    assert [change.target for change in heard] == ["Late."]


def test_a_change_heard_of_during_a_read_that_fails_is_read_too(
    database: Database, desk: Desk, file_id: int, heard: list[Change], lee_saves: Save, hold: Hold
) -> None:
    lee_saves(file_id, 0, "Lee's.")
    with hold("changes"):
        desk.follower.follow()
        waits = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        pids: list[int] = []
        wait(lambda: pids or pids.extend(pid for (pid,) in database.admin().execute(waits)) or pids, "the read")
        desk.follower.follow()
        database.admin().execute("select pg_terminate_backend(%s)", pids)
        wait(lambda: not database.admin().execute(waits).fetchall(), "its end")
    wait(lambda: heard, "the change")
    assert desk.shown(0) == "Lee's."


def test_too_many_changes_are_read_as_pages(
    desk: Desk, file_id: int, lee_saves: Save, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "FEED_LIMIT", 3)
    told: list[list[Change]] = []
    desk.follower.changed.connect(told.append)
    for number in range(5):
        lee_saves(file_id, number, f"Lee {number}.")
    desk.model.set_visible(0, len(SOURCES) - 1)
    desk.follower.follow()
    wait(lambda: desk.shown(4) == "Lee 4.", "the page")
    desk.wait_idle()
    assert told == [[]], "how far the file is has to be read again"
    lee_saves(file_id, 0, "One more.")
    desk.follow()
    assert [[change.target for change in changes] for changes in told] == [[], ["One more."]]


def test_after_a_change_of_file_only_that_one_is_followed(
    database: Database, desk: Desk, file_id: int, lee_saves: Save, hold: Hold
) -> None:
    other = database.file(database.project("Other"), SOURCES)
    lee_saves(file_id, 0, "Of the old file.")
    with hold("changes"):
        desk.follower.follow()
        desk.open(other)
    lee_saves(other, 1, "Of the new file.")
    desk.follow()
    assert (desk.shown(0), desk.shown(1)) == ("", "Of the new file.")


def test_nothing_is_asked_while_no_file_is_open(desk_of: DeskOf) -> None:
    desk = desk_of("kim")
    desk.follower.follow()
    assert not desk.runner.busy()


def test_an_own_edit_stays_shown_over_a_colleagues(desk: Desk, file_id: int, lee_saves: Save, hold: Hold) -> None:
    lee_saves(file_id, 0, "Lee's.")
    with hold("file_counters"):
        desk.type(0, "Kim's.")
        desk.follower.follow()
        wait(lambda: getattr(desk.model.theirs(0), "target", "") == "Lee's.", "lee's text")
        assert desk.shown(0) == "Kim's."
    desk.wait_saved()
    assert desk.model.failure(0)
