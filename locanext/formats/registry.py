"""All file formats, found by walking this package: a format is added by adding its module.

It decides which format a file is of; it neither reads nor writes any.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from locanext import formats as package
from locanext.domain.errors import BadFile, NotFound
from locanext.domain.message import Message
from locanext.formats.base import Buffer, FileFormat


@cache
def formats() -> tuple[FileFormat, ...]:
    """One instance of every format, by id."""
    # pkgutil finds modules in a frozen program too: PyInstaller's importer lists what is in its archive.
    modules = [
        importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    ]
    classes = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, FileFormat) and hasattr(value, "id")
    }
    return tuple(sorted((shape() for shape in classes), key=lambda shape: shape.id))


def by_id(format_id: str) -> FileFormat:
    """The format of that id. Raises `NotFound`."""
    for shape in formats():
        if shape.id == format_id:
            return shape
    raise NotFound("There is no file format “{format_id}” in this version.", format_id=format_id)


def detect(data: Buffer, name: str) -> FileFormat:
    """The format that fits best. Raises `BadFile` when none does."""
    score, best = max(((shape.sniff(data, name), shape) for shape in formats()), key=lambda found: found[0])
    if not score:
        kinds = [Message("{format} ({names})", format=one.title, names=" ".join(one.extensions)) for one in formats()]
        raise BadFile("{name} is of no known format. Supported are: {supported}.", name=name, supported=tuple(kinds))
    return best


@contextmanager
def open_buffer(path: Path) -> Iterator[Buffer]:
    """The bytes of a file, mapped and not read. Raises `BadFile` when it cannot be opened."""
    try:
        # Opening a pipe would wait for its other end.
        if path.exists() and not path.is_file():
            raise BadFile("{path} is not a file.", path=path)
        file = path.open("rb")
    except OSError as error:
        raise BadFile("{path} cannot be opened: {reason}.", path=path, reason=error.strerror) from error
    with file:
        if not path.stat().st_size:
            yield b""  # an empty file cannot be mapped
            return
        with mmap(file.fileno(), 0, access=ACCESS_READ) as mapped:
            yield mapped
