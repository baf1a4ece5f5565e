"""Searches in sources and targets."""

import re
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.domain.errors import BadInput
from locanext.matching.concordance import Field, Mode, Search, _literal
from tests.unit.matching.model import Model, unit
from tests.unit.matching.test_lookup import made
from tests.unit.matching.texts import corpus

UNITS = [
    unit(1, "검사의 검", "The fencer's SWORD"),
    unit(2, "검", "sword"),
    unit(3, "<color=red>방패</color>", "Swords and shields"),
    unit(4, "용의 검 {name}", "Dragon sword {name}"),
]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Search("검"), [2, 1, 4]),
        (Search("검", Mode.WORD), [2, 1, 4]),
        (Search("검사", Mode.WORD), []),
        (Search("Color=RED"), [3]),
        (Search("sword", field=Field.TARGET), [2, 4, 1, 3]),
        (Search("Sword", Mode.WORD, Field.TARGET), [2, 4, 1]),
        (Search("'S", Mode.WORD, Field.TARGET), [1]),
        (Search("^sword$", Mode.REGEX, Field.TARGET), [2]),
        (Search(r"\bsword\b", Mode.REGEX, Field.TARGET), [2, 4, 1]),
        (Search("검.*검", Mode.REGEX), [1]),
        (Search("검사?의", Mode.REGEX), [1]),
        (Search("검사의 칼", Mode.FUZZY), [1]),
        (Search("sworn", Mode.FUZZY, Field.TARGET), [2]),
    ],
)
def test_what_fits_is_found_the_shortest_first(tmp_path: Path, wanted: Search, ids: list[int]) -> None:
    cache = made(tmp_path, UNITS)
    assert [one.id for one in cache.search(wanted)] == ids


def test_changed_units_stand_among_the_others(tmp_path: Path) -> None:
    cache = made(tmp_path, UNITS)
    cache.apply([unit(9, "칼과 검", "Knife"), unit(2, "칼", "Knife")], [4], 2)
    assert [one.id for one in cache.search(Search("검"))] == [9, 1]
    assert [one.id for one in islice(cache.search(Search("검")), 1)] == [9]


@pytest.mark.parametrize("pattern", ["(검", "*", "[", "a{99999999999999999999}", "(" * 5000 + ")" * 5000])
def test_a_pattern_that_is_none_is_refused(tmp_path: Path, pattern: str) -> None:
    cache = made(tmp_path, UNITS)
    with pytest.raises(BadInput, match="is no regular expression"):
        cache.search(Search(pattern, Mode.REGEX))


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("field", Field)
def test_searches_equal_looking_at_every_text(tmp_path: Path, mode: Mode, field: Field) -> None:
    model = Model()
    texts = corpus(600, seed=8)
    model.units = {id_: unit(id_, text, texts[-id_]) for id_, text in enumerate(texts)}
    cache = made(tmp_path, list(model.units.values()))
    needles = ["검", "a", "검사", "the", "color", "길드 마스터", "1", "}", "검.방", "a+t", "각?검", "없는", ""]
    needles += [text[:9] if mode is not Mode.REGEX else re.escape(text[:9]) for text in texts[::60]]
    for needle in needles:
        wanted = Search(needle, mode, field)
        assert set(cache.search(wanted)) == model.search(wanted)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error:
        return None


@settings(max_examples=300, deadline=None)
@given(st.text("검사aſ.*+?^$ ", min_size=1, max_size=6), st.lists(st.text("검사asſ ", max_size=5), max_size=30))
def test_what_fits_a_pattern_contains_its_literal(pattern: str, texts: list[str]) -> None:
    compiled, literal = _compiled(pattern), _literal(pattern)
    for text in texts:
        if compiled and compiled.search(text):
            assert literal in text


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [("검사.*의 길", "의 길"), ("검사?의", "검"), ("sword", ""), ("(검)", ""), ("^검사+$", "검사")],
)
def test_the_literal_of_a_pattern(pattern: str, literal: str) -> None:
    assert _literal(pattern) == literal
