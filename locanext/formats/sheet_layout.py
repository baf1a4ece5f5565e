"""Finds which columns of a sheet hold source, target and StringID, and where its header is, from its first rows."""

from collections.abc import Sequence

from locanext.formats.base import SheetColumns
from locanext.formats.sheet_rows import Row, SheetRows, column_letters

SAMPLE_ROWS = 50
_HEADER_WITHIN = 10
"""The header is among so many rows that hold something: titles and notes may stand above it."""

# The names that the game's own tools give come before others, wherever they stand.
_SOURCES = (
    {"strorigin", "source"},
    {"sourcetext", "original", "korean", "kr", "ko", "kor", "원문", "원본", "한국어", "소스"},
)
_TARGETS = (
    {"str", "target"},
    {"targettext", "translation", "translated", "번역", "번역문", "타겟", "english", "eng", "en", "영어", "영문"},
)
_STRING_IDS = ({"stringid"}, {"id", "key", "stringkey", "문자열id", "스트링id", "키"})
_LAST_OF_PLAIN = 3
_NAME_FILLERS = str.maketrans("", "", " _-\t\n")


def find_columns(name: str, rows: Sequence[Row], *, is_hidden: bool = False) -> SheetColumns | None:
    """The columns of the sheet `name`; None if it fits no known layout. `rows`: its first ones, with all cells.

    A hidden sheet is taken only if a header says what it holds: hidden lists of values are no texts.
    """
    filled = [row for row in rows if _is_filled(row)]
    named = (_by_header(name, row) for row in filled[:_HEADER_WITHIN])
    found = next((columns for columns in named if columns), None)
    return found or (_plain(name, filled) if filled and not is_hidden else None)


def rows_of_header(columns: SheetColumns, rows: SheetRows) -> int:
    """How many `rows` (with all cells) stand before the first segment: the header and what is above it.

    The header is the row that names the columns, or else the first row that holds anything.
    """
    if not columns.header:
        return 0
    filled = first = 0
    for place, row in enumerate(rows, 1):
        if not _is_filled(row) and row.number not in rows.lost:
            continue
        found = _by_header(columns.sheet, row)
        if found and (found.source, found.target) == (columns.source, columns.target):
            return place
        filled, first = filled + 1, first or place
        if filled == _HEADER_WITHIN:
            break
    return first


def _is_filled(row: Row) -> bool:
    return any(text.strip() for text in row.texts.values())


def _by_header(name: str, row: Row) -> SheetColumns | None:
    source = _column_named(row, _SOURCES)
    target = _column_named(row, _TARGETS)
    return SheetColumns(name, source, target, _column_named(row, _STRING_IDS)) if source and target else None


def _column_named(row: Row, ranked: Sequence[set[str]]) -> str:
    """The first column with one of the names; those of the first set before those of the next."""
    called = {column: text.translate(_NAME_FILLERS).casefold() for column, text in sorted(row.texts.items())}
    found = (column for names in ranked for column, text in called.items() if text in names)
    return column_letters(next(found, 0))


def _plain(name: str, rows: list[Row]) -> SheetColumns | None:
    """Source, target and perhaps StringID in A to C without a header.

    Notes and tables of numbers must not be taken for texts: column A has to hold words in most rows, and
    there has to be a second column, or Korean.
    """
    used = {column for row in rows for column, text in row.texts.items() if text.strip()}
    sources = [text for row in rows if (text := row.texts.get(1, ""))]
    words = sum(any(letter.isalpha() for letter in text) for text in sources)
    if max(used) > _LAST_OF_PLAIN or 2 * words < len(rows):
        return None
    if 2 not in used and not any("가" <= letter <= "힣" for text in sources for letter in text):
        return None
    return SheetColumns(name, "A", "B", "C" if 3 in used else "", header=False)
