"""Hearing what other people do: one LISTEN connection in a thread of its own, or asking where there is no seat for one.

A notification is a hint and never carries text; whoever gets one reads the truth under their own rights. This module
knows no Qt: it calls what it was given, from its own thread.
"""

import logging
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread, Timer
from typing import Protocol
from uuid import UUID

import psycopg
from psycopg import sql

from locanext.domain.errors import ExpectedError, NotAllowed
from locanext.domain.message import Message
from locanext.store import people
from locanext.store.connect import ConnectInfo
from locanext.store.errors import meaning
from locanext.store.queries import queries

log = logging.getLogger(__name__)

TREE = "loc_tree"
SESSIONS = "sessions"
"""The payload on TREE that tells that somebody's session was ended."""
HEARTBEAT_SECONDS = 10
ANSWER_SECONDS = 8
"""A server that does not answer a small question for so long is away, whatever the network says."""
BUSY_ASK_SECONDS, IDLE_ASK_SECONDS = 1.5, 300
"""How often a window without a seat asks what is new: with files open, and without. Where there are more people than
connections to the server, each question of somebody idle ends the connection of another, who has to open theirs anew.
"""
IDLE_REREAD_SECONDS = 600
"""So often a window without files is told to read the tree again though nothing is new there."""
NO_SEAT_SECONDS = 60
"""After a vain attempt to listen, so long until the next one."""
STOP_SECONDS = 1.0
_FIRST_WAIT, _LONGEST_WAIT, _REFUSED_WAIT = 0.2, 5.0, 120.0


@dataclass(frozen=True, slots=True)
class Hint:
    """Something happened: to a file, or (`file_id` None) to the tree. `payload` "" means: anything may have."""

    file_id: int | None
    payload: str = ""


class Ears(Protocol):
    """Who is told, from the listening thread. `on_refused`: the account, or this session, may no longer be here."""

    def on_hints(self, hints: list[Hint]) -> None: ...
    def on_link(self, up: bool, reason: Message | None) -> None: ...
    def on_refused(self, error: NotAllowed) -> None: ...


def channel_of(file_id: int) -> str:
    return f"loc_file_{file_id}"


