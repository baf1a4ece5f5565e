"""The guard of the private server: a small process that starts PostgreSQL, starts it again when it dies, and stops it
when no program uses it any more.

A program that uses the server holds a lock on a file of its own; the operating system lets go of it however the program
ends. Nobody counts and nobody has to say goodbye. Loads no psycopg: it lives as long as the server and should be small.
"""

import logging
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen, TimeoutExpired

from filelock import FileLock, Timeout

from central.runtime import Runtime, locate
from locanext.paths import HOME_MODE

TICK = 0.5
"""Seconds between two looks at who uses the server."""
LINGER = 3.0
"""Seconds that the server stays after its last user: a program that is started anew finds it running."""
GIVE_UP = 10.0
"""Seconds of vain attempts to start. After a kill -9 the old processes may hold the data for a moment."""
LOG_SIZE = 5_000_000
"""Bytes of PostgreSQL's log after which a start begins a new one; one old one is kept."""

# What the private server needs, beside defaults: one person's work and large imports on an ordinary computer.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "synchronous_commit": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "idle_in_transaction_session_timeout": "60s",
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The files by which programs and guard agree, in `home/server`."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "server"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def users(self) -> Path:
        return self.folder / "users"

    def make(self) -> None:
        """Make the folders, for this person only. Under root a service user may have to pass through."""
        self.home.mkdir(mode=HOME_MODE, parents=True, exist_ok=True)
        self.folder.mkdir(mode=HOME_MODE, exist_ok=True)
        self.users.mkdir(mode=0o700, exist_ok=True)

    def start_lock(self) -> FileLock:
        """Held while somebody joins, or while the guard makes sure that nobody does."""
        return _lock(self.folder / "start.lock")

    def guard_lock(self) -> FileLock:
        """Held by the guard as long as it is responsible."""
        return _lock(self.folder / "guard.lock")

    def new_user_lock(self) -> FileLock:
        """A lock for one more program; to be taken under the start lock."""
        return _lock(self.users / f"{os.getpid()}-{secrets.token_hex(4)}.lock")

    def is_guarded(self) -> bool:
        return not _is_free(self.guard_lock())

    def is_used(self) -> bool:
        return any(not _is_free(_lock(path)) for path in self.users.glob("*.lock"))

    def port(self) -> int:
        """The port that the server has, or had when it ran; 0: none yet."""
        with suppress(OSError, ValueError):
            return int((self.folder / "port").read_text("ascii"))
        return 0

    def set_port(self, port: int) -> None:
        unfinished = self.folder / "port.new"
        unfinished.write_text(str(port), "ascii")
        unfinished.replace(self.folder / "port")


