"""Real servers for the tests: a PostgreSQL cluster a test process, a database a test, a PgBouncer where one is needed.

All of them end with the test process, even when it is killed. The fixtures are in conftest.py.
"""

import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from central import accounts
from central import bouncer as pool
from central.provision import provision
from central.runtime import SYSTEM_FOLDER, Runtime, locate
from central.site import Site
from central.statements import statement
from locanext.store import private_server

PEOPLE = {"boss": "admin", "kim": "translator", "lee": "translator", "rev": "reviewer", "out": "translator"}
TEMPLATE = "loc_template"
SUPERUSER = "loc_super"
# A test's data need not outlive a crash of the machine. A crash of the server loses nothing by this, so tests that
# kill it measure the truth.
FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200", "shared_buffers=64MB")
Connection = psycopg.Connection[Any]


def free_port() -> int:
    """A TCP port of this computer that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Somebody else listens on a port."""
    with socket.create_server(("127.0.0.1", port)):
        yield


@contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that a service user can enter, too; pytest's own are closed to it under root."""
    folder = Path(tempfile.mkdtemp(prefix="locanext-test-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@dataclass
class Cluster:
    """A running PostgreSQL. Its people's roles are shared by all its databases; a person's password is `password()`."""

    runtime: Runtime
    port: int
    superuser_password: str
    log: Path
    settings: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def info(self, login: str, dbname: str) -> dict[str, Any]:
        """Arguments of psycopg.connect for a person, or for the superuser."""
        secret = self.superuser_password if login == SUPERUSER else password(login)
        return {"host": "127.0.0.1", "port": self.port, "dbname": dbname, "user": login, "password": secret}

    def admin(self, dbname: str = "postgres") -> Connection:
        """The superuser's connection, in autocommit; used as a context it is closed at its end."""
        return psycopg.connect(**self.info(SUPERUSER, dbname), autocommit=True)

    def conninfo(self) -> str:
        return make_conninfo(**self.info(SUPERUSER, "postgres"))

    def set_bouncer_password(self, dbname: str) -> None:
        with self.admin(dbname) as conn:
            accounts.set_bouncer_password(conn, password("loc_bouncer"))

    def start(self) -> None:
        options = [*FAST, *self.settings, f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        started = self.runtime.start(*(f"--{option}" for option in options), log=self.log)
        if started is None:
            raise NotImplementedError("The tests' cluster is a child process; on Windows it cannot be one.")
        self.process = started
        self._wait_until_it_answers()

    def stop(self) -> None:
        """End it in order (SIGINT: a fast shutdown)."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def kill(self) -> None:
        """Kill -9 the postmaster and wait until its children have noticed and are gone."""
        self.process.kill()
        self.process.wait(60)

    def _wait_until_it_answers(self) -> None:
        while self.process.poll() is None:
            try:
                self.admin().close()
            except psycopg.OperationalError:
                continue
            else:
                return
        raise RuntimeError(self.log.read_text("utf-8"))


def password(login: str) -> str:
    return f"{login}-has-a-password"


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """A new cluster with the template database and its people; `settings` go beyond `FAST`."""
    with open_folder() as folder:
        runtime = locate(folder)
        runtime.data.parent.mkdir(mode=0o711, exist_ok=True)
        secret = secrets.token_hex(16)
        runtime.initialize(SUPERUSER, secret)
        running = Cluster(runtime, free_port(), secret, folder / "postgres.log", settings)
        try:
            _make_template(running)
            yield running
        finally:
            running.stop()


def _make_template(running: Cluster) -> None:
    provision(running.conninfo(), TEMPLATE)
    with running.admin(TEMPLATE) as conn:
        for login, role in PEOPLE.items():
            add_person(conn, login, role)
    running.set_bouncer_password(TEMPLATE)


def add_person(conn: Connection, login: str, role: str) -> None:
    person = accounts.NewPerson(login, login.capitalize(), role)
    accounts.create_person(conn, person, password(login), accounts.GENERATED_ITERATIONS)


@dataclass
class Database:
    """A LocaNext database of one test."""

    cluster: Cluster
    name: str
    _opened: list[Connection] = field(default_factory=list)
    _own_people: list[str] = field(default_factory=list)

    def info(self, login: str) -> dict[str, Any]:
        """Arguments of psycopg.connect for a person: `psycopg.connect(**database.info("kim"))`."""
        return self.cluster.info(login, self.name)

    def connect(self, login: str, **options: Any) -> Connection:
        """A person's connection, in autocommit unless told otherwise; closed at the end of the test."""
        self._opened.append(psycopg.connect(**({"autocommit": True} | self.info(login) | options)))
        return self._opened[-1]

    def admin(self) -> Connection:
        """The superuser's, closed at the end of the test."""
        return self.connect(SUPERUSER)

    def person(self, login: str, role: str = "translator") -> str:
        """One more person, of this test alone: for those that are disabled or change their password. The login."""
        self._own_people.append(login)
        add_person(self.admin(), login, role)
        return login

    def project(self, name: str = "Game", members: dict[str, str] | None = None) -> int:
        """A project made by boss; `members`: login -> capability, by default kim and lee may edit. Its id."""
        conn = self.connect("boss")
        project = conn.execute("select loc.create_project_v1(%s, '', 'ko')", [name]).fetchone()[0]
        for login, capability in (members or {"kim": "edit", "lee": "edit"}).items():
            accounts.grant(conn, login, project, capability)
        return int(project)

    def file(
        self, project: int, sources: Iterable[str] = ("하나", "둘", "셋"), name: str = "a.txt", language: str = "en"
    ) -> int:
        """A finished file brought in by boss, with untranslated segments and no bytes. Its id."""
        conn = self.connect("boss")
        with conn.transaction():
            begin = "select * from loc.begin_upload_v1(%s, null, %s, 'tabbed_text', %s, '{}')"
            file, staging = conn.execute(begin, [project, name, language]).fetchone()
            columns = "(ord, string_id, source, target, state, note)"
            with conn.cursor().copy(f"copy loc.{staging} {columns} from stdin") as copy:
                for number, source in enumerate(sources):
                    copy.write_row((number, f"ID_{number}", source, "", 0, ""))
            conn.execute("select loc.upload_segments_v1(%s)", [file])
            conn.execute("select loc.finish_upload_v1(%s, 0, '')", [file])
        return int(file)

    def close(self) -> None:
        for conn in self._opened:
            conn.close()


@contextmanager
def database(running: Cluster) -> Iterator[Database]:
    """A copy of the template, dropped at the end."""
    made = Database(running, f"test_{secrets.token_hex(6)}")
    with running.admin() as admin:
        copy = sql.SQL("create database {} template {} strategy file_copy")
        admin.execute(copy.format(sql.Identifier(made.name), sql.Identifier(TEMPLATE)))
        with running.admin(made.name) as conn:
            conn.execute(statement("database"))  # rights on a database are not copied with it
        try:
            yield made
        finally:
            made.close()
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(made.name)))
            for login in made._own_people:
                admin.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))


