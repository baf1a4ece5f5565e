"""The private server through all that happens to programs, servers, guards and files."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import quote

import keyring
import keyring.backend
import psutil
import psycopg
import pytest

from central.runtime import SYSTEM_FOLDER, locate
from central.statements import MIGRATIONS
from locanext.domain.errors import ServerProblem
from locanext.store import private_server, server_secrets
from locanext.store.connect import ConnectInfo
from locanext.store.private_server import PrivateServer, ensure
from locanext.store.server_guard import LOG_SIZE, Place
from locanext.store.server_secrets import Secrets
from tests import servers

ROOT = Path(__file__).parents[2]
AS_ROOT = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root needs a service user")
PROGRAM = """
import sys
from pathlib import Path
from locanext.store.private_server import ensure
server = ensure(Path(sys.argv[1]))
print(server.info.port, server.info.user, server.info.password, flush=True)
sys.stdin.read()
"""


class Program:
    """Another program with a private server, as a process of its own."""

    def __init__(self, home: Path, first_on_path: Path = ROOT) -> None:
        env = os.environ | {"PYTHONPATH": os.pathsep.join((str(first_on_path), str(ROOT)))}
        command = [sys.executable, "-c", PROGRAM, str(home)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True)

    def info(self) -> ConnectInfo:
        assert self.process.stdout is not None
        port, user, password = self.process.stdout.readline().split()
        return ConnectInfo("127.0.0.1", int(port), "locanext", user, password, sslmode="disable")

    def end(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def program(home: Path, first_on_path: Path = ROOT) -> Iterator[Program]:
    running = Program(home, first_on_path)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.end()


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def connect(info: ConnectInfo, **other: str) -> psycopg.Connection:
    return psycopg.connect(**(info.parameters() | other))


def postmaster(home: Path) -> psutil.Process:
    [pid] = servers.postmaster(locate(home))
    return psutil.Process(pid)


def make_project(info: ConnectInfo, name: str) -> None:
    with connect(info) as conn:
        conn.execute("select loc.create_project_v1(%s, '', 'ko')", [name])


def projects(info: ConnectInfo) -> list[str]:
    with connect(info) as conn:
        return [name for (name,) in conn.execute("select name from loc.projects order by name")]


@pytest.fixture
def server(home: Path) -> PrivateServer:
    return ensure(home)


def test_first_run_makes_a_database_of_this_person(home: Path, server: PrivateServer) -> None:
    with connect(server.info) as conn:
        login, role = conn.execute("select login, role from loc.hello_v1()").fetchone() or ()
        assert (login, role) == (server.info.user, "admin")
        is_super = "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user"
        assert conn.execute(is_super).fetchone() == (False,)
        found = conn.execute("select datlocprovider, datlocale from pg_database where datname = current_database()")
        assert found.fetchone() == ("b", "C.UTF-8")
    listening = [each for each in postmaster(home).net_connections("all") if each.status == psutil.CONN_LISTEN]
    assert [each.laddr for each in listening] == [("127.0.0.1", server.info.port)]


def test_nobody_comes_in_without_the_password(home: Path, server: PrivateServer) -> None:
    for wrong in ({"password": "guess"}, {"password": ""}, {"user": "loc_super"}, {"user": "loc_bouncer"}):
        with pytest.raises(psycopg.OperationalError):
            connect(server.info, **wrong)
    rules = [line.split() for line in (locate(home).data / "pg_hba.conf").read_text("utf-8").splitlines()]
    assert {rule[-1] for rule in rules if rule and not rule[0].startswith("#")} == {"scram-sha-256"}


def test_passwords_are_in_no_log_and_for_us_only(home: Path, server: PrivateServer) -> None:
    secret = home / "server" / "secrets.json"
    assert server.info.password in secret.read_text("utf-8")
    assert secret.stat().st_mode & 0o077 == 0
    logs = "".join(path.read_text("utf-8") for path in (home / "server").glob("*.log"))
    assert "ready to accept connections" in logs
    assert server.info.password not in logs
    assert server.info.password not in repr(server)


def test_asking_again_is_cheap_and_gives_the_same(home: Path, server: PrivateServer) -> None:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        assert ensure(home) is server
        times.append(time.perf_counter() - began)
    assert min(times) < 0.05


def test_a_second_program_uses_the_same_server(home: Path, server: PrivateServer) -> None:
    before = postmaster(home)
    with program(home) as other:
        assert other.info() == server.info
    assert postmaster(home) == before
    assert len(servers.guards(home)) == 1


def test_it_stops_with_the_last_program_only(home: Path, server: PrivateServer) -> None:
    running = postmaster(home)
    with program(home) as other:
        other.info()
        server.release()
        assert projects(server.info) == []
        other.end()
    wait_until(lambda: not running.is_running())
    wait_until(lambda: not servers.guards(home))
    assert list((home / "server" / "users").iterdir()) == []
    assert "database system is shut down" in Place(home).log.read_text("utf-8")


def test_a_server_is_removed_with_all_its_data(home: Path, server: PrivateServer) -> None:
    data, running = locate(home).data, postmaster(home)
    server.release()
    private_server.remove(home)
    assert not running.is_running()
    assert not data.parent.exists()
    assert projects(ensure(home).info) == []


def test_a_server_that_is_used_is_not_removed(
    home: Path, server: PrivateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_server, "END_TIMEOUT", 0.1)
    with pytest.raises(ServerProblem, match="does not end"):
        private_server.remove(home)
    assert projects(server.info) == []


def test_a_killed_program_does_not_keep_it_and_loses_nothing(home: Path) -> None:
    with program(home) as killed:
        info = killed.info()
        make_project(info, "Kept")
        running = postmaster(home)
        killed.kill()
        wait_until(lambda: not running.is_running())
    again = ensure(home)
    assert projects(again.info) == ["Kept"]
    assert again.info == info


def test_a_killed_server_is_started_again(home: Path, server: PrivateServer) -> None:
    make_project(server.info, "Kept")
    killed = postmaster(home)
    everyone = [killed, *killed.children()]
    for process in everyone:
        with suppress(psutil.NoSuchProcess):  # the children notice that the first one is gone
            process.kill()
    again = ensure(home)
    assert projects(again.info) == ["Kept"]
    assert postmaster(home) not in everyone


def test_a_server_that_recovers_from_a_crash_is_stopped_and_started(home: Path, server: PrivateServer) -> None:
    make_project(server.info, "Kept")
    running = postmaster(home)
    running.children()[0].kill()
    [killed] = servers.guards(home)
    killed.kill()
    wait_until(lambda: not running.is_running())
    assert projects(ensure(home).info) == ["Kept"]


def test_a_guard_that_is_asked_to_end_stops_the_server_in_order(home: Path, server: PrivateServer) -> None:
    running = postmaster(home)
    [guard] = servers.guards(home)
    guard.terminate()
    wait_until(lambda: not running.is_running())
    assert "database system is shut down" in Place(home).log.read_text("utf-8")
    assert projects(ensure(home).info) == []


def kill_guard(home: Path) -> None:
    running = postmaster(home)
    [guard] = servers.guards(home)
    guard.kill()
    wait_until(lambda: not running.is_running())  # on Linux the server ends with its guard


def test_a_killed_guard_is_replaced(home: Path, server: PrivateServer) -> None:
    kill_guard(home)
    again = ensure(home)
    assert projects(again.info) == []
    assert len(servers.guards(home)) == 1
    running = postmaster(home)
    again.release()
    wait_until(lambda: not running.is_running())


def test_programs_that_start_at_once_share_one_server(home: Path) -> None:
    with program(home) as one, program(home) as two, program(home) as three:
        assert one.info() == two.info() == three.info()
        assert len(servers.guards(home)) == 1


def test_a_program_that_comes_while_it_stops_gets_a_server(home: Path) -> None:
    for _ in range(3):
        ensure(home).release()
        wait_until(lambda: "shutdown request" in Place(home).log.read_text("utf-8"))
        assert projects(ensure(home).info) == []
        Place(home).log.write_text("", "utf-8")


def test_a_taken_port_is_given_up(home: Path, server: PrivateServer) -> None:
    running = postmaster(home)
    server.release()
    wait_until(lambda: not running.is_running())
    wait_until(lambda: not servers.guards(home))
    with servers.taken(server.info.port):
        again = ensure(home)
    assert again.info.port != server.info.port
    assert projects(again.info) == []


def test_after_a_power_cut_somebody_else_may_have_its_port(home: Path, server: PrivateServer) -> None:
    record = (lock := locate(home).data / "postmaster.pid").read_text("utf-8")
    kill_guard(home)
    lock.write_text(record, "utf-8")
    with servers.taken(server.info.port):
        again = ensure(home)
    assert again.info.port != server.info.port
    assert projects(again.info) == []


def test_damaged_files_do_not_matter(home: Path, server: PrivateServer) -> None:
    kill_guard(home)
    users = home / "server" / "users"
    (users / "12-dead.lock").write_text("not empty", "utf-8")
    (users / "a-folder.lock").mkdir()
    (home / "server" / "port").write_text("none", "utf-8")
    (home / "server" / "guard.lock").write_text("junk", "utf-8")
    stale = locate(home).data / "postmaster.pid"
    stale.write_text(f"999999\n{stale.parent}\n1\n1\n\n127.0.0.1\n", "utf-8")
    again = ensure(home)
    assert projects(again.info) == []
    running = postmaster(home)
    again.release()
    wait_until(lambda: not running.is_running())


def test_a_long_log_is_begun_anew(home: Path) -> None:
    Place(home).make()
    Place(home).log.write_bytes(b"x" * (LOG_SIZE + 1))
    ensure(home)
    assert Place(home).log.stat().st_size < LOG_SIZE
    assert Place(home).log.with_suffix(".old.log").stat().st_size == LOG_SIZE + 1


@AS_ROOT
def test_a_closed_home_stays_closed(home: Path) -> None:
    inner = home / "closed"
    inner.mkdir(mode=0o700)
    try:
        server = ensure(inner)
        assert projects(server.info) == []
        assert inner.stat().st_mode & 0o777 == 0o700
        assert locate(inner).data.parent.parent == SYSTEM_FOLDER
        assert postmaster(inner).uids().effective != 0
    finally:
        servers.end_private_server(inner)


@AS_ROOT
def test_a_closed_home_that_is_moved_finds_its_data(home: Path) -> None:
    old, new = home / "old", home / "new"
    old.mkdir(mode=0o700)
    place = locate(old).data
    try:
        server = ensure(old)
        make_project(server.info, "Game")
        server.release()
        wait_until(lambda: not Place(old).is_guarded())
        (old / "server" / "place").unlink()
        (place.parent / "home").unlink()
        assert locate(old).data == place, "a home of the time before either was noted"
        old.rename(new)
        assert projects(ensure(new).info) == ["Game"]
        assert locate(new).data == place
        old.mkdir(mode=0o700)
        assert locate(old).data != place, "a new home where that one was"
        shutil.rmtree(locate(old).data.parent)
    finally:
        servers.end_private_server(new)


@AS_ROOT
def test_a_copy_of_a_closed_home_does_not_take_its_data(home: Path) -> None:
    first, copy = home / "first", home / "copy"
    first.mkdir(mode=0o700)
    places = [locate(first).data.parent]
    shutil.copytree(first, copy)
    copy.chmod(0o700)
    places.append(locate(copy).data.parent)
    try:
        assert places[0] != places[1]
        assert [locate(one).data.parent for one in (first, copy)] == places
        (copy / "server" / "place").write_text("../../../home", "utf-8")
        assert locate(copy).data.parent.parent == SYSTEM_FOLDER, "nobody is led elsewhere"
    finally:
        for place in {*places, locate(copy).data.parent}:
            shutil.rmtree(place)


@AS_ROOT
def test_programs_out_of_reach_are_copied(home: Path) -> None:
    copies = SYSTEM_FOLDER / "programs"
    ours = not copies.exists()
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    package = locate(home).programs.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, closed / part.name)
    with program(home, closed) as other:
        assert projects(other.info()) == []
        assert Path(postmaster(home).exe()).is_relative_to(SYSTEM_FOLDER)
    assert closed.stat().st_mode & 0o777 == 0o700
    if ours:
        servers.end_private_server(home)
        shutil.rmtree(copies)


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The migrations of a later release."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    number = len(list(folder.iterdir())) + 1
    text = "alter table loc.projects add column motto text not null default ''"
    (folder / f"{number:04}_motto.sql").write_text(text, "utf-8")
    return folder


def test_an_update_of_the_program_updates_the_database(home: Path, server: PrivateServer, newer: Path) -> None:
    make_project(server.info, "Kept")
    updated = ensure(home, newer)
    with connect(updated.info) as conn:
        assert conn.execute("select name, motto from loc.projects").fetchall() == [("Kept", "")]
    [backup] = (home / "server" / "backups").iterdir()
    assert "TABLE DATA loc projects" in replace(locate(home), user=None).run("pg_restore", "--list", str(backup))


def test_an_older_program_leaves_a_newer_database_alone(home: Path, server: PrivateServer, newer: Path) -> None:
    ensure(home, newer)
    with pytest.raises(ServerProblem, match="Update the program"):
        ensure(home)


def test_a_broken_update_changes_nothing(home: Path, server: PrivateServer, newer: Path) -> None:
    last = max(newer.iterdir())
    last.write_text(last.read_text("utf-8") + "; select 1/0", "utf-8")
    with pytest.raises(ServerProblem, match="division by zero"):
        ensure(home, newer)
    again = ensure(home)
    with connect(again.info) as conn, pytest.raises(psycopg.errors.UndefinedColumn):
        conn.execute("select motto from loc.projects")


def test_data_of_another_postgresql_is_refused(home: Path, server: PrivateServer) -> None:
    server.release()
    (locate(home).data / "PG_VERSION").write_text("17\n", "ascii")
    with pytest.raises(ServerProblem, match="PostgreSQL 17"):
        ensure(home)


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", '{"in": "nowhere"}'])
def test_lost_passwords_are_said(home: Path, server: PrivateServer, text: str | None) -> None:
    server.release()
    path = home / "server" / "secrets.json"
    path.unlink() if text is None else path.write_text(text, "utf-8")
    with pytest.raises(ServerProblem, match="passwords of the private server"):
        ensure(home)


def test_a_server_that_cannot_start_says_why(home: Path, server: PrivateServer) -> None:
    running = postmaster(home)
    with (locate(home).data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("no_such_setting = 1\n")
    server.release()
    wait_until(lambda: not running.is_running())
    wait_until(lambda: not servers.guards(home))
    with pytest.raises(ServerProblem, match="no_such_setting"):
        ensure(home)
    assert not Place(home).is_used()


class FolderKeyring(keyring.backend.KeyringBackend):
    """A keyring that works, in a folder."""

    priority = 1
    folder: Path

    def get_password(self, service: str, username: str) -> str | None:
        path = self._path(service, username)
        return path.read_text("utf-8") if path.exists() else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._path(service, username).write_text(password, "utf-8")

    def _path(self, service: str, username: str) -> Path:
        return self.folder / quote(f"{service} {username}", safe="")


@pytest.fixture
def working_keyring(home: Path, tmp_path: Path) -> Iterator[FolderKeyring]:
    before, mine = keyring.get_keyring(), FolderKeyring()
    mine.folder = tmp_path
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


def test_a_working_keyring_keeps_the_passwords(home: Path, working_keyring: FolderKeyring) -> None:
    server = ensure(home)
    assert server.info.password not in (home / "server" / "secrets.json").read_text("utf-8")
    server.release()
    assert ensure(home).info == server.info


def test_passwords_in_a_keyring_are_found_from_wherever_the_home_is(
    tmp_path: Path, working_keyring: FolderKeyring
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    secrets = Secrets("super", "kim", "mine")
    server_secrets.save(here, secrets)
    here.rename(there)
    assert server_secrets.load(there) == secrets


def test_passwords_that_were_kept_by_the_folder_are_found(tmp_path: Path, working_keyring: FolderKeyring) -> None:
    secrets = Secrets("super", "kim", "mine")
    working_keyring.set_password(server_secrets.KEYRING_SERVICE, str(tmp_path), json.dumps(asdict(secrets)))
    (tmp_path / "secrets.json").write_text('{"in": "keyring"}', "utf-8")
    assert server_secrets.load(tmp_path) == secrets


@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")
def test_a_guard_that_takes_too_long_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_server, "START_TIMEOUT", 0)
    with pytest.raises(ServerProblem, match="timed out"):
        ensure(home)
