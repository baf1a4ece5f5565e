"""A person's edits in this computer's journal: kept before they are sent, settled when the server has them."""

from dataclasses import dataclass
from pathlib import Path

from locanext.domain.edit import Edit
from locanext.domain.errors import BadInput
from locanext.domain.progress import Progress
from locanext.store.journal import Kept
from locanext.workbench import Workbench

__all__ = ["Kept"]


@dataclass(frozen=True, slots=True)
class Keep:
    """`client`: the window that typed what the edit stands on, "" for this one."""

    edit: Edit
    client: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """The server has the edit of `row`. `version` is the segment's now; 0 if the edit lost."""

    row: int
    version: int


@dataclass(frozen=True, slots=True)
class Write:
    """A text and the file that it shall stand in."""

    path: Path
    text: str


def keep(bench: Workbench, request: Keep, _progress: Progress) -> int:
    """The edit's row; it is on the disk."""
    return bench.journal.add(request.edit, request.client)


def settle(bench: Workbench, request: Settle, _progress: Progress) -> None:
    bench.journal.settle(request.row, request.version)


def discard(bench: Workbench, rows: tuple[int, ...], _progress: Progress) -> None:
    bench.journal.discard(rows)


def adopt(bench: Workbench, _request: None, _progress: Progress) -> list[Kept]:
    """The edits that windows which are gone have left, in the order typed."""
    return bench.journal.adopt()


def write(_bench: Workbench, request: Write, _progress: Progress) -> None:
    """Raises `BadInput` if the file cannot be written."""
    try:
        request.path.write_text(request.text, "utf-8")
    except OSError as error:
        raise BadInput("{path} cannot be written: {detail}", path=request.path, detail=error.strerror) from error
