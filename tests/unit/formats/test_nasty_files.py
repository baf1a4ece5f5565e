"""Files as they should not be, made here one by one: what is read of each, what is said, and that its bytes stay."""

# ruff: noqa: E501 - the cases are tables, a case a line

from typing import NamedTuple

import pytest

from locanext.formats.base import MAX_CELL, Layout, Severity
from locanext.formats.registry import by_id
from tests.unit.formats import workbooks as wb
from tests.unit.formats.reading import read, rewritten, texts, write

T, X, E = "tabbed_text", "loc_xml", "xlsx"
_ID = "1\t2\t3\t4\t5\t"
_STRINGS = "<si><t>원문</t></si><si><t>target</t></si>"


class Case(NamedTuple):
    """`texts`: (source, target) of each segment. `lines`: of the problems. `fails`: the last problem is an error."""

    name: str
    format_id: str
    data: bytes
    texts: list[tuple[str, str]]
    lines: list[int] = []  # noqa: RUF012 - never changed
    fails: bool = False
    says: str = ""


def _tab(*pairs: tuple[str, str], end: str = "\n") -> str:
    return "".join(f"{_ID}{source}\t{target}{end}" for source, target in pairs)


def _xml(inside: str, head: str = "") -> bytes:
    return f"{head}<LanguageData>{inside}</LanguageData>".encode()


def _loc(source: str, target: str, more: str = "") -> str:
    return f'<LocStr StringId="I" StrOrigin="{source}" Str="{target}"{more}/>'


def _book(*rows: str, **options: str) -> bytes:
    return wb.workbook(wb.row(1, "Source", "Target", "StringID"), *rows, **options)


def _shared(cells: str, strings: str = _STRINGS) -> bytes:
    head = wb.row(1, "Source", "Target")
    return wb.packed(wb.parts([wb.sheet(f'{head}<row r="2">{cells}</row>')], strings))


def _running_on(package: bytes) -> bytes:
    """The package with a comment of the last part that is said to be longer than the file."""
    place = package.rindex(b"PK\1\2") + 32
    return package[:place] + b"\xff\x7f" + package[place + 2 :]


_AB = [("a", "b")]
_TWO = [("a", "b"), ("c", "d")]
_LONE = "\ud800".encode("utf-16-le", "surrogatepass")
_DECLARED = '<?xml version="1.0" encoding="{}"?>'

