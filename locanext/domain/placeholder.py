"""Placeholders: the parts of a text that are code and must survive translation.

It only finds them; checking and colouring are others' work. Every pattern is linear in the text: the
repetitions are possessive, so that a cell of a million braces costs no more than one of words.
"""

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


def _braces(levels: int) -> str:
    """A balanced pair of braces with up to so many levels inside."""
    inside = rf"|{_braces(levels - 1)}" if levels else ""
    return rf"\{{(?>(?:[^{{}}]++{inside})*)\}}"


_LINE_BREAK = r"(?:\\r)?\\n|(?i:<br\s*/?>|\{nl\})|\r\n|\n"
# A tag is a name that ends at once, or goes on with a value (`<Scale:1.2>`, `<color=#fff>`) or attributes
# (`<font size="2">`). `a < b and c > d` and `x<y then z>w` are no tags: words follow without an equals sign.
_VALUE = r"""(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>]++)"""
_ATTRIBUTES = rf"(?>(?:\s++[\w:.-]++\s*+=\s*+{_VALUE})*)\s*+/?"
_MARKUP = rf"</?[A-Za-z][\w.-]*+(?:[:=#][^<>\n]*+|{_ATTRIBUTES})>"
# ICU arguments hold braces in braces: {n, plural, one {# item} other {{name} and # items}}.
_BRACES = _braces(4)
_BRACKETS = r"\[(?:\d++|n)\]"
# `50% off` holds none, for a space is no flag here, and in `50%discount` the percent sign belongs to the number.
_CONVERSION = r"(?:\d+\$)?[-+0#]*+\d*+(?:\.\d++)?(?:ll?[dux]|[sdiufxXcg@])"
_PERCENT = rf"(?<![0-9])%{_CONVERSION}|%{_CONVERSION}(?![A-Za-z])"
_PARTS = (
    (Kind.LINE_BREAK, _LINE_BREAK),
    (Kind.MARKUP, _MARKUP),
    (Kind.VARIABLE, f"{_BRACES}|{_BRACKETS}|{_PERCENT}"),
    (Kind.SIGN, "▶"),
)
# `%%` is a percent sign and no placeholder; it is passed over, so that its second half begins none.
_PATTERN = re.compile("|".join([*(f"(?P<{kind.name}>{part})" for kind, part in _PARTS), "%%"]))
_BREAKS = re.compile(_LINE_BREAK)


@lru_cache(maxsize=4096)
def placeholders(text: str) -> tuple[Placeholder, ...]:
    """All placeholders of `text`, in order; they do not overlap."""
    return tuple(
        Placeholder(m.start(), m.end(), m.group(), Kind[m.lastgroup]) for m in _PATTERN.finditer(text) if m.lastgroup
    )


def break_form(text: str, default: str) -> str:
    """The form in which `text` writes its line breaks (`\\n`, `<br/>`, `{nl}` or a real one), else `default`."""
    found = _BREAKS.search(text)
    return found.group() if found else default
