"""The workbench: what an operation may use. No Qt; nothing here connects until an operation does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from locanext.domain.errors import NotSignedIn
from locanext.memory.copies import MemoryCopies
from locanext.paths import Paths
from locanext.settings import Connection, Settings
from locanext.store import connect, credentials, private_server
from locanext.store.connect import ConnectInfo, Store, from_environment
from locanext.store.journal import Journal
from locanext.store.listen import Ears, Hint, Listener

__all__ = ["Hint", "Workbench", "open_workbench"]


def _nothing() -> None:
    """What closing a server of somebody else's takes."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """One for each running program. `client` tells this window from a person's other ones."""

    store: Store
    settings: Settings
    paths: Paths
    journal: Journal
    release_server: Callable[[], None] = _nothing
    client: UUID = field(default_factory=uuid4)
    memories: MemoryCopies = field(init=False)
    """The translation memories' copies on this computer's disk."""

    def __post_init__(self) -> None:
        # A frozen object sets its own fields in this way only.
        object.__setattr__(self, "memories", MemoryCopies(self.store, self.paths.home / "cache" / "memories"))

    def listener(self, ears: Ears) -> Listener:
        """Somebody who hears what others do, on a connection of their own; not started yet."""
        return Listener(self.store.look_again, self.client, ears)

    def close(self) -> None:
        """Close the connections; the private server stops when nobody else uses it."""
        self.memories.close()
        self.store.close()
        self.journal.close()
        self.release_server()


def open_workbench(paths: Paths, settings: Settings, *, private: bool = False) -> Workbench:
    """The workbench on the server that the environment, else the settings name, else (or if asked) on a private one.

    Raises `BadInput` when what the environment names cannot be one.
    """
    private = private or private_is_named(paths)
    named = None if private else named_server(paths)
    if named is not None:
        info = named if named.password else _with_password(named)
        return Workbench(Store(lambda: info), settings, paths, Journal(paths.journal_dir, info.account))
    if settings.connection.kind == "server" and not private:
        journal = Journal(paths.journal_dir, chosen_server(settings.connection).account)
        return Workbench(Store(lambda: _with_password(chosen_server(settings.connection))), settings, paths, journal)
    own = _Private(paths.home)
    return Workbench(Store(own.where), settings, paths, Journal(paths.journal_dir, "private"), own.release)


def named_server(paths: Paths) -> ConnectInfo | None:
    """The server that the environment or the file `.env` in the home names: nobody can choose another one then.

    Raises `BadInput` when what is named cannot be one.
    """
    return from_environment((paths.home,))


def private_is_named(paths: Paths) -> bool:
    """Whether the environment or that file asks for the private server, whichever one was chosen. Raises `BadInput`."""
    return connect.private_is_named((paths.home,))


class _Private:
    """The private server of a home, joined when it is first asked for."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._joined: private_server.PrivateServer | None = None

    def where(self) -> ConnectInfo:
        self._joined = private_server.ensure(self._home)
        return self._joined.info

    def release(self) -> None:
        if self._joined is not None:
            self._joined.release()


def chosen_server(connection: Connection, password: str = "") -> ConnectInfo:
    """The server that a person chose in the window."""
    return ConnectInfo(
        host=connection.host,
        port=connection.port,
        dbname=connection.dbname,
        user=connection.user,
        password=password,
        sslmode=connection.sslmode,
        listen_dbname=f"{connection.dbname}_listen",
    )


def _with_password(info: ConnectInfo) -> ConnectInfo:
    password = credentials.password_for(info)
    if password is None:
        raise NotSignedIn(
            "The password of {user} on {host} is not known here; sign in again.", user=info.user, host=info.host
        )
    return credentials.with_password(info, password)
