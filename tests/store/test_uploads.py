"""A file on its way in: whole, or not at all."""

import hashlib
from dataclasses import replace

import pytest

from locanext.domain.errors import BadInput, NotAllowed
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.store import projects, segments, uploads
from locanext.store.errors import told
from locanext.store.uploads import CHUNK_BYTES, NewFile, Upload
from tests.servers import Connection, Database


def new(project: int, name: str = "a.txt") -> NewFile:
    return NewFile(project, None, name, "tabbed_text", "en", {"encoding": "utf-16-le", "sheets": []})


def some(first: int, count: int) -> list[Segment]:
    return [Segment(ord_, f"ID {ord_}", "원문", "x", State.DRAFT, "노트") for ord_ in range(first, first + count)]


def finish(conn: Connection, upload: Upload, data: bytes) -> None:
    for number, start in enumerate(range(0, len(data), CHUNK_BYTES)):
        uploads.add_bytes(conn, upload, number, data[start : start + CHUNK_BYTES])
    uploads.finish(conn, upload, len(data), hashlib.sha256(data).hexdigest())


def left_over(database: Database) -> dict[str, int]:
    """What of uploads is in the database, finished or not."""
    counted = """
      select (select count(*) from loc.files), (select count(*) from loc.segments),
        (select count(*) from loc.file_chunks), (select count(*) from loc.file_counters),
        (select count(*) from loc.changes),
        (select count(*) from pg_class where relname like 'upload%%')"""
    found = database.admin().execute(counted).fetchone()
    assert found is not None
    return dict(zip(("files", "segments", "chunks", "counters", "changes", "staging"), found, strict=True))


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES + 5])
def test_bytes_come_back(database: Database, size: int) -> None:
    data = (bytes(range(256)) * (size // 256 + 1))[:size]
    conn = database.connect("boss")
    with conn.transaction():
        upload = uploads.begin(conn, new(database.project()))
        uploads.add_segments(conn, upload, some(0, 3))
        uploads.add_segments(conn, upload, some(3, 2))
        finish(conn, upload, data)
    file = projects.file(conn, upload.file_id)
    assert (file.size, file.segment_count, file.done_count, file.seq) == (size, 5, 0, 1)
    assert file.layout == {"encoding": "utf-16-le", "sheets": []}
    assert b"".join(uploads.original(conn, file.id, file.size)) == data
    found = [segment._replace(version=1) for segment in segments.page(conn, file.id, 0, 10)]
    assert found == some(0, 5)
    assert left_over(database)["staging"] == 0


def test_confirmed_segments_are_counted(database: Database) -> None:
    conn = database.connect("boss")
    with conn.transaction():
        upload = uploads.begin(conn, new(database.project()))
        uploads.add_segments(conn, upload, [segment._replace(state=State.CONFIRMED) for segment in some(0, 2)])
        finish(conn, upload, b"")
    assert projects.file(conn, upload.file_id).done_count == 2


def test_an_unfinished_file_is_not_seen_and_leaves_nothing(database: Database) -> None:
    conn, project = database.connect("boss"), database.project()
    with pytest.raises(ZeroDivisionError), conn.transaction():
        upload = uploads.begin(conn, new(project))
        uploads.add_segments(conn, upload, some(0, 3))
        uploads.add_bytes(conn, upload, 0, b"abc")
        assert projects.tree(conn).files == ()
        assert projects.tree(database.connect("boss")).files == ()
        raise ZeroDivisionError
    assert set(left_over(database).values()) == {0}


@pytest.mark.parametrize("ords", [(1, 2), (0, 2), (0, 1, 3)])
def test_a_gap_is_refused(database: Database, ords: tuple[int, ...]) -> None:
    conn, project = database.connect("boss"), database.project()
    with pytest.raises(BadInput, match="without a gap"), told(), conn.transaction():
        upload = uploads.begin(conn, new(project))
        uploads.add_segments(conn, upload, [some(ord_, 1)[0] for ord_ in ords])
        finish(conn, upload, b"")


def test_missing_bytes_are_refused(database: Database) -> None:
    conn, project = database.connect("boss"), database.project()
    with pytest.raises(BadInput, match="not complete"), told(), conn.transaction():
        upload = uploads.begin(conn, new(project))
        uploads.add_segments(conn, upload, some(0, 1))
        uploads.add_bytes(conn, upload, 0, b"abc")
        uploads.finish(conn, upload, 4, "")


def test_a_finished_upload_is_closed(database: Database) -> None:
    conn = database.connect("boss")
    with conn.transaction():
        upload = uploads.begin(conn, new(database.project()))
        uploads.add_segments(conn, upload, some(0, 1))
        finish(conn, upload, b"")
    with pytest.raises(NotAllowed), told():
        uploads.add_bytes(conn, upload, 1, b"more")
    with pytest.raises(NotAllowed), told():
        uploads.finish(conn, upload, 0, "")


def test_who_may_not_manage_brings_nothing_in(database: Database) -> None:
    project = database.project()
    for login in ("kim", "out"):
        with pytest.raises(NotAllowed), told():
            uploads.begin(database.connect(login), new(project))
    assert left_over(database)["files"] == 0


@pytest.mark.parametrize("language", ["", "english", "en_US", "EN", "e n"])
def test_what_is_no_language(database: Database, language: str) -> None:
    conn, project = database.connect("boss"), database.project()
    with pytest.raises(BadInput), told():
        uploads.begin(conn, replace(new(project), language=language))


def test_two_uploads_at_once(database: Database) -> None:
    project = database.project()
    first, second = database.connect("boss"), database.connect("boss")
    with first.transaction(), second.transaction():
        one, two = uploads.begin(first, new(project)), uploads.begin(second, new(project, "b.txt"))
        uploads.add_segments(first, one, some(0, 2))
        uploads.add_segments(second, two, some(0, 3))
        finish(first, one, b"1")
        finish(second, two, b"22")
    assert {file.name: file.segment_count for file in projects.tree(first).files} == {"a.txt": 2, "b.txt": 3}
