"""A person at work in `chaos`, as a process of its own that may be killed at any moment and started again.

A JSON file says `home`, `info`, `shared` (pairs of file and the segments that are fought for), `pause` (milliseconds
between two edits, from and to), `seed`. In the home stand lines of JSON:
`typed`   each text, on the disk before the model gets it: [when, file, ord, text];
`told`    each thing that the program tells the person, see the calls of `_tell`;
`orders`  what others want: `stop` typing, `compare` with {file: {ord: [target, state, version]}}, `leave`.
"""

import json
import os
import random
import sys
import time
import traceback
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from locanext import log
from locanext.domain.edit import Edit
from locanext.domain.errors import ExpectedError
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.gui.grid.pages import PAGE
from locanext.store.connect import ConnectInfo
from locanext.tabs.ldm.edits import Conflict
from tests import benches
from tests.bench._desk import Desk

AT_ONCE = 30
"""So many edits may wait for the server before the person makes a pause."""
SWITCH_SHARE, MOST_LETTERS = 0.03, 400
ORDERS_MS, COMPARE_SECONDS = 200, 45
BUG = 70
"""The exit code after an error that nobody expected."""


class Lines:
    """A file of lines of JSON that outlives a kill of its writer, and with `is_durable` one of the machine."""

    def __init__(self, path: Path, *, is_durable: bool = False) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._is_durable = is_durable

    def add(self, *values: object) -> None:
        os.write(self._file, json.dumps(values).encode() + b"\n")
        if self._is_durable:
            os.fsync(self._file)


