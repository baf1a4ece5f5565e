"""The PgBouncer of an installation: its configuration, its password, its console. Starts nothing."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from central import accounts
from central.errors import CentralError
from central.site import Site
from central.textfile import TextFile, fill

ROLE = "loc_bouncer"
SPARE = 5
"""Listening connections beyond the clients': for PgBouncer's own question at each login, and for `doctor`."""
CONNECTIONS = 4
"""Of a client: one to hear or ask what is new, one that it kept from its last work, more while it does several things.
One that waits costs PgBouncer some kilobytes and PostgreSQL nothing; a client that is refused one cannot work."""


def program() -> Path | None:
    """PgBouncer's program; None when it is not installed."""
    folders = (os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin")
    found = shutil.which("pgbouncer", path=os.pathsep.join(folders))
    return Path(found) if found else None


def version() -> tuple[int, ...]:
    """Of the installed program, such as (1, 25, 0). Raises CentralError when there is none."""
    path = program()
    if path is None:
        raise CentralError("PgBouncer is not installed (Debian, Ubuntu: apt-get install pgbouncer).")
    told = subprocess.run([str(path), "--version"], check=True, capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", told.splitlines()[0])[:3])


def configuration(site: Site, *, host: str = "", database: str = "", tls: bool = True) -> str:
    """pgbouncer.ini. `host`: PostgreSQL's address, empty: its Unix socket on this machine.

    `database`: its name in PostgreSQL, where clients know it by another. `tls` False: not for clients elsewhere.
    """
    lines = [
        "client_tls_sslmode = require",
        f"client_tls_cert_file = {site.tls}/server.crt",
        f"client_tls_key_file = {site.tls}/server.key",
    ]
    return fill(
        "pgbouncer/pgbouncer.ini",
        host=host or site.run,
        database=database or site.dbname,
        clients=site.clients * CONNECTIONS,
        tls="\n".join(lines if tls else []),
        listeners=site.listeners + SPARE,
        **{name: getattr(site, name) for name in ("dbname", "server_port", "listen_addr", "port", "work")},
        **{name: getattr(site, name) for name in ("log", "run", "config")},
    )


def ini(site: Site) -> TextFile:
    """The configuration file."""
    return TextFile(site.config / "pgbouncer.ini", configuration(site))


def users(site: Site, password: str) -> TextFile:
    """The file with PgBouncer's own password. People's are not in it."""
    return TextFile(site.config / "users.txt", f'"{ROLE}" "{password}"\n', 0o600, site.user)


def password(site: Site) -> str:
    """PgBouncer's own password; empty when none has been made."""
    path = site.config / "users.txt"
    found = re.match(rf'"{ROLE}" "([^"]+)"', path.read_text("utf-8")) if path.exists() else None
    return found[1] if found else ""


def is_known(site: Site) -> bool:
    """Whether the running database takes PgBouncer's password. One that was restored, or copied, has another."""
    secret = password(site)
    try:
        own = {"host": str(site.run), "port": site.server_port, "user": ROLE, "dbname": site.dbname}
        psycopg.connect(**own, password=secret, connect_timeout=10).close()  # type: ignore[arg-type]
    except psycopg.OperationalError as error:
        return bool(secret) and "password authentication failed" not in str(error)
    return True


def new_password(site: Site) -> None:
    """A new one, in the database and in PgBouncer's file. A running PgBouncer has to be told."""
    made = accounts.generate_password()
    with accounts.connect(site.superuser(site.dbname)) as conn:
        users(site, made).write()  # first: where the disk is full, a running PgBouncer goes on with the old one
        accounts.set_bouncer_password(conn, made)


def parameters(site: Site, dbname: str) -> dict[str, Any]:
    """Arguments for `psycopg.connect` to come through PgBouncer from this machine, as its own role."""
    return {
        "host": "127.0.0.1",
        "port": site.port,
        "dbname": dbname,
        "user": ROLE,
        "password": password(site),
        "sslmode": "require",
        "connect_timeout": 5,
        "prepare_threshold": None,
        "application_name": "locanext-central",
    }


def show(site: Site, what: str) -> list[dict[str, Any]]:
    """What PgBouncer's console answers to SHOW, such as `pools`: its columns by name. Raises psycopg.Error."""
    with psycopg.connect(**parameters(site, "pgbouncer"), autocommit=True) as conn:
        # The console knows the simple protocol only: no parameters, and no server-side cursor.
        return conn.cursor(row_factory=dict_row).execute(f"SHOW {what}".encode()).fetchall()
