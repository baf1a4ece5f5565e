"""What a person typed and their server has not acknowledged, on this computer's disk. Knows nothing of saving.

One SQLite file for each account on each server; the windows of a home share it. An edit belongs to the window (its
`client`) that wrote it for as long as that holds the lock file of its name, which the system takes from one that is
killed. Who gets the lock of a window that is gone has its edits too. Texts stand in it, passwords do not.
"""

import logging
import os
import re
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar
from uuid import uuid4

from filelock import FileLock, Timeout

from locanext.domain.change import ChangeKind
from locanext.domain.edit import Edit
from locanext.domain.errors import JournalDamaged, NotKept
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.store.queries import queries

log = logging.getLogger(__name__)

BUSY_SECONDS = 10
_T = TypeVar("_T")


class Kept(NamedTuple):
    """An edit in the journal: the number of its row, and the window that it was typed in."""

    row: int
    client: str
    edit: Edit


class Journal:
    """The journal of one account, for one window. Making it is cheap: the file is opened on first use.

    When a method returns, its change is on the disk. All raise `NotKept` when that is impossible, and once
    `JournalDamaged` when the file could not be read: it is put aside, and the next call begins a new one.
    """

    def __init__(self, folder: Path, account: str) -> None:
        # The sum tells accounts apart that look the same as a file's name.
        readable, told_apart = re.sub(r"[^A-Za-z0-9.@-]", "_", account), sha256(account.encode()).hexdigest()[:8]
        self.file = folder / f"{readable}-{told_apart}.sqlite"
        self.client = uuid4().hex
        self._held: dict[str, FileLock] = {}
        self._connection: sqlite3.Connection | None = None
        self._one_at_a_time = Lock()

    def add(self, edit: Edit, client: str = "") -> int:
        """Keep an edit; its row. `client`: the window that typed what it stands on, if that was another one."""
        base = edit.base
        values = {
            "client": client or self.client,
            "file_id": edit.file_id,
            "file_name": edit.file_name,
            "ord": base.ord,
            "string_id": base.string_id,
            "source": base.source,
            "note": base.note,
            "version": base.version,
            "target": edit.target,
            "state": int(edit.state),
            "kind": edit.kind.value,
        }
        return self._change(lambda connection: connection.execute(_sql("add"), values).lastrowid or 0)

    def settle(self, row: int, version: int) -> None:
        """The server has this edit. Later ones that stand on it stand on `version` now; 0: it lost, as they will."""

        def work(connection: sqlite3.Connection) -> None:
            if version:
                connection.execute(_sql("rebase"), {"id": row, "version": version})
            connection.execute(_sql("remove"), {"id": row})

        self._change(work)

    def discard(self, rows: Iterable[int]) -> None:
        self._change(lambda connection: connection.executemany(_sql("remove"), [{"id": row} for row in rows]))

    def adopt(self) -> list[Kept]:
        """The edits of windows that are gone, in the order typed; they are this window's from now on."""

        def work(connection: sqlite3.Connection) -> list[Kept]:
            clients = [client for (client,) in connection.execute(_sql("clients"))]
            gone = {client for client in clients if client not in self._held and self._hold(client)}
            return [kept for row in connection.execute(_sql("all")) if (kept := _kept(row)).client in gone]

        return self._change(work)

    def close(self) -> None:
        """What is in it waits for the next window."""
        with self._one_at_a_time:
            self._disconnect()
            for lock in self._held.values():
                lock.release()
                Path(lock.lock_file).unlink(missing_ok=True)
            self._held.clear()

    def _change(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do `work` in a transaction. Tried twice: another window may have put the file aside under our connection."""
        with self._one_at_a_time:
            try:
                try:
                    return self._commit(work)
                except sqlite3.DatabaseError as error:
                    log.warning("The journal is opened again: %s", error)
                    self._disconnect()
                    return self._commit(work)
            except (sqlite3.OperationalError, OSError, UnicodeError) as error:
                raise NotKept("What you type cannot be kept on this computer: {detail}", detail=error) from error

    def _commit(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        connection = self._connection = self._connection or self._open()
        with connection:
            connection.execute(_sql("begin"))
            return work(connection)

    def _open(self) -> sqlite3.Connection:
        self._hold(self.client)
        with FileLock(self.file.with_suffix(".lock"), timeout=BUSY_SECONDS):
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))  # before SQLite makes it for all to read
            # Used under our own lock, by any thread; transactions begin where we say.
            connection = sqlite3.connect(self.file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                if _is_sound(connection):
                    return connection
            except sqlite3.OperationalError:
                connection.close()
                raise
            connection.close()
            raise self._put_aside()

    def _put_aside(self) -> JournalDamaged:
        when = f".damaged-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
        # What SQLite would play back into the file belongs to it, and must not meet a new one.
        for part in (self.file.with_name(self.file.name + "-journal"), self.file):
            if part.exists():
                part.replace(part.with_name(part.name + when))
        kept_as = self.file.with_name(self.file.name + when)
        return JournalDamaged("The journal of unsaved texts was damaged. It is kept as {file}.", file=kept_as)

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _hold(self, client: str) -> bool:
        """Whether the window of this name is us, or is gone and is us from now on."""
        if client not in self._held:
            lock = FileLock(self.file.with_name(f"{client}.lock"), timeout=0, thread_local=False)
            try:
                lock.acquire()
            except Timeout:
                return False
            self._held[client] = lock
        return True


def _is_sound(connection: sqlite3.Connection) -> bool:
    """Whether it can be read. It is made durable, and a journal if it is new."""
    try:
        for step in ("prepare", "durable", "create"):
            connection.execute(_sql(step))
        return bool(connection.execute(_sql("check")).fetchone() == ("ok",))
    except sqlite3.OperationalError:  # it is busy, or the disk is full: not the file's fault
        raise
    except sqlite3.DatabaseError as error:
        log.warning("The journal cannot be read: %s", error)
        return False


def _kept(row: tuple[object, ...]) -> Kept:
    number, client, file_id, file_name, ord_, string_id, source, note, version, target, state, kind = row
    base = Segment(ord_, string_id, source, "", note=note, version=version)  # type: ignore[arg-type]
    edit = Edit(file_id, file_name, base, target, State(state), ChangeKind(kind))  # type: ignore[arg-type]
    return Kept(number, client, edit)  # type: ignore[arg-type]


def _sql(name: str) -> str:
    return queries("journal")[name]
