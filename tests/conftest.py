"""Fixtures for every test that needs a real server.

`database`  an empty LocaNext database of the test's own (some 50 ms) on a PostgreSQL that the test process shares, with
            the people boss (admin), kim and lee (translators), rev (reviewer), out (translator without any project):
            `database.connect("kim")`, `psycopg.connect(**database.info("kim"))`, `database.admin()` (superuser),
            `database.project("Game")` (kim and lee may edit), `database.file(project)`, `database.person("new")`.
`pgbouncer` a PgBouncer before that database: `pgbouncer.connect("kim")`, `pgbouncer.info("kim", listen=True)`.
`bench_of`  workbenches on that database: `bench_of("kim")`. They are closed at the end.
`home`      a folder for all state of one program, such as `--home` takes; its private server ends with the test.
`cluster`   the PostgreSQL itself. It is shared: a test that kills it uses `own_cluster`, and `own_database` in it.

The people's roles are shared by all tests of a process: one that disables a person or changes a password makes a person
of its own. Connections got by `.connect()` and `.admin()` are closed at the end; those that a test opens are its own.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from locanext.workbench import Workbench
from tests import benches, servers

# Without a display Qt ends the whole interpreter; a test that wants a screen says so itself.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def cluster() -> Iterator[servers.Cluster]:
    """A PostgreSQL for all tests of this process."""
    with servers.cluster() as running:
        yield running


@pytest.fixture
def own_cluster() -> Iterator[servers.Cluster]:
    """A PostgreSQL that the test may stop, kill and start (some 2 s)."""
    with servers.cluster() as running:
        yield running


@pytest.fixture
def own_database(own_cluster: servers.Cluster) -> Iterator[servers.Database]:
    """The database in it; gone with it."""
    with closing(servers.Database(own_cluster, servers.TEMPLATE)) as found:
        yield found


@pytest.fixture
def database(cluster: servers.Cluster) -> Iterator[servers.Database]:
    """A database of this test."""
    with servers.database(cluster) as made:
        yield made


@pytest.fixture
def bench_of(database: servers.Database, tmp_path: Path) -> Iterator[Callable[[str], Workbench]]:
    """Opens a person's workbench on the test's database."""
    with ExitStack() as opened:

        def of(login: str) -> Workbench:
            return opened.enter_context(
                closing(benches.workbench(benches.connect_info(database.info(login)), tmp_path))
            )

        yield of


@pytest.fixture
def pgbouncer(database: servers.Database) -> Iterator[servers.Bouncer]:
    """A PgBouncer before the test's database."""
    with servers.bouncer(database) as running:
        yield running


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder of a program. Secrets of its private server stay out of the keyring of whoever runs the tests."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    # For the programs that a test starts; this process may have chosen a keyring before.
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        with servers.private_home() as folder:
            yield folder
    finally:
        keyring.set_keyring(before)
