"""The program's door: arguments, then the window or the command line.

Light on purpose: a spawned worker and the private server's guardian come through here too.
"""

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from locanext import __version__

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    """The whole command line. Without a command the window opens."""
    top = argparse.ArgumentParser(prog="locanext", description="LocaNext, for game translators.")
    top.add_argument("--version", action="version", version=f"LocaNext {__version__}")
    top.add_argument("--home", type=Path, help="keep all state in this folder (else LOCANEXT_HOME, else yours)")
    top.add_argument("--private", action="store_true", help="use the private server, whatever other one is named")
    top.add_argument("--verbose", action="store_true", help="log more")
    top.add_argument("--sample", action="store_true", help="open the window with the sample project")
    top.add_argument(
        "--self-test", nargs="?", const="-", metavar="OUT.json", help="try every part, and say which works"
    )
    top.add_argument("--guard-server", type=Path, help=argparse.SUPPRESS)
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _add_file_commands(commands)
    _add_segment_commands(commands)
    return top


def _command(commands: "Commands", name: str, purpose: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=purpose, description=purpose)
    command.add_argument("--json", action="store_true", help="answer in JSON")
    # Also after the command; SUPPRESS, so that an absent one does not undo the one before it.
    command.add_argument("--home", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return command


def _add_file_commands(commands: "Commands") -> None:
    one = _command(commands, "roundtrip", "read files and write them unedited: exit code 1 if any byte differs")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument("--format", default="", help="take them for this format")
    one.add_argument("--encoding", default="", help="take them for this encoding")
    one = _command(commands, "import", "bring files into a project, which is made when it is not there")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument("--project", required=True)
    one.add_argument("--language", required=True, help="language of the translations, as in: en, es-MX")
    one.add_argument("--platform", default="", help="platform of the project, when it is made")
    one.add_argument("--folder", default="", help="folder in the project (F, or F/G), made when it is not there")
    one.add_argument("--format", default="", help="take them for this format")
    one.add_argument("--encoding", default="", help="take them for this encoding")
    one.add_argument(
        "--columns",
        action="append",
        default=[],
        metavar="SHEET:SOURCE:TARGET[:ID]",
        help="workbook columns by letter; once for each sheet",
    )
    one.add_argument("--no-header", action="store_true", help="the sheets of --columns have no header row")
    one = _command(commands, "list", "the projects and their files")
    one.add_argument("--project", default="")
    one.add_argument("--trash", action="store_true", help="the files in the trash")
    one = _command(commands, "export", "write a file as it came, with the edited cells put in")
    _add_file_name(one)
    one.add_argument("-o", "--out", type=Path, required=True)
    one.add_argument("--certificate", action="store_true", help="also write OUT.certificate.json")
    one.add_argument("--overwrite", action="store_true", help="replace OUT when it is there")
    _add_file_name(_command(commands, "trash", "move a file to the trash; its segments and their history are kept"))
    _add_file_name(_command(commands, "restore", "take a file out of the trash"))
    _command(commands, "demo", "the sample project: import, edit from two clients, export")


def _add_segment_commands(commands: "Commands") -> None:
    one = _command(commands, "get", "a segment, with its history")
    _add_file_name(one, positional=False)
    one.add_argument("--string-id", required=True)
    one = _command(commands, "set", "give a segment a new target")
    _add_file_name(one, positional=False)
    one.add_argument("--string-id", required=True)
    one.add_argument("--target", help="the text; without it, it is read from standard input")
    one.add_argument("--confirm", action="store_true", help="confirm it too")
    one = _command(commands, "watch", "print a file's changes as they come, until Ctrl+C")
    _add_file_name(one, positional=False)
    one.add_argument("--since", type=int, help="begin after this change; else with what comes now")
    one.add_argument("--count", type=int, default=0, help="stop after so many changes")


def _add_file_name(one: argparse.ArgumentParser, *, positional: bool = True) -> None:
    one.add_argument("--project", required=True)
    one.add_argument("--language", default="", help="when files of several languages have this name")
    one.add_argument("--folder", default="", help="when files in several folders have this name; or FILE is F/NAME")
    if positional:
        one.add_argument("file", metavar="FILE")
    else:
        one.add_argument("--file", required=True)


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 findings, 2 bad input."""
    multiprocessing.freeze_support()
    arguments = parser().parse_args(argv)
    if arguments.guard_server is not None:
        from locanext.store.server_guard import guard

        guard(arguments.guard_server)
        return 0
    if arguments.command == "demo":
        from locanext.demo import run_demo

        return run_demo(arguments)
    if arguments.command is not None:
        from locanext.cli import run

        return run(arguments)
    if arguments.self_test is not None:
        from locanext.self_test import run as run_self_test

        return run_self_test(None if arguments.self_test == "-" else Path(arguments.self_test))
    from locanext.app import run_window

    return run_window(arguments)


if __name__ == "__main__":
    sys.exit(main())
