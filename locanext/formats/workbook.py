"""The outline of a workbook: its sheets by name, and the table of shared strings. It changes nothing."""

import codecs
import posixpath
import re
from array import array
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate, islice
from typing import NamedTuple

from locanext.domain.message import Message
from locanext.formats.damage import Damage
from locanext.formats.xml_elements import Elements, Texts, plain
from locanext.formats.xml_scan import XmlScan, xml_codec
from locanext.formats.zip_package import ZipPackage

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TAGS_OF_ONE = 2
_MAX_ELEMENTS, _MAX_FOUND = 1_000_000, 20_000
"""What the small parts may hold: workbooks have been seen with 100,000 names left over, but never so many sheets."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Sheet(NamedTuple):
    """A worksheet: the name on its tab and the part that holds it."""

    name: str
    part: str
    is_hidden: bool


def unescape(text: str) -> str:
    """Text in which `_x000D_` and the like stand for characters that XML cannot hold; two halves make a letter."""
    if "_x" not in text:
        return text
    found = _ESCAPE.sub(lambda escape: chr(int(escape.group(1), 16)), text)
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


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


class _Relation(NamedTuple):
    """That a part has another one, and what for."""

    id: str
    kind: str
    part: str


class Workbook:
    """An opened workbook. All of it raises `Damage`. `step` hears how many plain bytes were read."""

    def __init__(self, package: ZipPackage, step: Callable[[int], None]) -> None:
        self.package = package
        self._step = step
        main = (relation.part for relation in self._relations_of("") if relation.kind == "officeDocument")
        self._part = next(main, package.named("xl/workbook.xml"))
        if self._part.lower().endswith(".bin"):
            raise Damage(0, Message("a binary workbook (.xlsb); save it as .xlsx"))
        if self._part not in package:
            raise Damage(0, Message("not a workbook: it has no xl/workbook.xml"))

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The worksheets in the order of their tabs; sheets of charts and macros are none."""
        parts = self._related("worksheet")
        found: dict[str, Sheet] = {}
        for tab in self._tabs:
            part = parts.get(tab.get("id", ""))
            # A part that two tabs show could be edited twice; only the first tab counts.
            if part and part not in found:
                found[part] = Sheet(tab.get("name", ""), part, tab.get("state", "visible") != "visible")
        return list(found.values())

    @property
    def lost(self) -> list[str]:
        """The names of tabs of which the package does not say what they show."""
        known = {relation.id for relation in self._relations}
        return [tab.get("name", "") for tab in self._tabs if tab.get("id", "") not in known]

    @cached_property
    def strings(self) -> SharedStrings:
        """The shared strings: rich text without its formats, phonetic guides left out."""
        strings = SharedStrings()
        for part in self._related("sharedStrings").values():
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
            raise _part_damaged(part, damage) from damage

    def scan(self, part: str, *, keep: bool = False) -> XmlScan:
        """A scan of an XML part, with names as expat gives them for namespaces."""
        read = self.package.reader(part, self._step)
        head = read(1024)
        return XmlScan(_with_head(head, read), xml_codec(head), namespaces=True, keep=keep)

    def windows(self, part: str) -> Iterator[bytes]:
        """The plain bytes of an XML part, in UTF-8."""
        read = self.package.reader(part, self._step)
        window = read(1024)
        decoder = codecs.getincrementaldecoder(xml_codec(window))("replace")
        while window:
            yield decoder.decode(window).encode()
            window = read(1 << 18)

    @cached_property
    def work(self) -> int:
        """How many plain bytes a reading takes, about: for the progress."""
        strings = self._related("sharedStrings").values()
        return sum(map(self.package.size, strings)) + 2 * sum(self.package.size(sheet.part) for sheet in self.sheets)

    @cached_property
    def _tabs(self) -> list[dict[str, str]]:
        found = self._elements(self._part, "workbook", "sheet")
        if not any(name == "workbook" for name, _ in found):
            raise Damage(0, Message("not a workbook: {part} is something else", part=self._part))
        return [attributes for name, attributes in found if name == "sheet"]

    @cached_property
    def _relations(self) -> list[_Relation]:
        return self._relations_of(self._part)

    def _related(self, kind: str) -> dict[str, str]:
        """The parts to which the workbook has a relation of this kind, by the relation's id."""
        return {relation.id: relation.part for relation in self._relations if relation.kind == kind}

    def _relations_of(self, part: str) -> list[_Relation]:
        folder, name = posixpath.split(part)
        relations = self.package.named(posixpath.join(folder, "_rels", f"{name}.rels"))
        if relations not in self.package:
            return []
        found = []
        for _, attributes in self._elements(relations, "Relationship"):
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append(_Relation(attributes.get("Id", ""), kind, self.package.named(target)))
        return found

    def _elements(self, part: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
        """The elements of these names in a small part, names and attribute names without namespace."""
        found: list[tuple[str, dict[str, str]]] = []
        count = 0

        def start(name: str, attributes: list[str]) -> None:
            nonlocal count
            count += 1
            name = name.rpartition(" ")[2]
            if name in wanted:
                keys = (key.rpartition(" ")[2] for key in attributes[::2])
                found.append((name, dict(zip(keys, attributes[1::2], strict=True))))
            if count > _MAX_ELEMENTS or len(found) > _MAX_FOUND:
                raise Damage(0, Message("more than {n:,} elements, or {m:,} sheets", n=_MAX_ELEMENTS, m=_MAX_FOUND))

        scan = self.scan(part)
        scan.parser.StartElementHandler = start
        try:
            for _ in scan:
                pass
        except Damage as damage:
            raise _part_damaged(part, damage) from damage
        return found


def _part_damaged(part: str, damage: Damage) -> Damage:
    return Damage(0, Message("the part {part} is damaged: {problem}", part=part, problem=damage.message))


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
