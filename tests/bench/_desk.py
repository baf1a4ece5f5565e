"""All of a window that works with the server, without the window: many of these can be at work on one machine.

The parts are the program's own and are put together as the LDM tab does; only what is painted is missing.
"""

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from locanext.domain.change import Change
from locanext.domain.project import FileInfo, Tree
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.gui.grid.model import SegmentModel
from locanext.gui.live import LiveFeed
from locanext.gui.tasks import Lane, Task, TaskRunner, TaskState
from locanext.tabs.ldm.counting import OTHERS_MS
from locanext.tabs.ldm.edits import Edits
from locanext.tabs.ldm.fetching import PageFetcher
from locanext.tabs.ldm.following import Follower
from locanext.tabs.ldm.operations import grid, tree
from locanext.tabs.ldm.people import People
from locanext.workbench import Workbench

log = logging.getLogger(__name__)


class Desk(QObject):
    """A person's program on a server. `file_id` 0: they look at the tree and have no file open."""

    opened = Signal()
    """The file is open, or the tree is here for who has none."""
    failed = Signal(object)
    """A task failed: its ExpectedError."""

    def __init__(self, bench: Workbench, file_id: int = 0) -> None:
        super().__init__()
        self.bench = bench
        self._wanted, self.file_id, self._has_come = file_id, 0, False
        self.is_connected = False
        self.runner = TaskRunner(bench, self)
        self.runner.task_ended.connect(self._on_task_ended)
        self.live = LiveFeed(bench, self)
        self.model = SegmentModel(self)
        self.fetcher = PageFetcher(self.runner, self.model, self)
        self.follower = Follower(self.runner, self.model, self)
        self.edits = Edits(self.runner, self.model, self)
        self.people = People(self.runner, self)
        self._counts_soon = QTimer(self, singleShot=True, interval=OTHERS_MS)
        self._counts_soon.timeout.connect(self.load_tree)
        self.follower.changed.connect(self._on_changes)
        self.live.link_changed.connect(self._on_link)
        self.live.tree_changed.connect(self.load_tree)
        self.live.file_changed.connect(lambda _file: self.follower.follow())
        self.live.people_changed.connect(lambda _file: self.people.ask())
        self.edits.outbox.adopt()

    def load_tree(self) -> None:
        self.runner.run(tree.load_tree, None, lane=Lane.READ, quiet=True, latest="tree", on_done=self._on_tree)

    def open(self, file_id: int) -> None:
        """As a click on a file does; `opened` tells when it is here."""
        self.runner.run(grid.open_file, file_id, lane=Lane.READ, quiet=True, latest="open", on_done=self._on_opened)

    def segment(self, ord_: int) -> Segment | None:
        """As the person sees it; None while it is on its way."""
        return self.model.segment_at(ord_)

    def type(self, segment: Segment, text: str, state: State | None = None) -> None:
        """Go to a segment, and give it a text that it does not have; `state`: if not the usual one."""
        self.people.move(segment.ord)
        self.model.edit(segment, text, state)

    def close(self) -> None:
        """The program ends in order."""
        self.live.stop()
        self.runner.close()
        self.bench.close()

    def _on_link(self, up: bool, _detail: str) -> None:
        self.is_connected = up
        if up:
            self.edits.outbox.try_now()
            self.load_tree()
            self.model.refresh()
            self.follower.follow()
            if self.file_id:
                self.people.ask()

    def _on_tree(self, _tree: Tree) -> None:
        if self._has_come:
            return
        self._has_come = True
        if self._wanted:
            self.open(self._wanted)
        else:
            self.opened.emit()

    def _on_opened(self, opened: grid.Opened) -> None:
        file: FileInfo = opened.file
        self.file_id = file.id
        self.fetcher.open(file.id)
        self.follower.open(file.id, file.seq)
        self.model.set_file(file.segment_count)
        self.edits.open(file.id, file.name)
        self.people.open(file.id)
        self.live.watch(file.id)
        self.opened.emit()

    def _on_changes(self, _changes: list[Change]) -> None:
        if not self._counts_soon.isActive():
            self._counts_soon.start()

    def _on_task_ended(self, task: Task) -> None:
        if task.state is TaskState.FAILED:
            self.failed.emit(task.error)
