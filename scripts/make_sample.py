"""Makes the sample project's files from its readable texts: `python scripts/make_sample.py [--out FOLDER]`.

Source: `locanext/sample/source/*.strings`, and the faults that are put in on purpose, `locanext/sample/faults.json`.
Made again from the same texts, the files are the same bytes. It must not invent or change any text itself.
"""

import argparse
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

SAMPLE = Path(__file__).resolve().parent.parent / "locanext" / "sample"
LANGUAGES = ("en", "de", "ja")
TIME = "2024-03-01T09:00:00Z"
"""Stands in every workbook instead of the time at which it was made."""


Line = list[str | int | None]
"""The cells of one line of a sheet."""


@dataclass(slots=True)
class Text:
    """One block of a source file; `texts` by language, `ko` always among them."""

    string_id: str
    section: str
    note: str
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return self.texts["ko"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One segment of one file to be. `done`: it counts as finished, even where a fault has emptied its target."""

    text: Text
    target: str
    done: bool

    @property
    def state(self) -> str:
        return "Current" if self.done else "None"


def read_texts(path: Path) -> list[Text]:
    """Blocks of `= id | note`, then `language text` lines; `## ` begins a section. `⏎` stands for a real line break."""
    texts: list[Text] = []
    section = ""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line[3:]
        elif line.startswith("= "):
            string_id, _, note = line[2:].partition(" | ")
            texts.append(Text(string_id, section, note))
        elif line and not line.startswith("#"):
            language, _, text = line.partition(" ")
            texts[-1].texts[language] = text.replace("⏎", "\n")
    return texts


def cells_of(texts: list[Text], language: str, faults: list[dict[str, str]]) -> list[Cell]:
    """The segments of one language, with its faults put in; every fault must find what it replaces exactly once."""
    by_id = {fault["string_id"]: fault for fault in faults}
    cells = []
    for text in texts:
        clean = text.texts.get(language, "")
        fault = by_id.pop(text.string_id, None)
        cells.append(Cell(text, damaged(clean, fault) if fault else clean, bool(clean)))
    assert not by_id, f"no such segments: {', '.join(by_id)}"
    return cells


def damaged(clean: str, fault: dict[str, str]) -> str:
    """`clean` with the fault in it; an empty `from` means the whole text."""
    assert clean, f"{fault['string_id']} has no translation to damage"
    before, after = (fault[key].replace("⏎", "\n") for key in ("from", "to"))
    assert not before or clean.count(before) == 1, f"{fault['string_id']}: {before!r} is not in the text once"
    return clean.replace(before, after) if before else after


def tabbed(cells: list[Cell]) -> str:
    """Nine columns; a segment without a note has eight, as real files are ragged."""
    lines = []
    for cell in cells:
        columns = [*cell.text.string_id.split(" "), cell.text.source, cell.target, cell.state]
        lines.append("\t".join([*columns, cell.text.note] if cell.text.note else columns))
    return "\n".join(lines) + "\n"


def dialogue(cells: list[Cell], language: str) -> bytes:
    """UTF-8 with a byte order mark and Windows line ends."""
    return tabbed(cells).replace("\n", "\r\n").encode("utf-8-sig")


def quests(cells: list[Cell], language: str) -> bytes:
    """Plain UTF-8; the Japanese file came from another tool, in UTF-16."""
    if language == "ja":
        return b"\xff\xfe" + tabbed(cells).replace("\n", "\r\n").encode("utf-16-le")
    return tabbed(cells).encode("utf-8")


def attribute(name: str, value: str) -> str:
    return f'{name}="{escape(value, {chr(34): "&quot;"})}"'


def items(cells: list[Cell], language: str) -> bytes:
    """LocStr XML as the item editor writes it: one element a line, comments between the sections."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<LanguageData>"]
    section = ""
    for cell in cells:
        if cell.text.section != section:
            section = cell.text.section
            lines.append(f"  <!-- {section} -->")
        pairs = {"StringId": cell.text.string_id, "StrOrigin": cell.text.source, "Str": cell.target}
        pairs |= {"Desc": cell.text.note, "Category": section}
        lines.append(f"  <LocStr {' '.join(attribute(*pair) for pair in pairs.items())}/>")
    return "\r\n".join([*lines, "</LanguageData>", ""]).encode("utf-8-sig")


