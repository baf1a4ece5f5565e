"""Copies of memories follow the server's, whatever happens to either."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from locanext.domain.errors import Cancelled
from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.matching.lookup import LookupRequest
from locanext.memory import copies as module
from locanext.memory.copies import MemoryCopies
from locanext.store import memories
from locanext.store.connect import Store
from locanext.store.memories import NewMemory, UnitEdit
from tests.benches import connect_info
from tests.servers import Connection, Database


@pytest.fixture
def boss(database: Database) -> Connection:
    return database.connect("boss")


@pytest.fixture
def tm(boss: Connection) -> int:
    return memories.create(boss, NewMemory("Own", None, "ko", "en"))


@pytest.fixture
def copies(database: Database, tmp_path: Path) -> Iterator[MemoryCopies]:
    info = connect_info(database.info("kim"))
    with closing(Store(lambda: info)) as store, closing(MemoryCopies(store, tmp_path / "copies")) as made:
        yield made


def bring_in(conn: Connection, tm: int, *texts: str) -> None:
    with conn.transaction():
        staging = memories.begin_upload(conn, tm)
        memories.add_units(conn, staging, [TranslationUnit(0, text, f"{text}!") for text in texts])
        memories.finish_upload(conn, tm)


def same(copies: MemoryCopies, conn: Connection, tm: int) -> bool:
    found = sorted(copies.follow([tm], Progress())[tm].units())
    return found == memories.units(conn, tm, 0, limit=10_000)


def test_a_copy_is_made_and_follows(copies: MemoryCopies, boss: Connection, tm: int) -> None:
    bring_in(boss, tm, "하나", "둘", "셋")
    assert same(copies, boss, tm)
    bring_in(boss, tm, "넷")
    first, second, *_ = memories.units(boss, tm, 0)
    memories.edit(boss, UnitEdit(tm, first.id, first.version, "하나", "one"))
    memories.delete_units(boss, tm, [second.id])
    assert same(copies, boss, tm)
    [match] = copies.known([tm])[tm].lookup(LookupRequest("하나"))
    assert (match.target, match.score, match.tm) == ("one", 100, tm)


def test_what_changed_and_went_in_between_is_gone(copies: MemoryCopies, boss: Connection, tm: int) -> None:
    bring_in(boss, tm, "하나", "둘")
    copies.follow([tm], Progress())
    unit = memories.units(boss, tm, 0)[0]
    memories.edit(boss, UnitEdit(tm, unit.id, unit.version, "하나", "one"))
    memories.delete_units(boss, tm, [unit.id])
    assert same(copies, boss, tm)


def test_pages_of_changes(copies: MemoryCopies, boss: Connection, tm: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    bring_in(boss, tm, "하나")
    copies.follow([tm], Progress())
    for number in range(10):
        bring_in(boss, tm, f"{number}번", f"{number}째")
    built = copies.known([tm])[tm]
    assert same(copies, boss, tm)
    assert copies.known([tm])[tm] is built, "it was not copied anew"


def test_too_many_changes_are_copied_anew(
    copies: MemoryCopies, boss: Connection, tm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TOO_MANY", 5)
    bring_in(boss, tm, "하나")
    before = copies.follow([tm], Progress())[tm]
    bring_in(boss, tm, *(f"{number}번" for number in range(6)))
    assert same(copies, boss, tm)
    assert copies.known([tm])[tm] is not before


def test_a_damaged_copy_is_made_anew(copies: MemoryCopies, boss: Connection, tm: int) -> None:
    bring_in(boss, tm, "하나", "둘")
    folder = copies.follow([tm], Progress())[tm].folder
    copies.close()
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".lock":
            path.write_bytes(path.read_bytes()[:-1])
    assert copies.known([tm]) == {}
    assert same(copies, boss, tm)


def test_a_database_that_went_back_in_time(
    copies: MemoryCopies, boss: Connection, tm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that knows more than the server is not believed, and one of another database is not asked."""
    bring_in(boss, tm, "하나")
    cache = copies.follow([tm], Progress())[tm]
    cache.apply([TranslationUnit(77, "미래", "future")], [], cache.seq + 5)
    assert same(copies, boss, tm)
    monkeypatch.setattr(memories, "identity", lambda _connection: "another")
    folder = copies.follow([tm], Progress())[tm].folder
    assert folder != cache.folder
    assert same(copies, boss, tm)


def test_what_may_not_be_read_is_left_out(copies: MemoryCopies, boss: Connection, database: Database) -> None:
    theirs = memories.create(boss, NewMemory("Theirs", database.project("Closed", members={"lee": "edit"}), "ko", "en"))
    bring_in(boss, theirs, "비밀")
    assert copies.follow([theirs, 4711], Progress()) == {}


def test_without_a_server_the_copy_answers(copies: MemoryCopies, boss: Connection, tm: int) -> None:
    bring_in(boss, tm, "하나")
    copies.follow([tm], Progress())
    copies._store.close()
    assert [unit.source for unit in copies.known([tm])[tm].units()] == ["하나"]


def test_a_cancelled_copy_leaves_nothing(copies: MemoryCopies, boss: Connection, tm: int) -> None:
    bring_in(boss, tm, *(f"{number}번 원문" for number in range(3000)))
    progress = Progress()

    def cancel(_done: int, _total: int, _note: str) -> None:
        progress.cancel()

    progress._report = cancel
    with pytest.raises(Cancelled):
        copies.follow([tm], progress)
    assert copies.known([tm]) == {}
    assert same(copies, boss, tm)
