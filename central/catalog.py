"""The backups of an installation: what each of them is, which build on which, and which may go.

A backup is a folder named by its time in UTC, with the copy (`data`), the roles (`roles.sql`) and this record of it
(`backup.json`, which is written last). What has another ending is unfinished, or is being removed.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from central import durable
from central.archive import Position
from central.errors import CentralError

RECORD = "backup.json"
UNFINISHED, GOING = ".new", ".old"


@dataclass(frozen=True, slots=True)
class Backup:
    """`system`: the cluster's identity. `base`: the name of the full backup that an incremental one builds on.

    `start`, `stop`: between them the copy was made; the log up to `stop` is part of it. `size` in bytes.
    `database_size`: what it takes when it is restored. `projects`: the names of those dumped beside it, by number.
    """

    name: str
    kind: str
    base: str
    system: str
    timeline: int
    start: str
    stop: str
    finished_at: str
    seconds: float
    size: int
    database_size: int
    manifest_sha256: str
    server: str
    projects: dict[str, str] = field(default_factory=dict)

    @property
    def finished(self) -> datetime:
        return datetime.fromisoformat(self.finished_at)

    @property
    def begin(self) -> Position:
        return Position.parse(self.timeline, self.start)

    @property
    def end(self) -> Position:
        return Position.parse(self.timeline, self.stop)

    def text(self) -> str:
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


class Catalog:
    """The backups in a folder. A folder that is not there holds none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def backups(self) -> list[Backup]:
        """All that are complete, oldest first. Raises CentralError when a record cannot be read."""
        names = sorted(path.parent.name for path in self.folder.glob(f"*/{RECORD}"))
        return [self.get(name) for name in names if not name.endswith((UNFINISHED, GOING))]

    def good(self) -> list[Backup]:
        """Those of which nothing bad is known: neither of themselves nor of what they build on."""
        return [backup for backup in self.backups() if all(self.is_good(part) for part in self.chain(backup))]

    def get(self, name: str) -> Backup:
        """Raises CentralError when it is not there or its record is damaged."""
        path = self.folder / name / RECORD
        try:
            values: dict[str, Any] = json.loads(path.read_text("utf-8"))
            known = {key: values[key] for key in Backup.__dataclass_fields__ if key in values}
            return Backup(**known | {"name": name})
        except FileNotFoundError as error:
            raise CentralError(f"There is no backup {name} in {self.folder}.") from error
        except (ValueError, TypeError) as error:
            raise CentralError(f"{path} is damaged: {error}") from error

    def chain(self, backup: Backup) -> list[Backup]:
        """What has to be put together, the full backup first. Raises CentralError when that is gone."""
        return [self.get(backup.base), backup] if backup.base else [backup]

    def data(self, backup: Backup) -> Path:
        return self.folder / backup.name / "data"

    def is_good(self, backup: Backup) -> bool:
        return not self._mark(backup).exists()

    def mark(self, backup: Backup, problems: list[str]) -> None:
        """Keep in mind what a check of a backup found; nothing: it is good (again)."""
        if problems:
            durable.write(self._mark(backup), "\n".join(problems) + "\n")
        else:
            self._mark(backup).unlink(missing_ok=True)

    def new_name(self) -> str:
        """The name of a backup that begins now."""
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
        names = [stamp, *(f"{stamp}.{number}" for number in range(2, 10))]
        return next(name for name in names if not (self.folder / name).exists())

    def remove(self, backup: Backup) -> None:
        """Under another name first: what is half removed must not look like a backup."""
        going = self.folder / (backup.name + GOING)
        durable.move(self.folder / backup.name, going)
        shutil.rmtree(going)

    def remove_unfinished(self) -> None:
        """What a backup that was killed has left behind. Only under the exclusive lock."""
        for ending in (UNFINISHED, GOING):
            for path in self.folder.glob(f"*{ending}"):
                shutil.rmtree(path)

    @contextmanager
    def locked(self, *, exclusive: bool) -> Iterator[None]:
        """Alone (who takes or removes backups), or among others who read. Ends with the process, even by kill -9.

        Raises CentralError at once when that cannot be.
        """
        handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise CentralError("Another backup, restore or verification is running.") from error
        finally:
            os.close(handle)

    def _mark(self, backup: Backup) -> Path:
        return self.folder / backup.name / "damaged"
