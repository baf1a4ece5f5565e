"""Hearing of changes: what is said, who hears it, and what happens when the link is lost."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Condition
from uuid import uuid4

import pytest

from locanext.domain.change import ChangeKind
from locanext.domain.errors import NotAllowed, ServerProblem
from locanext.domain.message import Message
from locanext.domain.state import State
from locanext.store import projects, segments
from locanext.store.connect import ConnectInfo
from locanext.store.listen import TREE, Hint, Listener, channel_of
from locanext.store.segments import Save
from tests import servers
from tests.benches import connect_info
from tests.servers import Bouncer, Cluster, Connection, Database


class Heard:
    """Keeps what it is told, and waits for what has to come."""

    def __init__(self) -> None:
        self._changed = Condition()
        self.hints: list[Hint] = []
        self.links: list[bool] = []
        self.details: list[str] = []
        self.refusals: list[str] = []

    def on_refused(self, error: NotAllowed) -> None:
        with self._changed:
            self.refusals.append(str(error))
            self._changed.notify_all()

    def on_hints(self, hints: list[Hint]) -> None:
        with self._changed:
            self.hints += hints
            self._changed.notify_all()

    def on_link(self, up: bool, reason: Message | None) -> None:
        with self._changed:
            self.links.append(up)
            self.details.append(str(reason or ""))
            self._changed.notify_all()

    def wait(self, until: Callable[["Heard"], bool], seconds: float = 15) -> None:
        give_up = time.monotonic() + seconds
        with self._changed:
            while not until(self):
                assert time.monotonic() < give_up, (self.hints, self.links, self.details)
                self._changed.wait(0.05)  # what is waited for may also happen in the database

    def wait_for(self, *hints: Hint) -> None:
        self.wait(lambda heard: all(hint in heard.hints for hint in hints))

    def forget(self) -> None:
        with self._changed:
            self.hints.clear()
            self.links.clear()


@contextmanager
def listening(where: Callable[[], ConnectInfo], *files: int) -> Iterator[tuple[Heard, Listener]]:
    """A listener that has said what it found at its start."""
    heard = Heard()
    listener = Listener(where, uuid4(), heard)
    listener.watch(set(files))
    listener.start()
    try:
        heard.wait_for(Hint(None), *(Hint(file) for file in files))
        heard.wait(lambda heard: heard.links == [True])
        yield heard, listener
    finally:
        listener.stop()


def save(conn: Connection, file: int, *saves: Save) -> None:
    segments.save(conn, file, saves, ChangeKind.TYPED)


def first_save(ord_: int) -> Save:
    return Save(ord_, 1, f"t{ord_}", State.DRAFT)


def said(conn: Connection) -> list[str]:
    """All that has come. A command of one's own brings everything that was sent before it."""
    conn.execute("select 1")
    return [notify.payload for notify in conn.notifies(timeout=0)]


# --- what is said --------------------------------------------------------------------------------------------


@pytest.fixture
def ear(database: Database) -> Connection:
    return database.connect("lee")


def test_one_notification_a_save_with_places_and_versions(database: Database, ear: Connection) -> None:
    file = database.file(database.project())
    ear.execute(f"listen {channel_of(file)}")
    conn = database.connect("kim")
    save(conn, file, first_save(2), first_save(0))
    save(conn, file, Save(0, 2, "again", State.DRAFT))
    save(conn, file, Save(0, 1, "late", State.DRAFT))
    assert [sorted(payload.replace(",", " ").split()) for payload in said(ear)] == [
        ["0@2", "2", "2@2"],
        ["0@3", "3"],
        ["0@3", "4"],
    ]


def test_a_repetition_is_not_said(database: Database, ear: Connection) -> None:
    file = database.file(database.project())
    ear.execute(f"listen {channel_of(file)}")
    conn = database.connect("kim")
    save(conn, file, first_save(0))
    save(conn, file, first_save(0))
    assert said(ear) == ["2 0@2"]


@pytest.mark.parametrize(("size", "form"), [(300, "listed"), (301, "many"), (2000, "many")])
def test_many_changes_are_not_listed(database: Database, ear: Connection, size: int, form: str) -> None:
    file = database.file(database.project(), ["가"] * size)
    ear.execute(f"listen {channel_of(file)}")
    save(database.connect("kim"), file, *[first_save(ord_) for ord_ in range(size)])
    (payload,) = said(ear)
    assert payload.startswith("2 ")
    listed = sorted(f"{ord_}@2" for ord_ in range(size))
    assert sorted(payload[2:].split(",")) == (["many"] if form == "many" else listed)


