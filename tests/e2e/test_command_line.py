"""The command line as its users have it: programs of their own, their answers and exit codes."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import locanext
from locanext import sample
from tests import servers
from tests.e2e._program import Program
from tests.servers import Database

ROOT = Path(__file__).parents[2]
PROJECT, FILE = "별빛 항해사", "대화 1.txt"
TEXT = "A\tB\tC\tD\t1\t문을 열어라.\tOpen it.\nA\tB\tC\tD\t2\t첫째 줄\\n둘째 줄\t\n"
FIRST, SECOND = "A B C D 1", "A B C D 2"


@pytest.fixture
def boss(program_of: Callable[[str], Program]) -> Program:
    return program_of("boss")


@pytest.fixture
def imported(boss: Program) -> Program:
    """Boss' program, with a file of two segments in a project."""
    (boss.folder / FILE).write_text(TEXT, "utf-8")
    boss.run("import", FILE, "--project", PROJECT, "--language", "en")
    return boss


IN_FILE = ("--project", PROJECT, "--file", FILE)


# --- without a server ----------------------------------------------------------------------------------------


def test_help_and_version(alone: Program) -> None:
    assert alone.run("--version") == f"LocaNext {locanext.__version__}\n"
    told = alone.run("--help")
    commands = ("roundtrip", "import", "list", "export", "get", "set", "watch", "demo", "--self-test", "--home")
    assert [name for name in commands if name not in told] == []
    assert not (alone.folder / "home").exists()


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["get"], ["import"], ["list", "--nonsense"], ["watch", *IN_FILE, "--count", "x"]]
)
def test_what_is_no_command(alone: Program, arguments: list[str]) -> None:
    assert "usage: locanext" in alone.run(*arguments, code=2)


def test_roundtrip_needs_no_server(alone: Program) -> None:
    for one in sample.files():
        (alone.folder / one.name).write_bytes(one.path.read_bytes())
    names = [one.name for one in sample.files()]
    told = alone.json("roundtrip", *names)
    assert [(one["file"], one["identical"], one["segments"] > 0) for one in told["files"]] == [
        (name, True, True) for name in names
    ]
    lines = [line for line in alone.run("roundtrip", *names).splitlines() if not line.startswith(" ")]
    assert len(lines) == len(names)
    assert all(line.endswith("identical") for line in lines)
    assert {path.name for path in (alone.folder / "home").iterdir()} == {"logs"}
    assert servers.guards(alone.folder / "home" / "server") == []


