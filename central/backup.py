"""Takes backups of an installation, and lets those go that are too old.

A base backup by pg_basebackup, full or, from PostgreSQL 17 on, what changed since the last full one. It counts when it
has been verified, is on disk and has its own name. With the archive of the log every moment after it can be restored.
"""

import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from psycopg.types.json import Jsonb

from central import durable, project_dump
from central.accounts import connect
from central.archive import Archive
from central.catalog import UNFINISHED, Backup, Catalog
from central.errors import CentralError
from central.migrate import Connection
from central.site import Site
from central.statements import statement

KEEP = 7
FULL_EACH = timedelta(days=7)
"""So old a full backup may be before another one is made; PostgreSQL keeps its summaries of the log for ten days."""
INCREMENTAL_FROM = 17
SPARE = 256 << 20
"""Bytes that must stay free: the server's own log may lie on the same disk."""
PROGRESS_SECONDS = 2.0

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """`kind`: full, incremental, or "" for what fits. `logical`: a dump of each project besides. `keep`: so many full
    backups, with what builds on them and the log from the oldest of them on."""

    kind: str = ""
    logical: bool = False
    keep: int = KEEP


@dataclass(frozen=True, slots=True)
class _Server:
    system: str
    version: str
    archives: bool
    summarizes: bool
    size: int


def take(site: Site, request: Request, say: Say) -> Backup:
    """Take a backup of the running server. Raises CentralError, OSError, psycopg.Error, CalledProcessError; then there
    is no new backup and the old ones are untouched."""
    if request.keep < 1:
        raise CentralError("At least one full backup is kept.")
    catalog = Catalog(site.backups)
    _make_folder(site)
    with catalog.locked(exclusive=True), connect(site.superuser(site.dbname)) as conn:
        catalog.remove_unfinished()
        server = _server(conn)
        if not server.archives:
            say("Warning: the log is not archived, so only the moments of the backups can be restored.")
        base = _base(catalog, conn, server, request.kind)
        _check_space(site, server.size if base is None else _changed(conn, base, server.size))
        made = _take(site, conn, _begun(catalog, server, base), request, say)
        say(f"{made.name}: {made.kind}, {_megabytes(made.size)} in {made.seconds:.1f} s")
        for name in prune(site, request.keep):
            say(f"{name} removed: {request.keep} full backups are kept.")
        _note(conn, catalog, made)
        Archive(site.archive).pack()
    return made


def prune(site: Site, keep: int) -> list[str]:
    """Remove the backups before the oldest full one that is kept, and the log before it; their names.

    Backups known to be damaged do not count, so the last good one always stays. Only under the exclusive lock.
    """
    catalog = Catalog(site.backups)
    full = [backup for backup in catalog.good() if not backup.base]
    if len(full) < keep:
        return []
    oldest = full[-keep]
    gone = [backup for backup in catalog.backups() if backup.name < oldest.name]
    for backup in sorted(gone, key=lambda backup: (not backup.base, backup.name)):  # none may lose what it builds on
        catalog.remove(backup)
    if site.archive.is_dir() and all(backup.system == oldest.system for backup in catalog.backups()):
        site.runtime.run("pg_archivecleanup", "-b", "-x", ".gz", str(site.archive), oldest.begin.segment)
    return [backup.name for backup in gone]


def _make_folder(site: Site) -> None:
    if not site.backups.exists():
        site.backups.mkdir(mode=0o700)
        site.runtime.own(site.backups)


def _server(conn: Connection) -> _Server:
    row = conn.execute(statement("backup/state")).fetchone()
    assert row is not None
    system, version, archives, summarizes, size = row
    return _Server(str(system), str(version), bool(archives), bool(summarizes), int(str(size)))


def _base(catalog: Catalog, conn: Connection, server: _Server, kind: str) -> Backup | None:
    """The full backup that an incremental one shall build on; None: a full one shall be made."""
    if kind == "full":
        return None
    full = [backup for backup in catalog.good() if not backup.base and backup.system == server.system]
    newest = full[-1] if full else None
    if newest and server.summarizes and _is_summarized(conn, newest):
        young = datetime.now(UTC) - newest.finished < FULL_EACH
        return newest if young or kind == "incremental" else None
    if kind == "incremental":
        raise CentralError(
            "An incremental backup needs PostgreSQL 17 or newer with summarize_wal, and a full backup since which the "
            "log has been summarized without a gap."
        )
    return None


def _is_summarized(conn: Connection, since: Backup) -> bool:
    row = conn.execute(statement("backup/summarized"), {"start": since.start}).fetchone()
    return bool(row and row[0])


