"""Keeps the grid equal to the database: reads the changes of the open file whenever there may be some."""

from PySide6.QtCore import QObject, Signal

from locanext.domain.change import Change
from locanext.domain.errors import ExpectedError
from locanext.gui.grid.model import SegmentModel
from locanext.gui.tasks import Lane, TaskRunner
from locanext.tabs.ldm.operations import grid


class Follower(QObject):
    """One read at a time: what is heard of meanwhile is read by the next one."""

    changed = Signal(list)
    """The Changes that came in; none if they were too many to follow one by one."""

    def __init__(self, runner: TaskRunner, model: SegmentModel, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._model = runner, model
        self._file_id = self._seq = 0
        self._reading = self._more = False

    def open(self, file_id: int, seq: int) -> None:
        """Follow this file; `seq` is its newest change that is known."""
        self._file_id, self._seq = file_id, seq

    def follow(self) -> None:
        """Something may have changed."""
        if self._reading:
            self._more = True
            return
        if not self._file_id:
            return
        self._reading, self._more = True, False
        self._runner.run(
            grid.follow,
            grid.FollowRequest(self._file_id, self._seq),
            lane=Lane.READ,
            quiet=True,
            on_done=self._on_followed,
            on_failed=self._on_failed,
        )

    def _on_followed(self, followed: grid.Followed) -> None:
        self._reading = False
        if followed.file_id == self._file_id:
            self._seq = followed.seq
            if followed.too_many:
                self._model.refresh()
            for change in followed.changes:
                self._apply(change)
            if followed.changes or followed.too_many:
                self.changed.emit(followed.changes)
        if self._more or followed.file_id != self._file_id:
            self.follow()

    def _on_failed(self, _error: ExpectedError) -> None:
        """The link is down, or the right is gone: the next hint, at the latest the heartbeat's, reads again."""
        self._reading = False
        if self._more:
            self.follow()

    def _apply(self, change: Change) -> None:
        if not change.kind.applies or change.ord < 0:
            return
        known = self._model.theirs(change.ord)
        if known is None:
            self._model.mark_stale([change.ord])
            return
        self._model.apply(
            known._replace(
                target=change.target,
                state=change.state,
                version=change.version,
                locked=change.locked,
                author=change.author,
                edited_at=change.at,
            )
        )
