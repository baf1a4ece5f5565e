"""TMX 1.4b (and older): translation memories of other programs, read and written unit by unit, in constant memory.

It is no `FileFormat`: a memory has no file to go back into byte for byte. Nothing external is ever loaded; a document
type may name the DTD of TMX, but one with declarations of its own is refused.

The inline elements are text: what stands in `bpt`, `ept`, `ph`, `it` and `ut` is the code of the original and counts as
it is, `hi` and `sub` are what they hold, and one of the five that holds nothing stays as its tag (`<ph x="1"/>`), which
is written back as an element.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import BinaryIO

from locanext import __version__
from locanext.domain.errors import BadInput
from locanext.domain.message import Message
from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.formats.base import MAX_CELL, Buffer, Problems, Severity
from locanext.formats.damage import Damage
from locanext.formats.loc_xml import windows
from locanext.formats.xml_scan import MAX_DEPTH, XmlScan, xml_codec

EXTENSIONS = (".tmx",)
STRING_ID = "x-string-id"
_STRING_IDS = (STRING_ID, "x-stringid", "id")  # `id` is OmegaT's
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_SNIFFED = 1 << 16
_PROLOG = r"\ufeff?\s*(?>(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*)"
_ROOT = re.compile(rf"{_PROLOG}<(?:[\w.-]+:)?tmx[\s>]", re.DOTALL)
_MAX_NOTE = 10_000
_MAX_UNIT = 10 * MAX_CELL
"""Characters of all languages of a unit together."""

_LOOKED_AT = 100
"""Units that are looked at to tell a file's languages."""

