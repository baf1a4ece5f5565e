"""LocaNext's own: pairs of neighbouring characters in flat files, measured on `UnitCache` as the program uses it."""

from collections.abc import Iterable
from pathlib import Path

from locanext.domain.progress import Progress
from locanext.domain.tm import Match, MatchKind
from locanext.matching.disk_cache import UnitCache, build
from locanext.matching.lookup import LookupRequest
from locanext.matching.normalize import key
from tests.bench import _matching_data as data
from tests.bench._matching_peer import THRESHOLD, Peer


class Ours(Peer):
    METRIC = "characters"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.place = folder / "locanext"

    def build(self) -> None:
        build(self.place, data.units(self.folder), 1, Progress())

    def open(self) -> None:
        self.cache = UnitCache(self.place, 1)

    def look_up(self, text: str) -> list[Match]:
        request = LookupRequest(text, threshold=THRESHOLD, kinds=frozenset({MatchKind.FUZZY}))
        return self.cache.lookup(request)

    def found(self, answer: list[Match], text: str) -> Iterable[str]:
        return (key(match.unit.source) for match in answer)

    def size(self) -> int:
        return sum(path.stat().st_size for path in self.place.rglob("*") if path.is_file())
