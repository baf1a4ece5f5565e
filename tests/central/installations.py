"""Whole servers for the tests, made by `locanext-central init` in temporary homes, on free ports, without systemd."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from central.site import Site
from tests.servers import free_port, open_folder

ROOT = Path(__file__).parents[2]
HOST = "server.example"
FAST = "fsync = off\nfull_page_writes = off\n"
"""A test's data need not outlive a crash of the machine."""
Done = subprocess.CompletedProcess[str]


@dataclass
class Installation:
    """A home folder, and `locanext-central` on it."""

    home: Path
    port: int
    server_port: int

    @property
    def site(self) -> Site:
        return Site.load(self.home)

    def central(self, *arguments: str, stdin: str = "") -> Done:
        """Run it as its own program; its answer and exit code."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        command = [sys.executable, "-m", "central.cli", "--home", str(self.home), *arguments]
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, input=stdin)

    def did(self, *arguments: str, stdin: str = "") -> str:
        """The same, for what has to go well; what it said."""
        done = self.central(*arguments, stdin=stdin)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def init(self, *arguments: str, stdin: str = "") -> str:
        ports = ["--port", str(self.port), "--server-port", str(self.server_port), "--listen-addr", "127.0.0.1"]
        small = ["--services", "none", "--memory", "512", "--host", HOST]
        return self.did("init", *ports, *small, *arguments, stdin=stdin)

    def parameters(self, login: str, password: str, **other: Any) -> dict[str, Any]:
        """Arguments of psycopg.connect for a person on another machine, who verifies the server by its name."""
        address = {"host": HOST, "hostaddr": "127.0.0.1", "port": self.port, "dbname": "locanext"}
        check = {"sslmode": "verify-full", "sslrootcert": str(self.home / "tls" / "ca.crt")}
        return address | check | {"user": login, "password": password, "prepare_threshold": None} | other

    def admin(self, dbname: str = "locanext") -> psycopg.Connection[TupleRow]:
        """The superuser's connection, in autocommit."""
        return psycopg.connect(self.site.superuser(dbname), autocommit=True)


@contextmanager
def installation(settings: str = FAST) -> Iterator[Installation]:
    """An empty home, for `init`; what runs in it at the end is stopped. `settings`: PostgreSQL's own, beside ours."""
    with open_folder() as folder:
        made = Installation(folder / "a", free_port(), free_port())
        (made.home / "config").mkdir(parents=True)
        (made.home / "config" / "custom.conf").write_text(settings, "utf-8")
        try:
            yield made
        finally:
            if Site.exists(made.home):
                made.did("stop")


def first_password(said: str) -> str:
    """The administrator's, out of what init said."""
    [line] = [line for line in said.splitlines() if "first password" in line]
    return line.rpartition(" ")[2]
