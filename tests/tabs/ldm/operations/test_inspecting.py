"""Looking into files before they are imported; no server is needed for it."""

from importlib.resources import as_file
from pathlib import Path

import pytest

from locanext import sample
from locanext.domain.errors import Cancelled
from locanext.domain.progress import Progress
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.store.connect import ConnectInfo, Store
from locanext.store.journal import Journal
from locanext.tabs.ldm.operations.inspecting import FIRST, Inspected, inspect_files
from locanext.workbench import Workbench


def nowhere() -> ConnectInfo:
    raise AssertionError("no server is needed to look into a file")


def look(folder: Path, *paths: Path, progress: Progress | None = None) -> list[Inspected]:
    bench = Workbench(Store(nowhere), Settings(), Paths(folder), Journal(folder, "nobody"))
    return inspect_files(bench, paths, progress or Progress())


@pytest.mark.parametrize("one", sample.files(), ids=lambda one: one.name)
def test_the_sample(tmp_path: Path, one: sample.SampleFile) -> None:
    with as_file(one.path) as path:
        (found,) = look(tmp_path, path)
    assert found.error is None
    assert found.format == {"txt": "tabbed_text", "xml": "loc_xml", "xlsx": "xlsx"}[path.suffix[1:]]
    assert found.title
    assert found.layout is not None
    assert [segment.ord for segment in found.first] == list(range(FIRST))
    assert all(segment.source for segment in found.first)


def test_the_same_order_good_and_bad(tmp_path: Path) -> None:
    good, short = tmp_path / "good.txt", tmp_path / "short.tsv"
    good.write_text("A\tB\tC\tD\t1\t하나\tOne\n", "cp949")
    short.write_text("a\tb\n", "utf-8")
    empty, binary, missing = tmp_path / "empty.txt", tmp_path / "x.bin", tmp_path / "none.txt"
    empty.touch()
    binary.write_bytes(b"\0\1\2\3")
    found = look(tmp_path, binary, good, missing, short, empty)
    assert [one.path for one in found] == [binary, good, missing, short, empty]
    assert [bool(one.error) for one in found] == [True, False, True, True, True]
    assert found[1].layout is not None
    assert (found[1].layout.encoding, found[1].first[0].target) == ("cp949", "One")
    assert "none.txt" in str(found[2].error)


def test_a_folder_counts_for_the_files_in_it(tmp_path: Path) -> None:
    top = tmp_path / "texts"
    (top / "deep").mkdir(parents=True)
    files = [top / "a.txt", top / "deep" / "b.txt", top / "deep" / "name without an ending"]
    for path in (*files, top / "~$a.xlsx", top / ".hidden.txt"):
        path.write_text("A\tB\tC\tD\t1\t하나\tOne\n", "utf-8")
    assert [one.path for one in look(tmp_path, top)] == files


def test_nothing_to_look_at(tmp_path: Path) -> None:
    assert look(tmp_path) == []


def test_a_cancel(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    path = tmp_path / "a.txt"
    path.write_text("A\tB\tC\tD\t1\t하나\tOne\n", "utf-8")
    with pytest.raises(Cancelled):
        look(tmp_path, path, progress=progress)
