"""What the disk refuses is something that a person can do something about, and no bug."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from locanext.domain.errors import BadInput


@contextmanager
def disk_told(path: Path) -> Iterator[None]:
    """Raise a `BadInput` with the system's reason when `path`, or another file on the way to it, cannot be used."""
    try:
        yield
    except OSError as error:
        named = error.filename or path
        raise BadInput("{path} cannot be used: {reason}.", path=named, reason=error.strerror or error) from error
