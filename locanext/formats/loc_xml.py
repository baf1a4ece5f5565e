"""LocStr XML: any root, one segment a `LocStr` element, its texts in attributes; names in any letter case.

Only the value of the target attribute is ever replaced; everything else of the document is copied.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from locanext.domain.errors import BadFile
from locanext.domain.message import Message
from locanext.domain.placeholder import break_form
from locanext.domain.progress import Progress
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.formats.base import MAX_CELL, Buffer, Edit, FileFormat, Layout, Problems, Reader, Severity
from locanext.formats.damage import Damage
from locanext.formats.edit_walk import EditWalk
from locanext.formats.span_copy import copy_span
from locanext.formats.xml_scan import MAX_DEPTH, XmlScan, xml_codec

_SNIFFED = 1 << 16
_ELEMENT = re.compile(r"<([\w.-]+:)?locstr[\s/>]", re.IGNORECASE)
_ROOT = re.compile(r"<([\w.-]+:)?languagedata[\s/>]", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_RAW_BREAK = re.compile(r"\r\n|[\r\n\v]")  # what is pasted from Word has a vertical tab for a line break
_NO_XML = re.compile("[\\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_ABSENT = -1
_MAX_SHAPES = 4096


class _Places(NamedTuple):
    """Which of an element's attributes are which, counted from 0; -1: absent."""

    string_id: int
    source: int
    target: int
    note: int


class _Collector:
    """What expat calls for each element. Gathers the segments, and where their tags start, window by window."""

    def __init__(self, scan: XmlScan, problems: Problems) -> None:
        self._parser = scan.parser
        self._problems = problems
        self._is_locstr: dict[str, bool] = {}
        self._places: dict[tuple[str, ...], _Places] = {}
        self._found: list[Segment] = []
        self._offsets: list[int] = []
        self._ord = self._starts = 0
        self._ends: list[str] = []
        scan.parser.StartElementHandler = self._start
        scan.parser.EndElementHandler = self._ends.append

    def drain(self) -> tuple[list[Segment], list[int]]:
        """The segments met since the last call and the offsets of their start tags."""
        found = self._found, self._offsets
        self._found, self._offsets = [], []
        self._starts -= len(self._ends)
        self._ends.clear()
        return found

    def places(self, names: tuple[str, ...]) -> _Places:
        """Where the attributes stand in an element that has these; the first of a name counts.

        One without prefix goes before one with a prefix.
        """
        known = self._places.get(names)
        if known is None:
            lower = [name.lower() for name in names]
            bare = ["" if name.startswith("xmlns:") else name.rpartition(":")[2] for name in lower]
            wanted = ("stringid", "strorigin", "str", "desc")
            known = _Places(*(_place(name, lower, bare) for name in wanted))
            if len(self._places) >= _MAX_SHAPES:
                self._places.clear()
            self._places[names] = known
        return known

    def _start(self, name: str, attributes: list[str]) -> None:
        self._starts += 1
        if self._starts - len(self._ends) > MAX_DEPTH:
            too_deep = Message("more than {limit:,} elements inside one another", limit=MAX_DEPTH)
            raise Damage(self._parser.CurrentLineNumber, too_deep)
        if not self._counts(name):
            return
        string_id, source, target, note = self.places(tuple(attributes[::2]))
        if source == _ABSENT:
            self._problems.add(self._parser.CurrentLineNumber, Message("LocStr without StrOrigin"))
            return
        values = attributes[1::2]
        values.append("")  # what the index -1 finds
        text = values[target]
        if max(len(values[place]) for place in (string_id, source, target, note)) > MAX_CELL:
            too_long = Message("a text is longer than {limit:,} characters and was left as it is", limit=MAX_CELL)
            self._problems.add(self._parser.CurrentLineNumber, too_long)
            return
        state = State.DRAFT if text else State.UNTRANSLATED
        self._found.append(Segment(self._ord, values[string_id], values[source], text, state, values[note]))
        self._offsets.append(self._parser.CurrentByteIndex)
        self._ord += 1

    def _counts(self, name: str) -> bool:
        known = self._is_locstr.get(name)
        if known is None:
            known = name.rpartition(":")[2].lower() == "locstr"
            if len(self._is_locstr) >= _MAX_SHAPES:
                self._is_locstr.clear()
            self._is_locstr[name] = known
        return known


def _place(name: str, *lists: list[str]) -> int:
    return next((names.index(name) for names in lists if name in names), _ABSENT)


class _XmlReader(Reader):
    def __init__(self, data: Buffer, layout: Layout | None, progress: Progress | None) -> None:
        self._data = data
        self._progress = progress or Progress()
        self.problems = Problems()
        self.layout = Layout()
        try:
            self.layout = Layout(encoding=xml_codec(data[:1024], layout.encoding if layout else ""))
        except Damage as damage:
            self._add(damage)

    def __iter__(self) -> Iterator[Segment]:
        if self.problems.failed:
            return
        scan = XmlScan(windows(self._data, self._progress), self.layout.encoding)
        collector = _Collector(scan, self.problems)
        try:
            for _ in scan:
                yield from collector.drain()[0]
        except Damage as damage:
            yield from collector.drain()[0]
            self._add(damage)

    def _add(self, damage: Damage) -> None:
        self.problems.add(damage.line, damage.message, Severity.ERROR)


