"""Settings survive damage, other versions and half-done writes."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locanext.settings import Connection, Settings


def test_no_file_gives_defaults(tmp_path: Path) -> None:
    assert Settings.load(tmp_path / "settings.json") == Settings()


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    settings = Settings.load(file)
    settings.theme, settings.grid_font_family, settings.last_file = "dark", "모험가 이야기", 12
    settings.tab_states["ldm"] = "AAAA"
    settings.connection = Connection("server", "loc.example.com", 7000, "minji", "game", "require")
    settings.save()
    assert Settings.load(file) == settings
    assert {path.name for path in tmp_path.iterdir()} <= {"settings.json", "settings.json.lock"}


def test_two_windows_keep_what_the_other_one_changed(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    one, two = Settings.load(file), Settings.load(file)
    one.connection = Connection("server", "loc.example.com", 7000, "minji", "game", "require")
    one.theme, one.tab_states["ldm"], one.last_tab = "dark", "AAAA", "ldm"
    one.save()
    two.density_lines, two.tab_states["admin"], two.last_tab = 3, "BBBB", "admin"
    two.save()
    both = Settings.load(file)
    assert (both.connection, both.theme, both.density_lines) == (one.connection, "dark", 3)
    assert (both.tab_states, both.last_tab) == ({"ldm": "AAAA", "admin": "BBBB"}, "admin")


def test_what_is_changed_back_is_saved(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    settings = Settings.load(file)
    for theme in ("dark", "system"):
        settings.theme = theme
        settings.save()
    assert Settings.load(file).theme == "system"


def test_windows_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    windows = [Settings.load(file) for _ in range(20)]
    for number, window in enumerate(windows):
        window.tab_states[f"tab {number}"] = "AAAA"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Settings.save, windows))
    assert len(Settings.load(file).tab_states) == 20


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"theme": "dark", "new_thing": [1, 2], "connection": {"user": "a", "proxy": "p"}}', "utf-8")
    Settings.load(file).save()
    stored = json.loads(file.read_text("utf-8"))
    assert (stored["new_thing"], stored["connection"]["proxy"]) == ([1, 2], "p")
    assert (stored["theme"], stored["connection"]["user"]) == ("dark", "a")


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff\xfe", b'"text"', b"[" * 100_000])
def test_a_damaged_file_is_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        settings = Settings.load(file)
    assert settings == Settings()
    assert (tmp_path / "settings.json.damaged").read_bytes() == damage
    assert "could not be read" in caplog.text
    settings.save()
    assert Settings.load(file) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", 3),
        ("grid_font_size", "11"),
        ("grid_font_size", True),
        ("tab_states", {"a": 1}),
        ("last_file", None),
        ("theme", "blue"),
        ("grid_font_size", 0),
        ("density_lines", 13),
    ],
)
def test_a_value_that_cannot_be_is_the_default(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, value: object
) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({name: value, "language": "ko"}), "utf-8")
    with caplog.at_level(logging.WARNING):
        settings = Settings.load(file)
    assert getattr(settings, name) == getattr(Settings(), name)
    assert settings.language == "ko"
    assert name in caplog.text


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    settings = Settings.load(file)
    settings.save()
    before = file.read_bytes()
    settings.last_file = object()  # type: ignore[assignment] - what JSON cannot hold
    with pytest.raises(TypeError):
        settings.save()
    assert file.read_bytes() == before


def test_no_place_for_a_password() -> None:
    names = [f.name for f in (*fields(Settings), *fields(Connection))]
    assert not [name for name in names if "password" in name or "secret" in name]


_TEXTS = st.sampled_from(["", "a", "dark", "kind", "port", "모험", "connection.user", "."])
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXTS, lambda inner: st.dictionaries(_TEXTS, inner), max_leaves=5
)


@given(st.dictionaries(st.sampled_from([f.name for f in fields(Settings)] + ["x", "x.y"]), _JSON))
def test_any_object_can_be_loaded_and_saved(tmp_path_factory: pytest.TempPathFactory, stored: dict[str, Any]) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.json"
    file.write_text(json.dumps(stored), "utf-8")
    settings = Settings.load(file)
    settings.save()
    assert Settings.load(file) == settings
