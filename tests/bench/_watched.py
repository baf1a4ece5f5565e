"""Runs the window program that is measured, and watches its memory from outside."""

import json
import os
import subprocess
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil

from tests import programs


class Memory(Thread):
    """The most memory (resident, bytes) that a process has had by now, looked at every few milliseconds."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self.over = Event()
        self._process = psutil.Process(pid)

    def run(self) -> None:
        while not self.over.wait(0.02):
            try:
                self.peak = max(self.peak, self._process.memory_info().rss)
            except psutil.NoSuchProcess:
                return


def watched_phases(home: Path, path: Path, out: Path) -> dict[str, dict[str, Any]]:
    """What `_import_window` says, by phase, each with `peak_mb`, the peak of its memory up to then."""
    os.environ["LOCANEXT_WATCHDOG"] = "1"
    phases: dict[str, dict[str, Any]] = {}
    with programs.spawned("tests.bench._import_window", home, path, out, stdout=subprocess.PIPE) as process:
        memory = Memory(process.pid)
        memory.start()
        assert process.stdout is not None
        for line in process.stdout:
            said = json.loads(line)
            phases[said["phase"]] = {**said, "peak_mb": round(memory.peak / 1e6)}
        memory.over.set()
        if process.wait(60):
            raise RuntimeError(f"the program ended with {process.returncode}")
    return phases
