"""Arrays in a folder, one file each, that are written once and then mapped into memory.

A file is checked as a whole before its first answer: size and CRC-32 (some GB a second, so it is not put off to parts
of it). CRC-32 tells every damaged byte, and any other damage but one in four thousand million.
"""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
_PART = 1 << 24


class CacheDamaged(Exception):
    """Files of a cache are missing, damaged or of another version of the program: it has to be built again."""


class Described(NamedTuple):
    """What has to be known of a file to trust it: the elements' type as numpy writes it, how many, and the CRC-32."""

    dtype: str
    length: int
    checksum: int


Directory = dict[str, Described]


class ArrayWriter:
    """Writes a folder's arrays. Nothing is trusted that was not `sealed`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._dtypes: dict[str, str] = {}

    def add(self, name: str, array: Array) -> None:
        with self._path(name, array.dtype).open("wb") as file:
            # Not `tofile`: it reports a full disk with no reason and no name.
            file.write(np.ascontiguousarray(array).data if array.size else b"")

    def reserve(self, name: str, dtype: npt.DTypeLike, count: int) -> Array:
        """A mapped array to be filled; its pages go to the disk when memory is short."""
        path = self._path(name, np.dtype(dtype))
        size = count * np.dtype(dtype).itemsize
        with path.open("wb") as file:
            # A hole in a file that is mapped kills the program when the disk is full; this raises OSError.
            if size and hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
            file.truncate(size)
        return np.memmap(path, dtype, "r+", shape=count) if count else np.empty(0, dtype)

    def stream(self, name: str) -> "TextWriter":
        """Texts one after another, kept as the arrays `name` and `name.ends`."""
        return TextWriter(self, name, self._path(name, np.dtype(np.uint8)))

    def seal(self) -> Directory:
        """On the disk for good, with what `ArrayFolder` checks them by. Everything has been closed before."""
        sealed = {}
        for name, dtype in self._dtypes.items():
            path = self.folder / name
            with path.open("rb+") as file:
                checksum = 0
                while part := file.read(_PART):
                    checksum = zlib.crc32(part, checksum)
                os.fsync(file.fileno())
            sealed[name] = Described(dtype, path.stat().st_size // np.dtype(dtype).itemsize, checksum)
        return sealed

    def _path(self, name: str, dtype: np.dtype[Any]) -> Path:
        self._dtypes[name] = dtype.str
        return self.folder / name


class ArrayFolder:
    """Reads what `ArrayWriter` sealed; arrays cannot be written to."""

    def __init__(self, folder: Path, directory: Directory) -> None:
        self.folder = folder
        self._directory = directory

    def array(self, name: str) -> Array:
        """The whole file, checked. Raises `CacheDamaged`; and `FileNotFoundError` if the file is gone."""
        if name not in self._directory:
            raise CacheDamaged(f"{self.folder.name} has no {name}")
        described, path = self._directory[name], self.folder / name
        dtype = np.dtype(described.dtype)
        if path.stat().st_size != described.length * dtype.itemsize:
            raise CacheDamaged(f"{path} is not as long as it was written")
        # A plain array over the map: slices of np.memmap cost ten times those of an array.
        mapped = np.asarray(np.memmap(path, dtype, "r")) if described.length else np.empty(0, dtype)
        if zlib.crc32(mapped.data if described.length else b"") != described.checksum:
            raise CacheDamaged(f"{path} is damaged")
        return mapped

    def texts(self, name: str) -> "Texts":
        return Texts(self.array(name), self.array(f"{name}.ends"))


class TextWriter:
    """Made by `ArrayWriter.stream`; the arrays are complete when its block has ended."""

    def __init__(self, writer: ArrayWriter, name: str, path: Path) -> None:
        self._writer, self._name = writer, name
        self._file = path.open("wb")
        self._ends = np.zeros(1024, np.int64)
        self._count = self._size = 0

    def add(self, text: str) -> None:
        encoded = text.encode("utf-8", "surrogatepass")
        self._file.write(encoded)
        self._size += len(encoded)
        self._count += 1
        if self._count == len(self._ends):
            self._ends.resize(2 * len(self._ends), refcheck=False)
        self._ends[self._count] = self._size

    def __enter__(self) -> "TextWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._writer.add(f"{self._name}.ends", self._ends[: self._count + 1])


class Texts:
    """Texts by number, decoded when they are asked for. `ends[n]` is where text n begins (bytes)."""

    def __init__(self, blob: Array, ends: Array) -> None:
        self._blob = blob.data
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        start, end = self._ends[number : number + 2].tolist()
        return str(self._blob[start:end], "utf-8", "surrogatepass")

    def some(self, numbers: Array) -> list[str]:
        """The texts of these numbers."""
        blob = self._blob
        places = zip(self._ends[numbers].tolist(), self._ends[numbers + 1].tolist(), strict=True)
        return [str(blob[start:end], "utf-8", "surrogatepass") for start, end in places]

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), 4096):
            yield from self.some(np.arange(start, min(start + 4096, len(self))))
