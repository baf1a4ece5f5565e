"""From the words on the command line to the site that is meant."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from central import runtime, services
from central.site import Site
from central.target import Target
from central.tuning import Machine

NUMBERS = {
    "port": "PgBouncer's port, the one for clients (6433)",
    "server_port": "PostgreSQL's port (5432)",
    "clients": "how many clients may be connected (1000)",
    "work": "connections to PostgreSQL that they share for work (100, fewer on a small machine)",
    "listeners": "further ones for clients that listen (150, fewer on a small machine)",
    "memory": "MB of memory that PostgreSQL may count on (0: all of the machine's)",
}
NAMES = ("host", "listen_addr", "services", "synchronous", "standbys", "programs", *NUMBERS)


def add_choices(one: argparse.ArgumentParser) -> None:
    """What can be chosen for a server. What is not given stays as it was."""
    one.add_argument("--host", help="the name by which clients reach it (this machine's)")
    one.add_argument("--listen-addr", metavar="ADDRESS", help="where PgBouncer listens (*)")
    for name, text in NUMBERS.items():
        one.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=text)
    one.add_argument("--programs", type=Path, metavar="FOLDER", help="PostgreSQL's programs to use")
    one.add_argument("--services", choices=services.KINDS, help="who starts it (what this machine has)")
    text = "let a standby copy from this address, such as 10.0.0.2/32; may be repeated; '' for none"
    one.add_argument("--standby-from", dest="standbys", action="append", metavar="ADDRESS", help=text)
    text = "a save waits until a standby has it, too"
    one.add_argument("--synchronous", action=argparse.BooleanOptionalAction, help=text)


def chosen(target: Target, arguments: argparse.Namespace, *, make: bool) -> Site:
    """The site as it is to be: as it was, changed as the arguments say. `make`: a service user, if there is none."""
    user = runtime.service_user(make=make)
    if Site.exists(target.home):
        site = Site.load(target.home)
    else:
        work, listeners = Machine.this(arguments.memory or 0).pools()
        kind = services.default_kind()
        site = Site(home=target.home, user=user, services=kind, work=work, listeners=listeners)
    if target.database:
        site = replace(site, dbname=target.database)
    return _with_programs(replace(site, **_given(vars(arguments))))


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in NAMES if values.get(name) is not None}
    if "standbys" in given:
        given["standbys"] = tuple(filter(None, given["standbys"]))
    return given


def _with_programs(site: Site) -> Site:
    """The newest programs for a new server; an old one keeps its own, in the newest version that this package has."""
    if site.programs == Path():
        return replace(site, programs=runtime.reachable(runtime.newest_programs(), site.user))
    ours = runtime.reachable(runtime.packaged_programs(), site.user)
    if site.programs.parts[-3:] == ours.parts[-3:] and runtime.version_of(ours)[0] == site.major():
        return replace(site, programs=ours)
    return site
