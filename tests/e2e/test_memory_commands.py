"""The commands `tm …` as their users have them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from translate.storage import tmx as toolkit

from tests.e2e._program import Program
from tests.servers import Database

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="ko"/><body>
<tu><prop type="x-string-id">A B C D 1</prop>
  <tuv xml:lang="ko"><seg>문</seg></tuv><tuv xml:lang="en"><seg>Door</seg></tuv></tu>
<tu><tuv xml:lang="ko"><seg>문</seg></tuv><tuv xml:lang="en"><seg>Door</seg></tuv></tu>
<tu><tuv xml:lang="ko"><seg>창</seg></tuv><tuv xml:lang="de"><seg>Fenster</seg></tuv></tu>
</body></tmx>
"""
TEXT = "A\tB\tC\tD\t1\t문을 열어라.\t\nA\tB\tC\tD\t2\t창\tWindow\n"


@pytest.fixture
def boss(program_of: Callable[[str], Program]) -> Program:
    return program_of("boss")


def targets(program: Program, name: str, *arguments: str) -> list[str]:
    return [one["target"] for one in program.json("tm", "entries", name, *arguments)["entries"]]


def test_from_files_to_files(boss: Program, tmp_path: Path) -> None:
    (tmp_path / "a.tmx").write_text(TMX, "utf-8")
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    said = boss.json("tm", "import", "Game", "a.tmx", "b.txt", "--language", "en")
    assert [(one["format"], one["units"], one["added"]) for one in said["files"]] == [
        ("tmx", 2, 2),
        ("tabbed_text", 1, 1),
    ]
    assert said["files"][0]["problem_count"] == 1
    assert targets(boss, "Game") == ["Door", "Door", "Window"]
    assert targets(boss, "Game", "--search", "wind", "--field", "target") == ["Window"]
    assert boss.json("tm", "merge", "Game") == {"merged": 1}
    assert boss.json("tm", "export", "Game", "-o", "out.tmx") == {"out": "out.tmx", "units": 2, "lost": 0}
    assert [unit.target for unit in toolkit.tmxfile.parsefile(str(tmp_path / "out.tmx")).units] == ["Door", "Window"]
    for name in ("out.xlsx", "out.txt"):
        boss.run("tm", "export", "Game", "-o", name)
        assert boss.json("tm", "import", "Game", name)["files"][0]["added"] == 0
    assert "there already" in boss.run("tm", "export", "Game", "-o", "out.tmx", code=2)
    boss.run("tm", "export", "Game", "-o", "out.tmx", "--overwrite")


def test_entries_are_edited(boss: Program, tmp_path: Path) -> None:
    (tmp_path / "a.tmx").write_text(TMX, "utf-8")
    boss.run("tm", "import", "Game", "a.tmx", "--language", "en")
    first, second = boss.json("tm", "entries", "Game")["entries"]
    edited = boss.json("tm", "edit", "Game", str(first["id"]), "--target", "Gate")
    assert (edited["ok"], edited["source"], edited["target"], edited["version"]) == (True, "문", "Gate", 2)
    assert boss.json("tm", "delete", "Game", str(second["id"]), "4711") == {"deleted": 1}
    assert targets(boss, "Game") == ["Gate"]
    assert "no entry" in boss.run("tm", "edit", "Game", "4711", "--target", "x", code=2)


def test_what_is_confirmed_goes_where_a_memory_serves(
    boss: Program, program_of: Callable[[str], Program], database: Database, tmp_path: Path
) -> None:
    (tmp_path / "b.txt").write_text(TEXT, "utf-8")
    boss.run("import", "b.txt", "--project", "Game", "--language", "en", "--platform", "PC", "--folder", "F/G")
    boss.run("tm", "create", "Own", "--language", "en", "--project", "Game")
    boss.run("tm", "create", "Shared", "--language", "en")
    boss.run("tm", "assign", "Own", "--project", "Game", "--folder", "F", "--writable", "--priority", "2")
    boss.run("tm", "assign", "Shared", "--platform", "PC", "--penalty", "5")
    own, shared = boss.json("tm", "list")["memories"]
    terms = {"priority": 2, "penalty": 0, "writable": True}
    assert own["serves"] == [{"platform": "", "project": "Game", "folder": "F", **terms}]
    assert [place["platform"] for place in shared["serves"]] == ["PC"]
    assert "Game/F (priority 2, writable)" in boss.run("tm", "list")
    named = ("--project", "Game", "--file", "b.txt", "--string-id", "A B C D 1")
    boss.run("set", *named, "--target", "Open the door.", "--confirm")
    assert targets(boss, "Own") == ["Open the door."]
    boss.run("tm", "unassign", "Own", "--project", "Game", "--folder", "F")
    assert "does not serve" in boss.run("tm", "unassign", "Own", "--project", "Game", "--folder", "F", code=2)
    boss.run("set", *named, "--target", "Open it.", "--confirm")
    assert targets(boss, "Own") == ["Open the door."]
    assert [one["name"] for one in program_of("out").json("tm", "list")["memories"]] == ["Shared"]


def test_the_trash(boss: Program) -> None:
    boss.run("tm", "create", "Own", "--language", "en")
    boss.run("tm", "rename", "Own", "--to", "Other")
    boss.run("tm", "trash", "Other")
    assert boss.json("tm", "list") == {"memories": []}
    assert [one["name"] for one in boss.json("tm", "list", "--trash")["memories"]] == ["Other"]
    boss.run("tm", "restore", "Other")
    boss.run("tm", "trash", "Other")
    boss.run("tm", "erase", "Other")
    assert boss.json("tm", "list", "--trash") == {"memories": []}


WRONG = [
    (("tm", "entries", "Nothing"), "no translation memory"),
    (("tm", "create", "x", "--language", "English"), "no code of a language"),
    (("tm", "import", "x", "a.txt"), "--language"),
    (("tm", "import", "Own", "a.txt", "--language", "de"), "is in en"),
    (("tm", "assign", "Own"), "--platform"),
    (("tm", "assign", "Own", "--platform", "Nowhere"), "no platform"),
    (("tm", "assign", "Own", "--project", "Nowhere"), "no project"),
    (("tm", "export", "Own", "-o", "x.doc"), ".tmx"),
]


def test_what_is_wrong_is_said(boss: Program, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    boss.run("tm", "create", "Own", "--language", "en")
    for arguments, text in WRONG:
        assert text in boss.run(*arguments, code=2)


def test_a_translator_is_told_what_is_not_theirs(boss: Program, program_of: Callable[[str], Program]) -> None:
    boss.run("tm", "create", "Own", "--language", "en")
    kim = program_of("kim")
    for arguments in (("create", "Mine", "--language", "en"), ("merge", "Own"), ("trash", "Own")):
        assert "refused" in kim.run("tm", *arguments, code=2)
