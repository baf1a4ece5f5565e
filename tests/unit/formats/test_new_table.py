"""New workbooks and tabbed texts: what is written is read by the formats, and by others."""

import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

import openpyxl
import pytest

from locanext.domain.tm import TranslationUnit
from locanext.formats import new_table, registry
from tests.unit.formats.reading import read

UNITS = [
    TranslationUnit(1, "문 <b>&amp;", "Door\n  two", "101 7 0 0 1", "a note"),
    TranslationUnit(2, "_x0041_ \x01", "= 1 + 1", "ID"),
    TranslationUnit(3, "창", "Window", "a b c d e f g"),
]


def written(write: Callable[[Iterable[TranslationUnit], BinaryIO], int], units: Iterable[TranslationUnit]) -> bytes:
    out = io.BytesIO()
    assert write(units, out) == 0
    return out.getvalue()


def test_a_workbook_is_read_by_us_and_by_others() -> None:
    data = written(new_table.write_workbook, UNITS)
    segments, problems = read(registry.detect(data, "x.xlsx"), data)
    assert problems == []
    assert [(s.source, s.target, s.string_id) for s in segments] == [(u.source, u.target, u.string_id) for u in UNITS]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[1]] == ["Source", "Target", "StringID", "Note"]
    assert [cell.value for cell in sheet[2]] == ["문 <b>&amp;", "Door\n  two", "101 7 0 0 1", "a note"]
    assert sheet["B3"].value == "= 1 + 1"
    assert sheet["B3"].data_type == "s"  # no formula comes out of a memory


def test_a_workbook_without_a_unit() -> None:
    assert openpyxl.load_workbook(io.BytesIO(written(new_table.write_workbook, []))).active.max_row == 1


def test_what_excel_cannot_hold_is_counted() -> None:
    out = io.BytesIO()
    long = [
        TranslationUnit(1, "문", "x" * 32_768),
        TranslationUnit(2, "문", "😀" * 16_384),
        TranslationUnit(3, "문", "x" * 32_767),
    ]
    assert new_table.write_workbook(long, out) == 2
    assert openpyxl.load_workbook(out).active.max_row == 2


def test_more_rows_than_a_sheet_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_table, "MAX_ROWS", 3)
    data = written(new_table.write_workbook, (TranslationUnit(n, f"글 {n}", f"t {n}") for n in range(5)))
    sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    assert [[row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in sheets] == [
        ["글 0", "글 1"],
        ["글 2", "글 3"],
        ["글 4"],
    ]
    segments, _problems = read(registry.detect(data, "x.xlsx"), data)
    assert len(segments) == 5


def test_a_tabbed_text() -> None:
    data = written(new_table.write_tabbed, UNITS)
    assert data.split(b"\n")[0].decode() == "101\t7\t0\t0\t1\t문 <b>&amp;\tDoor\\n  two\tCurrent\ta note"
    segments, problems = read(registry.detect(data, "x.txt"), data)
    assert problems == []
    assert [(s.source, s.target) for s in segments][1:] == [(u.source, u.target) for u in UNITS[1:]]
    assert [s.string_id for s in segments] == ["101 7 0 0 1", "ID    ", "a b c d e f g"]