TABBED = [
    Case("empty", T, b"", []),
    Case("only line ends", T, b"\n\r\n\n", []),
    Case("only a mark", T, b"\xef\xbb\xbf", []),
    Case("mark", T, b"\xef\xbb\xbf" + _tab(("가", "b")).encode(), [("가", "b")]),
    Case("mixed line ends", T, _tab(("a", "b"), end="\r\n").encode() + _tab(("c", "d")).encode(), _TWO),
    Case("no last line end", T, _tab(*_TWO).encode()[:-1], _TWO),
    Case("carriage returns only", T, _tab(*_TWO, end="\r").encode(), _TWO),
    Case("carriage return inside a cell", T, _tab(("a\rx", "b"), ("c", "d")).encode(), [("c", "d")], [1], says="carriage return"),
    Case("row that a carriage return ends, among others", T, (_tab(*_AB, end="\r") + _tab(("c", "d")) + _tab(("e", "f"))).encode(), [("e", "f")], [1], says="carriage return"),
    Case("row that a carriage return ends, UTF-16", T, b"\xff\xfe" + (_tab(*_AB, end="\r") + _tab(("c", "d")) + _tab(("e", "f"))).encode("utf-16-le"), [("e", "f")], [1], says="carriage return"),
    Case("two carriage returns", T, _tab(*_TWO, end="\r\r\n").encode(), _TWO),
    Case("line feed before carriage return", T, _tab(*_TWO, end="\n\r").encode(), _AB, [2], says="carriage return"),
    Case("only line ends of three kinds", T, b"\r\n\r\r\n\n\r", []),
    Case("no target column", T, f"{_ID}a\n".encode(), [("a", "")]),
    Case("no target column, CRLF", T, f"{_ID}a\r\n{_ID}c\td\r\n".encode(), [("a", ""), ("c", "d")]),
    Case("too few columns", T, ("1\t2\ta\n" + _tab(("a", "b"))).encode(), _AB, [1], says="3 columns"),
    Case("ragged", T, f"{_ID}a\tb\tCurrent\tnote\tx\ty\tz\n{_ID}c\td\n".encode(), _TWO),
    Case("blank and tab-only lines", T, ("\n\t\t\t\t\t\t\n" + _tab(*_AB)).encode(), _AB),
    Case("not line ends", T, _tab(("a\u2028b\x0bc\x0cd\x85e\x1cf", "g")).encode(), [("a\u2028b\x0bc\x0cd\x85e\x1cf", "g")]),
    Case("replacement character", T, _tab(("a\ufffd", "b")).encode(), [("a\ufffd", "b")]),
    Case("NUL", T, _tab(("a\0", "b"), ("c", "d")).encode(), [("c", "d")], [1], says="NUL"),
    Case("UTF-8 with a bad line", T, _tab(("가", "나")).encode() * 3 + b"1\t2\t3\t4\t5\t\xff\tx\n", [("가", "나")] * 3, [4], says="UTF-8"),
    Case("CP949", T, _tab(("문을 열어라", "열다")).encode("cp949"), [("문을 열어라", "열다")]),
    Case("CP949, rare syllables", T, _tab(("문을 열어라 뷁 믜", "그래")).encode("cp949"), [("문을 열어라 뷁 믜", "그래")]),
    Case("CP1252", T, _tab(("Öffne das Tor", "Café – “là”")).encode("cp1252"), [("Öffne das Tor", "Café – “là”")]),
    Case("CP949, few syllables beside letters", T, _tab(("HP를", "\\n검")).encode("cp949"), [("HP를", "\\n검")]),
    Case("CP1252, short German", T, _tab(("Größe", "Im Fluß größer")).encode("cp1252"), [("Größe", "Im Fluß größer")]),
    Case("CP1252, short Portuguese", T, _tab(("Opções", "AÇÃO")).encode("cp1252"), [("Opções", "AÇÃO")]),
    Case("CP1252, short French", T, _tab(("créée", "ÀÉÎ")).encode("cp1252"), [("créée", "ÀÉÎ")]),
    Case("UTF-16 LE", T, b"\xff\xfe" + _tab(("가ਊ਀", "b")).encode("utf-16-le"), [("가ਊ਀", "b")]),
    Case("UTF-16 BE", T, b"\xfe\xff" + _tab(("가\u0a0a\u0d0a", "😀")).encode("utf-16-be"), [("가\u0a0a\u0d0a", "😀")]),
    Case("UTF-16 without mark", T, _tab(("open", "가")).encode("utf-16-le"), [("open", "가")]),
    Case("UTF-16 of odd length", T, b"\xff\xfe" + _tab(*_AB).encode("utf-16-le") + b"x", _AB, [2], says="UTF-16"),
    Case("UTF-16 with half a letter", T, b"\xff\xfe" + _tab(*_AB).encode("utf-16-le") + _LONE + "\n".encode("utf-16-le") + _tab(("c", "d")).encode("utf-16-le"), _TWO, [2]),
    Case("UTF-16 with CR only", T, b"\xff\xfe" + _tab(*_TWO, end="\r").encode("utf-16-le"), _TWO),
    Case("UTF-32", T, _tab(*_AB).encode("utf-32"), [], [0], fails=True, says="UTF-32"),
    Case("huge cell", T, _tab(("a", "x" * (MAX_CELL + 1)), ("c", "d")).encode(), [("c", "d")], [1], says="longer"),
    Case("huge line", T, b"x" * (33 << 20) + b"\n" + _tab(("c", "d")).encode(), [("c", "d")], [1], says="longer"),
    Case("huge line of ASCII before a bad byte", T, b"x" * (1 << 20) + b"\xff\n" + _tab(*_AB).encode(), _AB, [1], says="1 columns"),
    Case("UTF-16 without mark, mostly Korean", T, _tab(("가나다라마바사아자차카타파하" * 9, "갸" * 80)).encode("utf-16-le"), [("가나다라마바사아자차카타파하" * 9, "갸" * 80)]),
    Case("quotes are text", T, _tab(('"a', 'b"')).encode(), [('"a', 'b"')]),
    Case("everything again and again", T, _tab(*_TWO).encode() * 5000, _TWO * 5000),
]  # fmt: skip

