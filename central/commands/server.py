"""Commands that set a server up."""

import argparse

from central.commands import Commands
from central.provision import provision
from central.target import Target, say


def add(commands: Commands) -> None:
    one = commands.add_parser("init", help="make a PostgreSQL server into LocaNext's, or bring it up to date")
    one.set_defaults(run=_init)


def _init(target: Target, _arguments: argparse.Namespace) -> int:
    done = provision(target.superuser("postgres"), target.dbname)
    say(f"The database {target.dbname} is ready, version {done.version}.")
    return 0
