"""The composition root of the window: the one module that knows every part, and puts them together."""

import argparse
import logging
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer

from locanext import log, tabs
from locanext.gui.application import make_application
from locanext.gui.main_window import MainWindow
from locanext.gui.tasks import TaskRunner
from locanext.gui.watchdog import Watchdog
from locanext.paths import Paths
from locanext.settings import Settings

_log = logging.getLogger(__name__)


def run_window(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; the exit code."""
    paths = Paths(arguments.home.absolute()) if arguments.home else Paths.default()
    log.set_up(paths.log_dir, arguments.verbose)
    settings = Settings.load(paths.settings_file)
    app = make_application(sys.argv[:1], settings)
    Watchdog.from_environment(app)
    program = Program(settings, paths)
    program.window.show()
    # The first paint comes before anything heavy is imported.
    QTimer.singleShot(0, program.window, lambda: program.connect(open_sample=arguments.sample))
    try:
        return app.exec()
    finally:
        program.close()


class Program:
    """One window with what stands behind it. `connect` makes it live; `close` ends everything."""

    def __init__(self, settings: Settings, paths: Paths) -> None:
        self.settings, self.paths = settings, paths
        self.runner = TaskRunner()
        self.window = MainWindow(tabs.discover(), self.runner, settings, paths)
        self._ends: list[Callable[[], object]] = []

    def connect(self, *, open_sample: bool = False) -> None:
        """Import what works with the database, and open the tabs on it. Connecting itself goes on behind them."""
        from locanext.gui.live import LiveFeed
        from locanext.workbench import open_workbench

        bench = open_workbench(self.paths, self.settings)
        self.runner.bench = bench
        live = LiveFeed(bench, self.window)
        self._ends = [live.stop, self.runner.close, bench.close]
        self.window.open_tabs(live)
        if open_sample:
            self.window.show_tab("ldm").files.open_sample()

    def close(self) -> None:
        """After the window has closed."""
        for end in self._ends:
            end()
        self.runner.close()
