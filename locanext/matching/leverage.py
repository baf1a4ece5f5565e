"""How much of a text is known already: segments, words and characters by the band of their best match."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from locanext.domain.placeholder import placeholders


class Band(StrEnum):
    """From what costs nothing to what costs most."""

    REPETITION = "repetition"
    """The same source stood earlier in the texts that are counted."""
    CONTEXT = "101"
    EXACT = "100"
    REPAIRED = "95-99"
    HIGH = "85-94"
    MIDDLE = "75-84"
    LOW = "50-74"
    NEW = "new"


_FROM = (
    (101, Band.CONTEXT),
    (100, Band.EXACT),
    (95, Band.REPAIRED),
    (85, Band.HIGH),
    (75, Band.MIDDLE),
    (50, Band.LOW),
)


def band_of(score: int) -> Band:
    """The band of a best match; 0 for none."""
    return next((band for least, band in _FROM if score >= least), Band.NEW)


@dataclass(frozen=True, slots=True)
class Volume:
    """`words` are separated by blanks; `characters` are without them; placeholders are neither."""

    segments: int = 0
    words: int = 0
    characters: int = 0

    def __add__(self, other: "Volume") -> "Volume":
        return Volume(self.segments + other.segments, self.words + other.words, self.characters + other.characters)


def volume(text: str) -> Volume:
    """Of one segment with this source."""
    rest, at = [], 0
    for one in placeholders(text):
        rest.append(text[at : one.start])
        at = one.end
    words = " ".join([*rest, text[at:]]).split()
    return Volume(1, len(words), sum(map(len, words)))


def leverage(texts: Iterable[tuple[str, int]]) -> dict[Band, Volume]:
    """By band, of (source, score of its best match) in their order; every band is there."""
    found = dict.fromkeys(Band, Volume())
    seen: set[str] = set()
    for source, score in texts:
        # A match with its context is as good as it gets, wherever it stands.
        band = Band.REPETITION if source in seen and score <= 100 else band_of(score)
        seen.add(source)
        found[band] += volume(source)
    return found
