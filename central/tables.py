"""A count and a checksum of every table of a database: equal where every row is equal."""

from dataclasses import dataclass

from psycopg import sql

from central.migrate import Connection
from central.statements import statement


@dataclass(frozen=True, slots=True)
class Content:
    """`checksum` does not depend on the order of the rows."""

    rows: int
    checksum: str


def contents(conn: Connection) -> dict[str, Content]:
    """By table, `schema.name`, of one moment. Reads everything. `conn` is a superuser's, outside of a transaction."""
    text = statement("backup/checksum").decode()
    found = {}
    with conn.transaction():
        conn.execute(statement("backup/one_moment"))
        conn.execute(statement("backup/plain_texts"))
        for name, schema, table in conn.execute(statement("backup/tables")).fetchall():
            query = sql.SQL(text).format(schema=sql.Identifier(str(schema)), table=sql.Identifier(str(table)))
            row = conn.execute(query).fetchone()
            assert row is not None
            found[str(name)] = Content(int(str(row[0])), str(row[1]))
    return found