def test_roundtrip_of_what_cannot_be_read(alone: Program) -> None:
    (alone.folder / "좋은.txt").write_text(TEXT, "utf-8")
    (alone.folder / "bad.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    told = alone.json("roundtrip", "좋은.txt", "bad.xlsx", "none.txt", code=2)["files"]
    assert [one["identical"] for one in told] == [True, None, None]
    assert ["error" in one for one in told] == [False, True, True]
    assert "좋은.txt: tabbed_text, 2 segments" in alone.run("roundtrip", "좋은.txt", "none.txt", code=2)


def test_roundtrip_tells_the_first_problems_and_how_many_there_are(alone: Program) -> None:
    (alone.folder / "ragged.txt").write_text(TEXT + "too\tfew\n" * 1200, "utf-8")
    first, *problems = alone.run("roundtrip", "ragged.txt").splitlines()
    assert first.endswith("2 segments, 1200 problems, identical")
    assert problems[0] == "  line 3: 2 columns where at least 6 are needed; the line was left as it is"
    assert problems[10:] == ["  and 1190 more, see --json"]
    told = alone.json("roundtrip", "ragged.txt")["files"][0]
    assert (len(told["problems"]), told["problem_count"]) == (1000, 1200)


def test_roundtrip_as_it_is_told_to_read(alone: Program) -> None:
    (alone.folder / "odd.name").write_text(TEXT, "cp949")
    told = alone.json("roundtrip", "odd.name", "--format", "tabbed_text", "--encoding", "cp949")
    assert told["files"][0]["identical"] is True
    assert "no file format" in alone.json("roundtrip", "odd.name", "--format", "po99", code=2)["files"][0]["error"]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text(alone: Program) -> None:
    path = os.fsencode(alone.folder) + b"/\xff.txt"
    with open(path, "wb") as file:  # noqa: PTH123 - a Path cannot be made of these bytes
        file.write(TEXT.encode())
    assert "identical" in alone.run("roundtrip", os.fsdecode(path))


# --- where the state is, and which server --------------------------------------------------------------------


def test_home_by_argument_before_and_after_the_command(boss: Program) -> None:
    boss.run("--home", "first", "list")
    boss.run("list", "--home", "second")
    assert {"first", "second"} <= {path.name for path in boss.folder.iterdir()}
    assert not (boss.folder / "boss").exists()


def test_a_server_named_in_a_file(boss: Program) -> None:
    lines = [f"{name}={value}" for name, value in boss.env.items() if name.startswith("POSTGRES_")]
    (boss.folder / "bare").mkdir()
    (boss.folder / "bare" / ".env").write_text("\n".join(lines), "utf-8")
    bare = Program(boss.folder, LOCANEXT_HOME=str(boss.folder / "bare"))
    assert bare.json("list") == {"projects": []}
    assert not (boss.folder / "bare" / "server").exists()


def test_a_wrong_password(boss: Program) -> None:
    boss.env["POSTGRES_PASSWORD"] = "wrong"
    assert "account or password" in boss.run("list", code=2)
    assert "account or password" in boss.json("list", code=2)["error"]


def test_a_password_that_is_not_known(boss: Program) -> None:
    boss.env["POSTGRES_PASSWORD"] = ""
    assert "sign in" in boss.run("list", code=2)


def test_a_server_that_is_away(boss: Program) -> None:
    boss.env["POSTGRES_PORT"] = str(servers.free_port())
    started = time.monotonic()
    assert "cannot be reached" in boss.json("list", code=2)["error"]
    assert time.monotonic() - started < 10


def test_a_port_that_is_none(boss: Program) -> None:
    boss.env["POSTGRES_PORT"] = "many"
    assert "POSTGRES_PORT" in boss.json("list", code=2)["error"]


# --- files ---------------------------------------------------------------------------------------------------


def test_import_list_and_export(boss: Program) -> None:
    (boss.folder / FILE).write_text(TEXT, "utf-8")
    assert "No projects yet" in boss.run("list")
    told = boss.json("import", FILE, "--project", PROJECT, "--language", "en", "--folder", "1막")
    assert [(one["file"], one["format"], one["segments"], one["problem_count"]) for one in told["files"]] == [
        (FILE, "tabbed_text", 2, 0)
    ]
    boss.run("import", FILE, "--project", PROJECT, "--language", "de", "--folder", "1막")
    (listed,) = boss.json("list", "--project", PROJECT)["projects"]
    assert listed["project"] == PROJECT
    assert [(one["file"], one["language"], one["segments"], one["confirmed"]) for one in listed["files"]] == [
        (FILE, "de", 2, 0),
        (FILE, "en", 2, 0),
    ]
    assert boss.run("list").splitlines()[0] == PROJECT
    place = ("export", "--project", PROJECT, FILE)
    assert f"1막/{FILE} (de), 1막/{FILE} (en)" in boss.run(*place, "-o", "out.txt", code=2)
    exported = boss.json(*place, "--language", "en", "-o", "나온.txt", "--certificate")
    assert (boss.folder / "나온.txt").read_bytes() == TEXT.encode()
    certificate = json.loads((boss.folder / "나온.txt.certificate.json").read_text("utf-8"))
    assert certificate["sha256_before"] == certificate["sha256_after"] == exported["sha256_after"]
    assert (certificate["file"], certificate["changed"]) == (FILE, [])
    assert "there already" in boss.run(*place, "--language", "en", "-o", "나온.txt", code=2)
    told = boss.run(*place, "--language", "en", "-o", "나온.txt", "--overwrite")
    assert "0 segments differ" in told


def test_the_folders_and_the_platform(boss: Program) -> None:
    (boss.folder / FILE).write_text(TEXT, "utf-8")
    place = ("import", FILE, "--project", PROJECT, "--language", "en")
    boss.run(*place, "--platform", "Switch", "--folder", "1막/1장")
    boss.run(*place, "--platform", "Switch", "--folder", "2막")
    assert "on the platform Switch" in boss.run(*place, "--platform", "PC", "--folder", "3막", code=2)
    (listed,) = boss.json("list")["projects"]
    assert (listed["platform"], [one["folder"] for one in listed["files"]]) == ("Switch", ["1막/1장", "2막"])
    lines = boss.run("list").splitlines()
    assert lines[0] == f"{PROJECT}  (Switch)"
    assert [line.split("  ")[1] for line in lines[1:]] == [f"1막/1장/{FILE}", f"2막/{FILE}"]
    for name in ((FILE, "--folder", "2막"), (f"2막/{FILE}",)):
        boss.run("export", "--project", PROJECT, *name, "-o", "out.txt", "--overwrite")
    assert (boss.folder / "out.txt").read_text("utf-8") == TEXT
    in_file = ("--project", PROJECT, "--file", FILE, "--folder", "1막/1장", "--string-id", FIRST)
    boss.run("set", *in_file, "--target", "열린 문")
    assert boss.json("get", *in_file)["target"] == "열린 문"


def test_the_trash(imported: Program) -> None:
    place = ("--project", PROJECT, FILE)
    assert imported.json("trash", *place)["trashed"] is True
    assert imported.json("list")["projects"][0]["files"] == []
    assert [one["file"] for one in imported.json("list", "--trash")["projects"][0]["files"]] == [FILE]
    assert "no file" in imported.run("trash", *place, code=2)
    assert imported.run("restore", *place) == f"{FILE} (en) is back from the trash\n"
    assert imported.json("list")["projects"][0]["files"][0]["segments"] == 2


def test_a_language_that_is_none_leaves_nothing_behind(boss: Program) -> None:
    (boss.folder / FILE).write_text(TEXT, "utf-8")
    told = boss.run("import", FILE, "--project", PROJECT, "--language", "english", code=2)
    assert "english is no code of a language" in told
    assert boss.json("list") == {"projects": []}


def test_a_place_that_cannot_be_written(imported: Program) -> None:
    """By nobody, root neither: no file system takes such a name."""
    told = imported.run("export", "--project", PROJECT, FILE, "-o", f"{'x' * 300}.txt", code=2)
    assert "cannot be used: " in told


def test_import_as_it_is_told_to_read(boss: Program) -> None:
    (boss.folder / "korean.txt").write_text(TEXT, "cp949")
    where = ("--project", PROJECT, "--language", "pt-BR")
    told = boss.json("import", "korean.txt", *where, "--format", "tabbed_text", "--encoding", "cp949")
    assert told["files"][0]["encoding"] == "cp949"
    (boss.folder / "ui_en.xlsx").write_bytes(
        next(f.path for f in sample.files() if f.name == "ui_en.xlsx").read_bytes()
    )
    assert "is not SHEET" in boss.run("import", "ui_en.xlsx", *where, "--columns", "UI", code=2)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("none.txt", None, "cannot be opened"),
        ("empty.txt", b"", "no text to translate"),
        ("x.bin", b"\0\1", "no known"),
    ],
)
def test_import_of_what_cannot_be_read(boss: Program, name: str, data: bytes | None, words: str) -> None:
    if data is not None:
        (boss.folder / name).write_bytes(data)
    arguments = ("import", name, "--project", PROJECT, "--language", "en")
    assert words in boss.run(*arguments, code=2)
    assert words in boss.json(*arguments, code=2)["error"]


