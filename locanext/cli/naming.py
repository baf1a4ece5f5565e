"""What the arguments of a command name: files of the tree, and how a file is to be read."""

import argparse

from locanext.domain.errors import BadInput
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo
from locanext.formats.base import Layout, SheetColumns
from locanext.tabs.ldm.operations import tree
from locanext.workbench import Workbench


def file_of(bench: Workbench, arguments: argparse.Namespace, progress: Progress, *, trashed: bool = False) -> FileInfo:
    """The file that `--project`, `--folder`, `--language` and FILE name."""
    name = tree.FileName(arguments.project, arguments.file, arguments.language, arguments.folder, trashed)
    return tree.file_named(bench, name, progress)


def layout_of(arguments: argparse.Namespace) -> Layout | None:
    """As `--encoding` and `--columns` say; None: as it is found to be."""
    if not arguments.encoding and not arguments.columns:
        return None
    return Layout(arguments.encoding, tuple(_columns(text, not arguments.no_header) for text in arguments.columns))


def _columns(text: str, header: bool) -> SheetColumns:
    # From the right: a sheet's name may hold a colon, a column's may not.
    parts = text.rsplit(":", 3)
    if len(parts) == 4 and not all(part.isalpha() for part in parts[1:]):
        parts = text.rsplit(":", 2)
    if len(parts) < 3 or not all(part.isalpha() for part in parts[1:]):
        raise BadInput("{text} is not SHEET:SOURCE:TARGET or SHEET:SOURCE:TARGET:ID.", text=text)
    source, target, string_id = (part.upper() for part in [*parts[1:], ""][:3])
    return SheetColumns(parts[0], source, target, string_id, header)
