"""Reads the sample's files with the standard library alone, so that the formats cannot hide a fault of the files."""

import csv
import io
import zipfile
from typing import NamedTuple
from xml.etree import ElementTree

from locanext.sample import SampleFile, files

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Line(NamedTuple):
    """One segment of a file; `done` is what the file itself says of it, where it says anything."""

    string_id: str
    source: str
    target: str
    note: str = ""
    done: bool = False


def read(file: SampleFile) -> list[Line]:
    reader = {"txt": read_tabbed, "xml": read_xml, "xlsx": read_workbook}[file.name.rpartition(".")[2]]
    return reader(file.path.read_bytes())


def place(file: SampleFile) -> str:
    """The file as `faults.json` names it."""
    return f"{file.folder.lower()}/{file.name}"


def read_all() -> dict[str, list[Line]]:
    return {place(file): read(file) for file in files()}


def read_tabbed(data: bytes) -> list[Line]:
    text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig")
    lines = []
    for columns in csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        note = columns[8] if len(columns) > 8 else ""
        lines.append(Line(" ".join(columns[:5]), columns[5], columns[6], note, columns[7] == "Current"))
    return lines


def read_xml(data: bytes) -> list[Line]:
    lines = []
    for element in ElementTree.fromstring(data):
        found = {name.lower(): value for name, value in element.items()}
        lines.append(Line(found["stringid"], found["strorigin"], found["str"], found["desc"]))
    return lines


def read_workbook(data: bytes) -> list[Line]:
    lines = []
    for sheet in read_sheets(data):
        if "StrOrigin" in sheet[0]:
            lines += [Line(c[11], c[0], c[2], c[6], c[5] == "Confirmed") for c in sheet[1:]]
        elif len(sheet[0]) >= 3:
            lines += [Line(c[2], c[0], c[1]) for c in sheet if c[0] != "Source"]
    return lines


def read_sheets(data: bytes) -> list[list[list[str]]]:
    """The cells of each sheet, in the order of the package's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        shared = package.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in names else b"<sst/>"
        texts = [text_of(item) for item in ElementTree.fromstring(shared)]
        sheets = sorted(name for name in names if name.startswith("xl/worksheets/sheet"))
        return [sheet_cells(package.read(name), texts) for name in sheets]


def text_of(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{SHEET}t"))


def sheet_cells(data: bytes, texts: list[str]) -> list[list[str]]:
    sheet = ElementTree.fromstring(data)
    filled = [[cell_of(cell, texts) for cell in line] for line in sheet.iter(f"{SHEET}row")]
    width = max(number for line in filled for number, _ in line) + 1
    return [[dict(line).get(number, "") for number in range(width)] for line in filled]


def cell_of(cell: ElementTree.Element, texts: list[str]) -> tuple[int, str]:
    """(column from 0, text); a text stands in the cell itself or among the shared strings."""
    value = cell.findtext(f"{SHEET}v") or ""
    text = texts[int(value)] if cell.get("t") == "s" else text_of(cell) or value
    return ord(cell.attrib["r"][0]) - ord("A"), text
