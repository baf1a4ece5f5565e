"""Saving segments. What a person typed is tried until the server has it, or they give up."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from locanext.domain.change import ChangeKind
from locanext.domain.errors import LinkDown, NotFound
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo
from locanext.domain.segment import Segment
from locanext.domain.state import state_after_edit
from locanext.formats import registry
from locanext.store import segments
from locanext.store.segments import Save, Saved
from locanext.workbench import Workbench

__all__ = ["Save", "Saved"]

_FIRST_WAIT, _LONGEST_WAIT = 0.2, 3.0


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """All of `saves` become one change, or are kept as conflicts one by one."""

    file_id: int
    saves: tuple[Save, ...]
    kind: ChangeKind = ChangeKind.TYPED


def save(bench: Workbench, request: SaveRequest, progress: Progress) -> Sequence[Saved]:
    """The segments as they stand now. While the server is away this waits for it; the order of saves stays.

    To send a save twice is harmless: the server knows its own answer again.
    """
    wait = _FIRST_WAIT
    while True:
        try:
            with bench.store.transaction(progress) as connection:
                saved = segments.save(connection, request.file_id, request.saves, request.kind)
        except LinkDown:
            progress.step(0, 0, "Waiting for the server; your text is kept.")
            _pause(wait, progress)
            wait = min(wait * 2, _LONGEST_WAIT)
            continue
        if len(saved) < len(request.saves):
            raise NotFound("A segment that was edited is no longer in the file.")
        return saved


def _pause(seconds: float, progress: Progress) -> None:
    """Wait, but no longer when the work is cancelled."""
    woken = Event()
    with progress.on_cancel(woken.set):
        woken.wait(seconds)


def storable(file: FileInfo, text: str, source: str) -> str:
    """`text` as the file's format can hold it."""
    return registry.by_id(file.format).storable(text, source)


def line_break(file: FileInfo) -> str:
    """The form that a line break has in the file when a text shows no other."""
    return registry.by_id(file.format).line_break


def as_save(segment: Segment, target: str) -> Save:
    """The save that replaces the target of a segment as it was seen."""
    return Save(segment.ord, segment.version, target, state_after_edit(segment.state, target))
