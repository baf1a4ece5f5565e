"""The window: pages of tabs under one bar, menus, status bar, tasks, and what is remembered of all that.

Does no work of its own: tabs run operations through `runner`. The window shows itself before there is a database;
`open_tabs` says that there is one. From then on a tab's widget class is imported and made as `WidgetClass(window)`
when the tab is first shown. It may have any of these methods, and needs none:

- `actions_for(menu_id) -> Sequence[QAction]`: its actions in the menu `file`, `edit`, `view`, or `tab` (the
  menu that bears the tab's title). Asked each time that the tab is shown, and after `refresh_menus()`.
- `docks() -> Sequence[tuple[Qt.DockWidgetArea, QDockWidget]]`: asked once; each dock has an object name.
- `drop_files(paths: list[Path]) -> None`: files were dropped on the window.
- `finish() -> None`: the window is about to close; an open editor hands in its text now.
- `unsaved() -> int`: how many edits neither the database nor this computer's disk has; the window does not close on
  them unasked.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QMimeData, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from locanext.gui import messages, theme
from locanext.gui.menus import Menus
from locanext.gui.page import Page
from locanext.gui.task_panel import TaskPanel, TaskStrip
from locanext.gui.tasks import Task, TaskRunner
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.tabspec import TabSpec

if TYPE_CHECKING:
    from locanext.gui.live import LiveFeed

_GIVE_UP_MS = 10_000
_FONT_SIZES = range(7, 33)
_STATUS = ("refused", "conflicts", "saving", "link", "person", "people", "counts")
"""The places at the right of the status bar, from left to right."""
_log = logging.getLogger(__name__)


class MainWindow(QMainWindow):
    """`view_changed` is sent when the grid's font or density in `settings` has been changed."""

    live: "LiveFeed"
    """What others do; there from `open_tabs` on, so for every tab."""
    view_changed = Signal()
    tab_shown = Signal(str)
    kept_open = Signal()
    """The window was to be closed, and the person has decided that it stays."""

    def __init__(self, specs: Sequence[TabSpec], runner: TaskRunner, settings: Settings, paths: Paths) -> None:
        super().__init__()
        self.specs, self.runner, self.settings, self.paths = tuple(specs), runner, settings, paths
        self.setObjectName("main")
        self.setWindowTitle(QApplication.applicationName())
        self.setAcceptDrops(True)
        self.resize(1360, 860)
        self._open = self._closing = False
        self._labels: dict[str, QLabel] = {}
        self._give_up = QTimer(self, singleShot=True, interval=_GIVE_UP_MS)
        self._give_up.timeout.connect(self._on_give_up)
        self._make_pages()
        self._make_task_views()
        self.menus = Menus(self)
        self._restore()
        runner.error_unhandled.connect(self._on_error)
        runner.idle.connect(self._on_idle)

    # --- tabs -----------------------------------------------------------------------------------------------

    def _make_pages(self) -> None:
        self.bar = QTabBar(expanding=False, drawBase=False)
        self.bar.setAccessibleName(self.tr("Tabs"))
        self._stack = QStackedWidget()
        self.pages: list[Page] = []
        for spec in self.specs:
            page = Page(spec, self)
            self.pages.append(page)
            self._stack.addWidget(page)
            self.bar.addTab(page.title)
        line = QWidget()
        line.setObjectName("tab_line")
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(line)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.bar)
        row.addStretch()
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addWidget(self._stack)
        self.setCentralWidget(middle)
        self.bar.currentChanged.connect(self._on_tab_chosen)

    def open_tabs(self, live: "LiveFeed | Any" = None) -> None:
        """Make and show the current tab; the others follow when they are chosen."""
        self.live, self._open = live, True
        if self.pages:
            self._page_shown(self.bar.currentIndex())

    def show_tab(self, tab_id: str) -> Any:
        """Show a tab, make its widget if that was not done yet, and return the widget, of the tab's own class."""
        number = [spec.id for spec in self.specs].index(tab_id)
        self.bar.setCurrentIndex(number)
        return self._page_shown(number)

    def current_tab(self) -> QWidget | None:
        """The widget of the tab that is shown; None before the first is."""
        page = self._stack.currentWidget()
        return page.tab if isinstance(page, Page) else None

    def refresh_menus(self) -> None:
        """Ask the current tab for its actions again."""
        self.menus.fill()

    def _on_tab_chosen(self, number: int) -> None:
        if self._open and number >= 0:
            self._page_shown(number)

    def _page_shown(self, number: int) -> QWidget:
        page = self.pages[number]
        if page.tab is None:
            # Restored on a page that is seen, Qt gives the docks all room that the tab's widget can spare.
            page.hide()
            page.fill()
            self._restore_page(page)
            page.show()
        tab = page.fill()
        self._stack.setCurrentWidget(page)
        self.menus.fill()
        self.tab_shown.emit(page.spec.id)
        return tab

    # --- status and tasks -----------------------------------------------------------------------------------

    def _make_task_views(self) -> None:
        self.strip = TaskStrip(self.runner)
        self.statusBar().addWidget(self.strip, 1)
        self.statusBar().setSizeGripEnabled(False)
        self.task_panel = TaskPanel(self.runner, self)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.task_panel)
        self.task_panel.hide()
        self.strip.clicked.connect(self.task_panel.show)

    def set_status(self, key: str, text: str, tooltip: str = "", tone: str = "") -> None:
        """Show `text` at the right of the status bar, in the place that `key` (one of `_STATUS`) has; "" takes it away.

        `tone` is "", `success`, `warning` or `danger`.
        """
        label = self._labels.get(key)
        if label is None:
            label = self._labels[key] = QLabel()
            # Always in the same order, whatever is known first. Permanent widgets are numbered after the strip.
            before = [known for known in self._labels if _STATUS.index(known) < _STATUS.index(key)]
            self.statusBar().insertPermanentWidget(1 + len(before), label)
        label.setText(text)
        label.setToolTip(tooltip)
        label.setVisible(bool(text))
        label.setProperty("tone", tone)
        label.style().polish(label)

    def _on_error(self, task: Task) -> None:
        if task.error is not None:
            messages.show_error(self, task.error)

    # --- view -----------------------------------------------------------------------------------------------

    def set_theme(self, mode: str) -> None:
        """`system`, `light` or `dark`; remembered."""
        self.settings.theme = mode
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, mode)
        self.keep_settings()

    def zoom(self, steps: int) -> None:
        """Make the grid's text larger or smaller; 0 takes the normal size."""
        size = self.settings.grid_font_size + steps if steps else Settings().grid_font_size
        self.settings.grid_font_size = max(_FONT_SIZES.start, min(size, _FONT_SIZES.stop - 1))
        self.view_changed.emit()
        self.keep_settings()

    def set_density(self, lines: int) -> None:
        """How many lines of a text the grid shows at most."""
        self.settings.density_lines = lines
        self.view_changed.emit()
        self.keep_settings()

    def set_language(self, language: str) -> None:
        """The window's language, from the next start on; "" is the system's."""
        self.settings.language = language
        self.keep_settings()
        messages.tell(self, self.tr("LocaNext speaks this language when it is started the next time."))

    # --- files dropped on the window ------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if hasattr(self.current_tab(), "drop_files") and _files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = _files_in(event.mimeData())
        tab = self.current_tab()
        if files and tab is not None and hasattr(tab, "drop_files"):
            event.acceptProposedAction()
            tab.drop_files(files)

    # --- what is remembered, and the end --------------------------------------------------------------------

    def _restore(self) -> None:
        self.restoreGeometry(_bytes(self.settings.window_geometry))
        self.restoreState(_bytes(self.settings.window_state))
        ids = [spec.id for spec in self.specs]
        if self.settings.last_tab in ids:
            self.bar.setCurrentIndex(ids.index(self.settings.last_tab))

    def _restore_page(self, page: Page) -> None:
        state = self.settings.tab_states.get(page.spec.id)
        if state:
            page.restoreState(_bytes(state))

    def remember(self) -> None:
        """Put geometry and docks into the settings, and save these."""
        self.settings.window_geometry = _text(self.saveGeometry())
        self.settings.window_state = _text(self.saveState())
        for page in self.pages:
            if page.tab is not None:
                self.settings.tab_states[page.spec.id] = _text(page.saveState())
        if self.specs:
            self.settings.last_tab = self.specs[self.bar.currentIndex()].id
        self.keep_settings()

    def keep_settings(self) -> None:
        """Save what was changed of them: the program may not live to be closed."""
        if self.settings.path is not None:
            self.settings.save()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once if nothing runs; else ask, cancel, and close when the last task has ended."""
        if not self._closing:
            for page in self.pages:
                if page.tab is not None and hasattr(page.tab, "finish"):
                    page.tab.finish()
            if self.runner.tasks():
                event.ignore()
                self._ask_to_stop()
                return
            self._stop()
        if self.runner.busy() and self._give_up.isActive():
            event.ignore()
            return
        self._give_up.stop()
        self.remember()
        event.accept()

    def _ask_to_stop(self) -> None:
        names = "\n".join(task.title for task in self.runner.tasks())
        text = self.tr("A task is still running. Stop it and close LocaNext?")
        self.question = messages.ask(self, text, self.tr("Stop and close"), self._stop_and_close, detail=names)
        self.question.rejected.connect(self.kept_open)

    def _stop_and_close(self) -> None:
        self._stop()
        self.close()

    def _stop(self) -> None:
        self._closing = True
        self.runner.cancel_all()
        if self.runner.busy():
            self._give_up.start()
            self.setEnabled(False)
            self.statusBar().showMessage(self.tr("Stopping…"))

    def _on_idle(self) -> None:
        if self._closing and self._give_up.isActive():
            QTimer.singleShot(0, self, self.close)

    def _on_give_up(self) -> None:
        tabs = [page.tab for page in self.pages if page.tab is not None]
        unsaved = sum(tab.unsaved() for tab in tabs if hasattr(tab, "unsaved"))
        if unsaved:
            self._ask_to_lose(unsaved)
            return
        _log.warning("Closing although these do not stop: %s", [task.title for task in self.runner.tasks()])
        self.close()

    def _ask_to_lose(self, unsaved: int) -> None:
        """The server is away: only the person may decide that what they typed is given up."""
        self._closing = False
        self.setEnabled(True)
        self.statusBar().clearMessage()
        text = self.tr("Edits that have not reached the server: {n}. Closing now loses them.").format(n=unsaved)
        detail = self.tr("Leave the window open, and they are saved as soon as the server is back.")
        yes = self.tr("Close and lose them")
        self.question = messages.ask_to_lose(self, text, yes, self._lose_and_close, detail)
        self.question.rejected.connect(self.kept_open)

    def _lose_and_close(self) -> None:
        """Without waiting: a save may hang in the network for longer than anybody wants to look at it."""
        self.runner.cancel_all(edits_too=True)
        self._closing = True
        self.close()

    def open_log_folder(self) -> None:
        """Show the folder of the logs in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.paths.log_dir)))


def _files_in(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _bytes(text: str) -> QByteArray:
    return QByteArray.fromBase64(QByteArray(text.encode()))


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode()
