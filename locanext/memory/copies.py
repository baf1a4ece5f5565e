"""Copies of the server's translation memories on this computer's disk. They follow the feed of each memory.

Without a server they answer with what they have. A copy belongs to one database: one that was restored to an earlier
moment, or set up anew, goes on under another identity, and its memories are copied anew.
"""

import logging
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from locanext.apart import apart
from locanext.domain.errors import NotFound
from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.store import memories
from locanext.store.connect import ConnectInfo, Store

if TYPE_CHECKING:  # numpy is loaded with it: not before a memory is asked
    from locanext.matching.disk_cache import UnitCache

log = logging.getLogger(__name__)

PAGE = 1000
TOO_MANY = 50_000
"""Units that have changed, from which a new copy comes sooner than all changes."""


class MemoryCopies:
    """The copies of one program; other programs of this home share the files."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._place: Path | None = None
        self._caches: dict[Path, UnitCache] = {}
        self._lock = Lock()
        self._one_follows = Lock()

    def follow(self, tm_ids: Sequence[int], progress: Progress) -> dict[int, "UnitCache"]:
        """The copies of these memories, as the server has them now. Those that may not be read are left out.

        A memory that is not here yet is copied, in a process of its own: a million units take about a minute.
        """
        with self._one_follows:
            with self._store.statement(progress) as connection:
                self._place = self._folder / self._name(memories.identity(connection))
            with self._store.statement(progress) as connection:
                seqs = memories.seqs(connection, tm_ids)
            return {tm_id: self._followed(tm_id, seq, progress) for tm_id, seq in seqs.items() if seq is not None}

    def known(self, tm_ids: Sequence[int]) -> dict[int, "UnitCache"]:
        """Those that are here, as they are, without asking the server for changes."""
        return {tm_id: cache for tm_id in tm_ids if (cache := self._opened(tm_id)) is not None}

    def forget(self, tm_id: int) -> None:
        """It was found damaged: the next `follow` makes it anew."""
        with self._lock:
            if self._place is not None and (cache := self._caches.pop(self._place / str(tm_id), None)) is not None:
                cache.close()

    def close(self) -> None:
        with self._lock:
            for cache in self._caches.values():
                cache.close()
            self._caches.clear()

    def _name(self, identity: str) -> str:
        info = self._store.info()
        return sha256(f"{identity} {info.user}".encode()).hexdigest()[:16]

    def _followed(self, tm_id: int, seq: int, progress: Progress) -> "UnitCache":
        cache = self._opened(tm_id)
        if cache is None or not self._caught_up(cache, seq, progress):
            self._copy(tm_id, progress)
            cache = self._opened(tm_id)
            if cache is None:
                raise NotFound("The translation memory is not there any more, or you have no right to it.")
        if cache.merge_is_due:
            from locanext.matching import disk_cache

            apart(disk_cache.merge, cache.folder, progress=progress)
        return cache

    def _opened(self, tm_id: int) -> "UnitCache | None":
        from locanext.matching.array_files import CacheDamaged
        from locanext.matching.disk_cache import UnitCache

        if self._place is None:
            return None
        folder = self._place / str(tm_id)
        with self._lock:
            try:
                cache = self._caches.get(folder) or UnitCache(folder, tm_id)
                cache.seq  # noqa: B018 - it reads what another program has written
            except CacheDamaged as damage:
                log.info("The copy of memory %s is made anew: %s", tm_id, damage)
                self._caches.pop(folder, None)
                return None
            self._caches[folder] = cache
            return cache

    def _copy(self, tm_id: int, progress: Progress) -> None:
        assert self._place is not None
        self.forget(tm_id)
        apart(copy_memory, self._store.info(), self._place / str(tm_id), tm_id, progress=progress)

    def _caught_up(self, cache: "UnitCache", seq: int, progress: Progress) -> bool:
        """Take over what has changed; False if that is too much, or this copy knows more than the server."""
        if cache.seq >= seq:
            return cache.seq == seq
        taken, after = 0, (cache.seq, memories.MAX_ID)
        while True:
            with self._store.statement(progress) as connection:
                changes = memories.changes(connection, cache.tm, after, PAGE)
            # The last change of a full page may go on in the next one: all of a change is taken at once.
            whole = changes if len(changes) < PAGE else [one for one in changes if one.seq < changes[-1].seq]
            if not changes:
                return True
            taken += sum(one.last - one.first + 1 for one in changes)
            if not whole or taken > TOO_MANY:
                return False
            self._take(cache, whole, progress)
            after = (whole[-1].seq, memories.MAX_ID)
            if len(changes) < PAGE:
                return True

    def _take(self, cache: "UnitCache", changes: Sequence[memories.UnitChange], progress: Progress) -> None:
        changed: list[TranslationUnit] = []
        gone: list[int] = []
        for change in changes:
            if change.version == 0:
                gone += range(change.first, change.last + 1)
                continue
            first = change.first
            while first <= change.last:
                with self._store.statement(progress) as connection:
                    units = memories.units(connection, cache.tm, first, change.last, PAGE)
                changed += units
                first = units[-1].id + 1 if len(units) == PAGE else change.last + 1
        # A unit may have changed twice, or have changed and gone.
        newest = {unit.id: unit for unit in changed}
        cache.apply(list(newest.values()), [id_ for id_ in dict.fromkeys(gone) if id_ not in newest], changes[-1].seq)


def copy_memory(info: ConnectInfo, folder: Path, tm_id: int, progress: Progress) -> None:
    """Make the copy of a memory in `folder` new. For a process of its own."""
    from locanext.matching import disk_cache

    store = Store(lambda: info)
    with closing(store):
        with store.statement(progress) as connection:
            seq = memories.seqs(connection, [tm_id])[tm_id]
        if seq is None:
            raise NotFound("The translation memory is not there any more, or you have no right to it.")
        with store.transaction(progress) as connection, closing(memories.all_units(connection, tm_id)) as units:
            disk_cache.build(folder, units, seq, progress)
