"""Saving what a person typed, whatever the server does meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from locanext.domain.change import ChangeKind
from locanext.domain.errors import BadInput, NotAllowed, NotFound
from locanext.domain.progress import Progress
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.tabs.ldm.operations import grid, saving
from locanext.tabs.ldm.operations.saving import Save, SaveRequest
from locanext.workbench import Workbench
from tests.benches import connect_info, workbench
from tests.servers import Cluster, Database

Opens = Callable[[str], Workbench]


@pytest.fixture
def file(database: Database) -> int:
    return database.file(database.project())


def first(file: int, text: str = "One", ord_: int = 0) -> SaveRequest:
    return SaveRequest(file, (Save(ord_, 1, text, State.DRAFT),))


def target(bench: Workbench, file: int, ord_: int = 0) -> str:
    return grid.fetch_page(bench, grid.PageRequest(file, range(ord_, ord_ + 1)), Progress())[0].target


def test_a_save(bench_of: Opens, file: int) -> None:
    bench = bench_of("kim")
    (saved,) = saving.save(bench, first(file), Progress())
    assert (saved.ok, saved.version, saved.target, saved.state) == (True, 2, "One", State.DRAFT)
    assert target(bench, file) == "One"


def test_a_conflict_is_an_answer_and_no_error(bench_of: Opens, file: int) -> None:
    kim, lee = bench_of("kim"), bench_of("lee")
    saving.save(kim, first(file, "Kim's"), Progress())
    (saved,) = saving.save(lee, first(file, "Lee's"), Progress())
    assert (saved.ok, saved.target, saved.version) == (False, "Kim's", 2)
    merged = SaveRequest(file, (Save(0, saved.version, "Kim's and Lee's", State.DRAFT),), ChangeKind.MERGED)
    assert saving.save(lee, merged, Progress())[0].ok
    history = grid.history(lee, grid.SegmentRequest(file, 0), Progress())
    assert [(c.kind, c.target) for c in history] == [
        (ChangeKind.MERGED, "Kim's and Lee's"),
        (ChangeKind.CONFLICT, "Lee's"),
        (ChangeKind.TYPED, "Kim's"),
    ]


def test_a_segment_or_file_that_is_gone(bench_of: Opens, file: int, database: Database) -> None:
    bench = bench_of("kim")
    with pytest.raises(NotFound):
        saving.save(bench, first(file, ord_=99), Progress())
    database.connect("boss").execute("select loc.trash_file_v1(%s, true)", [file])
    with pytest.raises(NotAllowed):
        saving.save(bench, first(file), Progress())


def test_what_the_server_refuses_is_not_tried_again(bench_of: Opens, file: int) -> None:
    with pytest.raises(NotAllowed):
        saving.save(bench_of("out"), first(file), Progress())
    twice = SaveRequest(file, (Save(0, 1, "a", State.DRAFT), Save(0, 1, "b", State.DRAFT)))
    with pytest.raises(BadInput):
        saving.save(bench_of("kim"), twice, Progress())


# --- the server is away --------------------------------------------------------------------------------------


@pytest.fixture
def own_bench(own_database: Database, tmp_path: Path) -> Iterator[Workbench]:
    with closing(workbench(connect_info(own_database.info("kim")), tmp_path)) as bench:
        yield bench


def test_a_save_to_a_server_that_is_away(own_bench: Workbench, own_database: Database, own_cluster: Cluster) -> None:
    """It can be sent again as it is."""
    file = own_database.file(own_database.project())
    saving.save(own_bench, first(file, "before"), Progress())
    own_cluster.stop()
    with pytest.raises(saving.NOT_ANSWERED):
        saving.save(own_bench, first(file, "while it was away", 1), Progress())
    own_cluster.start()
    assert saving.save(own_bench, first(file, "while it was away", 1), Progress())[0].ok
    assert target(own_bench, file, 1) == "while it was away"
    assert target(own_bench, file) == "before"


def test_an_answer_that_was_lost(bench_of: Opens, file: int, database: Database) -> None:
    """The save is kept, its answer is not: the second attempt finds it done, and the history has it once."""
    bench = bench_of("kim")
    request = first(file)
    saving.save(bench, request, Progress())
    assert saving.save(bench, request, Progress())[0].ok
    assert len(grid.history(bench, grid.SegmentRequest(file, 0), Progress())) == 1


def test_an_answer_that_was_lost_and_a_colleague_who_saved_since(bench_of: Opens, file: int) -> None:
    """What they saved over is no conflict; the same text typed by them, or another state, is one."""
    kim, lee = bench_of("kim"), bench_of("lee")
    both = SaveRequest(file, (Save(0, 1, "One", State.DRAFT), Save(1, 1, "Two", State.DRAFT)))
    saving.save(kim, first(file), Progress())
    saving.save(lee, SaveRequest(file, (Save(0, 2, "One, better", State.DRAFT), *both.saves[1:])), Progress())
    answers = {one.ord: one for one in saving.save(kim, both, Progress())}
    assert (answers[0].ok, answers[0].version, answers[0].target) == (True, 2, "One")
    assert (answers[1].ok, answers[1].version, answers[1].target) == (False, 2, "Two")
    assert target(kim, file) == "One, better"
    confirmed = SaveRequest(file, (Save(0, 1, "One", State.CONFIRMED),))
    assert [one.ok for one in saving.save(kim, confirmed, Progress())] == [False]


# --- what is saved -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        (State.UNTRANSLATED, "x", State.DRAFT),
        (State.CONFIRMED, "x", State.DRAFT),
        (State.REVIEWED, "x", State.DRAFT),
        (State.TRANSLATED, "x", State.TRANSLATED),
        (State.CONFIRMED, "", State.UNTRANSLATED),
    ],
)
def test_an_edit_takes_a_confirmation_away(state: State, text: str, expected: State) -> None:
    segment = Segment(3, "ID", "원문", "old", state, version=7)
    assert saving.as_save(segment, text) == Save(3, 7, text, expected)


def test_a_text_as_its_file_can_hold_it(bench_of: Opens, file: int) -> None:
    head = grid.open_file(bench_of("kim"), file, Progress()).file
    assert saving.line_break(head) == "\\n"
    assert saving.storable(head, "a\nb\tc", "가") == "a\\nb c"
    assert saving.storable(head, "a\nb", "가<br/>나") == "a<br/>b"
