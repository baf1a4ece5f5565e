"""Restores a backup and the archived log after it into a new cluster, up to a moment or to the end.

Works beside what is there: it is made complete under another name, and only then gets its place.
"""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from central import cluster, durable
from central.accounts import connect
from central.archive import RESTORE_SCRIPT, Archive
from central.catalog import UNFINISHED, Backup, Catalog
from central.errors import CentralError
from central.runtime import can_enter
from central.site import Site
from central.statements import statement
from central.textfile import fill

PAUSE = 0.1
PROGRESS_SECONDS = 5.0
COMBINE_FROM = 17
FOLDERS = ("run", "config", "log")
_TOO_EARLY = "recovery ended before configured recovery target was reached"
_SEGMENT = re.compile(r"[0-9A-F]{24}")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Moment:
    """`to`: the time that is wanted, None for the newest. `backup`: from this one, "" for what fits.

    `timeline`: 0 for the newest; each restore that took a server's place began one.
    """

    to: datetime | None = None
    backup: str = ""
    timeline: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """`reached`: when the last transaction in it was committed, None when none came after the backup.

    `complete`: the log went on to the moment that was wanted; else it ended before.
    """

    backup: Backup
    reached: datetime | None
    complete: bool
    place: Path


def into(site: Site, moment: Moment, folder: Path, say: Say) -> Restored:
    """Make a new installation in a folder that is not there yet, for looking and copying; it does not run.

    Raises CentralError, OSError, psycopg.Error, CalledProcessError; then the folder is not there.
    """
    if folder.exists():
        raise CentralError(f"{folder} is there already. Nothing is ever restored over something.")
    with _locked(site, exclusive=False), beside(site, moment, folder, say) as (work, restored):
        work.save()
        _configure(work, replace(work, home=folder))
        durable.move(work.home, folder)
    return replace(restored, place=folder)


@contextmanager
def beside(
    site: Site, moment: Moment, place: Path, say: Say, left_over: Path | None = None
) -> Iterator[tuple[Site, Restored]]:
    """A restored server beside `place`, which only we can reach. It does not run, and goes unless it has been moved."""
    with _workspace(site, place) as work:
        yield work, _restore(site, work, moment, say, left_over)


def in_place(site: Site, moment: Moment, say: Say) -> Restored:
    """Take the place of the installation's data, which is moved aside. The server must not run; it is not started.

    What the lost server had not archived yet is taken from its own folder, if that can be read. Raises as `into`; then
    nothing has changed.
    """
    if _answers(site) or (site.data.exists() and site.runtime.is_running()):
        raise CentralError("The server is running. (locanext-central stop stops it.)")
    aside, lost_log = site.data.with_name(f"data.{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}"), site.data / "pg_wal"
    with (
        _locked(site, exclusive=True),
        beside(site, moment, site.home / "restore", say, lost_log) as (work, restored),
    ):
        if site.data.exists():
            durable.move(site.data, aside)
            say(f"What was there is now {aside}.")
        durable.move(work.data, site.data)
    return replace(restored, place=site.data)


def choose(site: Site, moment: Moment) -> Backup:
    """The newest good backup before the moment, from which the log leads to the wanted timeline. CentralError."""
    catalog, archive = Catalog(site.backups), Archive(site.archive)
    if moment.backup:
        return catalog.get(moment.backup)
    timeline = moment.timeline or archive.newest_timeline()
    fits = [
        backup
        for backup in catalog.good()
        if (moment.to is None or backup.finished <= moment.to)
        and (not timeline or archive.is_on_course(backup.end, max(timeline, backup.timeline)))
    ]
    if not fits:
        raise CentralError(f"There is no good backup in {site.backups} from which this could be restored.")
    return fits[-1]


def _restore(site: Site, work: Site, moment: Moment, say: Say, left_over: Path | None = None) -> Restored:
    if moment.to and moment.to > datetime.now(UTC):
        raise CentralError("That moment is yet to come.")
    backup, archive = choose(site, moment), Archive(site.archive)
    timeline = moment.timeline or max(archive.newest_timeline(), backup.timeline)
    missing = archive.missing(backup.end, timeline) if archive.newest_timeline() else []
    if missing and moment.to is None:
        raise CentralError(
            f"The archive lacks {missing[0]}{f' and {len(missing) - 1} more' if missing[1:] else ''}: nothing after it "
            "can be restored. Name a moment before with --to."
        )
    say(f"From {backup.name} ({backup.kind})")
    _put_together(site, work, backup)
    if left_over and left_over.is_dir():
        _add_left_over(site, work, left_over)
    complete, reached = _recover(work, _recovery(work, archive, moment), say, may_end_early=not missing)
    return Restored(backup, reached, complete, work.data)


@contextmanager
def _locked(site: Site, *, exclusive: bool) -> Iterator[None]:
    if not site.backups.is_dir():
        raise CentralError(f"There is no backup in {site.backups}.")
    with Catalog(site.backups).locked(exclusive=exclusive):
        yield


