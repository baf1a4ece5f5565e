"""People: who this connection is, and who is in which file."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from locanext import __version__
from locanext.domain.errors import NotAllowed
from locanext.domain.user import Person, Presence, Role
from locanext.store.queries import queries

ITERATIONS = 50_000
"""What a guess costs to somebody who got hold of a verifier; the person pays it once a login."""


@dataclass(frozen=True, slots=True)
class Server:
    """`version` of its schema; `oldest_client`: the version that a program must know at least to work here."""

    version: int
    oldest_client: int
    password_length: int


def hello(connection: psycopg.Connection) -> tuple[Person, Server]:
    """This connection's person, and what the server is."""
    found = connection.execute(queries("people")["hello"]).fetchone()
    if found is None:
        raise NotAllowed("This account is disabled, or is not known to LocaNext.")
    number, login, name, role, must_change, *server = found
    return Person(number, login, name, Role(role), must_change), Server(*server)


def set_password(connection: psycopg.Connection, login: str, password: str) -> None:
    """Change one's own password. Only a verifier, computed here, goes to the server. Within a transaction."""
    connection.execute(queries("people")["iterations"], {"iterations": str(ITERATIONS)})
    verifier = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    connection.execute(queries("people")["set_verifier"], {"login": login, "verifier": verifier})


def login_ok(connection: psycopg.Connection) -> None:
    connection.execute(queries("people")["login_ok"])


def begin_session(connection: psycopg.Connection, client: UUID) -> None:
    """The window `client` is signed in. Raises when its session was ended: it has to be another window then."""
    values = {"client": client, "program": f"LocaNext {__version__}", "host": platform.node()}
    connection.execute(queries("people")["begin_session"], values)


@dataclass(frozen=True, slots=True)
class News:
    """What may be new. `seqs`: the newest change of each file asked for, None for one that may not be read.

    `tree` moves when the tree may have changed. `may_listen`: there is a seat. `ended`: the session is over.
    """

    tree: int = 0
    seqs: Mapping[int, int | None] = field(default_factory=dict)
    may_listen: bool = False
    ended: bool = False


def news(connection: psycopg.Connection, client: UUID, files: Sequence[int]) -> News:
    """Ask what is new for a window that has these files open."""
    values = {"client": client, "files": list(files), "busy": bool(files)}
    found = connection.execute(queries("people")["news"], values).fetchone()
    assert found is not None
    tree, seqs, may_listen, ended = found
    return News(tree, dict(zip(files, seqs, strict=False)), may_listen, ended)


def be_present(connection: psycopg.Connection, client: UUID, file_id: int, ord: int | None) -> list[Presence]:
    """Say that the window `client` is in the file at `ord`; everybody who is."""
    found = connection.execute(queries("people")["be_present"], {"client": client, "file_id": file_id, "ord": ord})
    return [Presence(login, name, at, who == client, who not in (None, client)) for who, login, name, at in found]


def leave(connection: psycopg.Connection, client: UUID) -> None:
    connection.execute(queries("people")["leave"], {"client": client})
