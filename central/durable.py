"""Files and folders that are on disk, under their names, when a function returns: a power failure changes nothing."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Have a file's bytes, or a folder's names, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a file, complete or not at all."""
    unfinished = path.with_name(path.name + ".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)
    sync(unfinished)
    move(unfinished, path)


def move(source: Path, target: Path) -> None:
    """Rename; both names are in folders of one file system."""
    source.rename(target)
    for folder in {source.parent, target.parent}:
        sync(folder)