class Person(QObject):
    """Types, answers what is asked, changes the file now and then."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        super().__init__()
        self._home = Path(wanted["home"])
        typed = self._home / "typed"
        self._number = typed.read_bytes().count(b"\n") if typed.exists() else 0
        self._dice = random.Random(f"{wanted['seed']} {self._number}")
        self._typed, self._told = Lines(typed, is_durable=True), Lines(self._home / "told")
        self._shared = dict(wanted["shared"])
        self._file_id = self._dice.choice(list(self._shared))
        self._pause = wanted["pause"]
        self._asked: dict[tuple[int, int], Conflict] = {}
        self._is_stopped = self._is_idle = self._has_compared = False
        self._page, self._compare_until = 0, 0.0
        self.desk = Desk(benches.workbench(ConnectInfo(**wanted["info"]), self._home), self._file_id)
        self._connect()
        self._turn = QTimer(self, singleShot=True)
        self._turn.timeout.connect(self._on_turn)
        self._turn.start(0)
        self._orders = QTimer(self, interval=ORDERS_MS)
        self._orders.timeout.connect(self._on_orders)
        self._orders.start()

    def _connect(self) -> None:
        edits, outbox = self.desk.edits, self.desk.edits.outbox
        self.desk.opened.connect(partial(self._tell, "opened"))
        self.desk.failed.connect(self._on_failed)
        self.desk.live.link_changed.connect(lambda up, _why: self._tell("link", up, time.monotonic()))
        self.desk.live.refused.connect(lambda why: self._tell("signed out", why))
        outbox.saved.connect(lambda edit, _now: self._tell_edit("saved", edit))
        outbox.lost.connect(lambda edit, _now, _more: self._tell_edit("lost", edit))
        outbox.refused.connect(lambda edit, why: self._tell_edit("refused", edit, why))
        outbox.troubled.connect(self._on_failed)
        edits.conflict_met.connect(self._on_conflict)

    def _tell(self, *what: object) -> None:
        self._told.add(*what)

    def _tell_edit(self, what: str, edit: Edit, *more: object) -> None:
        self._tell(what, edit.file_id, edit.base.ord, edit.target, *more)

    def _on_failed(self, error: ExpectedError) -> None:
        self._tell("failed", type(error).__name__, str(error))

    # --- typing ---------------------------------------------------------------------------------------------

    def _on_turn(self) -> None:
        self._turn.start(self._dice.randint(*self._pause))
        if not self._is_open():
            return
        if self._is_stopped or self.desk.edits.count() >= AT_ONCE:
            return
        if self._dice.random() < SWITCH_SHARE:
            self._file_id = self._dice.choice(list(self._shared))
            return
        ord_ = self._dice.choice(self._shared[self._file_id])
        self.desk.model.set_visible(max(0, ord_ - 10), ord_ + 10)
        for _ in range(self._dice.choice((1, 1, 1, 2, 4))):
            segment = self.desk.segment(ord_)
            if segment is not None:  # else its page is on its way
                self._type(segment)

    def _is_open(self) -> bool:
        """Whether the file that the person wants is open; one that could not be opened is clicked on again."""
        if self.desk.file_id == self._file_id:
            return True
        if not self.desk.runner.busy():
            self.desk.open(self._file_id)
        return False

    def _type(self, segment: Segment) -> None:
        self._number += 1
        text = f"{self._home.name} {self._number} {self._dice.choice(('문', 'Tür', 'door'))}"
        self._typed.add(time.monotonic(), self._file_id, segment.ord, text)
        self.desk.type(segment, text, self._dice.choice((None, None, State.TRANSLATED, State.CONFIRMED)))

    # --- conflicts ------------------------------------------------------------------------------------------

    def _on_conflict(self, conflict: Conflict) -> None:
        """As in the window: a newer one of the same segment takes the place of an older one."""
        place = conflict.file_id, conflict.mine.ord
        self._asked[place] = conflict
        QTimer.singleShot(self._dice.randint(*self._pause), self, partial(self._decide, place, conflict))

    def _decide(self, place: tuple[int, int], conflict: Conflict) -> None:
        if self._asked.get(place) is not conflict:
            return
        del self._asked[place]
        mine, theirs = conflict.mine.target, conflict.theirs.target
        both = f"{theirs}\\n{mine}"
        target = self._dice.choice((mine, theirs, both))
        if target == both and len(both) < MOST_LETTERS:
            self._typed.add(time.monotonic(), *place, both)
        elif target == both:
            target = mine
        self._tell("decided", *place, mine, theirs, target)
        self.desk.edits.resolve(conflict, target)

    # --- the end --------------------------------------------------------------------------------------------

    def _on_orders(self) -> None:
        path = self._home / "orders"
        orders = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self._is_stopped = bool(orders)
        if "leave" in orders:
            self._orders.stop()
            self.desk.close()
            QCoreApplication.quit()
        elif "compare" in orders and not self._has_compared:
            self._compare(orders["compare"][str(self._file_id)])
        elif self._is_stopped and not self._is_idle and self._is_at_rest():
            self._is_idle = True
            self._tell("idle")

    def _is_at_rest(self) -> bool:
        desk = self.desk
        return desk.is_connected and self._is_open() and not (desk.edits.count() or self._asked or desk.runner.busy())

    def _compare(self, expected: dict[str, list[Any]]) -> None:
        """Look at another page at each call, until all is equal, or for so long as a change may take to be heard of."""
        now = time.monotonic()
        self._compare_until = self._compare_until or now + COMPARE_SECONDS
        first = self._page * PAGE
        self.desk.model.set_visible(first, min(first + PAGE, len(expected)) - 1)
        self._page = (self._page + 1) % -(-len(expected) // PAGE)
        shown = {ord_: self._shown(int(ord_)) for ord_ in expected}
        different = {ord_: (shown[ord_], expected[ord_]) for ord_ in expected if shown[ord_] != expected[ord_]}
        if not different or now > self._compare_until:
            self._has_compared = True
            self._tell("compared", self._file_id, different)

    def _shown(self, ord_: int) -> list[Any] | None:
        segment = self.desk.model.segment_at(ord_)
        return None if segment is None else [segment.target, int(segment.state), segment.version]


def main(path: Path) -> int:
    wanted = json.loads(path.read_text("utf-8"))
    log.set_up(Path(wanted["home"]) / "logs")

    def on_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        os._exit(BUG)

    sys.excepthook = on_bug
    app = QCoreApplication([])
    person = Person(wanted)
    code = app.exec()
    del person
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
