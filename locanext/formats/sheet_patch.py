"""Puts a text into one cell of the bytes of one `row` element. All other bytes of the row stay.

The cell keeps its style and becomes an inline string; a formula must have been ruled out before.
"""

import re
from typing import NamedTuple

from locanext.formats.sheet_rows import attribute, column_letters, column_of
from locanext.formats.xml_elements import element_pattern

_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_START_TAG = re.compile(rb"""<([^\s/>]+)(?>(?:[^>"']++|"[^"]*+"|'[^']*+')*)>""")
# The type of the old value, and marks of a value that came from outside (data types, dynamic arrays).
_OF_THE_VALUE = {b"t", b"cm", b"vm"}
_NO_XML = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\0-\x08\x0b-\x1f\ufffe\uffff]")
_CELLS = element_pattern(r"[^\s<>/:]+:|", "c")


class _Cell(NamedTuple):
    column: int
    start: int
    end: int


class Target(NamedTuple):
    """The cell that gets the text: row and column from 1, and its column's style, for when it has to be made."""

    row: int
    column: int
    style: str = ""


def patched_row(row: bytes, target: Target, text: str) -> bytes:
    """The UTF-8 bytes of the row element with `text` in the target cell."""
    cells = _cells(row)
    found = next((cell for cell in reversed(cells) if cell.column == target.column), None)
    if found is not None:
        start, end = found.start, found.end
        prefix = _start_tag(row, start).group(1).removesuffix(b"c")
        kept = _kept_attributes(row, start)
    else:
        head = _start_tag(row, 0)
        prefix = head.group(1).removesuffix(b"row")
        before = [cell.end for cell in cells if cell.column < target.column]
        start = end = max(before, default=head.end())
        kept = f' r="{column_letters(target.column)}{target.row}"'.encode()
        style = _style_of_row(head.group()) or target.style
        kept += f' s="{style}"'.encode() if style.isdecimal() else b""
    return row[:start] + cell(kept, text, prefix) + row[end:]


def _cells(row: bytes) -> list[_Cell]:
    found: list[_Cell] = []
    column = 0
    inside = _start_tag(row, 0).end()
    for match in _CELLS.finditer(row, inside):
        if match.lastgroup == "element":
            column = column_of(attribute(match["attributes"].decode(), "r")) or column + 1
            found.append(_Cell(column, match.start(), match.end()))
    return found


def _start_tag(row: bytes, at: int) -> re.Match[bytes]:
    tag = _START_TAG.match(row, at)
    if tag is None:
        raise AssertionError(f"no start tag at {at}")
    return tag


def _style_of_row(tag: bytes) -> str:
    """The style that a row gives to its new cells; it goes before the column's."""
    attributes = tag.decode()
    return attribute(attributes, "s") if attribute(attributes, "customFormat") in ("1", "true") else ""


def _kept_attributes(row: bytes, at: int) -> bytes:
    tag = _start_tag(row, at)
    attributes = _ATTRIBUTE.finditer(tag.group())
    return b"".join(found.group() for found in attributes if found.group(1) not in _OF_THE_VALUE)


def cell(attributes: bytes, text: str, prefix: bytes = b"") -> bytes:
    """A cell element with `text` in it; the attributes begin with a blank."""
    name = prefix + b"c"
    if not text:
        return b"<" + name + attributes + b"/>"
    inline, plain = prefix + b"is", prefix + b"t"
    return b"".join((
        b"<", name, attributes, b' t="inlineStr"><', inline, b"><", plain, b' xml:space="preserve">',
        _escaped(text),
        b"</", plain, b"></", inline, b"></", name, b">",
    ))  # fmt: skip


def _escaped(text: str) -> bytes:
    """XML text; what XML cannot hold, a carriage return, and what looks like such an escape, as `_xHHHH_`."""
    safe = _NO_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()
