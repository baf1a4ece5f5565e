"""Commands about a second server that copies the first."""

import argparse

from central import setup, standby
from central.commands import Commands
from central.target import Target, say
from central.work import Work


def add(commands: Commands) -> None:
    text = "set a new password for standbys, and print it: for `init --standby-of` on the other machine"
    one = commands.add_parser("standby-password", help=text)
    one.set_defaults(run=_password)
    one = commands.add_parser("promote", help="make this standby the primary; the old one must be off, and stay off")
    one.set_defaults(run=_promote)


def _password(target: Target, _arguments: argparse.Namespace) -> int:
    with target.connect() as conn:
        say(standby.new_password(conn))
    return 0


def _promote(target: Target, _arguments: argparse.Namespace) -> int:
    site, work = target.site(), Work(say)
    standby.promote(site, work)
    setup.set_up(site, setup.Wishes(), work)
    say("This is the primary now. Keep the old one from starting; it can come back as a standby of this one.")
    return 0
