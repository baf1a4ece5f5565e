"""The SQL files of `central`, as bytes that psycopg takes. Knows where they are, nothing of what they do."""

from pathlib import Path

SQL = Path(__file__).parent / "sql"
SCHEMA = SQL / "schema"
MIGRATIONS = SQL / "migrations"


def statement(name: str) -> bytes:
    """The file `sql/<name>.sql`."""
    return (SQL / f"{name}.sql").read_bytes()


def foundation() -> bytes:
    """The schema's files in their order: what a new database is made from, and what migration 1 froze."""
    return b"\n".join(path.read_bytes() for path in sorted(SCHEMA.glob("*.sql")))
