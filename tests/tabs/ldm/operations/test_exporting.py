"""Getting files back: byte for byte what was not edited, and never half a file."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file
from pathlib import Path
from threading import Thread

import pytest

from locanext import __version__, sample
from locanext.domain.errors import BadFile, BadInput, Cancelled, NotFound
from locanext.domain.progress import Progress
from locanext.domain.state import State
from locanext.store import segments
from locanext.tabs.ldm.operations import saving
from locanext.tabs.ldm.operations.exporting import Exported, ExportRequest, certificate_path, export_file
from locanext.tabs.ldm.operations.saving import Save, SaveRequest
from locanext.workbench import Workbench
from tests.benches import bring_in
from tests.servers import Database

Opens = Callable[[str], Workbench]
LINES = ["A\tB\tC\tD\t1\t하나\tOne\tx\tnote\r\n", "A\tB\tC\tD\t2\t둘\t\n", "broken line\n", "A\tB\tC\tD\t3\t셋\tThree"]


@pytest.fixture
def bench(bench_of: Opens) -> Workbench:
    return bench_of("boss")


@pytest.fixture
def project(database: Database) -> int:
    return database.project()


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "원본.txt"
    path.write_bytes("".join(LINES).encode())
    return path


@pytest.fixture
def file(bench: Workbench, project: int, original: Path) -> int:
    return bring_in(bench, project, original)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "번역.txt"


def edit(bench: Workbench, file: int, *texts: tuple[int, str]) -> None:
    saves = tuple(Save(ord_, 1, text, State.DRAFT) for ord_, text in texts)
    assert all(one.ok for one in saving.save(bench, SaveRequest(file, saves), Progress()))


def export(bench: Workbench, file: int, out: Path, *, certificate: bool = False, overwrite: bool = False) -> Exported:
    return export_file(bench, ExportRequest(file, out, certificate, overwrite), Progress())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_unedited_is_identical(bench: Workbench, project: int, out: Path) -> None:
    for one in sample.files():
        with as_file(one.path) as path:
            data = path.read_bytes()
            exported = export(bench, bring_in(bench, project, path, one.language), out, overwrite=True)
        assert (one.name, out.read_bytes()) == (one.name, data)
        assert exported.sha256_before == exported.sha256_after == hashlib.sha256(data).hexdigest()
        assert exported.changed == ()


def test_edited_cells_only(bench: Workbench, file: int, original: Path, out: Path) -> None:
    edit(bench, file, (0, "Uno"), (1, "Zwei\nZeilen"), (2, "Three"))
    exported = export(bench, file, out)
    expected = [
        "A\tB\tC\tD\t1\t하나\tUno\tx\tnote\r\n",
        "A\tB\tC\tD\t2\t둘\tZwei\\nZeilen\n",
        "broken line\n",
        "A\tB\tC\tD\t3\t셋\tThree",
    ]
    assert out.read_bytes() == "".join(expected).encode()
    assert exported.changed == ("A B C D 1", "A B C D 2")
    assert exported.sha256_before == hashlib.sha256(original.read_bytes()).hexdigest()
    assert exported.sha256_after == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (exported.size_before, exported.size_after) == (original.stat().st_size, out.stat().st_size)
    assert original.read_bytes() == "".join(LINES).encode()


def test_what_was_undone_is_the_original_again(bench: Workbench, file: int, original: Path, out: Path) -> None:
    edit(bench, file, (0, "Uno"))
    saving.save(bench, SaveRequest(file, (Save(0, 2, "One", State.DRAFT),)), Progress())
    assert export(bench, file, out).changed == ()
    assert out.read_bytes() == original.read_bytes()


@pytest.mark.parametrize("one", ["items_en.xml", "ui_en.xlsx"])
def test_an_edit_in_the_other_formats(bench: Workbench, project: int, tmp_path: Path, out: Path, one: str) -> None:
    path = tmp_path / one
    path.write_bytes(next(file.path for file in sample.files() if file.name == one).read_bytes())
    text = 'Neuer <Text> & "mehr" {0} 새 글'
    file = bring_in(bench, project, path)
    edit(bench, file, (3, text))
    exported = export(bench, file, out.with_name(one))
    assert len(exported.changed) == 1
    again = bring_in(bench, project, out.with_name(one), "de")
    with bench.store.transaction() as connection:
        before, after = (segments.page(connection, number, 0, 1000) for number in (file, again))
    assert after[3].target == text
    assert [(s.string_id, s.source, s.target) for s in after] == [(s.string_id, s.source, s.target) for s in before]


def test_the_certificate(bench: Workbench, file: int, original: Path, out: Path) -> None:
    edit(bench, file, (1, "Zwei 둘"))
    exported = export(bench, file, out, certificate=True)
    assert names(out.parent) == ["번역.txt", "번역.txt.certificate.json"]
    told = json.loads(certificate_path(out).read_text("utf-8"))
    at = datetime.fromisoformat(told.pop("exported_at"))
    assert datetime.now(UTC) - timedelta(minutes=1) < at <= datetime.now(UTC)
    assert told == {
        "file": "원본.txt",
        "language": "en",
        "format": "tabbed_text",
        "program": f"LocaNext {__version__}",
        "sha256_before": hashlib.sha256(original.read_bytes()).hexdigest(),
        "sha256_after": hashlib.sha256(out.read_bytes()).hexdigest(),
        "size_before": original.stat().st_size,
        "size_after": out.stat().st_size,
        "changed": ["A B C D 2"],
    }
    assert tuple(told["changed"]) == exported.changed


@pytest.mark.parametrize("taken", ["번역.txt", "번역.txt.certificate.json"])
def test_nothing_is_replaced_unasked(bench: Workbench, file: int, out: Path, taken: str) -> None:
    (out.parent / taken).write_text("precious")
    with pytest.raises(BadInput, match="there already"):
        export(bench, file, out, certificate=True)
    assert names(out.parent) == [taken]
    assert (out.parent / taken).read_text() == "precious"
    export(bench, file, out, certificate=True, overwrite=True)
    assert (out.parent / taken).read_text() != "precious"


def test_a_letter_that_the_encoding_has_not_keeps_the_old_file(
    bench: Workbench, project: int, tmp_path: Path, out: Path
) -> None:
    path = tmp_path / "cp949.txt"
    path.write_bytes("A\tB\tC\tD\t1\t문을 열어라, 새벽의 여행자여\tx\n".encode("cp949") * 3)
    file = bring_in(bench, project, path)
    edit(bench, file, (1, "Ünïcödé 🏳"))
    out.write_text("older")
    with pytest.raises(BadFile, match="A B C D 1"):
        export(bench, file, out, overwrite=True)
    assert names(out.parent) == [out.name]
    assert out.read_text() == "older"


def test_a_damaged_original_is_noticed(bench: Workbench, file: int, out: Path, database: Database) -> None:
    spoil = "update loc.file_chunks set data = set_byte(data, 3, 88) where file_id = %s"
    database.admin().execute(spoil, [file])
    with pytest.raises(BadFile, match="damaged"):
        export(bench, file, out)
    assert names(out.parent) == []


def test_a_chunk_that_is_gone_is_noticed(bench: Workbench, file: int, out: Path, database: Database) -> None:
    database.admin().execute("delete from loc.file_chunks where file_id = %s", [file])
    with pytest.raises(BadFile, match="damaged"):
        export(bench, file, out)
    assert names(out.parent) == []


@pytest.mark.parametrize("one", ["dialogue_en.txt", "items_en.xml", "ui_en.xlsx"])
def test_a_cancel_leaves_no_file(bench: Workbench, project: int, tmp_path: Path, out: Path, one: str) -> None:
    path = tmp_path / one
    path.write_bytes(next(file.path for file in sample.files() if file.name == one).read_bytes())
    file = bring_in(bench, project, path)
    edit(bench, file, (0, "new"))
    out.write_text("older")
    for share in (0.0, 0.5, 0.9, 1.0):
        with pytest.raises(Cancelled):
            export_file(bench, ExportRequest(file, out, overwrite=True), cancelled_at(share))
        assert names(out.parent) == [out.name]
        assert out.read_text() == "older"


def cancelled_at(share: float) -> Progress:
    """Progress that cancels itself when this share of the work is done."""
    progress = Progress(lambda done, total, _note: progress.cancel() if done >= share * total else None)
    return progress


def test_a_cancel_interrupts_what_runs_in_the_server(
    bench: Workbench, file: int, out: Path, database: Database
) -> None:
    progress, ended, blocker, admin = Progress(), [], database.admin(), database.admin()

    def work() -> None:
        with pytest.raises(Cancelled):
            export_file(bench, ExportRequest(file, out), progress)
        ended.append(True)

    waits = "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
    with blocker.transaction():
        blocker.execute("lock table loc.file_chunks in access exclusive mode")
        thread = Thread(target=work)
        thread.start()
        while admin.execute(waits, [database.name]).fetchone() != (1,):
            pass
        progress.cancel()
        thread.join(5)
        assert ended == [True]
    assert names(out.parent) == []


def test_progress_grows_to_the_end(bench: Workbench, file: int, out: Path) -> None:
    edit(bench, file, (1, "x"))
    steps: list[float] = []
    export_file(bench, ExportRequest(file, out), Progress(lambda done, total, _note: steps.append(done / total)))
    assert steps == sorted(steps)
    assert steps[-1] == 1


@pytest.mark.parametrize("one", ["dialogue_en.txt", "items_en.xml", "ui_en.xlsx"])
def test_the_server_is_free_while_the_file_is_written(
    bench: Workbench, project: int, tmp_path: Path, out: Path, database: Database, one: str
) -> None:
    """It ends a transaction that is idle for a minute, and a large workbook takes longer."""
    path = tmp_path / one
    path.write_bytes(next(file.path for file in sample.files() if file.name == one).read_bytes())
    file = bring_in(bench, project, path)
    edit(bench, file, *((ord_, f"새 글 {ord_}\u2028\r") for ord_ in range(40)))
    admin, open_while_writing = database.admin(), []
    open_ = "select count(*) from pg_stat_activity where datname = %s and usename = 'boss' and xact_start is not null"

    def look(done: int, total: int, _note: str) -> None:
        if done > total / 2:
            open_while_writing.extend(admin.execute(open_, [database.name]).fetchone() or ())

    assert len(export_file(bench, ExportRequest(file, out), Progress(look)).changed) == 40
    assert open_while_writing
    assert set(open_while_writing) == {0}


def test_a_place_that_cannot_be_written(bench: Workbench, file: int, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be used: "):
        export(bench, file, tmp_path / ("가" * 200))
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match="cannot be used: "):
        export(bench, file, tmp_path / "folder", overwrite=True)
    assert [name for name in names(tmp_path) if name.endswith(".part")] == []


def test_a_place_that_is_none(bench: Workbench, file: int, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        export(bench, file, tmp_path / "none" / "a.txt")
    with pytest.raises(BadInput, match="there already"):
        export(bench, file, tmp_path)


def test_a_file_that_one_may_not_see(bench_of: Opens, file: int, out: Path) -> None:
    with pytest.raises(NotFound):
        export(bench_of("out"), file, out)
    assert names(out.parent) == []


def test_who_may_read_may_export(
    bench_of: Opens, database: Database, bench: Workbench, original: Path, out: Path
) -> None:
    file = bring_in(bench, database.project("Read", {"rev": "read"}), original)
    export(bench_of("rev"), file, out)
    assert out.read_bytes() == original.read_bytes()


def test_a_long_name(bench: Workbench, file: int, out: Path) -> None:
    long = out.with_name("가" * 80 + ".txt")
    export(bench, file, long)
    assert long.exists()


@pytest.mark.skipif(os.name == "nt", reason="rights of files are another thing there")
def test_the_file_is_as_readable_as_any_other(bench: Workbench, file: int, out: Path) -> None:
    other = out.with_name("other")
    other.touch()
    export(bench, file, out, certificate=True)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (other, out, certificate_path(out))}
    assert len(modes) == 1


def test_an_empty_cell_can_be_emptied(bench: Workbench, file: int, out: Path) -> None:
    edit(bench, file, (0, ""))
    export(bench, file, out)
    assert re.search("하나\t\tx\tnote\r\n", out.read_bytes().decode())
