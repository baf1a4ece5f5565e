"""Pages of a real file on their way into the grid."""

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from locanext.gui.grid.model import Column
from locanext.gui.grid.pages import PAGE
from locanext.tabs.ldm.fetching import AT_ONCE, COPIED_AT_MOST
from tests import benches, programs
from tests.programs import wait
from tests.servers import Bouncer, Database
from tests.tabs.ldm.conftest import Desk, DeskOf, Hold

COUNT = PAGE * 12


@pytest.fixture
def file_id(database: Database) -> int:
    return database.file(database.project(), [f"{number}번 문" for number in range(COUNT)])


@pytest.fixture
def desk(desk_of: DeskOf, file_id: int) -> Desk:
    desk = desk_of("kim")
    desk.open(file_id)
    return desk


def test_the_page_that_was_wished_for_last_comes_first(desk: Desk, hold: Hold) -> None:
    came: list[int] = []
    desk.model.dataChanged.connect(lambda first, _last: came.append(first.row() // PAGE))
    with hold("segments"):
        for number in range(1, 8):
            assert desk.model.segment_at(number * PAGE) is None
        programs.run_loop(1)
    wait(lambda: len(came) == 7, "the pages")
    assert sorted(came[:AT_ONCE]) == [6, 7], "two at once, the newest"
    assert sorted(came) == list(range(1, 8))


def test_any_place_of_the_file(desk: Desk) -> None:
    for position in (COUNT - 1, COUNT // 2, PAGE, PAGE - 1):
        desk.load(position)
        segment = desk.model.segment_at(position)
        assert segment is not None
        assert (segment.ord, segment.source) == (position, f"{position}번 문")


def test_pages_of_a_filter(desk: Desk) -> None:
    chosen = array("i", range(0, COUNT, 5))
    desk.model.set_filter(COUNT, chosen)
    desk.load(len(chosen) - 1)
    segment = desk.model.segment_at(len(chosen) - 1)
    assert segment is not None
    assert segment.source == f"{COUNT - 5}번 문"


def test_an_answer_for_the_file_before_is_dropped(database: Database, desk: Desk, hold: Hold) -> None:
    other = database.file(database.project("Other"), ["다른 문"] * COUNT)
    with hold("segments"):
        desk.model.segment_at(PAGE * 5)
        programs.run_loop(1)
        desk.fetcher.open(other)
        desk.model.set_file(COUNT)
        desk.model.segment_at(PAGE * 5)
        programs.run_loop(1)
    desk.load(PAGE * 5)
    desk.wait_idle()
    segment = desk.model.segment_at(PAGE * 5)
    assert segment is not None
    assert segment.source == "다른 문"


@pytest.fixture
def bouncer(pgbouncer: Bouncer) -> Iterator[Bouncer]:
    """One that the test may start again."""
    yield pgbouncer
    programs.end(pgbouncer.process)


def test_pages_come_when_the_link_is_back(bouncer: Bouncer, file_id: int, tmp_path: Path) -> None:
    bench = benches.workbench(benches.connect_info(bouncer.info("kim")), tmp_path)
    desk = Desk(bench)
    desk.open(file_id)
    programs.end(bouncer.process)
    assert desk.model.segment_at(PAGE * 3) is None
    programs.run_loop(1)
    wait(lambda: not desk.runner.busy(), "the failure")
    assert desk.model.segment_at(0) is not None, "what is here stays to be read"
    programs.restart(bouncer)
    desk.model.refresh()
    wait(lambda: desk.model.segment_at(PAGE * 3), "the page")
    desk.close()
    bench.close()


def test_a_page_whose_read_failed_is_asked_for_again(desk: Desk, database: Database) -> None:
    """The listener's link is another one: nobody says that anything was lost."""
    admin = database.admin()
    reads = "select pid from pg_stat_activity where datname = %s and usename = 'kim' and wait_event_type = 'Lock'"
    with admin.transaction():
        admin.execute("lock table loc.segments in access exclusive mode")
        desk.model.set_visible(PAGE * 3, PAGE * 3 + 20)
        desk.model.segment_at(PAGE * 3)
        other = database.admin()
        wait(lambda: other.execute(reads, [database.name]).fetchall(), "a read")
        for (pid,) in other.execute(reads, [database.name]).fetchall():
            other.execute("select pg_terminate_backend(%s, 10000)", [pid])
        wait(lambda: desk.fetcher._failed, "the failure")
    # Not `segment_at`, which is itself a wish, as painting is.
    wait(lambda: desk.model.is_loaded(PAGE * 3, PAGE * 3), "the page")


def test_parts_of_a_filter_are_copied(desk: Desk) -> None:
    copied: list[tuple[list[int], object]] = []
    desk.fetcher.copied.connect(lambda segments, columns: copied.append(([s.ord for s in segments], columns)))
    desk.model.set_filter(COUNT, array("i", range(0, COUNT, 5)))
    desk.fetcher.copy([(0, 1), (400, 401)], [Column.SOURCE])
    wait(lambda: copied, "the segments")
    assert copied == [([0, 5, 2000, 2005], [Column.SOURCE])]


def test_too_many_are_not_copied(desk: Desk) -> None:
    refused: list[str] = []
    desk.fetcher.copy_refused.connect(refused.append)
    desk.fetcher.copy([(0, COPIED_AT_MOST)], [Column.SOURCE])
    assert refused == ["At most 100,000 segments can be copied at once; export the file instead."]
    assert not desk.runner.busy()
