"""Our matching and that of others, side by side: the same texts, the same queries, one run, each in its own process.

Texts are real ones of open games, and beyond those the same with some characters changed. Times are of one processor.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import _matching_data as data
from tests.bench._matching_table import Row, markdown
from tests.bench._report import Report
from tests.bench._watched import Memory

OURS, EVERY_TEXT, TRIGRAMS = "LocaNext", "rapidfuzz, every text", "pg_trgm 0.3"
PEERS = {
    OURS: ("_matching_ours", "Ours"),
    EVERY_TEXT: ("_matching_rapidfuzz", "Rapidfuzz"),
    "translate-toolkit": ("_matching_toolkit", "Toolkit"),
    TRIGRAMS: ("_matching_trigrams", "Trigrams"),
    "pg_trgm 0.7": ("_matching_trigrams", "StrictTrigrams"),
}
"""OmegaT has no command that looks up a text: its row only says whether it is here."""
COMPARED_AT_A_MILLION = 300
LARGE, LARGEST = 100_000, 1_000_000

_REST_AIMS: dict[str, dict[str, float]] = {
    "whole ranked list, p95 (ms)": {"at_most": 30},
    "add a unit, p95 (ms)": {"at_most": 5},
    "change a unit, p95 (ms)": {"at_most": 5},
    "delete a unit, p95 (ms)": {"at_most": 5},
    "rows pretranslated a second of processor (/s)": {"at_least": 100_000 / 45 / 2},
}
"""At a million units. The last: 100,000 rows in 45 s by two processors."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is measured; `compared` queries are given to the others, all to us and to comparing with every text."""

    sizes: tuple[int, ...]
    queries: int
    compared: int
    peers: tuple[str, ...]

    def queries_of(self, size: int) -> int:
        """A million texts are compared with fewer."""
        return min(self.queries, max(COMPARED_AT_A_MILLION, COMPARED_AT_A_MILLION * LARGEST // size))


def measure(request: Request, real: list[data.Pair]) -> tuple[Report, dict[int, list[Row]]]:
    report, tables = Report(), {}
    for size in request.sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            data.write(folder, real, size, request.queries_of(size))
            tables[size] = _compare(folder, request)
            _hold_to_aims(report, size, tables[size])
            for what, value in _process(folder, "_matching_rest", [], "rest")[0].items():
                aim = _REST_AIMS.get(what, {}) if size == LARGEST else {}
                report.add(f"{size:,}: {what}", round(value, 2), "", **aim)
        report.figures[f"table {size}"] = [row.figures() for row in tables[size]]
    return report, tables


def _compare(folder: Path, request: Request) -> list[Row]:
    figures = {}
    for name in request.peers:
        all_queries = name in (OURS, EVERY_TEXT)
        figures[name] = _peer(folder, name, sys.maxsize if all_queries else request.compared)
        print(f"{name} is measured", file=sys.stderr)
    texts = data.queries(folder)
    truth = figures[EVERY_TEXT]["found"]
    rows = [Row.of(name, figures[name], figures[OURS], (texts, truth)) for name in request.peers]
    return [*rows, Row("OmegaT", "installed, no command to look up" if shutil.which("omegat") else "not installed")]


def _peer(folder: Path, name: str, most: int) -> dict[str, Any]:
    """Its figures; `build_mb` and `use_mb` are the most memory of the process that did it."""
    module, class_name = PEERS[name]
    arguments = [f"tests.bench.{module}", class_name]
    lasting = name == OURS
    figures: dict[str, Any] = {}
    for stages in (["build"], ["use"]) if lasting else (["build", "use"],):
        done, peak = _process(folder, "_matching_peer", arguments, "result", str(most), *stages)
        figures |= {**done, f"{stages[0]}_mb": (done["memory"] or peak) / 1e6}
    return figures


def _process(folder: Path, module: str, before: list[str], result: str, *after: str) -> tuple[dict[str, Any], int]:
    """What a process writes to the file `result`, and the most memory that it had."""
    file = folder / f"{result}.json"
    command = [sys.executable, "-m", f"tests.bench.{module}", *before, str(folder), str(file), *after]
    with subprocess.Popen(command, cwd=data.ROOT) as process:
        memory = Memory(process.pid)
        memory.start()
    memory.over.set()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found, memory.peak


def _hold_to_aims(report: Report, size: int, rows: list[Row]) -> None:
    """What is promised at a size is an aim there, and a figure elsewhere."""
    ours = rows[0]
    large, largest = size >= LARGE, size >= LARGEST
    report.add(f"{size:,}: look-up, p95 (ms)", ours.ms[1], "", at_most=5 if largest else None)
    report.add(f"{size:,}: look-up of short texts, p95 (ms)", ours.short_ms[1], "", at_most=5 if largest else None)
    report.add(f"{size:,}: open (s)", ours.open_s, "", at_most=1 if largest else None)
    report.add(f"{size:,}: found of what is similar (%)", ours.recall, "", at_least=100)
    report.add(f"{size:,}: found beyond that", ours.beyond, "", at_most=0)
    least = {EVERY_TEXT: 90.0, TRIGRAMS: 40.0} if largest else {}
    for row in rows[1:]:
        if row.times[0]:
            aim = least.get(row.name, 1.0) if large else None
            # All the queries together; the table has the half and the slow ones too.
            report.add(f"{size:,}: times as fast as {row.name}", row.times[1], "", at_least=aim)


def main(argv: list[str]) -> int:
    """0 if every aim is kept, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000", help="units of the memory, with commas between")
    parser.add_argument("--queries", type=int, default=2000, help="for us, and compared with every text")
    parser.add_argument("--compared", type=int, default=300, help="how many of them the others are asked")
    parser.add_argument("--peers", default=";".join(PEERS), help="those to compare, with semicolons between")
    parser.add_argument(
        "--corpus", type=Path, metavar="FILE", help="tab-separated texts (.xz too); else Debian's games"
    )
    parser.add_argument("--source", default="source", help="heading of its column of sources")
    parser.add_argument("--target", default="target")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    real = data.pairs(options.corpus or data.real_texts(), options.source, options.target)
    peers = tuple(dict.fromkeys((OURS, EVERY_TEXT, *options.peers.split(";"))))
    request = Request(tuple(map(int, options.sizes.split(","))), options.queries, options.compared, peers)
    report, tables = measure(request, real)
    for size, rows in tables.items() if not options.json else ():
        print(f"\n{size:,} units, {request.queries_of(size):,} queries\n\n{markdown(rows)}\n")
    return report.show(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
