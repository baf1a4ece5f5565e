"""Backups of a whole server: taken, checked, restored to a minute, and what goes wrong with them."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from central.archive import Archive
from central.catalog import Catalog
from central.tables import contents
from tests.central.installations import ROOT, Installation, installation
from tests.servers import add_person, password

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def server() -> Iterator[Installation]:
    """A server with a project, for tests that leave it running and its backups whole."""
    with installation() as made:
        made.init()
        with made.admin() as admin:
            add_person(admin, "boss", "admin")
            fill(admin)
        yield made


@pytest.fixture
def own_server() -> Iterator[Installation]:
    """One that a test may destroy."""
    with installation() as made:
        made.init()
        with made.admin() as admin:
            add_person(admin, "boss", "admin")
            fill(admin)
        yield made


def fill(admin: psycopg.Connection[Any]) -> None:
    admin.execute(
        "insert into loc.projects (name, created_by) values ('Game', 1);"
        "insert into loc.files (project_id, name, format, language, created_by, finished_at)"
        " values (1, 'a.txt', 'tabbed_text', 'en', 1, now());"
        "insert into loc.file_counters (file_id, project_id) values (1, 1);"
        "insert into loc.segments (file_id, ord, project_id, string_id, source)"
        " select 1, g, 1, 'ID_' || g, '원문 ' || g from generate_series(0, 999) g"
    )


def save(admin: psycopg.Connection[Any], text: str) -> None:
    """As a client does it, by the versioned function."""
    admin.execute("set session authorization boss")
    query = (
        "select count(*) filter (where s.ok) from loc.save_segments_v1(1, array[%(ord)s], array(select version from"
        " loc.segments where file_id = 1 and ord = %(ord)s), array[%(text)s], array[3::smallint], 'typed') s"
    )
    assert admin.execute(query, {"ord": len(text) % 1000, "text": text}).fetchone() == (1,)
    admin.execute("reset session authorization")


def archived(made: Installation) -> str:
    """Wait until all that was written up to now is in the archive; the name of its newest segment."""
    with made.admin() as admin:
        # A switch needs something to switch after.
        query = "select pg_walfile_name(pg_logical_emit_message(true, 'test', 'here'))"
        name = str(admin.execute(query).fetchone()[0])
        admin.execute("select pg_switch_wal()")
    while not any((made.site.archive / f"{name}{ending}").exists() for ending in ("", ".gz")):
        os.sched_yield()
    return name


def newest(made: Installation) -> Path:
    return made.site.backups / Catalog(made.site.backups).backups()[-1].name


def unfinished(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.endswith((".new", ".old", ".part"))]


def test_backup_destroy_restore_to_a_moment(own_server: Installation) -> None:
    made = own_server
    made.did("backup", "--full")
    with made.admin() as admin:
        save(admin, "first")
    said = made.did("backup", "--incremental")
    assert "incremental" in said
    with made.admin() as admin:
        save(admin, "second")
        wanted = contents(admin)
        moment = datetime.now(UTC)
        save(admin, "after that moment")
        assert contents(admin) != wanted
    archived(made)
    made.did("verify", "--deep")
    made.did("stop")
    shutil.rmtree(made.site.data)
    said = made.did("restore", "--to", moment.isoformat(), "--replace")
    reached = next(line for line in said.splitlines() if line.startswith("Reached: "))
    assert moment.astimezone().strftime("%Y-%m-%d %H:") in reached
    made.did("start")
    with made.admin() as admin:
        assert contents(admin) == wanted
        save(admin, "work goes on")
        after = contents(admin)
    # It can be backed up, and restored again, on its new timeline.
    assert ": full" in made.did("backup")
    archived(made)
    made.did("restore", "--latest", "--into", str(made.home.parent / "again"))
    with installed(made.home.parent / "again") as admin:
        assert contents(admin) == after
        assert admin.execute("select timeline_id from pg_control_checkpoint()").fetchone()[0] > 1


def test_people_come_in_after_a_restore_to_before_pgbouncer_had_its_password(own_server: Installation) -> None:
    made = own_server
    made.did("backup")
    moment = datetime.now(UTC)
    made.did("bouncer-password")
    archived(made)
    made.did("stop")
    made.did("restore", "--to", moment.isoformat(), "--replace")
    made.did("start")
    with psycopg.connect(**made.parameters("boss", password("boss"))) as conn:
        assert conn.execute("select login from loc.hello_v2()").fetchone() == ("boss",)
    assert "nothing was changed" in made.init()


@contextmanager
def installed(home: Path) -> Iterator[psycopg.Connection[Any]]:
    """The superuser of a restored copy; it is stopped afterwards."""
    made = Installation(home, 0, 0)
    with made.admin() as conn:
        yield conn
    made.did("stop")


def test_what_was_not_archived_is_taken_from_the_lost_folder(own_server: Installation) -> None:
    made = own_server
    made.did("backup")
    with made.admin() as admin:
        save(admin, "the last word")
        wanted = contents(admin)
    made.site.runtime.run("pg_ctl", "stop", "-m", "immediate", "-D", str(made.site.data))
    shutil.rmtree(made.site.data / "base")
    made.did("restore", "--latest", "--replace")
    made.did("start")
    with made.admin() as admin:
        assert contents(admin) == wanted
    assert [path.name for path in made.home.glob("data.*")], "what was there is kept"


def test_a_running_server_is_not_replaced_and_nothing_is_restored_over(server: Installation) -> None:
    server.did("backup")
    done = server.central("restore", "--latest", "--replace")
    assert (done.returncode, "is running" in done.stderr) == (2, True)
    done = server.central("restore", "--latest", "--into", str(server.home))
    assert (done.returncode, "there already" in done.stderr) == (2, True)
    done = server.central("restore", "--to", "2001-01-01", "--into", str(server.home.parent / "old"))
    assert (done.returncode, "no good backup" in done.stderr) == (2, True)
    done = server.central("restore", "--to", "2101-01-01", "--into", str(server.home.parent / "old"))
    assert (done.returncode, "yet to come" in done.stderr) == (2, True)
    assert sorted(path.name for path in server.home.parent.iterdir()) == ["a"]


def test_a_moment_after_the_last_work_is_told(server: Installation) -> None:
    with server.admin() as admin:
        save(admin, "x" * 20)
    server.did("backup", "--full")
    archived(server)
    done = server.central("restore", "--to", datetime.now(UTC).isoformat(), "--into", str(server.home.parent / "end"))
    assert (done.returncode, "Warning: the log ends there" in done.stdout) == (1, True), done.stdout + done.stderr
    with installed(server.home.parent / "end") as copy, server.admin() as admin:
        assert contents(copy) == contents(admin)
        assert copy.execute("show listen_addresses").fetchone() == ("",)
    shutil.rmtree(server.home.parent / "end")


def test_what_a_backup_says_of_itself(server: Installation) -> None:
    server.did("backup", "--full", "--logical")
    folder = newest(server)
    record = json.loads((folder / "backup.json").read_text("utf-8"))
    assert (record["kind"], record["projects"], record["timeline"]) == ("full", {"1": "Game"}, 1)
    assert record["size"] >= sum(path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file())
    assert (folder / "roles.sql").stat().st_mode & 0o777 == 0o600
    assert "CREATE ROLE loc_member" in (folder / "roles.sql").read_text("utf-8")
    assert "dump of the project Game" in server.did("verify", folder.name)
    assert all(path.suffix != "" for path in server.site.archive.iterdir()), "packed"
    (folder / "projects" / "1.zip").write_bytes(b"")
    done = server.central("verify", folder.name)
    assert (done.returncode, "damaged" in done.stdout) == (2, True)


def test_old_backups_go_and_the_last_good_one_never(own_server: Installation) -> None:
    made = own_server
    catalog = Catalog(made.site.backups)
    for kind in ("--full", "--incremental", "--full"):
        made.did("backup", kind, "--keep", "2")
    first, second, third = catalog.backups()
    archived(made)
    kept = Archive(made.site.archive).expected(first.end, 1)
    assert Archive(made.site.archive).missing(first.end, 1) == []
    catalog.mark(third, ["known to be bad"])
    said = made.did("backup", "--full", "--keep", "1")
    assert [one.name for one in catalog.backups()] == [catalog.backups()[0].name]
    assert all(f"{one.name} removed" in said for one in (first, second, third))
    assert not set(kept[:1]) & {path.name.removesuffix(".gz") for path in made.site.archive.iterdir()}
    catalog.mark(catalog.backups()[0], ["bad as well"])
    made.did("backup", "--full", "--keep", "2")
    assert len(catalog.backups()) == 2
    assert made.central("backup", "--keep", "0").returncode == 2
    assert len(catalog.backups()) == 2


def test_two_at_once_are_refused(server: Installation) -> None:
    server.did("backup")
    with (server.site.backups / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        done = server.central("backup")
        assert (done.returncode, "Another backup" in done.stderr) == (2, True)
        server.did("verify")
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another backup" in server.central("verify").stderr
    server.did("backup")


def test_what_a_killed_backup_left_goes(server: Installation) -> None:
    server.did("backup")
    (server.site.backups / "2026-01-01T000000Z.new" / "data").mkdir(parents=True)
    before = len(Catalog(server.site.backups).backups())
    server.did("backup")
    assert unfinished(server.site.backups) == []
    assert len(Catalog(server.site.backups).backups()) == before + 1


def test_a_damaged_backup_is_found_and_not_restored(own_server: Installation) -> None:
    made = own_server
    made.did("backup", "--full")
    good = newest(made).name
    made.did("backup", "--full")
    table = max((newest(made) / "data" / "base").rglob("*"), key=lambda path: path.stat().st_size)
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 1
    table.write_bytes(data)
    into = made.home.parent / "copy"
    done = made.central("restore", "--latest", "--into", str(into))
    assert (done.returncode, "damaged" in done.stderr, into.exists()) == (2, True, False)
    assert made.central("verify").returncode == 2
    assert "DAMAGED" in made.did("backups")
    assert f"From {good}" in made.did("restore", "--latest", "--into", str(into))
    Installation(into, 0, 0).did("stop")
    assert f"on {good}" in made.did("backup")  # nothing builds on the damaged one, though it is the newest full one


def test_a_missing_segment_is_found(own_server: Installation) -> None:
    made = own_server
    made.did("backup")
    with made.admin() as admin:
        save(admin, "before the gap")
        wanted, moment = contents(admin), datetime.now(UTC)
        save(admin, "after that moment")
    archived(made)
    with made.admin() as admin:
        save(admin, "in the gap!")
    lost = made.site.archive / archived(made)
    with made.admin() as admin:
        save(admin, "after the gap, and lost")
    archived(made)
    lost.unlink()
    done = made.central("verify")
    assert (done.returncode, f"{lost.name} is not in the archive" in done.stdout) == (2, True), done.stdout
    into = made.home.parent / "copy"
    done = made.central("restore", "--latest", "--into", str(into))
    assert (done.returncode, f"lacks {lost.name}" in done.stderr) == (2, True)
    done = made.central("restore", "--to", datetime.now(UTC).isoformat(), "--into", str(into))
    assert (done.returncode, into.exists(), unfinished(into.parent)) == (2, False, [])
    made.did("restore", "--to", moment.isoformat(), "--into", str(into))
    with installed(into) as copy:
        assert contents(copy) == wanted


def test_a_different_segment_is_never_written_over(own_server: Installation) -> None:
    made = own_server
    with made.admin() as admin:
        name = admin.execute("select pg_walfile_name(pg_current_wal_lsn())").fetchone()[0]
        (made.site.archive / name).write_bytes(b"another server's")
        made.site.runtime.own(made.site.archive / name)
        admin.execute("select pg_switch_wal()")
        while admin.execute("select failed_count from pg_stat_archiver").fetchone() == (0,):
            continue
    assert (made.site.archive / name).read_bytes() == b"another server's"
    (made.site.archive / name).unlink()


def test_a_full_disk_leaves_nothing(server: Installation) -> None:
    """Too little room is said before; what fails on the way leaves nothing behind."""
    server.did("backup")
    before = sorted(path.name for path in server.site.backups.iterdir())
    command = [sys.executable, "-m", "central.cli", "--home", str(server.home), "backup", "--full"]
    # No process may write more than 4 MB into one file, as on a disk that becomes full.
    shell = ["sh", "-c", 'ulimit -f 4096; exec "$@"', "sh", *command]
    done = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "failed" in done.stderr) == (2, True), done.stdout + done.stderr
    assert sorted(path.name for path in server.site.backups.iterdir()) == before


def test_too_little_room_is_said_before(server: Installation, tmp_path: Path) -> None:
    server.did("backup")
    aside = server.site.backups.rename(tmp_path / "aside")
    server.site.backups.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "x", str(server.site.backups)], check=False)
    try:
        if mounted.returncode:
            pytest.skip("only root can make a small disk")
        done = server.central("backup")
        assert (done.returncode, "not enough room" in done.stderr) == (2, True), done.stderr
        assert [path.name for path in server.site.backups.iterdir()] == [".lock"]
    finally:
        subprocess.run(["umount", str(server.site.backups)], check=False)
        server.site.backups.rmdir()
        aside.rename(server.site.backups)


def test_a_folder_that_cannot_be_used_is_said(server: Installation, tmp_path: Path) -> None:
    server.did("backup")
    aside = server.site.backups.rename(server.home / "aside")
    server.site.backups.write_text("no folder", "utf-8")
    try:
        done = server.central("backup")
        assert (done.returncode, "Traceback" in done.stderr, done.stderr != "") == (2, False, True)
    finally:
        server.site.backups.unlink()
        aside.rename(server.site.backups)
