"""Saving segments, and texts in the form of their file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from locanext.domain.change import ChangeKind
from locanext.domain.errors import Cancelled, LinkDown, NotFound, NotSignedIn, ServerProblem
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo
from locanext.domain.segment import Segment
from locanext.domain.state import state_after_edit
from locanext.formats import registry
from locanext.store import segments
from locanext.store.segments import Save, Saved
from locanext.workbench import Workbench

__all__ = ["Save", "Saved"]

NOT_ANSWERED = (LinkDown, ServerProblem, NotSignedIn, Cancelled)
"""Failures that say nothing about the edit: the same save may well succeed later."""


@dataclass(frozen=True, slots=True)
class SaveRequest:
    """All of `saves` become one change, or are kept as conflicts one by one."""

    file_id: int
    saves: tuple[Save, ...]
    kind: ChangeKind = ChangeKind.TYPED


def save(bench: Workbench, request: SaveRequest, progress: Progress) -> Sequence[Saved]:
    """The segments as they stand after the saves. To send one again, because its answer was lost, is harmless.

    The server knows it again while nobody has saved since; else the history does, and it is told as saved, for whoever
    saved over it has seen it.
    """
    with bench.store.statement(progress) as connection:
        saved = segments.save(connection, request.file_id, request.saves, request.kind)
    if len(saved) < len(request.saves):
        raise NotFound("A segment that was edited is no longer in the file.")
    lost = {one.ord for one in saved if not one.ok}
    if not lost:
        return saved
    tried = {save.ord: save for save in request.saves if save.ord in lost}
    with bench.store.statement(progress) as connection:
        superseded = segments.superseded(connection, request.file_id, list(tried.values()))
    return [_as_it_was_saved(one, tried[one.ord]) if one.ord in superseded else one for one in saved]


def _as_it_was_saved(now: Saved, save: Save) -> Saved:
    return replace(now, ok=True, version=save.version + 1, target=save.target, state=save.state)


def storable(file: FileInfo, text: str, source: str) -> str:
    """`text` as the file's format can hold it."""
    return registry.by_id(file.format).storable(text, source)


def line_break(file: FileInfo) -> str:
    """The form that a line break has in the file when a text shows no other."""
    return registry.by_id(file.format).line_break


def as_save(segment: Segment, target: str) -> Save:
    """The save that replaces the target of a segment as it was seen."""
    return Save(segment.ord, segment.version, target, state_after_edit(segment.state, target))
