"""Hints of a real database becoming signals of a window."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from locanext.domain.message import Message
from locanext.gui.live import GATHER_MS, LiveFeed
from locanext.store import listen
from locanext.workbench import Hint, Workbench
from tests.servers import Database


class Heard:
    """What a feed has told."""

    def __init__(self, feed: LiveFeed) -> None:
        self.feed = feed
        self.links: list[bool] = []
        self.files: list[int] = []
        self.people: list[int] = []
        self.trees = QSignalSpy(feed.tree_changed)
        feed.link_changed.connect(lambda up, _detail: self.links.append(up))
        feed.file_changed.connect(self.files.append)
        feed.people_changed.connect(self.people.append)

    def forget(self) -> None:
        self.files.clear()
        self.people.clear()


@pytest.fixture
def heard(qapp: QApplication, bench_of: Callable[[str], Workbench]) -> Iterator[Heard]:
    feed = LiveFeed(bench_of("kim"))
    yield Heard(feed)
    feed.stop()
    feed.deleteLater()


@pytest.fixture
def connected(qtbot: QtBot, heard: Heard) -> Heard:
    qtbot.waitUntil(lambda: heard.links == [True] and heard.trees.count() > 0)
    return heard


def save(database: Database, file_id: int, text: str, version: int) -> None:
    query = "select * from loc.save_segments_v1(%s, '{0}', %s, %s, '{1}', 'typed')"
    assert database.connect("lee").execute(query, [file_id, [version], [text]]).fetchone()[1]


def test_a_save_is_told_of_the_file_that_is_watched(qtbot: QtBot, database: Database, connected: Heard) -> None:
    project = database.project()
    watched, other = database.file(project), database.file(project, name="b.txt")
    connected.feed.watch(watched)
    qtbot.waitUntil(lambda: connected.files == [watched])
    assert connected.people == [watched], "whatever was said before is asked for"
    connected.forget()
    save(database, other, "Nobody listens.", 1)
    save(database, watched, "Hello.", 1)
    qtbot.waitUntil(lambda: connected.files == [watched])
    assert connected.people == []


def test_a_burst_is_told_once(qtbot: QtBot, connected: Heard) -> None:
    connected.feed.on_hints([Hint(7, f"{number} 1@2") for number in range(50)])
    connected.feed.on_hints([Hint(7, "51 1@2"), Hint(7, "people"), Hint(8, "people")])
    qtbot.waitUntil(lambda: bool(connected.files) and len(connected.people) == 2)
    qtbot.wait(GATHER_MS * 2)
    assert connected.files == [7]
    assert sorted(connected.people) == [7, 8]


def test_a_new_project_is_told(qtbot: QtBot, database: Database, connected: Heard) -> None:
    before = connected.trees.count()
    database.project("New")
    qtbot.waitUntil(lambda: connected.trees.count() > before)


def test_a_lost_link_is_told_and_comes_back(qtbot: QtBot, database: Database, connected: Heard) -> None:
    file_id = database.file(database.project())
    connected.feed.watch(file_id)
    qtbot.waitUntil(lambda: connected.files == [file_id])
    connected.forget()
    listeners = (
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where usename = 'kim' and datname = %s and query ilike 'listen%%'"
    )
    assert database.admin().execute(listeners, [database.name]).fetchall() == [(True,)]
    qtbot.waitUntil(lambda: connected.links == [True, False, True])
    qtbot.waitUntil(lambda: connected.files == [file_id])


def test_nothing_is_told_after_the_end(qtbot: QtBot, bench_of: Callable[[str], Workbench]) -> None:
    """What the listening thread has said just before is still on its way then."""
    heard = Heard(LiveFeed(bench_of("kim")))
    qtbot.waitUntil(lambda: heard.links == [True] and heard.trees.count() > 0)
    trees = heard.trees.count()
    for say in (
        lambda: heard.feed.on_hints([Hint(None), Hint(7)]),
        lambda: heard.feed.on_link(False, Message("too late")),
    ):
        thread = Thread(target=say)
        thread.start()
        thread.join()
    heard.feed.stop()
    qtbot.wait(GATHER_MS * 2)
    assert (heard.trees.count(), heard.files, heard.links) == (trees, [], [True])
    heard.feed.deleteLater()


def test_who_comes_back_to_the_program_sees_what_is_new(
    qtbot: QtBot, database: Database, connected: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also without a seat to listen, when the next question is far away."""
    monkeypatch.setattr(listen, "IDLE_ASK_SECONDS", 600)
    admin = database.admin()
    admin.execute("update sec.settings set value = 1 where name = 'listener_limit'")
    admin.execute("delete from sec.listeners")
    admin.execute("insert into sec.listeners values (1, gen_random_uuid(), now() + interval '1 hour')")
    listening = "select from pg_stat_activity where datname = %s and query ilike 'listen%%'"
    qtbot.waitUntil(lambda: not admin.execute(listening, [database.name]).rowcount, timeout=15_000)
    database.project("Other")
    before = connected.trees.count()
    connected.feed.on_application_state(Qt.ApplicationState.ApplicationInactive)
    connected.feed.on_application_state(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: connected.trees.count() > before, timeout=15_000)