def test_import_twice_or_without_the_right(imported: Program, program_of: Callable[[str], Program]) -> None:
    arguments = ("import", FILE, "--project", PROJECT, "--language", "en")
    assert "there already" in imported.run(*arguments, code=2)
    assert "refused" in program_of("kim").run(*arguments, code=2)


def test_what_is_not_there(imported: Program) -> None:
    assert f"Projects: {PROJECT}" in imported.run("list", "--project", "Nothing", code=2)
    assert "no file none.txt" in imported.run(
        "get", "--project", PROJECT, "--file", "none.txt", "--string-id", "x", code=2
    )
    assert "StringID x" in imported.json("get", *IN_FILE, "--string-id", "x", code=2)["error"]
    assert "no folder" in imported.run("export", "--project", PROJECT, FILE, "-o", "none/out.txt", code=2)


# --- segments ------------------------------------------------------------------------------------------------


def test_get_and_set(imported: Program) -> None:
    segment = imported.json("get", *IN_FILE, "--string-id", FIRST)
    assert (segment["source"], segment["target"], segment["state"]) == ("문을 열어라.", "Open it.", "draft")
    assert (segment["version"], segment["history"]) == (1, [])
    told = imported.json("set", *IN_FILE, "--string-id", FIRST, "--target", "열린 문 — “open”", "--confirm")
    assert told == {
        "string_id": FIRST,
        "ok": True,
        "version": 2,
        "target": "열린 문 — “open”",
        "state": "confirmed",
        "seq": 2,
    }
    segment = imported.json("get", *IN_FILE, "--string-id", FIRST)
    (change,) = segment["history"]
    assert (change["kind"], change["target"], change["author"]) == ("typed", "열린 문 — “open”", "Boss")
    lines = imported.run("get", *IN_FILE, "--string-id", FIRST).splitlines()
    assert "target: 열린 문 — “open”" in lines
    assert lines[-2:] == ["history:", "  2  segment 0  typed  Boss: 열린 문 — “open”"]
    (listed,) = imported.json("list")["projects"]
    assert listed["files"][0]["confirmed"] == 1
    imported.run("export", "--project", PROJECT, FILE, "-o", "out.txt")
    assert (imported.folder / "out.txt").read_text("utf-8") == TEXT.replace("Open it.", "열린 문 — “open”")


