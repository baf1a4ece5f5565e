"""What the grid reads, through a workbench."""

from array import array
from collections.abc import Callable

import pytest

from central import accounts
from locanext.domain.errors import BadInput, Cancelled, NotAllowed, NotFound
from locanext.domain.progress import Progress
from locanext.domain.state import State
from locanext.tabs.ldm.operations import grid, saving
from locanext.tabs.ldm.operations.grid import (
    Filter,
    FilterRequest,
    FollowRequest,
    HereRequest,
    NextRequest,
    PageRequest,
)
from locanext.tabs.ldm.operations.saving import Save, SaveRequest
from locanext.workbench import Workbench
from tests.servers import Database

Opens = Callable[[str], Workbench]
SIZE = 2500


@pytest.fixture
def file(database: Database) -> int:
    return database.file(database.project(), [f"원문 {number}" for number in range(SIZE)])


@pytest.fixture
def kim(bench_of: Opens) -> Workbench:
    return bench_of("kim")


def save(bench: Workbench, file: int, *saves: Save) -> None:
    assert all(one.ok for one in saving.save(bench, SaveRequest(file, saves), Progress()))


def test_opening_a_file(kim: Workbench, file: int) -> None:
    opened = grid.open_file(kim, file, Progress())
    assert (opened.file.id, opened.file.name, opened.file.segment_count, opened.file.seq) == (file, "a.txt", SIZE, 1)
    assert (opened.project.id, opened.project.name, opened.project.can_edit) == (opened.file.project_id, "Game", True)


def test_what_one_may_do_in_a_file(bench_of: Opens, database: Database) -> None:
    """The right to edit may be to some of the languages only."""
    project = database.project(members={"rev": "read"})
    english, german = database.file(project), database.file(project, language="de")
    accounts.grant(database.connect("boss"), "kim", project, "edit", ["en"])

    def may(login: str, file: int) -> tuple[bool, bool]:
        opened = grid.open_file(bench_of(login), file, Progress())
        return opened.can_edit, opened.can_review

    assert (may("kim", english), may("kim", german)) == ((True, False), (False, False))
    assert (may("rev", english), may("boss", german)) == ((False, True), (True, True))


def test_opening_what_is_not_there_or_not_ours(bench_of: Opens, file: int, database: Database) -> None:
    for login, number in (("kim", file + 1000), ("out", file)):
        with pytest.raises(NotFound):
            grid.open_file(bench_of(login), number, Progress())
    database.connect("boss").execute("select loc.trash_file_v1(%s, true)", [file])
    with pytest.raises(NotFound):
        grid.open_file(bench_of("kim"), file, Progress())


def test_pages_by_range_and_by_choice(kim: Workbench, file: int) -> None:
    page = grid.fetch_page(kim, PageRequest(file, range(2400, 2600)), Progress())
    assert [segment.ord for segment in page] == list(range(2400, SIZE))
    chosen = grid.fetch_page(kim, PageRequest(file, array("i", [3, 700, 2499])), Progress())
    assert [segment.source for segment in chosen] == ["원문 3", "원문 700", "원문 2499"]
    assert grid.fetch_page(kim, PageRequest(file, range(0)), Progress()) == []


def test_filters(kim: Workbench, file: int) -> None:
    found = grid.filter_segments(kim, FilterRequest(file, Filter("문 249", "source")), Progress())
    assert list(found) == [249, *range(2490, SIZE)]
    assert len(grid.filter_segments(kim, FilterRequest(file, Filter()), Progress())) == SIZE
    with pytest.raises(BadInput):
        grid.filter_segments(kim, FilterRequest(file, Filter("[", mode="regex")), Progress())
    with pytest.raises(NotAllowed):
        grid.filter_segments(kim, FilterRequest(file + 1000, Filter()), Progress())


def test_after_a_bad_filter_all_is_well(kim: Workbench, file: int) -> None:
    for _ in range(6):  # more than there are connections
        with pytest.raises(BadInput):
            grid.filter_segments(kim, FilterRequest(file, Filter("(", mode="regex")), Progress())
    assert len(grid.filter_segments(kim, FilterRequest(file, Filter("249")), Progress())) == 13


