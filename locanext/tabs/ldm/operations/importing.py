"""Bringing files in: parsed here, copied into the database, one transaction a file."""

import hashlib
import os
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from locanext.domain.disk import disk_told
from locanext.domain.errors import BadFile
from locanext.domain.language import demand_language
from locanext.domain.message import Message
from locanext.domain.progress import Progress
from locanext.formats import registry
from locanext.formats.base import Buffer, Layout, Problems, Reader, Severity
from locanext.store import uploads
from locanext.store.connect import Connection
from locanext.workbench import Workbench

BATCH = 20_000
"""Segments of one COPY: between two of them a cancel is heard."""

READING_SHARE = (4, 5)
"""Reading and copying the segments takes about this share of an import, keeping the bytes the rest."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """`format` "" and `layout` None: found from the file. `name` "": the file's own."""

    path: Path
    project_id: int
    language: str
    folder_id: int | None = None
    name: str = ""
    format: str = ""
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    file_id: int
    name: str
    format: str
    layout: Layout
    segment_count: int
    problems: Problems
    seconds: float


def import_file(bench: Workbench, request: ImportRequest, progress: Progress) -> Imported:
    """Read a file into a project. Raises `BadFile` when nothing of it can be used; then nothing is kept."""
    demand_language(request.language)
    started = time.monotonic()
    name = request.name or request.path.name
    with disk_told(request.path), registry.open_buffer(request.path) as data:
        before = request.path.stat()
        fmt = registry.by_id(request.format) if request.format else registry.detect(data, request.path.name)
        part, whole = READING_SHARE
        reading = Progress(lambda done, total, note: progress.step(done * part, total * whole, note))
        reader = fmt.read(data, request.layout, reading)
        new = uploads.NewFile(
            request.project_id, request.folder_id, name, fmt.id, request.language, reader.layout.as_json()
        )
        with bench.store.transaction(progress) as connection:
            upload = uploads.begin(connection, new)
            count = _copy_segments(connection, upload, reader)
            demand_usable(name, fmt.title, reader.problems, count)
            sha256 = _copy_bytes(connection, upload, data, progress)
            _demand_same(name, before, request.path.stat())
            uploads.finish(connection, upload, len(data), sha256)
    return Imported(upload.file_id, name, fmt.id, reader.layout, count, reader.problems, time.monotonic() - started)


def _copy_segments(connection: Connection, upload: uploads.Upload, reader: Reader) -> int:
    """How many there were."""
    count = 0
    segments = iter(reader)
    while batch := list(islice(segments, BATCH)):
        uploads.add_segments(connection, upload, batch)
        count += len(batch)
    return count


def demand_usable(name: str, title: Message, problems: Problems, count: int) -> None:
    """Raise `BadFile` if a file that was read to its end gave nothing that can be used."""
    if problems.failed or not count:
        first = next((p for p in problems.items if p.severity is Severity.ERROR), None)
        first = first or next(iter(problems.items), None)
        raise BadFile(
            "{name} could not be read as {format}: {problem}",
            name=name,
            format=title,
            problem=first.told if first else Message("it holds no text to translate."),
        )


def _demand_same(name: str, before: os.stat_result, after: os.stat_result) -> None:
    """Segments and bytes are read one after the other: they must be of the same file."""
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise BadFile("{name} was changed while it was read; import it again.", name=name)


def _copy_bytes(connection: Connection, upload: uploads.Upload, data: Buffer, progress: Progress) -> str:
    """Keep the original; its SHA-256."""
    part, whole = READING_SHARE
    digest = hashlib.sha256()
    for number, start in enumerate(range(0, len(data), uploads.CHUNK_BYTES)):
        chunk = data[start : start + uploads.CHUNK_BYTES]
        digest.update(chunk)
        uploads.add_bytes(connection, upload, number, chunk)
        progress.step(len(data) * part + (start + len(chunk)) * (whole - part), len(data) * whole)
    return digest.hexdigest()
