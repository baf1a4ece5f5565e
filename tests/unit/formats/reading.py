"""Reads and writes a buffer in one call, for the tests of the formats."""

import io
from collections.abc import Iterable

from locanext.domain.segment import Segment
from locanext.formats.base import Edit, FileFormat, Layout, ReadProblem


def read(shape: FileFormat, data: bytes, layout: Layout | None = None) -> tuple[list[Segment], list[ReadProblem]]:
    reader = shape.read(data, layout)
    return list(reader), reader.problems.items


def texts(shape: FileFormat, data: bytes, layout: Layout | None = None) -> list[tuple[str, str]]:
    return [(segment.source, segment.target) for segment in read(shape, data, layout)[0]]


def write(shape: FileFormat, data: bytes, edits: Iterable[Edit], layout: Layout | None = None) -> bytes:
    out = io.BytesIO()
    shape.write(data, layout or shape.read(data).layout, edits, out)
    return out.getvalue()


def rewritten(shape: FileFormat, data: bytes, layout: Layout | None = None) -> bytes:
    """The file with every segment's own target put in again: every edit goes the whole way."""
    reader = shape.read(data, layout)
    out = io.BytesIO()
    shape.write(data, reader.layout, [(segment.ord, segment.target) for segment in reader], out)
    return out.getvalue()
