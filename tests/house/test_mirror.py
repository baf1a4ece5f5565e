"""Tests lie where their subject lies: tests/unit/formats/test_xlsx.py, or test_xlsx_damage.py, for formats/xlsx.py."""

from pathlib import Path

from tests.house._source import ROOT, name

# Test files about a whole folder instead of one module, with what they are about.
WHOLE: dict[str, str] = {
    "tests/unit/formats/test_contract.py": "what each format owes, on all of the registry",
    "tests/unit/formats/test_properties.py": "generated segments and noise, on all of the registry",
    "tests/unit/formats/test_nasty_files.py": "damaged and hostile files of every format",
}

UNIT = ROOT / "tests" / "unit"


def test_unit_tests_mirror_the_source() -> None:
    tests = [path for path in sorted(UNIT.rglob("test_*.py")) if name(path) not in WHOLE]
    assert [name(path) for path in tests if not _subject(path)] == []


def test_whole_folder_tests_exist() -> None:
    assert [path for path in WHOLE if not (ROOT / path).is_file()] == []


def test_measurements_can_be_run_by_name() -> None:
    texts = {path: path.read_text("utf-8") for path in (ROOT / "tests" / "bench").glob("[!_]*.py")}
    parts = ("def main(argv", 'if __name__ == "__main__":')
    assert [name(path) for path, text in texts.items() if not all(part in text for part in parts)] == []


def _subject(test: Path) -> bool:
    """Whether a module or package of the product carries the test's name, or the beginning of it."""
    place = test.parent.relative_to(UNIT)
    folder = ROOT / place if place.parts[:1] == ("central",) else ROOT / "locanext" / place
    sources = {path.stem for path in (*folder.glob("*.py"), *folder.glob("*/"))}
    words = test.stem.removeprefix("test_").split("_")
    return any("_".join(words[:count]) in sources for count in range(1, len(words) + 1))
