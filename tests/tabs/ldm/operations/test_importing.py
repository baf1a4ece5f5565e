"""Bringing files in: all of a file, or nothing of it."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import as_file
from pathlib import Path
from threading import Thread

import pytest

from locanext import sample
from locanext.domain.errors import BadFile, BadInput, Cancelled, NotAllowed, NotFound
from locanext.domain.progress import Progress
from locanext.formats.base import Layout
from locanext.store import projects, segments, uploads
from locanext.tabs.ldm.operations import importing
from locanext.tabs.ldm.operations.importing import ImportRequest, import_file
from locanext.workbench import Workbench
from tests.servers import Database

Opens = Callable[[str], Workbench]
ROOT = Path(__file__).parents[4]
OF_EACH_FORMAT = ("dialogue_en.txt", "items_en.xml", "ui_en.xlsx")
SAMPLES = {file.name: file for file in sample.files() if file.name in OF_EACH_FORMAT}


@pytest.fixture
def project(database: Database) -> int:
    return database.project()


@pytest.fixture
def bench(bench_of: Opens) -> Workbench:
    return bench_of("boss")


def tabbed(folder: Path, lines: int, name: str = "many.txt") -> Path:
    path = folder / name
    path.write_text("".join(f"A\tB\tC\tD\t{n}\t원문 {n}\tText {n}\n" for n in range(lines)), "utf-8")
    return path


def left_over(database: Database) -> int:
    """How many traces of uploads there are: files, segments, bytes, counters, changes, staging tables."""
    counted = """
      select (select count(*) from loc.files) + (select count(*) from loc.segments)
        + (select count(*) from loc.file_chunks) + (select count(*) from loc.file_counters)
        + (select count(*) from loc.changes)
        + (select count(*) from pg_class where relname like 'upload%%')"""
    found = database.admin().execute(counted).fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize("name", OF_EACH_FORMAT)
def test_each_format(bench: Workbench, project: int, name: str) -> None:
    with as_file(SAMPLES[name].path) as path:
        data = path.read_bytes()
        done = import_file(bench, ImportRequest(path, project, "en"), Progress())
    assert (done.name, done.problems.failed) == (name, False)
    with bench.store.transaction() as connection:
        file = projects.file(connection, done.file_id)
        assert b"".join(uploads.original(connection, file.id, file.size)) == data
        found = segments.page(connection, file.id, 0, file.segment_count)
    assert (file.name, file.format, file.language, file.size) == (name, done.format, "en", len(data))
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    assert Layout.from_json(file.layout) == done.layout
    assert len(found) == file.segment_count == done.segment_count > 50
    assert all(segment.source and segment.version == 1 for segment in found)
    assert any("가" <= letter <= "힣" for letter in found[0].source)


def test_more_than_one_batch_and_one_chunk(bench: Workbench, project: int, tmp_path: Path) -> None:
    path = tabbed(tmp_path, importing.BATCH + 1)
    assert path.stat().st_size > 1 << 19
    done = import_file(bench, ImportRequest(path, project, "en"), Progress())
    with bench.store.transaction() as connection:
        last = segments.page(connection, done.file_id, importing.BATCH, 10)
    assert [(s.ord, s.target) for s in last] == [(importing.BATCH, f"Text {importing.BATCH}")]


def test_progress_grows_to_the_end(
    bench: Workbench, project: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1000)
    monkeypatch.setattr(uploads, "CHUNK_BYTES", 1 << 16)
    steps: list[float] = []
    progress = Progress(lambda done, total, _note: steps.append(done / total))
    import_file(bench, ImportRequest(tabbed(tmp_path, 20_000), project, "en"), progress)
    assert steps == sorted(steps)
    assert len(set(steps)) > 8
    assert steps[0] < 0.3
    assert steps[-1] == 1


def test_a_name_a_folder_and_a_layout_of_choice(bench: Workbench, project: int, tmp_path: Path) -> None:
    path = tmp_path / "korean.txt"
    path.write_text("A\tB\tC\tD\t1\t문을 열어라\t\n", "cp949")
    with bench.store.transaction() as connection:
        folder = projects.create_folder(connection, project, None, "Story")
    request = ImportRequest(path, project, "pt-BR", folder, "다른 이름.txt", "tabbed_text", Layout("cp949"))
    done = import_file(bench, request, Progress())
    with bench.store.transaction() as connection:
        file = projects.file(connection, done.file_id)
        assert segments.page(connection, file.id, 0, 1)[0].source == "문을 열어라"
    assert (file.name, file.folder_id, file.language) == ("다른 이름.txt", folder, "pt-BR")


def test_the_same_name_twice(bench: Workbench, project: int, tmp_path: Path) -> None:
    path = tabbed(tmp_path, 2)
    import_file(bench, ImportRequest(path, project, "en"), Progress())
    with pytest.raises(BadInput, match="A file of this name and language is there already"):
        import_file(bench, ImportRequest(path, project, "en"), Progress())
    import_file(bench, ImportRequest(path, project, "de"), Progress())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b"\n\n\n"),
        ("words.txt", b"no tabs at all\n"),
        ("cut.xlsx", b"PK\x03\x04 cut off"),
        ("broken.xml", b"<LanguageData><LocStr StringID='1' StrOrigin='a'"),
        ("other.bin", bytes(range(256))),
        ("entities.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><LanguageData><LocStr StringID="&x;"/></LanguageData>'),
    ],
)
def test_what_cannot_be_read_leaves_nothing(
    bench: Workbench, project: int, database: Database, tmp_path: Path, name: str, data: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadFile, match=name):
        import_file(bench, ImportRequest(path, project, "en"), Progress())
    assert left_over(database) == 0


def test_a_file_or_a_format_that_is_not_there(bench: Workbench, project: int, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be opened"):
        import_file(bench, ImportRequest(tmp_path / "none.txt", project, "en"), Progress())
    with pytest.raises(BadFile, match="is not a file"):
        import_file(bench, ImportRequest(tmp_path, project, "en"), Progress())
    with pytest.raises(NotFound):
        import_file(bench, ImportRequest(tabbed(tmp_path, 1), project, "en", format="po99"), Progress())


def test_a_file_that_changes_while_it_is_read(
    bench: Workbench, project: int, database: Database, tmp_path: Path
) -> None:
    path = tabbed(tmp_path, 50_000)

    def rewrite(done: int, total: int, _note: str) -> None:
        if 0 < done < total:
            os.utime(path, ns=(1, 1))

    with pytest.raises(BadFile, match="was changed while it was read"):
        import_file(bench, ImportRequest(path, project, "en"), Progress(rewrite))
    assert left_over(database) == 0


def test_a_file_that_goes_away_while_it_is_read(
    bench: Workbench, project: int, database: Database, tmp_path: Path
) -> None:
    path = tabbed(tmp_path, 50_000)
    with pytest.raises(BadInput, match="cannot be used"):
        import_file(bench, ImportRequest(path, project, "en"), Progress(lambda *_step: path.unlink(missing_ok=True)))
    assert left_over(database) == 0


def test_a_language_that_is_none(bench: Workbench, project: int, database: Database, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="english is no code of a language"):
        import_file(bench, ImportRequest(tabbed(tmp_path, 1), project, "english"), Progress())
    assert left_over(database) == 0


def test_who_may_not(bench_of: Opens, project: int, database: Database, tmp_path: Path) -> None:
    for login in ("kim", "out"):
        with pytest.raises(NotAllowed):
            import_file(bench_of(login), ImportRequest(tabbed(tmp_path, 1), project, "en"), Progress())
    assert left_over(database) == 0


@pytest.mark.parametrize("name", OF_EACH_FORMAT)
def test_a_cancel_leaves_nothing(
    bench: Workbench, project: int, database: Database, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 20)
    monkeypatch.setattr(uploads, "CHUNK_BYTES", 1000)
    for share in (0.0, 0.3, 0.79, 0.8, 0.99, 1.0):
        with as_file(SAMPLES[name].path) as path, pytest.raises(Cancelled):
            import_file(bench, ImportRequest(path, project, "en"), cancelled_at(share))
        assert left_over(database) == 0


def cancelled_at(share: float) -> Progress:
    """Progress that cancels itself when this share of the work is done."""
    progress = Progress(lambda done, total, _note: progress.cancel() if done >= share * total else None)
    return progress


def waiting_for(database: Database, part: str) -> Callable[[], bool]:
    """Whether a statement with these words waits in the server."""
    admin = database.admin()
    asked = """
      select count(*) from pg_stat_activity
      where datname = %s and pid <> pg_backend_pid() and query like %s and wait_event_type = 'Lock'"""
    return lambda: admin.execute(asked, [database.name, f"%{part}%"]).fetchone() == (1,)


@pytest.mark.parametrize(("table", "statement"), [("loc.files", "begin_upload"), ("loc.file_chunks", "upload_chunk")])
def test_a_cancel_interrupts_what_runs_in_the_server(
    bench: Workbench, project: int, database: Database, tmp_path: Path, table: str, statement: str
) -> None:
    waits = waiting_for(database, statement)
    progress, path, ended = Progress(), tabbed(tmp_path, 100), []

    def work() -> None:
        with pytest.raises(Cancelled):
            import_file(bench, ImportRequest(path, project, "en"), progress)
        ended.append(True)

    blocker = database.admin()
    with blocker.transaction():
        blocker.execute(f"lock table {table} in exclusive mode")
        thread = Thread(target=work)
        thread.start()
        while not waits():
            pass
        progress.cancel()
        thread.join(5)
        assert ended == [True]
    assert left_over(database) == 0


PROGRAM = """
import sys
from pathlib import Path
from locanext.domain.progress import Progress
from locanext.tabs.ldm.operations.importing import ImportRequest, import_file
from tests.benches import workbench
from locanext.store.connect import ConnectInfo
host, port, dbname, user, password, path, project = sys.argv[1:]
bench = workbench(ConnectInfo(host, int(port), dbname, user, password, "disable"), Path(path).parent)
import_file(bench, ImportRequest(Path(path), int(project), "en"), Progress())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_program_leaves_nothing(project: int, database: Database, tmp_path: Path) -> None:
    waits = waiting_for(database, "upload_chunk")
    where = [str(database.info("boss")[name]) for name in ("host", "port", "dbname", "user", "password")]
    arguments = [*where, str(tabbed(tmp_path, 100)), str(project)]
    blocker, admin = database.admin(), database.admin()
    with blocker.transaction():
        blocker.execute("lock table loc.file_chunks in exclusive mode")
        program = subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT)
        while not waits():
            assert program.poll() is None
        program.send_signal(signal.SIGKILL)
        program.wait(20)
    there = "select count(*) from pg_stat_activity where datname = %s and application_name = 'LocaNext'"
    while admin.execute(there, [database.name]).fetchone() != (0,):
        pass
    assert left_over(database) == 0


def test_nobody_sees_it_before_it_is_whole(
    bench: Workbench, bench_of: Opens, project: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    other, seen = bench_of("kim"), []

    def look(_done: int, _total: int, _note: str) -> None:
        with other.store.transaction() as connection:
            seen.append(projects.tree(connection).files)

    import_file(bench, ImportRequest(tabbed(tmp_path, 50), project, "en"), Progress(look))
    assert len(seen) >= 3
    assert set(seen) == {()}
    with other.store.transaction() as connection:
        assert [file.segment_count for file in projects.tree(connection).files] == [50]
