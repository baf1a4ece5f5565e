"""Where the database is, and the connections to it. Everything that uses one gives it back after one transaction.

Between the program and the server stands a transaction pool, so nothing may outlive a transaction: no SET, no session
lock, no temporary table, no prepared statement.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock

import psycopg
from dotenv import dotenv_values
from psycopg_pool import ConnectionPool, PoolTimeout

from locanext.domain.errors import BadInput, LinkDown, ServerProblem
from locanext.domain.password import demand_good
from locanext.domain.progress import Progress
from locanext.domain.user import Person
from locanext.store import people
from locanext.store.authorities import known_authorities
from locanext.store.errors import told

log = logging.getLogger(__name__)

Connection = psycopg.Connection
"""For those who only hand one on."""

DEFAULT_PORT = 6433
DEFAULT_DATABASE = "locanext"
LOOPBACK = ("localhost", "127.0.0.1", "::1")

TAKE_SECONDS, SLICE_SECONDS = 10, 0.5
"""How long a transaction waits for a connection, and how long until it looks why there is none."""

CANCEL_SECONDS = 5.0
GRACE_SECONDS = 0.3
"""A statement that is over by itself within this time is not interrupted: that would take a connection of its own, and
PgBouncer before 1.20 can end, for everybody, by a cancel whose statement is just over (its issues 801, 822, 904).
"""

SCHEMA_VERSION = 4
"""The schema that this program knows: older ones lack something, newer ones say how old a program may be."""


@dataclass(frozen=True, slots=True)
class ConnectInfo:
    """One account on one server. `listen_dbname` is the pool's alias in session mode: only there LISTEN is heard.

    `host` may be several, with commas between: a server and its standbys, in the order in which they are tried.
    """

    host: str
    port: int
    dbname: str
    user: str
    password: str = field(repr=False)
    sslmode: str = "verify-full"
    listen_dbname: str = ""

    @property
    def account(self) -> str:
        """Who on which server, as one text."""
        return f"{self.user}@{self.host}:{self.port}/{self.dbname}"

    def parameters(self, *, listen: bool = False) -> dict[str, object]:
        """The arguments for `psycopg.connect`. A dead network is noticed within half a minute."""
        # On this computer nobody can come between, and a server to try things out with has no certificate.
        hosts = self.host.split(",")
        here = all(host in LOOPBACK for host in hosts)
        sslmode = "prefer" if self.sslmode == "verify-full" and here else self.sslmode
        # Of a server and its standby the one that can be written to; one that is off costs little time.
        several = {"target_session_attrs": "read-write", "connect_timeout": 3} if len(hosts) > 1 else {}
        root = {"sslrootcert": known_authorities()} if sslmode == "verify-full" and not _own_root() else {}
        return {
            "host": self.host,
            "port": self.port,
            "dbname": (self.listen_dbname or self.dbname) if listen else self.dbname,
            "user": self.user,
            "password": self.password,
            "sslmode": sslmode,
            # Whoever has got hold of the address cannot ask for the password itself.
            "require_auth": "scram-sha-256",
            "connect_timeout": 10,
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,
            "application_name": "LocaNext",
            "prepare_threshold": None,
            "client_encoding": "utf8",
            **root,
            **several,
        }


def _own_root() -> bool:
    """Whether the user named the certificate authorities that libpq shall trust."""
    folder = Path(os.environ["APPDATA"], "postgresql") if os.name == "nt" else Path.home() / ".postgresql"
    return bool(os.environ.get("PGSSLROOTCERT")) or (folder / "root.crt").exists()


def from_environment(folders: tuple[Path, ...], environ: Mapping[str, str] | None = None) -> ConnectInfo | None:
    """The server that the environment or a `.env` file in one of `folders` names; None when none does.

    Raises `BadInput` when what is named cannot be one.
    """
    values = _environment(folders, environ)
    if not values.get("POSTGRES_HOST") or values.get("DATABASE_TYPE", "postgresql") == "private":
        return None
    if values.get("DATABASE_TYPE", "postgresql") not in ("postgresql", "postgres"):
        raise BadInput("DATABASE_TYPE is {kind}; it can be postgresql or private.", kind=values["DATABASE_TYPE"])
    port = values.get("POSTGRES_PORT") or str(DEFAULT_PORT)
    if not port.isdecimal() or len(port) > 5 or not 0 < int(port) < 65536:
        raise BadInput("POSTGRES_PORT is {port}; it must be a number from 1 to 65535.", port=port)
    dbname = values.get("POSTGRES_DB") or DEFAULT_DATABASE
    return ConnectInfo(
        host=values["POSTGRES_HOST"],
        port=int(port),
        dbname=dbname,
        user=values.get("POSTGRES_USER", ""),
        password=values.get("POSTGRES_PASSWORD", ""),
        sslmode=values.get("POSTGRES_SSLMODE") or "verify-full",
        listen_dbname=values.get("POSTGRES_LISTEN_DB") or f"{dbname}_listen",
    )


def private_is_named(folders: tuple[Path, ...], environ: Mapping[str, str] | None = None) -> bool:
    """Whether the environment or a `.env` file in one of `folders` asks for the private server. Raises `BadInput`."""
    return _environment(folders, environ).get("DATABASE_TYPE") == "private"


def _environment(folders: tuple[Path, ...], environ: Mapping[str, str] | None) -> dict[str, str]:
    values: dict[str, str] = {}
    for folder in folders:
        values |= _dotenv(folder / ".env")
    return values | dict(os.environ if environ is None else environ)


def _interrupt(connection: psycopg.Connection) -> None:
    """Stop the statement that runs in the server. A server that cannot be reached has stopped it, or never will."""
    try:
        connection.cancel_safe(timeout=CANCEL_SECONDS)
    except psycopg.Error as error:
        log.info("A statement could not be interrupted: %s", error)


@contextmanager
def _interruptible(connection: psycopg.Connection, progress: Progress) -> Iterator[None]:
    """A cancel interrupts the statement that runs in the block."""
    over = Event()

    def interrupt() -> None:
        if not over.wait(GRACE_SECONDS):
            _interrupt(connection)

    with progress.on_cancel(interrupt):
        try:
            yield
        finally:
            over.set()


def _demand_open(connection: psycopg.Connection) -> None:
    """Raise if the other side has closed the connection. It is only looked at: a question would take a server's."""
    connection.pgconn.consume_input()  # what it said at last,
    connection.pgconn.consume_input()  # and its end


