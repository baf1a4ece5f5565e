"""The index finds what comparing with every text finds: nothing less, nothing more."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from locanext.domain.progress import Progress
from locanext.matching import index_build
from locanext.matching.array_files import ArrayFolder, ArrayWriter
from locanext.matching.fuzzy_index import similar
from locanext.matching.grams import MOST_OCCURRENCES
from locanext.matching.index_build import IndexBuilder
from locanext.matching.normalize import key, plain
from locanext.matching.text_index import TextIndex
from tests.unit.matching.texts import any_texts, corpus, mutated, small_texts

THRESHOLDS = (50, 55, 60, 70, 80, 90, 95, 100)


def made(folder: Path, texts: Sequence[str]) -> TextIndex:
    """An index of texts, whose rows are their places."""
    folder.mkdir()
    writer, builder = ArrayWriter(folder), IndexBuilder()
    for text in texts:
        builder.add(key(text), plain(text))
    builder.write(writer, "texts", np.arange(len(texts), dtype=np.int32), Progress())
    return TextIndex(ArrayFolder(folder, writer.seal()), "texts")


def found(index: TextIndex, text: str, threshold: int) -> dict[int, int]:
    """Rows with their percents."""
    docs, percents = similar(index, key(text), threshold)
    rows, places = index.rows_of(docs)
    return dict(zip(rows.tolist(), percents[places].tolist(), strict=True))


def expected(texts: Sequence[str], text: str, threshold: int) -> dict[int, int]:
    """The same by comparing with each text, in whole numbers."""
    wanted = key(text)
    distances = ((row, key(one), Levenshtein.distance(wanted, key(one))) for row, one in enumerate(texts))
    percents = {
        row: 100 * (max(len(one), len(wanted)) - distance) // max(len(one), len(wanted))
        for row, one, distance in distances
        if one and wanted
    }
    return {row: percent for row, percent in percents.items() if percent >= threshold}


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(small_texts | any_texts, max_size=30), text=small_texts | any_texts, threshold=st.integers(50, 100)
)
def test_any_texts(tmp_path_factory: pytest.TempPathFactory, texts: list[str], text: str, threshold: int) -> None:
    index = made(tmp_path_factory.mktemp("index") / "arrays", texts)
    for wanted in (text, *texts[:5]):
        assert found(index, wanted, threshold) == expected(texts, wanted, threshold)


@pytest.mark.parametrize("longest", [8, 40, 1000])
def test_a_corpus_with_changes_and_duplicates(tmp_path: Path, longest: int) -> None:
    texts = corpus(3000 if longest < 1000 else 300, seed=longest, longest=longest)
    chance = random.Random(longest)
    index = made(tmp_path / "arrays", texts)
    assert len(index) < len(texts)
    for _ in range(60):
        text = mutated(chance.choice(texts), chance)
        for threshold in THRESHOLDS:
            assert found(index, text, threshold) == expected(texts, text, threshold)


def test_slices_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = corpus(500, seed=3)
    whole = made(tmp_path / "whole", texts)
    monkeypatch.setattr(index_build, "SLICE", 100)
    sliced = made(tmp_path / "sliced", texts)
    for name in sorted(path.name for path in (tmp_path / "whole").iterdir()):
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "sliced" / name).read_bytes(), name
    assert len(whole) == len(sliced)
    assert not list(tmp_path.rglob("*.spilled"))


@pytest.mark.parametrize("text", ["검", "a", "검사", "ab", " ", "{name}", "12"])
def test_texts_of_one_and_two_characters(tmp_path: Path, text: str) -> None:
    texts = ["검", "칼", "검사", "검사의", "a", "ab", "b", " ", "  ", "{other}", "1", "12", "13", ""]
    index = made(tmp_path / "arrays", texts)
    for threshold in THRESHOLDS:
        assert found(index, text, threshold) == expected(texts, text, threshold)


def test_paragraphs_and_repetitions_beyond_the_counted(tmp_path: Path) -> None:
    long = MOST_OCCURRENCES + 500
    texts = ["가" * long, "가" * (long - 300), "가나" * long, "가나" * (long - 200), "가" * 40 + "나" * long, "가", ""]
    texts += corpus(30, seed=5, longest=3000)
    index = made(tmp_path / "arrays", texts)
    for text in texts:
        for threshold in THRESHOLDS:
            assert found(index, text, threshold) == expected(texts, text, threshold)


def test_a_surrogate_without_its_half_is_a_character(tmp_path: Path) -> None:
    texts = ["검\ud800", "검"]
    assert found(made(tmp_path / "arrays", texts), "검\ud800", 50) == {0: 100, 1: 50}


def test_an_empty_text_is_similar_to_none(tmp_path: Path) -> None:
    assert found(made(tmp_path / "arrays", ["", "검"]), "", 50) == {}


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    assert found(made(tmp_path / "arrays", []), "검", 50) == {}


@pytest.mark.parametrize("threshold", [49, 101])
def test_thresholds_that_the_index_cannot_serve_are_refused(tmp_path: Path, threshold: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        similar(made(tmp_path / "arrays", ["검"]), "검", threshold)


def test_rows_of_a_key_are_listed_in_the_order_given(tmp_path: Path) -> None:
    (tmp_path / "arrays").mkdir()
    writer, builder = ArrayWriter(tmp_path / "arrays"), IndexBuilder()
    for text in ("검", "칼날", "검", "검"):
        builder.add(text, text)
    builder.write(writer, "texts", np.array([2, 1, 0, 3], np.int32), Progress())
    index = TextIndex(ArrayFolder(tmp_path / "arrays", writer.seal()), "texts")
    rows, places = index.rows_of(np.array([1, 0], np.int32))
    assert (rows.tolist(), places.tolist()) == ([1, 2, 0, 3], [0, 1, 1, 1])
