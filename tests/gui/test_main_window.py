"""The window: tabs made on first show, menus of the tab, what is remembered, and an end that loses nothing."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.errors import BadFile
from locanext.domain.progress import Progress
from locanext.gui import messages, theme
from locanext.gui.action_finder import ActionFinder, all_actions
from locanext.gui.main_window import MainWindow
from locanext.gui.tasks import Lane, TaskRunner, TaskState
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.tabspec import TabSpec

made: list[str] = []


class FullTab(QWidget):
    """Has all that a tab may have."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        made.append("full")
        self.dropped: list[Path] = []
        self.sent: list[str] = []
        self.window_of = window
        self.confirm = QAction("Confirm", self, shortcut="Ctrl+Return")
        self.confirm.triggered.connect(lambda: self.sent.append("confirm"))
        self.import_action = QAction("Import…", self)

    def actions_for(self, menu_id: str) -> list[QAction]:
        return {"file": [self.import_action], "tab": [self.confirm]}.get(menu_id, [])

    def docks(self) -> list[tuple[Qt.DockWidgetArea, QDockWidget]]:
        dock = QDockWidget("Matches")
        dock.setObjectName("matches")
        dock.setWidget(QLabel("none"))
        return [(Qt.DockWidgetArea.RightDockWidgetArea, dock)]

    def drop_files(self, files: list[Path]) -> None:
        self.dropped += files

    def finish(self) -> None:
        self.window_of.runner.run(
            lambda b, text, p: self.sent.append(text), "the open text", lane=Lane.WRITE, quiet=True
        )


class PlainTab(QWidget):
    """Has nothing but its widget."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        made.append("plain")


SPECS = (
    TabSpec("full", "Translate", 1, "", f"{__name__}:FullTab"),
    TabSpec("plain", "QuickSearch", 2, "", f"{__name__}:PlainTab"),
)


@pytest.fixture
def window(
    qtbot: QtBot, runner: TaskRunner, settings: Settings, paths: Paths, themed: Callable[[str], None]
) -> MainWindow:
    made.clear()
    themed("light")
    window = MainWindow(SPECS, runner, settings, paths)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Active, with its first tab."""
    with qtbot.waitActive(window):
        window.show()
    window.open_tabs()
    return window


