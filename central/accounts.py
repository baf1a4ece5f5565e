"""People's accounts, as the administrator of the server makes them.

A password goes no further than this process: the server gets SCRAM verifiers, so none can be in its log.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from central.errors import CentralError
from central.migrate import Connection
from central.statements import statement

ITERATIONS = 50_000  # what a guess costs to somebody who got hold of a verifier; the person pays it once a login
GENERATED_ITERATIONS = 4096  # a generated password cannot be guessed anyway


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is to get an account. `role`: translator, reviewer, manager or admin."""

    login: str
    display_name: str
    role: str = "translator"
    must_change: bool = False


def generate_password() -> str:
    """One that nobody can guess: 192 bits."""
    return secrets.token_urlsafe(24)


def verifier(conn: Connection, login: str, password: str, iterations: int = ITERATIONS) -> str:
    """What the server keeps instead of the password, computed here."""
    conn.execute(statement("provision/iterations"), {"iterations": str(iterations)})
    return conn.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()


def create_person(conn: Connection, person: NewPerson, password: str, iterations: int = ITERATIONS) -> bool:
    """Make an account; False when the login is there already. `conn` is a superuser's. CentralError."""
    if conn.execute(statement("provision/person_exists"), {"login": person.login}).rowcount:
        return False
    values = {
        "login": person.login,
        "verifier": verifier(conn, person.login, password, iterations),
        "display_name": person.display_name,
        "role": person.role,
        "must_change": person.must_change,
    }
    with _refusals():
        conn.execute(statement("provision/create_person"), values)
    return True


def set_password(conn: Connection, login: str, password: str, iterations: int = ITERATIONS) -> None:
    """Replace a person's password. By a superuser, an administrator, or themselves."""
    values = {"login": login, "verifier": verifier(conn, login, password, iterations)}
    conn.execute(statement("provision/set_verifier"), values)


def grant(conn: Connection, login: str, project: int, capability: str, languages: list[str] | None = None) -> None:
    """Right on a project: read, edit, manage, or "" for none. `languages` None: all. By who may manage the project."""
    values = {"login": login, "project": project, "capability": capability, "languages": languages}
    conn.execute(statement("provision/grant_project"), values)


def ask(conn: Connection, query: str, **values: object) -> list[dict[str, object]]:
    """Run one of `sql/accounts` by a superuser; its rows by name. What is refused raises CentralError."""
    with _refusals(), conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement(f"accounts/{query}"), values).fetchall()


@contextmanager
def _refusals() -> Iterator[None]:
    """In the database's own words, without where in it they were said."""
    try:
        yield
    except (psycopg.errors.NoDataFound, psycopg.errors.InvalidParameterValue, psycopg.errors.CheckViolation) as error:
        raise CentralError(error.diag.message_primary or str(error)) from error


def project_id(conn: Connection, name: str) -> int:
    """Raises CentralError when there is no project of this name."""
    found = ask(conn, "project", name=name)
    if not found:
        raise CentralError(f"There is no project {name}.")
    return int(str(found[0]["id"]))


def set_bouncer_password(conn: Connection, password: str) -> None:
    """The password with which PgBouncer asks for verifiers. By a superuser."""
    text = statement("provision/bouncer_verifier").decode()
    secret = verifier(conn, "loc_bouncer", password, GENERATED_ITERATIONS)
    conn.execute(sql.SQL(text).format(verifier=sql.Literal(secret)))


def connect(conninfo: str) -> Connection:
    """A connection for this module's work: what is done stands at once."""
    return psycopg.connect(conninfo, autocommit=True)
