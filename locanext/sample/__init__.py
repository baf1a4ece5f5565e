"""The sample project: a made-up game, Korean with English, German and Japanese in part, in all three formats.

The files are made by `scripts/make_sample.py` from the texts in `source`, and hold the faults that
`faults.json` lists. This package only says which files there are; it reads none and imports no other part.
"""

from dataclasses import dataclass
from importlib.resources import files as resources
from importlib.resources.abc import Traversable

PROJECT = "Starlight Navigator"
"""The name that the sample is imported under."""

FIRST = "dialogue_en.txt"
"""The file to show somebody who sees the sample for the first time."""


@dataclass(frozen=True, slots=True)
class SampleFile:
    """`path` is a resource and perhaps no file on disk: use its `read_bytes`, or `importlib.resources.as_file`."""

    path: Traversable
    folder: str
    language: str

    @property
    def name(self) -> str:
        return self.path.name


def files() -> tuple[SampleFile, ...]:
    """All files of the sample, by folder and name. A file's language stands at the end of its stem."""
    top = resources(__name__) / "files"
    found = (
        (folder, path) for folder in top.iterdir() if folder.is_dir() for path in folder.iterdir() if path.is_file()
    )
    sample = (SampleFile(path, folder.name.title(), _language(path.name)) for folder, path in found if "_" in path.name)
    return tuple(sorted(sample, key=lambda item: (item.folder, item.name)))


def _language(name: str) -> str:
    return name.partition(".")[0].rpartition("_")[2]
