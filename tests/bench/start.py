"""How long the program takes to start: to the first painted window, and to the grid of the file that was open last.

Each start is a process of its own, on a home that is set up; its private server has stopped in between (cold), or still
runs (warm). Also which heavy modules were imported before the first picture: there shall be none.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from locanext.paths import Paths
from locanext.settings import Settings
from locanext.workbench import open_workbench
from tests import programs, servers
from tests.bench import _game_text
from tests.bench._report import Report


def start_once(home: Path) -> dict[str, Any]:
    """Seconds to `window` and to `grid`, and the `heavy` modules."""
    with programs.spawned("tests.bench._start_window", home, time.monotonic(), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        found: dict[str, Any] = json.loads(process.stdout.readline())
        if process.wait(60):
            raise RuntimeError(f"the program ended with {process.returncode}")
    return found


def set_up(home: Path, path: Path) -> None:
    with programs.spawned("tests.e2e._importer", home, path, stdout=subprocess.PIPE) as process:
        process.communicate()
        if process.returncode:
            raise RuntimeError(f"the import ended with {process.returncode}")


def wait_until_stopped(home: Path) -> None:
    """The server stops some seconds after its last user."""
    end = time.monotonic() + 60
    while servers.guards(home):
        if time.monotonic() > end:
            raise TimeoutError("the private server goes on")
        time.sleep(0.1)


def measure(home: Path, times: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Cold and warm starts."""
    cold = []
    for _ in range(times):
        wait_until_stopped(home)
        cold.append(start_once(home))
    bench = open_workbench(Paths(home), Settings(), private=True)
    bench.store.hello()
    warm = [start_once(home) for _ in range(times)]
    bench.close()
    return cold, warm


def main(argv: list[str]) -> int:
    """0 if every aim is kept, else 1. The aim is held against the best start: other programs take time too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="starts of each kind")
    parser.add_argument("--count", type=int, default=20_000, help="segments of the file that is open")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    report = Report()
    with servers.private_home() as home, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "game_en.txt")
        _game_text.write_tabbed(path, options.count)
        set_up(home, path)
        cold, warm = measure(home, options.times)
    for kind, starts in (("cold", cold), ("warm", warm)):
        window, grid = ([one[part] for one in starts] for part in ("window", "grid"))
        report.add(f"window visible, {kind}, best", round(min(window), 2), "s", at_most=1)
        report.add(f"window visible, {kind}, median", round(statistics.median(window), 2), "s")
        report.add(f"grid shown, {kind}, best", round(min(grid), 2), "s")
        report.add(f"grid shown, {kind}, median", round(statistics.median(grid), 2), "s")
    heavy = {name for one in (*cold, *warm) for name in one["heavy"]}
    report.add("heavy modules before the first picture", len(heavy), " ".join(sorted(heavy)), at_most=0)
    return report.show(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
