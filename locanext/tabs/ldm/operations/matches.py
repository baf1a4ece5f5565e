"""What the translation memories know of a text, or of all texts of a file. Searched on this computer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from locanext.domain.errors import BadInput, NotFound
from locanext.domain.progress import Progress
from locanext.domain.tm import Match, MatchKind, TranslationUnit
from locanext.memory import batch
from locanext.memory.batch import Wanted
from locanext.memory.ranking import Asked, ranked
from locanext.store import memories, segments
from locanext.workbench import Workbench

if TYPE_CHECKING:  # numpy is loaded with it: not before a memory is asked
    from locanext.matching.leverage import Band, Volume

__all__ = ["Wanted"]

USUAL = frozenset(MatchKind) - {MatchKind.SEMANTIC}
PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Options:
    """`threshold` in whole percent (50-100); `limit` 0: all."""

    threshold: int = 70
    limit: int = 9
    kinds: frozenset[MatchKind] = USUAL


@dataclass(frozen=True, slots=True)
class MatchTexts:
    """Texts to be looked up in one memory; `string_id` is the context of all of them."""

    tm_id: int
    texts: Sequence[str]
    options: Options = Options()
    string_id: str = ""


@dataclass(frozen=True, slots=True)
class MatchSegment:
    """The source of a segment of the file, to be looked up in the memories that serve the file."""

    file_id: int
    source: str
    string_id: str = ""
    options: Options = Options()


@dataclass(frozen=True, slots=True)
class ConcordanceRequest:
    """The first `limit` units of the memories that hold `needle` in "source", "target" or "any"."""

    tm_ids: tuple[int, ...]
    needle: str
    field: str = "any"
    mode: str = "contains"
    limit: int = 100


@dataclass(frozen=True, slots=True)
class LeverageRequest:
    """`threshold`: from which percent a match counts."""

    file_id: int
    threshold: int = 50


def match_texts(bench: Workbench, request: MatchTexts, progress: Progress) -> list[list[Match]]:
    """The ranked matches of each text. Raises `BadInput` for options that cannot be."""
    _demand(request.options.threshold)
    caches = bench.memories.follow([request.tm_id], progress)
    if not caches:
        raise NotFound("The translation memory is not there any more, or you have no right to it.")
    asked = [Asked(caches[request.tm_id])]
    found: list[list[Match]] = []
    for text in request.texts:
        progress.step(len(found), len(request.texts))
        found.append(_matches(asked, text, request.string_id, request.options))
    return found


def match_segment(bench: Workbench, request: MatchSegment, progress: Progress) -> list[Match]:
    """The ranked matches out of all memories that serve the file. Raises `BadInput` as `match_texts`."""
    _demand(request.options.threshold)
    with bench.store.statement(progress) as connection:
        active = memories.active(connection, request.file_id)
    caches = bench.memories.follow([one.tm_id for one in active], progress)
    asked = [Asked(caches[one.tm_id], one.terms.penalty) for one in active if one.tm_id in caches]
    return _matches(asked, request.source, request.string_id, request.options)


def _demand(threshold: int) -> None:
    if not 50 <= threshold <= 100:
        raise BadInput("A match counts from a percentage between 50 and 100 on, not {threshold}.", threshold=threshold)


def _matches(asked: Sequence[Asked], text: str, string_id: str, options: Options) -> list[Match]:
    from locanext.matching.lookup import LookupRequest

    return ranked(asked, LookupRequest(text, string_id, options.threshold, options.limit, options.kinds))


def concordance(bench: Workbench, request: ConcordanceRequest, progress: Progress) -> list[tuple[int, TranslationUnit]]:
    """(memory, unit), memory by memory."""
    from locanext.matching.concordance import Field, Mode, Search

    fields = [Field.SOURCE, Field.TARGET] if request.field == "any" else [Field(request.field)]
    found: dict[tuple[int, int], TranslationUnit] = {}
    for tm_id, cache in bench.memories.follow(request.tm_ids, progress).items():
        for field in fields:
            progress.check()
            search = Search(request.needle, Mode(request.mode), field)
            found |= {(tm_id, unit.id): unit for unit in islice(cache.search(search), request.limit)}
    return [(tm_id, unit) for (tm_id, _), unit in found.items()][: request.limit]


def leverage(bench: Workbench, request: LeverageRequest, progress: Progress) -> Mapping["Band", "Volume"]:
    """How much of the file the memories that serve it know: by band, of all its segments."""
    from locanext.matching import leverage as counting

    _demand(request.threshold)
    texts = _texts(bench, request.file_id, progress)
    found = batch.best_matches(_memories(bench, request.file_id, progress), texts, Wanted(request.threshold), progress)
    return counting.leverage(
        (source, match.score if match else 0) for (source, _), match in zip(texts, found, strict=True)
    )


def _memories(bench: Workbench, file_id: int, progress: Progress) -> list[batch.Memory]:
    with bench.store.statement(progress) as connection:
        active = memories.active(connection, file_id)
    caches = bench.memories.follow([one.tm_id for one in active], progress)
    return [
        batch.Memory(caches[one.tm_id].folder, one.tm_id, one.terms.penalty) for one in active if one.tm_id in caches
    ]


def _texts(bench: Workbench, file_id: int, progress: Progress) -> list[tuple[str, str]]:
    """(source, StringID) of every segment, in order."""
    texts: list[tuple[str, str]] = []
    while True:
        with bench.store.statement(progress) as connection:
            page = segments.page(connection, file_id, len(texts), PAGE)
        texts += [(one.source, one.string_id) for one in page]
        if len(page) < PAGE:
            return texts