def test_going_to_a_string_id(kim: Workbench, file: int) -> None:
    wanted = Filter("ID_1234", "string_id", "exact")
    assert grid.find_string_id(kim, FilterRequest(file, wanted), Progress()) == 1234
    with pytest.raises(NotFound, match="No segment has the StringID ID_x"):
        grid.find_string_id(kim, FilterRequest(file, Filter("ID_x", "string_id", "exact")), Progress())


def test_the_next_undone_begins_again_at_the_top(kim: Workbench, database: Database) -> None:
    file = database.file(database.project("Small"), ["a", "b", "c", "d"])

    def after(ord_: int, among: "array[int] | None" = None) -> int | None:
        return grid.claim_next(kim, NextRequest(file, ord_, among), Progress()).ord

    save(kim, file, Save(2, 1, "x", State.CONFIRMED))
    assert [after(ord_) for ord_ in (-1, 0, 1, 3)] == [0, 1, 3, 0]
    assert after(3, array("i", [1, 2])) == 1
    assert after(0, array("i", [2])) is None
    save(kim, file, *[Save(ord_, 1, "x", State.CONFIRMED) for ord_ in (0, 1, 3)])
    assert after(1) is None


def test_the_next_is_nobody_elses(bench_of: Opens, kim: Workbench, database: Database) -> None:
    file, lee = database.file(database.project("Small"), ["a", "b"]), bench_of("lee")
    found = [grid.claim_next(who, NextRequest(file, -1), Progress()) for who in (kim, lee)]
    assert found == [grid.Next(0), grid.Next(1)]
    assert grid.claim_next(bench_of("boss"), NextRequest(file, -1), Progress()) == grid.Next(None, others=True)


def test_the_next_of_a_long_filter_is_asked_for_in_pieces(
    kim: Workbench, file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "ASKED_AT_ONCE", 2)
    among = array("i", range(10, 20))
    save(kim, file, *[Save(ord_, 1, "x", State.CONFIRMED) for ord_ in range(11, 20)])
    found = [grid.claim_next(kim, NextRequest(file, after, among), Progress()).ord for after in (5, 10, 13, 30)]
    assert found == [10, 10, 10, 10]


def test_following(bench_of: Opens, kim: Workbench, file: int) -> None:
    lee = bench_of("lee")
    save(lee, file, Save(5, 1, "five", State.DRAFT), Save(6, 1, "six", State.DRAFT))
    save(lee, file, Save(5, 2, "FIVE", State.CONFIRMED))
    followed = grid.follow(kim, FollowRequest(file, 1), Progress())
    assert [(c.seq, c.ord, c.target, c.author) for c in followed.changes] == [
        (2, 5, "five", "Lee"),
        (2, 6, "six", "Lee"),
        (3, 5, "FIVE", "Lee"),
    ]
    assert (followed.seq, followed.too_many) == (3, False)
    assert grid.follow(kim, FollowRequest(file, 3), Progress()) == grid.Followed(file, 3, [])


@pytest.mark.parametrize(("size", "too_many"), [(grid.FEED_LIMIT, False), (grid.FEED_LIMIT + 1, True)])
def test_too_much_to_follow(kim: Workbench, file: int, size: int, too_many: bool) -> None:
    save(kim, file, *[Save(ord_, 1, "x", State.DRAFT) for ord_ in range(size)])
    followed = grid.follow(kim, FollowRequest(file, 1), Progress())
    assert (followed.seq, followed.too_many) == (2, too_many)
    assert len(followed.changes) == (0 if too_many else size)


def test_being_here_and_leaving(bench_of: Opens, kim: Workbench, file: int) -> None:
    lee = bench_of("lee")
    (mine,) = grid.be_here(kim, HereRequest(file, 7), Progress())
    assert (mine.login, mine.ord, mine.mine) == ("kim", 7, True)
    there = grid.be_here(lee, HereRequest(file), Progress())
    assert [(one.login, one.ord, one.mine) for one in there] == [("kim", 7, False), ("lee", None, True)]
    assert grid.be_here(kim, HereRequest(None), Progress()) == []
    assert [one.login for one in grid.be_here(lee, HereRequest(file), Progress())] == ["lee"]


def test_what_is_cancelled_before_it_begins(kim: Workbench, file: int) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        grid.open_file(kim, file, progress)
