"""The change feed of a file, which is its history too."""

import psycopg

from locanext.domain.change import Change, ChangeKind
from locanext.domain.errors import NotFound
from locanext.domain.state import State
from locanext.store.queries import queries


def _changes(cursor: psycopg.Cursor) -> list[Change]:
    return [
        Change(seq, ord, version, ChangeKind(kind), target, State(state), locked, author, at, State(was))
        for seq, ord, version, kind, target, state, locked, author, at, was in cursor
    ]


def since(connection: psycopg.Connection, file_id: int, seq: int, limit: int) -> list[Change]:
    """At most `limit` changes after `seq`, in their order."""
    values = {"file_id": file_id, "seq": seq, "limit": limit}
    return _changes(connection.execute(queries("changes")["since"], values))


def of_segment(connection: psycopg.Connection, file_id: int, ord: int, limit: int = 200) -> list[Change]:
    """The history of one segment, newest first."""
    values = {"file_id": file_id, "ord": ord, "limit": limit}
    return _changes(connection.execute(queries("changes")["of_segment"], values))


def newest(connection: psycopg.Connection, file_id: int) -> int:
    """The number of the file's newest change."""
    found = connection.execute(queries("changes")["seq"], {"file_id": file_id}).fetchone()
    if found is None:
        raise NotFound("The file is not there any more, or you have no right to it.")
    return int(found[0])
