"""One server installation on this machine: where its files are and what was chosen for it. No secrets.

Everything that belongs to it is in one home folder. Makes and starts nothing: that is `setup` and `services`.
"""

import getpass
import json
import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from psycopg.conninfo import make_conninfo

from central.errors import CentralError
from central.runtime import Runtime

HOME = Path("/var/lib/locanext-server")
SUPERUSER = "loc_super"
SOCKET_PATH = 107
"""Bytes that Linux has for the path of a Unix socket."""


@dataclass(frozen=True, slots=True)
class Site:
    """`host`: the name by which clients reach it. `port`: PgBouncer's; `server_port`: PostgreSQL's.

    `programs`: the folder of PostgreSQL's programs. `user`: the service user, None when it runs as who we are.
    `clients`, `work`, `listeners`: how many clients may be connected, how many connections to PostgreSQL they share for
    work, and how many more there are for those that listen. `memory`: how many MB of the machine's are PostgreSQL's to
    count on; 0: all. `standbys`: the addresses from which a standby may copy.
    """

    home: Path = HOME
    dbname: str = "locanext"
    host: str = field(default_factory=socket.getfqdn)
    listen_addr: str = "*"
    port: int = 6433
    server_port: int = 5432
    programs: Path = Path()
    user: str | None = None
    clients: int = 1000
    work: int = 100
    listeners: int = 150
    memory: int = 0
    standbys: tuple[str, ...] = ()
    synchronous: bool = False
    services: str = "none"

    @classmethod
    def exists(cls, home: Path) -> bool:
        return _path(home).is_file()

    @classmethod
    def load(cls, home: Path = HOME) -> Self:
        """The installation in a home folder. Raises CentralError when there is none, or its file is damaged."""
        path = _path(home)
        try:
            values = json.loads(path.read_text("utf-8"))
            return cls(home=home, **_from_json(values))
        except FileNotFoundError as error:
            raise CentralError(f"There is no LocaNext server in {home}. (locanext-central init makes one.)") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise CentralError(f"{path} is damaged: {error}") from error

    def save(self) -> None:
        """Write it down, complete or not at all."""
        path = _path(self.home)
        unfinished = path.with_suffix(".new")
        unfinished.write_text(self.text(), "utf-8")
        unfinished.replace(path)

    def text(self) -> str:
        """What the file of this installation holds."""
        values = {name: value for name, value in asdict(self).items() if name != "home"}
        return json.dumps(values, indent=2, default=str, ensure_ascii=False) + "\n"

    @property
    def runtime(self) -> Runtime:
        """PostgreSQL's programs on this installation's data."""
        return Runtime(self.programs, self.data, self.user)

    @property
    def account(self) -> str:
        """The operating system's user that the server runs as."""
        return self.user or getpass.getuser()

    def major(self) -> int:
        """PostgreSQL's major version: of the data where there is some, else of the programs."""
        stamp = self.data / "PG_VERSION"
        return int(stamp.read_text("ascii")) if stamp.exists() else self.runtime.major()

    @property
    def max_connections(self) -> int:
        """PostgreSQL's: all that PgBouncer may open, and 20 for administration, backups, standbys."""
        return self.work + self.listeners + 20

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def run(self) -> Path:
        """The folder of PostgreSQL's Unix socket, closed to everybody but the service user and root."""
        return self.home / "run"

    @property
    def config(self) -> Path:
        return self.home / "config"

    @property
    def tls(self) -> Path:
        return self.home / "tls"

    @property
    def backups(self) -> Path:
        return self.home / "backups"

    @property
    def archive(self) -> Path:
        """Where PostgreSQL puts each finished piece of its write-ahead log."""
        return self.home / "archive"

    @property
    def log(self) -> Path:
        return self.home / "log"

    def superuser(self, dbname: str = "postgres") -> str:
        """How to connect as PostgreSQL's superuser: over the Unix socket, as root or the service user, no password."""
        return make_conninfo(
            host=str(self.run),
            port=self.server_port,
            user=SUPERUSER,
            dbname=dbname,
            connect_timeout=10,
            application_name="locanext-central",
            # A migration takes the time, and to make an index the disk, that it takes.
            options="-c statement_timeout=0 -c temp_file_limit=-1",
        )

    def problem(self) -> str:
        """What is wrong with what was chosen; empty: nothing."""
        socket_path = self.run / f".s.PGSQL.{self.server_port}"
        if len(os.fsencode(socket_path)) > SOCKET_PATH:
            return f"The path {self.home} is too long for a Unix socket in it."
        if not all(0 < port < 65536 for port in (self.port, self.server_port)) or self.port == self.server_port:
            return "The ports must be two different numbers from 1 to 65535."
        if min(self.clients, self.work, self.listeners) < 1:
            return "The numbers of connections must be at least 1."
        return ""


def _path(home: Path) -> Path:
    return home / "site.json"


def _from_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a newer program wrote and we do not know is left out."""
    known = {found.name for found in fields(Site)} - {"home"}
    kept = {name: value for name, value in values.items() if name in known}
    if "programs" in kept:
        kept["programs"] = Path(kept["programs"])
    if "standbys" in kept:
        kept["standbys"] = tuple(kept["standbys"])
    return kept
