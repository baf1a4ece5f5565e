"""The rows of a worksheet part, as a person sees their cells. It changes nothing and knows no layout."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import isfinite
from typing import NamedTuple

from locanext.domain.message import Message
from locanext.formats.damage import Damage
from locanext.formats.workbook import MAIN, Sheet, Workbook, unescape
from locanext.formats.xml_elements import ATTRIBUTES, Elements, Texts, plain, unreferenced

MAX_COLUMN, MAX_ROWS = 1 << 14, 1 << 20
_LONGEST_NUMBER = 8
_TAGS_OF_ONE = 2
_LETTERS = re.compile(r"[A-Z]{1,3}")
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_MERGE = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z0-9:$]+)["']""")
_BOOLEANS = {"1": "TRUE", "0": "FALSE"}
_EXACT_DIGITS = 15
_ATTRIBUTE = re.compile(r"""\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")


class Area(NamedTuple):
    """A rectangle of cells, all ends included."""

    top: int
    left: int
    bottom: int
    right: int


class RowRanges:
    """A set of row numbers given as ranges, ends included; overlaps do not slow it down."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []
        for first, last in sorted(ranges):
            if self._lasts and first <= self._lasts[-1]:
                self._lasts[-1] = max(last, self._lasts[-1])
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, row: int) -> bool:
        place = bisect_right(self._firsts, row) - 1
        return place >= 0 and row <= self._lasts[place]


class Row(NamedTuple):
    """`texts` by column from 1, wanted columns that have one only. `start`, `end`: offsets of the element."""

    number: int
    texts: dict[int, str]
    formulas: list[int]
    start: int
    end: int


def column_number(letters: str) -> int:
    """1 for A, 27 for AA, 16,384 for XFD; 0 for what names no column."""
    if not _LETTERS.fullmatch(letters):
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number if number <= MAX_COLUMN else 0


