"""Hearing what other people do: one LISTEN connection in a thread of its own.

A notification is a hint and never carries text; whoever gets one reads the truth under their own rights. This module
knows no Qt: it calls what it was given, from its own thread.
"""

import logging
import select
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Protocol

import psycopg
from psycopg import sql

from locanext.domain.errors import ExpectedError, NotAllowed
from locanext.store import people
from locanext.store.connect import ConnectInfo
from locanext.store.errors import meaning
from locanext.store.queries import queries

log = logging.getLogger(__name__)

TREE = "loc_tree"
HEARTBEAT_SECONDS = 10
STOP_SECONDS = 1.0
_FIRST_WAIT, _LONGEST_WAIT, _REFUSED_WAIT = 0.2, 5.0, 120.0


@dataclass(frozen=True, slots=True)
class Hint:
    """Something happened: to a file, or (`file_id` None) to the tree. `payload` "" means: anything may have."""

    file_id: int | None
    payload: str = ""


class Ears(Protocol):
    """Who is told. Called from the listening thread."""

    def on_hints(self, hints: list[Hint]) -> None: ...
    def on_link(self, up: bool, detail: str) -> None: ...


def channel_of(file_id: int) -> str:
    return f"loc_file_{file_id}"


class Listener:
    """Listens to the tree and to the files that are watched; connects again by itself, and says so.

    `where` gives the server to connect to, and is asked again before each attempt: a private server may have to be
    started first. After every (re)connection each watched file and the tree get an empty hint, because what was
    said in between was missed.
    """

    def __init__(self, where: Callable[[], ConnectInfo], ears: Ears) -> None:
        self._where = where
        self._ears = ears
        self._alias = True
        self._watched: set[int] = set()
        self._heard: set[int] = set()
        self._lock = Lock()
        self._telling = Lock()
        self._stopping = Event()
        # A socket pair and not a pipe: on Windows select takes sockets only.
        self._wake_in, self._wake_out = socket.socketpair()
        self._thread = Thread(target=self._run, name="listen", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop within some milliseconds; nobody is called any more when this returns.

        A thread that waits for a dead network is left behind, and ends when the network has given up.
        """
        with self._telling:
            self._stopping.set()
        with suppress(BrokenPipeError):  # the thread may have ended by now
            self._wake_out.send(b"x")
        self._thread.join(STOP_SECONDS)
        self._wake_out.close()

    def watch(self, file_ids: set[int]) -> None:
        """From now on hear of these files and no others."""
        with self._lock:
            self._watched = set(file_ids)
        self._wake_out.send(b"x")

    def _run(self) -> None:
        with self._wake_in:
            self._stay_connected()

    def _stay_connected(self) -> None:
        wait = _FIRST_WAIT
        while not self._stopping.is_set():
            try:
                parameters = self._where().parameters(listen=self._alias)
                with psycopg.connect(**parameters, autocommit=True) as connection:  # type: ignore[arg-type]
                    people.login_ok(connection)
                    self._tell_link(True, "")
                    wait = _FIRST_WAIT
                    self._listen(connection)
            except (psycopg.Error, ExpectedError, UnicodeError) as error:  # Unicode: a host such as "a..b"
                if self._alias and _names_no_database(error):
                    # PostgreSQL without a pool before it. Behind a pool nothing would be heard there, and the
                    # heartbeat alone would keep the screen up to date.
                    log.warning("The server has no alias to listen on; listening on the database itself")
                    self._alias = False
                    continue
                expected = meaning(error) if isinstance(error, psycopg.Error) else error
                log.info("The link is down: %s", expected or error)
                self._tell_link(False, str(expected or error))
                # Each refused login counts, and twenty of them close the account for a while.
                refused = isinstance(expected, NotAllowed)
                self._stopping.wait(_REFUSED_WAIT if refused else wait)
                wait = min(wait * 2, _LONGEST_WAIT)
            except Exception as bug:  # nobody would start this thread again, and the window would hear nothing more
                log.exception("Listening has failed and is begun again")
                self._tell_link(False, f"{type(bug).__name__}: {bug}")
                self._stopping.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT)

    def _listen(self, connection: psycopg.Connection) -> None:
        self._heard = set()
        self._command(connection, "listen", TREE)
        self._follow_watched(connection)
        self._tell_hints([Hint(None), *(Hint(file_id) for file_id in self._heard)])
        while not self._stopping.is_set():
            wake = self._wake_in.fileno()
            ready, _, _ = select.select([connection.fileno(), wake], [], [], HEARTBEAT_SECONDS)
            if wake in ready:
                self._wake_in.recv(4096)
                fresh = self._follow_watched(connection)
                if fresh:
                    self._tell_hints([Hint(file_id) for file_id in fresh])
            if not ready:
                # A silent network looks like a quiet day: only an answer tells them apart.
                connection.execute(queries("listen")["heartbeat"])
                self._tell_hints([Hint(file_id) for file_id in self._heard])
            hints = [self._hint(notify) for notify in connection.notifies(timeout=0)]
            if hints:
                self._tell_hints(hints)

    def _tell_hints(self, hints: list[Hint]) -> None:
        with self._telling:
            if not self._stopping.is_set():
                self._ears.on_hints(hints)

    def _tell_link(self, up: bool, detail: str) -> None:
        with self._telling:
            if not self._stopping.is_set():
                self._ears.on_link(up, detail)

    def _follow_watched(self, connection: psycopg.Connection) -> set[int]:
        """Listen to what is newly watched, and no more to what is not; the newly watched."""
        with self._lock:
            watched = set(self._watched)
        fresh = watched - self._heard
        for file_id in fresh:
            self._command(connection, "listen", channel_of(file_id))
        for file_id in self._heard - watched:
            self._command(connection, "unlisten", channel_of(file_id))
        self._heard = watched
        return fresh

    @staticmethod
    def _command(connection: psycopg.Connection, query: str, channel: str) -> None:
        connection.execute(sql.SQL(queries("listen")[query]).format(channel=sql.Identifier(channel)))

    @staticmethod
    def _hint(notify: psycopg.Notify) -> Hint:
        if notify.channel == TREE:
            return Hint(None, notify.payload)
        return Hint(int(notify.channel.removeprefix("loc_file_")), notify.payload)


def _names_no_database(error: Exception) -> bool:
    """libpq gives a refused connection no code; PostgreSQL and PgBouncer say it in these words."""
    text = str(error)
    return "no such database" in text or ("database" in text and "does not exist" in text)
