"""Starts and stops PostgreSQL and PgBouncer of an installation: by systemd where that runs, else in the background.

Both ways run the same commands, as the service user.
"""

import os
import resource
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from central import bouncer, cluster
from central.errors import CentralError
from central.site import Site
from central.textfile import TextFile, fill

SYSTEMD = Path("/run/systemd/system")
"""Is there where systemd is the machine's init."""
KINDS = ("systemd", "cron", "none")
ETC = Path("/etc")
OPEN_FILES = 65536
KILL_SECONDS, STOP_SECONDS, PAUSE = 10.0, 5.0, 0.02


def default_kind() -> str:
    """How services are kept on this machine. Only root can hand them to the system."""
    if os.geteuid() != 0:
        return "none"
    if SYSTEMD.is_dir():
        return "systemd"
    return "cron" if (ETC / "cron.d").is_dir() else "none"


def postgres_command(site: Site) -> list[str]:
    config = f"config_file={site.config / 'postgresql.conf'}"
    return [str(site.programs / "postgres"), "-D", str(site.data), "-c", config]


def bouncer_command(site: Site) -> list[str]:
    return [str(bouncer.program() or "pgbouncer"), "-q", str(site.config / "pgbouncer.ini")]


def central_command(site: Site, command: str) -> list[str]:
    """This program, called again for the installation."""
    return [sys.executable, "-m", "central.cli", "--home", str(site.home), command]


def unit(site: Site, name: str) -> str:
    """What systemd calls a part of the installation: `postgresql`, `pgbouncer` or `backup`."""
    return f"{site.home.name}-{name}"


def files(site: Site, etc: Path = ETC) -> list[TextFile]:
    """What the machine's init and its clock are told, for the chosen kind of services."""
    values = {
        "home": site.home,
        "data": site.data,
        "name": site.home.name,
        "account": site.account,
        "postgres": shlex.join(postgres_command(site)),
        "pgbouncer": shlex.join(bouncer_command(site)),
        "backup": shlex.join(central_command(site, "backup")),
        "start": shlex.join(central_command(site, "start")),
    }
    if site.services == "none":
        return []
    rotation = TextFile(etc / "logrotate.d" / site.home.name, fill("systemd/logrotate.txt", **values))
    if site.services == "cron":
        return [TextFile(etc / "cron.d" / site.home.name, fill("systemd/crontab.txt", **values)), rotation]
    values["hardening"] = fill("systemd/hardening.conf", **values).strip()
    folder = etc / "systemd" / "system"
    names = ("postgresql.service", "pgbouncer.service", "backup.service", "backup.timer")
    units = [TextFile(folder / unit(site, name), fill(f"systemd/{name}", **values)) for name in names]
    return [*units, rotation]


def enable(site: Site) -> None:
    """Tell systemd of new or changed units. CalledProcessError."""
    _systemctl("daemon-reload")
    _systemctl("enable", f"{unit(site, 'postgresql')}.service", f"{unit(site, 'pgbouncer')}.service")
    _systemctl("enable", "--now", f"{unit(site, 'backup')}.timer")


def start(site: Site) -> list[str]:
    """Start what does not run; what was started. A standby's PgBouncer stays away, see `standby`."""
    started = []
    if not site.runtime.is_running():
        start_postgres(site)
        started.append("PostgreSQL")
    if not bouncer_pid(site) and not cluster.is_standby(site):
        if not bouncer.is_known(site):
            bouncer.new_password(site)
        start_bouncer(site)
        started.append("PgBouncer")
    return started


def stop(site: Site) -> list[str]:
    """Stop what runs; what was stopped."""
    stopped = []
    if bouncer_pid(site):
        stop_bouncer(site)
        stopped.append("PgBouncer")
    if site.runtime.is_running():
        stop_postgres(site)
        stopped.append("PostgreSQL")
    return stopped