def test_the_longest_list_fits_into_a_notification(database: Database, ear: Connection) -> None:
    """Of the largest numbers there can be: a payload that is too long would fail the save."""
    file = database.file(database.project(), ["가"] * 300)
    shift = 2_147_483_000 - 300
    for change in (
        f"update loc.segments set ord = ord + {shift}, version = 2147483000",
        "update loc.file_counters set seq = 9000000000000000000",
    ):
        database.admin().execute(change)
    ear.execute(f"listen {channel_of(file)}")
    save(database.connect("kim"), file, *[Save(shift + n, 2147483000, "x", State.DRAFT) for n in range(300)])
    (payload,) = said(ear)
    assert payload.count("@") == 300


def test_nothing_is_said_of_what_was_not_kept(database: Database, ear: Connection) -> None:
    file = database.file(database.project())
    ear.execute(f"listen {channel_of(file)}")
    conn = database.connect("kim")
    with conn.transaction(force_rollback=True):
        save(conn, file, first_save(0))
    assert said(ear) == []


def test_the_tree_says_that_it_changed_and_no_more(database: Database, ear: Connection) -> None:
    ear.execute(f"listen {TREE}")
    conn = database.connect("boss")
    project = projects.create_project(conn, "비밀 프로젝트", "", "ko")
    projects.create_folder(conn, project, None, "F")
    file = database.file(project)
    projects.trash_file(conn, file, gone=True)
    found = said(ear)
    assert set(found) == {""}
    assert len(found) >= 4
    save(conn, database.file(project), first_save(0))
    assert set(said(ear)) == {""}


# --- who hears -----------------------------------------------------------------------------------------------


def test_changes_are_heard_through_the_pool(pgbouncer: Bouncer) -> None:
    database = pgbouncer.database
    file = database.file(database.project())
    info = replace(connect_info(pgbouncer.info("lee")), listen_dbname="locanext_listen")
    with listening(lambda: info, file) as (heard, _listener):
        kim = pgbouncer.connect("kim")
        for version in range(1, 11):
            save(kim, file, Save(0, version, f"v{version}", State.DRAFT))
        heard.wait_for(*(Hint(file, f"{seq} 0@{seq}") for seq in range(2, 12)))
        database.file(database.project("Another"))
        heard.wait(lambda heard: heard.hints.count(Hint(None)) > 1)


def test_watching_and_no_longer(database: Database) -> None:
    project = database.project()
    first, second = database.file(project), database.file(project, name="b.txt")
    kim = database.connect("kim")
    info = connect_info(database.info("lee"))
    with listening(lambda: info) as (heard, listener):
        listener.watch({first})
        heard.wait_for(Hint(first))
        save(kim, second, first_save(0))
        save(kim, first, first_save(0))
        heard.wait_for(Hint(first, "2 0@2"))
        listener.watch({second})
        heard.wait_for(Hint(second))
        save(kim, first, first_save(1))
        save(kim, second, first_save(1))
        heard.wait_for(Hint(second, "3 1@2"))
        assert Hint(first, "3 1@2") not in heard.hints
        assert Hint(second, "2 0@2") not in heard.hints


def test_a_file_that_is_watched_again_is_hinted_again(database: Database) -> None:
    file = database.file(database.project())
    info = connect_info(database.info("lee"))
    with listening(lambda: info, file) as (heard, listener):
        listener.watch(set())
        heard.forget()
        database.project("Another")
        heard.wait_for(Hint(None))  # by now it is unwatched
        listener.watch({file})
        heard.wait_for(Hint(file))


