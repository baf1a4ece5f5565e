"""How the program looks: colours, fonts and icons, in a light and a dark form. Knows no widget of ours.

Widgets take every colour from `tokens()`. A delegate asks at each painting; a widget that keeps a colour
asks again in `changeEvent` at `QEvent.Type.PaletteChange`, which Qt sends whenever the theme changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QDir, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QImage, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from locanext.domain.placeholder import Kind
from locanext.domain.state import State
from locanext.gui.stylesheet import stylesheet

RESOURCES = Path(__file__).parent / "resources"
MODES = ("system", "light", "dark")


class Ink(NamedTuple):
    """A text colour and the fill that it is read on."""

    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """All colours of one theme, as `#rrggbb`. Every text reads at 4.5:1 or more on what it stands on."""

    dark: bool
    window: str
    surface: str
    raised: str
    hover: str
    pressed: str
    line: str
    line_strong: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_text: str
    selection: str
    tooltip: Ink
    success: Ink
    warning: Ink
    danger: Ink
    states: Mapping[State, Ink]
    locked: Ink
    matches: Mapping[str, Ink]
    """By match kind: exact, fuzzy, context, repaired, semantic."""
    placeholders: Mapping[Kind, Ink]
    removed: Ink
    added: Ink
    people: tuple[Ink, ...]


LIGHT = Tokens(
    dark=False,
    window="#f3f5f8",
    surface="#ffffff",
    raised="#ffffff",
    hover="#e9edf3",
    pressed="#dde3ec",
    line="#dfe4eb",
    line_strong="#c3cad6",
    text="#1a1f29",
    muted="#596273",
    accent="#2f63d8",
    accent_hover="#2755bd",
    on_accent="#ffffff",
    accent_text="#2757c4",
    selection="#dce7fc",
    tooltip=Ink("#f4f6f9", "#272d39"),
    success=Ink("#176639", "#e0f4e8"),
    warning=Ink("#83500a", "#fdf0d8"),
    danger=Ink("#b02a30", "#fdeaea"),
    states={
        State.UNTRANSLATED: Ink("#596273", "#ffffff"),
        State.DRAFT: Ink("#775509", "#fef7dc"),
        State.TRANSLATED: Ink("#155e6b", "#e2f4f6"),
        State.CONFIRMED: Ink("#176639", "#e6f6ec"),
        State.REVIEWED: Ink("#2653b4", "#e6effd"),
        State.REJECTED: Ink("#b02a30", "#fdeaea"),
    },
    locked=Ink("#596273", "#eef0f4"),
    matches={
        "exact": Ink("#2653b4", "#e6effd"),
        "fuzzy": Ink("#83500a", "#fdf0d8"),
        "context": Ink("#176639", "#e0f4e8"),
        "repaired": Ink("#155e6b", "#e2f4f6"),
        "semantic": Ink("#6638ad", "#f1eafc"),
    },
    placeholders={
        Kind.LINE_BREAK: Ink("#565f70", "#e8ebf0"),
        Kind.MARKUP: Ink("#6638ad", "#f1eafc"),
        Kind.VARIABLE: Ink("#2653b4", "#e4edfd"),
        Kind.SIGN: Ink("#83500a", "#fbeed5"),
    },
    removed=Ink("#b02a30", "#fde6e6"),
    added=Ink("#176639", "#dcf3e5"),
    people=(
        Ink("#ffffff", "#2f63d8"),
        Ink("#ffffff", "#a8451d"),
        Ink("#ffffff", "#1d7446"),
        Ink("#ffffff", "#8b3fb5"),
        Ink("#ffffff", "#b32d62"),
        Ink("#ffffff", "#1a6f7d"),
        Ink("#ffffff", "#7a5b12"),
        Ink("#ffffff", "#5856c2"),
    ),
)

DARK = Tokens(
    dark=True,
    window="#15171c",
    surface="#1b1e24",
    raised="#242830",
    hover="#2a2f38",
    pressed="#333944",
    line="#2c313a",
    line_strong="#454c59",
    text="#e5e8ed",
    muted="#9ba4b3",
    accent="#3a6ce0",
    accent_hover="#3463d2",
    on_accent="#ffffff",
    accent_text="#8db1ff",
    selection="#253a63",
    tooltip=Ink("#e9ecf1", "#333944"),
    success=Ink("#7fd8a2", "#17352a"),
    warning=Ink("#f0c069", "#3a2e16"),
    danger=Ink("#ff9a9a", "#412126"),
    states={
        State.UNTRANSLATED: Ink("#9ba4b3", "#1b1e24"),
        State.DRAFT: Ink("#e7c66c", "#2c2818"),
        State.TRANSLATED: Ink("#76d0dc", "#182e33"),
        State.CONFIRMED: Ink("#7fd8a2", "#182d24"),
        State.REVIEWED: Ink("#93b7ff", "#1d2a45"),
        State.REJECTED: Ink("#ff9a9a", "#371f23"),
    },
    locked=Ink("#9ba4b3", "#23272e"),
    matches={
        "exact": Ink("#93b7ff", "#1d2a45"),
        "fuzzy": Ink("#f0c069", "#3a2e16"),
        "context": Ink("#7fd8a2", "#17352a"),
        "repaired": Ink("#76d0dc", "#182e33"),
        "semantic": Ink("#c8a8fb", "#2f2445"),
    },
    placeholders={
        Kind.LINE_BREAK: Ink("#aab2c0", "#2d323b"),
        Kind.MARKUP: Ink("#c8a8fb", "#2f2445"),
        Kind.VARIABLE: Ink("#93b7ff", "#20304f"),
        Kind.SIGN: Ink("#f0c069", "#3a2e16"),
    },
    removed=Ink("#ff9a9a", "#452026"),
    added=Ink("#7fd8a2", "#17392b"),
    people=(
        Ink("#0f1420", "#8db1ff"),
        Ink("#0f1420", "#f2a47f"),
        Ink("#0f1420", "#7fd8a2"),
        Ink("#0f1420", "#d3a2f5"),
        Ink("#0f1420", "#f59ac0"),
        Ink("#0f1420", "#76d0dc"),
        Ink("#0f1420", "#e0bf68"),
        Ink("#0f1420", "#b3b1ff"),
    ),
)

# The first families that the machine has are taken; the Korean ones stand behind the Latin ones, because
# Korean fonts draw a backslash as a won sign.
_UI_FAMILIES = (
    "Segoe UI Variable Text", "Segoe UI", "Inter", "Noto Sans", "Cantarell", "Ubuntu", "Liberation Sans", "DejaVu Sans",
    "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR", "Noto Sans KR", "NanumBarunGothic", "NanumGothic",
    "Noto Sans CJK JP", "Yu Gothic UI",
)  # fmt: skip
_PALETTE = {
    "Window": "window", "WindowText": "text", "Base": "surface", "AlternateBase": "window", "Text": "text",
    "Button": "raised", "ButtonText": "text", "PlaceholderText": "muted", "BrightText": "on_accent",
    "Light": "raised", "Midlight": "hover", "Mid": "line_strong", "Dark": "line_strong",
    "Highlight": "selection", "HighlightedText": "text", "Accent": "accent", "Link": "accent_text",
    "LinkVisited": "accent_text",
}  # fmt: skip


class _Current:
    """What is on the screen now. The program has one theme at a time, so there is one of these."""

    mode = "system"
    tokens = LIGHT
    following = False


def tokens() -> Tokens:
    """The colours of the theme that is applied."""
    return _Current.tokens


def apply(app: QApplication, mode: str) -> None:
    """Show the program in `mode`: `system` (and follow it from now on), `light` or `dark`."""
    if mode not in MODES:
        raise ValueError(f"a theme is one of {MODES}, not {mode!r}")
    _Current.mode = mode
    hints = app.styleHints()
    if not _Current.following:
        _Current.following = True
        hints.colorSchemeChanged.connect(lambda scheme: _follow(app, scheme))
    if mode == "system":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Dark if mode == "dark" else Qt.ColorScheme.Light)
    dark = mode == "dark" or (mode == "system" and hints.colorScheme() is Qt.ColorScheme.Dark)
    _show(app, DARK if dark else LIGHT)


def _follow(app: QApplication, scheme: Qt.ColorScheme) -> None:
    if _Current.mode == "system":
        _show(app, DARK if scheme is Qt.ColorScheme.Dark else LIGHT)


def _show(app: QApplication, theme: Tokens) -> None:
    if app.styleSheet() and _Current.tokens is theme:
        return
    _Current.tokens = theme
    QDir.setSearchPaths("icons", [str(RESOURCES / "icons")])
    app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setStyleSheet(
        stylesheet({name: value for name in Tokens.__slots__ if _is_colour(value := getattr(theme, name))})
    )


def _is_colour(value: object) -> bool:
    return isinstance(value, str | Ink)


def palette(theme: Tokens) -> QPalette:
    """The Qt palette of a theme."""
    made = QPalette()
    for role, name in _PALETTE.items():
        made.setColor(QPalette.ColorRole[role], QColor(getattr(theme, name)))
    made.setColor(QPalette.ColorRole.ToolTipBase, QColor(theme.tooltip.fill))
    made.setColor(QPalette.ColorRole.ToolTipText, QColor(theme.tooltip.text))
    made.setColor(QPalette.ColorRole.Shadow, QColor("#000000"))
    faint = QColor(theme.muted)
    faint.setAlphaF(0.6)
    for written in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, written, faint)
    return made


@cache
def _families() -> list[str]:
    return [name for name in _UI_FAMILIES if QFontDatabase.hasFamily(name)]


def ui_font() -> QFont:
    """The font of menus and buttons, with a Korean family behind the Latin one."""
    font = QFont(_families(), 10)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    return font


def text_font(family: str = "", points: int = 11) -> QFont:
    """The font of source and target texts; `family` is the user's choice, "" for ours."""
    chosen = [family] if family and QFontDatabase.hasFamily(family) else []
    font = QFont(chosen + _families(), points)
    font.setStyleHint(QFont.StyleHint.SansSerif)
    return font


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def icon(name: str, colour: str = "text") -> QIcon:
    """The icon `resources/icons/<name>.svg`, drawn in the theme's `colour` of the moment (a name of a token)."""
    if not _icon_file(name).is_file():
        raise ValueError(f"there is no icon {name!r}")
    return QIcon(_StrokeIcon(name, colour))