class Listener:
    """Listens to the tree and to the files that are watched; connects again by itself, and says so.

    `where` gives the server to connect to, and is asked again before each attempt: a private server may have to be
    started first. `client` is this window's, and its session begins here. A listener holds a connection of the server's
    own, so the server says who may: first those who have files open. The others ask, and are told the same hints a
    little later. After every (re)connection each watched file and the tree get an empty hint, because what was said in
    between was missed.
    """

    def __init__(self, where: Callable[[], ConnectInfo], client: UUID, ears: Ears) -> None:
        self._where, self._client, self._ears = where, client, ears
        self._alias = True
        self._watched: set[int] = set()
        self._heard: set[int] = set()
        self._wait = _FIRST_WAIT
        self._seat_after = 0.0
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

    def look(self) -> None:
        """Somebody looks at the window: what it shows shall be new, also without a seat."""
        self._wake_out.send(b"x")

    def _run(self) -> None:
        with self._wake_in:
            while not self._stopping.is_set():
                self._try_to_serve()

    def _try_to_serve(self) -> None:
        try:
            self._serve(self._where())
        except (psycopg.Error, ExpectedError, UnicodeError) as error:  # Unicode: a host such as "a..b"
            expected = meaning(error) if isinstance(error, psycopg.Error) else error
            log.info("The link is down: %s", expected or error)
            self._tell_link(False, expected if isinstance(expected, ExpectedError) else Message("{error}", error=error))
            if isinstance(expected, NotAllowed):
                self._tell_refused(expected)
                # Each refused login counts, and twenty of them close the account for a while.
                self._stopping.wait(_REFUSED_WAIT)
            else:
                self._pause()
        except Exception as bug:  # nobody would start this thread again, and the window would hear nothing more
            log.exception("Listening has failed and is begun again")
            self._tell_link(False, Message("{error}", error=f"{type(bug).__name__}: {bug}"))
            self._pause()

    def _pause(self) -> None:
        self._stopping.wait(self._wait)
        self._wait = min(self._wait * 2, _LONGEST_WAIT)

    def _serve(self, info: ConnectInfo) -> None:
        """Ask until there is a seat, listen as long as there is one, and again. Ends by an error, or when stopping."""
        while not self._stopping.is_set():
            with self._connected(info) as connection:
                people.begin_session(connection, self._client)
                self._wait = _FIRST_WAIT
                self._tell_link(True, None)
                self._ask(connection)
            if not self._stopping.is_set():
                self._take_seat(info)

    def _take_seat(self, info: ConnectInfo) -> None:
        seated = False
        try:
            with self._connected(info, listen=self._alias) as connection:
                with _time_limit(connection):
                    self._begin_to_listen(connection)
                seated = True
                self._listen(connection)
        except psycopg.Error as error:
            if seated:
                raise
            if self._alias and _names_no_database(error):
                # PostgreSQL without a pool before it. Behind a pool nothing would be heard there, and the heartbeat
                # alone would keep the screen up to date.
                log.warning("The server has no alias to listen on; listening on the database itself")
                self._alias = False
                return
            log.info("There is no seat to listen, asking instead: %s", error)
            self._seat_after = time.monotonic() + NO_SEAT_SECONDS

    @contextmanager
    def _connected(self, info: ConnectInfo, *, listen: bool = False) -> Iterator[psycopg.Connection]:
        with psycopg.connect(**info.parameters(listen=listen), autocommit=True) as connection:  # type: ignore[arg-type]
            with _time_limit(connection):
                people.login_ok(connection)
            yield connection

    def _begin_to_listen(self, connection: psycopg.Connection) -> None:
        self._heard = set()
        self._command(connection, "listen", TREE)
        self._follow_watched(connection)
        self._tell_hints([Hint(None), *(Hint(file_id) for file_id in self._heard)])

    def _listen(self, connection: psycopg.Connection) -> None:
        """Until we should stop, or the server wants the seat for somebody else."""
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
                if not self._news(connection).may_listen:
                    return
                self._tell_hints([Hint(file_id) for file_id in self._heard])
            hints = [self._hint(notify) for notify in connection.notifies(timeout=0)]
            if any(hint.payload == SESSIONS for hint in hints):
                self._news(connection)
            if hints:
                self._tell_hints(hints)

    def _ask(self, connection: psycopg.Connection) -> None:
        """Until there is a seat to listen: what is new, through the pool, which holds no connection for it."""
        known, told_all_at, reread = people.News(), float("-inf"), False
        while not self._stopping.is_set():
            news = self._news(connection)
            now = time.monotonic()
            if news.may_listen and now >= self._seat_after:
                return
            # Now and then though nothing is new: who read in vain before reads again.
            everything = now >= told_all_at + (HEARTBEAT_SECONDS if news.seqs else IDLE_REREAD_SECONDS)
            moved = news.tree != known.tree
            hints = [Hint(file) for file, seq in news.seqs.items() if everything or seq != known.seqs.get(file)]
            # The tree's count moves a moment before what it counts can be read: it is read once more the next time.
            hints += [Hint(None)] if everything or moved or reread else []
            known, reread = news, moved
            told_all_at = now if everything else told_all_at
            if hints:
                self._tell_hints(hints)
            # The connection says nothing by itself but that it has ended; the question after it tells why.
            wake, pause = self._wake_in.fileno(), BUSY_ASK_SECONDS if news.seqs else IDLE_ASK_SECONDS
            if wake in select.select([wake, connection.fileno()], [], [], pause)[0]:
                self._wake_in.recv(4096)

    def _news(self, connection: psycopg.Connection) -> people.News:
        """Raises `NotAllowed` when this session was ended."""
        with self._lock:
            watched = sorted(self._watched)
        with _time_limit(connection):
            news = people.news(connection, self._client, watched)
        if news.ended:
            raise NotAllowed("This session was ended; sign in again.")
        return news

    def _tell_hints(self, hints: list[Hint]) -> None:
        with self._telling:
            if not self._stopping.is_set():
                self._ears.on_hints(hints)

    def _tell_link(self, up: bool, reason: Message | None) -> None:
        with self._telling:
            if not self._stopping.is_set():
                self._ears.on_link(up, reason)

    def _tell_refused(self, error: NotAllowed) -> None:
        with self._telling:
            if not self._stopping.is_set():
                self._ears.on_refused(error)

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


@contextmanager
def _time_limit(connection: psycopg.Connection) -> Iterator[None]:
    """Break the connection if the block takes too long: a server that hangs answers the network, but nobody else."""
    line = socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
    timer = Timer(ANSWER_SECONDS, line.shutdown, [socket.SHUT_RDWR])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        line.close()
