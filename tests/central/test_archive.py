"""What is in an archive of the log, and what is missing from it."""

import gzip
import shlex
import subprocess
from pathlib import Path

import pytest

from central.archive import RESTORE_SCRIPT, SEGMENT, Archive, Position, segment_name
from central.errors import CentralError

BEGIN = Position.parse(1, "0/3000028")


def fill(folder: Path, *names: str) -> Archive:
    for name in names:
        (folder / name).write_bytes(bytes(SEGMENT))
    return Archive(folder)


def names(timeline: int, *numbers: int) -> list[str]:
    return [segment_name(timeline, number) for number in numbers]


def test_names_are_postgresql_s() -> None:
    assert BEGIN.segment == "000000010000000000000003"
    assert Position.parse(0x1F, "2A/FF000000").segment == "0000001F0000002A000000FF"


def test_a_gap_is_found(tmp_path: Path) -> None:
    archive = fill(tmp_path, *names(1, 1, 3, 4, 7), "000000010000000000000003.00000028.backup", "x.new")
    assert archive.expected(BEGIN, 1) == names(1, 3, 4, 5, 6, 7)
    assert archive.missing(BEGIN, 1) == names(1, 5, 6)
    assert archive.missing(Position.parse(1, "0/7000028"), 1) == []
    assert archive.missing(Position.parse(1, "0/9000028"), 1) == []


def test_the_course_of_timelines_is_followed(tmp_path: Path) -> None:
    (tmp_path / "00000003.history").write_text("1\t0/5000100\tbefore x\n\n2\t0/7000100\tbefore y\n", "utf-8")
    archive = fill(tmp_path, *names(1, 3, 4, 5, 6), *names(2, 5, 6), *names(3, 7, 9))
    assert archive.newest_timeline() == 3
    assert archive.expected(BEGIN, 3) == [*names(1, 3, 4), *names(2, 5, 6), *names(3, 7, 8, 9)]
    assert archive.missing(BEGIN, 3) == names(3, 8)
    assert archive.is_on_course(BEGIN, 3)
    assert not archive.is_on_course(Position.parse(1, "0/6000000"), 3)  # made after the timeline was left
    with pytest.raises(CentralError, match="history of timeline 2"):
        archive.course(2)


def test_an_archive_that_is_not_there_is_empty(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert (archive.newest_timeline(), archive.expected(BEGIN, 1), archive.pack()) == (0, [], 0)


def test_packing_keeps_every_byte_and_is_found_again(tmp_path: Path) -> None:
    [name] = names(1, 3)
    content = bytes(range(256)) * (SEGMENT // 256)
    (tmp_path / name).write_bytes(content)
    assert Archive(tmp_path).pack() == 1
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.gz"]
    assert gzip.decompress((tmp_path / f"{name}.gz").read_bytes()) == content
    assert Archive(tmp_path).missing(BEGIN, 1) == []
    assert Archive(tmp_path).damage(name) == ""


def test_packing_never_writes_over_a_different_segment(tmp_path: Path) -> None:
    [name] = names(1, 3)
    fill(tmp_path, name).pack()
    fill(tmp_path, name).pack()  # the same again, as after a crash
    assert not (tmp_path / name).exists()
    (tmp_path / name).write_bytes(b"x" * SEGMENT)
    with pytest.raises(CentralError, match="another server"):
        Archive(tmp_path).pack()
    assert gzip.decompress((tmp_path / f"{name}.gz").read_bytes()) == bytes(SEGMENT)


def test_damage_is_found(tmp_path: Path) -> None:
    whole, short, bad = names(1, 3, 4, 5)
    fill(tmp_path, whole, bad).pack()
    packed = tmp_path / f"{bad}.gz"
    packed.write_bytes(packed.read_bytes()[:-9])
    (tmp_path / short).write_bytes(b"short")
    archive = Archive(tmp_path)
    assert archive.damage(whole) == ""
    assert "5 bytes" in archive.damage(short)
    assert "damaged" in archive.damage(bad)


@pytest.mark.parametrize(("kept", "code"), [(None, 1), (b"not packed", 126)])
def test_what_cannot_be_read_is_not_taken_for_the_end(tmp_path: Path, kept: bytes | None, code: int) -> None:
    folder = tmp_path / "it's 100% mine"
    folder.mkdir()
    if kept is not None:
        (folder / f"{BEGIN.segment}.gz").write_bytes(kept)
    asked = Archive(folder).restore_command(RESTORE_SCRIPT)
    command = asked.replace("%f", BEGIN.segment).replace("%p", shlex.quote(str(tmp_path / "to"))).replace("%%", "%")
    assert subprocess.run(["sh", "-c", command], check=False, capture_output=True).returncode == code
    fill(folder, BEGIN.segment)
    if kept is None:
        assert subprocess.run(["sh", "-c", command], check=False).returncode == 0
        assert (tmp_path / "to").read_bytes() == bytes(SEGMENT)