def icon_pixmap(name: str, size: int, colour: str = "text", ratio: float = 1.0) -> QPixmap:
    """An icon of `size` logical pixels, in the colour that the theme has now."""
    image = _image(name, _colour(colour), round(size * ratio), round(size * ratio))
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


def _icon_file(name: str) -> Path:
    return RESOURCES / "icons" / f"{name}.svg"


def _colour(name: str) -> str:
    value = getattr(tokens(), name)
    return value.text if isinstance(value, Ink) else str(value)


@lru_cache(maxsize=512)
def _image(name: str, colour: str, width: int, height: int) -> QImage:
    from PySide6.QtSvg import QSvgRenderer

    svg = _icon_file(name).read_text("utf-8").replace("currentColor", colour)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


class _StrokeIcon(QIconEngine):
    """Draws an icon in the colour of the moment, so that no widget has to change its icons with the theme."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        size = min(rect.width(), rect.height())
        image = _image(self._name, _colour(self._colour), round(size * ratio), round(size * ratio))
        target = QRect(0, 0, size, size)
        target.moveCenter(rect.center())
        painter.save()
        painter.setOpacity(painter.opacity() * (0.4 if mode is QIcon.Mode.Disabled else 1.0))
        painter.drawImage(target, image)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return _StrokeIcon(self._name, self._colour)