_DATE = "%Y%m%dT%H%M%SZ"
_NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_QUOTED = {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_VALUE = r'(?:[^"<&\t\n\r]|&(?:amp|lt|quot|#9|#10|#13);)*'
# One tag by itself: with an attribute, for texts of games hold a `<it/>` of their own.
_CODE = re.compile(rf'<(?:{"|".join(sorted(_CODES))})(?: (?:assoc|i|pos|type|x)="{_VALUE}")+/>')
_NAME = re.compile(r' (\w+)="')


def is_tmx(data: Buffer) -> bool:
    """Whether the data begins as a TMX does; never raises."""
    head = data[:_SNIFFED]
    try:
        return bool(_ROOT.match(head.decode(xml_codec(head), "replace")))
    except Damage:
        return False


@lru_cache(maxsize=1024)
def fit(language: str, wanted: str) -> int:
    """How well a file's code of a language fits the one that is wanted: 3 the same, 2 and 1 one is a part of the other.

    `en-US` fits `en`, and the other way round; `zh-TW` does not fit `zh-CN`. 0: not at all.
    """
    has, wants = (code.lower().replace("_", "-") for code in (language, wanted))
    if has == wants:
        return 3
    if has.startswith(f"{wants}-"):
        return 2
    return 1 if wants.startswith(f"{has}-") else 0


def languages(data: Buffer) -> list[str]:
    """The languages that the first units of a file have, the most frequent first; empty when it cannot be read."""
    found: dict[str, int] = {}
    problems = Problems()
    try:
        for tu in islice(_tus(data, problems, Progress()), _LOOKED_AT):
            for variant in tu.variants:
                found[variant.language] = found.get(variant.language, 0) + 1
    except Damage:
        pass  # what could be read before it counts
    return sorted(found, key=lambda language: -found[language])


@dataclass(slots=True)
class _Variant:
    """A `tuv`."""

    language: str
    attributes: dict[str, str]
    text: str = ""


@dataclass(slots=True)
class _Tu:
    line: int
    attributes: dict[str, str]
    variants: list[_Variant] = field(default_factory=list)
    string_id: str = ""
    notes: list[str] = field(default_factory=list)
    length: int = 0
    fault: Message | None = None

    def best(self, wanted: str) -> _Variant | None:
        """The variant whose language fits best, the first of equals."""
        found = max(self.variants, key=lambda variant: fit(variant.language, wanted), default=None)
        return found if found is not None and fit(found.language, wanted) else None


class _Collector:
    """What expat calls. `found`: the units that are complete."""

    def __init__(self, scan: XmlScan, problems: Problems) -> None:
        self.found: list[_Tu] = []
        self._parser, self._problems = scan.parser, problems
        self._tu: _Tu | None = None
        self._depth = self._length = 0
        self._text: list[str] | None = None
        self._prop = ""
        self._codes: list[tuple[str, list[str], int] | None] = []
        """Of each element that is open in a segment: name, attributes, and how much text there was; None: no code."""
        parser = scan.parser
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.SkippedEntityHandler = self._characters, self._skipped
        parser.StartDoctypeDeclHandler = self._doctype

    def drain(self) -> list[_Tu]:
        found, self.found = self.found, []
        return found

    def _start(self, name: str, attributes: list[str]) -> None:
        if self._depth == 0 and name.rpartition(":")[2] != "tmx":
            raise Damage(self._parser.CurrentLineNumber, Message("this is no TMX file"))
        self._depth += 1
        if self._depth > MAX_DEPTH:
            too_deep = Message("more than {limit:,} elements inside one another", limit=MAX_DEPTH)
            raise Damage(self._parser.CurrentLineNumber, too_deep)
        if self._text is not None:
            self._codes.append((name, attributes, self._length) if name in _CODES else None)
        elif name == "tu":
            self._tu = _Tu(self._parser.CurrentLineNumber, _by_name(attributes))
        elif self._tu is not None:
            self._start_in_unit(self._tu, name, attributes)

    def _start_in_unit(self, tu: _Tu, name: str, attributes: list[str]) -> None:
        if name == "tuv":
            named = _by_name(attributes)
            tu.variants.append(_Variant(named.get("xml:lang", named.get("lang", "")), named))
            tu.length += 1000  # an empty one takes its place too
        elif name in ("seg", "prop", "note"):
            self._text, self._length = [], 0
            self._prop = _by_name(attributes).get("type", "").lower() if name == "prop" else ""

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._codes:
            code = self._codes.pop()
            if code is not None and code[2] == self._length:
                self._characters(_tag(code[0], code[1]))
        elif self._text is not None and self._tu is not None:
            self._take(self._tu, name, "".join(self._text))
            self._text = None
        elif name == "tu" and self._tu is not None:
            self.found.append(self._tu)
            self._tu = None

    def _take(self, tu: _Tu, name: str, text: str) -> None:
        tu.length += self._length
        if self._length > MAX_CELL or tu.length > _MAX_UNIT:
            tu.fault = Message("a text is longer than {limit:,} characters", limit=MAX_CELL)
            tu.variants.clear()
        elif name == "seg" and tu.variants:
            tu.variants[-1].text = text
        elif name == "note" and sum(map(len, tu.notes)) + len(text) < _MAX_NOTE:
            tu.notes.append(text)
        elif self._prop in _STRING_IDS and not tu.string_id:
            tu.string_id = text

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._length += len(text)
            if self._length <= MAX_CELL:
                self._text.append(text)

    def _skipped(self, name: str, _is_parameter: bool) -> None:
        left_out = Message("the entity {name} is not known and was left out", name=name)
        self._problems.add(self._parser.CurrentLineNumber, left_out)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            refused = Message("a document type with declarations is not read, for safety")
            raise Damage(self._parser.CurrentLineNumber, refused)


def _by_name(attributes: list[str]) -> dict[str, str]:
    return dict(zip(attributes[::2], attributes[1::2], strict=True))


def _tag(name: str, attributes: list[str]) -> str:
    named = (f' {key}="{_quoted(value)}"' for key, value in _by_name(attributes).items())
    return f"<{name}{''.join(named)}/>"


def _tus(data: Buffer, problems: Problems, progress: Progress) -> Iterator[_Tu]:
    """Raises `Damage`, after all units before it."""
    scan = XmlScan(windows(data, progress), xml_codec(data[:1024]))
    collector = _Collector(scan, problems)
    try:
        for _ in scan:
            yield from collector.drain()
    except (Damage, BadInput):
        yield from collector.drain()
        raise


class TmxReader:
    """The units of a file that have a text in both languages. Iterate once; damage never raises, see `problems`.

    The ids are their places among all units of the file, from 1. `Cancelled` is raised when the progress says so; its
    steps are bytes.
    """

    def __init__(self, data: Buffer, source: str, target: str, progress: Progress | None = None) -> None:
        self._data, self._source, self._target = data, source, target
        self._progress = progress or Progress()
        self.problems = Problems()

    def __iter__(self) -> Iterator[TranslationUnit]:
        try:
            for number, tu in enumerate(_tus(self._data, self.problems, self._progress), 1):
                found = self._unit(number, tu)
                if isinstance(found, Message):
                    self.problems.add(tu.line, Message("{fault}; the unit was left out", fault=found))
                else:
                    yield found
        except Damage as damage:
            self.problems.add(damage.line, damage.message, Severity.ERROR)

    def _unit(self, number: int, tu: _Tu) -> TranslationUnit | Message:
        source, target = tu.best(self._source), tu.best(self._target)
        if tu.fault is not None:
            return tu.fault
        for language, found in ((self._source, source), (self._target, target)):
            if found is None or not found.text:
                return Message("there is no text in {language}", language=language)
        assert source is not None
        assert target is not None
        said = [target.attributes, tu.attributes]
        author = _first(said, "changeid") or _first(said, "creationid")
        at = _date(_first(said, "changedate")) or _date(_first(said, "creationdate"))
        return TranslationUnit(number, source.text, target.text, tu.string_id, "\n".join(tu.notes), 1, author, at)


def _first(attributes: list[dict[str, str]], name: str) -> str:
    return next((one[name] for one in attributes if one.get(name)), "")


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _quoted(text: str) -> str:
    return "".join(_QUOTED.get(letter, letter) for letter in _NO_XML.sub("", text))


def _escaped(text: str) -> str:
    if _NO_XML.search(text):
        text = _NO_XML.sub("", text)
    for letter, reference in _ESCAPES.items():
        text = text.replace(letter, reference)
    return text


def _segment(text: str) -> str:
    """The content of a `seg`; code tags by themselves are elements again."""
    if '="' not in text:
        return _escaped(text)
    done, parts = 0, []
    for code in _CODE.finditer(text):
        names = _NAME.findall(code.group())
        if len(set(names)) == len(names):
            parts += [_escaped(text[done : code.start()]), code.group()]
            done = code.end()
    return "".join([*parts, _escaped(text[done:])])


def write(units: Iterable[TranslationUnit], source: str, target: str, out: BinaryIO) -> int:
    """Write a TMX 1.4b in UTF-8. How many units lost a character that XML cannot hold (control characters)."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="LocaNext" creationtoolversion="{_quoted(__version__)}" segtype="block" o-tmf="LocaNext"'
        f' adminlang="en" srclang="{_quoted(source)}" datatype="plaintext"/>\n<body>\n'
    )
    out.write(head.encode())
    lost = 0
    for unit in units:
        out.write(_unit_as_xml(unit, source, target).encode())
        lost += bool(_NO_XML.search(f"{unit.source}{unit.target}{unit.string_id}"))
    out.write(b"</body>\n</tmx>\n")
    return lost


def _unit_as_xml(unit: TranslationUnit, source: str, target: str) -> str:
    note = f"<note>{_escaped(unit.note)}</note>" if unit.note else ""
    prop = f'<prop type="{STRING_ID}">{_escaped(unit.string_id)}</prop>' if unit.string_id else ""
    by = f' changeid="{_quoted(unit.author)}"' if unit.author else ""
    at = f' changedate="{unit.edited_at.astimezone(UTC).strftime(_DATE)}"' if unit.edited_at else ""
    return (
        f'<tu>{note}{prop}<tuv xml:lang="{_quoted(source)}"><seg>{_segment(unit.source)}</seg></tuv>'
        f'<tuv xml:lang="{_quoted(target)}"{by}{at}><seg>{_segment(unit.target)}</seg></tuv></tu>\n'
    )
