"""What a file format is: how its bytes become segments, and how changed targets get back into the bytes.

A format never holds a whole file as Python objects: it reads from a buffer (a memory map or bytes) and
yields segments in file order; it writes by walking the same buffer again and replacing the changed cells.
Everything that it does not understand is copied as it came.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from mmap import mmap
from typing import BinaryIO, ClassVar

from locanext.domain.message import Message
from locanext.domain.progress import Progress
from locanext.domain.segment import Segment

Buffer = bytes | mmap
Edit = tuple[int, str]
"""(`ord` of the segment, its new target)."""

MAX_PROBLEMS = 1000
"""So many problems are kept one by one; further ones are counted only."""

MAX_CELL = 1_000_000
"""Characters that one cell may have; a longer one is left in the file and is not made a segment."""


class Severity(StrEnum):
    """A warning leaves the file usable; an error means that nothing of it can be used."""

    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """Something in a file that is not as it should be. `line` is from 1 (a workbook: the row), 0 for the whole file."""

    line: int
    message: Message
    severity: Severity = Severity.WARNING
    sheet: str = ""

    @property
    def told(self) -> Message:
        """What is wrong, and where."""
        told = Message("line {line}: {problem}", line=self.line, problem=self.message) if self.line else self.message
        return Message("{place}: {problem}", place=self.sheet, problem=told) if self.sheet else told

    def __str__(self) -> str:
        return str(self.told)


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """Which columns of a sheet hold what, by letter; "" for none.

    `header`: there is one; it and what stands above it are no segments.
    """

    sheet: str
    source: str
    target: str
    string_id: str = ""
    header: bool = True


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """A sheet whose columns a person may choose. `rows`: its first ones, each column letter to text.

    `columns`: what was found by itself, or None.
    """

    name: str
    is_hidden: bool
    rows: tuple[dict[str, str], ...]
    columns: SheetColumns | None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read: found by the format, or chosen by the user. Kept with the file, used again to write it."""

    encoding: str = ""
    sheets: tuple[SheetColumns, ...] = ()

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, object]) -> "Layout":
        sheets = value.get("sheets") or ()
        assert isinstance(sheets, (list, tuple))
        return cls(str(value.get("encoding") or ""), tuple(SheetColumns(**sheet) for sheet in sheets))


@dataclass(slots=True)
class Problems:
    """The problems met so far, the first `MAX_PROBLEMS` of them by name."""

    items: list[ReadProblem] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, message: Message, severity: Severity = Severity.WARNING, sheet: str = "") -> None:
        self.count += 1
        # An error must never drop off the end of a list of warnings.
        if len(self.items) < MAX_PROBLEMS or severity is Severity.ERROR:
            self.items.append(ReadProblem(line, message, severity, sheet))

    @property
    def failed(self) -> bool:
        """Whether one of them is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.items)


class Reader(ABC):
    """One pass over a file. Iterate once; `problems` is complete when the iteration has ended.

    Damage never raises: it is added to `problems`, and iteration ends when nothing more can be read.
    `Cancelled` is raised when the progress says so. `layout` is complete from the start.
    """

    layout: Layout
    problems: Problems

    @abstractmethod
    def __iter__(self) -> Iterator[Segment]: ...


class FileFormat(ABC):
    """One shape of file. Instances hold no state."""

    id: ClassVar[str]
    title: ClassVar[Message]
    extensions: ClassVar[tuple[str, ...]]
    line_break: ClassVar[str]
    """The form that a line break gets in a target that holds no other form yet."""

    @abstractmethod
    def sniff(self, data: Buffer, name: str) -> int:
        """How surely this buffer is of this format, 0-100, from its beginning and its name; never raises."""

    @abstractmethod
    def read(self, data: Buffer, layout: Layout | None = None, progress: Progress | None = None) -> Reader:
        """A reader of `data`. `layout` None: found from the data. Progress steps are bytes of the buffer."""

    @abstractmethod
    def write(
        self,
        data: Buffer,
        layout: Layout,
        edits: Iterable[Edit],
        out: BinaryIO,
        progress: Progress | None = None,
    ) -> list[str]:
        """Copy `data` to `out` with the targets of `edits` (ascending `ord`) put in; the StringIDs that changed.

        Texts are written as they are; only what would break the file's shape is replaced (`storable` is for
        what is typed). A segment whose text is the file's already keeps its bytes. Raises `BadFile` when a text
        cannot be written (the encoding has no such letter), naming the StringIDs; what `out` then holds is void.
        """

    @abstractmethod
    def storable(self, text: str, like: str = "") -> str:
        """Typed `text` as this format can hold it: line breaks in the form that `like` (the source) uses; what no
        file of this format can hold is replaced or left out.
        """

    def sheets(self, data: Buffer) -> tuple[SheetPreview, ...]:
        """The sheets of a workbook; empty for what has none, or cannot be read."""
        return ()
