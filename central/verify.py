"""Whether backups can be relied on: the copies, the log after them, dumps of projects; if asked, by a real restore."""

from collections.abc import Callable

from central import project_dump, restore, services, tables
from central.accounts import connect
from central.archive import Archive
from central.catalog import Backup, Catalog
from central.errors import CentralError
from central.site import Site

Say = Callable[[str], None]


def verify(site: Site, name: str, say: Say, *, deep: bool = False) -> list[str]:
    """What is wrong with a backup ("": the newest), all that it builds on, and the log from it on. Empty: nothing.

    Raises CentralError when there is no such backup, OSError.
    """
    catalog = Catalog(site.backups)
    if not site.backups.is_dir():
        raise CentralError(f"There is no backup in {site.backups}.")
    with catalog.locked(exclusive=False):
        backup = catalog.get(name) if name else _newest(catalog)
        problems = [problem for part in catalog.chain(backup) for problem in _copy(site, part, say)]
        problems += _log(site, backup, say) + _dumps(catalog, backup, say)
    if deep and not problems:
        _deep(site, backup, say)
    return problems


def _newest(catalog: Catalog) -> Backup:
    backups = catalog.backups()
    if not backups:
        raise CentralError(f"There is no backup in {catalog.folder}.")
    return backups[-1]


def _copy(site: Site, backup: Backup, say: Say) -> list[str]:
    try:
        restore.verify_copy(site, backup)
    except CentralError as error:
        return [str(error)]
    say(f"{backup.name}: every file of the {backup.kind} backup is as it was copied.")
    return []


def _log(site: Site, backup: Backup, say: Say) -> list[str]:
    """From the end of the backup to the newest that was archived, on the newest timeline that it leads to."""
    archive = Archive(site.archive)
    newest = archive.newest_timeline()
    timeline = newest if newest and archive.is_on_course(backup.end, newest) else backup.timeline
    missing = set(archive.missing(backup.end, timeline))
    expected = archive.expected(backup.end, timeline)
    problems = [f"{name} is not in the archive." for name in expected if name in missing]
    problems += filter(None, (archive.damage(name) for name in expected if name not in missing))
    if not problems:
        say(f"The log after it: {len(expected)} segments, none missing, none damaged.")
    return problems


def _dumps(catalog: Catalog, backup: Backup, say: Say) -> list[str]:
    problems = []
    for number, name in backup.projects.items():
        try:
            project_dump.check(catalog.folder / backup.name / "projects" / f"{number}.zip")
        except (CentralError, OSError) as error:
            problems.append(str(error))
        else:
            say(f"The dump of the project {name} is as it was written.")
    return problems


def _deep(site: Site, backup: Backup, say: Say) -> None:
    """Restore it beside, with all of the log that leads on from it, read every row, and remove that again."""
    with restore.beside(site, restore.Moment(backup=backup.name), site.home / "verify", say) as (copy, restored):
        say(f"Restored, up to {restored.reached or 'the end of the backup'}.")
        services.start_postgres(copy)
        try:
            with connect(copy.superuser(site.dbname)) as conn:
                found = tables.contents(conn)
        finally:
            services.stop_postgres(copy)
        for name, content in found.items():
            say(f"  {name:24} {content.rows:12,} rows   checksum {content.checksum}")
