"""The sample is complete, has the shapes that users' files have, and resembles real game text."""

import io
import re
import statistics
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from locanext.domain.placeholder import placeholders
from locanext.sample import SampleFile, files
from tests.unit.sample._checks import bare
from tests.unit.sample._reading import place, read

SAMPLE = files()
KOREAN = [line for file in SAMPLE if file.language == "en" for line in read(file)]
KINDS = (
    r"\{PlayerName\(\)\}",
    r"\)\}\{",
    r"\{0\}",
    r"\{nl\}",
    r"\{Staticinfo:\w+#\d+\}",
    r"<PAColor0x[0-9a-f]{8}>.*<PAOldColor>",
    r"<Scale:[\d.]+>",
    r"<color=#\w+>.*</color>",
    r"<Style:\w+>",
    r"<br/>",
    r"\\n",
    "\n",
    r"\[\d\]",
    "%s",
    "%d",
    r"%1\$s",
    "▶",
    r"\{\w+, plural,",
    r"\{\w+, select,",
    r"\{\d\}(?:을/를|이/가|을\(를\)|\(으\)로)",
)


def folder_names(file: SampleFile) -> str:
    return place(file)


def test_each_table_comes_in_three_languages() -> None:
    tables: dict[str, set[str]] = {}
    for file in SAMPLE:
        tables.setdefault(file.name.rpartition("_")[0], set()).add(file.language)
    assert tables == {name: {"en", "de", "ja"} for name in ("system", "ui", "items", "skills", "dialogue", "quests")}
    assert {file.folder for file in SAMPLE} == {"Interface", "Items", "Story"}


@pytest.mark.parametrize("file", SAMPLE, ids=folder_names)
def test_string_ids_are_unique_in_a_file(file: SampleFile) -> None:
    ids = [line.string_id for line in read(file)]
    assert len(set(ids)) == len(ids)
    assert all(ids)


@pytest.mark.parametrize("file", SAMPLE, ids=folder_names)
def test_languages_share_their_sources(file: SampleFile) -> None:
    english = next(other for other in SAMPLE if other.name == re.sub(r"_\w\w\.", "_en.", file.name))
    assert [line[:2] for line in read(file)] == [line[:2] for line in read(english)]


def test_source_resembles_real_game_text() -> None:
    lengths = [len(line.source) for line in KOREAN]
    tagged = sum(bool(placeholders(line.source)) for line in KOREAN) / len(KOREAN)
    numbered = sum(bool(re.search(r"\d", bare(line.source))) for line in KOREAN) / len(KOREAN)
    assert 300 <= len(KOREAN) <= 450
    assert 24 <= statistics.median(lengths) <= 36
    assert max(lengths) > 200
    assert 0.30 <= tagged <= 0.45
    assert 0.15 <= numbered <= 0.25


def test_sources_repeat_exactly_and_but_for_a_number() -> None:
    sources = Counter(line.source for line in KOREAN)
    shapes = Counter(re.sub(r"\d+", "0", source) for source in sources)
    assert sum(count - 1 for count in sources.values()) >= 8
    assert 0.04 <= sum(count for count in shapes.values() if count > 1) / len(KOREAN) <= 0.08


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_placeholder_occurs(kind: str) -> None:
    assert sum(bool(re.search(kind, line.source)) for line in KOREAN) >= 1


@pytest.mark.parametrize(("language", "least", "most"), [("en", 0.75, 0.9), ("de", 0.45, 0.75), ("ja", 0.45, 0.75)])
def test_languages_are_translated_in_part(language: str, least: float, most: float) -> None:
    lines = [line for file in SAMPLE if file.language == language for line in read(file)]
    assert least <= sum(bool(line.target) for line in lines) / len(lines) <= most


def test_tabbed_files_differ_as_real_ones_do() -> None:
    data = {file.name: file.path.read_bytes() for file in SAMPLE if file.name.endswith(".txt")}
    assert data["dialogue_en.txt"].startswith(b"\xef\xbb\xbf")
    assert data["quests_ja.txt"].startswith(b"\xff\xfe")
    assert b"\r" not in data["quests_en.txt"]
    assert data["dialogue_en.txt"].count(b"\r\n") == data["dialogue_en.txt"].count(b"\n") > 100


def test_workbooks_carry_more_than_texts() -> None:
    for file in (file for file in SAMPLE if file.name.endswith(".xlsx")):
        with zipfile.ZipFile(io.BytesIO(file.path.read_bytes())) as package:
            workbook, sheet = package.read("xl/workbook.xml"), package.read("xl/worksheets/sheet1.xml")
        assert b'state="hidden"' in workbook
        assert b'state="frozen"' in sheet
        assert b"<cols>" in sheet


def test_sample_is_small() -> None:
    assert sum(len(file.path.read_bytes()) for file in SAMPLE) < 300_000


def test_files_are_found_in_an_archive(tmp_path: Path) -> None:
    """As resources and not by path: a zipped package is how a frozen program may hold them."""
    import locanext

    root = Path(locanext.__file__).parent
    archive = tmp_path / "locanext.zip"
    with zipfile.ZipFile(archive, "w") as package:
        for path in (root / "__init__.py", *(path for path in (root / "sample").rglob("*") if path.is_file())):
            package.write(path, path.relative_to(root.parent))
    code = "from locanext.sample import files; print(sum(len(file.path.read_bytes()) for file in files()))"
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(archive)!r}); {code}"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert int(printed) == sum(len(file.path.read_bytes()) for file in SAMPLE)
