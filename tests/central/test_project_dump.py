"""A project goes into a file and comes out of it, in the same or another server, with nothing lost."""

import json
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from central import project_dump
from central.errors import CentralError
from central.statements import statement
from tests.servers import Database
from tests.servers import database as made_database

NASTY = "탭\there\\N\r\n끝 \x7f 😀"
LEFT_OUT = {
    "loc.presence": "who is where now",
    "loc.claims": "who works on what now",
    "loc.tasks": "what was run on this server",
    "loc.tm_changes": "units have other numbers wherever they are loaded",
    "sec.tm_waiting": "what is on its way into a memory",
}


@pytest.fixture
def project(database: Database) -> int:
    """Something in every table, from people, with a history."""
    number = database.project()
    admin = database.admin()
    admin.execute("insert into loc.platforms (name) values ('PC')")
    admin.execute("update loc.projects set platform_id = (select id from loc.platforms)")
    boss = database.connect("boss")
    parent = boss.execute("select loc.create_folder_v1(%s, null, 'a')", [number]).fetchone()[0]
    boss.execute("select loc.create_folder_v1(%s, %s, 'b')", [number, parent])
    gone = database.file(number, name="gone.txt")
    file = database.file(number, ["하나", NASTY, "셋"])
    admin.execute("update loc.files set folder_id = %s where id = %s", [parent, file])
    boss.execute("select loc.trash_file_v1(%s, true)", [gone])
    save = "select loc.save_segments_v1(%s, %s, %s, %s, %s, 'typed')"
    for login, version, text in (("kim", 1, "one"), ("lee", 1, "uno"), ("lee", 2, NASTY)):
        database.connect(login).execute(save, [file, [1], [version], [text], [3]])
    admin.execute("insert into loc.file_chunks select %s, 0, %s, '\\x00ff5c0a0d'", [file, number])
    fill(admin, number, file)
    return number


def fill(admin: Any, project: int, file: int) -> None:
    kim = admin.execute("select id from sec.people where login = 'kim'").fetchone()[0]
    term = "insert into loc.terms (project_id, language, source, target, author) values (%s, 'en', '문', 'door', %s)"
    admin.execute(term, [project, kim])
    memory = (
        "insert into loc.tms (project_id, name, target_language, created_by) values (%s, 'Own', 'en', %s) returning id"
    )
    tm = admin.execute(memory, [project, kim]).fetchone()[0]
    admin.execute("insert into loc.tm_units (tm_id, source, target) values (%s, '문', 'door')", [tm])
    admin.execute("insert into loc.tm_assignments (tm_id, project_id) values (%s, %s)", [tm, project])
    finding = "insert into loc.findings values (%s, 1, %s, 'numbers', 'error', '[1,3)', 'x', 1, null, null)"
    admin.execute(finding, [file, project])


def digests(path: Path, *, but: tuple[str, ...] = ()) -> dict[str, tuple[int, str]]:
    tables = project_dump.check(path)["tables"]
    return {name: (table["rows"], table["sha256"]) for name, table in tables.items() if name not in but}


