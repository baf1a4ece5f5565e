"""A second server that copies the first one as it works, and takes its place when it is lost.

As long as it copies its PgBouncer does not run: a client that lists both servers goes on to the one that answers.
"""

import getpass
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from central import accounts, cluster, services
from central.cluster import STANDBY
from central.errors import CentralError
from central.migrate import Connection
from central.site import Site
from central.statements import statement
from central.textfile import TextFile
from central.work import Work


@dataclass(frozen=True, slots=True)
class Primary:
    """The server to copy: where its PostgreSQL answers. `tls` False: in a network where nobody else can listen."""

    host: str
    port: int
    password: str = field(repr=False)
    tls: bool = True

    def parameters(self) -> dict[str, Any]:
        """How to come to it. It proves that it knows the password, too; with TLS that this is its own channel."""
        security = {"sslmode": "require", "channel_binding": "require"} if self.tls else {"sslmode": "disable"}
        return {
            "host": self.host,
            "port": self.port,
            "user": STANDBY,
            "application_name": STANDBY,
            "connect_timeout": 10,
            "keepalives_idle": 15,
            "require_auth": "scram-sha-256",
            **security,
        }


def new_password(conn: Connection) -> str:
    """Make the role by which standbys copy, or give it a new password: on the primary, by a superuser. The password."""
    if not conn.execute(statement("provision/standby_exists")).rowcount:
        conn.execute(statement("provision/create_standby"))
    password = accounts.generate_password()
    verifier = accounts.verifier(conn, STANDBY, password, accounts.GENERATED_ITERATIONS)
    text = sql.SQL(statement("provision/standby_verifier").decode())
    conn.execute(text.format(verifier=sql.Literal(verifier)))
    return password


def read_password(path: Path | None) -> str:
    """The primary's password for standbys: out of a file, from the terminal, or from standard input."""
    if path is not None:
        return path.read_text("utf-8").strip()
    if sys.stdin.isatty():
        return getpass.getpass("Password of the primary for standbys (from its `standby-password`): ")
    return sys.stdin.readline().strip()


def fitted(site: Site, primary: Primary) -> Site:
    """The site as a standby: with at least as many connections as the primary, or it could not follow. psycopg.Error.

    The first contact: wrong addresses and passwords come out here, before anything is made.
    """
    if primary.tls and not cluster.has_tls(site):
        raise CentralError(
            f"PostgreSQL's programs in {site.programs} are built without TLS. Name others with --programs, or, in a "
            "network where nobody else can listen, say --without-tls."
        )
    with psycopg.connect(**primary.parameters(), password=primary.password, replication="true") as conn:
        # A connection for replication knows the simple protocol only.
        found = conn.pgconn.exec_(b"SHOW max_connections").get_value(0, 0)
    assert found is not None
    more = max(0, int(found) - site.max_connections)
    return replace(site, listeners=site.listeners + more, synchronous=False)


def copy(site: Site, primary: Primary) -> None:
    """Copy the primary's data, complete or not at all, and what lets PostgreSQL follow it. CalledProcessError."""
    secret = site.config / "standby.pgpass"
    TextFile(secret, f"*:*:*:{STANDBY}:{primary.password}\n", 0o600, site.user).write()
    conninfo = make_conninfo(**primary.parameters(), passfile=str(secret))
    unfinished = site.data.with_name("data.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    site.runtime.own(unfinished)
    arguments = ["-D", str(unfinished), "-d", conninfo, "-R", "-X", "stream", "-c", "fast", "-S", slot(site)]
    try:
        site.runtime.run("pg_basebackup", *arguments, "--create-slot")
    except subprocess.CalledProcessError as error:
        if b"already exists" not in error.stderr:
            raise
        site.runtime.run("pg_basebackup", *arguments)  # made anew: the primary knows us
    unfinished.rename(site.data)


def slot(site: Site) -> str:
    """By what the primary remembers how far we are."""
    return re.sub(r"[^a-z0-9]+", "_", f"{STANDBY}_{socket.gethostname()}_{site.home.name}".lower())[:63]


def check_is_followed(conn: Connection) -> None:
    """Raise CentralError unless a standby follows: every save would wait for one that does not."""
    if not any(state == "streaming" for _, _, state, *_ in conn.execute(statement("doctor/standbys")).fetchall()):
        raise CentralError("No standby follows this server, so every save would wait for one: set it up first.")


def promote(site: Site, work: Work) -> None:
    """Make a standby the primary. The old one must be off, and stay off: nothing but that keeps it from going on."""
    if not cluster.is_standby(site):
        raise CentralError("This server is no standby. (If a promotion was interrupted, init does the rest of it.)")
    if not site.runtime.is_running():
        work.do("start PostgreSQL", lambda: services.start_postgres(site))
    work.do("let PostgreSQL take over", lambda: site.runtime.run("pg_ctl", "promote", "-s", "-w", "-D", str(site.data)))
    (site.config / "standby.pgpass").unlink(missing_ok=True)
