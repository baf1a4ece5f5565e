"""Finds which columns of a sheet hold source, target and StringID, from its first rows."""

from collections.abc import Sequence

from locanext.formats.base import SheetColumns
from locanext.formats.sheet_rows import Row, column_letters

SAMPLE_ROWS = 50

_SOURCES = {"source", "strorigin", "sourcetext", "original", "korean", "kr", "ko", "원문", "원본", "한국어", "소스"}
_TARGETS = {"target", "str", "targettext", "translation", "translated", "번역", "번역문", "타겟"}
_STRING_IDS = {"stringid", "id", "key", "stringkey", "문자열id", "스트링id", "키"}
_LAST_OF_PLAIN = 3
_NAME_FILLERS = str.maketrans("", "", " _-\t\n")


def find_columns(name: str, rows: Sequence[Row], *, is_hidden: bool = False) -> SheetColumns | None:
    """The columns of the sheet `name`; None if it fits no known layout. `rows`: its first ones, with all cells.

    A hidden sheet is taken only if a header says what it holds: hidden lists of values are no texts.
    """
    filled = [row for row in rows if any(text.strip() for text in row.texts.values())]
    if not filled:
        return None
    return _by_header(name, filled[0]) or (None if is_hidden else _plain(name, filled))


def _by_header(name: str, row: Row) -> SheetColumns | None:
    source = _column_named(row, _SOURCES)
    target = _column_named(row, _TARGETS)
    return SheetColumns(name, source, target, _column_named(row, _STRING_IDS)) if source and target else None


def _column_named(row: Row, names: set[str]) -> str:
    found = (column for column, text in sorted(row.texts.items()) if text.translate(_NAME_FILLERS).casefold() in names)
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
