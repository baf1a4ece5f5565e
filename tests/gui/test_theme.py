"""Colours can be read, icons follow the theme, the theme follows the system."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import locanext
from locanext.domain.placeholder import Kind
from locanext.domain.state import State
from locanext.gui import theme
from locanext.gui.theme import DARK, LIGHT, Ink, Tokens

THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def inks(tokens: Tokens) -> Iterator[tuple[str, Ink]]:
    for field in fields(tokens):
        value = getattr(tokens, field.name)
        if isinstance(value, Ink):
            yield field.name, value
        elif isinstance(value, dict):
            yield from ((f"{field.name} {key}", ink) for key, ink in value.items())
        elif isinstance(value, tuple):
            yield from ((f"{field.name} {number}", ink) for number, ink in enumerate(value))


def test_korean_fonts_stand_behind_latin_ones() -> None:
    """They draw a backslash as a won sign, and some a `<` as a bracket."""
    korean = ("Malgun", "Gothic", "CJK", "KR", "Nanum")
    is_korean = [any(part in family for part in korean) for family in theme._UI_FAMILIES]
    assert is_korean == sorted(is_korean)
    assert "DejaVu Sans" in theme._UI_FAMILIES[: is_korean.index(True)], "what a bare Debian has"


def test_contrast_is_the_one_of_wcag() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_every_ink_reads_on_its_fill(tokens: Tokens) -> None:
    low = {name: round(theme.contrast(*ink), 2) for name, ink in inks(tokens) if theme.contrast(*ink) < 4.5}
    assert low == {}


@THEMES
def test_texts_read_on_every_surface(tokens: Tokens) -> None:
    surfaces = [tokens.window, tokens.surface, tokens.raised, tokens.hover]
    pairs = [(text, on) for text in (tokens.text, tokens.muted, tokens.accent_text) for on in surfaces]
    pairs += [(tokens.text, tokens.selection), (tokens.text, tokens.pressed)]
    pairs += [(tokens.on_accent, tokens.accent), (tokens.on_accent, tokens.accent_hover)]
    pairs += [(ink.text, on) for ink in (tokens.success, tokens.warning, tokens.danger) for on in surfaces]
    pairs += [(tokens.text, ink.fill) for ink in (*tokens.states.values(), tokens.locked, tokens.added, tokens.removed)]
    assert [(a, b, round(theme.contrast(a, b), 2)) for a, b in pairs if theme.contrast(a, b) < 4.5] == []


@THEMES
def test_focus_and_people_stand_out(tokens: Tokens) -> None:
    """Things that are no text need 3:1."""
    shapes = [tokens.accent_text, *(ink.fill for ink in tokens.people)]
    assert [shape for shape in shapes if theme.contrast(shape, tokens.surface) < 3] == []


@THEMES
def test_every_state_and_placeholder_has_its_colours(tokens: Tokens) -> None:
    assert set(tokens.states) == set(State)
    assert set(tokens.placeholders) == set(Kind)
    assert set(tokens.matches) == {"exact", "fuzzy", "context", "repaired", "semantic"}
    assert len({ink.fill for ink in tokens.states.values()}) == len(State)


@pytest.mark.parametrize(("mode", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_apply_colours_the_widgets(
    qtbot: QtBot, qapp: QApplication, themed: Callable[[str], None], mode: str, tokens: Tokens
) -> None:
    label = QLabel("가")
    qtbot.addWidget(label)
    themed(mode)
    assert theme.tokens() is tokens
    qtbot.waitUntil(lambda: label.palette().color(QPalette.ColorRole.WindowText) == QColor(tokens.text))


def test_unknown_mode_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="blue"):
        theme.apply(qapp, "blue")


def test_follows_the_system_only_in_system_mode(qapp: QApplication, themed: Callable[[str], None]) -> None:
    changed = qapp.styleHints().colorSchemeChanged
    themed("system")
    changed.emit(Qt.ColorScheme.Dark)
    assert theme.tokens() is DARK
    changed.emit(Qt.ColorScheme.Light)
    assert theme.tokens() is LIGHT
    themed("light")
    changed.emit(Qt.ColorScheme.Dark)
    assert theme.tokens() is LIGHT


def colours_of(image: QImage) -> set[str]:
    opaque = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {colour.name() for colour in opaque if colour.alpha() == 255}


def test_an_icon_takes_the_colour_of_the_moment(qtbot: QtBot, themed: Callable[[str], None]) -> None:
    themed("light")
    icon = theme.icon("rows", "accent_text")
    size = QSize(48, 48)
    assert LIGHT.accent_text in colours_of(icon.pixmap(size).toImage())
    themed("dark")
    assert DARK.accent_text in colours_of(icon.pixmap(size).toImage())
    assert DARK.accent_text in colours_of(QIcon(icon).pixmap(size).toImage())


def test_every_icon_file_can_be_drawn(qtbot: QtBot) -> None:
    files = sorted((theme.RESOURCES / "icons").glob("*.svg"))
    assert len(files) > 50
    assert [file.stem for file in files if not _drawn(file.stem)] == []


def test_every_icon_file_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(locanext.__file__).parent.rglob("*.py"))
    files = (theme.RESOURCES / "icons").glob("*.svg")
    assert [file.stem for file in files if f'"{file.stem}"' not in code and f"icons:{file.name}" not in code] == []


def _drawn(name: str) -> bool:
    image = theme.icon_pixmap(name, 24).toImage()
    return any(image.pixelColor(x, y).alpha() > 0 for x in range(24) for y in range(24))


def test_unknown_icon_is_refused() -> None:
    with pytest.raises(ValueError, match="no-such-icon"):
        theme.icon("no-such-icon")


def test_style_sheet_names_only_pictures_that_exist(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    names = [part.split(")")[0] for part in qapp.styleSheet().split("url(icons:")[1:]]
    assert names
    assert [name for name in names if not (theme.RESOURCES / "icons" / name).is_file()] == []


def test_fonts_have_korean_behind_latin(qtbot: QtBot) -> None:
    for font in (theme.ui_font(), theme.text_font(), theme.text_font("no such family", 13)):
        systems = [QFontDatabase.writingSystems(family) for family in font.families()]
        assert any(QFontDatabase.WritingSystem.Korean in found for found in systems), font.families()
        assert "no such family" not in font.families()


def test_the_users_font_comes_first(qtbot: QtBot) -> None:
    family = next(name for name in QFontDatabase.families() if QFontDatabase.hasFamily(name))
    assert theme.text_font(family, 17).families()[0] == family
    assert theme.text_font(family, 17).pointSize() == 17
