"""Old databases become what new ones are made as; newer ones are left alone."""

import dataclasses
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from central import migrate
from central.errors import CentralError
from central.provision import provision
from central.statements import MIGRATIONS, foundation, statement
from tests.servers import SUPERUSER, TEMPLATE, Cluster, Connection, Database


@contextmanager
def empty_database(cluster: Cluster) -> Iterator[str]:
    name = f"old_{secrets.token_hex(6)}"
    with cluster.admin() as admin:
        admin.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def old(cluster: Cluster) -> Iterator[Connection]:
    """An administrator's connection to a database that LocaNext is not in yet."""
    with empty_database(cluster) as name, cluster.admin(name) as conn:
        conn.execute(statement("database"))
        yield conn


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of a later release, which has two more."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    first = migrate.latest() + 1
    (folder / f"{first:04}_motto.sql").write_text("alter table loc.projects add motto text;", "utf-8")
    (folder / f"{first + 1:04}_mottos.sql").write_text("alter table loc.projects alter motto set not null;", "utf-8")
    return folder


def dump(cluster: Cluster, dbname: str) -> list[str]:
    where = ["--host=127.0.0.1", f"--port={cluster.port}", f"--username={SUPERUSER}", f"--dbname={dbname}"]
    mine = dataclasses.replace(cluster.runtime, user=None)
    text = mine.run("pg_dump", *where, "--schema-only", env={"PGPASSWORD": cluster.superuser_password})
    return [line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def test_schema_and_migrations_make_the_same_database(cluster: Cluster, old: Connection) -> None:
    applied = migrate.migrate(old)
    old.execute(statement("get_auth"))
    assert len(applied) == migrate.latest() >= 1
    made = dump(cluster, old.info.dbname)
    assert len(made) > 500
    assert made == dump(cluster, TEMPLATE)


def test_the_first_migration_is_the_foundation() -> None:
    first = migrate.available()[0].path
    assert first.name == "0001_foundation.sql"
    if migrate.latest() == 1:  # until there is a second one, it follows the schema: `central.migrate.freeze()`
        assert foundation() in first.read_bytes()


def test_migrating_twice_does_nothing(old: Connection) -> None:
    assert migrate.migrate(old)
    assert migrate.migrate(old) == []
    assert migrate.version(old) == migrate.latest()


def test_a_later_release_migrates_one_by_one(database: Database, later: Path) -> None:
    applied = migrate.migrate(database.admin(), folder=later)
    assert [name[5:] for name in applied] == ["motto.sql", "mottos.sql"]
    versions = database.admin().execute("select version from sec.schema_versions order by 1").fetchall()
    assert versions == [(number,) for number in range(1, migrate.latest() + 3)]
    owner = "select relowner::regrole::text from pg_class where oid = 'loc.projects'::regclass"
    assert database.admin().execute(owner).fetchone() == ("loc_owner",)


def test_a_migration_that_fails_leaves_the_version_before_it(database: Database, later: Path) -> None:
    database.project()
    admin = database.admin()
    with pytest.raises(psycopg.errors.NotNullViolation):
        migrate.migrate(admin, folder=later)
    assert migrate.version(admin) == migrate.latest() + 1
    assert admin.execute("select motto from loc.projects").fetchall() == [(None,)]


def test_a_dry_run_tries_everything_and_keeps_nothing(database: Database, later: Path) -> None:
    admin = database.admin()
    assert len(migrate.migrate(admin, dry_run=True, folder=later)) == 2
    assert migrate.version(admin) == migrate.latest()
    with pytest.raises(psycopg.errors.UndefinedColumn):
        admin.execute("select motto from loc.projects")
    database.project()
    with pytest.raises(psycopg.errors.NotNullViolation):
        migrate.migrate(admin, dry_run=True, folder=later)


def test_a_newer_database_is_refused(cluster: Cluster, database: Database, later: Path) -> None:
    migrate.migrate(database.admin(), folder=later)
    with pytest.raises(CentralError, match="Update the program"):
        migrate.migrate(database.admin())
    with pytest.raises(CentralError, match="Update the program"):
        provision(cluster.conninfo(), database.name)
    assert migrate.version(database.admin()) == migrate.latest() + 2


def test_migrations_without_order_are_refused(tmp_path: Path) -> None:
    for name in ("0001_a.sql", "0003_b.sql"):
        (tmp_path / name).touch()
    with pytest.raises(CentralError, match="numbered"):
        migrate.available(tmp_path)


def test_nobody_can_hold_a_migration_up(database: Database, later: Path) -> None:
    """People can take any advisory lock, and read nothing that a migration locks."""
    kim = database.connect("kim", autocommit=False)
    kim.execute("select pg_advisory_lock(n) from generate_series(7046028, 7046030) n")
    admin = database.admin()
    admin.execute("set lock_timeout = '5s'")
    assert len(migrate.migrate(admin, folder=later)) == 2
