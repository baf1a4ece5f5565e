"""`locanext-central`: what the administrator of a server does on it. Thin: the work is in the other modules.

The server is named by the PG* variables of PostgreSQL's own programs; a password that is missing is asked for. None is
ever taken from the command line, where every user of the computer can read it.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence

import psycopg
from psycopg.conninfo import make_conninfo

from central import accounts, migrate
from central.errors import CentralError
from central.provision import provision

ROLES = ("translator", "reviewer", "manager", "admin")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="locanext-central", description="Set up and keep a LocaNext server.")
    top.add_argument("--database", default="locanext", help="its name (default: locanext)")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser("init", help="make a PostgreSQL server into LocaNext's, or bring it up to date")
    one = commands.add_parser("migrate", help="bring the database up to date")
    one.add_argument("--dry-run", action="store_true", help="try it, then take it all back")
    one = commands.add_parser("user", help="people's accounts")
    users = one.add_subparsers(dest="user_command", metavar="COMMAND", required=True)
    add = users.add_parser("add", help="make an account; its first password is generated and printed")
    add.add_argument("login")
    add.add_argument("--name", default="", help="as others see it (default: the login)")
    add.add_argument("--role", choices=ROLES, default="translator")
    commands.add_parser("bouncer-password", help="set a new password for PgBouncer's role, and print it")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 2 it could not be done."""
    arguments = parser().parse_args(argv)
    try:
        for line in _run(arguments, _conninfo()):
            sys.stdout.write(line + "\n")
    except (CentralError, psycopg.Error) as error:
        sys.stderr.write(f"{str(error).strip()}\n")
        return 2
    return 0


def _run(arguments: argparse.Namespace, conninfo: str) -> list[str]:
    if arguments.command == "init":
        done = provision(conninfo, arguments.database)
        return [f"The database {arguments.database} is ready, version {done.version}."]
    with accounts.connect(make_conninfo(conninfo, dbname=arguments.database)) as conn:
        if arguments.command == "migrate":
            applied = migrate.migrate(conn, dry_run=arguments.dry_run)
            return applied or ["Nothing to do."]
        password = accounts.generate_password()
        if arguments.command == "bouncer-password":
            accounts.set_bouncer_password(conn, password)
            return [password]
        person = accounts.NewPerson(
            arguments.login, arguments.name or arguments.login, arguments.role, must_change=True
        )
        if not accounts.create_person(conn, person, password):
            raise CentralError(f"There is an account {arguments.login} already.")
        return [password]


def _conninfo() -> str:
    """What the environment says, with the password asked for where nothing else gives one."""
    if "PGPASSWORD" in os.environ or "PGPASSFILE" in os.environ or not sys.stdin.isatty():
        return make_conninfo("", dbname=os.environ.get("PGDATABASE", "postgres"))
    password = getpass.getpass("Password of the PostgreSQL superuser: ")
    return make_conninfo("", dbname=os.environ.get("PGDATABASE", "postgres"), password=password)


if __name__ == "__main__":
    sys.exit(main())