XML = [
    Case("empty", X, b"", [], [1], fails=True, says="no element"),
    Case("no LocStr", X, b"<LanguageData/>", []),
    Case("another root, namespace, prefix", X, b'<x:r xmlns:x="u"><x:locstr StrOrigin="a" Str="b"/></x:r>', _AB),
    Case("letter case", X, b'<R><LOCSTR STRINGID="1" strorigin="a" STR="b"/><locstr stroRigin="c" str="d"/></R>', _TWO),
    Case("attribute order and single quotes", X, b"<R><LocStr Str = 'b'\n\tDesc='\"' StrOrigin='a'/></R>", _AB),
    Case("no Str", X, b'<R><LocStr StrOrigin="a"/></R>', [("a", "")]),
    Case("no StrOrigin", X, b'<R>\n<LocStr Str="b"/></R>', [], [2], says="StrOrigin"),
    Case("nested", X, b'<R><G><LocStr StrOrigin="a" Str="b"><LocStr StrOrigin="c" Str="d"/>t</LocStr></G></R>', _TWO),
    Case("entities", X, _xml(_loc("&lt;br/&gt;&#10;&#xAC00;&amp;amp;", "&quot;&apos;&#9;")), [("<br/>\n가&amp;", "\"'\t")]),
    Case("raw line feed in a value", X, _xml(_loc("a\nx", "b")), [("a x", "b")]),
    Case("comments, CDATA, instructions", X, _xml('<!-- <LocStr StrOrigin="no"/> --><![CDATA[<LocStr StrOrigin="no"/>]]><?x <LocStr?>' + _loc("a", "b")), _AB),
    Case("greater-than in values", X, _xml(_loc("a>", ">b", ' Desc=">/>"')), [("a>", ">b")]),
    Case("attribute inside a value", X, _xml("<LocStr Desc=' Str=\"no\" ' StrOrigin=\"a\" Str='b'/>"), _AB),
    Case("same name in two letter cases", X, b'<R><LocStr StrOrigin="a" Str="b" STR="c"/></R>', _AB),
    Case("prefixed attributes", X, b'<R xmlns:l="u"><l:LocStr l:StrOrigin="a" l:Str="b"/><l:LocStr l:STRORIGIN="c"/></R>', [("a", "b"), ("c", "")]),
    Case("a prefixed attribute beside the real one", X, b'<R xmlns:l="u"><LocStr l:Str="old" l:StrOrigin="o" StrOrigin="a" Str="b"/></R>', _AB),
    Case("a prefix of that name", X, b'<R><LocStr xmlns:Str="u" StrOrigin="a"/></R>', [("a", "")]),
    Case("UTF-8 with mark", X, b"\xef\xbb\xbf" + _xml(_loc("가", "b")), [("가", "b")]),
    Case("UTF-16", X, "\ufeff".encode("utf-16-le") + _xml(_loc("가😀", "b"), _DECLARED.format("utf-16")).decode().encode("utf-16-le"), [("가😀", "b")]),
    Case("UTF-16 BE without mark", X, _xml(_loc("가", "b")).decode().encode("utf-16-be"), [("가", "b")]),
    Case("says UTF-16, is not", X, _xml(_loc("가", "b"), _DECLARED.format("utf-16")), [("가", "b")]),
    Case("EUC-KR that is CP949", X, _xml(_loc("뷁", "b"), _DECLARED.format("euc-kr")).decode().encode("cp949"), [("뷁", "b")]),
    Case("CP1252", X, _xml(_loc("é", "“b”"), _DECLARED.format("windows-1252")).decode().encode("cp1252"), [("é", "“b”")]),
    Case("Shift JIS", X, _xml(_loc("表示", "b"), _DECLARED.format("Shift_JIS")).decode().encode("cp932"), [("表示", "b")]),
    *(
        Case(f"{declared} that is {codec}", X, _xml(_loc(letters, "b"), _DECLARED.format(declared)).decode().encode(codec), [(letters, "b")])
        for declared, codec, letters in [
            ("Shift_JIS", "cp932", "①～髙㈱"), ("Windows-31J", "cp932", "①髙"), ("x-sjis", "cp932", "①表"),
            ("GB2312", "gbk", "镕朱"), ("windows-936", "gbk", "镕"), ("Big5", "cp950", "碁€"), ("TIS-620", "cp874", "ไทย…"),
            ("windows-949", "cp949", "뷁"), ("x-windows-949", "cp949", "힣"), ("windows-874", "cp874", "ไ"),
        ]
    ),
    Case("unknown encoding", X, _xml(_loc("a", "b"), _DECLARED.format("klingon")), [], [1], fails=True, says="klingon"),
    Case("encoding that runs code", X, _xml(_loc("a", "b"), _DECLARED.format("unicode_escape")), [], [1], fails=True),
    Case("bytes outside the encoding", X, _DECLARED.format("cp949").encode() + b"<R>\n\n<a b='\xff\xff'/></R>", [], [3], fails=True, says="CP949"),
    Case("not UTF-8", X, b'<R>\n<LocStr StrOrigin="a" Str="b"/>\n\xb0\xa1</R>', _AB, [3], fails=True, says="UTF-8"),
    Case("harmless document type", X, _xml(_loc("a", "b"), "<!DOCTYPE LanguageData>"), _AB),
    Case("entity bomb", X, b'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>\n<r>&b;</r>', [], [1], fails=True, says="document type"),
    Case("external entity", X, b'<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>', [], [2], fails=True, says="document type"),
    Case("external document type", X, b'<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><r/>', [], [1], fails=True, says="document type"),
    Case("undefined entity", X, _xml("\n" + _loc("&nbsp;", "b")), [], [2], fails=True, says="entity"),
    Case("cut short", X, _xml(_loc("a", "b") + "\n" + _loc("c", "d"))[:-30], _AB, [2], fails=True),
    Case("two roots", X, _xml(_loc("a", "b")) + b"<R/>", _AB, [1], fails=True),
    Case("NUL", X, _xml("\n\0" + _loc("a", "b")), [], [2], fails=True),
    Case("character 1", X, _xml(_loc("a&#1;", "b")), [], [1], fails=True),
    Case("deep", X, b"<R>" + b"<a>" * 50_000 + _loc("a", "b").encode() + b"</a>" * 50_000 + b"</R>", _AB),
    Case("huge cell", X, _xml("\n" + _loc("a", "x" * (MAX_CELL + 1)) + _loc("c", "d")), [("c", "d")], [2], says="longer"),
    Case("huge note", X, _xml(_loc("a", "b", f' Desc="{"x" * (MAX_CELL + 1)}"') + _loc("c", "d")), [("c", "d")], [1], says="longer"),
    Case("bottomless", X, b"<R>" + _loc("a", "b").encode() + b"\n<a>" * 100_001, _AB, [100_001], fails=True, says="inside one another"),
    Case("huge comment", X, _xml("<!--" + "x" * (1 << 22) + "-->" + _loc("a", "b")), _AB),
    Case("broken name", X, b'<R><LocStr StrOrigin="a" Str="b"/><1/></R>', _AB, [1], fails=True),
]  # fmt: skip

