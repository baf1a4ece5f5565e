"""The outline of a workbook: its sheets by name, and the table of shared strings. It changes nothing."""

import posixpath
import re
from array import array
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate, islice
from typing import NamedTuple

from locanext.formats.damage import Damage
from locanext.formats.xml_elements import Elements, Texts, plain
from locanext.formats.xml_scan import XmlScan, xml_codec
from locanext.formats.zip_package import ZipPackage

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TAGS_OF_ONE = 2
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Sheet(NamedTuple):
    """A worksheet: the name on its tab and the part that holds it."""

    name: str
    part: str
    is_hidden: bool


def unescape(text: str) -> str:
    """Text in which `_x000D_` and the like stand for characters that XML cannot hold."""
    return _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


class SharedStrings:
    """A table of many texts, packed: a workbook can have millions, and all must be at hand."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode("utf-8", "surrogatepass")

    def extend(self, texts: list[bytes]) -> None:
        """Add texts in UTF-8, in which lone surrogates may stand."""
        self._ends.extend(islice(accumulate(map(len, texts), initial=len(self._bytes)), 1, None))
        self._bytes += b"".join(texts)


class Workbook:
    """An opened workbook. All of it raises `Damage`. `step` hears how many plain bytes were read."""

    def __init__(self, package: ZipPackage, step: Callable[[int], None]) -> None:
        self.package = package
        self._step = step
        main = self._related("", "officeDocument")
        self._part = next(iter(main.values()), "xl/workbook.xml")
        if self._part not in package:
            raise Damage(0, "not a workbook: it has no xl/workbook.xml")

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The worksheets in the order of their tabs; sheets of charts and macros are none."""
        parts = self._related(self._part, "worksheet")
        found: dict[str, Sheet] = {}
        for name, attributes in self._elements(self._part):
            part = parts.get(attributes.get("id", ""), "")
            # A part that two tabs show could be edited twice; only the first tab counts.
            if name == "sheet" and part and part not in found:
                is_hidden = attributes.get("state", "visible") != "visible"
                found[part] = Sheet(attributes.get("name", ""), part, is_hidden)
        return list(found.values())

    @cached_property
    def strings(self) -> SharedStrings:
        """The shared strings: rich text without its formats, phonetic guides left out."""
        strings = SharedStrings()
        for part in self._related(self._part, "sharedStrings").values():
            if part in self.package:
                self._read_strings(part, strings)
        return strings

    def _read_strings(self, part: str, strings: SharedStrings) -> None:
        elements = Elements(self.scan(part, keep=True), MAIN, "si")
        texts: Texts | None = None
        try:
            for _, found in elements:
                texts = texts or Texts(elements.prefixes)
                strings.extend([_text_of(match["inside"], texts) for match in found])
        except Damage as damage:
            raise Damage(0, f"the part {part} is damaged: {damage.message}") from damage

    def scan(self, part: str, *, keep: bool = False) -> XmlScan:
        """A scan of an XML part, with names as expat gives them for namespaces."""
        read = self.package.reader(part, self._step)
        head = read(1024)
        return XmlScan(_with_head(head, read), xml_codec(head), namespaces=True, keep=keep)

    def windows(self, part: str) -> Iterator[bytes]:
        """The plain bytes of a part."""
        read = self.package.reader(part, self._step)
        while window := read(1 << 18):
            yield window

    @cached_property
    def work(self) -> int:
        """How many plain bytes a reading takes, about: for the progress."""
        strings = self._related(self._part, "sharedStrings").values()
        return sum(map(self.package.size, strings)) + 2 * sum(self.package.size(sheet.part) for sheet in self.sheets)

    def _related(self, part: str, kind: str) -> dict[str, str]:
        """The parts to which `part` has a relation of this kind, by the relation's id."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.package:
            return {}
        return {
            found.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, found.get("Target", ""))).lstrip("/")
            for element, found in self._elements(relations)
            if element == "Relationship" and found.get("Type", "").endswith(f"/{kind}")
        }

    def _elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        """All elements of a small part, names and attribute names without namespace."""
        found: list[tuple[str, dict[str, str]]] = []

        def start(name: str, attributes: list[str]) -> None:
            keys = (key.rpartition(" ")[2] for key in attributes[::2])
            found.append((name.rpartition(" ")[2], dict(zip(keys, attributes[1::2], strict=True))))

        scan = self.scan(part)
        scan.parser.StartElementHandler = start
        try:
            for _ in scan:
                pass
        except Damage as damage:
            raise Damage(0, f"the part {part} is damaged: {damage.message}") from damage
        return found


def _text_of(inside: bytes | None, texts: Texts) -> bytes:
    """The text of a string; quickly, if that is one element of text without references."""
    if not inside:
        return b""
    if inside.count(b"<") == _TAGS_OF_ONE and b"&" not in inside and b"_x" not in inside and b"\r" not in inside:
        return inside[inside.index(b">") + 1 : inside.rindex(b"<")]
    return unescape(texts.of(plain(inside))).encode("utf-8", "surrogatepass")


def _with_head(head: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    first = [head]

    def read_all(size: int) -> bytes:
        return first.pop() if first and first[0] else read(size)

    return read_all