def test_a_quiet_link_is_tried_and_the_files_are_hinted(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locanext.store.listen.HEARTBEAT_SECONDS", 0.05)
    file = database.file(database.project())
    info = connect_info(database.info("lee"))
    with listening(lambda: info, file) as (heard, _listener):
        heard.wait(lambda heard: heard.hints.count(Hint(file)) >= 3)


# --- when the link is lost -----------------------------------------------------------------------------------


def listening_backends(database: Database) -> str:
    return f"""
      select pid from pg_stat_activity where datname = '{database.name}' and usename = 'lee'
      and application_name = 'LocaNext'"""


def test_a_connection_that_is_cut_is_made_again(database: Database) -> None:
    file = database.file(database.project())
    info = connect_info(database.info("lee"))
    admin = database.admin()
    with listening(lambda: info, file) as (heard, _listener):
        heard.forget()
        admin.execute(f"select pg_terminate_backend(pid, 10000) from ({listening_backends(database)}) found")
        heard.wait(lambda heard: heard.links == [False, True])
        heard.wait_for(Hint(None), Hint(file))
        save(database.connect("kim"), file, first_save(0))
        heard.wait_for(Hint(file, "2 0@2"))


def test_a_server_that_is_restarted_is_found_again(own_cluster: Cluster, own_database: Database) -> None:
    file = own_database.file(own_database.project())
    info = connect_info(own_database.info("lee"))
    with listening(lambda: info, file) as (heard, listener):
        heard.forget()
        own_cluster.stop()
        heard.wait(lambda heard: heard.links[:2] == [False, False])
        listener.watch({file})
        own_cluster.start()
        heard.wait(lambda heard: heard.links[-1])
        heard.wait_for(Hint(None), Hint(file))
        save(own_database.connect("kim"), file, first_save(0))
        heard.wait_for(Hint(file, "2 0@2"))


def test_where_is_asked_before_each_attempt(database: Database) -> None:
    right = connect_info(database.info("lee"))
    places = [right, replace(right, port=servers.free_port()), replace(right, port=servers.free_port())]
    heard = Heard()
    listener = Listener(places.pop, uuid4(), heard)
    listener.start()
    try:
        heard.wait(lambda heard: heard.links == [False, False, True])
    finally:
        listener.stop()


def test_a_server_that_cannot_be_found_is_told() -> None:
    def nowhere() -> ConnectInfo:
        raise ServerProblem("PostgreSQL did not start.")

    heard = Heard()
    listener = Listener(nowhere, uuid4(), heard)
    listener.start()
    try:
        heard.wait(lambda heard: heard.details[:1] == ["PostgreSQL did not start."])
    finally:
        listener.stop()


def test_an_unforeseen_error_is_logged_and_does_not_end_it(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    right, asked = connect_info(database.info("lee")), []

    def where() -> ConnectInfo:
        asked.append(True)
        if len(asked) < 3:
            raise RuntimeError("a bug")
        return right

    heard = Heard()
    listener = Listener(where, uuid4(), heard)
    listener.start()
    try:
        heard.wait(lambda heard: heard.links == [False, False, True])
    finally:
        listener.stop()
    assert heard.details[0] == "RuntimeError: a bug"
    assert "Traceback" in caplog.text


def test_a_host_that_can_be_none_is_told() -> None:
    heard = Heard()
    listener = Listener(lambda: ConnectInfo("two..dots", 6433, "locanext", "kim", "x", "disable"), uuid4(), heard)
    listener.start()
    try:
        heard.wait(lambda heard: "label empty" in "".join(heard.details))
    finally:
        listener.stop()


# --- stopping ------------------------------------------------------------------------------------------------


def stops_within(listener: Listener, seconds: float) -> None:
    started = time.monotonic()
    listener.stop()
    assert time.monotonic() - started < seconds


def test_stopping_is_quick_and_final(database: Database) -> None:
    file = database.file(database.project())
    info = connect_info(database.info("lee"))
    heard = Heard()
    listener = Listener(lambda: info, uuid4(), heard)
    listener.start()
    heard.wait(lambda heard: Hint(None) in heard.hints)
    stops_within(listener, 0.5)
    heard.forget()
    admin = database.admin()
    heard.wait(lambda _heard: admin.execute(listening_backends(database)).fetchall() == [])
    save(database.connect("kim"), file, first_save(0))
    assert (heard.hints, heard.links) == ([], [])


def test_stopping_is_quick_while_it_waits_to_try_again() -> None:
    info = ConnectInfo("127.0.0.1", servers.free_port(), "locanext", "kim", "x", "disable")
    heard = Heard()
    listener = Listener(lambda: info, uuid4(), heard)
    listener.start()
    heard.wait(lambda heard: len(heard.links) >= 3)
    stops_within(listener, 0.5)


def test_stopping_is_quick_while_a_server_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        info = ConnectInfo("127.0.0.1", silent.getsockname()[1], "locanext", "kim", "x", "disable")
        heard = Heard()
        listener = Listener(lambda: info, uuid4(), heard)
        listener.start()
        peer, _address = silent.accept()
        stops_within(listener, 2)
        peer.close()  # which ends the attempt
        listener._thread.join(10)
        assert not listener._thread.is_alive()
        assert (heard.hints, heard.links) == ([], [])