def test_into_another_server_and_back_byte_for_byte(database: Database, project: int, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    assert project_dump.dump(database.admin(), "Game", first) > 20
    assert all(rows for rows, _digest in digests(first, but=("past_members",)).values())
    with made_database(database.cluster) as other:
        other.project("Another")  # so the numbers are others
        loaded = project_dump.load(other.admin(), first)
        assert (loaded.name, loaded.strangers) == ("Game", ())
        project_dump.dump(other.admin(), "Game", second)
        assert first.read_bytes() == second.read_bytes()
        kim = other.connect("kim")
        found = kim.execute(
            "select target, author from loc.segments where project_id = %s and ord = 1", [loaded.project]
        )
        assert sorted(text for text, _author in found) == ["", NASTY]
        file = kim.execute("select id from loc.files where name = 'a.txt' and project_id = %s", [loaded.project])
        save = "select ok from loc.save_segments_v1(%s, '{0}', '{1}', '{new}', '{2}', 'typed')"
        assert kim.execute(save, [file.fetchone()[0]]).fetchone() == (True,)


def test_beside_itself_under_another_name(database: Database, project: int, tmp_path: Path) -> None:
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    project_dump.dump(database.admin(), "Game", first)
    with pytest.raises(CentralError, match="already"):
        project_dump.load(database.admin(), first)
    project_dump.load(database.admin(), first, "Game as it was")
    project_dump.dump(database.admin(), "Game as it was", second)
    assert digests(first, but=("projects", "tms")) == digests(second, but=("projects", "tms"))
    memories = database.admin().execute("select name from loc.tms order by id").fetchall()
    assert memories == [("Own",), ("Own (Game as it was)",)]


def test_people_who_are_not_known_get_a_closed_account(database: Database, tmp_path: Path) -> None:
    stranger = database.person("dump.stranger")
    project = database.project(members={stranger: "edit"})
    path = tmp_path / "1.zip"
    project_dump.dump(database.admin(), "Game", path)
    admin = database.admin()
    admin.execute("delete from sec.members where project_id = %s", [project])
    admin.execute("delete from loc.projects")
    admin.execute("delete from sec.people where login = %s", [stranger])
    admin.execute(f'drop role "{stranger}"')
    assert project_dump.load(admin, path).strangers == (stranger,)
    person = admin.execute("select active, display_name from sec.people where login = %s", [stranger]).fetchone()
    assert person == (False, stranger.capitalize())
    assert admin.execute("select rolcanlogin from pg_roles where rolname = %s", [stranger]).fetchone() == (False,)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def exchange(path: Path) -> None:
    """A zip that is in order, with another text in it."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["segments.copy"] = parts["segments.copy"].replace(b"one", b"two").replace("하나".encode(), "두울".encode())
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)


def drop_a_table(path: Path) -> None:
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist() if name != "changes.copy"}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)


@pytest.mark.parametrize("damage", [flip, cut, exchange, drop_a_table])
def test_a_damaged_file_is_refused_and_leaves_nothing(
    database: Database, project: int, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "1.zip"
    project_dump.dump(database.admin(), "Game", path)
    damage(path)
    with pytest.raises(CentralError, match="damaged"):
        project_dump.load(database.admin(), path, "Copy")
    assert database.admin().execute("select name from loc.projects").fetchall() == [("Game",)]


def test_a_newer_project_is_refused(database: Database, project: int, tmp_path: Path) -> None:
    path = tmp_path / "1.zip"
    project_dump.dump(database.admin(), "Game", path)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(parts["manifest.json"])
    manifest["tables"]["terms"]["columns"].append("gender")
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    with pytest.raises(CentralError, match="newer LocaNext: terms has no gender"):
        project_dump.load(database.admin(), path, "Copy")


def test_nothing_half_written_where_there_is_no_room(database: Database, project: int, tmp_path: Path) -> None:
    with pytest.raises(CentralError, match="no project Other"):
        project_dump.dump(database.admin(), "Other", tmp_path / "1.zip")
    with pytest.raises(OSError, match="No such file"):
        project_dump.dump(database.admin(), "Game", tmp_path / "none" / "1.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_dump_is_of_one_moment(database: Database, project: int, tmp_path: Path) -> None:
    """What somebody changes while it is written is in none of its tables."""
    path, dumping, other, watch = tmp_path / "1.zip", database.admin(), database.admin(), database.admin()
    before = other.execute("select count(*) from loc.changes").fetchone()
    with ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute("lock table loc.changes")
            writing = pool.submit(project_dump.dump, dumping, "Game", path)
            waits = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
            while watch.execute(waits, [dumping.info.backend_pid]).fetchone() != (True,):
                assert not writing.done()
            other.execute("update loc.file_counters set seq = seq + 1")
            other.execute(
                "insert into loc.changes (file_id, seq, ord, project_id, version, kind, target, state, author)"
                " select file_id, seq, 0, project_id, 9, 'typed', 'late', 3, 1 from loc.file_counters"
            )
        writing.result()
    assert digests(path)["changes"][0] == before[0]


def test_everything_of_a_project_is_dumped(database: Database) -> None:
    """A new table of projects is dumped, or left out for a reason; a column that names something is known as such."""
    admin = database.admin()
    known = {f"{table.schema}.{table.name}" for table in project_dump.TABLES}
    found = {name for (name,) in admin.execute(statement("project_dump/tables"))}
    assert found - known - set(LEFT_OUT) == set()
    plain = {"string_id", "id"}
    for table in project_dump.TABLES:
        columns = project_dump._columns(admin, table)
        names = {column for column in columns if column.endswith(("_id", "_by", "author"))}
        assert names - set(project_dump.REFERENCES) - plain == set(), table.name
