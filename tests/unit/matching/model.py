"""What a memory has to answer, by looking at every unit: slow and plain."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from rapidfuzz.distance import Levenshtein

from locanext.domain.tm import Match, MatchKind, TranslationUnit
from locanext.matching.concordance import Mode, Search
from locanext.matching.lookup import LookupRequest
from locanext.matching.normalize import key, nfc, plain
from locanext.matching.repair import repair

TM = 7
START = datetime(2026, 1, 1, tzinfo=UTC)


def unit(id_: int, source: str, target: str = "", string_id: str = "", *, minute: int | None = None) -> TranslationUnit:
    """A unit; edited at a time, or never."""
    edited_at = None if minute is None else START + timedelta(minutes=minute)
    return TranslationUnit(id_, source, target, string_id, f"note {id_}", 1 + id_ % 3, f"person {id_ % 2}", edited_at)


class Model:
    """Units by id."""

    def __init__(self) -> None:
        self.units: dict[int, TranslationUnit] = {}

    def lookup(self, request: LookupRequest) -> list[Match]:
        matches = [match for one in self.units.values() if (match := _best(one, request))]
        matches.sort(key=_order)
        return matches[: request.limit or None]

    def search(self, wanted: Search) -> set[TranslationUnit]:
        fits = _fits(wanted)
        return {one for one in self.units.values() if fits(getattr(one, wanted.field))}


def percent(a: str, b: str) -> int:
    """How similar two texts are; an empty one is similar to none."""
    a, b = key(a), key(b)
    longer = max(len(a), len(b))
    return 100 * (longer - Levenshtein.distance(a, b)) // longer if a and b else 0


def _best(one: TranslationUnit, request: LookupRequest) -> Match | None:
    equal = nfc(one.source) == nfc(request.text)
    if MatchKind.CONTEXT in request.kinds and equal and request.string_id and one.string_id == request.string_id:
        return Match(MatchKind.CONTEXT, 101, TM, one, one.target)
    if MatchKind.EXACT in request.kinds and equal:
        return Match(MatchKind.EXACT, 100, TM, one, one.target)
    done = repair(request.text, one.source, one.target)
    if MatchKind.REPAIRED in request.kinds and done:
        return Match(MatchKind.REPAIRED, 99, TM, one, done.target, done.repairs)
    points = percent(one.source, request.text)
    if MatchKind.FUZZY in request.kinds and points >= request.threshold:
        return Match(MatchKind.FUZZY, min(points, 99), TM, one, one.target)
    return None


def _order(match: Match) -> tuple[int, int, float, int]:
    edited = match.unit.edited_at
    return -match.score, match.kind.rank, -edited.timestamp() if edited else float("inf"), -match.unit.id


def _fits(wanted: Search) -> Callable[[str], bool]:
    needle = plain(wanted.needle)
    if wanted.mode is Mode.FUZZY:
        return lambda text: percent(text, wanted.needle) >= wanted.threshold
    if wanted.mode is Mode.REGEX:
        return lambda text: re.search(nfc(wanted.needle), nfc(text), re.IGNORECASE) is not None
    if wanted.mode is Mode.WORD:
        return lambda text: _stands_alone(plain(text), needle)
    return lambda text: needle in plain(text)


def _stands_alone(text: str, word: str) -> bool:
    """Whether it is somewhere in the text with no letter, digit or underscore that goes on at its ends."""
    places = [place for place in range(len(text) + 1) if text.startswith(word, place)]
    return any(
        not (_goes_on(text[place - 1 : place] if place else "") and _goes_on(word[:1]))
        and not (_goes_on(text[place + len(word) : place + len(word) + 1]) and _goes_on(word[-1:]))
        for place in places
    )


def _goes_on(char: str) -> bool:
    return char.isalnum() or char == "_"
