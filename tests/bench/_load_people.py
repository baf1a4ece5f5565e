"""Some of the clients of `load`, as a process of its own: a JSON file with `home`, `info`, `at_work` (pairs of login
and file), `idle` (logins), `is_measured`, `seed`.

A line of JSON for each thing that happens, with the machine's clock: `window` (its id, whether it is measured);
`ready`; `saved` (window, text, began, ended, whether it is the segment's text); `heard` (window, text, at);
`failed` (what, at).
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer

from locanext import log
from locanext.domain.errors import ExpectedError
from locanext.domain.progress import Progress
from locanext.store.connect import ConnectInfo
from locanext.tabs.ldm.operations import grid, saving
from locanext.workbench import Workbench
from tests import benches
from tests.bench._desk import Desk

EVERY_MS = 5000
ROWS = 200
SWITCH_SECONDS = 0.0005
"""Threads of several clients share one interpreter here: one that has got its answer shall not wait for the others."""
_lock = Lock()


def say(what: str, *values: object) -> None:
    """Called by any thread."""
    with _lock:
        sys.stdout.write(json.dumps([what, *values]) + "\n")
        sys.stdout.flush()


def measured(operation: Callable[..., Any], note: Callable[..., None]) -> Callable[..., Any]:
    """The operation itself, with `note(bench, request, result, began, ended)` after it."""

    def run(bench: Workbench, request: Any, progress: Progress) -> Any:
        began = time.monotonic()
        result = operation(bench, request, progress)
        note(bench, request, result, began, time.monotonic())
        return result

    return run


def on_saved(bench: Workbench, request: Any, result: Any, began: float, ended: float) -> None:
    say("saved", str(bench.client), request.saves[0].target, began, ended, result[0].ok)


def on_followed(bench: Workbench, _request: Any, result: Any, _began: float, ended: float) -> None:
    for change in result.changes:
        say("heard", str(bench.client), change.target, ended)


class People:
    """They come one after another; `ready` when all are there. Who is at work saves from then on."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self._home, self._info = Path(wanted["home"]), wanted["info"]
        self._coming = [*wanted["at_work"], *((login, 0) for login in wanted["idle"])]
        self._at_work = len(wanted["at_work"])
        self._desks: list[Desk] = []
        self._timers: list[QTimer] = []
        self._dice = random.Random(wanted["seed"])
        self._is_measured = wanted["is_measured"]
        self._number = 0

    def come(self) -> None:
        if len(self._desks) == len(self._coming):
            say("ready")
            for desk in self._desks[: self._at_work]:
                QTimer.singleShot(self._dice.randrange(EVERY_MS), desk, partial(self._start, desk))
            return
        login, file_id = self._coming[len(self._desks)]
        info = ConnectInfo(**self._info | {"user": login})
        desk = Desk(benches.workbench(info, self._home / login), file_id)
        desk.opened.connect(self.come)
        desk.failed.connect(self._on_failed)
        desk.live.link_changed.connect(lambda up, detail: None if up else self._on_failed(detail))
        desk.edits.failed.connect(self._on_failed)
        self._desks.append(desk)
        say("window", str(desk.bench.client), self._is_measured)

    def _start(self, desk: Desk) -> None:
        timer = QTimer(desk, interval=EVERY_MS)
        timer.timeout.connect(lambda: self._type(desk))
        timer.start()
        self._type(desk)

    def _type(self, desk: Desk) -> None:
        segment = desk.segment(self._dice.randrange(ROWS))
        if segment is not None:  # else its page is on its way
            self._number += 1
            desk.type(segment, f"{desk.bench.client} {self._number}")

    def _on_failed(self, error: ExpectedError | str) -> None:
        say("failed", str(error), time.monotonic())


def main(path: Path) -> None:
    wanted = json.loads(path.read_text("utf-8"))
    sys.setswitchinterval(SWITCH_SECONDS)
    if not wanted["is_measured"] and hasattr(os, "nice"):
        os.nice(19)  # in life they have processors of their own, and take none from the server and from who is measured
    log.set_up(Path(wanted["home"]) / "logs")
    saving.save = measured(saving.save, on_saved)
    grid.follow = measured(grid.follow, on_followed)
    app = QCoreApplication([])
    people = People(wanted)
    QTimer.singleShot(0, people.come)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
