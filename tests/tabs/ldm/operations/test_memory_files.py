"""Files into memories and out of them: every format, whole or not at all."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from locanext.domain.errors import BadFile, BadInput, Cancelled, NotAllowed
from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.formats import new_table, tmx
from locanext.tabs.ldm.operations import memories, memory_files
from locanext.tabs.ldm.operations.memories import EntriesRequest, Memory, MemoryName, NewMemory
from locanext.tabs.ldm.operations.memory_files import ExportUnits, GuessLanguage, ImportedUnits, ImportUnits
from locanext.workbench import Workbench
from tests.servers import Database

BenchOf = Callable[[str], Workbench]
UNITS = [
    TranslationUnit(1, "문 <b>", "Door & <b>", "A B C D 1", "a note"),
    TranslationUnit(2, "창", "Window", "A B C D 2"),
]
NEW = NewMemory("Own", None, "ko", "en")


@pytest.fixture
def boss(bench_of: BenchOf) -> Workbench:
    return bench_of("boss")


def written(path: Path, units: list[TranslationUnit] = UNITS) -> Path:
    with path.open("wb") as out:
        if path.suffix == ".tmx":
            tmx.write(units, "ko-KR", "en-US", out)
        elif path.suffix == ".xlsx":
            new_table.write_workbook(units, out)
        elif path.suffix == ".xml":
            rows = "".join(f'<LocStr StringId="{u.string_id}" StrOrigin="{u.source}" Str="x"/>' for u in units[1:])
            out.write(f"<LanguageData>{rows}</LanguageData>".encode())
        else:
            new_table.write_tabbed(units, out)
    return path


def bring_in(
    bench: Workbench, path: Path, memory: Memory | NewMemory = NEW, progress: Progress | None = None
) -> ImportedUnits:
    return memory_files.import_units(bench, ImportUnits(path, memory), progress or Progress())


def cancelled_at(share: float) -> Progress:
    progress = Progress(lambda done, total, _note: progress.cancel() if done >= total * share else None)
    return progress


def named(bench: Workbench) -> Memory:
    return memories.memory_named(bench, MemoryName("Own"), Progress())


def entries(bench: Workbench) -> list[TranslationUnit]:
    return memories.entries(bench, EntriesRequest(named(bench).id), Progress())


@pytest.mark.parametrize(("ending", "count"), [(".tmx", 2), (".xlsx", 2), (".txt", 2), (".tsv", 2), (".xml", 1)])
def test_each_format_is_brought_in_once(boss: Workbench, tmp_path: Path, ending: str, count: int) -> None:
    path = written(tmp_path / f"units{ending}")
    first = bring_in(boss, path)
    assert (first.read, first.added, first.problems.count) == (count, count, 0)
    again = bring_in(boss, path, named(boss))
    assert (again.read, again.added, again.tm_id) == (count, 0, first.tm_id)
    found = entries(boss)
    assert [(unit.source, unit.string_id) for unit in found] == [(u.source, u.string_id) for u in UNITS[-count:]]


def test_segments_without_a_target_are_no_units(boss: Workbench, tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", [*UNITS, TranslationUnit(3, "빈", "")])
    assert bring_in(boss, path).read == 2


@pytest.mark.parametrize("ending", [".xlsx", ".txt"])
def test_a_unit_without_a_string_id_has_no_context(boss: Workbench, tmp_path: Path, ending: str) -> None:
    bring_in(boss, written(tmp_path / f"a{ending}", [TranslationUnit(1, "문", "Door"), *UNITS[1:]]))
    assert [unit.string_id for unit in entries(boss)] == ["", "A B C D 2"]


@pytest.mark.parametrize("ending", [".tmx", ".xlsx", ".txt"])
def test_what_is_written_is_brought_in_again(boss: Workbench, tmp_path: Path, ending: str) -> None:
    bring_in(boss, written(tmp_path / "a.tmx"))
    out = tmp_path / f"out{ending}"
    done = memory_files.export_units(boss, ExportUnits(named(boss), out), Progress())
    assert (done.units, done.lost) == (2, 0)
    assert bring_in(boss, out, named(boss)).added == 0
    with pytest.raises(BadInput, match="there already"):
        memory_files.export_units(boss, ExportUnits(named(boss), out), Progress())
    memory_files.export_units(boss, ExportUnits(named(boss), out, overwrite=True), Progress())
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(["a.tmx", out.name])


def test_who_and_when_survive(boss: Workbench, tmp_path: Path) -> None:
    bring_in(boss, written(tmp_path / "a.tmx", [UNITS[0]._replace(author="Ann <ann@x>")]))
    before = entries(boss)[0]
    memory_files.export_units(boss, ExportUnits(named(boss), tmp_path / "b.tmx"), Progress())
    bring_in(boss, tmp_path / "b.tmx", NewMemory("Own 2", None, "ko", "en"))
    second = memories.memory_named(boss, MemoryName("Own 2"), Progress())
    after = memories.entries(boss, EntriesRequest(second.id), Progress())[0]
    assert before.edited_at is not None
    assert after[1:] == before._replace(edited_at=before.edited_at.replace(microsecond=0))[1:]
    assert after.author == "Ann <ann@x>"


def test_what_excel_cannot_hold_is_told(boss: Workbench, tmp_path: Path) -> None:
    bring_in(boss, written(tmp_path / "a.tmx", [TranslationUnit(1, "문", "x" * 40_000), *UNITS[1:]]))
    done = memory_files.export_units(boss, ExportUnits(named(boss), tmp_path / "b.xlsx"), Progress())
    assert (done.units, done.lost) == (2, 1)
    assert openpyxl.load_workbook(io.BytesIO((tmp_path / "b.xlsx").read_bytes())).active.max_row == 2


def test_a_name_that_says_no_format(boss: Workbench, tmp_path: Path) -> None:
    bring_in(boss, written(tmp_path / "a.tmx"))
    with pytest.raises(BadInput, match=r"\.tmx, \.xlsx"):
        memory_files.export_units(boss, ExportUnits(named(boss), tmp_path / "b.doc"), Progress())


@pytest.mark.parametrize("data", [b"", b"<tmx><body><tu>", b"<tmx/>", b"PK\x03\x04 no workbook", b"words"])
def test_a_file_that_cannot_be_read_makes_no_memory(boss: Workbench, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(data)
    with pytest.raises(BadFile):
        bring_in(boss, path)
    assert memories.find_memory(boss, MemoryName("Own"), Progress()) is None


def test_a_cancel_leaves_nothing(boss: Workbench, database: Database, tmp_path: Path) -> None:
    many = [TranslationUnit(n, f"글 {n}", f"text {n}") for n in range(45_000)]
    path = written(tmp_path / "a.tmx", many)
    for share in (0.2, 0.45, 0.5):
        with pytest.raises(Cancelled):
            bring_in(boss, path, progress=cancelled_at(share))
    counts = "select (select count(*) from loc.tms), (select count(*) from loc.tm_units),"
    counts += " (select count(*) from pg_class where relname like 'tm_upload%')"
    assert database.admin().execute(counts).fetchone() == (0, 0, 0)
    steps: list[float] = []
    bring_in(boss, path, progress=Progress(lambda done, total, _note: steps.append(done / total)))
    assert steps == sorted(steps)
    assert steps[-1] == 1


def test_a_cancel_interrupts_the_server(boss: Workbench, database: Database, tmp_path: Path) -> None:
    """While the units go into the memory, which here waits for somebody who holds it."""
    path = written(tmp_path / "a.tmx")
    bring_in(boss, path)
    holder, admin, progress = database.connect("boss", autocommit=False), database.admin(), Progress()
    holder.execute("select loc.rename_tm_v1(%s, 'Held')", [named(boss).id])
    waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    with ThreadPoolExecutor(1) as pool:
        more = written(tmp_path / "b.tmx", [UNITS[0]._replace(target="Gate")])
        running = pool.submit(bring_in, boss, more, named(boss), progress)
        while admin.execute(waits).fetchone() == (0,):
            assert not running.done()
        progress.cancel()
        with pytest.raises(Cancelled):
            running.result(30)
    holder.rollback()
    assert [unit.target for unit in entries(boss)] == ["Door & <b>", "Window"]


def test_a_cancelled_export_leaves_no_file(boss: Workbench, tmp_path: Path) -> None:
    bring_in(boss, written(tmp_path / "a.tmx", [TranslationUnit(n, f"글 {n}", f"text {n}") for n in range(5000)]))
    progress = Progress(lambda done, _total, _note: progress.cancel() if done >= 2000 else None)
    with pytest.raises(Cancelled):
        memory_files.export_units(boss, ExportUnits(named(boss), tmp_path / "b.tmx"), progress)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.tmx"]
    assert len(entries(boss)) == 1000  # the connection is as good as before


def test_a_translator_brings_nothing_in(boss: Workbench, bench_of: BenchOf, tmp_path: Path) -> None:
    path = written(tmp_path / "a.tmx")
    bring_in(boss, path)
    for memory in (named(boss), NewMemory("Mine", None, "ko", "en")):
        with pytest.raises(NotAllowed):
            bring_in(bench_of("kim"), path, memory)


def test_the_language_of_a_file(boss: Workbench, tmp_path: Path) -> None:
    def guess(path: Path) -> str:
        return memory_files.guess_language(boss, GuessLanguage(path), Progress())

    assert guess(written(tmp_path / "a.tmx")) == "en-US"
    assert guess(written(tmp_path / "a_de.txt")) == "de"
    assert guess(written(tmp_path / "a.txt")) == ""
    both = tmp_path / "b.tmx"
    both.write_bytes((tmp_path / "a.tmx").read_bytes().replace(b'"en-US"', b'"fr"', 1))
    assert guess(both) == ""
