"""Vectors on the disk, each under the key of its text: a cache that several processes share and that can be made again.

In the folder of a store:

`manifest.json`      format, tag, generation, how much of the other files counts, checksums of that and of the log
`log-GENERATION`     what was added and removed, in that order: (key, checksum of the vector, row or -1), 24 bytes each
`vectors-GENERATION` the matrix, 16-bit floats, rows padded to a multiple of 8 numbers; read through a memory map

Both files only grow, and what the manifest does not count is not there: a change counts from the moment at which the
manifest is replaced. A manifest or log that is damaged, or of another format, empties the store; a damaged vector is
removed when it is read. Whoever fills the store then finds it missing. Nothing is unpickled.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from filelock import FileLock

from locanext.matching.embedder import Keys, Vectors, VectorTag

FORMAT = 1
BLOCK_BYTES = 32_000_000
"""How much of the matrix is looked at at once when all of it is."""

Rows = npt.NDArray[np.int64]
_LOG = np.dtype([("key", "<u8"), ("check", "<u8"), ("row", "<i8")])
_GONE = -1
_HALF = np.dtype("<f2")
_FEW = 32


class _Damaged(Exception):
    """The files are not what the manifest says, or it is not what it says itself."""


@dataclass(frozen=True, slots=True)
class _Manifest:
    """`records` of the log count, `rows` of the matrix; `log_check` is the checksum of those records."""

    tag: VectorTag
    generation: str
    records: int = 0
    rows: int = 0
    log_check: int = 0
    format: int = FORMAT

    def dumped(self) -> bytes:
        body = asdict(self)
        return json.dumps({**body, "check": _check_of(body)}, indent=1).encode()

    @classmethod
    def loaded(cls, content: bytes) -> "_Manifest":
        try:
            body: dict[str, Any] = json.loads(content)
            check = body.pop("check")
            if check != _check_of(body) or body["format"] != FORMAT:
                raise _Damaged
            return cls(**{**body, "tag": VectorTag(**body["tag"])})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _Damaged from error


class VectorStore:
    """An open store; for one thread at a time. Other processes may change it meanwhile.

    `keys` (rows,) and `live` (rows,) say for each row of the matrix whose vector it is, and whether it still counts.
    They are as of the last `refresh` or change.
    """

    keys: Keys
    live: npt.NDArray[np.bool_]

    def __init__(self, folder: Path, tag: VectorTag) -> None:
        """Open the store in `folder`; one that is not there, or is damaged, begins empty.

        Raises `ModelProblem` if it holds vectors of another tag.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.tag = folder, tag
        self.width = -(-tag.dimension // 8) * 8
        self.lock = FileLock(folder / "lock")
        self._forget()
        self.refresh()

    @property
    def generation(self) -> str:
        """Another one means that rows have other numbers than before."""
        return self._manifest.generation

    @property
    def version(self) -> tuple[str, int]:
        """Another one means that something has changed."""
        return self._manifest.generation, self._manifest.records

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return int(np.count_nonzero(self.live))

    @property
    def waste(self) -> float:
        """The share of the matrix that no longer counts."""
        return 1 - self.count / len(self.keys) if len(self.keys) else 0.0

    def refresh(self) -> None:
        """Take in what other processes have changed."""
        with self.lock:
            self._read()

    def missing(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """(keys,) whether there is no vector for it."""
        return ~_mask(keys, self.keys[self.live])

    def append(self, keys: Keys, vectors: Vectors) -> None:
        """Add vectors (keys, dimension). A key that is there already keeps the one it has."""
        if vectors.shape != (len(keys), self.tag.dimension) or not np.isfinite(vectors).all():
            raise ValueError(f"{vectors.shape} is not ({len(keys)}, {self.tag.dimension}), or not all are numbers")
        with self.lock:
            self._read()
            _, first = np.unique(keys, return_index=True)
            fresh = np.sort(first[self.missing(keys[first])])
            halves = np.zeros((len(fresh), self.width), _HALF)
            halves[:, : self.tag.dimension] = vectors[fresh]
            rows = np.arange(len(self.keys), len(self.keys) + len(fresh))
            self._write(_records(keys[fresh], _checks(halves), rows), halves)

    def remove(self, keys: Keys) -> None:
        """Remove the vectors of these keys; a key without one is no mistake."""
        with self.lock:
            self._read()
            there = np.unique(keys)
            there = there[~self.missing(there)]
            self._write(_records(there, 0, _GONE), np.empty((0, self.width), _HALF))

    def retain(self, keys: Keys) -> None:
        """Remove the vectors of all other keys."""
        with self.lock:
            self._read()
            there = self.keys[self.live]
            self.remove(there[~np.isin(there, keys)])

    def vectors(self, rows: Rows) -> tuple[Rows, Vectors]:
        """Those of `rows` that are sound, and their vectors (n, width); the others are removed."""
        return self._sound(self._matrix[rows], self._row_checks[rows], rows, self.keys[rows])

    def blocks(self, start: int = 0) -> Iterator[tuple[Rows, Vectors]]:
        """Every row from `start` on that counts, with its vector, some megabytes at a time."""
        # Of now: a removal below may find that another process has begun the store anew.
        matrix, checks, keys = self._matrix, self._row_checks, self.keys
        for rows in _portions(start + np.flatnonzero(self.live[start:]), self.width):
            yield self._sound(matrix[rows], checks[rows], rows, keys[rows])

    def compact(self) -> None:
        """Write the vectors that count into new files, and remove the old ones."""
        with self.lock:
            self._read()
            rows = np.flatnonzero(self.live)
            content = _records(self.keys[rows], self._row_checks[rows], np.arange(len(rows))).tobytes()
            manifest = _Manifest(self.tag, secrets.token_hex(4), len(rows), len(rows), crc32(content))
            self._path("log", manifest).write_bytes(content)
            with self._path("vectors", manifest).open("wb") as out:
                for portion in _portions(rows, self.width):
                    out.write(self._matrix[portion].tobytes())
            self._commit(manifest)
            self._read()
            self._tidy()

    def file(self, name: str) -> Path:
        """A file for something made from this generation's rows; it goes when they do."""
        return self._path(name, self._manifest)

    def _sound(self, halves: npt.NDArray[np.float16], checks: Keys, rows: Rows, keys: Keys) -> tuple[Rows, Vectors]:
        sound = _checks(halves) == checks
        if not sound.all():
            self.remove(keys[~sound])
            halves, rows = halves[sound], rows[sound]
        return rows, halves.astype(np.float32)

    def _forget(self) -> None:
        self._manifest = _Manifest(self.tag, "")
        self.keys, self.live = np.empty(0, np.uint64), np.empty(0, np.bool_)
        self._row_checks = np.empty(0, np.uint64)
        self._matrix: npt.NDArray[np.float16] = np.empty((0, self.width), _HALF)

    def _read(self) -> None:
        """Bring this object to what the manifest says; under the lock."""
        try:
            manifest = _Manifest.loaded((self.folder / "manifest.json").read_bytes())
            self.tag.require(manifest.tag)
            if manifest != self._manifest:
                self._follow(manifest)
        except (FileNotFoundError, _Damaged):
            self._forget()
            self._commit(_Manifest(self.tag, secrets.token_hex(4)))
            self._tidy()

    def _follow(self, manifest: _Manifest) -> None:
        if manifest.generation != self._manifest.generation or manifest.records < self._manifest.records:
            self._forget()
        known = self._manifest
        with self._path("log", manifest).open("rb") as log:
            log.seek(known.records * _LOG.itemsize)
            content = log.read((manifest.records - known.records) * _LOG.itemsize)
        if crc32(content, known.log_check) != manifest.log_check:
            raise _Damaged
        records = np.frombuffer(content, _LOG)
        added = records[records["row"] != _GONE]
        self._matrix = self._mapped(manifest)
        self.live = self._live_after(records, added)
        self.keys = np.concatenate([self.keys, added["key"]])
        self._row_checks = np.concatenate([self._row_checks, added["check"]])
        self._manifest = manifest

    def _live_after(self, records: npt.NDArray[np.void], added: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
        live = np.concatenate([self.live, np.ones(len(added), np.bool_)])
        gone = np.flatnonzero(records["row"] == _GONE)
        if len(gone):
            # A vector is gone if the last removal of its key came after it.
            names, last = np.unique(records["key"][gone][::-1], return_index=True)
            removed_at = gone[::-1][last]
            added_at = np.concatenate([np.full(len(self.keys), -1), np.flatnonzero(records["row"] != _GONE)])
            keys = np.concatenate([self.keys, added["key"]])
            named = np.flatnonzero(_mask(keys, names))
            live[named] &= added_at[named] > removed_at[np.searchsorted(names, keys[named])]
        return live

    def _mapped(self, manifest: _Manifest) -> npt.NDArray[np.float16]:
        if not manifest.rows:
            return np.empty((0, self.width), _HALF)
        path = self._path("vectors", manifest)
        if path.stat().st_size < manifest.rows * self.width * _HALF.itemsize:
            raise _Damaged
        return np.asarray(np.memmap(path, _HALF, "r", shape=(manifest.rows, self.width)))

    def _write(self, records: npt.NDArray[np.void], halves: npt.NDArray[np.float16]) -> None:
        """Put these behind what counts, and make them count; under the lock."""
        if not len(records):
            return
        known, content = self._manifest, records.tobytes()
        _put(self._path("vectors", known), known.rows * self.width * _HALF.itemsize, halves.tobytes())
        _put(self._path("log", known), known.records * _LOG.itemsize, content)
        self._commit(
            replace(
                known,
                records=known.records + len(records),
                rows=known.rows + len(halves),
                log_check=crc32(content, known.log_check),
            )
        )
        self._read()

    def _commit(self, manifest: _Manifest) -> None:
        # Not flushed to the platter: what a power cut spoils is found damaged, and made again.
        beside = self.folder / "manifest.new"
        beside.write_bytes(manifest.dumped())
        beside.replace(self.folder / "manifest.json")
        if not manifest.records:
            self._manifest = manifest

    def _path(self, name: str, manifest: _Manifest) -> Path:
        return self.folder / f"{name}-{manifest.generation}"

    def _tidy(self) -> None:
        """Remove the files of other generations; where somebody still reads one, the next time."""
        for path in self.folder.glob("*-*"):
            if path.name.rpartition("-")[2] != self.generation:
                with suppress(PermissionError):
                    path.unlink()


def _check_of(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _checks(halves: npt.NDArray[np.float16]) -> Keys:
    """(rows,) a checksum of each row: its 64-bit words, each times another odd number. One changed word changes it."""
    words = np.ascontiguousarray(halves).view("<u8")
    odd = np.cumprod(np.full(words.shape[1], 0x9E3779B97F4A7C15, np.uint64))
    return np.asarray((words * odd).sum(axis=1, dtype=np.uint64))


def _records(keys: Keys, checks: Keys | int, rows: Rows | int) -> npt.NDArray[np.void]:
    records = np.empty(len(keys), _LOG)
    records["key"], records["check"], records["row"] = keys, checks, rows
    return records


def _mask(keys: Keys, among: Keys) -> npt.NDArray[np.bool_]:
    """(keys,) whether each is among the others; a few are looked for one by one, which needs no sorting of the many."""
    if len(keys) <= _FEW:
        return np.array([bool((among == key).any()) for key in keys], np.bool_)
    return np.isin(keys, among)


def _portions(rows: Rows, width: int) -> Iterable[Rows]:
    step = max(1, BLOCK_BYTES // (width * 4))
    return (rows[begin : begin + step] for begin in range(0, len(rows), step))


def _put(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b" if path.exists() else "w+b") as out:
        out.seek(offset)
        out.write(content)