class Guard:
    """See the module. Made and run by the process that holds the guard lock."""

    def __init__(self, place: Place, runtime: Runtime) -> None:
        self._place = place
        self._runtime = runtime
        self._process: Popen[bytes] | None = None
        self._port = 0  # of a server that is not our child
        self._last_used = time.monotonic()
        self._started = 0.0
        self._failing_since: float | None = None

    def run(self, lock: FileLock) -> int:
        """Serve until nobody uses the server, then stop it and let go of `lock`. 1: it could not be started."""
        try:
            while not self._stop_if_unused(lock):
                if self._is_running():
                    self._rest()
                elif self._failing_since is not None and time.monotonic() - self._failing_since > GIVE_UP:
                    return 1
                else:
                    self._start()
        finally:
            self._stop()
        return 0

    def _is_running(self) -> bool:
        if self._process is None:  # one that we did not start ourselves, or any on Windows
            alive = _answers(self._port)
        else:
            alive = self._process.poll() is None
        if alive and time.monotonic() - self._started > GIVE_UP:
            self._failing_since = None
        if not alive and self._started:
            self._failing_since = self._failing_since or time.monotonic()
            self._process = None
        return alive

    def _rest(self) -> None:
        if self._process is None:
            time.sleep(TICK)
        else:
            with suppress(TimeoutExpired):
                self._process.wait(TICK)  # wakes at once when the server dies

    def _start(self) -> None:
        if self._failing_since is not None:
            time.sleep(TICK / 2)
        recorded = _recorded_port(self._runtime)
        # After a power cut the record is there without the server, and somebody else may have got its port.
        if _answers(recorded) and self._runtime.is_running():
            self._port = recorded
            self._place.set_port(recorded)
            return
        if not _is_port_free(self._place.port()):
            self._place.set_port(_free_port())
        log = self._place.log
        if log.exists() and log.stat().st_size > LOG_SIZE:
            log.replace(log.with_suffix(".old.log"))
        self._port = self._place.port()
        settings = SETTINGS | {"port": str(self._port)}
        self._started = time.monotonic()
        self._process = self._runtime.start(*(f"--{name}={value}" for name, value in settings.items()), log=log)

    def _stop_if_unused(self, lock: FileLock) -> bool:
        if self._place.is_used():
            self._last_used = time.monotonic()
        if time.monotonic() - self._last_used < LINGER:
            return False
        try:
            with self._place.start_lock().acquire(blocking=False):
                return self._stop_unless_used(lock)
        except Timeout:
            return False  # somebody is joining

    def _stop_unless_used(self, lock: FileLock) -> bool:
        if self._place.is_used():
            return False
        self._stop()
        for path in self._place.users.glob("*.lock"):
            with suppress(OSError):
                path.unlink()  # nobody holds it, and nobody can join now
        lock.release()
        return True

    def _stop(self) -> None:
        if self._is_running():
            self._runtime.stop()
            if self._process is not None:
                self._process.wait()


def guard(home: Path) -> int:
    """Guard the private server of a home folder until nobody uses it. Returns at once when another guard does.

    On Unix the work goes on in the background and the caller returns as soon as the guard is in place.
    """
    place = Place(home)
    return _guard(place, None) if os.name == "nt" else _guard_in_background(place)


def _guard_in_background(place: Place) -> int:
    ready, tell = os.pipe()
    if os.fork():
        os.close(tell)
        os.read(ready, 1)  # ends by itself when the guard could not begin
        return 0
    os.setsid()
    os.close(ready)
    os._exit(_guard(place, tell))


def _guard(place: Place, tell: int | None) -> int:
    logging.basicConfig(filename=place.folder / "guard.log", filemode="w", format="%(asctime)s %(message)s", force=True)
    try:
        lock = place.guard_lock()
        lock.acquire(timeout=2)  # who only looks whether it is held holds it for a moment
    except Timeout:
        return 0
    finally:
        if tell is not None:
            os.close(tell)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the computer shuts down: the server is stopped in order
    try:
        return Guard(place, locate(place.home)).run(lock)
    except Exception:
        logging.exception("The guard has failed.")
        return 1


def _lock(path: Path) -> FileLock:
    """For us only: whoever can read a file can lock it, and under root the folders let others pass."""
    return FileLock(path, mode=0o600, thread_local=False)


def _is_free(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    except OSError:  # damaged: a folder, say, or not ours; a program's own lock is neither
        return True
    lock.release()
    return True


def _recorded_port(runtime: Runtime) -> int:
    """The port in the lock file of a server that runs on the data folder, or ran on it; 0: none."""
    with suppress(OSError, ValueError, IndexError):
        return int((runtime.data / "postmaster.pid").read_text("utf-8", "replace").splitlines()[3])
    return 0


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return port > 0 and probe.connect_ex(("127.0.0.1", port)) == 0


def _is_port_free(port: int) -> bool:
    if not port:
        return False
    with socket.socket() as probe, suppress(OSError):
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does: old links do not count
        probe.bind(("127.0.0.1", port))
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(arguments: Sequence[str]) -> int:
    """`python -m locanext.store.server_guard HOME`"""
    return guard(Path(arguments[0]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
