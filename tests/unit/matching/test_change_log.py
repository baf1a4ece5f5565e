"""The log gives back what was appended, and tells damage from what is being written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.matching.array_files import CacheDamaged
from locanext.matching.change_log import Record, append, encoded, read
from tests.unit.matching.model import unit

RECORDS = [
    Record([unit(1, "검\n", "Sword \ud800", minute=3), unit(2, "방패")], [7], 4),
    Record([], [1, 2], 5),
    Record([], [], 9),
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log"
    path.touch()
    position = 0
    for record in RECORDS:
        position = append(path, position, record)
    return path


def test_records_are_read_from_any_on(log: Path) -> None:
    assert read(log, 0) == (RECORDS, log.stat().st_size)
    assert read(log, len(encoded(RECORDS[0]))) == (RECORDS[1:], log.stat().st_size)
    assert read(log, log.stat().st_size) == ([], log.stat().st_size)


@pytest.mark.parametrize("missing", [1, 5, len(encoded(RECORDS[2])) - 1])
def test_what_is_not_whole_is_not_there_and_is_written_over(log: Path, missing: int) -> None:
    content = log.read_bytes()
    log.write_bytes(content[:-missing])
    records, position = read(log, 0)
    assert records == RECORDS[:2]
    assert position == len(encoded(RECORDS[0])) + len(encoded(RECORDS[1]))
    append(log, position, RECORDS[2])
    assert log.read_bytes() == content


@settings(deadline=None)
@given(data=st.data())
def test_any_damaged_byte_is_seen(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("logs") / "log"
    content = bytearray(b"".join(map(encoded, RECORDS)))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(CacheDamaged):
        read(path, 0)
