"""A file's way into the database and its original bytes' way back. All of an upload is one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from locanext.domain.segment import Segment
from locanext.store.queries import queries

CHUNK_BYTES = 1 << 20
"""Original bytes are kept in chunks of this size: no statement ever holds a whole file."""

_TYPES = ("int4", "text", "text", "text", "int2", "text")


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that has begun: the file that it will be, and the table that its segments go through."""

    file_id: int
    staging: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """What is known of a file before its first segment is read."""

    project_id: int
    folder_id: int | None
    name: str
    format: str
    language: str
    layout: dict[str, object]


def begin(connection: psycopg.Connection, new: NewFile) -> Upload:
    values = {
        "project_id": new.project_id,
        "folder_id": new.folder_id,
        "name": new.name,
        "format": new.format,
        "language": new.language,
        "layout": Jsonb(new.layout),
    }
    found = connection.execute(queries("uploads")["begin"], values).fetchone()
    assert found is not None
    return Upload(*found)


def add_segments(connection: psycopg.Connection, upload: Upload, segments: Iterable[Segment]) -> None:
    """Copy the next segments into the file."""
    statement = sql.SQL(queries("uploads")["copy"]).format(staging=sql.Identifier("loc", upload.staging))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(_TYPES)
        for segment in segments:
            copy.write_row(segment[:6])
    connection.execute(queries("uploads")["take"], {"file_id": upload.file_id})


def add_bytes(connection: psycopg.Connection, upload: Upload, number: int, data: bytes) -> None:
    values = {"file_id": upload.file_id, "number": number, "data": data}
    connection.execute(queries("uploads")["chunk"], values, binary=True)


def finish(connection: psycopg.Connection, upload: Upload, size: int, sha256: str) -> None:
    """Make the file visible. `size` in bytes; raises when bytes or segments are missing."""
    values = {"file_id": upload.file_id, "size": size, "sha256": sha256}
    connection.execute(queries("uploads")["finish"], values)


def original(connection: psycopg.Connection, file_id: int, size: int) -> Iterator[bytes]:
    """The bytes that the file came with, chunk by chunk. It ends early when one is missing: compare size or hash."""
    for number in range(-(-size // CHUNK_BYTES)):
        values = {"file_id": file_id, "number": number}
        cursor = connection.cursor(binary=True)
        found = cursor.execute(queries("uploads")["chunk_of"], values).fetchone()
        if found is None:
            return
        yield found[0]
