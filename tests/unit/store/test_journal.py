"""The journal on the disk: what survives a kill, several windows, a damaged file, a disk that takes nothing."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from locanext.domain.change import ChangeKind
from locanext.domain.edit import Edit
from locanext.domain.errors import JournalDamaged, NotKept
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.store.journal import Journal, Kept
from tests.house._source import ROOT

SEGMENT = Segment(3, "QUEST_3", "문을\n열어라 \0", "", note="a 'note'", version=7)
EDIT = Edit(12, "story.txt", SEGMENT, "Open the dōor.\n", State.CONFIRMED, ChangeKind.MERGED)
Open = Callable[[], Journal]

WRITER = """
import sys
from pathlib import Path
from locanext.store.journal import Journal
from tests.unit.store.test_journal import edit
journal, number = Journal(Path(sys.argv[1]), "kim"), 0
while True:
    journal.add(edit(f"text {number}", number))
    print(number, flush=True)
    number += 1
"""


def edit(target: str, ord_: int = 0, version: int = 1) -> Edit:
    base = Segment(ord_, f"ID_{ord_}", "원문", "", version=version)
    return Edit(1, "a.txt", base, target, State.DRAFT)


def texts(kept: list[Kept]) -> list[tuple[str, int]]:
    return [(one.edit.target, one.edit.base.version) for one in kept]


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Open]:
    """Opens one more window on kim's journal."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(Journal(tmp_path, "kim")))


def test_an_edit_is_found_as_it_was(window: Open) -> None:
    journal = window()
    row = journal.add(EDIT)
    client = journal.client
    journal.close()
    assert window().adopt() == [Kept(row, client, EDIT)]


def test_what_the_server_has_is_gone(window: Open) -> None:
    journal = window()
    rows = [journal.add(edit(text, number)) for number, text in enumerate(("a", "b", "c", "d"))]
    journal.settle(rows[0], 2)
    journal.settle(rows[2], 0)
    journal.discard([rows[3]])
    journal.close()
    assert texts(window().adopt()) == [("b", 1)]


def test_edits_that_stand_on_a_saved_one_stand_on_its_version(window: Open) -> None:
    journal, other = window(), window()
    first = journal.add(edit("first"))
    second = journal.add(edit("second"))
    journal.add(edit("third"))
    journal.add(edit("elsewhere", 1))
    other.add(edit("another window's"))
    journal.settle(first, 2)
    journal.settle(second, 3)
    journal.close()
    other.close()
    assert texts(window().adopt()) == [("third", 3), ("elsewhere", 1), ("another window's", 1)]


def test_edits_on_one_that_lost_lose_too(window: Open) -> None:
    journal = window()
    lost = journal.add(edit("lost"))
    journal.add(edit("on it"))
    journal.settle(lost, 0)
    journal.close()
    assert texts(window().adopt()) == [("on it", 1)]


# --- windows ------------------------------------------------------------------------------------------------


def test_the_edits_of_a_window_that_lives_are_its_own(window: Open) -> None:
    one, other = window(), window()
    one.add(edit("one's"))
    assert other.adopt() == []
    other.add(edit("the other's"))
    one.close()
    assert texts(other.adopt()) == [("one's", 1)]
    assert other.adopt() == [], "it has them now"
    assert window().adopt() == []
    other.close()
    assert texts(window().adopt()) == [("one's", 1), ("the other's", 1)]


def test_what_is_typed_on_an_adopted_edit_follows_its_version(window: Open) -> None:
    gone = window()
    gone.add(edit("before"))
    gone.close()
    journal = window()
    (adopted,) = journal.adopt()
    journal.add(edit("after"), adopted.client)
    journal.settle(adopted.row, 2)
    journal.close()
    assert texts(window().adopt()) == [("after", 2)]


def test_each_account_has_its_own(tmp_path: Path) -> None:
    with closing(Journal(tmp_path, "kim@host:6433/a")) as kim:
        kim.add(edit("kim's"))
    for account in ("kim@host:6433/b", "Kim@host:6433/a", "kim@host_6433/a"):
        with closing(Journal(tmp_path, account)) as other:
            assert other.adopt() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_reads_it(window: Open) -> None:
    journal = window()
    journal.add(EDIT)
    assert stat.S_IMODE(journal.file.stat().st_mode) == 0o600


def test_nothing_is_left_beside_it(window: Open) -> None:
    journal = window()
    assert not journal.file.exists(), "nothing was asked of it"
    journal.add(EDIT)
    journal.close()
    assert {path.suffix for path in journal.file.parent.iterdir()} <= {".sqlite", ".sqlite-journal", ".lock"}
    assert not list(journal.file.parent.glob(f"{journal.client}*"))


# --- killed -------------------------------------------------------------------------------------------------


def test_a_window_that_is_killed_loses_nothing(tmp_path: Path, window: Open) -> None:
    """Whatever it was told is kept is found, with at most the one that was under way."""
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(50)]
        assert window().adopt() == [], "it lives"
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
    kept = texts(window().adopt())
    numbers = [int(line) for line in told]
    assert kept[: len(numbers)] == [(f"text {number}", 1) for number in numbers]
    assert len(kept) - len(numbers) in (0, 1)


# --- damage -------------------------------------------------------------------------------------------------


def put_aside(journal: Journal) -> list[bytes]:
    return [path.read_bytes() for path in journal.file.parent.glob(f"{journal.file.name}.damaged-*")]


def damage(path: Path) -> bytes:
    """Overwrite the tree of the table, and leave the head."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xee" * 4096)
    return path.read_bytes()


@pytest.mark.parametrize("noise", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 2000])
def test_a_damaged_journal_is_put_aside(window: Open, noise: bytes) -> None:
    journal = window()
    journal.file.write_bytes(noise)
    with pytest.raises(JournalDamaged, match=r"\.sqlite\.damaged-"):
        journal.adopt()
    assert put_aside(journal) == [noise]
    journal.add(edit("goes on"))
    journal.close()
    assert texts(window().adopt()) == [("goes on", 1)]


def test_a_journal_that_is_damaged_while_windows_use_it(window: Open) -> None:
    one, other = window(), window()
    for number in range(100):
        one.add(edit("x" * 100, number))
    other.add(edit("other's"))
    damaged = damage(one.file)
    with pytest.raises(JournalDamaged):
        one.add(edit("told"))
    assert put_aside(one) == [damaged]
    one.add(edit("one's"))
    other.add(edit("other's, in the new file"))
    one.close()
    other.close()
    assert texts(window().adopt()) == [("one's", 1), ("other's, in the new file", 1)]


def test_what_cannot_be_kept_is_said(window: Open) -> None:
    journal = window()
    with pytest.raises(NotKept, match="cannot be kept on this computer"):
        journal.add(edit("half a pair: \ud800"))
    journal.add(edit("whole"))
    blocked = Journal(journal.file / "a file is no folder", "kim")
    with pytest.raises(NotKept):
        blocked.add(edit("nowhere to go"))
    blocked.close()
