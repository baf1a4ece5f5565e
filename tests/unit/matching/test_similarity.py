"""Similarity in whole percent."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.matching.normalize import key
from locanext.matching.similarity import HIGHEST, allowed_edits, percent, score, similarity


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("길드 마스터", "길드마스터", 83),
        ("레벨 5", "레벨 6", 75),
        ("Attack {name}", "attack %s", 100),
        ("검", "검", 100),
        ("검", "칼", 0),
        ("", "", 100),
        ("", "검", 0),
    ],
)
def test_characters_are_compared(a: str, b: str, expected: int) -> None:
    assert similarity(key(a), key(b)) == expected


@settings(deadline=None)
@given(st.integers(0, 3000), st.data())
def test_percent_is_rounded_down(longer: int, data: st.DataObject) -> None:
    distance = data.draw(st.integers(0, longer))
    exact = 100 * (1 - Fraction(distance, longer)) if longer else Fraction(100)
    assert percent(distance, longer) <= exact < percent(distance, longer) + 1


@settings(deadline=None)
@given(st.integers(0, 3000), st.integers(50, 100))
def test_the_allowed_edits_are_the_most_that_keep_the_threshold(longer: int, threshold: int) -> None:
    most = allowed_edits(longer, threshold)
    assert percent(most, longer) >= threshold
    assert most == longer or percent(most + 1, longer) < threshold


def test_what_is_not_equal_is_no_full_match() -> None:
    assert (score(100), score(98)) == (HIGHEST, 98)
