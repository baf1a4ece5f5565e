"""Many people at work at once on a whole server: PostgreSQL and PgBouncer as `locanext-central init` makes them.

Each client has an account and the program's own client code, without its window. Those at work have a file open, four
in each, and save a text every five seconds; the others look at the tree. A save is measured inside its call; a delivery
from the save's answer (and, apart, from its beginning) to the moment at which a colleague's program has read the text.
Eight people have a process of their own and are measured. The others share a few processes, ten at work or ninety idle
in each, and come last where processors are short: in life they have their own. All journals are in memory: a hundred
computers have a hundred disks, which this one's cannot stand for beside the server's.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests import programs
from tests.bench._central import Central, central
from tests.bench._report import Report, quantiles

TOGETHER = 4
"""People in a file."""
MEASURED = 8
"""So many people have a process of their own, as in life, and are measured: what the others' Python does is not."""
AT_WORK_IN_ONE, IDLE_IN_ONE = 10, 90
LAST_SECONDS, ARRIVE_SECONDS = 5, 240


@dataclass
class Seen:
    """What happened: rows of `_load_people`'s lines by kind, and the server's numbers each second."""

    began: float = 0.0
    ended: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)
    connections: list[dict[str, int]] = field(default_factory=list)
    lines: list[list[Any]] = field(default_factory=list)

    def of(self, kind: str) -> list[list[Any]]:
        return [values for what, *values in self.lines if what == kind]


def measure(options: argparse.Namespace, folder: Path) -> Seen:
    people = [f"person{number}" for number in range(options.people)]
    idle = [f"idle{number}" for number in range(options.clients - options.people)]
    groups = [people[at : at + TOGETHER] for at in range(0, len(people), TOGETHER)]
    seen = Seen()
    with central(options.clients) as server, ExitStack() as running:
        server.add_people([*people, *idle])
        files = server.add_files(len(groups), options.rows, [*people, *idle], folder)
        at_work = [(login, file_id) for file_id, group in zip(files, groups, strict=True) for login in group]
        outputs = [
            _start(running, server, folder / f"clients{number}", part)
            for number, part in enumerate(_parts(at_work, idle))
        ]
        _wait_until_ready(outputs)
        time.sleep(options.settle)
        _watch(server, options.seconds, seen)
        time.sleep(LAST_SECONDS)
    seen.lines = [json.loads(line) for out in outputs for line in out.read_text("utf-8").splitlines()]
    return seen


def _parts(at_work: Sequence[tuple[str, int]], idle: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What each process does: first those that are measured."""
    for number, one in enumerate(at_work[:MEASURED]):
        yield {"at_work": [one], "idle": [], "seed": number, "is_measured": True}
    others = at_work[MEASURED:]
    count = max(-(-len(others) // AT_WORK_IN_ONE), -(-len(idle) // IDLE_IN_ONE))
    for number in range(count):
        part = {"at_work": others[number::count], "idle": idle[number::count]}
        yield part | {"seed": MEASURED + number, "is_measured": False}


def _start(running: ExitStack, server: Central, home: Path, part: dict[str, Any]) -> Path:
    """Start a process; the file that its lines go to."""
    home.mkdir()
    wanted, out = home / "wanted.json", home / "lines"
    wanted.write_text(json.dumps({**part, "home": str(home), "info": asdict(server.info(""))}), "utf-8")
    stream = running.enter_context(out.open("w", encoding="utf-8"))
    running.enter_context(programs.spawned("tests.bench._load_people", wanted, stdout=stream.fileno()))
    return out


def _wait_until_ready(outputs: Sequence[Path]) -> None:
    end = time.monotonic() + ARRIVE_SECONDS
    while not all('["ready"]' in out.read_text("utf-8") for out in outputs):
        if time.monotonic() > end:
            raise TimeoutError("not all clients have come")
        time.sleep(0.2)


def _watch(server: Central, seconds: float, seen: Seen) -> None:
    before, seen.began = server.cpu(), time.monotonic()
    while time.monotonic() < seen.began + seconds:
        seen.connections.append(server.connections())
        time.sleep(1)
    seen.ended, after = time.monotonic(), server.cpu()
    seen.cpu = {name: 100 * (after[name] - before[name]) / (seen.ended - seen.began) for name in after}


def delivered(seen: Seen, saves: Sequence[list[Any]]) -> tuple[list[float], list[float], int]:
    """Milliseconds from each save's answer, and from its beginning, to each colleague; how many never got one."""
    heard: dict[str, dict[str, float]] = {}
    for client, text, at in seen.of("heard"):
        heard.setdefault(text, {}).setdefault(client, at)
    after, whole, missing = [], [], 0
    for client, text, began, ended, _ok in saves:
        colleagues = [at for other, at in heard.get(text, {}).items() if other != client]
        missing += TOGETHER - 1 - len(colleagues)
        after += [(at - ended) * 1000 for at in colleagues]
        whole += [(at - began) * 1000 for at in colleagues]
    return after, whole, missing


def report_of(options: argparse.Namespace, seen: Seen) -> Report:
    everybodys = [save for save in seen.of("saved") if seen.began <= save[2] < seen.ended]
    measured = {client for client, is_measured in seen.of("window") if is_measured}
    saves = [save for save in everybodys if save[0] in measured]
    after, whole, _ = delivered(seen, saves)
    *_, missing = delivered(seen, everybodys)
    report = Report()
    report.add("clients' connections, most", max(one["clients"] for one in seen.connections), "")
    report.add("saves", len(everybodys), "", at_least=options.people * options.seconds // 6)
    report.add("of them met another", sum(not ok for *_, ok in everybodys), "")
    for name, values, aim in (
        ("save", [(ended - began) * 1000 for _, _, began, ended, _ in saves], 50),
        ("delivery", after, 150),
        ("delivery from the save's beginning", whole, None),
    ):
        found = quantiles(values)
        for part in ("p50", "p95", "p99", "max"):
            report.add(f"{name}, {part}", found[part], "ms", at_most=aim if part == "p95" else None)
    for name, aim in (("work", 100), ("listeners", 155), ("waiting", None)):
        counts = [one[name] for one in seen.connections]
        report.add(
            f"server connections, {name}, most" if aim else "clients waiting, most", max(counts), "", at_most=aim
        )
    errors = [error for error, at in seen.of("failed") if at >= seen.began]
    report.add("errors", len(errors), "", at_most=0)
    report.add("texts that a colleague did not get", missing, "", at_most=0)
    for name, value in seen.cpu.items():
        report.add(f"CPU of {name}", round(value, 1), "%")
    report.figures["error_texts"] = dict(Counter(errors).most_common(5))
    return report


def main(argv: list[str]) -> int:
    """0 if every aim is kept, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100, help="at work, in multiples of 4")
    parser.add_argument("--clients", type=int, default=1000, help="connected, with those")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--settle", type=float, default=15, help="seconds of work before it is measured")
    parser.add_argument("--rows", type=int, default=10_000, help="segments of each file")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        seen = measure(options, Path(folder))
    report = report_of(options, seen)
    for error in report.figures["error_texts"] if not options.json else ():  # type: ignore[attr-defined]
        print(error)
    return report.show(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