def mistakes(site: Site) -> str:
    """What in PostgreSQL's files would keep it from starting, in its words; empty: nothing."""
    try:
        site.runtime.execute([*postgres_command(site), "-C", "max_connections"])
    except subprocess.CalledProcessError as error:
        return str(error.stderr, "utf-8", "replace").strip()
    return ""


def start_postgres(site: Site) -> None:
    """Returns when it takes connections. Raises CentralError with the end of its log."""
    if site.services == "systemd":
        _systemctl("start", unit(site, "postgresql"))
        _wait(
            lambda: _runs(site, "pg_isready", "-h", str(site.run), "-p", str(site.server_port)),
            60,
            "PostgreSQL did not start: see journalctl.",
        )
        return
    _allow_open_files()
    log = site.log / "postgresql-start.log"
    program, _, data, *options = postgres_command(site)
    place = ["-D", data, "-l", str(log), "-p", program, "-o", shlex.join(options)]
    # After a kill -9 the old processes may hold the data for a moment.
    _wait(
        lambda: _runs(site, "pg_ctl", "start", "-w", "-t", "300", "-s", *place),
        KILL_SECONDS,
        lambda: f"PostgreSQL did not start. Its log ends so:\n{_end(log)}",
    )


def stop_postgres(site: Site) -> None:
    if site.services == "systemd":
        _systemctl("stop", unit(site, "postgresql"))
    if site.runtime.is_running():  # also one that was started before systemd was given the services
        site.runtime.stop()


def reload_postgres(site: Site) -> None:
    """Let it read its files again."""
    site.runtime.run("pg_ctl", "reload", "-s", "-D", str(site.data))


def start_bouncer(site: Site) -> None:
    """Returns when it listens. Raises CentralError with the end of its log."""
    if site.services == "systemd":
        _systemctl("start", unit(site, "pgbouncer"))
    else:
        _allow_open_files()
        program, *options = bouncer_command(site)
        (site.run / "pgbouncer.pid").unlink(missing_ok=True)  # of a killed one, whose number may be another's now
        site.runtime.execute([program, "-d", *options])
    log = site.log / "pgbouncer.log"
    _wait(lambda: bool(bouncer_pid(site)), 10, lambda: f"PgBouncer did not start. Its log ends so:\n{_end(log)}")


def stop_bouncer(site: Site) -> None:
    """End it; its clients connect again. From 1.23 on it would wait for them, so it is pressed."""
    if site.services == "systemd":
        _systemctl("stop", unit(site, "pgbouncer"))
    pid = bouncer_pid(site)
    if not pid:
        return
    os.kill(pid, signal.SIGTERM)
    try:
        _wait(lambda: not bouncer_pid(site), STOP_SECONDS, "")
    except CentralError:
        os.kill(pid, signal.SIGQUIT)
        _wait(lambda: not bouncer_pid(site), STOP_SECONDS, "PgBouncer did not stop.")


def reload_bouncer(site: Site) -> None:
    """Let it read its files again; nobody notices."""
    os.kill(bouncer_pid(site), signal.SIGHUP)


def bouncer_pid(site: Site) -> int:
    """The process of the running PgBouncer; 0: none. A file that a killed one left behind names none."""
    with suppress(OSError, ValueError):
        pid = int((site.run / "pgbouncer.pid").read_text("ascii"))
        if str(site.config / "pgbouncer.ini").encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            return pid
    return 0


def _runs(site: Site, program: str, *arguments: str) -> bool:
    """Whether one of PostgreSQL's programs succeeds."""
    try:
        site.runtime.run(program, *arguments)
    except subprocess.CalledProcessError:
        return False
    return True


def _allow_open_files() -> None:
    """A thousand clients are more files than a shell usually allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _wait(condition: Callable[[], bool], seconds: float, problem: str | Callable[[], str]) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise CentralError(problem if isinstance(problem, str) else problem())
        time.sleep(PAUSE)


def _systemctl(*arguments: str) -> None:
    subprocess.run(["systemctl", *arguments], check=True, capture_output=True)


def _end(log: Path) -> str:
    with suppress(OSError):
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-8:])
    return ""
