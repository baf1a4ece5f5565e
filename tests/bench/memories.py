"""A translation memory in the database: units brought in and read a second, and what confirming into it adds to a save.

The saves of one round follow each other, so that all of them meet the same machine: their ratio is the figure.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import islice

from locanext.domain.change import ChangeKind
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.domain.tm import TranslationUnit
from locanext.store import memories, segments, uploads
from tests import servers
from tests.bench._game_text import _source, _target
from tests.bench._report import Report
from tests.servers import Connection, Database

BATCH = 20_000
ROUNDS = 600


def texts(count: int) -> Iterator[TranslationUnit]:
    dice = random.Random(count)
    pool = [(source, _target(dice, source)) for source in (_source(dice) for _ in range(min(count, 60_000)))]
    for number in range(count):
        source, target = pool[number % len(pool)]
        yield TranslationUnit(0, f"{source} {number}", target, f"ID {number}")


def bring_in(conn: Connection, tm: int, count: int) -> tuple[float, float]:
    """Seconds until all was copied, and until it was in the memory."""
    found = list(texts(count))
    started = time.monotonic()
    with conn.transaction():
        staging, units = memories.begin_upload(conn, tm), iter(found)
        while batch := list(islice(units, BATCH)):
            memories.add_units(conn, staging, batch)
        copied = time.monotonic()
        memories.finish_upload(conn, tm)
    return copied - started, time.monotonic() - started


def upload(conn: Connection, project: int, count: int) -> float:
    """Seconds until a file of as many segments was in the project: what units are measured by."""
    found = [Segment(n, u.string_id, u.source, u.target, State.DRAFT, "") for n, u in enumerate(texts(count))]
    started = time.monotonic()
    with conn.transaction():
        new = uploads.begin(conn, uploads.NewFile(project, None, "b.txt", "tabbed_text", "en", {}))
        segments_left = iter(found)
        while batch := list(islice(segments_left, BATCH)):
            uploads.add_segments(conn, new, batch)
        uploads.finish(conn, new, 0, "")
    return time.monotonic() - started


def save(conn: Connection, file: int, ord: int, version: int, state: State) -> float:
    """Milliseconds."""
    new = segments.Save(ord, version, f"text {ord} {version}", state)
    started = time.perf_counter()
    assert segments.save(conn, file, [new], ChangeKind.TYPED)[0].ok
    return (time.perf_counter() - started) * 1000


def timed_saves(database: Database, file: int, fed: int) -> dict[str, float]:
    """The median of each kind, in ms."""
    kim = database.connect("kim")
    found: dict[str, list[float]] = {name: [] for name in ("draft", "confirmed, no memory", "added", "changed")}
    for ord_ in range(ROUNDS):
        found["draft"].append(save(kim, file, ord_, 1, State.DRAFT))
        found["confirmed, no memory"].append(save(kim, file, ord_, 2, State.CONFIRMED))
        found["added"].append(save(kim, fed, ord_, 1, State.CONFIRMED))
        found["changed"].append(save(kim, fed, ord_, 2, State.CONFIRMED))
    return {name: statistics.median(times) for name, times in found.items()}


def measure_saves(report: Report, database: Database, tm: int) -> None:
    boss = database.connect("boss")
    plain, fed = database.project("Plain"), database.project("Fed")
    memories.assign(boss, tm, memories.Place(project_id=fed), memories.Terms(writable=True))
    sources = [f"새 글 {number}" for number in range(ROUNDS)]
    times = timed_saves(database, database.file(plain, sources), database.file(fed, sources))
    without = times["confirmed, no memory"]
    for name, value in times.items():
        report.add(f"save, {name}", round(value, 3), "ms")
    report.add("save that adds a unit, of one without", round(times["added"] / without, 2), "x", at_most=2)
    report.add("save that changes a unit, of one without", round(times["changed"] / without, 2), "x", at_most=2)
    big = database.file(fed, [f"글 {number}" for number in range(10_000)], "big.txt")
    many = [segments.Save(number, 1, f"t {number}", State.CONFIRMED) for number in range(10_000)]
    kim, started = database.connect("kim"), time.monotonic()
    segments.save(kim, big, many, ChangeKind.TYPED)
    report.add("10,000 confirmed at once", round(time.monotonic() - started, 2), "s")


def measure(count: int) -> Report:
    report = Report()
    with servers.cluster() as cluster, servers.database(cluster) as database:
        boss = database.connect("boss")
        tm = memories.create(boss, memories.NewMemory("Bench", None, "ko", "en"))
        copied, done = bring_in(boss, tm, count)
        report.add("copied", round(copied, 2), "s")
        report.add("brought in", round(done, 2), "s")
        report.add("units brought in a second", round(count / done), "/s")
        file = upload(boss, database.project("File"), count)
        report.add("segments of a file a second", round(count / file), "/s")
        report.add("a unit takes, of what a segment takes", round(done / file, 2), "x", at_most=4)
        started = time.monotonic()
        assert sum(1 for _unit in memories.all_units(boss, tm)) == count
        report.add("units read a second, all of them", round(count / (time.monotonic() - started)), "/s")
        measure_saves(report, database, tm)
        started = time.monotonic()
        memories.merge(boss, tm)
        report.add("duplicates looked for", round(time.monotonic() - started, 2), "s")
    return report


def main(argv: list[str]) -> int:
    """0 if every aim is kept, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="units of the memory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    return measure(options.count).show(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