def skills(cells: list[Cell], language: str) -> bytes:
    """LocStr XML as another tool writes it: other letter case, another order, an attribute a line."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<languagedata lang="{language}">']
    for cell in cells:
        lines.append(
            f"\t<locstr {attribute('category', cell.text.section)} {attribute('stringid', cell.text.string_id)}"
        )
        lines.append(f"\t\t{attribute('strorigin', cell.text.source)}")
        lines.append(f"\t\t{attribute('str', cell.target)} {attribute('desc', cell.text.note)} />")
    return "\n".join([*lines, "</languagedata>", ""]).encode("utf-8")


HEADER_FILL = PatternFill("solid", fgColor="FF1F3A5F")
DONE_FILL = PatternFill("solid", fgColor="FFE2F0D9")
OPEN_FILL = PatternFill("solid", fgColor="FFFFF2CC")
XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SCHEMA = b"http://schemas.openxmlformats.org/%s/2006"
CONTENT = b"application/vnd.openxmlformats-officedocument.spreadsheetml"
WIDE = (
    "StrOrigin",
    "ENG",
    "Str",
    "Correction",
    "Text State",
    "STATUS",
    "COMMENT",
    "MEMO1",
    "MEMO2",
    "Category",
    "FileName",
    "StringID",
    "DescOrigin",
    "Desc",
)
WIDE_WIDTHS = (44, 44, 44, 20, 11, 11, 22, 8, 8, 12, 18, 24, 14, 14)


def ui(cells: list[Cell], language: str) -> bytes:
    """The form with 14 columns, one sheet a section."""
    book = Workbook()
    del book["Sheet"]
    for section, part in by_section(cells):
        sheet = book.create_sheet(section)
        fill_sheet(sheet, WIDE, [wide_columns(cell) for cell in part], WIDE_WIDTHS)
        for number, cell in enumerate(part, 2):
            sheet.cell(number, 3).fill = DONE_FILL if cell.done else OPEN_FILL
        sheet.column_dimensions["M"].hidden = True
        sheet.auto_filter.ref = sheet.dimensions
    add_notes(book, language)
    return workbook_bytes(book, shared=True)


def wide_columns(cell: Cell) -> Line:
    text, limit = cell.text, re.search(r"max (\d+)", cell.text.note)
    status = "Confirmed" if cell.done else None
    memo = int(limit.group(1)) if limit else None
    texts = [text.source, text.texts.get("en"), cell.target or None, None]
    place = [text.section, f"ui/{text.string_id.split('_')[1].lower()}.layout", text.string_id, None, None]
    return [*texts, cell.state, status, text.note or None, memo, None, *place]


def system(cells: list[Cell], language: str) -> bytes:
    """Simple sheets of Source, Target, StringID; the last one has no header."""
    book = Workbook()
    del book["Sheet"]
    for section, part in by_section(cells):
        columns: list[Line] = [[cell.text.source, cell.target or None, cell.text.string_id] for cell in part]
        header = () if section == "Tips" else ("Source", "Target", "StringID")
        fill_sheet(book.create_sheet(section), header, columns, (60, 60, 22))
    book["System"].sheet_properties.tabColor = "FFC00000"
    add_notes(book, language)
    return workbook_bytes(book)


def by_section(cells: list[Cell]) -> Iterator[tuple[str, list[Cell]]]:
    for section in dict.fromkeys(cell.text.section for cell in cells):
        yield section, [cell for cell in cells if cell.text.section == section]


def fill_sheet(sheet: Worksheet, header: tuple[str, ...], lines: list[Line], widths: tuple[int, ...]) -> None:
    for line in ([header] if header else []) + lines:
        sheet.append(line)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row in sheet.iter_rows():
        for cell in row[: 3 if header[:1] == WIDE[:1] else 2]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    if header:
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font, cell.fill = Font(bold=True, color="FFFFFFFF"), HEADER_FILL


def add_notes(book: Workbook, language: str) -> None:
    """A hidden sheet such as real workbooks carry: nothing in it is for translation, and a formula must survive."""
    first = book.worksheets[0]
    notes = book.create_sheet("Notes")
    for line in (f"Exported for {language}", "Do not sort the sheets.", f"=COUNTA('{first.title}'!A:A)"):
        notes.append([line])
    notes.column_dimensions["A"].width = 40
    notes["A1"].font = Font(italic=True, color="FF7F7F7F")
    notes.sheet_state = "hidden"


def workbook_bytes(book: Workbook, shared: bool = False) -> bytes:
    """The saved workbook with every trace of the present time replaced; `shared`: texts in one part, as Excel saves."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    book.properties.creator = "Starlight Navigator team"
    book.save(saved)
    with zipfile.ZipFile(saved) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    core = "docProps/core.xml"
    parts[core] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", TIME.encode(), parts[core])
    if shared:
        share_strings(parts)
    with zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def share_strings(parts: dict[str, bytes]) -> None:
    """Move the texts of all sheets into the workbook's shared strings: openpyxl writes each into its cell."""
    texts: dict[bytes, int] = {}

    def moved(cell: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % texts.setdefault(cell.group(1), len(texts))

    for name in [name for name in parts if name.startswith("xl/worksheets/")]:
        parts[name] = re.sub(rb't="inlineStr"><is>(.*?)</is>', moved, parts[name], flags=re.DOTALL)
    body = b"".join(b"<si>%s</si>" % text for text in texts)
    parts["xl/sharedStrings.xml"] = XML + b'<sst xmlns="%s/main">%s</sst>' % (SCHEMA % b"spreadsheetml", body)
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s.sharedStrings+xml"/></Types>' % CONTENT
    link = (
        b'<Relationship Type="%s/relationships/sharedStrings" Target="sharedStrings.xml" Id="rIdText"/></Relationships>'
    )
    types, links = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    parts[types] = parts[types].replace(b"</Types>", kind)
    parts[links] = parts[links].replace(b"</Relationships>", link % (SCHEMA % b"officeDocument"))


FILES = (
    ("story", dialogue, "txt"),
    ("story", quests, "txt"),
    ("items", items, "xml"),
    ("items", skills, "xml"),
    ("interface", ui, "xlsx"),
    ("interface", system, "xlsx"),
)


def make(out: Path) -> None:
    """Write all files below `out`."""
    faults = json.loads((SAMPLE / "faults.json").read_text("utf-8"))
    for folder, write, extension in FILES:
        texts = read_texts(SAMPLE / "source" / f"{write.__name__}.strings")
        for language in LANGUAGES:
            name = f"{folder}/{write.__name__}_{language}.{extension}"
            mine = [fault for fault in faults if fault["file"] == name]
            faults = [fault for fault in faults if fault["file"] != name]
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(write(cells_of(texts, language, mine), language))
    assert not faults, f"faults of no file: {faults}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the files of the sample project from their texts.")
    parser.add_argument("--out", type=Path, default=SAMPLE / "files", help="folder to write to")
    make(parser.parse_args().out)


if __name__ == "__main__":
    main()
