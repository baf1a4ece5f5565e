"""The command line of the server, run as its own program against a real one."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from central.cli import parser
from tests.servers import SUPERUSER, Cluster, Database

ROOT = Path(__file__).parents[2]


def central(cluster: Cluster, *arguments: str, **other: str) -> subprocess.CompletedProcess[str]:
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port), "PGUSER": SUPERUSER}
    env = os.environ | where | {"PGPASSWORD": cluster.superuser_password} | other
    command = [sys.executable, "-m", "central.cli", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_init_migrate_and_a_first_person(cluster: Cluster, database: Database) -> None:
    to = f"--database={database.name}"
    assert "is ready" in central(cluster, to, "init").stdout
    assert central(cluster, to, "migrate", "--dry-run").stdout == "Nothing to do.\n"
    login = "cli.person"
    try:
        done = central(cluster, to, "user", "add", login, "--name", "New Person", "--role", "manager")
        conn = database.connect(login, password=done.stdout.strip())
        query = "select display_name, role, must_change_password from loc.hello_v1()"
        assert conn.execute(query).fetchone() == ("New Person", "manager", True)
        again = central(cluster, to, "user", "add", login)
        assert (again.returncode, again.stdout) == (2, "")
        assert "already" in again.stderr
        assert done.stdout.strip() not in cluster.log.read_text("utf-8")
    finally:
        database.admin().execute(f'drop role "{login}"')


def test_a_new_password_for_the_pool(cluster: Cluster, database: Database) -> None:
    old = database.info("loc_bouncer")["password"]
    try:
        made = central(cluster, f"--database={database.name}", "bouncer-password").stdout.strip()
        database.connect("loc_bouncer", password=made)
        with pytest.raises(psycopg.OperationalError):
            database.connect("loc_bouncer", password=old)
    finally:
        database.cluster.set_bouncer_password(database.name)


def test_a_time_that_is_none_is_refused_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["restore", "--to", "2026-13-01", "--replace"])
    assert "2026-13-01 is no time such as" in capsys.readouterr().err


@pytest.mark.parametrize("other", [{"PGPASSWORD": "wrong"}, {"PGPORT": "1"}])
def test_what_cannot_be_done_is_said(cluster: Cluster, other: dict[str, str]) -> None:
    done = central(cluster, "init", **other)
    assert (done.returncode, done.stdout) == (2, "")
    assert "failed" in done.stderr
    assert "Traceback" not in done.stderr
