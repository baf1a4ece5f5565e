"""What an administrator does with accounts from the server's command line."""

import json
from collections.abc import Callable

import psycopg
import pytest

from central.cli import main
from tests.servers import SUPERUSER, Database

Run = Callable[..., str]


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    cluster = database.cluster
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port), "PGUSER": SUPERUSER}
    for name, value in (where | {"PGPASSWORD": cluster.superuser_password}).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, code: int = 0) -> str:
        assert main([f"--database={database.name}", *arguments]) == code
        said = capsys.readouterr()
        return said.err if code else said.out

    return run


def test_an_account_from_its_first_day_to_its_last(database: Database, run: Run) -> None:
    zoe = database.person("zoe")
    database.project("Game")
    run("user", "grant", zoe, "Game", "edit", "--languages", "en, de")
    run("user", "role", zoe, "reviewer")
    listed = {one["login"]: one for one in json.loads(run("user", "list", "--json"))["people"]}
    assert listed[zoe]["rights"] == [{"project": "Game", "capability": "edit", "languages": ["en", "de"]}]
    assert (listed[zoe]["role"], listed[zoe]["active"], listed[zoe]["locked"]) == ("reviewer", True, False)
    assert "Game: edit, en, de" in run("user", "list")
    password = run("user", "reset", zoe).strip()
    conn = database.connect(zoe, password=password)
    assert conn.execute("select must_change_password from loc.hello_v2()").fetchone() == (True,)
    run("user", "disable", zoe)
    with pytest.raises(psycopg.OperationalError):
        conn.execute("select 1")
    with pytest.raises(psycopg.OperationalError):
        database.connect(zoe, password=password)
    assert "disabled" in run("user", "list")
    run("user", "enable", zoe)
    database.connect(zoe, password=password)
    run("user", "grant", zoe, "Game", "none")
    assert json.loads(run("user", "list", "--json"))["people"][-1]["rights"] == []


def test_a_login_that_cannot_be_one_is_refused_in_words(run: Run) -> None:
    said = run("user", "add", "Anna", code=2)
    assert said.startswith("A login starts with a letter")
    assert "CONTEXT" not in said


def test_unlocking(database: Database, run: Run) -> None:
    tries = "insert into sec.login_tries (login) select 'kim' from generate_series(1, 20)"
    database.admin().execute(tries)
    assert "Kim  translator, locked" in run("user", "list")
    run("user", "unlock", "kim")
    assert "locked" not in run("user", "list")


def test_sessions(database: Database, run: Run) -> None:
    kim = database.connect("kim")
    kim.execute("select loc.begin_session_v1(gen_random_uuid(), 'LocaNext 9', 'desk')")
    assert "kim  LocaNext 9 on desk" in run("user", "sessions")
    assert run("user", "end-sessions", "kim") == "1 sessions ended.\n"
    with pytest.raises(psycopg.OperationalError):
        kim.execute("select 1")
    assert json.loads(run("user", "sessions", "--json"))["sessions"][0]["ended_at"]


def test_settings(run: Run) -> None:
    assert "listener_limit 150\n" in run("setting")
    assert run("setting", "listener_limit", "90") == "listener_limit 90\n"
    assert "no setting" in run("setting", "listener_limt", "90", code=2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "reset", "nobody"),
        ("user", "disable", "nobody"),
        ("user", "unlock", "nobody"),
        ("user", "role", "nobody", "admin"),
        ("user", "end-sessions", "nobody"),
        ("user", "grant", "nobody", "Game", "edit"),
        ("user", "grant", "kim", "No such game", "edit"),
        ("user", "disable", "boss"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[str, ...]) -> None:
    assert any(words in run(*arguments, code=2) for words in ("There is no", "has to stay"))
