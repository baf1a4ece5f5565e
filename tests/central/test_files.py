"""The files for who sets a server up by hand are those that init writes, or fit an existing PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from central.textfile import TextFile
from tests.central.installations import ROOT, installation
from tests.servers import Cluster, Database


def test_they_are_those_that_init_writes(tmp_path: Path) -> None:
    with installation() as server:
        server.init()
        server.did("files", "--out", str(tmp_path))
        names = ("postgresql.conf", "pg_hba.conf", "pg_ident.conf", "pgbouncer.ini")
        written = {name: (tmp_path / "config" / name).read_text("utf-8") for name in names}
        assert written == {name: (server.site.config / name).read_text("utf-8") for name in names}
        assert (tmp_path / "etc" / "cron.d" / server.home.name).exists()
        assert (tmp_path / "etc" / "logrotate.d" / server.home.name).exists()
        assert len(list((tmp_path / "etc" / "systemd" / "system").iterdir())) == 4


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    in_the_way = tmp_path / "users.txt"
    in_the_way.mkdir()
    with pytest.raises(OSError, match=r"users\.txt"):
        TextFile(in_the_way, "secret").write()
    assert list(tmp_path.iterdir()) == [in_the_way]


def test_they_fit_an_existing_postgresql(cluster: Cluster, database: Database, tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    env |= {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port)}
    command = [sys.executable, "-m", "central.cli", "--home", str(tmp_path / "home"), "files", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "home").exists()
    pool = (tmp_path / "config" / "pgbouncer.ini").read_text("utf-8")
    assert f"locanext = host=127.0.0.1 port={cluster.port} dbname=locanext" in pool
    access = (tmp_path / "config" / "pg_hba.conf").read_text("utf-8")
    query = "select line_number, error from pg_hba_file_rules where error is not null"
    path = cluster.runtime.data / "pg_hba.conf"
    before = path.read_text("utf-8")
    try:
        path.write_text(access, "utf-8")
        assert database.admin().execute(query).fetchall() == []
        rows = (
            database.admin().execute("select type, user_name, address, auth_method from pg_hba_file_rules").fetchall()
        )
        assert ("host", ["+loc_member"], "127.0.0.1", "scram-sha-256") in rows
        assert rows[-1] == ("host", ["all"], "all", "reject")
    finally:
        path.write_text(before, "utf-8")
