"""The colours that the grid draws with, as plain values.

The owner passes one of these in and passes another when the theme changes; nothing here looks at what is current.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from locanext.domain.placeholder import Kind
from locanext.domain.state import State
from locanext.gui import theme


@dataclass(frozen=True, slots=True)
class Ink:
    """`text` and `line` (a border or strip) are drawn on `fill`; all three are `#rrggbb`."""

    text: str
    fill: str
    line: str


@dataclass(frozen=True, slots=True)
class GridColours:
    """Every value is `#rrggbb`. Each state and mark is drawn with a sign too, never by its colour alone."""

    base: str
    text: str
    muted: str
    line: str
    current: str
    selection: str
    accent: str
    saving: str
    stale: str
    conflict: str
    locked: str
    states: Mapping[State, Ink]
    chips: Mapping[Kind, Ink]
    people: tuple[Ink, ...]
    """Each person gets one of these."""

    @classmethod
    def of(cls, tokens: theme.Tokens) -> "GridColours":
        """The grid in the colours of a theme."""
        return cls(
            base=tokens.surface,
            text=tokens.text,
            muted=tokens.muted,
            line=tokens.line,
            current=_between(tokens.surface, tokens.selection, 0.35),
            selection=_between(tokens.surface, tokens.selection, 0.9),
            accent=tokens.accent_text,
            saving=tokens.accent_text,
            stale=tokens.warning.text,
            conflict=tokens.danger.text,
            locked=tokens.locked.text,
            states={state: _bordered(ink, 0.55) for state, ink in tokens.states.items()},
            chips={kind: _bordered(ink, 0.25) for kind, ink in tokens.placeholders.items()},
            people=tuple(_bordered(ink, 0) for ink in tokens.people),
        )


def _bordered(ink: theme.Ink, share: float) -> Ink:
    return Ink(ink.text, ink.fill, _between(ink.fill, ink.text, share))


def _between(start: str, end: str, share: float) -> str:
    """The colour at this share of the way from one to the other."""
    pairs = ((int(start[i : i + 2], 16), int(end[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


LIGHT = GridColours.of(theme.LIGHT)
DARK = GridColours.of(theme.DARK)
