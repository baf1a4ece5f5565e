"""Copies a byte span of a buffer to a file, window by window, so that no large bytes object is made."""

from typing import BinaryIO

from locanext.domain.progress import Progress
from locanext.formats.base import Buffer

_WINDOW = 1 << 20


def copy_span(data: Buffer, start: int, end: int, out: BinaryIO, progress: Progress | None = None) -> None:
    """Write `data[start:end]` to `out`. Raises `Cancelled` between windows."""
    for at in range(start, end, _WINDOW):
        if progress is not None:
            progress.step(at, len(data))
        out.write(data[at : min(at + _WINDOW, end)])
