"""Translation memories as the window and the command line use them."""

from collections.abc import Callable

import pytest

from locanext.domain.errors import BadInput, NotAllowed, NotFound
from locanext.domain.progress import Progress
from locanext.tabs.ldm.operations import memories
from locanext.tabs.ldm.operations.memories import Assign, EntriesOf, EntriesRequest, MemoryName, NewMemory, Place, Terms
from locanext.workbench import Workbench
from tests.servers import Database

BenchOf = Callable[[str], Workbench]


@pytest.fixture
def project(database: Database) -> int:
    return database.project()


def create(bench: Workbench, project: int | None, name: str = "Own") -> int:
    return memories.create_memory(bench, NewMemory(name, project, "ko", "en"), Progress())


def fill(database: Database, tm_id: int, count: int) -> None:
    texts = "select %s, '글 ' || n, 'Text ' || n from generate_series(1, %s) n"
    database.admin().execute(f"insert into loc.tm_units (tm_id, source, target) {texts}", [tm_id, count])


def test_a_life(bench_of: BenchOf, project: int) -> None:
    boss, progress = bench_of("boss"), Progress()
    tm_id = create(boss, project)
    memories.rename_memory(boss, memories.Renamed(tm_id, "Other"), progress)
    assert memories.memory_named(boss, MemoryName("Other"), progress).id == tm_id
    memories.trash_memory(boss, memories.TrashMemory(tm_id), progress)
    assert memories.find_memory(boss, MemoryName("Other"), progress) is None
    assert [memory.name for memory in memories.load_trashed(boss, None, progress)] == ["Other"]
    memories.trash_memory(boss, memories.TrashMemory(tm_id, gone=False), progress)
    memories.trash_memory(boss, memories.TrashMemory(tm_id), progress)
    memories.delete_memory(boss, tm_id, progress)
    with pytest.raises(NotFound):
        memories.memory_named(boss, MemoryName("Other", trashed=True), progress)


@pytest.mark.parametrize(("name", "language"), [(" ", "en"), ("x", "English"), ("a/b", "en")])
def test_what_cannot_be(bench_of: BenchOf, project: int, name: str, language: str) -> None:
    with pytest.raises(BadInput):
        memories.create_memory(bench_of("boss"), NewMemory(name, project, "ko", language), Progress())


def test_entries(bench_of: BenchOf, database: Database, project: int) -> None:
    tm_id = create(bench_of("boss"), project)
    fill(database, tm_id, 30)
    kim, progress = bench_of("kim"), Progress()
    first = memories.entries(kim, EntriesRequest(tm_id, limit=20), progress)
    rest = memories.entries(kim, EntriesRequest(tm_id, after=first[-1].id), progress)
    assert [len(first), len(rest)] == [20, 10]
    [found] = memories.entries(kim, EntriesRequest(tm_id, memories.Search("TEXT 30")), progress)
    edited = memories.edit_entry(kim, memories.UnitEdit(tm_id, found.id, 1, found.source, "new"), progress)
    assert edited.ok
    assert memories.entry(kim, EntriesOf(tm_id, (found.id,)), progress).target == "new"
    assert memories.delete_entries(kim, EntriesOf(tm_id, (found.id, first[0].id)), progress) == 2
    with pytest.raises(NotFound):
        memories.entry(kim, EntriesOf(tm_id, (found.id,)), progress)
    with pytest.raises(NotAllowed):
        memories.merge_duplicates(kim, tm_id, progress)
    assert memories.merge_duplicates(bench_of("boss"), tm_id, progress) == 0


def test_places(bench_of: BenchOf, database: Database, project: int) -> None:
    boss, progress = bench_of("boss"), Progress()
    tm_id, file = create(boss, project), database.file(project)
    place = Place(project_id=project)
    assert memories.assign(boss, Assign(tm_id, place, Terms(2, 5, writable=True)), progress)
    assert memories.active_memories(boss, file, progress) == [memories.Active(tm_id, Terms(2, 5, True), True)]
    assert [one.place for one in memories.load_memories(boss, None, progress).assignments] == [place]
    assert memories.assign(boss, Assign(tm_id, place, None), progress)
    assert not memories.assign(boss, Assign(tm_id, place, None), progress)
    with pytest.raises(NotFound):
        memories.platform_named(boss, "Nowhere", progress)
