"""A translation memory on this computer's disk, to be searched without its server; several processes share it.

It can be made again at any time, and is whenever it raises `CacheDamaged`: all files are checked before anything is
answered from them. It follows the feed of the database's changes: `seq` says up to where, `apply` goes on.
A change is searchable, in all processes, when `apply` returns. Changes wait in a log; `merge` builds a new base.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar

from filelock import FileLock, Timeout

from locanext.domain.disk import disk_told
from locanext.domain.progress import Progress
from locanext.domain.tm import Match, TranslationUnit
from locanext.matching import change_log, concordance, generations
from locanext.matching.array_files import CacheDamaged
from locanext.matching.concordance import Search
from locanext.matching.lookup import LookupRequest, lookup
from locanext.matching.snapshot import Snapshot
from locanext.matching.unit_base import UnitBase, write_base

BUSY_SECONDS = 30
"""A writer that holds its lock for so long is stuck."""
TRIES = 3
"""So often the files may be replaced while they are being opened; after that they are not there."""
MERGE_SHARE, MERGE_LEAST, MERGE_MOST = 20, 1000, 5000
"""A merge is due at one in so many units changed, within these bounds."""

_T = TypeVar("_T")


class _Opened(NamedTuple):
    """What of the files has been read: which sub-folder, and how far its log."""

    place: Path
    snapshot: Snapshot
    position: int


class UnitCache:
    """The units of memory `tm`, cached in `folder`. Any thread may call any method.

    Every method raises `CacheDamaged` when the cache has to be built again, by `build`.
    """

    def __init__(self, folder: Path, tm: int) -> None:
        self.folder, self.tm = folder, tm
        self._opened: _Opened | None = None
        self._lock = Lock()
        self._current()

    @property
    def seq(self) -> int:
        """The feed's number of the last change that is in the cache."""
        return self._current().snapshot.seq

    @property
    def merge_is_due(self) -> bool:
        """Whether searching would gain by a merge; it is for a process of its own to do."""
        snapshot = self._current().snapshot
        return snapshot.stale > min(max(snapshot.size // MERGE_SHARE, MERGE_LEAST), MERGE_MOST)

    def __len__(self) -> int:
        return self._current().snapshot.size

    def unit(self, id_: int) -> TranslationUnit | None:
        """None if there is no such unit."""
        return self._current().snapshot.unit(id_)

    def units(self) -> Iterator[TranslationUnit]:
        """All of them as they are now, in no certain order."""
        return self._current().snapshot.units()

    def lookup(self, request: LookupRequest) -> list[Match]:
        """The matches of a text, the best first."""
        return self._answer(lambda snapshot: lookup(snapshot, self.tm, request))

    def search(self, wanted: Search) -> Iterator[TranslationUnit]:
        """The units that fit as they are now, read as they are taken: `islice` for a page, and again for the next.

        Raises `BadInput` at once for a needle that is no regular expression.
        """
        return self._answer(lambda snapshot: concordance.search(snapshot, wanted))

    def apply(self, changed: Sequence[TranslationUnit], deleted: Sequence[int], seq: int) -> None:
        """Take over what the feed has up to `seq`; what another process has taken already is left out.

        `changed` are units as they are now, new ones too. Raises `BadInput` if the disk refuses.
        """
        record = change_log.Record(changed, deleted, seq)
        with disk_told(self.folder), _held(self.folder, "write", BUSY_SECONDS), self._lock:
            opened = self._refreshed()
            if seq <= opened.snapshot.seq:
                return
            position = change_log.append(opened.place / generations.LOG, opened.position, record)
            self._opened = _Opened(opened.place, opened.snapshot.after([record]), position)

    def close(self) -> None:
        """Let go of the files; the next call opens them again."""
        with self._lock:
            self._opened = None

    def _answer(self, ask: Callable[[Snapshot], _T]) -> _T:
        """Ask again if the files were replaced before one was first used."""
        opened = self._current()
        try:
            return ask(opened.snapshot)
        except (FileNotFoundError, PermissionError):
            newer = self._current()
            if newer.place == opened.place:
                raise CacheDamaged(f"{opened.place} is not complete") from None
            return ask(newer.snapshot)

    def _current(self) -> _Opened:
        with self._lock:
            return self._refreshed()

    def _refreshed(self) -> _Opened:
        """What is on the disk now. The lock is held."""
        for _ in range(TRIES):
            # None also if one was completed, and the older removed, while they were looked at.
            place = generations.newest(self.folder)
            if place is None:
                continue
            try:
                opened = self._opened
                if opened is None or opened.place != place:
                    opened = _open(place)
                self._opened = _read_on(opened)
            except (FileNotFoundError, PermissionError):  # the second is said by Windows of a file on its way out
                continue
            return self._opened
        raise CacheDamaged(f"there is no complete cache in {self.folder}")


def build(folder: Path, units: Iterable[TranslationUnit], seq: int, progress: Progress) -> None:
    """Make the cache new, of `units` as they are at `seq` of the feed. Open caches go over to it by themselves.

    Waits for a merge or another build. Raises `Cancelled`, `ValueError` if two units have the same id, and `BadInput`
    if the disk refuses; the cache is then as it was before.
    """
    with disk_told(folder), _held(folder, "build", -1), _new(folder) as new:
        files = write_base(new, units, progress)
        (new / generations.LOG).touch()
        with _held(folder, "write", BUSY_SECONDS):
            generations.complete(new, generations.Manifest(seq, files))


def merge(folder: Path, progress: Progress) -> bool:
    """Build a new base of the present one and the log; False if another process is at it.

    It takes about a minute of one processor for a million units: for a process of its own. Meanwhile everything can be
    used, and changes are kept. Raises as `build`, and `CacheDamaged`.
    """
    try:
        with _held(folder, "build", 0), disk_told(folder):
            _merge(folder, progress)
    except Timeout:
        return False
    return True


def _merge(folder: Path, progress: Progress) -> None:
    opened = UnitCache(folder, tm=0)._current()
    with _new(folder) as new:
        files = write_base(new, opened.snapshot.units(), progress)
        with _held(folder, "write", BUSY_SECONDS):
            log = (opened.place / generations.LOG).read_bytes()
            (new / generations.LOG).write_bytes(log[opened.position :])
            generations.complete(new, generations.Manifest(opened.snapshot.seq, files))


def discard(folder: Path) -> None:
    """Remove a cache, of a memory that this person may not read any more, say. Open ones raise `CacheDamaged` then."""
    with disk_told(folder), _held(folder, "build", -1), _held(folder, "write", BUSY_SECONDS):
        generations.remove(*generations.numbered(folder))


@contextmanager
def _new(folder: Path) -> Iterator[Path]:
    """A sub-folder to be filled and completed; the others are removed then. The build lock is held."""
    new = generations.begin(folder)
    try:
        yield new
    except BaseException:
        generations.remove(new)
        raise
    generations.remove(*(one for one in generations.numbered(folder) if one != new))


@contextmanager
def _held(folder: Path, name: str, timeout: float) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(folder / f"{name}.lock", timeout=timeout):
        yield


def _open(place: Path) -> _Opened:
    manifest = generations.manifest_of(place)
    return _Opened(place, Snapshot.of(UnitBase(place, manifest.files), manifest.seq), 0)


def _read_on(opened: _Opened) -> _Opened:
    path = opened.place / generations.LOG
    if path.stat().st_size == opened.position:
        return opened
    records, position = change_log.read(path, opened.position)
    return _Opened(opened.place, opened.snapshot.after(records), position)