def column_letters(number: int) -> str:
    """The opposite of `column_number`."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def area(reference: str) -> Area | None:
    """The area that `A1` or `A1:B2` names."""
    found = _AREA.fullmatch(reference)
    if not found:
        return None
    left, top, right, bottom = found.groups()
    return Area(int(top), column_number(left), int(bottom or top), column_number(right or left))


def rows_hidden_by_merging(book: Workbook, sheet: Sheet, column: int) -> RowRanges:
    """The rows in which the cell of `column` lies under a merged one: only the first cell of each area is seen.

    The list of merged cells stands after the rows, so it is looked for in a run of its own.
    """
    areas = [merged for merged in _merged(book, sheet) if merged.left <= column <= merged.right]
    ranges = ((merged.top + (merged.left == column), merged.bottom) for merged in areas)
    return RowRanges((first, last) for first, last in ranges if first <= last)


def _merged(book: Workbook, sheet: Sheet) -> Iterator[Area]:
    before = b""
    for window in book.windows(sheet.part):
        text = before + window
        last = 0
        for match in _MERGE.finditer(text):
            last = match.end()
            merged = area(match.group(1).decode())
            if merged:
                yield merged
        before = text[max(last, len(text) - 256) :]


def shown_number(raw: str) -> str:
    """A stored number in the plain form: 0.10000000000000001 is what a person typed as 0.1."""
    if len(raw) <= _EXACT_DIGITS and raw.isdigit():
        return raw
    try:
        number = float(raw)
    except ValueError:
        return raw
    return f"{number:.{_EXACT_DIGITS}g}".upper() if isfinite(number) and not raw.isdigit() else raw


class _CellPatterns:
    """Patterns for the cells of a row, for the prefixes that the sheet uses."""

    def __init__(self, prefixes: str) -> None:
        prefix = f"(?:{prefixes})"
        body = rf"((?>(?:[^<]++|<(?!/{prefix}c[\s>]))*))"
        reference = r"""(?:\s+r\s*=\s*["']([A-Za-z]{1,3})[0-9]*["'])?"""
        self.cells = re.compile(rf"<{prefix}c(?=[\s/>]){reference}({ATTRIBUTES})>(?:(?<=/>)|{body}</{prefix}c\s*>)")
        # Nearly all cells with a value look like this; a row in which all do is read with one pattern.
        inline = rf"(<){prefix}is><{prefix}t(?: xml:space=\"preserve\")?>([^<]*)</{prefix}t></{prefix}is>"
        self.simple_cells = re.compile(
            rf'<{prefix}c r="([A-Z]{{1,3}})[0-9]+"(?: s="[0-9]+")?(?: t="([A-Za-z]+)")?>'
            rf"(?:<{prefix}v>([^<]*)</{prefix}v>|{inline})</{prefix}c>"
        )
        self.value = re.compile(rf"<{prefix}v(?:\s{ATTRIBUTES})?>([^<]*)</")
        self.formula = re.compile(rf"<{prefix}f(?=[\s/>])({ATTRIBUTES})>")
        self.texts = Texts(prefixes)


class SheetRows:
    """Iterates over the rows of a sheet. `wanted`: only these columns are read; None: all.

    `filled_to` is, by column, the last row that a formula of several cells met so far fills. `lost` are the
    numbers of rows that refer to a shared text that does not exist. `styles` are the columns' own: (first,
    last, style).
    """

    def __init__(self, book: Workbook, sheet: Sheet, wanted: frozenset[int] | None = None, *, keep: bool = False):
        self.scan = book.scan(sheet.part, keep=True)
        self.filled_to: dict[int, int] = {}
        self.lost: list[int] = []
        self.styles: list[tuple[int, int, str]] = []
        self._elements = Elements(self.scan, MAIN, "row|col", keep=keep)
        self._strings = book.strings
        self._wanted = wanted
        self._number = self._count = 0

    def __iter__(self) -> Iterator[Row]:
        """Raises `Damage`, with the row it is in as its line."""
        try:
            for base, found in self._elements:
                patterns = _patterns(self._elements.prefixes)
                for match in self._rows_among(found):
                    yield self._row(match, base, patterns)
        except Damage as damage:
            raise Damage(self._number, damage.message) from damage

    def _rows_among(self, found: list[re.Match[bytes]]) -> list[re.Match[bytes]]:
        self._count += len(found)
        if self._count > MAX_ROWS + MAX_COLUMN:
            raise Damage(0, Message("there are more than {limit:,} rows", limit=MAX_ROWS))
        rows = [match for match in found if not match["name"].endswith(b"col")]
        if len(rows) < len(found):
            self._add_styles(found)
        return rows

    def _row(self, match: re.Match[bytes], base: int, patterns: _CellPatterns) -> Row:
        number = attribute(match["attributes"].decode(), "r")
        self._number = self._number + 1 if _is_no_number(number) else int(number)
        formulas: list[int] = []
        texts = self._cells(plain(match["inside"]), formulas, patterns)
        return Row(self._number, texts, formulas, base + match.start(), base + match.end())

    def style_of(self, column: int) -> str:
        """The style that new cells of a column get; "" if it has none."""
        return next((style for first, last, style in self.styles if first <= column <= last), "")

    def _cells(self, row: str, formulas: list[int], patterns: _CellPatterns) -> dict[int, str]:
        simple = patterns.simple_cells.findall(row)
        ends = _TAGS_OF_ONE * len(simple) + sum(bool(opened) for _, _, _, opened, _ in simple)
        if ends == row.count("</"):
            return self._simple_cells(simple)
        texts: dict[int, str] = {}
        column = 0
        for cell in patterns.cells.finditer(row):
            letters, attributes, body = cell.groups("")
            column = column_of(letters or attribute(attributes, "r")) or column + 1
            if "<" not in body:
                continue
            if "f" in body:
                self._note_formula(patterns.formula.search(body), column, formulas)
            if self._wanted is None or column in self._wanted:
                text = self._shown(attribute(attributes, "t"), body, patterns)
                if text:
                    texts[column] = text
        return texts

    def _simple_cells(self, cells: list[tuple[str, str, str, str, str]]) -> dict[int, str]:
        texts: dict[int, str] = {}
        wanted, column = self._wanted, 0
        for letters, kind, raw, _, inline in cells:
            column = _COLUMNS.get(letters) or column_of(letters) or column + 1
            if wanted is None or column in wanted:
                if kind == "s":
                    text = self._shared(raw)
                else:
                    text = unescape(unreferenced(inline)) if kind == "inlineStr" else self._value(kind, raw)
                if text:
                    texts[column] = text
        return texts

    def _note_formula(self, found: re.Match[str] | None, column: int, formulas: list[int]) -> None:
        if found is None:
            return
        formulas.append(column)
        if attribute(found[1], "t") in ("array", "dataTable"):
            filled = area(attribute(found[1], "ref"))
            for wanted in self._wanted or ():
                if filled and filled.left <= wanted <= filled.right:
                    self.filled_to[wanted] = max(filled.bottom, self.filled_to.get(wanted, 0))

    def _add_styles(self, found: list[re.Match[bytes]]) -> None:
        for match in found:
            column = match["attributes"].decode()
            first, last = attribute(column, "min"), attribute(column, "max")
            # A row has neither.
            if first.isdecimal() and last.isdecimal() and attribute(column, "style"):
                self.styles.append((int(first), int(last), attribute(column, "style")))

    def _shown(self, kind: str, body: str, patterns: _CellPatterns) -> str:
        if kind == "inlineStr":
            return unescape(patterns.texts.of(body))
        found = patterns.value.search(body)
        return self._value(kind, found[1] if found else "")

    def _value(self, kind: str, raw: str) -> str:
        text = unreferenced(raw)
        if kind == "s":
            return self._shared(text)
        if kind == "b":
            return _BOOLEANS.get(text.strip(), text)
        if kind == "str":
            return unescape(text)
        return shown_number(text) if kind in ("", "n") else text

    def _shared(self, raw: str) -> str:
        if not raw.strip():
            return ""
        try:
            return self._strings[int(raw)]
        except (ValueError, IndexError):
            self.lost.append(self._number)
            return ""


@lru_cache(maxsize=64)
def _patterns(prefixes: str) -> _CellPatterns:
    return _CellPatterns(prefixes)


def _is_no_number(text: str) -> bool:
    return not text.isdecimal() or len(text) > _LONGEST_NUMBER


def attribute(attributes: str, name: str) -> str:
    """The value of an attribute without prefix; the ones asked for here hold no references."""
    if "'" not in attributes:
        before, _, after = attributes.partition(f' {name}="')
        if after and before.count('"') % 2 == 0:
            return after[: after.index('"')]
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1] == name:
            return found[2][1:-1]
    return ""


_COLUMNS: dict[str, int] = {}


def column_of(reference: str) -> int:
    """The column of a cell reference (`AB12`); 0 if it has none."""
    letters = reference.rstrip("0123456789")
    known = _COLUMNS.get(letters)
    if known is None:
        known = column_number(letters.upper())
        if known:
            _COLUMNS[letters] = known
    return known