def test_set_from_standard_input(imported: Program) -> None:
    told = imported.run("set", *IN_FILE, "--string-id", SECOND, "--json", typed="첫 줄\n둘째\t줄\n".encode())
    assert json.loads(told)["target"] == "첫 줄\\n둘째 줄"
    assert json.loads(imported.run("set", *IN_FILE, "--string-id", SECOND, "--json", typed=b""))["target"] == ""


@pytest.mark.parametrize("typed", [b"a\0b", b"\xff\xfe"])
def test_what_is_no_text_is_refused(imported: Program, typed: bytes) -> None:
    imported.run("set", *IN_FILE, "--string-id", FIRST, code=2, typed=typed)
    assert imported.json("get", *IN_FILE, "--string-id", FIRST)["version"] == 1


def test_set_meets_a_newer_version(imported: Program, database: Database) -> None:
    admin, blocker = database.admin(), database.admin()
    waits = "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
    theirs = "update loc.segments set version = 2, target = 'Theirs' where ord = 0"
    with blocker.transaction():
        blocker.execute("lock table loc.segments in exclusive mode")
        running = imported.start("set", *IN_FILE, "--string-id", FIRST, "--target", "Mine", "--json")
        while admin.execute(waits, [database.name]).fetchone() != (1,):
            assert running.poll() is None
        blocker.execute(theirs)
    out, _err = running.communicate(timeout=30)
    assert running.returncode == 1
    told = json.loads(out)
    assert (told["ok"], told["target"]) == (False, "Theirs")
    history = imported.json("get", *IN_FILE, "--string-id", FIRST)["history"]
    assert [(c["kind"], c["target"]) for c in history] == [("conflict", "Mine")]


def test_watch(imported: Program) -> None:
    imported.run("set", *IN_FILE, "--string-id", FIRST, "--target", "하나")
    watching = imported.start("watch", *IN_FILE, "--since", "1", "--count", "2", "--json")
    assert watching.stdout is not None
    assert json.loads(watching.stdout.readline())["target"] == "하나"
    imported.run("set", *IN_FILE, "--string-id", SECOND, "--target", "둘")
    change = json.loads(watching.stdout.readline())
    assert (change["seq"], change["ord"], change["kind"], change["author"]) == (3, 1, "typed", "Boss")
    assert (change["target"], change["state"]) == ("둘", "draft")
    _out, err = watching.communicate(timeout=20)
    assert (watching.returncode, err) == (0, b"")
    assert imported.run("watch", *IN_FILE, "--since", "2", "--count", "1") == "3  segment 1  typed  Boss: 둘\n"


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent in another way there")
def test_watch_until_it_is_interrupted(imported: Program) -> None:
    watching = imported.start("watch", *IN_FILE, "--since", "0")
    assert watching.stdout is not None
    assert b"imported" in watching.stdout.readline()
    watching.send_signal(signal.SIGINT)
    _out, err = watching.communicate(timeout=10)
    assert (watching.returncode, err) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is another error there")
