"""The archive of the write-ahead log: what is in it, what is missing, and how PostgreSQL gets it back.

PostgreSQL itself puts each finished segment there (`basic_archive`: written beside, synced, renamed, never over a
different one). Here they are only packed, checked and read.
"""

import gzip
import re
import shlex
import shutil
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from central import durable
from central.errors import CentralError

SEGMENT = 16 << 20
"""Bytes of a segment: what initdb chooses."""
PACKED = ".gz"
RESTORE_SCRIPT = Path(__file__).parent / "postgres" / "restore_wal.sh"
_SEGMENT_NAME = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})(?:\.gz)?")
_HISTORY_NAME = re.compile(r"([0-9A-F]{8})\.history")
_PER_LOG = (1 << 32) // SEGMENT
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the log. Each restore begins a new timeline, which leaves an older one at some place."""

    timeline: int
    lsn: int

    @classmethod
    def parse(cls, timeline: int, lsn: str) -> "Position":
        """`lsn` as PostgreSQL writes it, such as 0/3000148."""
        high, low = lsn.split("/")
        return cls(timeline, (int(high, 16) << 32) + int(low, 16))

    @property
    def segment(self) -> str:
        """The name of the segment that it is in."""
        return segment_name(self.timeline, self.lsn // SEGMENT)


def segment_name(timeline: int, number: int) -> str:
    return f"{timeline:08X}{number // _PER_LOG:08X}{number % _PER_LOG:08X}"


class Archive:
    """What is in an archive at the time that it is first asked. A folder that is not there is an empty archive."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.is_dir() else []

    @cached_property
    def _numbers(self) -> dict[int, set[int]]:
        """The numbers of the segments by timeline."""
        found: dict[int, set[int]] = {}
        for match in filter(None, map(_SEGMENT_NAME.fullmatch, self._names)):
            timeline, log, rest = (int(part, 16) for part in match.groups())
            found.setdefault(timeline, set()).add(log * _PER_LOG + rest)
        return found

    def newest_timeline(self) -> int:
        """0: the archive is empty."""
        begun = (int(match[1], 16) for match in map(_HISTORY_NAME.fullmatch, self._names) if match)
        return max([0, *begun, *self._numbers])

    def course(self, timeline: int) -> dict[int, int | None]:
        """The timelines that lead to this one, oldest first, each with the place where it was left; None: never.

        Raises CentralError when the history of the timeline is not in the archive, or cannot be read.
        """
        course: dict[int, int | None] = {}
        if timeline > 1:
            path = self.folder / f"{timeline:08X}.history"
            try:
                lines = [line.split() for line in path.read_text("utf-8").splitlines()]
                course |= {int(parts[0]): Position.parse(0, parts[1]).lsn for parts in lines if parts}
            except (OSError, ValueError, IndexError) as error:
                raise CentralError(f"The history of timeline {timeline} is not in the archive: {error}") from error
        return course | {timeline: None}

    def is_on_course(self, place: Position, timeline: int) -> bool:
        """Whether the log leads from this place to that timeline."""
        course = self.course(timeline)
        end = course.get(place.timeline, -1)
        return end is None or place.lsn <= end

    def expected(self, start: Position, timeline: int) -> list[str]:
        """The names of the segments from a place on to the newest that was archived of a timeline."""
        names: list[str] = []
        first = start.lsn // SEGMENT
        for branch, end in self.course(timeline).items():
            if branch < start.timeline:
                continue
            newest = max(self._numbers.get(branch, ()), default=first - 1)
            # The segment in which a timeline was left is, as far as it counts, the first of the next one.
            last = newest + 1 if end is None else end // SEGMENT
            names += [segment_name(branch, number) for number in range(first, last)]
            first = max(first, last)
        return names

    def missing(self, start: Position, timeline: int) -> list[str]:
        """Those of the expected that are not there: the log cannot be followed beyond the first of them."""
        there = set(self._names)
        return [name for name in self.expected(start, timeline) if not there & {name, name + PACKED}]

    def damage(self, name: str) -> str:
        """What is wrong with a segment; empty: nothing. Reads all of it."""
        packed = self.folder / (name + PACKED)
        path = packed if packed.exists() else self.folder / name
        try:
            size = len(_content(path))
        except (OSError, EOFError, zlib.error) as error:
            return f"{path.name} is damaged: {error}"
        return "" if size == SEGMENT else f"{path.name} has {size:,} bytes instead of {SEGMENT:,}."

    def pack(self) -> int:
        """Compress the segments that are not compressed yet; how many it were.

        A segment that was closed early is mostly zeros: of a quiet server's archive a thousandth is left. Raises
        CentralError when a different one is there under the same name: nothing is ever written over.
        """
        plain = [name for name in self._names if _SEGMENT_NAME.fullmatch(name) and not name.endswith(PACKED)]
        for name in plain:
            path, packed = self.folder / name, self.folder / (name + PACKED)
            if not packed.exists():
                _pack(path, packed)
            elif _content(path) != _content(packed):
                raise CentralError(f"{path} is another than {packed.name}: has another server used this archive?")
            path.unlink()
        return len(plain)

    def restore_command(self, script: Path) -> str:
        """PostgreSQL's restore_command; `script` is a copy of RESTORE_SCRIPT that the service user can run."""
        words = (str(script), str(self.folder).replace("%", "%%") + "/%f", "%p")
        return shlex.join(words)


def _content(path: Path) -> bytes:
    """Of a segment, packed or not. Raises OSError, EOFError, zlib.error."""
    with gzip.open(path) if path.suffix == PACKED else path.open("rb") as file:
        return file.read()


def _pack(path: Path, packed: Path) -> None:
    unfinished = path.with_name(path.name + ".packing")
    unfinished.touch(0o600)
    shutil.chown(unfinished, path.stat().st_uid, path.stat().st_gid)
    with path.open("rb") as source, gzip.open(unfinished, "wb", compresslevel=1) as target:
        shutil.copyfileobj(source, target, _CHUNK)
    shutil.copystat(path, unfinished)
    durable.sync(unfinished)
    durable.move(unfinished, packed)
