"""Where state is kept: one folder, made on demand, for this person only."""

import os
from pathlib import Path

import pytest

from locanext.paths import HOME_MODE, Paths


def test_home_of_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCANEXT_HOME", str(tmp_path / "home"))
    assert Paths.default() == Paths(tmp_path / "home")


def test_relative_home_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOCANEXT_HOME", "here")
    assert Paths.default().home == tmp_path / "here"


def test_default_is_the_persons_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCANEXT_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    home = Paths.default().home
    assert home.name == "LocaNext"
    assert home.is_absolute()


def test_asking_makes_folders(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "new" / "home")
    assert not paths.home.exists()
    folders = [paths.log_dir, paths.cache_dir]
    assert all(folder.is_dir() and folder.parent == paths.home for folder in folders)
    assert len(set(folders)) == 2
    assert paths.settings_file.parent == paths.home


@pytest.mark.skipif(os.name == "nt", reason="Windows protects the person's folder, not by modes")
def test_folders_are_private(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "home")
    for folder in (paths.log_dir, paths.home):
        assert folder.stat().st_mode & 0o777 == (HOME_MODE if folder == paths.home else 0o700)
