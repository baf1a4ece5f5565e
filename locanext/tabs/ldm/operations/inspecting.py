"""What files are, before they are imported: format, encoding, and the first segments."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from locanext.domain.errors import BadFile, ExpectedError
from locanext.domain.message import Message
from locanext.domain.progress import Progress
from locanext.domain.segment import Segment
from locanext.formats import registry
from locanext.formats.base import FileFormat, Layout, Problems, Severity, SheetColumns, SheetPreview
from locanext.workbench import Workbench

__all__ = ["Layout", "SheetColumns", "SheetPreview"]

FIRST = 5
READ_WHOLE = 4_000_000
"""Bytes. A file up to this is read to its end at once, so that damage in it is known before the import."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """`error` says why the file cannot be imported as it is. `sheets`: of a workbook, whose columns can be chosen."""

    path: Path
    format: str = ""
    title: Message | None = None
    layout: Layout | None = None
    first: tuple[Segment, ...] = ()
    error: ExpectedError | None = None
    sheets: tuple[SheetPreview, ...] = ()
    segment_count: int | None = None
    """None for a large file, of which only the beginning was read."""


@dataclass(frozen=True, slots=True)
class WithLayout:
    """A file, and how a person wants it read; `format` "" and `layout` None: as it is found to be."""

    path: Path
    format: str = ""
    layout: Layout | None = None


def inspect_files(_bench: Workbench, paths: tuple[Path, ...], progress: Progress) -> list[Inspected]:
    """One for each file, in the same order; a folder counts for all files in it.

    Of a large file no more than the beginning is read, except to tell the encoding.
    """
    files = [file for path in paths for file in _files_of(path, progress)]
    found = []
    for number, path in enumerate(files):
        progress.step(number, len(files), path.name)
        found.append(_inspect(path, Progress(lambda *_step: progress.check())))
    progress.step(len(files), len(files))
    return found


def _files_of(path: Path, progress: Progress) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = []
    for inside in path.rglob("*"):
        progress.check()
        # What begins with a dot or a tilde is a program's own: a lock file of Excel, say.
        if inside.is_file() and not inside.name.startswith((".", "~$")):
            files.append(inside)
    return sorted(files)


def inspect_with(_bench: Workbench, request: WithLayout, progress: Progress) -> Inspected:
    fmt = registry.by_id(request.format) if request.format else None
    return _inspect(request.path, progress, fmt, request.layout)


def _inspect(path: Path, progress: Progress, fmt: FileFormat | None = None, layout: Layout | None = None) -> Inspected:
    try:
        with registry.open_buffer(path) as data:
            fmt = fmt or registry.detect(data, path.name)
            reader = fmt.read(data, layout, progress)
            segments = iter(reader)
            first = tuple(islice(segments, FIRST))
            count = len(first) + sum(1 for _ in segments) if len(data) <= READ_WHOLE else None
            # The reader may hold a view of the map, which cannot be closed before it.
            del segments
            problem = _problem(reader.problems, empty=not first)
            return Inspected(path, fmt.id, fmt.title, reader.layout, first, problem, fmt.sheets(data), count)
    except BadFile as error:
        return Inspected(path, error=error)
    except OSError as error:
        reason = error.strerror or error
        return Inspected(path, error=BadFile("{path} cannot be used: {reason}.", path=path, reason=reason))


def _problem(problems: Problems, *, empty: bool) -> BadFile | None:
    """Why the file cannot be imported, or None."""
    found = next((one for one in problems.items if empty or one.severity is Severity.ERROR), None)
    if found is not None:
        return BadFile("It cannot be read: {problem}", problem=found.told)
    return BadFile("It holds no text to translate.") if empty else None
