"""Two window programs of two people on one file, through PgBouncer: from the key that saves in one to the painted cell
in the other. The clock is the machine's, which all processes share.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPaintEvent

from tests import programs, servers
from tests.bench._report import Report, quantiles
from tests.programs import Running, wait

ROWS = 12
"""So many segments are edited in turn; all of them are on screen."""


class Seen(QObject):
    """Notes when a text was first painted: `times` by text."""

    def __init__(self, running: Running) -> None:
        super().__init__(running.window)
        self._view, self._model = running.ldm.view, running.ldm.model
        self.times: dict[str, float] = {}
        self._view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            texts = [text for row in range(ROWS) if (text := self._painted_in(event, row))]
            # The filter comes before the view: the time is taken when that has painted.
            QTimer.singleShot(0, self, lambda: self._note(texts))
        return False

    def _painted_in(self, event: QPaintEvent, row: int) -> str:
        segment = self._model.segment_at(row)
        cell = self._view.visualRect(self._model.index(row, 4))
        return segment.target if segment is not None and event.rect().intersects(cell) else ""

    def _note(self, texts: list[str]) -> None:
        now = time.monotonic()
        for text in texts:
            self.times.setdefault(text, now)


def measure(count: int, folder: Path) -> list[float]:
    """Milliseconds of each save."""
    with servers.cluster() as cluster, servers.database(cluster) as database, servers.bouncer(database) as bouncer:
        file_id = database.file(database.project(), [f"{number}번 문을 열어라" for number in range(1000)])
        database.close()
        running = Running(programs.home_on(folder, bouncer, "kim"))
        running.open(file_id)
        seen = Seen(running)
        saver = ("tests.bench._live_window", programs.home_on(folder, bouncer, "lee"), file_id, count, ROWS)
        out = folder / "saved"
        with out.open("w") as stream, programs.spawned(*saver, stdout=stream.fileno()) as process:
            wait(lambda: process.poll() is not None, "the other window", 60 + count)
            if process.returncode:
                raise RuntimeError(f"the other window ended with {process.returncode}")
        saved = dict(line.split("\t") for line in out.read_text("utf-8").splitlines())
        wait(lambda: saved.keys() <= seen.times.keys(), "the last text", 10)
        running.close()
    return [(seen.times[text] - float(when)) * 1000 for text, when in saved.items()]


def main(argv: list[str]) -> int:
    """0 if the aim is kept, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="saves")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    app = programs.application()
    with tempfile.TemporaryDirectory() as folder:
        found = quantiles(measure(options.count, Path(folder)))
    report = Report()
    for name, aim in (("p50", None), ("p95", 300), ("p99", None), ("max", None)):
        report.add(f"save to painted, {name}", found[name], "ms", at_most=aim)
    del app
    return report.show(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