def titles(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_tabs_are_made_when_first_shown(window: MainWindow) -> None:
    window.show()
    window.bar.setCurrentIndex(1)
    window.bar.setCurrentIndex(0)
    assert made == [], "there is no database yet"
    window.open_tabs()
    assert made == ["full"]
    window.show_tab("plain")
    window.show_tab("full")
    assert made == ["full", "plain"]
    assert isinstance(window.current_tab(), FullTab)


def test_menus_belong_to_the_tab_that_is_shown(shown: MainWindow) -> None:
    menus = shown.menus.menus
    assert titles(menus["file"])[0] == "Import…"
    assert menus["tab"].title() == "&Translate"
    assert menus["tab"].menuAction().isVisible()
    shown.show_tab("plain")
    assert "Import…" not in titles(menus["file"])
    assert not menus["tab"].menuAction().isVisible()
    shown.show_tab("full")
    assert titles(menus["tab"]) == ["Confirm"]


def test_keys_of_a_hidden_tab_do_nothing(qtbot: QtBot, shown: MainWindow) -> None:
    tab: FullTab = shown.show_tab("full")
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert tab.sent == ["confirm"]
    shown.show_tab("plain")
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert tab.sent == ["confirm"]


def test_every_own_action_has_a_name_and_no_key_twice(shown: MainWindow) -> None:
    found = list(all_actions(list(shown.menus.menus.values())))
    keys = [one.keys for one in found if one.keys]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+Shift+A", "Ctrl+/", "Ctrl+Shift+Q", "Shift+Esc", "Ctrl+0"} <= set(keys)
    assert not [key for key in keys if key.endswith("Space") or key.startswith("Ctrl+Alt")]
    assert "View › Theme › Dark" in [one.path for one in found]
    assert "View › Panels › Matches" in [one.path for one in found]


def test_command_palette_finds_and_runs(qtbot: QtBot, shown: MainWindow) -> None:
    finder = shown.menus.open_finder()
    qtbot.keyClicks(finder.search, "theme dark")
    assert finder.list.topLevelItemCount() == 1
    qtbot.keyClick(finder.search, Qt.Key.Key_Return)
    assert shown.settings.theme == "dark"
    assert theme.tokens() is theme.DARK


def test_arrows_move_in_the_palette(qtbot: QtBot, shown: MainWindow) -> None:
    finder = shown.menus.open_finder()
    qtbot.keyClick(finder.search, Qt.Key.Key_Down)
    assert finder.list.currentItem() is finder.list.topLevelItem(1)
    finder.close()


def test_key_list_shows_only_what_has_a_key(shown: MainWindow) -> None:
    finder = shown.menus.open_finder(only_keys=True)
    rows = [finder.list.topLevelItem(n) for n in range(finder.list.topLevelItemCount())]
    assert rows
    assert all(row is not None and row.text(1) for row in rows)
    finder.close()


def test_key_list_shows_keys_that_do_nothing_now(shown: MainWindow) -> None:
    shown.menus.menus["file"].actions()[-1].setEnabled(False)
    listed = shown.menus.open_finder(only_keys=True)
    assert listed.list.findItems("File › Quit", Qt.MatchFlag.MatchExactly)
    listed.close()
    usable = shown.menus.open_finder()
    assert not usable.list.findItems("File › Quit", Qt.MatchFlag.MatchExactly)
    usable.close()


def test_zoom_and_density_are_remembered_and_announced(qtbot: QtBot, shown: MainWindow) -> None:
    with qtbot.waitSignals([shown.view_changed] * 3):
        shown.zoom(1)
        shown.zoom(1)
        shown.set_density(3)
    assert (shown.settings.grid_font_size, shown.settings.density_lines) == (13, 3)
    for _ in range(50):
        shown.zoom(1)
    assert shown.settings.grid_font_size == 32
    shown.zoom(0)
    assert shown.settings.grid_font_size == Settings().grid_font_size


def test_status_places_are_kept_by_key(shown: MainWindow) -> None:
    shown.set_status("link", "Connected", "PostgreSQL 18", tone="success")
    shown.set_status("people", "3 people")
    shown.set_status("link", "Link lost", tone="danger")
    texts = [label.text() for label in shown.statusBar().findChildren(QLabel) if label.isVisible()]
    assert texts == ["Link lost", "3 people"]
    shown.set_status("people", "")
    assert not shown._labels["people"].isVisible()


def test_docks_and_tab_are_remembered(
    qtbot: QtBot, shown: MainWindow, runner: TaskRunner, settings: Settings, paths: Paths
) -> None:
    dock = shown.pages[0].dock_widgets()[0]
    shown.pages[0].addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    shown.show_tab("plain")
    shown.close()
    qtbot.waitUntil(lambda: not shown.isVisible())
    assert settings.path is not None
    again = MainWindow(SPECS, runner, Settings.load(settings.path), paths)
    qtbot.addWidget(again)
    again.show()
    again.open_tabs()
    again.open_tabs()
    assert isinstance(again.current_tab(), PlainTab)
    again.show_tab("full")
    moved = again.pages[0].dock_widgets()[0]
    assert again.pages[0].dockWidgetArea(moved) is Qt.DockWidgetArea.LeftDockWidgetArea


def test_a_dock_has_the_width_that_it_was_left_with(
    qtbot: QtBot, runner: TaskRunner, settings: Settings, paths: Paths
) -> None:
    widths = []
    for _ in range(3):
        window = MainWindow(SPECS, runner, settings, paths)
        qtbot.addWidget(window)
        window.resize(760, 500)
        window.show()
        window.open_tabs()
        QApplication.processEvents()
        widths.append(window.pages[0].dock_widgets()[0].width())
        window.remember()
        window.hide()
    assert len(set(widths)) == 1


def test_a_floating_dock_goes_and_comes_with_its_tab(qtbot: QtBot, shown: MainWindow) -> None:
    dock = shown.pages[0].dock_widgets()[0]
    dock.setFloating(True)
    shown.show_tab("plain")
    assert not dock.isVisible()
    shown.show_tab("full")
    assert dock.isVisible()
    dock.setFloating(False)


def drop(shown: MainWindow, urls: list[QUrl]) -> bool:
    data = QMimeData()
    data.setUrls(urls)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    entered.ignore()
    shown.dragEnterEvent(entered)
    shown.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    return entered.isAccepted()


def test_dropped_files_go_to_the_tab(shown: MainWindow, tmp_path: Path) -> None:
    tab: FullTab = shown.show_tab("full")
    file = tmp_path / "대사 1.txt"
    assert drop(shown, [QUrl.fromLocalFile(str(file)), QUrl("https://example.com/x")])
    assert tab.dropped == [file]
    assert not drop(shown, [QUrl("https://example.com/x")])
    shown.show_tab("plain")
    assert not drop(shown, [QUrl.fromLocalFile(str(file))])
    assert tab.dropped == [file]


def test_strip_survives_a_change_of_tab(
    qtbot: QtBot, shown: MainWindow, runner: TaskRunner, gate: threading.Event
) -> None:
    runner.run(lambda b, r, p: gate.wait(30), None, lane=Lane.IO, title="Import")
    qtbot.waitUntil(shown.strip.isVisible)
    shown.show_tab("plain")
    assert shown.strip.isVisible()
    qtbot.mouseClick(shown.strip, Qt.MouseButton.LeftButton)
    assert shown.task_panel.isVisible()


def boxes() -> list[QWidget]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, messages.QMessageBox) and w.isVisible()]


