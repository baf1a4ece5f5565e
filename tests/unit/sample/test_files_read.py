"""Every file of the sample reads with its format, without a problem, and holds what the plain reader finds in it."""

from io import BytesIO

import pytest

from locanext.formats.registry import detect
from locanext.sample import SampleFile, files
from tests.unit.sample._reading import place, read

HIDDEN = "Notes"
"""A sheet without texts, which the format may mention."""


@pytest.mark.parametrize("file", files(), ids=place)
def test_file_reads_with_its_format(file: SampleFile) -> None:
    data = file.path.read_bytes()
    reader = detect(data, file.name).read(data)
    segments = list(reader)
    assert [problem for problem in reader.problems.items if problem.sheet != HIDDEN] == []
    assert [segment[1:4] for segment in segments] == [line[:3] for line in read(file)]
    assert [segment.ord for segment in segments] == list(range(len(segments)))


@pytest.mark.parametrize("file", files(), ids=place)
def test_file_is_written_as_it_came(file: SampleFile) -> None:
    data, out = file.path.read_bytes(), BytesIO()
    shape = detect(data, file.name)
    assert shape.write(data, shape.read(data).layout, [], out) == []
    assert out.getvalue() == data
