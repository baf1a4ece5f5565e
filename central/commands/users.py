"""People's accounts."""

import argparse

from central import accounts
from central.commands import Commands
from central.errors import CentralError
from central.target import Target, say

ROLES = ("translator", "reviewer", "manager", "admin")


def add(commands: Commands) -> None:
    one = commands.add_parser("user", help="people's accounts")
    users = one.add_subparsers(dest="user_command", metavar="COMMAND", required=True)
    new = users.add_parser("add", help="make an account; its first password is generated and printed")
    new.add_argument("login")
    new.add_argument("--name", default="", help="as others see it (default: the login)")
    new.add_argument("--role", choices=ROLES, default="translator")
    new.set_defaults(run=_add)


def _add(target: Target, arguments: argparse.Namespace) -> int:
    password = accounts.generate_password()
    person = accounts.NewPerson(arguments.login, arguments.name or arguments.login, arguments.role, must_change=True)
    with target.connect() as conn:
        if not accounts.create_person(conn, person, password):
            raise CentralError(f"There is an account {arguments.login} already.")
    say(password)
    return 0
