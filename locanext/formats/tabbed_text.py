"""Tabbed text (.txt, .tsv): one segment a line, no header, no quoting. Any encoding of `encoding`.

A line ends with a line feed and all carriage returns before it. A carriage return elsewhere may be a row's
end or a part of its text: nobody can tell, so such a line is reported and left as it is.

Must not trust `str.splitlines` (it splits at nine characters that are text here), nor decode and encode
what was not edited: only the target cell of an edited line is made anew.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

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
)
from locanext.formats.edit_walk import EditWalk
from locanext.formats.encoding import WINDOW, bom_of, codec_of, encoded, guess_text_codec, is_utf32
from locanext.formats.span_copy import copy_span

_SOURCE, _TARGET, _NOTE = 5, 6, 8
_LEAST_COLUMNS = 6
_MAX_LINE = 1 << 25
_SNIFFED = 1 << 16
_RAW_BREAK = re.compile(r"\r\n|\r|\n")


class _Lines:
    """Cuts a buffer into runs of whole lines. Old files that have no line feed at all end lines with CR."""

    def __init__(self, data: Buffer, layout: Layout | None) -> None:
        self.data = data
        bom, marked = bom_of(data)
        chosen = layout.encoding if layout else ""
        self.codec = codec_of(chosen, data[:_SNIFFED]) if chosen else guess_text_codec(data)
        self.start = len(bom) if marked == self.codec else 0
        self.is_wide = self.codec.startswith("utf-16")
        self.end = "\n" if self._holds("\n") or not self._holds("\r") else "\r"
        self._end_bytes = self.end.encode(self.codec)

    def spans(self) -> Iterator[tuple[int, int]]:
        """(start, end) of runs of lines, each some 256 KB, or one line if that is longer than `_MAX_LINE`."""
        at = self.start
        while at < len(self.data):
            cut = self._cut_after(at)
            yield at, cut
            at = cut

    def split(self, run: bytes) -> list[bytes]:
        """The raw lines of a run; joined by `join` they are the run again."""
        if not self.is_wide:
            return run.split(self._end_bytes)
        even = len(run) & ~1
        text = run[:even].decode(self.codec, "surrogatepass")
        lines = [line.encode(self.codec, "surrogatepass") for line in text.split(self.end)]
        lines[-1] += run[even:]
        return lines

    def join(self, lines: list[bytes]) -> bytes:
        return self._end_bytes.join(lines)

    def texts(self, run: bytes) -> list[str | None]:
        """The lines of a run as text; None for one that is not valid in the encoding."""
        try:
            return list(run.decode(self.codec).split(self.end))
        except UnicodeDecodeError:
            return [self._text(line) for line in self.split(run)]

    def _text(self, line: bytes) -> str | None:
        try:
            return line.decode(self.codec)
        except UnicodeDecodeError:
            return None

    def _holds(self, letter: str) -> bool:
        wanted = letter.encode(self.codec)
        windows = (self.data[at : at + WINDOW] for at in range(self.start, len(self.data), WINDOW))
        return any(self._find_last(window, wanted) >= 0 for window in windows)

    def _find_last(self, window: bytes, wanted: bytes) -> int:
        found = window.rfind(wanted)
        while self.is_wide and found >= 0 and found % 2:
            found = window.rfind(wanted, 0, found + 1)
        return found

    def _cut_after(self, at: int) -> int:
        size = WINDOW
        while at + size < len(self.data) and size <= _MAX_LINE:
            found = self._find_last(self.data[at : at + size], self._end_bytes)
            if found >= 0:
                return at + found + len(self._end_bytes)
            size *= 2
        return min(len(self.data), at + size) if size <= _MAX_LINE else self._first_end(at + _MAX_LINE)

    def _first_end(self, at: int) -> int:
        """The end of the line that goes on at `at`."""
        for start in range(at, len(self.data), WINDOW):
            window = self.data[start : start + WINDOW]
            if self._find_last(window, self._end_bytes) >= 0:
                return start + self._end_of_first(window)
        return len(self.data)

    def _end_of_first(self, window: bytes) -> int:
        found = window.find(self._end_bytes)
        while self.is_wide and found % 2:
            found = window.find(self._end_bytes, found + 1)
        return found + len(self._end_bytes)


class _TabbedReader(Reader):
    def __init__(self, data: Buffer, layout: Layout | None, progress: Progress | None) -> None:
        self._lines = _Lines(data, layout)
        self._progress = progress or Progress()
        self.layout = Layout(encoding=self._lines.codec)
        self.problems = Problems()

    def __iter__(self) -> Iterator[Segment]:
        for _, found in self.runs():
            for segment in found:
                if segment is not None:
                    yield segment

    def runs(self) -> Iterator[tuple[tuple[int, int], list[Segment | None]]]:
        """Per run of lines its span and, line by line, its segment or None."""
        data, problems = self._lines.data, self.problems
        if is_utf32(data):
            problems.add(0, Message("this is UTF-32; save it as UTF-8 or UTF-16"), Severity.ERROR)
            return
        line = ord_ = 0
        for start, end in self._lines.spans():
            self._progress.step(start, len(data))
            if end - start > _MAX_LINE:
                self._leave(line + 1, Message("longer than {limit:,} bytes", limit=_MAX_LINE))
                line += 1
                continue
            texts = self._lines.texts(data[start:end])
            found = self._segments(texts, ord_, line)
            yield (start, end), found
            ord_ += len(found) - found.count(None)
            line += len(texts) - 1
        self._progress.step(len(data), len(data))

    def _segments(self, texts: list[str | None], ord_: int, line: int) -> list[Segment | None]:
        found: list[Segment | None] = []
        strip_cr = self._lines.end == "\n"
        for line_, text in enumerate(texts, line + 1):
            if text is None:
                self._leave(line_, Message("not valid {encoding}", encoding=self._lines.codec.upper()))
                segment = None
            else:
                segment = self._segment(text.rstrip("\r") if strip_cr else text, ord_, line_)
            found.append(segment)
            if segment is not None:
                ord_ += 1
        return found

    def _segment(self, text: str, ord_: int, line: int) -> Segment | None:
        cells = text.split("\t")
        count = len(cells)
        if count < _LEAST_COLUMNS or "\0" in text or "\r" in text or len(text) > MAX_CELL or text.isspace():
            if not text or text.isspace():
                return None
            if fault := _fault(text, cells):
                self._leave(line, fault)
                return None
        target = cells[_TARGET] if count > _TARGET else ""
        state = State.DRAFT if target else State.UNTRANSLATED
        note = cells[_NOTE] if count > _NOTE else ""
        return Segment(ord_, " ".join(cells[:_SOURCE]), cells[_SOURCE], target, state, note)

    def _leave(self, line: int, fault: Message) -> None:
        self.problems.add(line, Message("{fault}; the line was left as it is", fault=fault))


def _fault(text: str, cells: list[str]) -> Message | None:
    """Why a line that is not blank is no segment, or None."""
    if "\r" in text:
        return Message("it holds a carriage return that is no line end")
    if len(cells) < _LEAST_COLUMNS:
        return Message("{count} columns where at least {least} are needed", count=len(cells), least=_LEAST_COLUMNS)
    if "\0" in text:
        return Message("it holds a NUL character")
    if any(len(cell) > MAX_CELL for cell in cells):
        return Message("a cell is longer than {limit:,} characters", limit=MAX_CELL)
    return None


class TabbedText(FileFormat):
    """Columns 0-4 StringID, 5 source, 6 target, 8 note; the others are kept, also the game's own state in 7."""

    id = "tabbed_text"
    title = Message("Tabbed text")
    extensions = (".txt", ".tsv")
    line_break = "\\n"

    def sniff(self, data: Buffer, name: str) -> int:
        known = name.lower().endswith(self.extensions)
        sample = data[:_SNIFFED]
        if not sample:
            return 20 if known else 0
        codec = bom_of(sample)[1] or guess_text_codec(sample)
        text = sample.decode(codec, "replace")
        wide_enough = sum(line.count("\t") >= _LEAST_COLUMNS - 1 for line in re.split("[\r\n]+", text))
        if wide_enough and text.count("\0") * 100 <= len(text):
            return 90 if known else 60
        return 10 if known else 0

    def read(self, data: Buffer, layout: Layout | None = None, progress: Progress | None = None) -> Reader:
        return _TabbedReader(data, layout, progress)

    def write(
        self,
        data: Buffer,
        layout: Layout,
        edits: Iterable[Edit],
        out: BinaryIO,
        progress: Progress | None = None,
    ) -> list[str]:
        return _TabbedWriter(self, data, layout, EditWalk(edits)).write(out, progress)

    def storable(self, text: str, like: str = "") -> str:
        form = break_form(like, self.line_break)
        if _RAW_BREAK.search(form):
            form = self.line_break
        return _RAW_BREAK.sub(lambda _: form, text).replace("\t", " ")


