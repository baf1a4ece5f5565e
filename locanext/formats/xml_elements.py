"""Cuts whole elements of certain names out of a large document, and reads text out of them with patterns.

Ten times as fast as a handler for each tag, and as exact, because expat has checked every byte before: in
a well-formed document `<` begins a tag, a comment, CDATA or an instruction, and nothing else does. Only
for documents whose elements of these names do not stand inside one another (rows, shared strings).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from locanext.formats.damage import Damage
from locanext.formats.xml_scan import XmlScan

ATTRIBUTES = r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+"""
"""Everything of a start tag between its name and its `>`, with the `/` of an empty element."""

_MAX_ELEMENT = 1 << 26
_OTHER = r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
_OTHER_BEGINS = r"<!--|<!\[CDATA|<\?"
_OTHER_PARTS = re.compile(r"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


class Element(NamedTuple):
    """An element as it stands in the document, at `start`:`end` (offsets of its UTF-8 form).

    `attributes` and `inside` are the raw parts of it; `inside` is None for an empty tag.
    """

    start: int
    end: int
    name: bytes
    attributes: bytes
    inside: bytes | None


class Elements:
    """Iterates over the elements of `names` in one of the namespaces `spaces`. Raises `Damage`.

    `prefixes`, as a pattern, are those that the document gives to the namespaces; known once an element was
    met. With `keep` it is left to the caller to take from the scan what it is done with.
    """

    def __init__(self, scan: XmlScan, spaces: tuple[str, ...], names: str, *, keep: bool = False) -> None:
        self._scan, self._spaces, self._names, self._keep = scan, spaces, names, keep
        self._declared: list[str] = []
        self._at = self._needed = 0
        scan.parser.StartNamespaceDeclHandler = self._declare

    @property
    def prefixes(self) -> str:
        return "|".join(re.escape(prefix) for prefix in self._declared)

    def __iter__(self) -> Iterator[Element]:
        self._needed = 0
        for _ in self._scan:
            if self._declared and self._scan.fed - self._at >= self._needed:
                yield from self._cut(self._scan.tail(self._at))
            if self._needed > _MAX_ELEMENT:
                raise Damage(self._scan.parser.CurrentLineNumber, f"an element is longer than {_MAX_ELEMENT:,} bytes")
            if not self._keep:
                self._scan.skip(self._at)

    def _cut(self, tail: bytes) -> Iterator[Element]:
        """Yield the elements that are complete. If one is not, the next try waits for twice its size."""
        base = self._at
        # Perhaps the beginning of a name that the next window completes.
        done = max(tail.rfind(b"<"), 0)
        self._needed = 0
        for found in _elements(self.prefixes, self._names).finditer(tail):
            start, end = found.span()
            if found.lastgroup == "element":
                _, name, attributes, inside = found.groups()[:4]
                yield Element(base + start, base + end, name, attributes, inside)
            elif found.lastgroup == "cut":
                done = start
                self._needed = 2 * (len(tail) - start)
                break
            done = max(done, end)
        self._at = base + done

    def _declare(self, prefix: str | None, space: str) -> None:
        name = f"{prefix}:" if prefix else ""
        if space in self._spaces and name not in self._declared:
            self._declared.append(name)


@cache
def _elements(prefixes: str, names: str) -> re.Pattern[bytes]:
    name = f"(?:{prefixes})(?:{names})"
    body = rf"(?:[^<]++|<(?![/!?])|{_OTHER}|</(?!(?P=name)[\s>]))*+"
    whole = rf"<(?P<name>{name})(?=[\s/>])({ATTRIBUTES})>(?:(?<=/>)|({body})</(?P=name)\s*>)"
    cut = rf"(?:{_OTHER_BEGINS}|<{name}[\s/>]).*"
    return re.compile(f"{_OTHER}|(?P<element>{whole})|(?P<cut>{cut})".encode(), re.DOTALL)


def plain(inside: bytes | None) -> str:
    """The inside of an element without comments and instructions, and with CDATA as escaped text."""
    text = (inside or b"").decode()
    return _OTHER_PARTS.sub(_escaped, text) if "<!" in text or "<?" in text else text


def _escaped(part: re.Match[str]) -> str:
    return (part[1] or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unreferenced(text: str) -> str:
    """What a parser makes of raw text without tags: line ends are line feeds, references are resolved."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    return chr(int(decimal) if decimal else int(hexadecimal, 16))


class Texts:
    """Reads the text of a shared or inline string: its `t` elements joined, without phonetic guides (`rPh`)."""

    def __init__(self, prefixes: str) -> None:
        prefix = f"(?:{prefixes})"
        self._phonetic = re.compile(rf"<{prefix}rPh[\s>].*?</{prefix}rPh\s*>", re.DOTALL)
        self._texts = re.compile(rf"<{prefix}t(?:\s{ATTRIBUTES})?>(?:(?<=/>)|([^<]*)</)")

    def of(self, element: str) -> str:
        if "rPh" in element:
            element = self._phonetic.sub("", element)
        return unreferenced("".join(self._texts.findall(element)))
