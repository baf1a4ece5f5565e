"""Formats are found by themselves, and files by their contents."""

import os
import sys
from pathlib import Path

import pytest

from locanext.domain.errors import BadFile, NotFound
from locanext.formats.registry import by_id, detect, formats, open_buffer
from tests.unit.formats.samples import SAMPLES


def test_every_format_is_found_once_with_a_sample() -> None:
    ids = [shape.id for shape in formats()]
    assert ids == sorted(set(ids))
    assert set(ids) == set(SAMPLES)
    assert [by_id(format_id).id for format_id in ids] == ids


def test_contents_count_more_than_the_name() -> None:
    assert detect(SAMPLES["loc_xml"][1], "strange.txt").id == "loc_xml"
    assert detect(SAMPLES["xlsx"][1], "strange").id == "xlsx"
    assert detect(b"", "new.TSV").id == "tabbed_text"


def test_an_unknown_file_is_refused_with_what_is_supported() -> None:
    with pytest.raises(BadFile, match=r"song\.mp3 .*Tabbed text \(\.txt \.tsv\)"):
        detect(b"ID3\0\1\2", "song.mp3")
    with pytest.raises(NotFound, match="nope"):
        by_id("nope")


def test_buffer_of_a_file(tmp_path: Path) -> None:
    full, empty = tmp_path / "a.txt", tmp_path / "b.txt"
    full.write_bytes(b"abc")
    empty.write_bytes(b"")
    with open_buffer(full) as data:
        assert data[:] == b"abc"
    with open_buffer(empty) as data:
        assert data == b""
    with pytest.raises(BadFile, match="missing"), open_buffer(tmp_path / "missing"):
        pass
    with pytest.raises(BadFile), open_buffer(tmp_path):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes in folders")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(BadFile, match="not a file"), open_buffer(tmp_path / "pipe.txt"):
        pass