def _accepted(connection: psycopg.Connection) -> None:
    """On every new connection: the server counts a login as failed until it is told otherwise."""
    people.login_ok(connection)


def _dotenv(path: Path) -> dict[str, str]:
    """A password is taken as it stands: ${...} in it means nothing. Windows' editors put a mark before UTF-8."""
    try:
        found = dotenv_values(path, encoding="utf-8-sig", interpolate=False)
    except UnicodeDecodeError as error:
        raise BadInput("{path} is not in UTF-8.", path=path) from error
    return {key: value for key, value in found.items() if value is not None}


class Store:
    """The connections of one program. Making it is cheap: it connects on first use.

    `where` gives the server. It is asked on first use, and again after the link was lost: a private server may
    have to be started, and may then be found at another port.
    """

    def __init__(self, where: Callable[[], ConnectInfo]) -> None:
        self._where = where
        self._lock = Lock()
        self._info: ConnectInfo | None = None
        self._pool: ConnectionPool | None = None
        self._lost = False

    def info(self) -> ConnectInfo:
        """The server to connect to now. May take as long as starting a private one takes."""
        with self._lock:
            return self._found()

    def look_again(self) -> ConnectInfo:
        """The same, asked anew: for who has lost the link without a transaction."""
        self._lost = True
        return self.info()

    def close(self) -> None:
        with self._lock:
            if self._pool is not None:
                self._pool.close()
            self._pool = None

    @contextmanager
    def transaction(self, progress: Progress | None = None) -> Iterator[psycopg.Connection]:
        """One transaction: committed when the block ends, rolled back when it raises.

        A cancel of `progress` interrupts the statement that is running in the server. Raises `LinkDown`,
        `NotAllowed`, `Cancelled` and the other expected errors.
        """
        progress = progress or Progress()
        with self._lent(progress) as connection, connection.transaction(), _interruptible(connection, progress):
            yield connection
            # A cancel that came too late for a statement still comes in time for the commit.
            progress.check()

    @contextmanager
    def statement(self, progress: Progress | None = None) -> Iterator[psycopg.Connection]:
        """For one statement, which is a transaction of its own: it takes one way to the server and back, not three.

        Raises as `transaction` does. A second statement would be committed apart from the first.
        """
        progress = progress or Progress()
        with self._lent(progress) as connection, _interruptible(connection, progress):
            yield connection

    def hello(self) -> Person:
        """Who we are to this server. Raises `ServerProblem` when program and server do not fit together.

        On a connection of its own: the pool tries a refused password again until its time is over.
        """
        with told(), psycopg.connect(**self.info().parameters()) as connection:  # type: ignore[arg-type]
            _accepted(connection)
            person, server = people.hello(connection)
        if server.version < SCHEMA_VERSION:
            raise ServerProblem(
                "The server's database has version {version}, this program needs {needed}: the server must be updated.",
                version=server.version,
                needed=SCHEMA_VERSION,
            )
        if server.oldest_client > SCHEMA_VERSION:
            raise ServerProblem("This program is too old for the server: update LocaNext.")
        return person

    def change_password(self, password: str) -> ConnectInfo:
        """Give this account another password; how to connect from now on. Raises `WeakPassword`.

        The connections of this store keep the old one: it is to be closed.
        """
        with self.transaction() as connection:
            person, server = people.hello(connection)
            demand_good(password, person.login, server.password_length)
            people.set_password(connection, person.login, password)
        return replace(self.info(), password=password)

    @contextmanager
    def _lent(self, progress: Progress) -> Iterator[psycopg.Connection]:
        """A connection of the pool, given back at the end."""
        try:
            with told():
                pool = self._open_pool()
                connection = self._taken(pool, progress)
                try:
                    yield connection
                finally:
                    pool.putconn(connection)
        except LinkDown:
            self._lost = True
            raise

    def _taken(self, pool: ConnectionPool, progress: Progress) -> psycopg.Connection:
        """In slices, so that a cancel is heard. A pool does not tell why it has none; a try of our own does at once."""
        give_up = time.monotonic() + TAKE_SECONDS
        while True:
            progress.check()
            try:
                return pool.getconn(timeout=SLICE_SECONDS)
            except PoolTimeout:
                if time.monotonic() > give_up:
                    raise
            with suppress(psycopg.errors.ConnectionTimeout):
                parameters = self.info().parameters() | {"connect_timeout": 2}
                with psycopg.connect(**parameters) as connection:  # type: ignore[arg-type]
                    _accepted(connection)

    def _found(self) -> ConnectInfo:
        if self._info is None or self._lost:
            found = self._where()
            if self._pool is not None and found != self._info:
                self._pool.close()
                self._pool = None
            self._info, self._lost = found, False
        return self._info

    def _open_pool(self) -> ConnectionPool:
        with self._lock:
            info = self._found()
            if self._pool is None:
                self._pool = ConnectionPool(
                    kwargs={**info.parameters(), "autocommit": True},
                    min_size=0,
                    max_size=5,
                    max_idle=300,
                    timeout=10,
                    reconnect_timeout=1,
                    check=_demand_open,
                    configure=_accepted,
                    open=True,
                    name="locanext",
                )
            return self._pool
