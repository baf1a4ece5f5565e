"""What files are, before they are imported: format, encoding, and the first segments."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from locanext.domain.errors import BadFile
from locanext.domain.progress import Progress
from locanext.domain.segment import Segment
from locanext.formats import registry
from locanext.formats.base import Layout
from locanext.workbench import Workbench

FIRST = 5


@dataclass(frozen=True, slots=True)
class Inspected:
    """`error` says why the file cannot be imported; then the rest is empty."""

    path: Path
    format: str = ""
    title: str = ""
    layout: Layout | None = None
    first: tuple[Segment, ...] = ()
    error: str = ""


def inspect_files(_bench: Workbench, paths: tuple[Path, ...], progress: Progress) -> list[Inspected]:
    """One for each file, in the same order. Reads no more than the beginning, except to tell the encoding."""
    found = []
    for number, path in enumerate(paths):
        progress.step(number, len(paths), path.name)
        found.append(_inspect(path, Progress(lambda *_step: progress.check())))
    return found


def _inspect(path: Path, progress: Progress) -> Inspected:
    try:
        with registry.open_buffer(path) as data:
            fmt = registry.detect(data, path.name)
            reader = fmt.read(data, None, progress)
            segments = iter(reader)
            first = tuple(islice(segments, FIRST))
            # The reader may hold a view of the map, which cannot be closed before it.
            del segments
            problem = next((str(one) for one in reader.problems.items), "") if not first else ""
            return Inspected(path, fmt.id, fmt.title, reader.layout, first, problem)
    except BadFile as error:
        return Inspected(path, error=str(error))
    except OSError as error:
        return Inspected(path, error=error.strerror or str(error))