_STRICT = wb.parts([wb.sheet(wb.row(1, "Source", "Target") + wb.row(2, "a", "b"), namespace=wb.STRICT)])
_GOOD = wb.parts([wb.sheet(wb.row(1, "Source", "Target") + wb.row(2, "a", "b"))])
_PREFIXED = (
    f'<x:worksheet xmlns:x="{wb.MAIN}" xmlns="urn:other"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>Source</x:v></x:c>'
    '<x:c r="B1" t="str"><x:v>Target</x:v></x:c></x:row><x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>'
    '<x:c r="B2" s="7" t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
)
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
_HEAD = wb.row(1, "Source", "Target")
_RICH = (
    "<si><r><rPr><b/></rPr><t>bo</t></r><r><t xml:space='preserve'>ld </t></r><rPh sb='0' eb='1'><t>no</t></rPh></si>"
)
_CDATA = '<c r="A2" t="inlineStr"><is><t><![CDATA[a</c></row>&]]></t></is></c><!-- <c r="B2"/></row> -->'

XLSX = [
    Case("empty", E, b"", [], [0], fails=True, says="not a workbook"),
    Case("good", E, _book(wb.row(2, "a", "b")), _AB),
    Case("no header", E, wb.workbook(wb.row(1, "a", "b"), wb.row(2, "c", "d")), _TWO),
    Case("fits nothing", E, wb.workbook(wb.row(1, "x", "y", "z", "w")), [], [0], says="no source"),
    Case("no rows", E, wb.workbook(), [], [0], says="no source"),
    Case("ZIP64 headers", E, wb.packed_zip64(_GOOD), _AB),
    Case("data descriptors", E, wb.packed_with_descriptors(_GOOD), _AB),
    Case("stored, with comment", E, wb.packed(_GOOD, 0, b"a comment"), _AB),
    Case("bytes before the package", E, b"PK\3\4" + b"stub" * 9 + wb.packed(_GOOD), _AB),
    Case("strict namespaces", E, wb.packed(_STRICT), _AB),
    Case("prefixed", E, wb.packed(wb.parts([_PREFIXED])), _AB),
    Case("UTF-16 sheet", E, wb.packed(wb.parts([wb.sheet(_HEAD + wb.row(2, "가", "b")).encode("utf-16")])), [("가", "b")]),
    Case("no references", E, wb.workbook(_HEAD, '<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row>'), _AB),
    Case("no target cell", E, _book('<row r="2"><c r="A2" t="str"><v>a</v></c><c r="C2" t="str"><v>I</v></c></row>'), [("a", "")]),
    Case("no target cell, no references", E, _book('<row><c t="str"><v>a</v></c></row>'), [("a", "")]),
    Case("shared strings", E, _shared('<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>'), [("원문", "target")]),
    Case("shared string that is not there", E, _shared('<c r="A2" t="s"><v>9</v></c>'), [], [2], says="shared"),
    Case("rich text and phonetic guide", E, _shared('<c r="A2" t="s"><v>0</v></c>', _RICH), [("bold ", "")]),
    Case("phonetic guide that is empty", E, _shared('<c r="A2" t="s"><v>0</v></c>', '<si><rPh sb="0" eb="1"/><t>a</t><rPh sb="0" eb="1"><t>no</t></rPh></si>'), [("a", "")]),
    Case("empty phonetic guides again and again", E, _shared('<c r="A2" t="s"><v>0</v></c>', "<si>" + '<rPh sb="0"/>' * 50_000 + "<t>a</t></si>"), [("a", "")]),
    Case("shared with comment and CDATA", E, _shared('<c r="A2" t="s"><v>1</v></c>', "<!--<si>--><si><t/></si><si><t>a<![CDATA[<&]]>b</t></si>"), [("a<&b", "")]),
    Case("escapes", E, _book(wb.row(2, "a_x000D_b_x005F_x0041_", "&#65;&lt;")), [("a\rb_x0041_", "A<")]),
    Case("NUL escape", E, _book(wb.row(2, "a_x0000_", "b"), wb.row(3, "c", "d")), [("c", "d")], [2], says="NUL"),
    Case("half a letter", E, _book(wb.row(2, "a", "_xD800_"), wb.row(3, "c", "d")), [("c", "d")], [2]),
    Case("numbers", E, _book('<row r="2"><c r="A2"><v>0.10000000000000001</v></c><c r="B2"><v>5</v></c></row>'), [("0.1", "5")]),
    Case("large numbers", E, _book('<row r="2"><c r="A2"><v>1E21</v></c><c r="B2"><v>123456789012345678</v></c></row>'), [("1E+21", "123456789012345678")]),
    Case("truth and error", E, _book('<row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'), [("TRUE", "#N/A")]),
    Case("source is a formula", E, _book('<row r="2"><c r="A2" t="str"><f>"a"&amp;""</f><v>a</v></c></row>'), [("a", "")]),
    Case("target is a formula", E, _book('<row r="2"><c r="A2" t="str"><v>a</v></c><c r="B2" t="str"><f>A2</f><v>a</v></c></row>'), [], [2], says="formula"),
    Case("target under an array formula", E, _book('<row r="2"><c r="A2" t="str"><v>a</v></c><c r="B2"><f t="array" ref="B2:B3">1</f><v>1</v></c></row>', wb.row(3, "c", "d"), wb.row(4, "e", "f")), [("e", "f")], [2, 3]),
    Case("merged target", E, _book(wb.row(2, "a", "b"), wb.row(3, "c", "d"), after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'), _AB, [3], says="merged"),
    Case("comments and CDATA between", E, _book(f'<row r="2">{_CDATA}</row><!-- <row r="3"> -->', wb.row(4, "c", "d")), [("a</c></row>&", ""), ("c", "d")]),
    Case("greater-than in attributes", E, _book("<row r='2' x='>'><c x=\"/>\" r='A2' t='str'><v>a</v></c><c y='>' r='B2' t='str'><v>b</v></c></row>"), _AB),
    Case("attributes inside attributes", E, _book("<row x=' r=\"' r='2'><c x=' r=\"B2\"' r='A2' t='str'><v>a</v></c><c x=\" t='s'\" r='B2' t='str'><v>b</v></c></row>"), _AB),
    Case("empty elements", E, _book('<row r="2"/><row r="3"><c r="A3"/><c r="B3" s="1"/></row>', wb.row(4, "a", "b")), _AB),
    Case("rows out of order", E, _book(wb.row(9, "a", "b"), wb.row(3, "c", "d")), _TWO),
    Case("references that name nothing", E, _book('<row r="x"><c r="$$" t="str"><v>a</v></c><c r="B2" t="str"><v>b</v></c></row>'), _AB),
    Case("empty reference to a shared string", E, _shared('<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v/></c>'), [("원문", "")]),
    Case("two halves of a letter", E, _book(wb.row(2, "_xD83D__xDE00_", "x_xD83D__xDE00_")), [("😀", "x😀")]),
    Case("cell past the last column", E, _book('<row r="2"><c r="A2" t="str"><v>a</v></c><c r="XFE2" t="str"><v>b</v></c></row>'), _AB),
    Case("merged target in UTF-16", E, wb.packed(wb.parts([wb.sheet(_HEAD + wb.row(2, "a", "b") + wb.row(3, "c", "d"), after='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>').encode("utf-16")])), _AB, [3], says="merged"),
    Case("names in another letter case", E, wb.packed({name.replace("sheet1", "Sheet1").replace("xl/w", "XL/W"): part for name, part in _GOOD.items()}), _AB),
    Case("names with percent escapes", E, wb.packed({name.replace("sheet1", "my sheet"): part.replace(b"sheet1.xml", b"my%20sheet.xml") for name, part in _GOOD.items()}), _AB),
    Case("sheet without a relation", E, wb.packed(_GOOD | {"xl/workbook.xml": _GOOD["xl/workbook.xml"].replace(b"</sheets>", b'<sheet name="S2" sheetId="2" r:id="rId9"/></sheets>')}), _AB, [0], says="where this sheet is"),
    Case("text document", E, wb.packed({"_rels/.rels": wb.relations({"r": ("officeDocument", "word/document.xml")}).encode(), "word/document.xml": b"<document/>"}), [], [0], fails=True, says="not a workbook"),
    Case("binary workbook", E, wb.packed({"_rels/.rels": wb.relations({"r": ("officeDocument", "xl/workbook.bin")}).encode(), "xl/workbook.bin": b"\x83\1"}), [], [0], fails=True, says=".xlsb"),
    Case("hidden list", E, wb.packed(wb.parts([wb.sheet(_HEAD + wb.row(2, "a", "b")), wb.sheet(wb.row(1, "x", "y"))], states=["", 'state="hidden"'])), _AB, [0]),
    Case("sheet cut short", E, wb.packed(wb.parts([wb.sheet(_HEAD + wb.row(2, "a", "b"))[:-40]])), [], [1], fails=True),
    Case("document type in a part", E, wb.packed(wb.parts(['<!DOCTYPE x [<!ENTITY a "b">]>' + wb.sheet(_HEAD)])), [], [0], fails=True, says="document type"),
    Case("package cut short", E, _book(wb.row(2, "a", "b"))[:-30], [], [0], fails=True, says="cut short"),
    Case("directory that runs on", E, _running_on(_book(wb.row(2, "a", "b"))), [], [0], fails=True, says="directory"),
    Case("damaged part", E, _book(wb.row(2, "a", "b")).replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml", 1), [], [0], fails=True),
    Case("a part twice", E, wb.packed(_GOOD | {"XL/workbook.xml": b"<x/>"}), [], [0], fails=True, says="same name"),
    Case("path tricks", E, wb.packed(_GOOD | {"../../etc/x": b"x", "/abs": b"y", "c:\\z": b"z"}), _AB),
    Case("zip bomb", E, wb.packed(_GOOD | {"xl/worksheets/sheet1.xml": _GOOD["xl/worksheets/sheet1.xml"] + b" " * (9 << 20)}), [], [0], fails=True, says="bomb"),
    Case("zip bomb in small pieces", E, wb.packed(wb.parts([wb.sheet(_HEAD + wb.row(2, "a", "b")) + " " * (1 << 20)] * 9)), [], [0] * 9, fails=True, says="bomb"),
    Case("blank picture", E, wb.packed(_GOOD | {"xl/media/a.bmp": bytes(60 << 20)}), _AB),
    Case("relations without end", E, wb.packed(_GOOD | {"xl/_rels/workbook.xml.rels": b"<r>" + b"<Relationship/>" * 20_001 + b"</r>"}), [], [0], fails=True, says="20,000"),
    Case("elements without end", E, wb.packed(_GOOD | {"xl/workbook.xml": b"<r>" + b"<a/>" * 1_000_001 + b"</r>"}), [], [0], fails=True, says="1,000,000"),
    Case("password", E, _OLE2 + "EncryptedPackage".encode("utf-16-le") + bytes(500), [], [0], fails=True, says="password"),
    Case("old Excel", E, _OLE2, [], [0], fails=True, says=".xls"),
    Case("not a package", E, b"Source,Target\na,b\n", [], [0], fails=True, says="not a workbook"),
    Case("package of something else", E, wb.packed({"word/document.xml": b"<x/>"}), [], [0], fails=True, says="xl/workbook.xml"),
    Case("huge cell", E, _book(wb.row(2, "a", "x" * (MAX_CELL + 1)), wb.row(3, "c", "d")), [("c", "d")], [2], says="longer"),
]  # fmt: skip

CASES = [*TABBED, *XML, *XLSX]
_named = pytest.mark.parametrize("case", CASES, ids=[f"{case.format_id}-{case.name}" for case in CASES])


def test_there_are_at_least_sixty() -> None:
    assert len({(case.format_id, case.name) for case in CASES}) == len(CASES) >= 60


@_named
def test_texts_and_problems(case: Case) -> None:
    found, problems = read(by_id(case.format_id), case.data)
    assert [(segment.source, segment.target) for segment in found] == case.texts
    assert [segment.ord for segment in found] == list(range(len(found)))
    assert [problem.line for problem in problems] == case.lines
    assert [problem.severity is Severity.ERROR for problem in problems[-1:]] == [case.fails] * bool(case.lines)
    assert case.says in " ".join(map(str, problems))


@_named
def test_untouched_bytes_stay(case: Case) -> None:
    shape = by_id(case.format_id)
    assert write(shape, case.data, [], Layout()) == case.data
    if not case.fails:
        assert rewritten(shape, case.data) == case.data


@_named
def test_every_segment_can_be_edited(case: Case) -> None:
    if case.fails or len(case.texts) > 100:
        return
    shape = by_id(case.format_id)
    layout = shape.read(case.data).layout
    for place in range(len(case.texts)):
        edited = write(shape, case.data, [(place, "new <one> & 'two' \"three\"")], layout)
        expected = [*case.texts]
        expected[place] = (case.texts[place][0], "new <one> & 'two' \"three\"")
        assert texts(shape, edited, layout) == expected
        # And back: what was there before can be put in again.
        back = write(shape, edited, [(place, case.texts[place][1])], layout)
        assert texts(shape, back, layout) == case.texts
