"""A large server is backed up, destroyed and restored to a moment: how long it takes, and whether each table is equal.

The server is what `locanext-central init` makes, durable. A file of `--rows` segments is imported, backed up in full,
worked on, and backed up incrementally; more work follows that only the archived log has. Then the data is deleted.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from central.tables import contents
from tests.bench._central import BOSS, Central, central
from tests.bench._report import Report

_T = TypeVar("_T")
BATCH = 1000
CONFIRMED = 3


def timed(report: Report, name: str, work: Callable[[], _T]) -> _T:
    began = time.monotonic()
    result = work()
    report.add(name, round(time.monotonic() - began, 2), "s")
    return result


def edit(server: Central, file_id: int, count: int, text: str) -> None:
    """Saves of a thousand segments each, by the function that programs use."""
    save = (
        "select count(*) filter (where ok) from loc.save_segments_v1(%(file)s, %(ords)s, array(select version"
        " from loc.segments where file_id = %(file)s and ord = any (%(ords)s) order by ord),"
        " array_fill(%(text)s::text, array[%(n)s]), array_fill(%(state)s::smallint, array[%(n)s]), 'typed')"
    )
    with psycopg.connect(**server.info(BOSS).parameters(), autocommit=True) as conn:  # type: ignore[arg-type]
        for first in range(0, count, BATCH):
            ords = list(range(first, min(first + BATCH, count)))
            values = {"file": file_id, "ords": ords, "n": len(ords), "text": f"{text} {first}", "state": CONFIRMED}
            assert conn.execute(save, values).fetchone() == (len(ords),)


def moment(server: Central) -> tuple[datetime, dict[str, Any]]:
    with server.made.admin() as admin:
        return datetime.now(UTC), contents(admin)


def measure(options: argparse.Namespace, folder: Path) -> Report:
    report = Report()
    with central(100) as server:
        made = server.made
        [file_id] = timed(report, "import", lambda: server.add_files(1, options.rows, [], folder))
        timed(report, "full backup", lambda: made.did("backup", "--full"))
        edit(server, file_id, options.edits, "in the incremental backup")
        timed(report, "incremental backup", lambda: made.did("backup", "--incremental"))
        timed(report, "edits that only the log has", lambda: edit(server, file_id, options.edits, "in the log"))
        wanted_at, wanted = timed(report, "sums of all tables", lambda: moment(server))
        edit(server, file_id, BATCH, "after that moment")
        timed(report, "verify --deep", lambda: made.did("verify", "--deep"))
        report.add("data", round(_megabytes(made.site.data)), "MB")
        report.add("backups", round(_megabytes(made.site.backups)), "MB")
        made.did("stop")
        shutil.rmtree(made.site.data)
        timed(report, "restore", lambda: made.did("restore", "--to", wanted_at.isoformat(), "--replace"))
        timed(report, "start", lambda: made.did("start"))
        with made.admin() as admin:
            found = contents(admin)
    report.add("tables", len(wanted), "")
    differ = [name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name)]
    report.add("tables that differ", len(differ), "", at_most=0)
    return report


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(argv: list[str]) -> int:
    """0 if every table is the same, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--edits", type=int, default=100_000, help="before and after the incremental backup")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        report = measure(options, Path(folder))
    return report.show(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
