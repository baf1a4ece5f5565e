"""Brings the grid the pages that it wishes for: the newest wish first, few at a time."""

from array import array
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from locanext.domain.errors import ExpectedError, LinkDown
from locanext.domain.segment import Segment
from locanext.gui.grid.model import Column, SegmentModel
from locanext.gui.grid.pages import Wish
from locanext.gui.tasks import Lane, TaskRunner
from locanext.tabs.ldm.operations import grid

AT_ONCE = 2
"""More would only make the newest wish wait behind older ones."""

ASK_AGAIN_MS = 2000
"""How long after a read that failed its page is asked for again."""

COPIED_AT_MOST = 100_000
"""More would hold up the window while it makes the text."""


class PageFetcher(QObject):
    """Answers the wishes of one model, from the file that is open."""

    copied = Signal(object, object)
    """(Segments, Columns) that `copy` was asked for."""
    copy_refused = Signal(str)

    def __init__(self, runner: TaskRunner, model: SegmentModel, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._model = runner, model
        self._file_id = 0
        self._under_way = 0
        self._failed: list[Wish] = []
        self._again = QTimer(self, singleShot=True, interval=ASK_AGAIN_MS)
        self._again.timeout.connect(self._on_again)
        model.pages_wanted.connect(self._on_pages_wanted)

    def open(self, file_id: int) -> None:
        self._file_id = file_id

    def copy(self, spans: Sequence[tuple[int, int]], columns: Sequence[Column]) -> None:
        """Fetch the segments of these (first, last) positions, whether the grid has them or not."""
        if sum(last - first + 1 for first, last in spans) > COPIED_AT_MOST:
            text = self.tr("At most {n} segments can be copied at once; export the file instead.")
            self.copy_refused.emit(text.format(n=f"{COPIED_AT_MOST:,}"))
            return
        ords = array("i", (self._model.ord_at(at) for first, last in spans for at in range(first, last + 1)))
        self._runner.run(
            grid.fetch_page,
            grid.PageRequest(self._file_id, ords),
            lane=Lane.READ,
            title=self.tr("Copy {n} segments").format(n=f"{len(ords):,}"),
            latest="copy",
            on_done=lambda segments: self.copied.emit(segments, columns),
        )

    def _on_pages_wanted(self) -> None:
        while self._under_way < AT_ONCE and (wish := self._model.take_wish()) is not None:
            self._under_way += 1
            self._runner.run(
                grid.fetch_page,
                grid.PageRequest(self._file_id, wish.ords),
                lane=Lane.READ,
                quiet=True,
                on_done=partial(self._on_page, wish),
                on_failed=partial(self._on_failed, wish),
            )

    def _on_page(self, wish: Wish, segments: list[Segment]) -> None:
        self._under_way -= 1
        self._model.put_page(wish, segments)
        self._on_pages_wanted()

    def _on_failed(self, wish: Wish, error: ExpectedError) -> None:
        self._under_way -= 1
        self._model.give_back(wish)
        if not isinstance(error, LinkDown):
            self._on_pages_wanted()
            return
        # The listener may have noticed nothing, and then nobody says that the link is back.
        self._failed.append(wish)
        self._again.start()

    def _on_again(self) -> None:
        """What is still on screen is wished for anew, the rest when it is next painted."""
        failed, self._failed = self._failed, []
        self._model.mark_stale(ord_ for wish in failed for ord_ in wish.ords)
