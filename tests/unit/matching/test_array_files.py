"""Arrays in files, and that damage to them is seen."""

from pathlib import Path

import numpy as np
import pytest

from locanext.matching.array_files import ArrayFolder, ArrayWriter, CacheDamaged


def test_what_was_written_is_read(tmp_path: Path) -> None:
    writer = ArrayWriter(tmp_path)
    writer.add("numbers", np.arange(10, dtype=np.int32)[::2])
    writer.add("none", np.empty(0, np.int64))
    reserved = writer.reserve("reserved", np.uint64, 3)
    reserved[:] = 2**64 - 1
    assert writer.reserve("nothing", np.int32, 0).tolist() == []
    del reserved
    arrays = ArrayFolder(tmp_path, writer.seal())
    assert arrays.array("numbers").tolist() == [0, 2, 4, 6, 8]
    assert arrays.array("numbers").dtype == np.int32
    assert arrays.array("reserved").tolist() == [2**64 - 1] * 3
    assert (arrays.array("none").tolist(), arrays.array("nothing").tolist()) == ([], [])


def test_arrays_cannot_be_changed(tmp_path: Path) -> None:
    writer = ArrayWriter(tmp_path)
    writer.add("numbers", np.arange(3))
    numbers = ArrayFolder(tmp_path, writer.seal()).array("numbers")
    with pytest.raises(ValueError, match="read-only"):
        numbers[0] = 1


def test_texts_are_read_one_by_one_and_together(tmp_path: Path) -> None:
    written = ["검", "", "Sword \U0001f5e1", "\ud800", "e\u0301", *map(str, range(5000))]
    writer = ArrayWriter(tmp_path)
    with writer.stream("texts") as stream:
        for text in written:
            stream.add(text)
    texts = ArrayFolder(tmp_path, writer.seal()).texts("texts")
    assert len(texts) == len(written)
    assert list(texts) == written
    assert texts[2] == written[2]
    assert texts.some(np.array([3, 0, 4000])) == [written[3], written[0], written[4000]]


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"\1\0\0\0\0\0\0\0\0", b"\2\0\0\0\0\0\0\0"])
def test_other_content_is_damage(tmp_path: Path, content: bytes) -> None:
    writer = ArrayWriter(tmp_path)
    writer.add("numbers", np.array([1]))
    arrays = ArrayFolder(tmp_path, writer.seal())
    (tmp_path / "numbers").write_bytes(content)
    with pytest.raises(CacheDamaged, match="numbers"):
        arrays.array("numbers")


def test_an_array_that_the_directory_does_not_have_is_damage(tmp_path: Path) -> None:
    with pytest.raises(CacheDamaged, match="numbers"):
        ArrayFolder(tmp_path, {}).array("numbers")
