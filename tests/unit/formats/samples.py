"""A real-shaped file for each format. A new format adds its own here, and the contract suite runs on it."""

import io
import zipfile

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font

_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
TABBED = (
    "\ufeff101\t7\t0\t0\t1\t문을 열어라.\\n<PAColor0xffe9bd23>빨리<PAOldColor> {Key(A)}\t"
    "Open the door.\\n<PAColor0xffe9bd23>Quick<PAOldColor> {Key(A)}\tCurrent\tnote\r\n"
    "101\t7\t0\t0\t2\t▶ 은화 {0}닢\t\tNone\t\n"
    "101\t7\t0\t0\t3\t검\n"
    "\r\n"
    "102\t7\t0\t0\t1\t칼\tA “blade”\tCurrent\tlast\ttoo\tmany"
).encode()
XML = """<?xml version="1.0" encoding="utf-8"?>
<!-- exported -->
<LanguageData xmlns:x="urn:x">
  <Group Name="a &amp; b">
    <LocStr StringId="Q_1" StrOrigin="문을 열어라.&lt;br/&gt;{Key(A)}" Str="Open the door.&lt;br/&gt;{Key(A)}"
      Desc="it's"/>
    <LocStr StringId='Q_2' Str='' StrOrigin='은화 "{0}"닢' x:y="1" />
    <locstr stringid="Q_3" strorigin="검"></locstr>
  </Group>
  <![CDATA[ kept ]]>
  <LocStr StringId="Q_4" StrOrigin="칼" Str="&#x41; blade"/>
</LanguageData>
""".replace("\n", "\r\n").encode()


def workbook() -> bytes:
    """Chart, picture, macro part, comment, conditional format, rich text, formulas, hidden and 14-column sheets."""
    book = openpyxl.Workbook()
    _fill_texts(book.active)
    wide = book.create_sheet("Wide")
    names = (
        "StrOrigin ENG Str Correction TextState STATUS COMMENT MEMO1 MEMO2 Category FileName StringID DescOrigin Desc"
    )
    wide.append(names.split())
    wide.append(["원문", "old", "wide target", None, "Current", *[None] * 4, "cat", "f.txt", "W_1", None, "note"])
    book.create_sheet("Secret").append(["x", "y"])
    book["Secret"].sheet_state = "hidden"
    sink = io.BytesIO()
    book.save(sink)
    return _with_extras(sink.getvalue())


def _fill_texts(sheet: "openpyxl.worksheet.worksheet.Worksheet") -> None:
    sheet.title = "Texts"
    sheet.append(["Source", "Target", "StringID", "Length"])
    for number, (source, target) in enumerate(
        [("문\n열어", "Open\nit"), ("은화 {0}", None), ("검", "Sword"), ("칼", "Knife")], 2
    ):
        sheet.append([source, target, f"T_{number}", f"=LEN(B{number})"])
        sheet.cell(number, 2).font = Font(bold=True)
        sheet.cell(number, 2).alignment = Alignment(wrap_text=True)
    sheet.append(["수식", "=A2", "T_F"])
    sheet.conditional_formatting.add(
        "B2:B5", ColorScaleRule("min", start_color="FF0000", end_type="max", end_color="00FF00")
    )
    sheet["B2"].comment = Comment("check", "lead")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=1, max_row=4))
    sheet.add_chart(chart, "F2")


def _with_extras(data: bytes) -> bytes:
    """With parts that openpyxl does not write: a picture, macros, a stored member, and a comment of the package."""
    sink = io.BytesIO(data)
    with zipfile.ZipFile(sink, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", _PNG, zipfile.ZIP_STORED)
        package.writestr("xl/vbaProject.bin", bytes(range(256)) * 40)
        package.comment = b"made for a test"
    return sink.getvalue()


WORKBOOK = workbook()
SAMPLES: dict[str, tuple[str, bytes]] = {
    "tabbed_text": ("texts.txt", TABBED),
    "loc_xml": ("texts.xml", XML),
    "xlsx": ("texts.xlsx", WORKBOOK),
}
"""Format id -> (file name, bytes)."""
