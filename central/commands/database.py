"""Commands about the database as a whole."""

import argparse

from central import accounts, migrate, setup
from central.commands import Commands
from central.target import Target, say


def add(commands: Commands) -> None:
    one = commands.add_parser("migrate", help="bring the database up to date")
    one.add_argument("--dry-run", action="store_true", help="try it, then take it all back")
    one.set_defaults(run=_migrate)
    one = commands.add_parser("bouncer-password", help="set a new password for PgBouncer's role")
    one.set_defaults(run=_bouncer_password)


def _migrate(target: Target, arguments: argparse.Namespace) -> int:
    with target.connect() as conn:
        for line in migrate.migrate(conn, dry_run=arguments.dry_run) or ["Nothing to do."]:
            say(line)
    return 0


def _bouncer_password(target: Target, _arguments: argparse.Namespace) -> int:
    if not target.existing:
        setup.new_bouncer_password(target.site())
        say("PgBouncer has a new password; nobody needs to know it.")
        return 0
    password = accounts.generate_password()
    with target.connect() as conn:
        accounts.set_bouncer_password(conn, password)
    say(password)
    return 0
