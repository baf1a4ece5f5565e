"""Who is in a file: said to a real server, heard from it, and forgotten when a window goes."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from locanext.domain.user import Presence
from locanext.gui.tasks import TaskRunner
from locanext.tabs.ldm.people import RENEW_MS, SETTLE_MS, People
from tests.programs import run_loop, wait
from tests.servers import Database
from tests.tabs.ldm.conftest import BenchOf


class Window:
    """One person's presence, without the window around it."""

    def __init__(self, runner: TaskRunner) -> None:
        self.runner = runner
        self.parent = QObject()
        self.people = People(runner, self.parent)
        self.people._settle.setInterval(1)
        self.here: list[Presence] = []
        self.people.changed.connect(self._on_changed)

    def _on_changed(self, people: list[Presence]) -> None:
        self.here = people

    def where(self) -> list[tuple[str, int | None, bool]]:
        return [(person.login, person.ord, person.mine) for person in self.here]

    def ask(self) -> list[tuple[str, int | None, bool]]:
        self.people.ask()
        wait(lambda: not self.runner.busy(), "the answer")
        return self.where()

    def close(self) -> None:
        self.people._renew.stop()
        self.people._settle.stop()
        assert self.runner.close()
        self.parent.deleteLater()
        run_loop(1)


WindowOf = Callable[[str], Window]


@pytest.fixture
def file_id(database: Database) -> int:
    return database.file(database.project())


@pytest.fixture
def window_of(qapp: QApplication, bench_of: BenchOf) -> Iterator[WindowOf]:
    windows: list[Window] = []

    def of(login: str) -> Window:
        windows.append(Window(TaskRunner(bench_of(login))))
        return windows[-1]

    yield of
    for window in windows:
        window.close()


def test_people_see_each_other_where_they_stop(window_of: WindowOf, file_id: int) -> None:
    kim, lee = window_of("kim"), window_of("lee")
    kim.people.open(file_id)
    wait(lambda: kim.where() == [("kim", None, True)], "kim")
    lee.people.open(file_id)
    for ord_ in range(3):
        lee.people.move(ord_)
    wait(lambda: ("lee", 2, True) in lee.where(), "lee's place")
    assert kim.ask() == [("kim", None, True), ("lee", 2, False)]


def test_who_leaves_is_gone_at_once(window_of: WindowOf, file_id: int) -> None:
    kim, lee = window_of("kim"), window_of("lee")
    kim.people.open(file_id)
    lee.people.open(file_id)
    wait(lambda: kim.here and lee.here, "both")
    lee.people.leave()
    wait(lambda: not lee.runner.busy(), "the leaving")
    assert lee.here == []
    assert kim.ask() == [("kim", None, True)]
    assert lee.ask() == [], "a hint that comes now does not bring the window back"
    assert kim.ask() == [("kim", None, True)]


def test_who_stays_after_all_is_back_with_the_next_move(window_of: WindowOf, file_id: int) -> None:
    kim = window_of("kim")
    kim.people.open(file_id)
    wait(lambda: kim.here, "kim")
    kim.people.leave()
    wait(lambda: not kim.here, "the leaving")
    kim.people.move(1)
    wait(lambda: kim.where() == [("kim", 1, True)], "kim again")
    assert kim.people._renew.isActive()


def test_ones_own_other_window_is_oneself(window_of: WindowOf, file_id: int) -> None:
    first, second, lee = window_of("kim"), window_of("kim"), window_of("lee")
    for window in (first, second, lee):
        window.people.open(file_id)
    second.people.move(1)
    wait(lambda: ("kim", 1, False) in lee.ask(), "both of kim's windows")
    first.ask()
    assert sorted((person.name, person.ord, person.other_window) for person in first.here if not person.mine) == [
        ("Lee", None, False),
        ("you", 1, True),
    ]
    assert not any(person.other_window for person in lee.here)


def test_another_file_is_another_place(database: Database, window_of: WindowOf, file_id: int) -> None:
    other = database.file(database.project("Other"))
    kim, lee = window_of("kim"), window_of("lee")
    for window in (kim, lee):
        window.people.open(file_id)
        wait(lambda window=window: window.here, "them")  # type: ignore[misc]
    lee.people.open(other)
    wait(lambda: lee.where() == [("lee", None, True)], "lee alone")
    assert kim.ask() == [("kim", None, True)]


def test_without_a_right_nobody_is_shown(database: Database, window_of: WindowOf, file_id: int) -> None:
    out = window_of("out")
    out.here = [Presence("x", "X", None, mine=False)]
    out.people.open(file_id)
    wait(lambda: not out.runner.busy(), "the refusal")
    assert out.here == []
    out.people.leave()
    assert not out.runner.busy(), "who never was there need not leave"


def test_presence_is_renewed_in_time(window_of: WindowOf) -> None:
    """The server forgets after 30 seconds."""
    assert window_of("kim").people._renew.interval() == RENEW_MS
    assert RENEW_MS * 2 < 30_000
    assert SETTLE_MS < 1000
