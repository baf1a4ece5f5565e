"""Brings a large tabbed file in by the window program, into a private server of a new home; then opens it, jumps, turns
the wheel, and exports it. Prints how fast that was, how much memory it took, and how long the window was held up.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import servers
from tests.bench import _game_text
from tests.bench._report import Report, quantiles
from tests.bench._watched import watched_phases


def add_opening(report: Report, phases: dict[str, dict[str, Any]]) -> None:
    """The figures that do not depend on how the file came into the database."""
    first = phases["open"]["first_rows"]
    report.add("first rows, best of 5", round(min(first), 1), "ms", at_most=300)
    report.add("first rows, median of 5", round(sorted(first)[len(first) // 2], 1), "ms")
    jumps = quantiles(phases["jump"]["times"])
    report.add("jump, p50", jumps["p50"], "ms")
    report.add("jump, p95", jumps["p95"], "ms", at_most=150)
    report.add("jump, max", jumps["max"], "ms")
    report.add("gap while the wheel turns, p99", phases["wheel"]["gaps"]["p99"], "ms", at_most=50)
    report.add("gap while the wheel turns, max", phases["wheel"]["gaps"]["max"], "ms")


def measure(path: Path, count: int, out: Path) -> Report:
    with servers.private_home() as home:
        phases = watched_phases(home, path, out)
    report, bringing = Report(), phases[f"import {path.name}"]
    report.add("segments a second", round(count / bringing["seconds"]), "/s", at_least=60_000)
    report.add("peak memory of the program, import", bringing["peak_mb"], "MB", at_most=700)
    report.add("peak memory of the program, all", phases["export"]["peak_mb"], "MB", at_most=700)
    gaps = bringing["gaps"]
    report.add("gap during import, p50", gaps["p50"], "ms")
    report.add("gap during import, p99", gaps["p99"], "ms", at_most=50)
    report.add("gap during import, max", gaps["max"], "ms")
    add_opening(report, phases)
    report.add("export", round(phases["export"]["seconds"], 2), "s")
    same = path.read_bytes() == out.read_bytes()
    report.add("bytes that differ after export", 0 if same else 1, "", at_most=0)
    return report


def main(argv: list[str]) -> int:
    """0 if every aim is kept, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="segments of the file")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "game_en.txt")
        size = _game_text.write_tabbed(path, options.count)
        _game_text.write_tabbed(path.with_name("small_en.txt"), 100)
        report = measure(path, options.count, Path(folder, "out.txt"))
    report.figures |= {"segments": options.count, "file_mb": round(size / 1e6, 1)}
    return report.show(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
