"""The menu bar: the window's own actions, and those of the tab that is shown. Owns no behaviour of theirs."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from locanext import __version__
from locanext.gui import messages, theme
from locanext.gui.action_finder import ActionFinder

if TYPE_CHECKING:
    from locanext.gui.main_window import MainWindow


class Menus(QObject):
    """Filled anew at each change of tab, so that a key belongs to one tab's action at a time."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        titles = {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "view": self.tr("&View"),
            "tab": "",
            "help": self.tr("&Help"),
        }
        self.menus = {menu_id: window.menuBar().addMenu(title) for menu_id, title in titles.items()}
        self._own: dict[str, list[QAction]] = {"edit": [], "tab": []}
        self._own["file"] = [self._action(self.tr("Quit"), "log-out", "Ctrl+Shift+Q", window.close)]
        self._own["view"] = self._view_actions()
        self._own["help"] = self._help_actions()
        self._panels = QMenu(self.tr("Panels"), window)
        self._panels.menuAction().setIcon(theme.icon("panel-left"))
        self.fill()

    def add_own(self, menu_id: str, text: str, icon: str, slot: Callable[[], Any]) -> None:
        """Another action that is there with every tab, before those that are."""
        self._own[menu_id].insert(0, self._action(text, icon, "", slot))
        self.fill()

    def fill(self) -> None:
        """Put the current tab's actions before the window's own."""
        tab = self._window.current_tab()
        self._fill_panels()
        for menu_id, menu in self.menus.items():
            menu.clear()
            given = list(tab.actions_for(menu_id)) if tab is not None and hasattr(tab, "actions_for") else []
            menu.addActions(given)
            own = self._own[menu_id] + ([self._panels.menuAction()] if menu_id == "view" else [])
            if given and own:
                menu.addSeparator()
            menu.addActions(own)
            menu.menuAction().setVisible(not menu.isEmpty())
        self.menus["tab"].setTitle("&" + self._window.bar.tabText(self._window.bar.currentIndex()))

    def open_finder(self, *, only_keys: bool = False) -> ActionFinder:
        """The command palette, or the list of keys."""
        finder = ActionFinder(list(self.menus.values()), self._window, only_keys=only_keys)
        finder.open()
        return finder

    def _action(self, text: str, icon: str, keys: str, slot: Callable[[], Any]) -> QAction:
        action = QAction(text, self._window)
        if icon:
            action.setIcon(theme.icon(icon))
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: slot())  # noqa: PLW0108 - `triggered` would pass its `checked`
        return action

    def _view_actions(self) -> list[QAction]:
        window, settings = self._window, self._window.settings
        themes = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        densities = {1: self.tr("One line"), 3: self.tr("At most 3 lines"), 12: self.tr("As high as the texts")}
        languages = {"": self.tr("As the system"), "en": "English", "ko": "한국어"}
        return [
            self._choice(self.tr("Theme"), "sun", themes, settings.theme, window.set_theme),
            self._choice(self.tr("Density"), "rows", densities, settings.density_lines, window.set_density),
            self._choice(self.tr("Language"), "languages", languages, settings.language, window.set_language),
            self._action(self.tr("Larger text"), "zoom-in", "Ctrl+=", lambda: window.zoom(1)),
            self._action(self.tr("Smaller text"), "zoom-out", "Ctrl+-", lambda: window.zoom(-1)),
            self._action(self.tr("Normal text size"), "", "Ctrl+0", lambda: window.zoom(0)),
            self._action(self.tr("Cancel the task that runs"), "stop", "Shift+Esc", window.strip.cancel),
        ]

    def _help_actions(self) -> list[QAction]:
        window = self._window
        about = f"LocaNext {__version__}"
        return [
            self._action(self.tr("Find an action…"), "command", "Ctrl+Shift+A", self.open_finder),
            self._action(self.tr("Keys…"), "keyboard", "Ctrl+/", lambda: self.open_finder(only_keys=True)),
            self._action(self.tr("Open the log folder"), "folder", "", window.open_log_folder),
            self._action(self.tr("About LocaNext"), "info", "", lambda: messages.tell(window, about)),
        ]

    def _choice(
        self, title: str, icon: str, choices: dict[Any, str], chosen: object, slot: Callable[[Any], Any]
    ) -> QAction:
        menu = QMenu(title, self._window)
        group = QActionGroup(menu)
        for value, text in choices.items():
            action = self._action(text, "", "", lambda value=value: slot(value))  # type: ignore[misc]
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)
            menu.addAction(action)
        menu.menuAction().setIcon(theme.icon(icon))
        return menu.menuAction()

    def _fill_panels(self) -> None:
        self._panels.clear()
        page = self._window.pages[self._window.bar.currentIndex()] if self._window.pages else None
        for dock in [*(page.dock_widgets() if page else []), self._window.task_panel]:
            self._panels.addAction(dock.toggleViewAction())
