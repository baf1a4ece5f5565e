"""From a notification to the window: hints from the listening thread become Qt signals, at most one a file in 40 ms.

Knows nothing of segments: whoever is told of a file reads its changes by an operation.
"""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from locanext.domain.errors import NotAllowed
from locanext.domain.message import Message
from locanext.gui.messages import text_of
from locanext.workbench import Hint, Workbench

GATHER_MS = 40
PEOPLE = "people"


class LiveFeed(QObject):
    """Tells what happened in the database. All signals come on the GUI thread."""

    link_changed = Signal(bool, str)
    refused = Signal(str)
    """The account, or this session, may no longer be here: the person has to sign in again."""
    file_changed = Signal(int)
    people_changed = Signal(int)
    tree_changed = Signal()

    _heard = Signal(list)
    _link = Signal(bool, object)
    _refused = Signal(object)

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gathered: list[Hint] = []
        self._timer = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._timer.timeout.connect(self._tell)
        self._heard.connect(self._on_heard)
        self._link.connect(self._on_link_heard)
        self._refused.connect(self._on_refused_heard)
        self._stopped = False
        self._listener = bench.listener(self)
        self._listener.start()

    def on_hints(self, hints: list[Hint]) -> None:
        """Called by the listening thread."""
        self._heard.emit(hints)

    def on_link(self, up: bool, reason: Message | None) -> None:
        """Called by the listening thread."""
        self._link.emit(up, reason)

    def on_refused(self, error: NotAllowed) -> None:
        """Called by the listening thread."""
        self._refused.emit(error)

    def watch(self, *file_ids: int) -> None:
        """Hear of these files and no others."""
        self._listener.watch(set(file_ids))

    def on_application_state(self, state: Qt.ApplicationState) -> None:
        """Who comes back to the program sees what is new."""
        if state is Qt.ApplicationState.ApplicationActive and not self._stopped:
            self._listener.look()

    def stop(self) -> None:
        """Nothing is told any more, not even what was heard before."""
        self._stopped = True
        self._listener.stop()
        self._timer.stop()

    def _on_link_heard(self, up: bool, reason: Message | None) -> None:
        if not self._stopped:
            self.link_changed.emit(up, "" if reason is None else text_of(reason))

    def _on_refused_heard(self, error: NotAllowed) -> None:
        if not self._stopped:
            self.refused.emit(text_of(error))

    def _on_heard(self, hints: list[Hint]) -> None:
        if self._stopped:
            return
        self._gathered += hints
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        hints, self._gathered = self._gathered, []
        if any(hint.file_id is None for hint in hints):
            self.tree_changed.emit()
        for file_id in {hint.file_id for hint in hints if hint.file_id is not None}:
            payloads = {hint.payload for hint in hints if hint.file_id == file_id}
            if payloads & {PEOPLE, ""}:
                self.people_changed.emit(file_id)
            if payloads - {PEOPLE}:
                self.file_changed.emit(file_id)
