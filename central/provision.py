"""Makes a database of a PostgreSQL server into LocaNext's, or brings it up to date. May be run again at any time.

Does not install PostgreSQL or PgBouncer and makes no accounts (`accounts`).
"""

from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from central import migrate
from central.errors import CentralError
from central.statements import MIGRATIONS, foundation, statement

OLDEST_SERVER = 160000
BUILTIN_LOCALES = 170000


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What was done: `created` when the schema is new, `migrations` the names of those applied to an older one."""

    version: int
    created: bool
    migrations: tuple[str, ...]


def provision(admin_conninfo: str, dbname: str, *, migrations: Path = MIGRATIONS) -> Provisioned:
    """Roles, database, schema and rights; each part only where it is missing. Raises CentralError, psycopg.Error.

    `admin_conninfo` is a superuser's, to any database of the server.
    """
    with psycopg.connect(admin_conninfo, autocommit=True) as conn:
        server = _check_administrator(conn)
        conn.execute(statement("roles"))
        _create_database(conn, dbname, server)
    with psycopg.connect(make_conninfo(admin_conninfo, dbname=dbname), autocommit=True) as conn:
        conn.execute(statement("database"))
        created = _create_schema(conn, migrate.latest(migrations))
        applied = migrate.migrate(conn, folder=migrations)
        conn.execute(statement("get_auth"))
        return Provisioned(migrate.version(conn), created, tuple(applied))


def _check_administrator(conn: migrate.Connection) -> int:
    found = conn.execute(statement("provision/administrator")).fetchone()
    if not found or not found[0]:
        raise CentralError("Only a superuser of the PostgreSQL server can set it up.")
    server = int(str(found[1]))
    if server < OLDEST_SERVER:
        raise CentralError(f"PostgreSQL 16 or newer is needed; this server is version {server // 10000}.")
    return server


def _create_database(conn: migrate.Connection, dbname: str, server: int) -> None:
    if conn.execute(statement("provision/database_exists"), {"name": dbname}).rowcount:
        return
    kind = "builtin" if server >= BUILTIN_LOCALES else "libc"
    text = statement(f"provision/create_database_{kind}").decode()
    conn.execute(sql.SQL(text).format(name=sql.Identifier(dbname)))


def _create_schema(conn: migrate.Connection, newest: int) -> bool:
    """Make the schema of a new database at once, from its readable files; whether there was none."""
    with conn.transaction():
        conn.execute(statement("provision/lock"))
        if migrate.version(conn):
            return False
        conn.execute(statement("provision/as_owner"))
        conn.execute(foundation())
        migrate.stamp(conn, newest)
    return True
