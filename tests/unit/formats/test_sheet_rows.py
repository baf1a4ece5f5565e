"""Rows read by patterns: the quick form and every other form of a cell give the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.formats import sheet_rows
from locanext.formats.damage import Damage
from locanext.formats.sheet_rows import (
    RowRanges,
    SheetRows,
    area,
    column_letters,
    column_number,
    rows_hidden_by_merging,
    shown_number,
)
from locanext.formats.workbook import Workbook
from locanext.formats.zip_package import ZipPackage
from tests.unit.formats import workbooks as wb

_STRINGS = "<si><t>zero</t></si><si><t>one &lt; two</t></si>"
_FORMS = {
    "one < two": (
        '<c r="@" t="s"><v>1</v></c>',
        '<c r="@" s="3" t="inlineStr"><is><t>one &lt; two</t></is></c>',
        '<c r="@" t="inlineStr"><is><r><t>one</t></r><r><t xml:space="preserve"> &#60; two</t></r></is></c>',
        "<c t='s' r='@'><v >1</v></c>",
        '<c r="@" t="str"><f>1</f><v>one &lt; two</v></c>',
        '<c r="@" t="s"><!-- <v>0</v> --><v>1</v></c>',
        '<c r="@" t="inlineStr"><is><t><![CDATA[one < two]]></t></is></c>',
    ),
    "": ("", '<c r="@"/>', '<c r="@" s="1"></c>', '<c r="@" t="inlineStr"><is><t/></is></c>', '<c r="@"><v></v></c>'),
    't="inlineStr"': ('<c r="@" t="str"><v>t="inlineStr"</v></c>',),
}
_CELL = st.sampled_from([(text, form) for text, forms in _FORMS.items() for form in forms])


def _opened(part: str | bytes) -> Workbook:
    return Workbook(ZipPackage(wb.packed(wb.parts([part], _STRINGS))), lambda _: None)


@settings(max_examples=150, deadline=None)
@given(st.lists(_CELL, min_size=1, max_size=5))
def test_every_form_of_a_cell_gives_its_text(cells: list[tuple[str, str]]) -> None:
    row = "".join(form.replace("@", f"{column_letters(place)}1") for place, (_, form) in enumerate(cells, 1))
    book = _opened(wb.sheet(f'<row r="1">{row}</row>'))
    (found,) = SheetRows(book, book.sheets[0])
    assert found.texts == {place: text for place, (text, _) in enumerate(cells, 1) if text}
    assert found.formulas == [place for place, (_, form) in enumerate(cells, 1) if "<f>" in form]


@given(st.integers(1, 16_384))
def test_columns_have_letters(number: int) -> None:
    assert column_number(column_letters(number)) == number


def test_areas() -> None:
    assert area("$B$2:AA10") == (2, 2, 10, 27)
    assert area("C3") == (3, 3, 3, 3)
    assert area("nothing") is None
    assert column_number("XFE") == column_number("ZZZ") == 0
    assert column_number("") == column_number("ABCD") == column_number("a") == 0


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)).map(lambda ends: (min(ends), max(ends))), max_size=6))
def test_ranges_hold_what_any_of_them_holds(ranges: list[tuple[int, int]]) -> None:
    held = RowRanges(ranges)
    for row in range(32):
        assert (row in held) == any(first <= row <= last for first, last in ranges)


def test_merged_cells_are_found_in_linear_time() -> None:
    """Beginnings without an end took a minute; they are met before expat has checked the part."""
    merged = "<mergeCell " * 40_000 + '<mergeCell count="1" ref="B2:C4"/>'
    book = _opened(wb.sheet("", after=merged))
    hidden = rows_hidden_by_merging(book, book.sheets[0], 2)
    assert [row for row in range(1, 9) if row in hidden] == [3, 4]


def test_a_sheet_has_no_more_rows_than_excel_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "MAX_ROWS", 9)
    monkeypatch.setattr(sheet_rows, "MAX_COLUMN", 1)
    for count in (9, 10):
        part = wb.sheet("<row/>" * count, before="<cols><col/></cols>")
        rows = SheetRows(book := _opened(part), book.sheets[0])
        if count == 9:
            assert len(list(rows)) == count
        else:
            with pytest.raises(Damage, match="more than 9 rows"):
                list(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_merged_cells_are_found_in_any_encoding(encoding: str) -> None:
    book = _opened(wb.sheet("", after='<mergeCells><mergeCell ref="B2:C4"/></mergeCells>').encode(encoding))
    hidden = rows_hidden_by_merging(book, book.sheets[0], 2)
    assert [row for row in range(1, 9) if row in hidden] == [3, 4]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("5", "5"), ("5.0", "5"), ("0.1", "0.1"), ("0.30000000000000004", "0.3"), ("-1.5E-7", "-1.5E-07"),
        ("123456789012345678", "123456789012345678"), ("1e400", "1e400"), ("nan", "nan"), ("", ""), ("x", "x"),
    ],
)  # fmt: skip
def test_numbers_as_a_person_sees_them(raw: str, shown: str) -> None:
    assert shown_number(raw) == shown
