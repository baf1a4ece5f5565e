"""Proves the README's two commands in a new Debian folder that holds nothing but Python: `bare.py DIR`, as root.

It tells what the commands had to install. Nothing of this machine is changed except DIR (and debootstrap installed).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import _debian

ROOT = Path(__file__).resolve().parent.parent
HOME = "LocaNext"

# How this machine reaches the network and packages: what a new machine would be given by its administrator.
_NETWORK_FILES = (
    *("/etc/resolv.conf", "/etc/hosts", "/etc/apt/apt.conf.d", "/etc/pip.conf", "/etc/xdg/pip"),
    *("/etc/ssl/certs", "/usr/local/share/ca-certificates"),
    *os.environ.get("PIP_FIND_LINKS", "").split(),
)
_NETWORK_NAMES = re.compile(r"PIP_\w+|\w+_proxy|SSL_CERT_FILE|REQUESTS_CA_BUNDLE", re.IGNORECASE)

# A process namespace of its own: mounts and processes are gone with the command, whatever it left behind.
_NAMESPACE = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
_ENTER = """
set -e
mount -t proc proc "$1/proc"
mkdir -p "$1/dev/shm" && mount -t tmpfs tmpfs "$1/dev/shm"
exec chroot "$1" sh -c "cd /$2 && $3"
"""


def main(argv: Sequence[str]) -> int:
    """Build the folder, run the commands, report; the exit code is 0 when both commands did what they should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty or new folder; it stays, for a look")
    parser.add_argument("--suite", default="bookworm", help="the Debian release")
    parser.add_argument(
        "--as-is", action="store_true", help="copy the working folder instead of cloning the last commit"
    )
    parser.add_argument("--command", action="append", help="instead of the README's; may be given more than once")
    options = parser.parse_args(argv)
    root = options.folder.resolve()
    _debian.prepare(("debootstrap",))
    _run("debootstrap", "--variant=minbase", "--include=python3", options.suite, str(root))
    _copy_network(root)
    _copy_project(root, as_is=options.as_is)
    commands = options.command or _readme_commands(root)
    before = _packages(root)
    codes = [_timed(root, command) for command in commands]
    print("Installed by the commands:", " ".join(sorted(_packages(root) - before)) or "nothing")
    return int(any(codes))


def _copy_network(root: Path) -> None:
    for source in (path for path in map(Path, _NETWORK_FILES) if path.is_absolute() and path.exists()):
        target = root / source.relative_to("/")
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)


def _copy_project(root: Path, *, as_is: bool) -> None:
    target = root / HOME
    if as_is:
        made = shutil.ignore_patterns(
            ".git", ".venv", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis", "build", "dist"
        )
        shutil.copytree(ROOT, target, ignore=made)
    else:
        _run("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(target))


def _readme_commands(root: Path) -> list[str]:
    """The first two commands of the README: the one that shows the program and the one that tests it."""
    text = (root / HOME / "README.md").read_text("utf-8")
    commands = re.findall(r"^\s*(python3 scripts/dev\.py (?:run|test))\b", text, re.MULTILINE)[:2]
    if len(commands) < 2:
        sys.exit("The README does not show `python3 scripts/dev.py run` and `... test` on lines of their own.")
    return commands


def _packages(root: Path) -> set[str]:
    listing = ["chroot", str(root), "dpkg-query", "-W", "-f", "${Package}\n"]
    return set(subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split())


def _timed(root: Path, command: str) -> int:
    network = {name: value for name, value in os.environ.items() if _NETWORK_NAMES.fullmatch(name)}
    env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": f"/{HOME}", **network}
    print(f"$ {command}", flush=True)
    start = time.monotonic()
    enter = [*_NAMESPACE, "sh", "-c", _ENTER, "sh", str(root), HOME, command]
    code = subprocess.run(enter, env=env, check=False).returncode
    print(f"exit code {code} after {time.monotonic() - start:.0f} s: {command}", flush=True)
    return code


def _run(*command: str) -> None:
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"failed: {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