@contextmanager
def _workspace(site: Site, place: Path) -> Iterator[Site]:
    """A home beside `place`, with a server in it that only we can reach. It goes, unless it has been moved."""
    work = replace(site, home=place.with_name(place.name + UNFINISHED), services="none")
    if problem := work.problem():
        raise CentralError(problem)
    if site.user and not can_enter(site.user, work.home):
        raise CentralError(f"The user {site.user}, as whom the server runs, cannot reach {place.parent}.")
    shutil.rmtree(work.home, ignore_errors=True)  # of one that was killed
    work.home.mkdir()
    try:
        work.home.chmod(0o755)
        for name in FOLDERS:
            (work.home / name).mkdir()
            site.runtime.own(work.home / name)
        site.runtime.own(work.home)
        _configure(work, work)
        yield work
    finally:
        shutil.rmtree(work.home, ignore_errors=True)


def _configure(where: Site, site: Site) -> None:
    """The files in `where` that let only the administrator in, for a server that will be in `site`."""
    values = {"server_port": site.server_port, "run": site.run, "config": site.config}
    files = {
        "postgresql.conf": fill("postgres/restored.conf", **values),
        "pg_hba.conf": fill("postgres/pg_hba.conf", pool="", standbys=""),
        "pg_ident.conf": cluster.administrators(site),
    }
    for name, text in files.items():
        durable.write(where.config / name, text, 0o644)


def _put_together(site: Site, work: Site, backup: Backup) -> None:
    catalog = Catalog(site.backups)
    chain = [str(catalog.data(part)) for part in catalog.chain(backup)]
    free = shutil.disk_usage(work.home).free
    if free < backup.database_size:
        raise CentralError(
            f"There is not enough room in {work.home.parent}: {backup.database_size:,} bytes are needed."
        )
    for part in catalog.chain(backup):
        verify_copy(site, part)
    if site.runtime.major() >= COMBINE_FROM:
        site.runtime.run("pg_combinebackup", "-o", str(work.data), *chain)
    else:
        site.runtime.execute(["cp", "-a", chain[0], str(work.data)])
    # What the lost server was told beyond its files, such as to wait for a standby, does not hold for a copy.
    (work.data / "postgresql.auto.conf").rename(work.data / "postgresql.auto.conf.restored")
    for name in ("postgresql.auto.conf", "recovery.signal"):
        (work.data / name).touch(0o600)
        work.runtime.own(work.data / name)


def verify_copy(site: Site, backup: Backup) -> None:
    """Raises CentralError when a file of a backup is not as it was copied, and remembers that."""
    catalog = Catalog(site.backups)
    try:
        site.runtime.run("pg_verifybackup", "-q", str(catalog.data(backup)))
    except subprocess.CalledProcessError as error:
        found = str(error.stderr, "utf-8", "replace").strip().splitlines()
        catalog.mark(backup, found)
        raise CentralError(f"The backup {backup.name} is damaged:\n" + "\n".join(found[:10])) from error
    catalog.mark(backup, [])


def _add_left_over(site: Site, work: Site, left_over: Path) -> None:
    """The segments that the lost server had not archived. PostgreSQL knows its own: another server's end the log."""
    for path in left_over.iterdir():
        if _SEGMENT.fullmatch(path.name) and not any(
            (site.archive / f"{path.name}{end}").exists() for end in ("", ".gz")
        ):
            target = work.data / "pg_wal" / path.name
            shutil.copyfile(path, target)
            target.chmod(0o600)
            work.runtime.own(target)


def _recovery(work: Site, archive: Archive, moment: Moment) -> dict[str, str]:
    script = work.config / RESTORE_SCRIPT.name
    shutil.copyfile(RESTORE_SCRIPT, script)
    script.chmod(0o755)
    settings = {
        "config_file": str(work.config / "postgresql.conf"),
        "restore_command": archive.restore_command(script),
        "recovery_target_action": "promote",
        "recovery_target_timeline": str(moment.timeline or "latest"),
        # The new timeline is archived by the server that will run on it.
        "archive_mode": "on",
    }
    if moment.to:
        settings["recovery_target_time"] = moment.to.isoformat(sep=" ")
    return settings


def _recover(work: Site, settings: dict[str, str], say: Say, *, may_end_early: bool) -> tuple[bool, datetime | None]:
    """Run the server until it has recovered; False: the log ended before the wanted moment. And what it reached."""
    log = work.log / "recovery.log"
    try:
        return True, _run(work, settings, log, say)
    except CentralError:
        if not (may_end_early and _TOO_EARLY in log.read_text("utf-8", "replace")):
            raise
    del settings["recovery_target_time"]
    return False, _run(work, settings, log, say)


def _run(work: Site, settings: dict[str, str], log: Path, say: Say) -> datetime | None:
    """The time of the last transaction that it recovered. The server ends with us, whatever happens to us."""
    process = work.runtime.start(*(f"--{name}={value}" for name, value in settings.items()), log=log)
    assert process is not None  # a central server is on Linux
    try:
        told = time.monotonic()
        while not _answers(work):
            if process.poll() is not None:
                text = log.read_text("utf-8", "replace")
                raise CentralError("It cannot be restored. PostgreSQL says:\n" + "\n".join(text.splitlines()[-6:]))
            if time.monotonic() - told > PROGRESS_SECONDS:
                told = time.monotonic()
                say(f"  {log.read_text('utf-8', 'replace').count('restored log file')} pieces of the log")
            time.sleep(PAUSE)
        return _reached(work)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _answers(site: Site) -> bool:
    with suppress(psycopg.OperationalError), connect(site.superuser()):
        return True
    return False


def _reached(work: Site) -> datetime | None:
    with connect(work.superuser()) as conn:
        row = conn.execute(statement("backup/reached")).fetchone()
    return row[0] if row and isinstance(row[0], datetime) else None
