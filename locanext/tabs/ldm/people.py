"""Says where this window is, and shows who else is in the file."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from locanext.domain.errors import ExpectedError
from locanext.domain.user import Presence
from locanext.gui.tasks import Lane, TaskRunner
from locanext.tabs.ldm.operations import grid

RENEW_MS, COMPANY_MS = 10_000, 2_500
"""How often the server is asked: alone in the file, and with others, who may have moved.

It forgets a window that is silent for 30 seconds.
"""

SETTLE_MS = 400
"""Somebody who walks through the rows is where they stop."""


class People(QObject):
    """`changed` brings everybody's Presence in the open file."""

    changed = Signal(list)

    def __init__(self, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._file_id: int | None = None
        self._ord: int | None = None
        self._seen = self._away = False
        self._renew = QTimer(self, interval=RENEW_MS)
        self._renew.timeout.connect(self.ask)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.ask)

    def open(self, file_id: int) -> None:
        self._file_id, self._ord, self._away = file_id, None, False
        self._renew.start()
        self.ask()

    def leave(self) -> None:
        """The window goes; others see it at once and not in half a minute. Who moves after all is back."""
        self._renew.stop()
        self._settle.stop()
        self._away = True
        if self._file_id is not None and self._seen:
            # In the lane whose quiet tasks a closing window lets finish.
            self.ask(Lane.WRITE)

    def move(self, ord_: int) -> None:
        self._ord = ord_
        self._settle.start()
        if self._away:
            self._away = False
            self._renew.start()

    def ask(self, lane: Lane = Lane.READ) -> None:
        """Say where we are, and hear where the others are."""
        self._runner.run(
            grid.be_here,
            grid.HereRequest(None if self._away else self._file_id, self._ord),
            lane=lane,
            quiet=True,
            latest="people",
            on_done=self._on_people,
            on_failed=self._on_failed,
        )

    def _on_people(self, people: list[Presence]) -> None:
        self._seen = True
        if not self._away:
            self._renew.start(RENEW_MS if all(person.mine for person in people) else COMPANY_MS)
        you = self.tr("you")
        self.changed.emit([replace(person, name=you) if person.other_window else person for person in people])

    def _on_failed(self, _error: ExpectedError) -> None:
        """Nobody is known to be there while the server is away; the timer asks again."""
        self._seen = False
        self.changed.emit([])