def test_who_reads_may_stop_reading(imported: Program) -> None:
    for command in (("list",), ("watch", *IN_FILE, "--since", "0")):
        reading, writing = os.pipe()
        os.close(reading)
        running = imported.start(*command, stdout=writing)
        os.close(writing)
        _out, err = running.communicate(timeout=30)
        assert (command[0], running.returncode, err) == (command[0], 0, b"")


def test_an_unforeseen_error_is_one_line_and_in_the_log(imported: Program, database: Database) -> None:
    admin = database.admin()
    admin.execute("alter table loc.segments drop constraint segments_state_check")
    admin.execute("update loc.segments set state = 99")
    place = ("get", *IN_FILE, "--string-id", FIRST)
    told = imported.run(*place, code=3)
    assert told.startswith("locanext: an unexpected error happened (")
    assert len(told.splitlines()) == 1
    assert "unexpected error" in imported.json(*place, code=3)["error"]
    logs = imported.folder / "boss" / "logs"
    assert "Traceback" in (logs / "locanext.log").read_text("utf-8")


def test_watch_says_that_there_is_too_much(boss: Program, database: Database) -> None:
    project = database.project("Big")
    database.file(project, ["x"] * 2001, name="big.txt")
    save = """
      select count(*) from loc.save_segments_v1(
        (select id from loc.files), (select array_agg(n) from generate_series(0, 2000) n),
        array_fill(1, array[2001]), array_fill('t'::text, array[2001]), array_fill(1::smallint, array[2001]), 'typed')
    """
    database.connect("boss").execute(save)
    arguments = ("watch", "--project", "Big", "--file", "big.txt", "--since", "1", "--count", "1")
    assert json.loads(boss.run(*arguments, "--json")) == {"seq": 2, "too_many": True}
    assert "too many changes" in boss.run(*arguments)


# --- on a private server -------------------------------------------------------------------------------------


def test_alone_with_a_private_server(home: Path, tmp_path: Path) -> None:
    program = Program(tmp_path)
    (tmp_path / FILE).write_text(TEXT, "utf-8")
    program.run("--home", home, "import", FILE, "--project", PROJECT, "--language", "en")
    program.run("--home", home, "set", *IN_FILE, "--string-id", FIRST, "--target", "새 글")
    assert program.json("--home", home, "get", *IN_FILE, "--string-id", FIRST)["target"] == "새 글"
    assert (home / "server").is_dir()


def test_the_demonstration(home: Path, tmp_path: Path) -> None:
    """On the private server, whatever server is named."""
    (home / "settings.json").write_text('{"connection": {"kind": "server", "host": "nowhere.example.com"}}', "utf-8")
    told = Program(tmp_path, LC_ALL="C.UTF-8", POSTGRES_HOST="nowhere.example.com").run("--home", home, "demo")
    assert "both texts are kept" in told
    assert "the others byte for byte equal" in told
    pictures = {path.name for path in (home / "demo").iterdir()}
    assert {"grid.png", "editing.png", "conflict.png", "dark.png", "dialogue_en.txt"} <= pictures
    assert "dialogue_en.txt.certificate.json" in pictures


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent in another way there")
def test_a_demonstration_that_is_interrupted(home: Path, tmp_path: Path) -> None:
    running = Program(tmp_path, LC_ALL="C.UTF-8").start("--home", home, "demo")
    assert running.stdout is not None
    assert b"connected" in running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _out, err = running.communicate(timeout=30)
    assert (running.returncode, b"Traceback" in err) == (130, False)


def test_the_demonstration_in_json(home: Path, tmp_path: Path) -> None:
    told = Program(tmp_path, LC_ALL="C.UTF-8").json("--home", home, "demo")
    assert told["ok"] is True
    assert any("both texts are kept" in step["text"] for step in told["steps"])


def test_the_self_test(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    Program(tmp_path, LC_ALL="C.UTF-8", TMPDIR=str(tmp_path / "temporary")).run("--self-test", "report.json")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["ok"] is True
    assert {name: part["detail"] for name, part in report["parts"].items() if not part["ok"]} == {}
    assert {f"sample {one.name}" for one in sample.files()} <= set(report["parts"])
    assert "private server ends" in report["parts"]
    assert list((tmp_path / "temporary").iterdir()) == []
