"""How alike two texts are: 1 - Levenshtein distance / length of the longer, in whole percent, rounded down.

Characters and not words: a Korean particle or a space more changes a character and no whole word. All arguments
are keys (`normalize.key`). Thresholds are whole percents too, so nothing depends on how a fraction is rounded.
"""

from rapidfuzz.distance import Levenshtein

LOWEST, HIGHEST = 50, 99
"""Below 50 % a text may share no two neighbouring characters with its match, and an index over those finds no more."""


def percent(distance: int, longer: int) -> int:
    """The similarity, of texts of which the longer has so many characters (0: both are empty, and equal)."""
    return 100 * (longer - distance) // longer if longer else 100


def allowed_edits(longer: int, threshold: int) -> int:
    """The largest distance at which `percent` still is `threshold`."""
    return (100 - threshold) * longer // 100


def lengths_within(length: int, threshold: int) -> tuple[int, int]:
    """The shortest and the longest text that a text of `length` may have `threshold` with: the rest would be edits."""
    return -(-threshold * length // 100), length * 100 // threshold


def similarity(a: str, b: str) -> int:
    """0-100 by the keys alone; for texts that are not equal `score` says what to show."""
    return percent(Levenshtein.distance(a, b), max(len(a), len(b)))


def score(similar: int) -> int:
    """What a fuzzy match counts for: keys may be equal where numbers of a placeholder or case differ, texts are not."""
    return min(similar, HIGHEST)
