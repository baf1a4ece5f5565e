"""Where one was in a file, and how the columns stood, are there again at the next start."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from locanext.domain.project import FileInfo
from locanext.gui.grid.model import Column
from locanext.settings import Settings
from locanext.tabs.ldm import places as module
from locanext.tabs.ldm.places import Places
from tests.gui.grid.conftest import Grid, Owner, segments

FILE = FileInfo(7, 1, None, "a.txt", "tabbed_text", "en", 1000, 1, "0123456789abcdef")


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[Owner]:
    made = Owner(segments(1000))
    yield made
    made.model.deleteLater()


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def grid(qtbot: QtBot, owner: Owner) -> Grid:
    return Grid(qtbot, owner)


def places_of(grid: Grid, path: Path) -> Places:
    """As a program has them that starts with these settings."""
    settings = Settings.load(path)
    window = SimpleNamespace(settings=settings, keep_settings=settings.save)
    places = Places(window, grid.view, grid.view)  # type: ignore[arg-type]
    places._soon.setInterval(0)
    return places


def test_a_file_opens_where_one_was(grid: Grid, settings_file: Path, qtbot: QtBot) -> None:
    places = places_of(grid, settings_file)
    assert places.open(FILE) == 0
    grid.view.go_to(700)
    qtbot.waitUntil(settings_file.exists)
    again = places_of(grid, settings_file)
    assert again.open(FILE) == 700
    assert again.open(FILE.__class__(8, 1, None, "b", "x", "en", 5, 1, "ff")) == 0
    shorter = FileInfo(7, 1, None, "a.txt", "tabbed_text", "en", 10, 1, FILE.sha256)
    assert again.open(shorter) == 9


def test_only_so_many_files_are_remembered(
    grid: Grid, settings_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 3)
    places = places_of(grid, settings_file)
    for number in range(5):
        places.open(FileInfo(number, 1, None, "a", "x", "en", 1000, 1, "00000000"))
        grid.view.go_to(number + 1)
    qtbot.waitUntil(lambda: not places._soon.isActive())
    assert Settings.load(settings_file).places == ["2-00000000 3", "3-00000000 4", "4-00000000 5"]


def test_columns_stand_as_they_were_left(grid: Grid, owner: Owner, settings_file: Path, qtbot: QtBot) -> None:
    places_of(grid, settings_file)
    header = grid.view.horizontalHeader()
    header.moveSection(Column.TARGET, 0)
    header.resizeSection(Column.STRING_ID, 222)
    qtbot.waitUntil(lambda: "222" in Settings.load(settings_file).tab_states.get(module.COLUMNS, ""))
    other = Grid(qtbot, owner)
    places_of(other, settings_file)
    assert other.view.horizontalHeader().logicalIndex(0) == Column.TARGET
    assert other.view.columnWidth(Column.STRING_ID) == 222


@pytest.mark.parametrize("damaged", ["", "nonsense", "0:1 1:1", "9:9 8:8 7:7 6:6 5:5 4:4"])
def test_a_damaged_state_changes_nothing(grid: Grid, damaged: str) -> None:
    before = grid.view.columns.state()
    grid.view.columns.restore(damaged)
    assert grid.view.columns.state() == before
