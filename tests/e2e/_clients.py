"""Typists (`_typist`) as processes of their own, as a test sees them; and the crash that it prepares for them."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import psutil

from tests import programs, servers

SECONDS = 120


class Client:
    """One of the programs: its lines are read in a thread, because both are waited for at once."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self.process, self.log = process, log
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._seen: list[str] = []
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._seen.append(line.rstrip("\n"))
            self._lines.put(self._seen[-1])
        self._lines.put("end of output")

    def wait_for(self, wanted: str) -> str:
        """The next line that begins with `wanted`."""
        while not (line := self._lines.get(timeout=SECONDS)).startswith(wanted):
            assert line != "end of output", f"it ended before it said {wanted}"
        return line

    def lines(self) -> list[str]:
        """All that it has said by now."""
        return list(self._seen)

    def compare(self, stored: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(stored + "\n")
        self.process.stdin.flush()
        return self._lines.get(timeout=SECONDS)

    def wait_for_end(self) -> None:
        """After it was killed."""
        self.process.wait(SECONDS)
        self._thread.join(SECONDS)

    def finish(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        code = self.process.wait(SECONDS)
        self._thread.join(SECONDS)
        return code

    def typed(self) -> list[str]:
        """All texts that it typed, in their order."""
        return self.log.read_text("utf-8").splitlines()


@contextmanager
def client(home: Path, file_id: int, log: Path, *arguments: object) -> Iterator[Client]:
    """A typist; killed at the end if it has not ended."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with programs.spawned("tests.e2e._typist", home, file_id, log, *arguments, **pipes) as process:
        yield Client(process, log)


def crash(cluster: servers.Cluster, how: signal.Signals) -> None:
    """End PostgreSQL without a checkpoint, and start it again when nothing of it is left."""
    parts = psutil.Process(cluster.process.pid).children(recursive=True)
    cluster.process.send_signal(how)
    cluster.process.wait(60)
    _gone, left = psutil.wait_procs(parts, timeout=60)
    assert left == []
    cluster.start()
