"""`locanext-central`: what the administrator of a server does on it.

Only the frame: each module in `commands` adds its own commands, and the work is in the other modules.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import psycopg

from central import commands
from central.errors import CentralError
from central.site import HOME
from central.target import Target


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="locanext-central",
        description="Set up and keep a LocaNext server.",
        epilog="With --existing, or when PGHOST is set, they work on the PostgreSQL that the PG* variables name.",
    )
    top.add_argument("--home", type=Path, default=HOME, help="the server's folder (default: %(default)s)")
    top.add_argument("--existing", action="store_true", help="a PostgreSQL of your own, named by the PG* variables")
    top.add_argument("--database", default="", help="its name (default: locanext)")
    found = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in iter_modules(commands.__path__):
        import_module(f"{commands.__name__}.{module.name}").add(found)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 done; 1 there are warnings; 2 it could not be done, or something has failed."""
    arguments = parser().parse_args(argv)
    existing = arguments.existing or bool(os.environ.get("PGHOST"))
    target = Target(arguments.home.absolute(), existing, arguments.database)
    try:
        return int(arguments.run(target, arguments))
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"{Path(error.cmd[0]).name} failed: {bytes(error.stderr or b'').decode('utf-8', 'replace')}\n")
    except (CentralError, psycopg.Error, OSError) as error:
        sys.stderr.write(f"{str(error).strip()}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
