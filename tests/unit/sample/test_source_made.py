"""The committed files are what `scripts/make_sample.py` makes of the texts, byte for byte."""

import zipfile
from pathlib import Path

import pytest

import make_sample
from locanext.sample import files
from tests.unit.sample._reading import place


def contents(path: Path) -> object:
    """The bytes; of a workbook each part's name, time and bytes, because compressors differ between systems."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        return [(part.filename, part.date_time, package.read(part)) for part in package.infolist()]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make_sample.make(folder)
    return folder


def test_files_are_made_again_the_same(made: Path) -> None:
    committed = make_sample.SAMPLE / "files"
    names = {path.relative_to(made).as_posix() for path in made.rglob("*.*")}
    assert names == {place(file) for file in files()}
    assert [name for name in names if contents(made / name) != contents(committed / name)] == []


def test_making_twice_gives_equal_bytes(made: Path, tmp_path: Path) -> None:
    make_sample.make(tmp_path)
    names = [path.relative_to(made) for path in made.rglob("*.*")]
    assert [name for name in names if (made / name).read_bytes() != (tmp_path / name).read_bytes()] == []


def test_a_fault_that_fits_nowhere_is_refused() -> None:
    text = make_sample.Text("A", "", "", {"ko": "가", "en": "a, a"})
    fault = {"string_id": "A", "from": "a", "to": "b"}
    with pytest.raises(AssertionError, match="not in the text once"):
        make_sample.cells_of([text], "en", [fault])
    with pytest.raises(AssertionError, match="no such segments"):
        make_sample.cells_of([text], "en", [fault | {"string_id": "B"}])
