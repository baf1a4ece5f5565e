"""Brings a database of an older LocaNext to the version of this code, one numbered file after the other.

A migration that has been released is never changed. Does not make databases or roles: that is `provision`.
"""

import re
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import psycopg

from central.errors import CentralError
from central.statements import MIGRATIONS, foundation, statement

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Migration:
    """One file, `NNNN_name.sql`, that leads from version `number - 1` to version `number`."""

    number: int
    path: Path


def available(folder: Path = MIGRATIONS) -> list[Migration]:
    """The migrations of a folder in their order. They must be numbered from 1 without a gap."""
    found = [Migration(int(path.name[:4]), path) for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))]
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise CentralError(f"The migrations in {folder} are not numbered 1, 2, 3, …")
    return found


def latest(folder: Path = MIGRATIONS) -> int:
    """The version of a database that has all migrations."""
    return len(available(folder))


def version(conn: Connection) -> int:
    """The version of the database; 0 when LocaNext is not in it yet."""
    found = conn.execute(statement("provision/has_versions")).fetchone()
    if not (found and found[0]):
        return 0
    newest = conn.execute(statement("provision/version")).fetchone()
    return int(str(newest[0])) if newest else 0


def migrate(conn: Connection, *, dry_run: bool = False, folder: Path = MIGRATIONS) -> list[str]:
    """Apply what is missing, each migration in a transaction of its own; the names of those applied.

    `conn` is a superuser's, in autocommit. A dry run applies them too, and rolls all of them back.
    """
    migrations = available(folder)
    applied = []
    with conn.transaction(force_rollback=True) if dry_run else nullcontext():
        while name := _apply_next(conn, migrations):
            applied.append(name)
    return applied


def _apply_next(conn: Connection, migrations: list[Migration]) -> str:
    with conn.transaction():
        conn.execute(statement("provision/lock"))  # two programs may find the same old database
        done = version(conn)
        if done > len(migrations):
            raise CentralError(
                f"This database is of version {done} and this program knows versions up to {len(migrations)}. "
                "Update the program."
            )
        if done == len(migrations):
            return ""
        conn.execute(statement("provision/as_owner"))
        conn.execute(migrations[done].path.read_bytes())
        stamp(conn, done + 1)
    return migrations[done].path.name


def stamp(conn: Connection, number: int) -> None:
    """Note that the database has all migrations up to this one. Within the transaction that made it so."""
    conn.execute(statement("provision/stamp"), {"version": number})


def freeze(folder: Path = MIGRATIONS) -> Path:
    """Write migration 1 anew from the schema's files. Only before the first release: afterwards it may not change."""
    path = folder / "0001_foundation.sql"
    text = b"-- The schema of the first release. Frozen: later changes are migrations of their own.\n" + foundation()
    path.write_bytes(re.sub(rb"\n{3,}", b"\n\n", text))
    return path
