"""Fixtures of the tests of LDM's widgets: real windows, or the parts of one, on a database of the test's own.

`start("kim")` opens kim's whole program; `desk_of("kim")` has what keeps one file's grid alive, without a window.
Each test fails by what it leaves, as window tests do.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from locanext.domain.progress import Progress
from locanext.domain.state import State
from locanext.gui.application import set_language
from locanext.gui.grid.model import SegmentModel
from locanext.gui.tasks import TaskRunner
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.store.connect import Store
from locanext.store.journal import Journal
from locanext.tabs.ldm.edits import Edits
from locanext.tabs.ldm.fetching import PageFetcher
from locanext.tabs.ldm.following import Follower
from locanext.tabs.ldm.operations import grid, saving
from locanext.workbench import Workbench
from tests.e2e.conftest import start
from tests.gui.conftest import expected_errors, nothing_amiss, qapp_args
from tests.programs import run_loop, wait
from tests.servers import Database

__all__ = ["expected_errors", "nothing_amiss", "qapp_args", "start"]


class Desk:
    """The parts between one model and the database."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.parent = QObject()
        self.runner = TaskRunner(bench, self.parent)
        self.model = SegmentModel(self.parent)
        self.fetcher = PageFetcher(self.runner, self.model, self.parent)
        self.edits = Edits(self.runner, self.model, self.parent)
        self.follower = Follower(self.runner, self.model, self.parent)

    def open(self, file_id: int) -> None:
        """Show a file and wait for its first page."""
        file = grid.open_file(self.bench, file_id, Progress()).file
        self.fetcher.open(file.id)
        self.follower.open(file.id, file.seq)
        self.model.set_file(file.segment_count)
        self.edits.open(file.id, file.name)
        self.load(0)

    def load(self, position: int) -> None:
        wait(lambda: self.model.segment_at(position), f"the page of {position}")

    def type(self, ord_: int, text: str, state: State | None = None) -> None:
        """As the grid does when an editor closes."""
        base = self.model.segment_at(ord_)
        assert base is not None
        self.model.edit(base, text, state)

    def shown(self, ord_: int) -> str:
        segment = self.model.segment_at(ord_)
        return "" if segment is None else segment.target

    def follow(self) -> None:
        """Hear of what others did, and take it in."""
        self.follower.follow()
        self.wait_idle()

    def wait_saved(self) -> None:
        wait(lambda: self.edits.count() == 0, "the saves")

    def wait_idle(self) -> None:
        wait(lambda: not self.runner.busy(), "the tasks")

    def close(self) -> None:
        assert self.runner.close(), "a task would not stop"
        self.parent.deleteLater()
        run_loop(1)


DeskOf = Callable[[str], Desk]
BenchOf = Callable[[str], Workbench]
Hold = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def korean(qapp: QApplication) -> Iterator[None]:
    """The window says everything in Korean."""
    before = QLocale(), set(qapp.findChildren(QTranslator))
    set_language(qapp, "ko")
    yield
    QLocale.setDefault(before[0])
    for translator in set(qapp.findChildren(QTranslator)) - before[1]:
        qapp.removeTranslator(translator)
        translator.deleteLater()


@pytest.fixture
def desk_of(qapp: QApplication, bench_of: BenchOf) -> Iterator[DeskOf]:
    desks: list[Desk] = []

    def of(login: str) -> Desk:
        desks.append(Desk(bench_of(login)))
        return desks[-1]

    yield of
    for desk in desks:
        desk.close()


@pytest.fixture
def desk_on(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[Store], Desk]]:
    """A desk on connections of the test's own making."""
    with ExitStack() as opened:

        def on(store: Store) -> Desk:
            paths = Paths(tmp_path)
            bench = Workbench(store, Settings(), paths, Journal(paths.journal_dir, store.info().account))
            opened.enter_context(closing(bench))
            return opened.enter_context(closing(Desk(bench)))

        yield on


@pytest.fixture
def hold(database: Database) -> Hold:
    """`with hold("segments")`: in the block nobody else gets at that table, so what uses it stays under way."""

    @contextmanager
    def held(table: str) -> Iterator[None]:
        with database.admin() as admin, admin.transaction():
            admin.execute(f"lock table loc.{table} in access exclusive mode")
            yield

    return held


Save = Callable[..., None]


@pytest.fixture
def lee_saves(bench_of: BenchOf) -> Save:
    """`lee_saves(file_id, ord, text, state)`: a colleague's edit of what the segment holds now."""
    bench: list[Workbench] = []

    def save(file_id: int, ord_: int, target: str, state: State = State.DRAFT) -> None:
        bench[:] = bench or [bench_of("lee")]
        (now,) = grid.fetch_page(bench[0], grid.PageRequest(file_id, (ord_,)), Progress())
        request = saving.SaveRequest(file_id, (saving.Save(ord_, now.version, target, state),))
        (saved,) = saving.save(bench[0], request, Progress())
        assert saved.ok

    return save


@pytest.fixture
def history(database: Database) -> Callable[[int, int], list[tuple[str, str]]]:
    """`history(file_id, ord)`: (kind, target) of the segment's changes, oldest first."""
    query = "select kind, target from loc.changes where file_id = %s and ord = %s order by seq"

    def of(file_id: int, ord_: int) -> list[tuple[str, str]]:
        return list(database.admin().execute(query, [file_id, ord_]))

    return of
