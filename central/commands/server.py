"""Commands that set a server up, start it and stop it."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from central import certificates, files, services, setup, standby
from central.choices import add_choices, chosen
from central.commands import Commands
from central.provision import provision
from central.site import Site
from central.target import Target, say
from central.textfile import TextFile
from central.work import Work


def add(commands: Commands) -> None:
    one = commands.add_parser("init", help="make this machine a LocaNext server, or bring it up to date")
    add_choices(one)
    one.add_argument("--cert", type=Path, metavar="FILE", help="a certificate to use instead of an own one")
    one.add_argument("--key", type=Path, metavar="FILE", help="its key")
    one.add_argument("--admin", default="", metavar="LOGIN", help="the first administrator; their password is printed")
    one.add_argument("--dry-run", action="store_true", help="only say what would be done")
    one.add_argument("--standby-of", metavar="HOST[:PORT]", help="follow that server, to take its place one day")
    text = "its password for standbys (default: asked for, or read from standard input)"
    one.add_argument("--password-file", type=Path, metavar="FILE", help=text)
    text = "copy without encryption: only where nobody else can listen"
    one.add_argument("--without-tls", action="store_true", help=text)
    one.set_defaults(run=_init)
    for name, text in (("start", "start what does not run"), ("stop", "stop both"), ("restart", "stop and start both")):
        one = commands.add_parser(name, help=f"PostgreSQL and PgBouncer: {text}")
        one.set_defaults(run=_start_or_stop)
    one = commands.add_parser("files", help="write all configuration files into a folder, and change nothing else")
    add_choices(one)
    one.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    one.set_defaults(run=_files)
    one = commands.add_parser("certificate", help="issue a certificate for another machine, such as a standby")
    one.add_argument("names", nargs="+", metavar="NAME", help="a name or address by which clients reach it")
    one.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    one.set_defaults(run=_certificate)


def _init(target: Target, arguments: argparse.Namespace) -> int:
    if target.existing:
        done = provision(target.superuser("postgres"), target.dbname)
        say(f"The database {target.dbname} is ready, version {done.version}.")
        return 0
    site = chosen(target, arguments, make=not arguments.dry_run)
    work = Work(say, arguments.dry_run)
    primary = _primary(arguments)
    if primary and not site.data.exists():
        site = standby.fitted(site, primary)
    setup.set_up(site, setup.Wishes(arguments.admin, primary, arguments.cert, arguments.key), work)
    if not work.changes:
        say("Everything is as it should be; nothing was changed.")
    for line in _summary(site):
        say(line)
    return 0


def _primary(arguments: argparse.Namespace) -> standby.Primary | None:
    if not arguments.standby_of:
        return None
    host, colon, port = arguments.standby_of.rpartition(":")
    host, port = (host, port) if colon and port.isdecimal() else (arguments.standby_of, "5432")
    password = standby.read_password(arguments.password_file)
    return standby.Primary(host.strip("[]"), int(port), password, not arguments.without_tls)


def _summary(site: Site) -> list[str]:
    pools = f"{site.clients} clients share {site.work} connections for work; {site.listeners} of them can listen"
    lines = [f"{site.host}, port {site.port}, database {site.dbname}: {pools}."]
    authority = certificates.authority(site)
    if authority.exists():
        lines += [
            f"Clients check the server's certificate with {authority}, which is no secret. Give it to them: it belongs "
            "into ~/.postgresql/root.crt, on Windows %APPDATA%\\postgresql\\root.crt, or where PGSSLROOTCERT says.",
        ]
    if site.services == "none":
        lines += ["Nothing starts it with the machine: `locanext-central start` does, `backup` backs it up."]
    return lines


def _start_or_stop(target: Target, arguments: argparse.Namespace) -> int:
    site, command = target.site(), arguments.command
    stopped = services.stop(site) if command in ("stop", "restart") else []
    started = services.start(site) if command in ("start", "restart") else []
    for verb, names in (("Stopped", stopped), ("Started", started)):
        if names:
            say(f"{verb} {' and '.join(names)}.")
    if not stopped and not started:
        say("Nothing to do.")
    return 0


def _files(target: Target, arguments: argparse.Namespace) -> int:
    site = chosen(target, arguments, make=False)
    address = os.environ.get("PGHOST", "127.0.0.1") if target.existing else ""
    if target.existing and not arguments.server_port:
        site = replace(site, server_port=int(os.environ.get("PGPORT", site.server_port)))
    for file in files.rendered(site, arguments.out, address=address):
        file.write()
        say(str(file.path))
    return 0


def _certificate(target: Target, arguments: argparse.Namespace) -> int:
    issued = certificates.issue(target.site(), arguments.names)
    TextFile(arguments.out / "server.key", issued.key, 0o600).write()
    TextFile(arguments.out / "server.crt", issued.certificate).write()
    say(f"{arguments.out / 'server.crt'} and server.key, which is secret: for `init --cert … --key …` on that machine.")
    return 0
