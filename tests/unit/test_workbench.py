"""Which server a workbench works on: the environment's, the chosen one, or its own."""

from contextlib import closing
from pathlib import Path

import pytest

from locanext.domain.errors import NotAllowed
from locanext.paths import Paths
from locanext.settings import Connection, Settings
from locanext.store import credentials
from locanext.workbench import chosen_server, open_workbench


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is named, nothing remembered."""
    for name in ("POSTGRES_HOST", "POSTGRES_PASSWORD", "DATABASE_TYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(credentials, "_remembered", {})
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.chdir(tmp_path)


CHOSEN = Settings(connection=Connection("server", "chosen.example.com", 7000, "민지", "game", "require"))


def test_the_environment_comes_first(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".env").write_text("POSTGRES_HOST=home.example.com\nPOSTGRES_PASSWORD=x\n", "utf-8")
    with closing(open_workbench(Paths(tmp_path / "home"), CHOSEN)) as bench:
        assert bench.store.info().host == "home.example.com"
    (tmp_path / ".env").write_text("POSTGRES_HOST=here.example.com\n", "utf-8")
    with closing(open_workbench(Paths(tmp_path / "home"), CHOSEN)) as bench:
        assert bench.store.info().host == "home.example.com", "what lies in the current folder is none of our business"


def test_then_what_a_person_chose(tmp_path: Path) -> None:
    with closing(open_workbench(Paths(tmp_path), CHOSEN)) as bench:
        with pytest.raises(NotAllowed, match="민지 on chosen"):
            bench.store.info()
        info = chosen_server(CHOSEN.connection, "비밀")
        credentials.remember(info, keep=False)
        assert bench.store.info() == info
        assert (info.port, info.dbname, info.sslmode, info.listen_dbname) == (7000, "game", "require", "game_listen")


def test_the_environment_can_ask_for_the_private_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else is named, and whichever server was chosen."""
    monkeypatch.setenv("DATABASE_TYPE", "private")
    for host in ("", "named.example.com"):
        monkeypatch.setenv("POSTGRES_HOST", host)
        with closing(open_workbench(Paths(tmp_path), CHOSEN)) as bench:
            assert bench.journal.file.name.startswith("private-")
    monkeypatch.delenv("DATABASE_TYPE")
    (tmp_path / ".env").write_text("DATABASE_TYPE=private\n", "utf-8")
    with closing(open_workbench(Paths(tmp_path), CHOSEN)) as bench:
        assert bench.journal.file.name.startswith("private-")


def test_opening_one_starts_nothing(tmp_path: Path) -> None:
    for private in (False, True):
        with closing(open_workbench(Paths(tmp_path / "home"), Settings(), private=private)):
            assert list((tmp_path / "home").rglob("*.*")) == []


def test_each_window_has_a_number_of_its_own(tmp_path: Path) -> None:
    with (
        closing(open_workbench(Paths(tmp_path), CHOSEN)) as one,
        closing(open_workbench(Paths(tmp_path), CHOSEN)) as two,
    ):
        assert one.client != two.client
