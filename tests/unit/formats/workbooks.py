"""Builds workbooks byte by byte, in the odd ways that no library writes."""

import io
import zipfile
from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    """A worksheet part around the `row` elements given."""
    return f'<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def row(number: int, *texts: str) -> str:
    """A row of inline strings in A, B, C …; texts are raw XML."""
    cells = "".join(inline(f"{chr(65 + place)}{number}", text) for place, text in enumerate(texts) if text)
    return f'<row r="{number}">{cells}</row>'


def relations(targets: Mapping[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{items}</Relationships>'


def parts(sheets: Sequence[str | bytes], strings: str | None = None, states: Sequence[str] = ()) -> dict[str, bytes]:
    """The parts of a workbook with sheets S1, S2 …; `strings`: the inside of the shared strings."""
    related = {f"rId{place}": ("worksheet", f"worksheets/sheet{place}.xml") for place in range(1, len(sheets) + 1)}
    tabs = "".join(
        f'<sheet name="S{place}" sheetId="{place}" {states[place - 1] if states else ""} r:id="rId{place}"/>'
        for place in range(1, len(sheets) + 1)
    )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{tabs}</sheets></workbook>',
        **{f"xl/worksheets/sheet{place}.xml": part for place, part in enumerate(sheets, 1)},
    }
    if strings is not None:
        related["rIdS"] = ("sharedStrings", "sharedStrings.xml")
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    found["xl/_rels/workbook.xml.rels"] = relations(related)
    return {name: part.encode() if isinstance(part, str) else part for name, part in found.items()}


class _NoSeek(io.RawIOBase):
    """A sink that cannot seek: zipfile then writes data descriptors."""

    def __init__(self) -> None:
        self.got = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.got += data
        return len(data)


def packed(found: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as package:
        package.comment = comment
        for name, part in found.items():
            package.writestr(zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6)), part, method)
    return sink.getvalue()


def packed_with_descriptors(found: Mapping[str, bytes]) -> bytes:
    sink = _NoSeek()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in found.items():
            package.writestr(name, part)
    return bytes(sink.got)


def packed_zip64(found: Mapping[str, bytes]) -> bytes:
    """Every member with ZIP64 sizes in its local header."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in found.items():
            with package.open(name, "w", force_zip64=True) as member:
                member.write(part)
    return sink.getvalue()


def workbook(*rows: str, **options: str) -> bytes:
    """A workbook of one sheet with these rows."""
    return packed(parts([sheet("".join(rows), **options)]))


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
