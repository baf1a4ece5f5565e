"""Which server a command of `locanext-central` works on, and how it says what it did."""

import getpass
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo

from central import accounts
from central.errors import CentralError
from central.migrate import Connection
from central.site import Site


@dataclass(frozen=True, slots=True)
class Target:
    """The installation in `home`; or `existing`: a PostgreSQL of somebody else, which the PG* variables name."""

    home: Path
    existing: bool
    database: str = ""

    def site(self) -> Site:
        """The installation. Raises CentralError when there is none, or another server is meant."""
        if self.existing:
            raise CentralError("This is for a server that locanext-central has set up, not for an existing PostgreSQL.")
        return Site.load(self.home)

    @property
    def dbname(self) -> str:
        return self.database or ("locanext" if self.existing else self.site().dbname)

    def superuser(self, dbname: str = "") -> str:
        """How to connect as the superuser; without a name to LocaNext's database."""
        if not self.existing:
            return self.site().superuser(dbname or self.dbname)
        return make_conninfo("", dbname=dbname or self.dbname, **_password())

    def connect(self) -> Connection:
        """A superuser's connection to LocaNext's database, in autocommit."""
        return accounts.connect(self.superuser())


def say(line: str) -> None:
    """One line of an answer."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _password() -> dict[str, str]:
    """Asked for where nothing else gives one; never on the command line, where every user of the computer reads it."""
    if "PGPASSWORD" in os.environ or "PGPASSFILE" in os.environ or not sys.stdin.isatty():
        return {}
    return {"password": getpass.getpass("Password of the PostgreSQL superuser: ")}
