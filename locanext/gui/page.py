"""A tab's place in the window: its widget, made on first show, with its own docks around it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from locanext.tabspec import TabSpec

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow


class Page(QMainWindow):
    """A window within the window, because only a QMainWindow has docks that move and are remembered."""

    def __init__(self, spec: TabSpec, window: "MainWindow") -> None:
        super().__init__(window)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName(spec.id)
        self.setDockNestingEnabled(True)
        self.spec = spec
        self.tab: QWidget | None = None
        self._window = window
        self._hidden_with_us: list[QDockWidget] = []

    @property
    def title(self) -> str:
        return QCoreApplication.translate("tabs", self.spec.title)

    def fill(self) -> QWidget:
        """The tab's widget; imported and made at the first call."""
        if self.tab is None:
            self.tab = self.spec.load_widget()(self._window)
            self.setCentralWidget(self.tab)
            for area, dock in self.tab.docks() if hasattr(self.tab, "docks") else ():
                self.addDockWidget(area, dock)
        return self.tab

    def dock_widgets(self) -> list[QDockWidget]:
        """The docks of this page, also those that are hidden or float."""
        return self.findChildren(QDockWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)

    def hideEvent(self, event: QHideEvent) -> None:
        """A dock that floats is a window of its own: it goes with its page, and comes back with it."""
        super().hideEvent(event)
        self._hidden_with_us = [dock for dock in self.dock_widgets() if dock.isFloating() and dock.isVisible()]
        for dock in self._hidden_with_us:
            dock.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for dock in self._hidden_with_us:
            dock.show()
        self._hidden_with_us = []
