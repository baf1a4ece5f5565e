"""Who has no seat to listen asks instead; a session that was ended is over; a server that hangs is away."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from locanext.store import listen
from locanext.store.listen import Hint
from tests.benches import connect_info
from tests.servers import Bouncer, Connection, Database
from tests.store.test_listen import Heard, first_save, listening, save

LISTENING = "select pid from pg_stat_activity where datname = %s and usename = %s and query ilike 'listen%%'"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "BUSY_ASK_SECONDS", 0.05)
    monkeypatch.setattr(listen, "IDLE_ASK_SECONDS", 0.05)


@contextmanager
def asking(database: Database, login: str, *files: int) -> Iterator[tuple[Heard, listen.Listener]]:
    """A listener for which there is no seat."""
    database.admin().execute("update sec.settings set value = 1 where name = 'listener_limit'")
    somebody_sits(database)
    info = connect_info(database.info(login))
    with listening(lambda: info, *files) as (heard, listener):
        heard.forget()
        yield heard, listener


def somebody_sits(database: Database) -> None:
    database.admin().execute("insert into sec.listeners values (1, gen_random_uuid(), now() + interval '1 hour')")


def listening_pids(database: Database, login: str) -> list[int]:
    return [pid for (pid,) in database.admin().execute(LISTENING, [database.name, login])]


def test_without_a_seat_a_change_is_heard_of_by_asking(database: Database) -> None:
    file = database.file(database.project())
    with asking(database, "lee", file) as (heard, _):
        assert listening_pids(database, "lee") == []
        save(database.connect("kim"), file, first_save(0))
        heard.wait_for(Hint(file))
        heard.forget()
        database.file(database.project("Other"), name="b.txt")
        heard.wait_for(Hint(None))


def test_what_is_opened_later_is_asked_about_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "IDLE_ASK_SECONDS", 600)
    file = database.file(database.project())
    with asking(database, "lee") as (heard, listener):
        listener.watch({file})
        heard.wait_for(Hint(file))


def test_who_comes_back_to_the_window_sees_what_is_new(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "IDLE_ASK_SECONDS", 600)
    with asking(database, "lee") as (heard, listener):
        database.project("Other")
        listener.look()
        heard.wait_for(Hint(None))


def test_a_link_that_ends_while_nothing_is_asked_is_noticed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "IDLE_ASK_SECONDS", 600)
    with asking(database, "lee") as (heard, _):
        end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and usename = 'lee'"
        database.admin().execute(end, [database.name])
        heard.wait(lambda found: found.links[-2:] == [False, True])


def test_a_seat_that_becomes_free_is_taken_and_one_that_is_wanted_is_given_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listen, "HEARTBEAT_SECONDS", 0.1)
    file = database.file(database.project())
    with asking(database, "lee", file) as (heard, _):
        database.admin().execute("delete from sec.listeners")
        heard.wait(lambda _heard: bool(listening_pids(database, "lee")))
        somebody_sits(database)
        heard.wait(lambda _heard: not listening_pids(database, "lee"))
        heard.forget()
        save(database.connect("kim"), file, first_save(0))
        heard.wait_for(Hint(file))
        assert False not in heard.links


def test_a_seat_that_cannot_be_had_from_the_pool_is_done_without(database: Database, pgbouncer: Bouncer) -> None:
    """The database says yes, but PgBouncer knows no such alias any more, or has no room in it."""
    file = database.file(database.project())
    info = connect_info(pgbouncer.info("lee"), listen_dbname="locanext_listen")
    crowd = [pgbouncer.connect("lee", **pgbouncer.info("lee", listen=True)) for _ in range(1)]
    database.admin().execute(f"alter role lee connection limit {len(crowd) + 1}")
    try:
        with listening(lambda: info, file) as (heard, _):
            heard.forget()
            save(database.connect("kim"), file, first_save(0))
            heard.wait(lambda heard: any(hint.file_id == file for hint in heard.hints))
            assert False not in heard.links
    finally:
        database.admin().execute("alter role lee connection limit 20")


def test_an_ended_session_is_told_at_once(database: Database) -> None:
    info = connect_info(database.info("lee"))
    with listening(lambda: info) as (heard, _):
        heard.wait(lambda _heard: bool(listening_pids(database, "lee")))
        end_sessions(database.connect("boss"), "lee")
        heard.wait(lambda heard: "This session was ended; sign in again." in "".join(heard.refusals))


def end_sessions(conn: Connection, login: str) -> None:
    assert conn.execute("select sec.end_session_v1(%s, null)", [login]).fetchone() == (1,)


def test_a_server_that_hangs_is_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(listen, "ANSWER_SECONDS", 0.5)
    info = connect_info(database.info("lee"))
    with listening(lambda: info) as (heard, _):
        heard.wait(lambda _heard: bool(listening_pids(database, "lee")))
        [pid] = listening_pids(database, "lee")
        os.kill(pid, signal.SIGSTOP)
        try:
            heard.wait(lambda heard: False in heard.links)
        finally:
            os.kill(pid, signal.SIGCONT)
        heard.wait(lambda heard: heard.links[-1])
