"""Backups of a server, and of single projects."""

import argparse
from datetime import datetime
from pathlib import Path

from central import backup, project_dump, restore, services, verify
from central.catalog import Catalog
from central.commands import Commands
from central.site import Site
from central.target import Target, say


def add(commands: Commands) -> None:
    _add_backup(commands)
    _add_restore(commands)
    one = commands.add_parser("verify", help="check a backup and the log after it")
    one.add_argument("backup", nargs="?", default="", help="its name (default: the newest)")
    one.add_argument("--deep", action="store_true", help="restore it beside, read every row, and remove that again")
    one.set_defaults(run=_verify)
    one = commands.add_parser("dump-project", help="write all of one project into a file")
    one.add_argument("name")
    one.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    one.set_defaults(run=_dump)
    one = commands.add_parser("load-project", help="bring a dumped project into this server")
    one.add_argument("file", type=Path)
    one.add_argument("--as", dest="name", default="", metavar="NAME", help="under another name")
    one.set_defaults(run=_load)


def _add_backup(commands: Commands) -> None:
    one = commands.add_parser("backup", help="back the server up")
    kinds = one.add_mutually_exclusive_group()
    for kind, text in (("full", "all of it"), ("incremental", "what has changed since the last full one")):
        kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind, default="", help=text)
    one.add_argument("--logical", action="store_true", help="a dump of each project besides")
    one.add_argument("--keep", type=int, default=backup.KEEP, help="so many full backups (default: %(default)s)")
    one.set_defaults(run=_backup)
    one = commands.add_parser("backups", help="list the backups")
    one.set_defaults(run=_list)


def _add_restore(commands: Commands) -> None:
    one = commands.add_parser("restore", help="restore the server as it was at a moment")
    moment = one.add_mutually_exclusive_group(required=True)
    moment.add_argument("--to", type=_moment, metavar="TIME", help="such as '2026-03-31 14:05', in this machine's time")
    moment.add_argument("--latest", dest="to", action="store_const", const=None, help="as far as the log goes")
    place = one.add_mutually_exclusive_group(required=True)
    place.add_argument("--into", type=Path, metavar="FOLDER", help="beside, into a new folder; it is started there")
    place.add_argument("--replace", action="store_true", help="in the place of the data, which is moved aside")
    one.add_argument(
        "--backup", default="", metavar="NAME", help="from this one (default: the newest before that time)"
    )
    one.add_argument("--timeline", type=int, default=0, help="each --replace began one (default: the newest)")
    one.set_defaults(run=_restore)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no time such as '2026-03-31 14:05'") from error


def _backup(target: Target, arguments: argparse.Namespace) -> int:
    request = backup.Request(arguments.kind, arguments.logical, arguments.keep)
    backup.take(target.site(), request, say)
    return 0


def _list(target: Target, _arguments: argparse.Namespace) -> int:
    catalog = Catalog(target.site().backups)
    for one in catalog.backups():
        known = "" if catalog.is_good(one) else "   DAMAGED"
        say(f"{one.name}  {one.kind:11} {one.size / 1e6:12,.1f} MB  {one.base}{known}")
    return 0


def _restore(target: Target, arguments: argparse.Namespace) -> int:
    site = target.site()
    moment = restore.Moment(arguments.to, arguments.backup, arguments.timeline)
    if arguments.replace:
        done = restore.in_place(site, moment, say)
        say("It is in its place. Start it: locanext-central start")
    else:
        done = restore.into(site, moment, arguments.into.absolute(), say)
        services.start_postgres(Site.load(done.place))
        say(f"It runs in {done.place}, reached by: locanext-central --home {done.place} …")
    reached = f"{done.reached.astimezone():%Y-%m-%d %H:%M:%S.%f %Z}" if done.reached else "the end of the backup"
    say(f"Reached: {reached}")
    if not done.complete:
        say("Warning: the log ends there; nothing later is in the archive.")
    return 0 if done.complete else 1


def _verify(target: Target, arguments: argparse.Namespace) -> int:
    problems = verify.verify(target.site(), arguments.backup, say, deep=arguments.deep)
    for problem in problems:
        say(problem)
    return 2 if problems else 0


def _dump(target: Target, arguments: argparse.Namespace) -> int:
    with target.connect() as conn:
        rows = project_dump.dump(conn, arguments.name, arguments.output)
    size = arguments.output.stat().st_size
    say(f"{arguments.output}: {rows:,} rows, {size / 1e6:,.1f} MB")
    return 0


def _load(target: Target, arguments: argparse.Namespace) -> int:
    with target.connect() as conn:
        done = project_dump.load(conn, arguments.file, arguments.name)
    say(f"The project {done.name} is here: {done.rows:,} rows.")
    if done.strangers:
        say(f"Not known here, so their accounts were made and are disabled: {', '.join(done.strangers)}")
    return 0
