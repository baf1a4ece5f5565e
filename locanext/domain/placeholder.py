"""Placeholders: the parts of a text that are code and must survive translation."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    """What a placeholder is for; it decides how it is shown."""

    LINE_BREAK = "line break"
    MARKUP = "markup"
    VARIABLE = "variable"
    SIGN = "sign"


class Placeholder(NamedTuple):
    """`text` stands at `start`:`end` (characters)."""

    start: int
    end: int
    text: str
    kind: Kind


# One level of nesting inside braces covers ICU arguments ({n, plural, one {# item} other {# items}}).
_PARTS = (
    (Kind.LINE_BREAK, r"\\n|<br\s*/?>|\{nl\}|\r\n|\n"),
    (Kind.MARKUP, r"</?[A-Za-z][^<>\n]*>"),
    (Kind.VARIABLE, r"\{(?:[^{}]|\{[^{}]*\})*\}|\[\d+\]|%(?:\d+\$)?[-+0#]*\d*(?:\.\d+)?(?:[sdifxXuc@]|l{1,2}[du])"),
    (Kind.SIGN, "▶"),
)
_PATTERN = re.compile("|".join(f"(?P<{kind.name}>{part})" for kind, part in _PARTS), re.IGNORECASE)
_BREAKS = re.compile(_PARTS[0][1], re.IGNORECASE)


@lru_cache(maxsize=4096)
def placeholders(text: str) -> tuple[Placeholder, ...]:
    """All placeholders of `text`, in order. `50% off` holds none: a space is no conversion letter."""
    return tuple(
        Placeholder(m.start(), m.end(), m.group(), Kind[m.lastgroup or "SIGN"]) for m in _PATTERN.finditer(text)
    )


def break_form(text: str, default: str) -> str:
    """The form in which `text` writes its line breaks (`\\n`, `<br/>`, `{nl}` or a real one), else `default`."""
    found = _BREAKS.search(text)
    return found.group() if found else default
