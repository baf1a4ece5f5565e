"""How much of a text is known: bands, repetitions, words and characters."""

import pytest

from locanext.matching.leverage import Band, Volume, band_of, leverage, volume


@pytest.mark.parametrize(
    ("score", "band"),
    [
        *((101, "101"), (100, "100"), (99, "95-99"), (95, "95-99"), (94, "85-94"), (85, "85-94")),
        *((84, "75-84"), (75, "75-84"), (74, "50-74"), (50, "50-74"), (49, "new"), (0, "new")),
    ],
)
def test_bands(score: int, band: str) -> None:
    assert band_of(score) == Band(band)


@pytest.mark.parametrize(
    ("text", "words", "characters"),
    [
        ("길드 마스터를 만나세요", 3, 10),
        ("{0}을 <b>굵게</b>\\n쓰다", 3, 5),
        ("", 0, 0),
        ("{0}", 0, 0),
        ("  one   two  ", 2, 6),
    ],
)
def test_volumes(text: str, words: int, characters: int) -> None:
    assert volume(text) == Volume(1, words, characters)


def test_what_stood_before_is_a_repetition_unless_its_context_is_known() -> None:
    found = leverage([("문", 100), ("문", 100), ("창", 0), ("창", 101), ("창", 0)])
    counts = {band: one.segments for band, one in found.items() if one.segments}
    assert counts == {Band.EXACT: 1, Band.REPETITION: 2, Band.NEW: 1, Band.CONTEXT: 1}
    assert set(found) == set(Band)
    assert sum(found.values(), Volume()) == Volume(5, 5, 5)
