"""How far the files are: the open one counted from its changes, the others read again now and then."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from locanext.domain.project import FileInfo
from locanext.tabs.ldm.tree_dock import TreeDock

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow

OTHERS_MS = 30_000


class Counting(QObject):
    """Shows them in the status bar and in the tree."""

    others_wanted = Signal()
    """Somebody is at work, and how far the other files are was last read a while ago."""

    def __init__(self, window: "MainWindow", tree: TreeDock, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._tree = window, tree
        self._others = QTimer(self, singleShot=True, interval=OTHERS_MS)
        self._others.timeout.connect(self.others_wanted)

    def show(self, file: FileInfo, known: FileInfo | None) -> FileInfo:
        """Show the open file; `known` is what was shown of it. The newer of the two: a tree may be read too early."""
        if known is not None and known.id == file.id and known.seq > file.seq:
            file = known
        percent = 100 * file.done_count // max(1, file.segment_count)
        text = self.tr("{count} segments · {percent}% confirmed")
        self._window.set_status("counts", text.format(count=f"{file.segment_count:,}", percent=percent))
        self._tree.show_file(file)
        return file

    def on_changes(self) -> None:
        # Not started anew each time: where many people work, it would never end.
        if not self._others.isActive():
            self._others.start()
