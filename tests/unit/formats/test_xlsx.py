"""Workbooks: only the changed cells of the changed sheets differ; every other member keeps its compressed bytes."""

import io
import re
import struct
import tracemalloc
import zipfile

import openpyxl
import pytest

from locanext.domain.errors import BadFile
from locanext.formats.base import Layout, SheetColumns
from locanext.formats.xlsx import Xlsx
from tests.unit.formats import workbooks as wb
from tests.unit.formats.reading import read, texts, write
from tests.unit.formats.samples import WORKBOOK

SHAPE = Xlsx()
TEXTS_PART = "xl/worksheets/sheet1.xml"


def _members(data: bytes) -> dict[str, tuple[bytes, tuple[object, ...]]]:
    """Raw local header and compressed bytes of each member, and what the directory says but for its place."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for info in package.infolist():
            names = struct.unpack_from("<HH", data, info.header_offset + 26)
            end = info.header_offset + 30 + sum(names) + info.compress_size
            facts = (info.date_time, info.compress_type, info.extra, info.comment, info.external_attr, info.flag_bits)
            found[info.filename] = data[info.header_offset : end], facts
        assert package.testzip() is None
    return found


def test_segments_of_the_sample() -> None:
    reader = SHAPE.read(WORKBOOK)
    segments = list(reader)
    assert [(s.string_id, s.source, s.target) for s in segments] == [
        ("T_2", "문\n열어", "Open\nit"),
        ("T_3", "은화 {0}", ""),
        ("T_4", "검", "Sword"),
        ("T_5", "칼", "Knife"),
        ("W_1", "원문", "wide target"),
    ]
    assert [str(problem) for problem in reader.problems.items] == [
        "Secret: no source and target columns were found; it was skipped",
        "Texts: line 6: the target is a formula; the row was left as it is",
    ]
    assert reader.layout.sheets == (SheetColumns("Texts", "A", "B", "C"), SheetColumns("Wide", "A", "C", "L"))


@pytest.mark.parametrize(
    "build", [wb.packed, wb.packed_with_descriptors, wb.packed_zip64], ids=["plain", "descriptors", "ZIP64"]
)
def test_all_other_members_keep_their_compressed_bytes(build: "object") -> None:
    data = build(wb.unpacked(WORKBOOK))  # type: ignore[operator]
    for source in (data, b"#!/bin/stub\n" + data):
        edited = write(SHAPE, source, [(0, "새 글"), (3, "x" * 30_000)], SHAPE.read(data).layout)
        before, after = _members(source), _members(edited)
        assert list(before) == list(after)
        assert [name for name in before if before[name] != after[name]] == [TEXTS_PART]
        with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(io.BytesIO(edited)) as new:
            assert old.comment == new.comment
        assert texts(SHAPE, edited)[0] == ("문\n열어", "새 글")


def test_only_the_edited_cell_differs_in_the_sheet() -> None:
    old = wb.unpacked(WORKBOOK)[TEXTS_PART].decode()
    edited = write(SHAPE, WORKBOOK, [(0, "a & <b>\n ")])
    (cell,) = re.findall(r'<c r="B2" s="\d+" t=.*?</c>', old, re.DOTALL)
    style = cell.split('"')[3]
    new = f'<c r="B2" s="{style}" t="inlineStr"><is><t xml:space="preserve">a &amp; &lt;b&gt;\n </t></is></c>'
    assert wb.unpacked(edited)[TEXTS_PART].decode() == old.replace(cell, new)


def test_an_emptied_and_a_filled_cell_keep_their_style() -> None:
    edited = write(SHAPE, WORKBOOK, [(0, ""), (1, "filled")])
    part = wb.unpacked(edited)[TEXTS_PART].decode()
    assert re.search(r'<c r="B2" s="\d+"/><c r="C2"', part)
    assert re.search(r'<c r="B3" s="\d+" t="inlineStr">', part)
    book = openpyxl.load_workbook(io.BytesIO(edited), rich_text=True)
    sheet = book["Texts"]
    assert (sheet["B2"].value, sheet["B3"].value, sheet["D2"].value) == (None, "filled", "=LEN(B2)")
    assert sheet["B3"].font.bold
    assert sheet["B2"].comment.text == "check"
    assert len(sheet._charts) == 1
    assert book["Secret"].sheet_state == "hidden"


def test_two_sheets_change_and_a_third_does_not() -> None:
    edited = write(SHAPE, WORKBOOK, [(2, "one"), (4, "two")])
    before, after = wb.unpacked(WORKBOOK), wb.unpacked(edited)
    assert [name for name in before if before[name] != after[name]] == [TEXTS_PART, "xl/worksheets/sheet2.xml"]
    assert openpyxl.load_workbook(io.BytesIO(edited))["Wide"]["C2"].value == "two"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('<row r="2"><c r="A2" t="str"><v>a</v></c></row>', "</c>@</row>"),
        ('<row r="2"><c r="A2" t="str"><v>a</v></c><c r="D2"/></row>', '</c>@<c r="D2"/></row>'),
        ('<row r="2"><c t="str"><v>a</v></c></row>', "</c>@</row>"),
    ],
)
def test_a_missing_cell_is_put_in_its_place_in_the_column_s_style(row: str, expected: str) -> None:
    head = wb.row(1, "Source", "Target")
    columns = '<cols><col min="1" max="1" style="8"/><col min="2" max="3" width="9" style="4"/></cols>'
    data = wb.workbook(head, row, before=columns)
    part = wb.unpacked(write(SHAPE, data, [(0, "new")]))[TEXTS_PART].decode()
    cell = '<c r="B2" s="4" t="inlineStr"><is><t xml:space="preserve">new</t></is></c>'
    assert expected.replace("@", cell) in part


@pytest.mark.parametrize(
    ("attributes", "style"),
    [('s="9" customFormat="1"', "9"), ("customFormat='true' s='9'", "9"), ('s="9"', "4"), ('customFormat="1"', "4")],
)
def test_the_style_of_a_row_goes_before_the_column_s(attributes: str, style: str) -> None:
    row = f'<row r="2" {attributes}><c r="A2" t="str"><v>a</v></c></row>'
    data = wb.workbook(wb.row(1, "Source", "Target"), row, before='<cols><col min="2" max="2" style="4"/></cols>')
    assert f'<c r="B2" s="{style}" t=' in wb.unpacked(write(SHAPE, data, [(0, "new")]))[TEXTS_PART].decode()


def test_prefixes_and_unknown_attributes_stay() -> None:
    part = (
        f'<x:worksheet xmlns:x="{wb.MAIN}" xmlns:y="u"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="str"><x:v>Source</x:v></x:c>'
        "<x:c r='B1' t='str'><x:v>Target</x:v></x:c></x:row><x:row r='2' y:z='1'><x:c r='A2'><x:v>1</x:v></x:c>"
        "<x:c y:k='>' s='3' vm='1' r='B2' t='b'><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    edited = wb.unpacked(write(SHAPE, wb.packed(wb.parts([part])), [(0, "n")]))[TEXTS_PART].decode()
    old = "<x:c y:k='>' s='3' vm='1' r='B2' t='b'><x:v>1</x:v></x:c>"
    new = "<x:c y:k='>' s='3' r='B2' t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">n</x:t></x:is></x:c>"
    assert edited == part.replace(old, new)


def test_an_edited_rich_text_becomes_plain_and_the_shared_one_stays() -> None:
    rich = "<si><r><rPr><b/></rPr><t>bo</t></r><r><t>ld</t></r></si><si><t>Source</t></si><si><t>Target</t></si>"
    cells = '<row r="{0}"><c r="A{0}" t="s"><v>{1}</v></c><c r="B{0}" s="2" t="s"><v>{2}</v></c></row>'
    part = wb.sheet(cells.format(1, 1, 2) + cells.format(2, 0, 0) + cells.format(3, 0, 0))
    data = wb.packed(wb.parts([part], rich))
    assert texts(SHAPE, data) == [("bold", "bold")] * 2
    edited = write(SHAPE, data, [(1, "new")])
    assert texts(SHAPE, edited) == [("bold", "bold"), ("bold", "new")]
    before, after = wb.unpacked(data), wb.unpacked(edited)
    assert [name for name in before if before[name] != after[name]] == [TEXTS_PART]


def test_what_xml_cannot_hold_is_escaped_as_excel_does() -> None:
    text = "a\x07b_x0041_\uffff\tc"
    edited = write(SHAPE, WORKBOOK, [(0, text)])
    assert "a_x0007_b_x005F_x0041__xFFFF_\tc<" in wb.unpacked(edited)[TEXTS_PART].decode()
    assert texts(SHAPE, edited)[0][1] == text


def test_more_than_excel_allows_is_refused_by_name() -> None:
    assert texts(SHAPE, write(SHAPE, WORKBOOK, [(0, "x" * 32_767)]))[0][1] == "x" * 32_767
    for text in ("x" * 32_768, "😀" * 16_384):
        with pytest.raises(BadFile, match=r"32,767 .*T_2"):
            write(SHAPE, WORKBOOK, [(0, text)])


def test_columns_chosen_by_letter() -> None:
    data = wb.workbook(wb.row(1, "x", "y", "", "z"), wb.row(2, "p", "q", "", "r"))
    chosen = Layout(sheets=(SheetColumns("S1", "D", "A", "B", header=False), SheetColumns("No", "A", "B")))
    segments, problems = read(SHAPE, data, chosen)
    assert [(s.string_id, s.source, s.target) for s in segments] == [("y", "z", "x"), ("q", "r", "p")]
    assert [problem.sheet for problem in problems] == ["No"]
    assert texts(SHAPE, write(SHAPE, data, [(1, "new")], chosen), chosen) == [("z", "x"), ("r", "new")]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (("원문", "번역", "문자열ID"), ("A", "B", "C")),
        (("String ID", " SOURCE ", "Translation"), ("B", "C", "A")),
        (("Key", "Korean", "Notes", "Target"), ("B", "D", "A")),
        (("Korean", "English"), ("A", "B", "")),
        (("StrOrigin", "ENG"), ("A", "B", "")),
        (("ENG", "Original", "Str", "StrOrigin", "ID", "StringID"), ("D", "C", "F")),
    ],
)
def test_headers(header: tuple[str, ...], columns: tuple[str, str, str]) -> None:
    found = SHAPE.read(wb.workbook(wb.row(1, *header), wb.row(2, *"abcd"))).layout.sheets
    assert found == (SheetColumns("S1", *columns),)


@pytest.mark.parametrize("above", [1, 9])
def test_titles_above_the_header_are_no_segments(above: int) -> None:
    titles = [wb.row(place, f"제목 {place}", "note") for place in range(1, above + 1)]
    header = wb.row(20, "StringID", "StrOrigin", "Str")
    data = wb.workbook(*titles, "<row/>", header, wb.row(21, "I", "가", "a"), wb.row(22, "J", "Source", "b"))
    assert SHAPE.read(data).layout.sheets == (SheetColumns("S1", "B", "C", "A"),)
    assert texts(SHAPE, data) == [("가", "a"), ("Source", "b")]
    assert texts(SHAPE, write(SHAPE, data, [(1, "new")])) == [("가", "a"), ("Source", "new")]


def test_a_header_without_names_is_the_first_row_that_holds_anything() -> None:
    """Also if it holds nothing in the chosen columns."""
    chosen = Layout(sheets=(SheetColumns("S1", "A", "B"),))
    first = '<row r="1"><c r="D1" t="str"><v>Name</v></c></row>'
    for above in ("", "<row/>", wb.row(1, " ")):
        data = wb.workbook(above, first, wb.row(2, "a", "b"), wb.row(3, "c", "d"))
        assert texts(SHAPE, data, chosen) == [("a", "b"), ("c", "d")]
        assert texts(SHAPE, write(SHAPE, data, [(0, "n")], chosen), chosen) == [("a", "n"), ("c", "d")]


def test_a_damaged_header_does_not_cost_the_next_row() -> None:
    chosen = Layout(sheets=(SheetColumns("S1", "A", "B"),))
    for cell in ('<c r="A1" t="str"><v>x</v></c>', ""):
        header = f'<row r="1">{cell}<c r="B1" t="s"><v>9</v></c></row>'
        data = wb.packed(wb.parts([wb.sheet(header + wb.row(2, "a", "b"))], ""))
        assert read(SHAPE, data, chosen)[1] == []
        assert texts(SHAPE, data, chosen) == [("a", "b")]


def test_a_string_id_is_made_where_there_is_none() -> None:
    assert [s.string_id for s in SHAPE.read(wb.workbook(wb.row(1, "가"), wb.row(5, "나")))] == ["S1!1", "S1!5"]


def test_a_large_sheet_in_many_windows() -> None:
    rows = [wb.row(place, f"원문 {place}", f"t{place}") for place in range(2, 6000)]
    data = wb.workbook(wb.row(1, "Source", "Target"), *rows)
    edits = [(place, f"new {place}") for place in range(0, 5998, 53)]
    edited = write(SHAPE, data, edits)
    part = wb.unpacked(data)[TEXTS_PART].decode()
    for place, text in edits:
        part = part.replace(f">t{place + 2}<", f">{text}<")
    assert wb.unpacked(edited)[TEXTS_PART].decode() == part


def test_rows_without_segments_are_not_gathered() -> None:
    blank = "".join(f'<row r="{place}" spans="1:2" note="{"x" * 200}"/>' for place in range(3, 30_000))
    data = wb.workbook(wb.row(1, "Source", "Target"), wb.row(2, "a", "b"), blank, wb.row(30_000, "c", "d"))
    layout = SHAPE.read(data).layout
    tracemalloc.start()
    try:
        edited = write(SHAPE, data, [(1, "new")], layout)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
    assert texts(SHAPE, edited) == [("a", "b"), ("c", "new")]
