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
    tm = commands.add_parser("tm", help="translation memories", description="translation memories")
    memories = tm.add_subparsers(dest="tm_command", metavar="COMMAND", required=True)
    _add_memory_commands(memories)
    _add_memory_file_commands(memories)
    _add_match_commands(commands, memories)
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
    _add_shape(one)
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


def _add_memory_commands(commands: "Commands") -> None:
    one = _memory_command(commands, "create", "make a memory: of a project, or for everybody")
    one.add_argument("--language", required=True, help="language of the translations, as in: en, es-MX")
    _add_origin(one)
    one = _command(commands, "list", "the memories, and what they serve")
    one.add_argument("--trash", action="store_true", help="those in the trash")
    for name, purpose in (
        ("assign", "have a memory serve a place, and those below it"),
        ("unassign", "take it from there"),
    ):
        one = _memory_command(commands, name, purpose)
        one.add_argument("--platform", default="", help="all projects of a platform")
        one.add_argument("--project", default="")
        one.add_argument("--folder", default="", help="a folder of the project (F, or F/G)")
        if name == "assign":
            one.add_argument("--writable", action="store_true", help="what is confirmed there goes into it")
            one.add_argument("--priority", type=int, default=0, help="the highest is asked first")
            one.add_argument("--penalty", type=int, default=0, metavar="PERCENT", help="is taken off its matches")
    _memory_command(commands, "rename", "give it another name").add_argument("--to", required=True, metavar="NAME")
    _memory_command(commands, "merge", "of entries with the same source and target keep the newest")
    _memory_command(commands, "trash", "move it to the trash; its entries are kept")
    _memory_command(commands, "restore", "take it out of the trash")
    _memory_command(commands, "erase", "delete it for good, out of the trash")
    one = _memory_command(commands, "delete", "delete entries")
    one.add_argument("ids", nargs="+", type=int, metavar="ID", help="as `tm entries` shows it")
    one = _memory_command(commands, "edit", "change an entry")
    one.add_argument("id", type=int, metavar="ID", help="as `tm entries` shows it")
    for text in ("source", "target", "string-id", "note"):
        one.add_argument(f"--{text}", help="the new one; without it, it stays")


def _add_memory_file_commands(commands: "Commands") -> None:
    one = _memory_command(commands, "import", "bring files into a memory, which is made when it is not there")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE")
    one.add_argument("--language", default="", help="of the translations; else as the name of the file, or a TMX, says")
    _add_origin(one)
    _add_shape(one)
    one = _memory_command(commands, "export", "write a memory as .tmx, .xlsx, .txt or .tsv")
    one.add_argument("-o", "--out", type=Path, required=True)
    one.add_argument("--overwrite", action="store_true", help="replace OUT when it is there")
    one = _memory_command(commands, "entries", "the entries of a memory")
    one.add_argument("--search", default="", help="a text that they hold")
    one.add_argument(
        "--field", choices=("any", "source", "target", "string_id"), default="any", help="where they hold it"
    )
    one.add_argument("--mode", choices=("contains", "exact", "regex"), default="contains", help="how")
    one.add_argument("--after", type=int, default=0, metavar="ID", help="begin after this entry")
    one.add_argument("--limit", type=int, default=100, help="show so many at most")


def _add_match_commands(commands: "Commands", memories: "Commands") -> None:
    one = _memory_command(memories, "match", "the matches of a text, the best first")
    one.add_argument("text", nargs="?", default="", metavar="TEXT")
    one.add_argument("--batch", type=Path, metavar="FILE", help="instead of TEXT: one on each line")
    one.add_argument("--min", type=int, default=70, metavar="PERCENT", help="fuzzy matches from here on (50-100)")
    one.add_argument("--kinds", default="", help="some of context,exact,repaired,fuzzy,line")
    one.add_argument("--string-id", default="", help="where the text stands: the same place is a context match")
    one.add_argument("--limit", type=int, default=9, help="show so many at most; 0: all")
    one = _memory_command(memories, "concordance", "the entries that hold a text")
    one.add_argument("text", metavar="TEXT")
    one.add_argument("--field", choices=("any", "source", "target"), default="any", help="where they hold it")
    one.add_argument("--mode", choices=("contains", "word", "regex", "fuzzy"), default="contains", help="how")
    one.add_argument("--limit", type=int, default=100, help="show so many at most")
    one = _command(commands, "leverage", "how much of a file its translation memories know")
    _add_file_name(one)
    one.add_argument("--min", type=int, default=50, metavar="PERCENT", help="matches count from here on (50-100)")


def _memory_command(commands: "Commands", name: str, purpose: str) -> argparse.ArgumentParser:
    one = _command(commands, name, purpose)
    one.add_argument("name", metavar="NAME", help="the memory")
    return one


def _add_origin(one: argparse.ArgumentParser) -> None:
    one.add_argument("--source-language", default="ko", help="language of the sources")
    one.add_argument("--project", default="", help="whose memory it is, when it is made; without it, everybody's")


def _add_shape(one: argparse.ArgumentParser) -> None:
    """How files are to be read."""
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