@dataclass
class Bouncer:
    """A PgBouncer in front of one database, with its two aliases."""

    database: Database
    port: int
    process: subprocess.Popen[bytes]

    def info(self, login: str, *, listen: bool = False) -> dict[str, Any]:
        """Arguments of psycopg.connect for a person; `listen`: the session alias, for LISTEN."""
        alias = "locanext_listen" if listen else "locanext"
        return self.database.info(login) | {"port": self.port, "dbname": alias, "prepare_threshold": None}

    def connect(self, login: str, **options: Any) -> Connection:
        """As `Database.connect`, through the transaction pool."""
        return self.database.connect(login, **(self.info(login) | options))


@contextmanager
def bouncer(behind: Database) -> Iterator[Bouncer]:
    """A PgBouncer on a free port, run as the service user."""
    with open_folder() as folder:
        port, runtime = free_port(), behind.cluster.runtime
        there = {"server_port": behind.cluster.port, "port": port, "listen_addr": "127.0.0.1"}
        site = Site(home=folder, user=runtime.user, host="localhost", work=150, listeners=250, **there)
        for path in (site.config, site.run, site.log):
            path.mkdir()
            runtime.own(path)
        ini = site.config / "pgbouncer.ini"
        ini.write_text(pool.configuration(site, host="127.0.0.1", database=behind.name, tls=False), "utf-8")
        pool.users(site, password(pool.ROLE)).write()
        program = pool.program()
        if program is None:
            raise FileNotFoundError("PgBouncer is not installed (Debian: apt-get install pgbouncer).")
        process = runtime.spawn([str(program), "-q", str(ini)], log=folder / "pgbouncer.out")
        running = Bouncer(behind, port, process)
        try:
            _wait_for_port(running, folder / "pgbouncer.out")
            yield running
        finally:
            behind.close()
            running.process.terminate()  # a test may have put another one in its place
            running.process.wait(30)


def _wait_for_port(running: Bouncer, log: Path) -> None:
    while running.process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", running.port)) == 0:
                return
    raise RuntimeError(log.read_text("utf-8"))


@contextmanager
def private_home() -> Iterator[Path]:
    """A home folder for programs that use a private server, which is ended and removed with it."""
    with open_folder() as home:
        try:
            yield home
        finally:
            end_private_server(home)


def guards(home: Path) -> list[psutil.Process]:
    """The guards of a home folder's private server that run."""
    command = ["-m", "locanext.store.server_guard", str(home)]
    return [process for process in psutil.process_iter(["cmdline"]) if (process.info["cmdline"] or [])[-3:] == command]


def end_private_server(home: Path) -> None:
    """End the server of a home folder by ending its guard, and remove what lies outside of the folder."""
    joined = private_server._joined.get(home)
    if joined:
        joined.release()
    runtime = locate(home)
    for process in guards(home):
        process.kill()
    servers = [psutil.Process(pid) for pid in postmaster(runtime) if psutil.pid_exists(pid)]
    _gone, left = psutil.wait_procs(servers, timeout=30)
    if runtime.data.parent.parent == SYSTEM_FOLDER:
        shutil.rmtree(runtime.data.parent)
    if left:
        raise RuntimeError(f"A private server outlived its guard: {left}")


def postmaster(runtime: Runtime) -> list[int]:
    """The process id of the server that runs on the data folder, or ran there and was killed; empty: none."""
    path = runtime.data / "postmaster.pid"
    words = path.read_text("utf-8").split()[:1] if path.is_file() else []
    return [int(word) for word in words if word.isdecimal()]
