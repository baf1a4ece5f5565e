"""The clients of `chaos` from outside: started, killed, started again with the same home; and what stands there."""

import json
import time
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

from locanext.paths import Paths
from locanext.store.connect import ConnectInfo
from locanext.store.journal import Journal
from tests import programs
from tests.bench._chaos_network import Way


@dataclass(eq=False)
class Client:
    """A person's home, and their program while it runs. A context: at the end it is killed if it has not ended."""

    home: Path
    info: ConnectInfo
    way: Way
    kills: list[float] = field(default_factory=list)
    """When it was killed."""
    codes: list[int] = field(default_factory=list)
    """Exit codes of programs that ended unasked."""
    process: "Popen[str] | None" = None

    def prepare(self, **wanted: object) -> None:
        self.home.mkdir()
        wanted |= {"home": str(self.home), "info": asdict(self.info)}
        (self.home / "wanted").write_text(json.dumps(wanted), "utf-8")

    def start(self) -> None:
        with (self.home / "output").open("a", encoding="utf-8") as output:
            streams = {"stdout": output.fileno(), "stderr": output.fileno()}
            self.process = programs.spawn("tests.bench._chaos_person", self.home / "wanted", **streams)

    def kill(self) -> None:
        """-9, and start it again."""
        assert self.process is not None
        self.process.kill()
        self.kills.append(time.monotonic())
        self.process.wait()
        self.start()

    def look_after(self) -> None:
        """Start it again if it has ended by itself, which it should not have."""
        assert self.process is not None
        code = self.process.poll()
        if code is not None:
            self.codes.append(code)
            self.start()

    def order(self, **orders: object) -> None:
        new = self.home / "orders.new"
        new.write_text(json.dumps(orders), "utf-8")
        new.replace(self.home / "orders")

    def typed(self) -> list[tuple[float, int, int, str]]:
        """(when, file, ord, text)"""
        return [(at, file, ord_, text) for at, file, ord_, text in _lines(self.home / "typed")]

    def told(self, what: str) -> list[list[Any]]:
        """What the program told the person, of this kind."""
        return [values for kind, *values in _lines(self.home / "told") if kind == what]

    def left(self) -> list[tuple[int, str]]:
        """(file, text) of what the next program would find in the journal; after this one's end."""
        with closing(Journal(Paths(self.home).journal_dir, self.info.account)) as journal:
            return [(kept.edit.file_id, kept.edit.target) for kept in journal.adopt()]

    def __enter__(self) -> "Client":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()


def _lines(path: Path) -> list[list[Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
