"""Every text compared, in C++: the answer that all others are held against."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from locanext.matching.normalize import key
from tests.bench._matching_peer import THRESHOLD, Peer

_Answer = list[tuple[str, float, int]]


class Rapidfuzz(Peer):
    METRIC = "characters"

    def open(self) -> None:
        self._keys = self.keys()

    def look_up(self, text: str) -> _Answer:
        # A little less than the threshold: fractions are rounded, what is found is counted in whole numbers.
        least = THRESHOLD / 100 - 1e-6
        similar = Levenshtein.normalized_similarity
        found: _Answer = process.extract(key(text), self._keys, scorer=similar, score_cutoff=least, limit=None)
        return found

    def found(self, answer: _Answer, text: str) -> Iterable[str]:
        wanted = key(text)
        for other, _, _ in answer:
            longer = max(len(wanted), len(other))
            if 100 * (longer - Levenshtein.distance(wanted, other)) >= THRESHOLD * longer:
                yield other
