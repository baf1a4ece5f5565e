"""The folder of a cache: one sub-folder for each time that it was built, the newest with a manifest counts.

A sub-folder has the base's files, the log of changes and, written last, the manifest that says what the files are.
Nothing that another process may have mapped is ever replaced: Windows would refuse.
"""

import json
import os
import shutil
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple
from unicodedata import unidata_version

from locanext.matching.array_files import CacheDamaged, Described, Directory

FORMAT = f"1 {unidata_version}"
"""Of the files and of the forms in them (`normalize`): it changes with either, and older caches are built again."""
MANIFEST, LOG = "manifest.json", "changes.log"


class Manifest(NamedTuple):
    """`seq`: the number in the feed up to which changes are in the base."""

    seq: int
    files: Directory


def newest(folder: Path) -> Path | None:
    """The complete sub-folder with the highest number."""
    return next((one for one in reversed(numbered(folder)) if (one / MANIFEST).exists()), None)


def numbered(folder: Path) -> list[Path]:
    """All sub-folders, complete or not, the oldest first."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if one.name.isdecimal())


def begin(folder: Path) -> Path:
    """A new sub-folder, of no account yet."""
    last = int(numbered(folder)[-1].name) if numbered(folder) else 0
    new = folder / f"{last + 1:08}"
    new.mkdir(mode=0o700, parents=True)
    return new


def complete(new: Path, manifest: Manifest) -> None:
    """From now on the sub-folder is the newest."""
    body = json.dumps({"format": FORMAT, **manifest._asdict()}).encode("ascii")
    draft = new / f"{MANIFEST}.new"
    with draft.open("wb") as file:
        file.write(_sum(body) + b"\n" + body)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(new / MANIFEST)


def manifest_of(complete_one: Path) -> Manifest:
    """Raises `CacheDamaged`, also for another format; and `FileNotFoundError` if it was removed meanwhile."""
    path = complete_one / MANIFEST
    total, _, body = path.read_bytes().partition(b"\n")
    if total != _sum(body):
        raise CacheDamaged(f"{path} is damaged")
    said = json.loads(body)
    if said["format"] != FORMAT:
        raise CacheDamaged(f"{path} is of format {said['format']}, and not {FORMAT}")
    return Manifest(said["seq"], {name: Described(*values) for name, values in said["files"].items()})


def remove(*unused: Path) -> None:
    """Delete sub-folders; what another process has mapped stays on Windows, until the next time."""
    for one in unused:
        with suppress(PermissionError):
            (one / MANIFEST).unlink(missing_ok=True)  # first: with a part of its files it must not count
            shutil.rmtree(one)


def _sum(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).hexdigest().encode("ascii")
