"""What the grid reads: a file's head, pages of segments, filters, and the changes of others."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from locanext.domain.change import Change
from locanext.domain.errors import NotFound
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo, Project
from locanext.domain.segment import Segment
from locanext.domain.user import Presence
from locanext.store import changes, people, projects, segments
from locanext.store.segments import Filter
from locanext.workbench import Workbench

__all__ = ["Filter"]

ASKED_AT_ONCE = 2000
"""Segments of a filter that are sent with one question."""

FEED_LIMIT = 2000
"""A feed that is longer than this is not followed change by change: the screen is read again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as it is when its grid opens, and what this person may do there: change texts, change reviewed ones too.

    Changes after `file.seq` have to be followed.
    """

    file: FileInfo
    project: Project
    can_edit: bool
    can_review: bool


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The segments of a file with these `ord`, ascending."""

    file_id: int
    ords: Sequence[int]


@dataclass(frozen=True, slots=True)
class FilterRequest:
    file_id: int
    wanted: Filter


@dataclass(frozen=True, slots=True)
class FollowRequest:
    """What came after `seq`."""

    file_id: int
    seq: int


@dataclass(frozen=True, slots=True)
class Followed:
    """`seq` is to be followed from next. `too_many`: `changes` is empty, everything may have changed."""

    file_id: int
    seq: int
    changes: list[Change]
    too_many: bool = False


@dataclass(frozen=True, slots=True)
class HereRequest:
    """This window is in the file, on the segment `ord`; `file_id` None: in no file any more."""

    file_id: int | None
    ord: int | None = None


@dataclass(frozen=True, slots=True)
class SegmentRequest:
    file_id: int
    ord: int


@dataclass(frozen=True, slots=True)
class NextRequest:
    """`among`: only these segments count (a filter), ascending; None for all."""

    file_id: int
    after: int
    among: "array[int] | None" = None


@dataclass(frozen=True, slots=True)
class Next:
    """`ord` None: there is none; `others`: because all that is left is other people's now."""

    ord: int | None
    others: bool = False


def open_file(bench: Workbench, file_id: int, progress: Progress) -> Opened:
    """The file's head. `seq` is read before any page, so no change can fall between."""
    with bench.store.transaction(progress) as connection:
        file = projects.file(connection, file_id)
        tree = projects.tree(connection)
        project = next(project for project in tree.projects if project.id == file.project_id)
        return Opened(file, project, *projects.rights(connection, file_id))


def fetch_page(bench: Workbench, request: PageRequest, progress: Progress) -> list[Segment]:
    ords = request.ords
    with bench.store.statement(progress) as connection:
        if isinstance(ords, range):
            return segments.page(connection, request.file_id, ords.start, len(ords))
        return segments.chosen(connection, request.file_id, ords)


def filter_segments(bench: Workbench, request: FilterRequest, progress: Progress) -> "array[int]":
    """The `ord` of what the filter lets through, ascending."""
    with bench.store.statement(progress) as connection:
        return segments.matching(connection, request.file_id, request.wanted)


def find_string_id(bench: Workbench, request: FilterRequest, progress: Progress) -> int:
    """The first segment that the filter lets through."""
    found = filter_segments(bench, request, progress)
    if not found:
        raise NotFound("No segment has the StringID {string_id}.", string_id=request.wanted.needle)
    return found[0]


def claim_next(bench: Workbench, request: NextRequest, progress: Progress) -> Next:
    """The next segment after `after` to do, from the top again at the end. It is this window's: nobody else gets it."""
    with bench.store.transaction(progress) as connection:
        for among in _in_turn(request):
            found = segments.claim_next(connection, bench.client, request.file_id, request.after, among)
            if found is not None:
                return Next(found)
        among = None if request.among is None else list(request.among)
        return Next(None, segments.next_undone(connection, request.file_id, -1, among) is not None)


def _in_turn(request: NextRequest) -> Iterator[list[int] | None]:
    """What a filter shows in pieces, from `after` on and round: the next one is nearly always in the first."""
    ords = request.among
    if ords is None:
        yield None
        return
    begin = bisect_right(ords, request.after)
    for first, last in ((begin, len(ords)), (0, begin)):
        for at in range(first, last, ASKED_AT_ONCE):
            yield list(ords[at : min(at + ASKED_AT_ONCE, last)])


def follow(bench: Workbench, request: FollowRequest, progress: Progress) -> Followed:
    with bench.store.statement(progress) as connection:
        feed = changes.since(connection, request.file_id, request.seq, FEED_LIMIT + 1)
    if len(feed) <= FEED_LIMIT:
        return Followed(request.file_id, feed[-1].seq if feed else request.seq, feed)
    with bench.store.statement(progress) as connection:
        return Followed(request.file_id, changes.newest(connection, request.file_id), [], too_many=True)


def history(bench: Workbench, request: SegmentRequest, progress: Progress) -> list[Change]:
    """The changes of one segment, newest first."""
    with bench.store.statement(progress) as connection:
        return changes.of_segment(connection, request.file_id, request.ord)


def be_here(bench: Workbench, request: HereRequest, progress: Progress) -> list[Presence]:
    """Say where this window is; who is in the file."""
    with bench.store.statement(progress) as connection:
        if request.file_id is None:
            people.leave(connection, bench.client)
            return []
        return people.be_present(connection, bench.client, request.file_id, request.ord)