class LocXml(FileFormat):
    """`<LocStr StringId= StrOrigin= Str= Desc= …/>`."""

    id = "loc_xml"
    title = Message("LocStr XML")
    extensions = (".xml",)
    line_break = "<br/>"

    def sniff(self, data: Buffer, name: str) -> int:
        known = name.lower().endswith(self.extensions)
        head = data[:_SNIFFED]
        if not head:
            return 20 if known else 0
        try:
            text = head.decode(xml_codec(head), "replace").lstrip("\ufeff \t\r\n")
        except Damage:
            return 10 if known else 0
        if text.startswith("<") and (_ELEMENT.search(text) or _ROOT.search(text)):
            return 95
        return 10 if known else 0

    def read(self, data: Buffer, layout: Layout | None = None, progress: Progress | None = None) -> Reader:
        return _XmlReader(data, layout, progress)

    def write(
        self,
        data: Buffer,
        layout: Layout,
        edits: Iterable[Edit],
        out: BinaryIO,
        progress: Progress | None = None,
    ) -> list[str]:
        return _XmlWriter(data, EditWalk(edits), out).write(layout, progress)

    def storable(self, text: str, like: str = "") -> str:
        form = break_form(like, self.line_break)
        return _NO_XML.sub("", _RAW_BREAK.sub(lambda _: form, text))


class _XmlWriter:
    def __init__(self, data: Buffer, walk: EditWalk, out: BinaryIO) -> None:
        self._data, self._walk, self._out = data, walk, out

    def write(self, layout: Layout, progress: Progress | None) -> list[str]:
        if self._walk.is_over:
            copy_span(self._data, 0, len(self._data), self._out, progress)
        else:
            self._patch(layout, progress or Progress())
        return self._walk.finish()

    def _patch(self, layout: Layout, progress: Progress) -> None:
        try:
            codec = xml_codec(self._data[:1024], layout.encoding)
        except Damage as damage:
            raise BadFile("The file cannot be read: {problem}.", problem=damage.message) from damage
        scan = XmlScan(windows(self._data, progress), codec, keep=True)
        collector = _Collector(scan, Problems())
        try:
            for _ in scan:
                self._replace(scan, collector)
                self._out.write(scan.take_parsed())
                if self._walk.is_over:
                    break
        except Damage:
            # What stands before the damage can be edited; an edit that is left over is refused by `finish`.
            self._replace(scan, collector)
        self._out.writelines(scan.rest())

    def _replace(self, scan: XmlScan, collector: _Collector) -> None:
        for segment, offset in zip(*collector.drain(), strict=True):
            if segment.ord == self._walk.next_ord:
                self._out.write(scan.take(offset))
                tag = scan.start_tag(offset)
                scan.skip(offset + len(tag))
                self._out.write(scan.encoded(self._edited(tag, segment, collector)))

    def _edited(self, tag: bytes, segment: Segment, collector: _Collector) -> bytes:
        text = self._walk.take()
        if segment.target == text or self._walk.refuse_unstorable(segment, text):
            return tag
        if _NO_XML.search(text):
            self._walk.refuse(segment, Message("a control character, which XML cannot hold"))
            return tag
        self._walk.changed.append(segment.string_id)
        return with_target(tag, collector, text)


def windows(data: Buffer, progress: Progress) -> Callable[[int], bytes]:
    """A function that gives the next bytes of `data`, and tells the progress of it."""
    at = 0

    def read(size: int) -> bytes:
        nonlocal at
        progress.step(at, len(data))
        window = data[at : at + size]
        at += len(window)
        return window

    return read


def with_target(tag: bytes, collector: _Collector, text: str) -> bytes:
    """The UTF-8 start tag with `text` as the value of its target attribute, which is added if there is none."""
    attributes = list(_ATTRIBUTE.finditer(tag))
    places = collector.places(tuple(found.group(1).decode() for found in attributes))
    if places.target != _ABSENT:
        start, end = attributes[places.target].span(2)
        return tag[:start] + _quoted(text, tag[start : start + 1]) + tag[end:]
    beside = attributes[places.source]
    prefix, colon, name = beside.group(1).rpartition(b":")
    added = prefix + colon + (b"str" if name.islower() else b"STR" if name.isupper() else b"Str")
    return tag[: beside.end()] + b" " + added + b"=" + _quoted(text, beside.group(2)[:1]) + tag[beside.end() :]


def _quoted(text: str, quote: bytes) -> bytes:
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in text).encode()
    return quote + escaped.replace(quote, b"&quot;" if quote == b'"' else b"&apos;") + quote