class _TabbedWriter:
    def __init__(self, shape: TabbedText, data: Buffer, layout: Layout, walk: EditWalk) -> None:
        self._shape, self._data, self._layout, self._walk = shape, data, layout, walk
        self._lines = _Lines(data, layout)
        self._tab, self._return = "\t".encode(self._lines.codec), "\r".encode(self._lines.codec)

    def write(self, out: BinaryIO, progress: Progress | None) -> list[str]:
        out.write(self._data[: self._lines.start])
        done, ord_ = self._lines.start, 0
        for (start, end), found in _TabbedReader(self._data, self._layout, progress).runs():
            if self._walk.is_over:
                break
            ord_ += len(found) - found.count(None)
            copy_span(self._data, done, start, out)
            run = self._data[start:end]
            out.write(self._patched(run, found) if self._walk.next_ord < ord_ else run)
            done = end
        copy_span(self._data, done, len(self._data), out, progress)
        return self._walk.finish()

    def _patched(self, run: bytes, found: list[Segment | None]) -> bytes:
        raw = self._lines.split(run)
        for index, segment in enumerate(found):
            if segment is not None and segment.ord == self._walk.next_ord:
                raw[index] = self._edited(raw[index], segment, self._walk.take())
        return self._lines.join(raw)

    def _edited(self, line: bytes, segment: Segment, typed: str) -> bytes:
        text = self._shape.storable(typed, f"{segment.source} {segment.target}")
        if segment.target in (typed, text) or self._walk.refuse_unstorable(segment, text):
            return line
        try:
            cell = encoded(text, self._lines.codec)
        except UnicodeEncodeError:
            self._walk.refuse(segment, Message("letters that {encoding} has not", encoding=self._lines.codec.upper()))
            return line
        self._walk.changed.append(segment.string_id)
        return self._with_target(line, cell)

    def _with_target(self, line: bytes, cell: bytes) -> bytes:
        body = line
        while self._lines.end == "\n" and body.endswith(self._return):
            body = body[: -len(self._return)]
        cells = self._cells(body)
        cells += [b""] * (_TARGET + 1 - len(cells))
        cells[_TARGET] = cell
        return self._tab.join(cells) + line[len(body) :]

    def _cells(self, line: bytes) -> list[bytes]:
        if not self._lines.is_wide:
            return line.split(self._tab)
        codec = self._lines.codec
        return [cell.encode(codec) for cell in line.decode(codec).split("\t")]
