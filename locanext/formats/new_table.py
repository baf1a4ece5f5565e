"""Writes translation units as new tables: an Excel workbook, or tabbed text. Row by row, in constant memory.

Files that are there already are never written here: formats do that, and keep what is in them.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import BinaryIO

from locanext.domain.tm import TranslationUnit
from locanext.formats.sheet_patch import cell
from locanext.formats.tabbed_text import TabbedText

MAX_ROWS = 1_048_576
"""That a sheet may have; more go into a second one."""

MAX_CELL_UTF16 = 32_767
"""UTF-16 units that Excel allows in a cell; it calls a file with more damaged."""

_HEADER = ("Source", "Target", "StringID", "Note")
_ID_COLUMNS = 5
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_tabbed(units: Iterable[TranslationUnit], out: BinaryIO) -> int:
    """As the games have it, in UTF-8: five columns of a StringID (cut at its blanks), source, target, state, note.

    Line breaks become `\\n`, tabs blanks. 0: nothing is lost otherwise.
    """
    shape = TabbedText()
    for unit in units:
        ids = unit.string_id.split(" ", _ID_COLUMNS - 1)
        cells = [*ids, *[""] * (_ID_COLUMNS - len(ids)), unit.source, unit.target, "Current", unit.note]
        line = "\t".join(shape.storable(text, unit.source).replace("\0", "") for text in cells)
        out.write(f"{line}\n".encode())
    return 0


def write_workbook(units: Iterable[TranslationUnit], out: BinaryIO) -> int:
    """A workbook with a header; how many units were left out, for a cell of Excel cannot hold their text."""
    lost: list[int] = []
    rows = enumerate(_fitting(units, lost))
    sheets = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        for _, part in groupby(rows, lambda row: row[0] // (MAX_ROWS - 1)):
            sheets += 1
            _write_sheet(package, sheets, (unit for _, unit in part))
        if not sheets:
            sheets = 1
            _write_sheet(package, 1, ())
        for name, text in _parts(sheets):
            package.writestr(name, _HEAD + text)
    return len(lost)


def _fitting(units: Iterable[TranslationUnit], lost: list[int]) -> Iterator[TranslationUnit]:
    for unit in units:
        texts = (unit.source, unit.target, unit.string_id, unit.note)
        if max(map(len, texts)) * 2 > MAX_CELL_UTF16 and max(_utf16(text) for text in texts) > MAX_CELL_UTF16:
            lost.append(unit.id)
        else:
            yield unit


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _write_sheet(package: zipfile.ZipFile, number: int, units: Iterable[TranslationUnit]) -> None:
    rows = chain([_HEADER], ((unit.source, unit.target, unit.string_id, unit.note) for unit in units))
    name = f"xl/worksheets/sheet{number}.xml"
    with package.open(name, "w", force_zip64=True) as raw, io.BufferedWriter(raw) as sheet:
        sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        for row, texts in enumerate(rows, 1):
            cells = (cell(f' r="{letter}{row}"'.encode(), text) for letter, text in zip("ABCD", texts, strict=True))
            sheet.write(b'<row r="%d">%b</row>' % (row, b"".join(cells)))
        sheet.write(b"</sheetData></worksheet>")


def _parts(sheets: int) -> Iterator[tuple[str, str]]:
    """Name and text of all parts but the sheets."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="Units {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(_relation(n, "worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
    typed = "".join(_content_type(f"worksheets/sheet{n}.xml", "worksheet") for n in numbers)
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_content_type('workbook.xml', 'sheet.main')}{typed}</Types>",
    )
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    yield "_rels/.rels", f"{relations}{_relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>"
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>{listed}</sheets></workbook>',
    )
    yield "xl/_rels/workbook.xml.rels", f"{relations}{related}</Relationships>"


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_RELATED}/{kind}" Target="{target}"/>'


def _content_type(name: str, kind: str) -> str:
    return f'<Override PartName="/xl/{name}" ContentType="{_TYPE}.{kind}+xml"/>'
