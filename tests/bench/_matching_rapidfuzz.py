"""Every text compared, in C++: the answer that all others are held against."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from locanext.matching.normalize import key
from tests.bench._matching_peer import THRESHOLD, Peer

Answer = list[tuple[str, float, int]]


def similar(wanted: str, keys: Sequence[str]) -> Answer:
    """Those that are similar enough, and for what rounding does to fractions a hair less."""
    by = Levenshtein.normalized_similarity
    found: Answer = process.extract(wanted, keys, scorer=by, score_cutoff=THRESHOLD / 100 - 1e-6, limit=None)
    return found


def exactly(wanted: str, answer: Answer) -> Iterable[str]:
    """Without that hair."""
    for other, _, _ in answer:
        longer = max(len(wanted), len(other))
        if 100 * (longer - Levenshtein.distance(wanted, other)) >= THRESHOLD * longer:
            yield other


class Rapidfuzz(Peer):
    METRIC = "characters"

    def open(self) -> None:
        self._keys = self.keys()

    def look_up(self, text: str) -> Answer:
        return similar(key(text), self._keys)

    def found(self, answer: Answer, text: str) -> Iterable[str]:
        return exactly(key(text), answer)
