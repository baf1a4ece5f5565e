"""Which server is named, and the connections to it when all is well and when it is not."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from locanext.domain.errors import (
    BadInput,
    Cancelled,
    ExpectedError,
    LinkDown,
    NotAllowed,
    ServerProblem,
    WeakPassword,
)
from locanext.domain.progress import Progress
from locanext.domain.user import Role
from locanext.store.authorities import known_authorities
from locanext.store.connect import ConnectInfo, Store, from_environment, private_is_named
from locanext.workbench import Workbench
from tests import servers
from tests.benches import connect_info

SERVER = {"POSTGRES_HOST": "db.example.com"}
Opens = Callable[[str], Workbench]


def test_nothing_named_is_no_server(tmp_path: Path) -> None:
    assert from_environment((tmp_path,), {}) is None
    assert from_environment((tmp_path,), {"POSTGRES_HOST": ""}) is None
    assert from_environment((tmp_path,), SERVER | {"DATABASE_TYPE": "private"}) is None
    assert private_is_named((tmp_path,), {"DATABASE_TYPE": "private"})
    assert not private_is_named((tmp_path,), SERVER)


def test_a_host_is_enough(tmp_path: Path) -> None:
    expected = ConnectInfo("db.example.com", 6433, "locanext", "", "", "verify-full", "locanext_listen")
    assert from_environment((tmp_path,), SERVER) == expected
    empty = {"POSTGRES_PORT": "", "POSTGRES_DB": "", "POSTGRES_SSLMODE": ""}
    assert from_environment((tmp_path,), SERVER | empty) == expected


def test_everything_can_be_named(tmp_path: Path) -> None:
    values = {
        "POSTGRES_HOST": "10.0.0.5",
        "POSTGRES_PORT": "7000",
        "POSTGRES_USER": "민지",
        "POSTGRES_PASSWORD": "pa ss=w#ord",
        "POSTGRES_DB": "game",
        "POSTGRES_SSLMODE": "require",
        "POSTGRES_LISTEN_DB": "game_hear",
        "DATABASE_TYPE": "postgresql",
    }
    expected = ConnectInfo("10.0.0.5", 7000, "game", "민지", "pa ss=w#ord", "require", "game_hear")
    assert from_environment((tmp_path,), values) == expected


def test_the_listening_alias_follows_the_database(tmp_path: Path) -> None:
    found = from_environment((tmp_path,), SERVER | {"POSTGRES_DB": "game"})
    assert found is not None
    assert found.parameters(listen=True)["dbname"] == "game_listen"
    assert replace(found, listen_dbname="").parameters(listen=True)["dbname"] == "game"


def test_a_file_names_it_and_the_environment_overrules(tmp_path: Path) -> None:
    text = "POSTGRES_HOST=from.file\nPOSTGRES_USER=kim\n# a comment\nPOSTGRES_PASSWORD='비밀 ${HOME} 1'\nEMPTY\n"
    (tmp_path / ".env").write_text(text, "utf-8")
    found = from_environment((tmp_path,), {"POSTGRES_HOST": "from.environment"})
    assert found is not None
    assert (found.host, found.user, found.password) == ("from.environment", "kim", "비밀 ${HOME} 1")


def test_the_later_folder_overrules(tmp_path: Path) -> None:
    folders = (tmp_path / "home", tmp_path / "here")
    for folder in folders:
        folder.mkdir()
        (folder / ".env").write_text(f"POSTGRES_HOST={folder.name}\n", "utf-8")
    found = from_environment(folders, {})
    assert found is not None
    assert found.host == "here"


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POSTGRES_HOST=marked\r\n", "utf-8-sig")
    found = from_environment((tmp_path,), {})
    assert found is not None
    assert found.host == "marked"


def test_a_file_that_is_no_utf8_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("POSTGRES_HOST=x\n", "utf-16")
    with pytest.raises(BadInput, match="UTF-8"):
        from_environment((tmp_path,), {})


@pytest.mark.parametrize("port", ["0", "65536", "-1", "6433x", "64 33", "²", "9" * 5000])
def test_a_port_that_is_none(tmp_path: Path, port: str) -> None:
    with pytest.raises(BadInput, match="POSTGRES_PORT"):
        from_environment((tmp_path,), SERVER | {"POSTGRES_PORT": port})


def test_another_kind_of_database(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="DATABASE_TYPE is mysql"):
        from_environment((tmp_path,), SERVER | {"DATABASE_TYPE": "mysql"})


def test_the_programs_environment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_HOST", "from.process")
    monkeypatch.delenv("DATABASE_TYPE", raising=False)
    found = from_environment((tmp_path,))
    assert found is not None
    assert found.host == "from.process"


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(ConnectInfo("h", 1, "d", "u", "secret"))


def test_certificates_of_the_system_unless_others_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGSSLROOTCERT", raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    info = ConnectInfo("h", 1, "d", "u", "p")
    assert info.parameters()["sslrootcert"] == known_authorities()
    assert "sslrootcert" not in replace(info, sslmode="require").parameters()
    (tmp_path / ".postgresql").mkdir()
    (tmp_path / ".postgresql" / "root.crt").touch()
    assert "sslrootcert" not in info.parameters()
    (tmp_path / ".postgresql" / "root.crt").unlink()
    monkeypatch.setenv("PGSSLROOTCERT", str(tmp_path))
    assert "sslrootcert" not in info.parameters()


# --- connections ---------------------------------------------------------------------------------------------


@pytest.fixture
def store_at() -> Iterator[Callable[[ConnectInfo], Store]]:
    made = []

    def at(info: ConnectInfo) -> Store:
        made.append(Store(lambda: info))
        return made[-1]

    yield at
    for one in made:
        one.close()


def raised(kind: type[ExpectedError], work: Callable[[], Any], seconds: float = 3.0) -> str:
    """The text of the expected error, which has to come soon."""
    started = time.monotonic()
    with pytest.raises(kind) as caught:
        work()
    assert time.monotonic() - started < seconds
    return str(caught.value)


def use(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute("select 1")


def test_hello(bench_of: Opens) -> None:
    person = bench_of("rev").store.hello()
    assert (person.login, person.name, person.role, person.must_change_password) == (
        "rev",
        "Rev",
        Role.REVIEWER,
        False,
    )


def test_a_store_connects_on_first_use_only() -> None:
    def nowhere() -> ConnectInfo:
        raise AssertionError

    Store(nowhere).close()


@pytest.mark.parametrize("work", [Store.hello, use])
def test_a_wrong_password(database: servers.Database, store_at: Callable[[ConnectInfo], Store], work: Any) -> None:
    info = replace(connect_info(database.info("kim")), password="wrong")
    raised(NotAllowed, lambda: work(store_at(info)))


@pytest.mark.parametrize("work", [Store.hello, use])
def test_a_wrong_password_through_the_pool(
    pgbouncer: servers.Bouncer, store_at: Callable[[ConnectInfo], Store], work: Any
) -> None:
    info = replace(connect_info(pgbouncer.info("kim")), password="wrong")
    raised(NotAllowed, lambda: work(store_at(info)))


@pytest.mark.parametrize("work", [Store.hello, use])
def test_a_disabled_person(database: servers.Database, store_at: Callable[[ConnectInfo], Store], work: Any) -> None:
    person = database.person("gone")
    database.connect("boss").execute("select sec.set_active_v1(%s, false)", [person])
    raised(NotAllowed, lambda: work(store_at(connect_info(database.info(person)))))


def test_a_disabled_person_through_the_pool(
    pgbouncer: servers.Bouncer, store_at: Callable[[ConnectInfo], Store]
) -> None:
    person = pgbouncer.database.person("gone2")
    pgbouncer.database.connect("boss").execute("select sec.set_active_v1(%s, false)", [person])
    raised(NotAllowed, store_at(connect_info(pgbouncer.info(person))).hello)


def test_a_person_who_is_disabled_while_they_work(
    database: servers.Database, store_at: Callable[[ConnectInfo], Store]
) -> None:
    person = database.person("leaving")
    store = store_at(connect_info(database.info(person)))
    use(store)
    database.connect("boss").execute("select sec.set_active_v1(%s, false)", [person])
    raised(NotAllowed, lambda: use(store))


def test_a_role_that_is_no_person(database: servers.Database, store_at: Callable[[ConnectInfo], Store]) -> None:
    admin = database.admin()
    admin.execute(f"create role stranger login password '{servers.password('stranger')}' in role loc_member")
    try:
        text = raised(NotAllowed, store_at(connect_info(database.info("stranger"))).hello)
        assert "not known to LocaNext" in text
    finally:
        admin.execute("drop role stranger")


def test_a_database_that_is_not_ours(database: servers.Database, store_at: Callable[[ConnectInfo], Store]) -> None:
    info = replace(connect_info(database.info("kim")), dbname="template1")
    raised(ServerProblem, store_at(info).hello)


def test_a_schema_that_is_too_old(database: servers.Database, store_at: Callable[[ConnectInfo], Store]) -> None:
    database.admin().execute("update sec.schema_versions set version = version - 1000")
    text = raised(ServerProblem, store_at(connect_info(database.info("kim"))).hello)
    assert "must be updated" in text


def test_a_server_that_is_too_new_says_so(database: servers.Database, store_at: Callable[[ConnectInfo], Store]) -> None:
    database.admin().execute("update sec.settings set value = 1000 where name = 'oldest_client'")
    text = raised(ServerProblem, store_at(connect_info(database.info("kim"))).hello)
    assert "update LocaNext" in text


def test_changing_ones_password(database: servers.Database, store_at: Callable[[ConnectInfo], Store]) -> None:
    info = connect_info(database.info(database.person("zoe")))
    with pytest.raises(WeakPassword):
        store_at(info).change_password("zoe's password")
    changed = store_at(info).change_password("correct horse")
    assert changed == replace(info, password="correct horse")
    assert store_at(changed).hello().login == "zoe"
    raised(NotAllowed, store_at(info).hello)
    kept = database.admin().execute("select rolpassword from pg_authid where rolname = 'zoe'").fetchone()[0]
    assert kept.startswith("SCRAM-SHA-256$50000:")


@pytest.mark.parametrize("work", [Store.hello, use])
def test_nobody_listens(store_at: Callable[[ConnectInfo], Store], work: Any) -> None:
    info = ConnectInfo("127.0.0.1", servers.free_port(), "locanext", "kim", "x", "disable")
    raised(LinkDown, lambda: work(store_at(info)))


@pytest.mark.parametrize("work", [Store.hello, use])
@pytest.mark.parametrize(("host", "kind"), [("nowhere.invalid", LinkDown), ("two..dots", BadInput)])
def test_an_unknown_host(
    store_at: Callable[[ConnectInfo], Store], work: Any, host: str, kind: type[ExpectedError]
) -> None:
    info = ConnectInfo(host, 6433, "locanext", "kim", "x", "disable")
    raised(kind, lambda: work(store_at(info)), seconds=10)


def test_a_server_that_is_found_at_another_place_later(database: servers.Database) -> None:
    right = connect_info(database.info("kim"))
    places = iter([replace(right, port=servers.free_port()), right])
    with closing(Store(lambda: next(places))) as store:
        raised(LinkDown, lambda: use(store))
        use(store)
        assert store.info() == right


def test_a_cancel_is_heard_while_a_server_does_not_answer(store_at: Callable[[ConnectInfo], Store]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = store_at(ConnectInfo("127.0.0.1", silent.getsockname()[1], "locanext", "kim", "x", "disable"))
        progress = Progress()
        ended: list[BaseException] = []

        def work() -> None:
            try:
                with store.transaction(progress):
                    raise AssertionError
            except Cancelled as error:
                ended.append(error)

        thread = Thread(target=work)
        thread.start()
        with silent.accept()[0]:  # the first attempt has begun
            progress.cancel()
            thread.join(4)
            assert len(ended) == 1


def test_a_transaction_is_kept_or_not(bench_of: Opens) -> None:
    store = bench_of("boss").store
    with store.transaction() as connection:
        connection.execute("select loc.create_project_v1('Kept', '', 'ko')")
    with pytest.raises(ZeroDivisionError), store.transaction() as connection:
        connection.execute("select loc.create_project_v1('Not kept', '', 'ko')")
        raise ZeroDivisionError
    with store.transaction() as connection:
        assert connection.execute("select name from loc.projects").fetchall() == [("Kept",)]


def test_a_cancel_interrupts_the_server(bench_of: Opens, database: servers.Database) -> None:
    store, progress = bench_of("boss").store, Progress()
    ended: list[float] = []

    def work() -> None:
        with pytest.raises(Cancelled), store.transaction(progress) as connection:
            connection.execute("select loc.create_project_v1('Not kept', '', 'ko')")
            connection.execute("select pg_sleep(60)")
        ended.append(time.monotonic())

    thread = Thread(target=work)
    thread.start()
    wait_for_sleep(database)
    cancelled = time.monotonic()
    progress.cancel()
    thread.join(20)
    assert ended[0] - cancelled < 2
    with store.transaction() as connection:
        assert connection.execute("select count(*) from loc.projects").fetchone() == (0,)


def test_a_statement_that_fails_at_its_commit_has_failed(bench_of: Opens, database: servers.Database) -> None:
    """Its rows are on the way by then."""
    database.admin().execute(
        "create table public.late (n int unique deferrable initially deferred);"
        "create function public.late() returns setof int language sql security definer as"
        " 'insert into public.late values (1), (1) returning n';"
        "grant usage on schema public to loc_member; grant execute on function public.late() to loc_member"
    )
    with pytest.raises(BadInput, match="late_n_key"), bench_of("boss").store.statement() as connection:
        connection.execute("select public.late()").fetchall()
    assert database.admin().execute("select count(*) from public.late").fetchone() == (0,)


def test_statements_are_committed_one_by_one(bench_of: Opens) -> None:
    store = bench_of("boss").store
    with pytest.raises(RuntimeError), store.statement() as connection:
        connection.execute("select loc.create_project_v1('Kept', '', 'ko')")
        raise RuntimeError
    with store.statement() as connection:
        assert connection.execute("select name from loc.projects").fetchall() == [("Kept",)]


def test_a_statement_that_ends_by_itself_is_not_interrupted(bench_of: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locanext.store.connect.GRACE_SECONDS", 20)
    store, progress = bench_of("boss").store, Progress()
    thread, found = Thread(target=progress.cancel), None
    with pytest.raises(Cancelled), store.transaction(progress) as connection:
        thread.start()
        found = connection.execute("select 1 from pg_sleep(0.3)").fetchone()
    thread.join(20)
    assert found == (1,)


def wait_for_sleep(database: servers.Database) -> None:
    admin = database.admin()
    running = (
        "select count(*) from pg_stat_activity where query like '%%pg_sleep(60)' and state = 'active' and datname = %s"
    )
    while admin.execute(running, [database.name]).fetchone() == (0,):
        pass


def test_a_cancel_after_the_last_statement_undoes_it(bench_of: Opens) -> None:
    store, progress = bench_of("boss").store, Progress()
    with pytest.raises(Cancelled), store.transaction(progress) as connection:
        connection.execute("select loc.create_project_v1('Not kept', '', 'ko')")
        progress.cancel()
    with store.transaction() as connection:
        assert connection.execute("select count(*) from loc.projects").fetchone() == (0,)


def test_a_connection_that_was_cut_is_replaced(bench_of: Opens, database: servers.Database) -> None:
    store = bench_of("kim").store
    with store.transaction() as connection:
        pid = connection.info.backend_pid
    database.admin().execute("select pg_terminate_backend(%s, 10000)", [pid])
    with store.transaction() as connection:
        assert connection.info.backend_pid != pid


def test_a_connection_that_is_cut_in_the_middle(bench_of: Opens, database: servers.Database) -> None:
    store = bench_of("boss").store
    with pytest.raises(LinkDown), store.transaction() as connection:
        connection.execute("select loc.create_project_v1('Not kept', '', 'ko')")
        database.admin().execute("select pg_terminate_backend(%s, 10000)", [connection.info.backend_pid])
        connection.execute("select 1")
    with store.transaction() as connection:
        assert connection.execute("select count(*) from loc.projects").fetchone() == (0,)


def test_many_short_programs_do_not_close_the_account(pgbouncer: servers.Bouncer) -> None:
    info = connect_info(pgbouncer.info("kim"))
    for _ in range(25):
        with closing(Store(lambda: info)) as store:
            use(store)


def test_nothing_outlives_a_transaction(pgbouncer: servers.Bouncer, store_at: Callable[[ConnectInfo], Store]) -> None:
    store = store_at(connect_info(pgbouncer.info("kim")))
    for _ in range(8):  # psycopg prepares what it has seen five times, unless told not to
        use(store)
    held = "select (select count(*) from pg_prepared_statements), (select count(*) from pg_cursors where name <> '')"
    with store.transaction() as connection:
        assert connection.execute(held).fetchone() == (0, 0)


def test_a_closed_store_opens_again(bench_of: Opens) -> None:
    store = bench_of("kim").store
    use(store)
    store.close()
    store.close()
    use(store)


def test_more_transactions_than_connections_wait_for_each_other(bench_of: Opens) -> None:
    store, done = bench_of("kim").store, Event()

    def work() -> None:
        use(store)
        done.set()

    with ExitStack() as held:
        for _ in range(5):
            held.enter_context(store.transaction())
        thread = Thread(target=work)
        thread.start()
        assert not done.wait(0.7)
    assert done.wait(5)
    thread.join()


def test_who_lost_the_link_asks_anew(database: servers.Database) -> None:
    right = connect_info(database.info("kim"))
    other = replace(right, listen_dbname="elsewhere")
    places = iter([right, other])
    with closing(Store(lambda: next(places))) as store:
        use(store)
        assert store.info() == right
        assert store.look_again() == other
        assert store.info() == other
        use(store)
