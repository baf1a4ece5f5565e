"""What a command does to the machine, said as it is done; in a dry run it is only said."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from central.textfile import TextFile


@dataclass
class Work:
    """`changes` counts what was done, or would be."""

    say: Callable[[str], None]
    dry_run: bool = False
    changes: int = 0

    def do(self, what: str, act: Callable[[], object]) -> None:
        """Say what is to be done, and do it."""
        self.say(f"{'would ' if self.dry_run else ''}{what}")
        self.changes += 1
        if not self.dry_run:
            act()

    def write(self, file: TextFile) -> bool:
        """Write a file unless it is as it should be; whether it was not."""
        if file.is_there():
            return False
        self.do(f"write {file.path}", file.write)
        return True

    def folder(self, path: Path, mode: int, own: Callable[[Path], None] = lambda _path: None) -> None:
        """Make a folder with just these rights, whatever the umask."""

        def make() -> None:
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(mode)
            own(path)

        if not path.is_dir():
            self.do(f"make the folder {path}", make)
