"""Files into translation memories and out of them, each in one transaction: a cancel or damage leaves nothing."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from locanext.domain.disk import disk_told
from locanext.domain.errors import BadInput
from locanext.domain.language import is_language, language_of_name
from locanext.domain.message import Message
from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.formats import new_table, registry, tmx
from locanext.formats.base import Buffer, Layout, Problems, Reader
from locanext.store import memories
from locanext.store.connect import Connection
from locanext.store.memories import Memory, NewMemory
from locanext.tabs.ldm.operations.exporting import beside
from locanext.tabs.ldm.operations.importing import BATCH, demand_usable
from locanext.tabs.ldm.operations.memories import demand_memory
from locanext.workbench import Workbench

TMX_TITLE = Message("Translation Memory eXchange (TMX)")
Writer = Callable[[Iterable[TranslationUnit], BinaryIO], int]
_TABLES: dict[str, Writer] = {
    ".xlsx": new_table.write_workbook,
    ".txt": new_table.write_tabbed,
    ".tsv": new_table.write_tabbed,
}


@dataclass(frozen=True, slots=True)
class GuessLanguage:
    """Which language are the translations of a file in, whose source is in another one?"""

    path: Path
    source: str = "ko"


@dataclass(frozen=True, slots=True)
class ImportUnits:
    """A new `memory` is made in the same transaction. `format` "" and `layout` None: found from the file."""

    path: Path
    memory: Memory | NewMemory
    format: str = ""
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class ImportedUnits:
    """`read` units came; `added` were new, the others were in the memory or came twice."""

    tm_id: int
    file: str
    format: str
    read: int
    added: int
    problems: Problems
    seconds: float


@dataclass(frozen=True, slots=True)
class ExportUnits:
    """The ending of `out` says the format: .tmx, .xlsx, .txt or .tsv. `overwrite`: it may be replaced."""

    memory: Memory
    out: Path
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class ExportedUnits:
    """`lost`: so many units could not be written whole: the format has no room or no letter for them."""

    units: int
    lost: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that has been opened; `units` fills `problems`."""

    format: str
    title: Message
    units: Iterator[TranslationUnit]
    problems: Problems


def guess_language(_bench: Workbench, request: GuessLanguage, _progress: Progress) -> str:
    """By the file's name, or the one language that a TMX has beside the source; "" when nobody knows."""
    named = language_of_name(request.path)
    if named:
        return named
    with registry.open_buffer(request.path) as data:
        found = tmx.languages(data) if tmx.is_tmx(data) else []
    others = [language.replace("_", "-") for language in found if not tmx.fit(language, request.source)]
    codes = [_code(language) for language in others]
    return codes[0] if len(set(codes)) == 1 and is_language(codes[0]) else ""


def _code(language: str) -> str:
    """As the database has it: EN-US is en-US."""
    first, dash, rest = language.partition("-")
    return f"{first.lower()}{dash}{rest}"


def import_units(bench: Workbench, request: ImportUnits, progress: Progress) -> ImportedUnits:
    """Raises `BadFile` when nothing of the file can be used; then nothing is kept, and no memory made."""
    started = time.monotonic()
    if isinstance(request.memory, NewMemory):
        demand_memory(request.memory)
    with disk_told(request.path), registry.open_buffer(request.path) as data:
        # The copy is one part of the work, and what the server does with it at the end about the same.
        reading = Progress(lambda done, total, note: progress.step(done, total * 2, note))
        found = _found(data, request, reading)
        with bench.store.transaction(progress) as connection:
            tm_id = _memory(connection, request.memory)
            staging = memories.begin_upload(connection, tm_id)
            count = _copy(connection, staging, found.units)
            demand_usable(request.path.name, found.title, found.problems, count)
            progress.step(len(data), len(data) * 2)
            added, _already = memories.finish_upload(connection, tm_id)
        progress.step(len(data), len(data))
    seconds = time.monotonic() - started
    return ImportedUnits(tm_id, request.path.name, found.format, count, added, found.problems, seconds)


def _memory(connection: Connection, memory: Memory | NewMemory) -> int:
    return memory.id if isinstance(memory, Memory) else memories.create(connection, memory)


def _found(data: Buffer, request: ImportUnits, progress: Progress) -> _Found:
    memory = request.memory
    if request.format == "tmx" or (not request.format and tmx.is_tmx(data)):
        units = tmx.TmxReader(data, memory.source_language, memory.target_language, progress)
        return _Found("tmx", TMX_TITLE, iter(units), units.problems)
    fmt = registry.by_id(request.format) if request.format else registry.detect(data, request.path.name)
    reader = fmt.read(data, request.layout, progress)
    return _Found(fmt.id, fmt.title, _units(reader), reader.problems)


def _units(reader: Reader) -> Iterator[TranslationUnit]:
    """A place in a sheet, which a row without a StringID goes by, is no context for other files."""
    places = tuple(f"{columns.sheet}!" for columns in reader.layout.sheets)
    for segment in reader:
        if segment.source and segment.target:
            string_id = segment.string_id if segment.string_id.strip() else ""
            if places and string_id.startswith(places) and string_id.rpartition("!")[2].isdecimal():
                string_id = ""
            yield TranslationUnit(segment.ord, segment.source, segment.target, string_id, segment.note)


def _copy(connection: Connection, staging: str, units: Iterator[TranslationUnit]) -> int:
    """How many there were."""
    count = 0
    while batch := list(islice(units, BATCH)):
        memories.add_units(connection, staging, batch)
        count += len(batch)
    return count


def export_units(bench: Workbench, request: ExportUnits, progress: Progress) -> ExportedUnits:
    """Write a memory to `out`, which appears complete or not at all. `BadInput` when it cannot be written there."""
    memory, counted = request.memory, [0]
    write = _writer(request)
    if request.out.exists() and not request.overwrite:
        raise BadInput("{path} is there already; allow to replace it, or choose another name.", path=request.out)
    with (
        disk_told(request.out),
        beside(request.out) as out,
        bench.store.transaction(progress) as connection,
        closing(memories.all_units(connection, memory.id)) as units,
    ):
        lost = write(_counted(units, memory.unit_count, counted, progress), out)
    return ExportedUnits(counted[0], lost)


def _writer(request: ExportUnits) -> Writer:
    memory, ending = request.memory, request.out.suffix.lower()
    if ending in tmx.EXTENSIONS:
        return lambda units, out: tmx.write(units, memory.source_language, memory.target_language, out)
    if ending not in _TABLES:
        known = ", ".join([*tmx.EXTENSIONS, *_TABLES])
        raise BadInput(
            "A translation memory cannot be written as {name}; choose one of {known}.", name=ending, known=known
        )
    return _TABLES[ending]


def _counted(
    units: Iterable[TranslationUnit], total: int, counted: list[int], progress: Progress
) -> Iterator[TranslationUnit]:
    for unit in units:
        if counted[0] % 1000 == 0:
            progress.step(counted[0], max(total, counted[0]))
        counted[0] += 1
        yield unit
