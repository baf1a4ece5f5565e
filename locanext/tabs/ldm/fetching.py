"""Brings the grid the pages that it wishes for: the newest wish first, few at a time."""

from functools import partial

from PySide6.QtCore import QObject

from locanext.domain.errors import ExpectedError, LinkDown
from locanext.domain.segment import Segment
from locanext.gui.grid.model import SegmentModel
from locanext.gui.grid.pages import Wish
from locanext.gui.tasks import Lane, TaskRunner
from locanext.tabs.ldm.operations import grid

AT_ONCE = 2
"""More would only make the newest wish wait behind older ones."""


class PageFetcher(QObject):
    """Answers the wishes of one model, from the file that is open."""

    def __init__(self, runner: TaskRunner, model: SegmentModel, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._model = runner, model
        self._file_id = 0
        self._under_way = 0
        model.pages_wanted.connect(self._on_pages_wanted)

    def open(self, file_id: int) -> None:
        self._file_id = file_id

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
        # Without a link nobody is asked again before it is back; then the whole grid is read anew.
        if not isinstance(error, LinkDown):
            self._on_pages_wanted()
