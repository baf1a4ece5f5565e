"""Rows by the hash of a text."""

from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.matching.array_files import ArrayFolder, ArrayWriter
from locanext.matching.exact_index import ExactIndex, hash_of


def made(folder: Path, hashes: list[int], rows: list[int]) -> ExactIndex:
    writer = ArrayWriter(folder)
    ExactIndex.write(writer, "texts", np.array(hashes, np.uint64), np.array(rows, np.int32))
    return ExactIndex(ArrayFolder(folder, writer.seal()), "texts")


def test_rows_of_equal_texts_keep_their_order(tmp_path: Path) -> None:
    texts = ["검", "방패", "검", "검\ud800", "검"]
    index = made(tmp_path, [hash_of(text) for text in texts], [4, 3, 0, 1, 2])
    assert index.rows("검").tolist() == [4, 0, 2]
    assert index.rows("검\ud800").tolist() == [1]
    assert index.rows("칼").tolist() == []


def test_the_largest_and_the_smallest_hash_are_found(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    index = made(tmp_path, [2**64 - 1, 0, 2**64 - 1], [0, 1, 2])
    for wanted, rows in ((2**64 - 1, [0, 2]), (0, [1]), (5, [])):
        monkeypatch.setattr("locanext.matching.exact_index.hash_of", lambda *_, wanted=wanted: wanted)
        assert index.rows("").tolist() == rows


@settings(deadline=None)
@given(st.lists(st.text(max_size=3), max_size=3), st.lists(st.text(max_size=3), max_size=3))
def test_parts_are_told_apart(a: list[str], b: list[str]) -> None:
    assert (hash_of(*a) == hash_of(*b)) == (a == b)
