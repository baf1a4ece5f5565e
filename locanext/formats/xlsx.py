"""Excel workbooks (.xlsx, .xlsm), one segment a row of each sheet that has a source column.

Only the changed cells of the changed sheet parts are made anew. A target that is a formula, or that is
hidden under merged cells, is no segment: writing there would lose something.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from itertools import islice
from typing import BinaryIO

from locanext.domain.errors import BadFile
from locanext.domain.message import Message
from locanext.domain.placeholder import break_form
from locanext.domain.progress import Progress
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.formats.base import (
    MAX_CELL,
    Buffer,
    Edit,
    FileFormat,
    Layout,
    Problems,
    Reader,
    Severity,
    SheetColumns,
    SheetPreview,
)
from locanext.formats.damage import Damage
from locanext.formats.edit_walk import EditWalk
from locanext.formats.sheet_layout import SAMPLE_ROWS, find_columns, rows_of_header
from locanext.formats.sheet_patch import Target, patched_row
from locanext.formats.sheet_rows import Row, RowRanges, SheetRows, column_letters, column_number, rows_hidden_by_merging
from locanext.formats.span_copy import copy_span
from locanext.formats.workbook import Sheet, Workbook
from locanext.formats.zip_package import Replacement, ZipPackage

_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MAX_WRITTEN = 32_767
"""Characters (UTF-16 units) that Excel allows in a cell; it calls a file with more damaged."""
_FLUSH_FROM = 1 << 20
PREVIEW_ROWS = 12
_RAW_BREAK = re.compile(r"\r\n|\r|\n")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


class _SheetSegments:
    """The segments of one sheet, each with its row. Reading and writing must count the same ones."""

    def __init__(self, book: Workbook, sheet: Sheet, columns: SheetColumns, problems: Problems) -> None:
        self._book, self._sheet, self._problems = book, sheet, problems
        self._columns = columns
        self._above = 0
        self.source = column_number(columns.source)
        self.target = column_number(columns.target)
        self._string_id = column_number(columns.string_id)
        self._hidden = RowRanges(())

    def rows(self, *, keep: bool = False) -> SheetRows:
        """The rows to hand to `segments`. Raises `Damage`."""
        self._above = rows_of_header(self._columns, SheetRows(self._book, self._sheet))
        self._hidden = rows_hidden_by_merging(self._book, self._sheet, self.target)
        wanted = frozenset({self.source, self.target, self._string_id}) - {0}
        return SheetRows(self._book, self._sheet, wanted, keep=keep)

    def segments(self, rows: SheetRows, ord_: int) -> Iterator[tuple[Segment | None, Row]]:
        """Each row with its segment, or None if it is none. Raises `Damage`."""
        for place, row in enumerate(rows):
            segment = self._segment(row, rows, ord_) if place >= self._above else None
            rows.lost.clear()
            yield segment, row
            ord_ += segment is not None

    def _segment(self, row: Row, rows: SheetRows, ord_: int) -> Segment | None:
        source = row.texts.get(self.source, "")
        if not source and not rows.lost:
            return None
        fault = self._fault(row, rows)
        if fault:
            left = Message("{fault}; the row was left as it is", fault=fault)
            self._problems.add(row.number, left, sheet=self._sheet.name)
            return None
        target = row.texts.get(self.target, "")
        string_id = row.texts.get(self._string_id) or f"{self._sheet.name}!{row.number}"
        return Segment(ord_, string_id, source, target, State.DRAFT if target else State.UNTRANSLATED)

    def _fault(self, row: Row, rows: SheetRows) -> Message | None:
        if rows.lost:
            return Message("it refers to a shared text that does not exist")
        if self.target in row.formulas or row.number <= rows.filled_to.get(self.target, 0):
            return Message("the target is a formula")
        if row.number in self._hidden:
            return Message("the target cell is hidden under merged cells")
        together = "".join(row.texts.values())
        if len(together) > MAX_CELL and max(map(len, row.texts.values())) > MAX_CELL:
            return Message("a cell is longer than {limit:,} characters", limit=MAX_CELL)
        if _NO_TEXT.search(together):
            return Message("a cell holds a character that is no text (NUL or half a letter)")
        return None


class _Opened:
    """A workbook with the columns of its sheets settled. Raises `Damage`."""

    def __init__(self, data: Buffer, layout: Layout | None, progress: Progress | None, problems: Problems) -> None:
        self._progress = progress or Progress()
        self._problems = problems
        self._read = self._size = 0
        self._progress.check()
        self.package = ZipPackage(data)
        self.book = Workbook(self.package, self._step)
        self._work, self._size = self.book.work or 1, len(data)
        for name in self.book.lost:
            problems.add(0, Message("the workbook does not say where this sheet is; it was skipped"), sheet=name)
        self.columns = self._chosen(layout) if layout and layout.sheets else self._found()

    def sheets(self) -> Iterator[tuple[Sheet, _SheetSegments]]:
        for sheet in self.book.sheets:
            columns = self.columns.get(sheet.name)
            if columns is not None:
                yield sheet, _SheetSegments(self.book, sheet, columns, self._problems)

    def _step(self, count: int) -> None:
        self._progress.check()
        self._read += count
        if self._size:
            self._progress.step(min(self._size, self._size * self._read // self._work), self._size)

    def _chosen(self, layout: Layout) -> dict[str, SheetColumns]:
        chosen: dict[str, SheetColumns] = {}
        known = {sheet.name for sheet in self.book.sheets}
        for columns in layout.sheets:
            source, target = column_number(columns.source), column_number(columns.target)
            if columns.sheet not in known:
                self._problems.add(0, Message("there is no such sheet"), sheet=columns.sheet)
            elif columns.sheet in chosen or not source or not target or source == target:
                needed = Message("a sheet needs one source and one other target column")
                self._problems.add(0, needed, sheet=columns.sheet)
            else:
                chosen[columns.sheet] = columns
        return chosen

    def _found(self) -> dict[str, SheetColumns]:
        found: dict[str, SheetColumns] = {}
        for sheet in self.book.sheets:
            try:
                rows = list(islice(SheetRows(self.book, sheet), SAMPLE_ROWS))
            except Damage as damage:
                self._problems.add(damage.line, damage.message, Severity.ERROR, sheet.name)
                continue
            columns = find_columns(sheet.name, rows, is_hidden=sheet.is_hidden)
            if columns is None:
                skipped = Message("no source and target columns were found; it was skipped")
                self._problems.add(0, skipped, sheet=sheet.name)
            else:
                found[sheet.name] = columns
        return found

    def refuse_damaged(self) -> None:
        """Raise `Damage` if a sheet cannot be read."""
        for problem in self._problems.items:
            if problem.severity is Severity.ERROR:
                raise Damage(problem.line, problem.told)


class _XlsxReader(Reader):
    def __init__(self, data: Buffer, layout: Layout | None, progress: Progress | None) -> None:
        self.problems = Problems()
        self.layout = Layout()
        self._opened: _Opened | None = None
        try:
            self._opened = _Opened(data, layout, progress, self.problems)
            self.layout = Layout(sheets=tuple(self._opened.columns.values()))
        except Damage as damage:
            self.problems.add(damage.line, damage.message, Severity.ERROR)

    def __iter__(self) -> Iterator[Segment]:
        ord_ = 0
        for sheet, segments in self._opened.sheets() if self._opened else ():
            try:
                rows = segments.segments(segments.rows(), ord_)
                for segment in (segment for segment, _ in rows if segment is not None):
                    yield segment
                    ord_ += 1
            except Damage as damage:
                self.problems.add(damage.line, damage.message, Severity.ERROR, sheet.name)


class Xlsx(FileFormat):
    """Source, target and StringID columns; found by their header or chosen for each sheet."""

    id = "xlsx"
    title = Message("Excel workbook")
    extensions = (".xlsx", ".xlsm")
    line_break = "\n"

    def sniff(self, data: Buffer, name: str) -> int:
        known = name.lower().endswith(self.extensions)
        start = data[:4]
        if not start:
            return 20 if known else 0
        if start == _OLE2:
            return 60 if known or name.lower().endswith(".xls") else 0
        if start == _ZIP and (known or b"xl/workbook" in data[-(1 << 16) :]):
            return 95
        return 10 if known else 0

    def read(self, data: Buffer, layout: Layout | None = None, progress: Progress | None = None) -> Reader:
        return _XlsxReader(data, layout, progress)

    def write(
        self,
        data: Buffer,
        layout: Layout,
        edits: Iterable[Edit],
        out: BinaryIO,
        progress: Progress | None = None,
    ) -> list[str]:
        walk = EditWalk(edits)
        if walk.is_over:
            copy_span(data, 0, len(data), out, progress)
            return []
        try:
            opened = _Opened(data, layout, progress, Problems())
            with ExitStack() as spools:
                replaced = _XlsxWriter(opened, walk).replaced(spools)
                changed = walk.finish()
                opened.package.write(replaced, out)
        except Damage as damage:
            raise BadFile("The file cannot be read: {problem}.", problem=damage.message) from damage
        return changed

    def storable(self, text: str, like: str = "") -> str:
        form = break_form(like, self.line_break)
        return _RAW_BREAK.sub(lambda _: form, text)

    def sheets(self, data: Buffer) -> tuple[SheetPreview, ...]:
        try:
            opened = _Opened(data, None, None, Problems())
            return tuple(_preview(opened, sheet) for sheet in opened.book.sheets)
        except Damage:
            return ()


def _preview(opened: _Opened, sheet: Sheet) -> SheetPreview:
    rows = islice(SheetRows(opened.book, sheet), PREVIEW_ROWS)
    texts = tuple({column_letters(column): text for column, text in row.texts.items()} for row in rows)
    return SheetPreview(sheet.name, sheet.is_hidden, texts, opened.columns.get(sheet.name))


class _XlsxWriter:
    def __init__(self, opened: _Opened, walk: EditWalk) -> None:
        self._opened, self._walk = opened, walk

    def replaced(self, spools: ExitStack) -> dict[str, Replacement]:
        """The new contents of the sheet parts that change, to be closed with `spools`. Raises `Damage`."""
        self._opened.refuse_damaged()
        replaced: dict[str, Replacement] = {}
        ord_ = 0
        for sheet, segments in self._opened.sheets():
            if self._walk.is_over:
                break
            before = len(self._walk.changed)
            new = spools.enter_context(closing(self._opened.package.replacement(sheet.part)))
            ord_ = self._rewrite(segments, ord_, new)
            if len(self._walk.changed) > before:
                new.finish()
                replaced[sheet.part] = new
        return replaced

    def _rewrite(self, sheet: _SheetSegments, ord_: int, new: Replacement) -> int:
        """Write the sheet's part to `new` until no edit is left for it; the `ord` of the next sheet."""
        rows = sheet.rows(keep=True)
        scan = rows.scan
        for segment, row in sheet.segments(rows, ord_):
            ord_ += segment is not None
            is_edited = segment is not None and segment.ord == self._walk.next_ord
            if is_edited or scan.kept > _FLUSH_FROM:
                new.write(scan.take(row.start))
            if segment is None or not is_edited:
                continue
            old = scan.skip(row.end)
            target = Target(row.number, sheet.target, rows.style_of(sheet.target))
            new.write(scan.encoded(self._edited(old, segment, target)))
            if self._walk.is_over:
                break
        for window in scan.rest():
            new.write(window)
        return ord_

    def _edited(self, row: bytes, segment: Segment, target: Target) -> bytes:
        text = self._walk.take()
        if segment.target == text or self._walk.refuse_unstorable(segment, text):
            return row
        if len(text.encode("utf-16-le")) > 2 * _MAX_WRITTEN:
            too_long = Message("longer than the {limit:,} characters that Excel allows in a cell", limit=_MAX_WRITTEN)
            self._walk.refuse(segment, too_long)
            return row
        self._walk.changed.append(segment.string_id)
        return patched_row(row, target, text)
