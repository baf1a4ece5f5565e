"""A configuration file as it should be: compared with the one that is there, and written where it differs."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class TextFile:
    """`owner`: the user that it shall belong to; None: whoever writes it."""

    path: Path
    text: str
    mode: int = 0o644
    owner: str | None = None

    def is_there(self) -> bool:
        """Whether the file holds this text already."""
        try:
            return self.path.read_text("utf-8") == self.text and self.path.stat().st_mode & 0o777 == self.mode
        except FileNotFoundError:
            return False

    def write(self) -> None:
        """Write it, complete or not at all, and never readable to more people than `mode` says."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=self.path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(self.text)
                os.fchmod(file.fileno(), self.mode)
                file.flush()
                os.fsync(file.fileno())
            if self.owner:
                shutil.chown(unfinished, self.owner)
            Path(unfinished).replace(self.path)
        except BaseException:  # it may hold a password
            Path(unfinished).unlink()
            raise


def fill(template: str, **values: object) -> str:
    """A template of this package, such as `postgres/pg_hba.conf`, with its names in braces filled in."""
    return (HERE / template).read_text("utf-8").format(**values)
