"""Kill -9 of the program and of PostgreSQL in the middle of work: what was acknowledged is there, nothing else."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import psutil
import psycopg
import pytest

from central.runtime import locate
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.store import private_server, server_secrets
from locanext.store.server_guard import Place
from locanext.tabs.ldm.operations import importing, tree
from locanext.workbench import Workbench, open_workbench
from tests import programs, servers
from tests.e2e._clients import Client, client, crash

ACKNOWLEDGED = 60
SEGMENTS = 300
IN_ORDER = ("--in-order", "--count", SEGMENTS)
DURABLE = tuple(option for option in servers.FAST if not option.startswith(("fsync", "full_page_writes")))


@pytest.fixture
def bench(home: Path) -> Iterator[Workbench]:
    """A program's own workbench on the private server of `home`, beside the one that is killed."""
    made = open_workbench(Paths(home), Settings(), private=True)
    yield made
    made.close()


def tabbed(folder: Path, count: int) -> Path:
    path = folder / "story.txt"
    line = "1\t2\t3\t4\t{n}\t{n}번째 줄에 적힌 오래된 이야기입니다.\t\tNone\t\n"
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(line.format(n=number) for number in range(count))
    return path


def files_of(bench: Workbench) -> list[FileInfo]:
    return list(tree.load_tree(bench, None, Progress()).files)


def imported(bench: Workbench, path: Path) -> int:
    project = tree.create_project(bench, tree.NewProject("Story"), Progress())
    return importing.import_file(bench, importing.ImportRequest(path, project, "en"), Progress()).file_id


def superuser(home: Path) -> psycopg.Connection:
    secrets = server_secrets.load(home / "server")
    assert secrets is not None
    place = {"host": "127.0.0.1", "port": Place(home).port(), "dbname": private_server.DBNAME}
    return psycopg.connect(**place, user=private_server.SUPERUSER, password=secrets.superuser_password, autocommit=True)


def demand_kept(acknowledged: list[str], connection: psycopg.Connection, file_id: int) -> None:
    """Every acknowledged text is the segment's, and stands in the history."""
    assert len(acknowledged) >= ACKNOWLEDGED
    for table in ("segments", "changes"):
        found = connection.execute(f"select target from loc.{table} where file_id = %s", [file_id])
        assert set(acknowledged) - {target for (target,) in found} == set()


def wait_for_saves(one: Client) -> None:
    while int(one.wait_for("saved").split()[1]) < ACKNOWLEDGED:
        pass


def acknowledged(one: Client) -> list[str]:
    """The texts whose saves it has called acknowledged by now."""
    return one.typed()[: max(int(line.split()[1]) for line in one.lines() if line.startswith("saved"))]


def test_a_program_killed_while_it_imports_leaves_nothing(home: Path, tmp_path: Path, bench: Workbench) -> None:
    with importer(home, tabbed(tmp_path, 300_000)) as process:
        assert process.stdout is not None
        assert any(line == "importing\n" for line in process.stdout), "it ended before it began to import"
        process.kill()
        process.wait()
    assert files_of(bench) == []
    with superuser(home) as connection:
        for table in ("segments", "files", "file_chunks", "changes"):
            assert connection.execute(f"select count(*) from loc.{table}").fetchone() == (0,)
        staging = "select count(*) from pg_tables where schemaname = 'loc' and tablename like 'upload%'"
        assert connection.execute(staging).fetchone() == (0,)
    with importer(home, tabbed(tmp_path, 1000)) as process:
        assert process.stdout is not None
        assert process.stdout.readlines()[-1] == "imported 1000\n"
        assert process.wait(60) == 0
    assert [file.segment_count for file in files_of(bench)] == [1000]


def importer(home: Path, path: Path) -> AbstractContextManager["subprocess.Popen[str]"]:
    return programs.spawned("tests.e2e._importer", home, path, stdout=subprocess.PIPE)


def test_saves_acknowledged_before_the_program_is_killed_are_kept(home: Path, tmp_path: Path, bench: Workbench) -> None:
    file_id = imported(bench, tabbed(tmp_path, SEGMENTS))
    with client(home, file_id, tmp_path / "log", *IN_ORDER) as one:
        wait_for_saves(one)
        one.process.kill()
        one.wait_for_end()
        told = acknowledged(one)
    assert len(told) < SEGMENTS, "it was killed too late"
    with superuser(home) as connection:
        demand_kept(told, connection, file_id)


def test_the_private_server_survives_a_kill_under_a_working_program(
    home: Path, tmp_path: Path, bench: Workbench
) -> None:
    file_id = imported(bench, tabbed(tmp_path, SEGMENTS))
    with client(home, file_id, tmp_path / "log", *IN_ORDER) as one:
        wait_for_saves(one)
        (pid,) = servers.postmaster(locate(home))
        psutil.Process(pid).kill()
        one.wait_for("idle")
        assert len(acknowledged(one)) == SEGMENTS
        assert one.finish() == 0
        assert servers.postmaster(locate(home)) != [pid]
    with superuser(home) as connection:
        demand_kept(one.typed(), connection, file_id)


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> Iterator[servers.Bouncer]:
    """A PgBouncer before a PostgreSQL that writes to the disk before it acknowledges."""
    monkeypatch.setattr(servers, "FAST", DURABLE)
    with (
        servers.cluster() as cluster,
        servers.bouncer(servers.Database(cluster, servers.TEMPLATE)) as running,
    ):
        yield running


def test_saves_acknowledged_before_postgresql_is_killed_are_kept(durable: servers.Bouncer, tmp_path: Path) -> None:
    database = durable.database
    project = database.project()
    logins = ("kim", "lee")
    files = [database.file(project, map(str, range(SEGMENTS)), f"{login}.txt") for login in logins]
    assert database.admin().execute("show fsync").fetchone() == ("on",)
    database.close()
    with ExitStack() as stack:
        clients = [
            stack.enter_context(
                client(programs.home_on(tmp_path, durable, login), file_id, tmp_path / f"{login}.log", *IN_ORDER)
            )
            for login, file_id in zip(logins, files, strict=True)
        ]
        for one in clients:
            wait_for_saves(one)
        crash(database.cluster, signal.SIGKILL)
        admin = database.admin()
        for one, file_id in zip(clients, files, strict=True):
            demand_kept(acknowledged(one), admin, file_id)
        for one, file_id in zip(clients, files, strict=True):
            one.wait_for("idle")
            demand_kept(one.typed(), admin, file_id)
            assert len(one.typed()) == SEGMENTS
        assert [one.finish() for one in clients] == [0, 0]
