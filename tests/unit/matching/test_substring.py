"""No text that contains a string is missed, however short it is."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.domain.placeholder import placeholders
from locanext.matching.normalize import plain
from locanext.matching.substring import containing
from locanext.matching.text_index import TextIndex
from tests.unit.matching.test_fuzzy_index import made
from tests.unit.matching.texts import any_texts, corpus, small_texts


def rows(index: TextIndex, needle: str) -> set[int]:
    return set(index.rows_of(containing(index, plain(needle)))[0].tolist())


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(small_texts | any_texts, max_size=30), data=st.data())
def test_none_is_missed(tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject) -> None:
    index = made(tmp_path_factory.mktemp("index") / "arrays", texts)
    start = data.draw(st.integers(0, 20))
    for needle in [text[start : start + data.draw(st.integers(1, 6))] for text in texts]:
        assert rows(index, needle) >= {row for row, text in enumerate(texts) if plain(needle) in plain(text)}


def test_no_text_without_placeholders_is_looked_at_in_vain_for_two_characters(tmp_path: Path) -> None:
    texts = [text for text in corpus(6000, seed=1) if not placeholders(text)]
    index = made(tmp_path / "arrays", texts)
    chance = random.Random(2)
    for _ in range(60):
        text = plain(chance.choice(texts))
        start = chance.randrange(len(text))
        needle = text[start : start + 2]
        if len(needle) == 2:
            assert rows(index, needle) == {row for row, text in enumerate(texts) if needle in plain(text)}


def test_documents_come_the_shortest_first(tmp_path: Path) -> None:
    index = made(tmp_path / "arrays", ["긴 검의 길", "검", "의 검", "방패"])
    assert [index.keys[doc] for doc in containing(index, "검")] == ["검", "의 검", "긴 검의 길"]


def test_what_stands_in_placeholders_is_found(tmp_path: Path) -> None:
    index = made(tmp_path / "arrays", ["<color=red>검</color>", "{Color}", "색", "빨강"])
    assert rows(index, "color") == {0, 1}
    assert rows(index, ">검<") == {0}
    assert rows(index, "}") == {1}


def test_what_no_text_has_is_not_found(tmp_path: Path) -> None:
    index = made(tmp_path / "arrays", ["검", "방패"])
    assert [rows(index, needle) for needle in ("칼", "칼날", "검방", "검패검")] == [set()] * 4
    assert rows(made(tmp_path / "empty", []), "검") == set()
