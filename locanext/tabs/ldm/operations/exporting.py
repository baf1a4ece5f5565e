"""Getting files back: the original bytes with the edited cells put in, and a certificate of what changed."""

import hashlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from locanext import __version__
from locanext.domain.disk import disk_told
from locanext.domain.errors import BadFile, BadInput
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo
from locanext.formats import registry
from locanext.formats.base import Layout
from locanext.store import projects, segments, uploads
from locanext.store.connect import Connection
from locanext.workbench import Workbench


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """`certificate`: also write `<out>.certificate.json`. `overwrite`: the user said that `out` may be replaced."""

    file_id: int
    out: Path
    certificate: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """The certificate's content. `changed`: the StringIDs of the cells that differ from the original."""

    file: str
    language: str
    format: str
    program: str
    exported_at: str
    sha256_before: str
    sha256_after: str
    size_before: int
    size_after: int
    changed: tuple[str, ...]


def export_file(bench: Workbench, request: ExportRequest, progress: Progress) -> Exported:
    """Write the file to `out`, which appears complete or not at all. `BadInput` when it cannot be written there."""
    paths = [request.out, *([certificate_path(request.out)] if request.certificate else [])]
    with disk_told(request.out):
        for path in paths:
            if path.exists() and not request.overwrite:
                raise BadInput("{path} is there already; allow to replace it, or choose another name.", path=path)
        with beside(request.out) as out:
            exported = _export(bench, request.file_id, out, progress)
            progress.check()  # the last moment at which a cancel changes nothing
        if request.certificate:
            with beside(certificate_path(request.out)) as certificate:
                certificate.write(_as_json(exported))
    return exported


def _export(bench: Workbench, file_id: int, out: BinaryIO, progress: Progress) -> Exported:
    with tempfile.TemporaryDirectory() as folder:
        original, edits = Path(folder, "original"), Path(folder, "edits")
        # A workbook may be written for minutes, and the server ends a transaction that is idle for one: all is
        # fetched before. The bytes never change and the edits are one statement, so they fit together.
        with bench.store.transaction(progress) as connection:
            file = projects.file(connection, file_id)
            _fetch_original(connection, file, original, progress)
            _fetch_edits(connection, file, edits, progress)
        return _write(file, original, edits, out, progress)


def certificate_path(out: Path) -> Path:
    return out.with_name(out.name + ".certificate.json")


def _fetch_original(connection: Connection, file: FileInfo, path: Path, progress: Progress) -> None:
    digest = hashlib.sha256()
    with path.open("wb") as into:
        for chunk in uploads.original(connection, file.id, file.size):
            digest.update(chunk)
            into.write(chunk)
            progress.step(into.tell(), file.size * 2)
    if digest.hexdigest() != file.sha256:
        raise BadFile("The original of {name} is damaged in the database; restore it from a backup.", name=file.name)


def _fetch_edits(connection: Connection, file: FileInfo, path: Path, progress: Progress) -> None:
    """One JSON array a line: `ord` and target, ascending."""
    # An open stream holds the connection: it is closed here, whatever happens.
    with path.open("w", encoding="utf-8") as into, closing(segments.edited(connection, file.id)) as edits:
        for edit in edits:
            progress.check()
            into.write(json.dumps(edit) + "\n")


def _edits_in(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    for line in lines:
        ord_, target = json.loads(line)
        yield ord_, target


def _write(file: FileInfo, original: Path, edits: Path, out: BinaryIO, progress: Progress) -> Exported:
    writing = Progress(lambda done, total, note: progress.step(total + done, total * 2, note))
    with registry.open_buffer(original) as data, edits.open(encoding="utf-8") as lines:
        layout = Layout.from_json(file.layout)
        changed = registry.by_id(file.format).write(data, layout, _edits_in(lines), out, writing)
    progress.step(file.size * 2, file.size * 2)
    size = out.tell()
    return Exported(
        file=file.name,
        language=file.language,
        format=file.format,
        program=f"LocaNext {__version__}",
        exported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256_before=file.sha256,
        sha256_after=_sha256(out),
        size_before=file.size,
        size_after=size,
        changed=tuple(changed),
    )


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _as_json(exported: Exported) -> bytes:
    fields = {name: getattr(exported, name) for name in Exported.__slots__}
    return json.dumps(fields, ensure_ascii=False, indent=2).encode()


@contextmanager
def beside(path: Path) -> Iterator[BinaryIO]:
    """A new file in the folder of `path` that takes its place when the block ends, and is gone when it fails."""
    if not path.parent.is_dir():
        raise BadInput("There is no folder {folder}.", folder=path.parent)
    # Not by tempfile: what it makes only its owner can read. Not from the name: a long one would be too long.
    part = path.with_name(f".locanext-{secrets.token_hex(8)}.part")
    try:
        with part.open("x+b") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
