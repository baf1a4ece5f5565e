"""Finding one's way in the open file: the filter, go to, next unconfirmed."""

from array import array
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from locanext.domain.errors import ExpectedError, LinkDown
from locanext.domain.project import FileInfo
from locanext.gui.grid.model import SegmentModel
from locanext.gui.grid.view import SegmentView
from locanext.gui.messages import text_of
from locanext.gui.tasks import Failed, Lane, Operation, TaskRunner
from locanext.gui.widgets.text_question import ask_text
from locanext.tabs.ldm.filter_bar import FilterBar
from locanext.tabs.ldm.operations import grid

Answer = Callable[[Any], object]

AHEAD_MS = 150
"""Somebody who walks through the rows claims nothing."""


class Navigator(QObject):
    """Moves the view's current segment; asks the database where to when the grid cannot know."""

    said = Signal(str)

    def __init__(
        self, runner: TaskRunner, model: SegmentModel, view: SegmentView, bar: FilterBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner, self._model, self._view, self._bar = runner, model, view, bar
        self._file: FileInfo | None = None
        self._wanted = grid.Filter()
        self._current = -1
        bar.changed.connect(self._on_filter)
        bar.left.connect(view.setFocus)
        view.next_unconfirmed_wanted.connect(self._on_next_wanted)
        # Claimed while the person works on this segment, the next one is there at once when they are done.
        self._ahead = QTimer(self, singleShot=True, interval=AHEAD_MS)
        self._ahead.timeout.connect(self._claim_ahead)
        view.segment_entered.connect(self._ahead.start)
        view.went_on.connect(self._on_went_on)

    def open(self, file: FileInfo, ord_: int = 0) -> None:
        """Begin at this segment of this file, with no filter."""
        self._file, self._current = file, -1
        self._unfilter()
        self._bar.show_count(file.segment_count, file.segment_count)
        self._view.go_to(ord_)

    # --- filter ---------------------------------------------------------------------------------------------

    def _on_filter(self, wanted: grid.Filter) -> None:
        if self._file is None:
            return
        self._wanted = wanted
        if wanted.is_empty:
            self._show(wanted, None)
            return
        self._bar.show_searching()
        self._ask(
            grid.filter_segments,
            grid.FilterRequest(self._file.id, wanted),
            partial(self._show, wanted),
            lambda error: self._bar.show_problem(text_of(error)),
            latest="filter",
        )

    def _show(self, wanted: grid.Filter, ords: "array[int] | None") -> None:
        if self._file is None or wanted != self._wanted:
            return
        # A filter that finds nothing leaves no current segment; the person comes back to where they were.
        self._current = self._here() if self._here() >= 0 else self._current
        self._model.set_filter(self._file.segment_count, ords)
        self._bar.show_count(self._model.rowCount(), self._file.segment_count)
        self._view.go_to(self._model.position_of(self._current) or 0)

    def _unfilter(self) -> None:
        """An answer to an older filter that still comes is none any more."""
        self._bar.reset()
        self._wanted = self._bar.wanted()

    def _here(self) -> int:
        """The `ord` of the current segment, or -1."""
        row = self._view.currentIndex().row()
        return self._model.ord_at(row) if 0 <= row < self._model.rowCount() else -1

    # --- go to ----------------------------------------------------------------------------------------------

    def ask_where(self) -> None:
        """Let the person name a segment, then go there."""
        label = self.tr("Number of the segment, or its StringID")
        ask_text(self._view.window(), self.tr("Go to"), label, self.go_to)

    def go_to(self, wanted: str) -> None:
        """Go to the segment with this StringID, else with this number (from 1)."""
        wanted = wanted.strip()
        if self._file is None or not wanted:
            return
        self.said.emit("")  # what was said of the place before is over
        by_id = grid.Filter(wanted, field="string_id", mode="exact")
        self._ask(
            grid.find_string_id,
            grid.FilterRequest(self._file.id, by_id),
            self.go_to_ord,
            partial(self._go_to_number, wanted),
        )

    def _go_to_number(self, wanted: str, error: ExpectedError) -> None:
        if self._file is None or not (wanted.isascii() and wanted.isdecimal()) or isinstance(error, LinkDown):
            self.said.emit(text_of(error))
        elif 0 < int(wanted) <= self._file.segment_count:
            self.go_to_ord(int(wanted) - 1)
        else:
            count = f"{self._file.segment_count:,}"
            text = self.tr("There is no segment {wanted}: the file has {count}, and none with this StringID.")
            self.said.emit(text.format(wanted=wanted, count=count))

    def go_to_ord(self, ord_: int, *, edit: bool = False) -> None:
        """Go to this segment; a filter that hides it is taken away, for the person asked for this one."""
        if self._file is not None and self._model.position_of(ord_) is None:
            self._unfilter()
            self._show(self._wanted, None)
        position = self._model.position_of(ord_)
        if position is not None:
            self._view.go_to(position, edit)
            self._view.setFocus()

    # --- next unconfirmed -----------------------------------------------------------------------------------

    def _claim_ahead(self) -> None:
        if self._file is not None and not self._model.read_only:
            request = grid.NextRequest(self._file.id, self._here(), self._model.ords())
            self._ask(
                grid.claim_next, request, partial(self._on_ahead, request), self._on_no_claim, latest="claim ahead"
            )

    def _on_ahead(self, request: grid.NextRequest, found: grid.Next) -> None:
        if found.ord is not None and self._model.ords() is request.among:
            self._model.reserve(request.after, found.ord)

    def _on_no_claim(self, _error: ExpectedError) -> None:
        """It is asked for again when it is wanted."""

    def _on_next_wanted(self, position: int, edit: bool) -> None:
        """The next segment to do is on no page that is loaded."""
        if self._file is not None:
            after = self._model.ord_at(position) if position >= 0 else -1
            request = grid.NextRequest(self._file.id, after, self._model.ords())
            # Behind the saves: the segment that has just been confirmed must not be found again.
            self._ask(grid.claim_next, request, partial(self._on_next, request, edit), lane=Lane.WRITE)

    def _on_went_on(self, position: int) -> None:
        """The grid did not wait for the server. If the segment is somebody else's all the same, go on once more."""
        ord_ = self._model.ord_at(position)
        if self._file is not None and not self._model.is_reserved(ord_):
            request = grid.NextRequest(self._file.id, ord_ - 1, array("i", [ord_]))
            self._ask(grid.claim_next, request, partial(self._on_claimed, ord_), self._on_no_claim)

    def _on_claimed(self, ord_: int, found: grid.Next) -> None:
        editor = self._view.editor
        untouched = editor is None or not editor.document().isUndoAvailable()
        if found.ord is None and found.others and self._here() == ord_ and untouched:
            self._on_next_wanted(self._view.currentIndex().row(), editor is not None)

    def _on_next(self, request: grid.NextRequest, edit: bool, found: grid.Next) -> None:
        if self._here() != request.after or self._model.ords() is not request.among:
            return  # the person has gone on meanwhile
        ord_ = found.ord
        position = None if ord_ is None else self._model.position_of(ord_)
        shown = None if position is None else self._model.segment_at(position)
        if shown is not None and shown.state.is_done and self._model.is_saving(shown.ord):
            # An edit behind an edit: its confirmation is sent only now.
            self._on_next_wanted(self._view.currentIndex().row(), edit)
        elif ord_ is not None:
            self.go_to_ord(ord_, edit=edit)
        elif found.others:
            self.said.emit(self.tr("Others are at work on all that is left."))
        elif self._bar.wanted().is_empty:
            self.said.emit(self.tr("Every segment of this file is confirmed."))
        else:
            self.said.emit(self.tr("Everything that the filter shows is confirmed."))

    def _ask(
        self, operation: Operation, request: object, done: Answer, failed: Failed | None = None, **how: Any
    ) -> None:
        """Only the newest question counts: whoever asks again has changed their mind. `how`: as the runner takes it."""
        file = self._file
        failed = failed or (lambda error: self.said.emit(text_of(error)))
        self._runner.run(
            operation,
            request,
            **{"lane": Lane.READ, "latest": "move"} | how,
            quiet=True,
            on_done=lambda answer: self._file is file and done(answer),
            on_failed=lambda error: self._file is file and failed(error),
        )
