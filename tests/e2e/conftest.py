"""Fixtures of the tests in which whole programs work on real servers; each fails by what it leaves, as window tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests import programs, servers
from tests.e2e._program import Program
from tests.gui.conftest import expected_errors, nothing_amiss, qapp_args

__all__ = ["expected_errors", "nothing_amiss", "qapp_args"]

Start = Callable[[str], programs.Running]


@pytest.fixture
def start(qapp: QApplication, pgbouncer: servers.Bouncer, tmp_path: Path) -> Iterator[Start]:
    """`start("kim")` opens a window of kim's on the test's server; all are closed at the end."""
    opened: list[programs.Running] = []

    def start_one(login: str) -> programs.Running:
        opened.append(programs.Running(programs.home_on(tmp_path, pgbouncer, login)))
        return opened[-1]

    yield start_one
    for running in opened:
        running.close()


@pytest.fixture
def own_database(own_cluster: servers.Cluster) -> servers.Database:
    """A database on a PostgreSQL that the test may kill."""
    return servers.Database(own_cluster, servers.TEMPLATE)


@pytest.fixture
def own_bouncer(own_database: servers.Database) -> Iterator[servers.Bouncer]:
    """A PgBouncer before that; the test may start it again."""
    with servers.bouncer(own_database) as running:
        yield running
        programs.end(running.process)


@pytest.fixture
def alone(tmp_path: Path) -> Program:
    """A program that nobody has told of any server."""
    return Program(tmp_path, LOCANEXT_HOME=str(tmp_path / "home"))


@pytest.fixture
def program_of(database: servers.Database, tmp_path: Path) -> Callable[[str], Program]:
    """A person's program on the test's server."""

    def of(login: str) -> Program:
        where = database.info(login)
        env = {f"POSTGRES_{name.upper()}": str(where[name]) for name in ("host", "port", "user", "password")}
        names = {"POSTGRES_DB": database.name, "POSTGRES_LISTEN_DB": database.name, "POSTGRES_SSLMODE": "disable"}
        return Program(tmp_path, LOCANEXT_HOME=str(tmp_path / login), **env, **names)

    return of
