"""The units of a memory as they were when its cache was last built: columns and indexes on the disk, never changed.

A unit's row is its place in what was given to `write_base`.
"""

from array import array
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.matching.array_files import ArrayFolder, ArrayWriter, Directory, Texts
from locanext.matching.exact_index import ExactIndex, Rows, hash_of
from locanext.matching.index_build import IndexBuilder
from locanext.matching.normalize import forms, nfc
from locanext.matching.text_index import TextIndex

TEXTS = ("source", "target", "string_id", "note", "author")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NEVER = -(1 << 62)
"""`edited` of a unit without a time: older than all others."""
_FEW, _STEP = 16, 4096


def microseconds(at: datetime | None) -> int:
    """Since 1970."""
    return NEVER if at is None else (at - _EPOCH) // _MICROSECOND


def moment(edited: int) -> datetime | None:
    return None if edited == NEVER else _EPOCH + edited * _MICROSECOND


def write_base(folder: Path, units: Iterable[TranslationUnit], progress: Progress) -> Directory:
    """Write all files of a base into an empty folder. Raises `Cancelled`, and `ValueError` if an id comes twice.

    Memory: the distinct sources or targets, whichever are longer, twice; about 0.5 GB for a million units of a game.
    """
    writer = ArrayWriter(folder)
    sources = IndexBuilder()
    newest = _Columns(writer).write(units, sources, progress)
    sources.write(writer, "source_index", newest, progress)
    targets = IndexBuilder()
    # What has been written is read back, for both texts' forms at once would need twice the memory.
    for row, target in enumerate(ArrayFolder(folder, writer.seal()).texts("target")):
        if row % _STEP == 0:
            progress.check()
        form = forms(target)
        targets.add(form.key, form.plain)
    targets.write(writer, "target_index", newest, progress)
    return writer.seal()


class _Columns:
    """Writes everything but the indexes of texts."""

    def __init__(self, writer: ArrayWriter) -> None:
        self._writer = writer
        self._numbers = {name: array("q") for name in ("id", "version", "edited")}
        self._hashes = {name: array("Q") for name in ("context", "exact", "skeleton")}

    def write(self, units: Iterable[TranslationUnit], sources: IndexBuilder, progress: Progress) -> Rows:
        """The rows, the newest unit first."""
        with ExitStack() as open_files:
            texts = [open_files.enter_context(self._writer.stream(name)) for name in TEXTS]
            for row, unit in enumerate(units):
                if row % _STEP == 0:
                    progress.step(row)
                for column, name in zip(texts, TEXTS, strict=True):
                    column.add(getattr(unit, name))
                self._index(unit, sources)
        return self._finish()

    def _index(self, unit: TranslationUnit, sources: IndexBuilder) -> None:
        for name, number in (("id", unit.id), ("version", unit.version), ("edited", microseconds(unit.edited_at))):
            self._numbers[name].append(number)
        form, source = forms(unit.source), nfc(unit.source)
        sources.add(form.key, form.plain)
        self._hashes["context"].append(hash_of(source, unit.string_id))
        self._hashes["exact"].append(hash_of(source))
        self._hashes["skeleton"].append(hash_of(form.skeleton))

    def _finish(self) -> Rows:
        columns = {name: np.array(numbers, np.int64) for name, numbers in self._numbers.items()}
        for name, column in columns.items():
            self._writer.add(name, column)
        by_id = np.argsort(columns["id"], kind="stable").astype(np.int32)
        if len(np.unique(columns["id"])) != len(by_id):
            raise ValueError("two units have the same id")
        self._writer.add("by_id", by_id)
        newest = np.lexsort((-columns["id"], -columns["edited"])).astype(np.int32)
        for name, hashes in self._hashes.items():
            ExactIndex.write(self._writer, name, np.array(hashes, np.uint64)[newest], newest)
        return newest


class UnitBase:
    """Opened base. Raises `CacheDamaged` when it is opened, and once when targets are first searched."""

    def __init__(self, folder: Path, directory: Directory) -> None:
        self._arrays = ArrayFolder(folder, directory)
        self.ids = self._arrays.array("id")
        self.edited = self._arrays.array("edited")
        self._versions = self._arrays.array("version")
        self._by_id = self._arrays.array("by_id")
        self._texts = {name: self._arrays.texts(name) for name in TEXTS}
        self.context, self.exact, self.skeleton = (
            ExactIndex(self._arrays, name) for name in ("context", "exact", "skeleton")
        )
        self.source_index = TextIndex(self._arrays, "source_index")
        self._target_index: TextIndex | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def target_index(self) -> TextIndex:
        """Mapped on first use: most windows never search targets."""
        if self._target_index is None:
            self._target_index = TextIndex(self._arrays, "target_index")
        return self._target_index

    def column(self, name: str) -> Texts:
        """The texts of one of `TEXTS` by row."""
        return self._texts[name]

    def units(self, rows: Rows) -> Iterator[TranslationUnit]:
        """The units of these rows, in their order. Few are read at first: often no more are taken."""
        step = _FEW
        while len(rows):
            some, rows, step = rows[:step], rows[step:], min(2 * step, _STEP)
            numbers = (column[some].tolist() for column in (self.ids, self._versions, self.edited))
            texts = (self._texts[name].some(some) for name in TEXTS)
            for id_, version, edited, source, target, string_id, note, author in zip(*numbers, *texts, strict=True):
                yield TranslationUnit(id_, source, target, string_id, note, version, author, moment(edited))

    def row(self, id_: int) -> int | None:
        """Where a unit is; None if it is not here."""
        place = int(np.searchsorted(self.ids, id_, sorter=self._by_id))
        if place == len(self) or self.ids[self._by_id[place]] != id_:
            return None
        return int(self._by_id[place])
