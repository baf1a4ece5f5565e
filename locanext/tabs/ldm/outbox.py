"""Edits on their way: first into the journal, then one after another to the server. Shows nothing, decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from locanext.domain.edit import Edit
from locanext.domain.errors import ExpectedError, JournalDamaged, NotSignedIn
from locanext.gui.messages import text_of
from locanext.gui.tasks import Lane, Task, TaskRunner
from locanext.tabs.ldm.operations import keeping, saving

FIRST_WAIT_MS, LONGEST_WAIT_MS = 200, 3000
REFUSED_WAIT_MS = 120_000
"""Each refused login counts, and twenty of them close the account for a while."""


@dataclass(eq=False, slots=True)
class Entry:
    """An edit that the server has not acknowledged. `row` is its place in the journal, 0 while it has none.

    `client` is the window of another day that it comes from, "" for this one; `refused`, why the server refused it.
    """

    edit: Edit
    client: str = ""
    row: int = 0
    is_unkept: bool = False
    refused: str = ""

    def stands_with(self, other: "Entry") -> bool:
        """Whether both were typed over the same text, or one over the other, as the journal tells it too."""
        mine, theirs = self.edit, other.edit
        same = (mine.place, mine.base.version) == (theirs.place, theirs.base.version)
        return same and self.client == other.client


class Outbox(QObject):
    """Holds edits of all files in the order typed. What the server refuses stays until it is saved or discarded."""

    changed = Signal()
    """How many wait, or what for."""
    saved = Signal(object, object)
    """(the Edit, its segment now)."""
    lost = Signal(object, object, bool)
    """(the Edit, its segment now, whether a later edit of the segment waits). Both texts are in the history."""
    refused = Signal(object, str)
    """(the Edit, why)."""
    replayed = Signal(int)
    """So many edits of an earlier day have been saved."""
    troubled = Signal(object)
    """This computer's journal does not do what it should: the NotKept."""

    def __init__(self, runner: TaskRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self.waiting: list[Entry] = []
        self.refusals: list[Entry] = []
        self.away = ""
        """Why the server did not answer the last time, or ""."""
        self._sending: Entry | None = None
        self._task: Task | None = None
        self._wait_ms = FIRST_WAIT_MS
        self._replayed = 0
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._on_waited)

    def unkept(self) -> int:
        """How many edits are neither on the server nor on this computer's disk."""
        return sum(not entry.row for entry in (*self.waiting, *self.refusals))

    def of_file(self, file_id: int) -> dict[int, list[Entry]]:
        """The edits of a file by `ord`, each list in the order typed."""
        found: dict[int, list[Entry]] = {}
        for entry in (*self.refusals, *self.waiting):
            if entry.edit.file_id == file_id:
                found.setdefault(entry.edit.base.ord, []).append(entry)
        return found

    # --- what is asked of it --------------------------------------------------------------------------------

    def add(self, edit: Edit) -> None:
        """Keep and send an edit. Refused ones of its segment are tried before it: it stands on them."""
        self.retry([entry for entry in self.refusals if entry.edit.place == edit.place])
        below = next((entry for entry in reversed(self.waiting) if entry.edit.place == edit.place), None)
        entry = Entry(edit, "" if below is None else below.client)
        self.waiting.append(entry)
        self._keep(entry)
        self.changed.emit()

    def adopt(self) -> None:
        """Take over what windows that are gone have left in the journal."""
        self._runner.run(
            keeping.adopt,
            None,
            lane=Lane.JOURNAL,
            quiet=True,
            on_done=self._on_adopted,
            on_failed=self.troubled.emit,
        )

    def retry(self, entries: Sequence[Entry]) -> None:
        """Send these refused ones again, before all that was not sent yet."""
        for entry in entries:
            self.refusals.remove(entry)
            entry.refused = ""
        self._put_first(entries)

    def discard(self, entries: Sequence[Entry]) -> None:
        """Give these refused ones up for ever."""
        for entry in entries:
            self.refusals.remove(entry)
        rows = tuple(entry.row for entry in entries if entry.row)
        self._runner.run(keeping.discard, rows, lane=Lane.JOURNAL, quiet=True)
        self.changed.emit()

    def try_now(self) -> None:
        """The server may be back."""
        self._wait_ms = FIRST_WAIT_MS
        if self._again.isActive():
            self._again.stop()
            self._on_waited()

    def stop_waiting(self) -> None:
        """The server is away and the window closes. Only what is not in the journal is still tried."""
        if self._task is not None and not self.unkept():
            self._runner.cancel(self._task)

    # --- into the journal -----------------------------------------------------------------------------------

    def _keep(self, entry: Entry) -> None:
        self._runner.run(
            keeping.keep,
            keeping.Keep(entry.edit, entry.client),
            lane=Lane.JOURNAL,
            quiet=True,
            on_done=partial(self._on_kept, entry),
            on_failed=partial(self._on_not_kept, entry),
        )

    def _on_kept(self, entry: Entry, row: int) -> None:
        entry.row, entry.is_unkept = row, False
        self._send()

    def _on_not_kept(self, entry: Entry, error: ExpectedError) -> None:
        """Better sent than not at all. Until it is, each new try to send it is one to keep it."""
        self.troubled.emit(error)
        if isinstance(error, JournalDamaged):
            self._keep(entry)
            return
        entry.is_unkept = True
        self._send()

    def _on_adopted(self, kept: list[keeping.Kept]) -> None:
        self._put_first([Entry(edit, client, row) for row, client, edit in kept])

    def _put_first(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        at = int(self._sending is not None)
        self.waiting[at:at] = entries
        self.changed.emit()
        self._send()

    # --- to the server --------------------------------------------------------------------------------------

    def _send(self) -> None:
        """Send the oldest edit, unless one is under way, or the server is given time."""
        if self._sending is not None or self._again.isActive() or not self.waiting:
            return
        entry = self.waiting[0]
        if not entry.row and not entry.is_unkept:
            return
        edit = entry.edit
        save = saving.Save(edit.base.ord, edit.base.version, edit.target, edit.state)
        self._sending = entry
        self._task = self._runner.run(
            saving.save,
            saving.SaveRequest(edit.file_id, (save,), edit.kind),
            lane=Lane.WRITE,
            quiet=True,
            on_done=partial(self._on_answer, entry),
            on_failed=partial(self._on_failed, entry),
        )

    def _on_answer(self, entry: Entry, saved: Sequence[saving.Saved]) -> None:
        (answer,) = saved
        edit = entry.edit
        now = edit.base._replace(target=answer.target, state=answer.state, version=answer.version, locked=answer.locked)
        self.away, self._wait_ms = "", FIRST_WAIT_MS
        self.waiting.remove(entry)
        later = [other for other in self.waiting if other.stands_with(entry)]
        if answer.ok:
            for other in later:
                other.edit = other.edit.on_version(now.version)
            self.saved.emit(edit, now)
        else:
            # What stood on an edit that lost loses as well, by its old version: the history has it then.
            self.lost.emit(edit, now, bool(later))
        self._count_replayed(entry, answer.ok)
        self.changed.emit()
        self._settle(entry, now.version if answer.ok else 0)

    def _settle(self, entry: Entry, version: int) -> None:
        """Out of the journal. Only then the next is sent: replayed, they must meet the server in the same order."""
        self._task = None
        if not entry.row:
            self._on_settled()
            return
        self._runner.run(
            keeping.settle,
            keeping.Settle(entry.row, version),
            lane=Lane.JOURNAL,
            quiet=True,
            on_done=self._on_settled,
            on_failed=self._on_not_settled,
        )

    def _on_settled(self, _done: None = None) -> None:
        self._sending = None
        self._send()

    def _on_not_settled(self, error: ExpectedError) -> None:
        """It will be sent again at the next start, and the server will know it."""
        self.troubled.emit(error)
        self._on_settled()

    def _on_failed(self, entry: Entry, error: ExpectedError) -> None:
        self._sending = self._task = None
        if isinstance(error, saving.NOT_ANSWERED):
            self.away = text_of(error)
            self._again.start(REFUSED_WAIT_MS if isinstance(error, NotSignedIn) else self._wait_ms)
            self._wait_ms = min(self._wait_ms * 2, LONGEST_WAIT_MS)
        else:
            self.away = ""
            entry.refused = text_of(error)
            self.waiting.remove(entry)
            self.refusals.append(entry)
            self.refused.emit(entry.edit, entry.refused)
            self._count_replayed(entry, False)
        self.changed.emit()
        self._send()

    def _on_waited(self) -> None:
        if self._runner.is_closed:
            return
        for entry in self.waiting:
            if entry.is_unkept:
                entry.is_unkept = False
                self._keep(entry)
        self._send()

    def _count_replayed(self, entry: Entry, ok: bool) -> None:
        self._replayed += bool(entry.client) and ok
        if self._replayed and not any(one.client for one in self.waiting):
            self.replayed.emit(self._replayed)
            self._replayed = 0