def _changed(conn: Connection, since: Backup, at_most: int) -> int:
    """What an incremental backup will take, at most: a block has been in the log before it is in a backup."""
    row = conn.execute(statement("backup/changed"), {"start": since.start}).fetchone()
    assert row is not None
    return min(at_most, int(str(row[0])))


def _check_space(site: Site, needed: int) -> None:
    free = shutil.disk_usage(site.backups).free
    if free < needed + SPARE:
        raise CentralError(
            f"There is not enough room for a backup in {site.backups}: {_megabytes(free)} are free, and it takes "
            f"{_megabytes(needed)}, with {_megabytes(SPARE)} to spare."
        )


def _begun(catalog: Catalog, server: _Server, base: Backup | None) -> Backup:
    return Backup(
        name=catalog.new_name(),
        kind="incremental" if base else "full",
        base=base.name if base else "",
        system=server.system,
        timeline=0,
        start="",
        stop="",
        finished_at="",
        seconds=0,
        size=0,
        database_size=server.size,
        manifest_sha256="",
        server=server.version,
    )


def _take(site: Site, conn: Connection, begun: Backup, request: Request, say: Say) -> Backup:
    """Make it beside, verify it, and give it its name. Whatever goes wrong, nothing is left of it."""
    catalog = Catalog(site.backups)
    folder = catalog.folder / (begun.name + UNFINISHED)
    folder.mkdir(mode=0o700)
    site.runtime.own(folder)
    since = time.monotonic()
    try:
        base = catalog.get(begun.base) if begun.base else None
        say(f"{begun.name}: begun, {begun.kind}" + (f", on {base.name}" if base else ""))
        _copy(site, conn, folder, catalog.data(base) if base else None, say)
        finished = datetime.now(UTC).isoformat()
        site.runtime.run("pg_verifybackup", "-q", str(folder / "data"))
        durable.write(folder / "roles.sql", site.runtime.run("pg_dumpall", "--roles-only", "-d", site.superuser()))
        projects = _dump_projects(conn, folder / "projects", say) if request.logical else {}
        seconds = round(time.monotonic() - since, 2)
        made = replace(_described(begun, folder), finished_at=finished, seconds=seconds, projects=projects)
        durable.write(folder / "backup.json", made.text())
        durable.move(folder, catalog.folder / begun.name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return made


def _copy(site: Site, conn: Connection, folder: Path, base: Path | None, say: Say) -> None:
    log = folder / "pg_basebackup.log"
    command = [str(site.programs / "pg_basebackup"), "-D", str(folder / "data"), "-d", site.superuser()]
    command += ["--checkpoint=fast", "--wal-method=stream", "--no-password", "--progress"]
    if base:
        command.append(f"--incremental={base / 'backup_manifest'}")
    process = site.runtime.spawn(command, log)
    try:
        while _still_runs(process):
            _say_progress(conn, say)
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        lines = [line for line in log.read_text("utf-8", "replace").splitlines() if "error:" in line or "FATAL" in line]
        raise CentralError("The backup failed: " + ("\n".join(lines) or f"pg_basebackup ended ({process.returncode})."))
    log.unlink()


def _still_runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(PROGRESS_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _say_progress(conn: Connection, say: Say) -> None:
    row = conn.execute(statement("backup/progress")).fetchone()
    done, total = (int(str(value)) for value in row or (0, 0))
    if total:
        say(f"  {_megabytes(done)} of {_megabytes(max(done, total))}")


def _described(begun: Backup, folder: Path) -> Backup:
    """What PostgreSQL's own manifest says of the copy."""
    text = (folder / "data" / "backup_manifest").read_bytes()
    last = json.loads(text)["WAL-Ranges"][-1]
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return replace(
        begun,
        timeline=last["Timeline"],
        start=last["Start-LSN"],
        stop=last["End-LSN"],
        size=size,
        manifest_sha256=hashlib.sha256(text).hexdigest(),
    )


def _dump_projects(conn: Connection, folder: Path, say: Say) -> dict[str, str]:
    folder.mkdir(mode=0o700)
    projects = {str(number): str(name) for number, name in conn.execute(statement("backup/projects"))}
    for number, name in projects.items():
        say(f"  project {name}")
        project_dump.dump(conn, name, folder / f"{number}.zip")
    durable.sync(folder)
    return projects


def _note(conn: Connection, catalog: Catalog, made: Backup) -> None:
    """Tell the database, where administrators see it."""
    row = conn.execute(statement("backup/has_records")).fetchone()
    if row and row[0]:
        with conn.transaction():
            record = Jsonb(json.loads(made.text()))
            conn.execute(statement("backup/note"), {"name": made.name, "record": record})
            conn.execute(statement("backup/forget"), {"kept": [backup.name for backup in catalog.backups()]})


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