def test_an_error_that_nobody_takes_is_shown(qtbot: QtBot, shown: MainWindow, runner: TaskRunner) -> None:
    def fails(bench: object, request: None, progress: Progress) -> None:
        raise BadFile("{name} is damaged", name="quests.txt")

    runner.run(fails, None, lane=Lane.IO)
    qtbot.waitUntil(lambda: bool(boxes()))
    box = boxes()[0]
    assert isinstance(box, messages.QMessageBox)
    assert box.text() == "quests.txt is damaged"
    box.close()


def test_close_hands_in_the_open_text(qtbot: QtBot, shown: MainWindow) -> None:
    tab: FullTab = shown.show_tab("full")
    shown.close()
    qtbot.waitUntil(lambda: not shown.isVisible())
    assert tab.sent == ["the open text"]


def test_close_in_the_middle_of_an_import_asks_and_stops_it(
    qtbot: QtBot, shown: MainWindow, runner: TaskRunner, gate: threading.Event
) -> None:
    def imports(bench: object, request: threading.Event, progress: Progress) -> None:
        with progress.on_cancel(request.set):
            request.wait(30)
        progress.check()

    task = runner.run(imports, gate, lane=Lane.IO, title="Import quests.txt")
    shown.close()
    assert shown.isVisible()
    assert "Import quests.txt" in shown.question.informativeText()
    shown.question.reject()
    assert shown.isVisible()
    assert not task.state.over
    shown.close()
    stop = next(b for b in shown.question.findChildren(QPushButton) if b.text() == "Stop and close")
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shown.isVisible())
    assert task.state is TaskState.CANCELLED
    assert shown.settings.path is not None
    assert shown.settings.path.is_file()


def test_finder_of_a_submenu_keeps_the_order(shown: MainWindow) -> None:
    finder = ActionFinder([shown.menus.menus["help"]], shown)
    assert [found.path.split(" › ")[0] for found in finder._found] == ["Help"] * len(finder._found)
    finder.close()


_PROGRAM = """
import json, sys, time
from pathlib import Path
began = time.perf_counter()
from locanext.gui.application import make_application
from locanext.gui.main_window import MainWindow
from locanext.gui.tasks import TaskRunner
from locanext.paths import Paths
from locanext.settings import Settings
settings = Settings.load(Path(sys.argv[1]) / "settings.json")
settings.language = "ko"
app = make_application(["locanext"], settings)
runner = TaskRunner(None)
window = MainWindow((), runner, settings, Paths(Path(sys.argv[1])))
window.show()
app.processEvents()
print(json.dumps({
    "seconds": time.perf_counter() - began,
    "heavy": [name for name in ("psycopg", "keyring", "openpyxl", "lxml", "torch") if name in sys.modules],
    "qt": app.translate("QPlatformTheme", "Cancel"),
}))
runner.close()
window.close()
"""


def test_program_starts_light_and_in_korean(tmp_path: Path) -> None:
    """A real start in its own process: what it imports, how fast, and Qt's own texts."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "error"}
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)],
        env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    told = json.loads(ran.stdout)
    assert told["heavy"] == []
    assert told["qt"] == "취소"
    assert told["seconds"] < 5
