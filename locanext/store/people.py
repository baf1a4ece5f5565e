"""People: who this connection is, and who is in which file."""

from uuid import UUID

import psycopg

from locanext.domain.errors import NotAllowed
from locanext.domain.user import Person, Presence, Role
from locanext.store.queries import queries


def hello(connection: psycopg.Connection) -> tuple[Person, int]:
    """This connection's person, and the version of the server's schema."""
    found = connection.execute(queries("people")["hello"]).fetchone()
    if found is None:
        raise NotAllowed("This account is disabled, or is not known to LocaNext.")
    number, login, name, role, must_change, version = found
    return Person(number, login, name, Role(role), must_change), version


def login_ok(connection: psycopg.Connection) -> None:
    connection.execute(queries("people")["login_ok"])


def be_present(connection: psycopg.Connection, client: UUID, file_id: int, ord: int | None) -> list[Presence]:
    """Say that the window `client` is in the file at `ord`; everybody who is."""
    found = connection.execute(queries("people")["be_present"], {"client": client, "file_id": file_id, "ord": ord})
    return [Presence(login, name, where, who == client) for who, login, name, where in found]


def leave(connection: psycopg.Connection, client: UUID) -> None:
    connection.execute(queries("people")["leave"], {"client": client})
