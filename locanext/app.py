"""The composition root of the window: the one module that knows every part, and puts them together."""

import argparse
import logging
import sys
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from locanext import log, tabs
from locanext.domain.errors import BadInput, ExpectedError, NotAllowed
from locanext.domain.progress import Progress
from locanext.domain.user import Person
from locanext.gui.application import close_on_interrupt, has_display, make_application
from locanext.gui.first_paint import after_first_paint
from locanext.gui.login_dialog import SERVER, ConnectionChoice, LoginDialog
from locanext.gui.main_window import MainWindow
from locanext.gui.messages import show_error, tell, text_of
from locanext.gui.password_dialog import PasswordDialog
from locanext.gui.tasks import Lane, TaskRunner
from locanext.gui.watchdog import Watchdog
from locanext.paths import Paths
from locanext.settings import Connection, Settings

if TYPE_CHECKING:
    from locanext.workbench import Workbench

_log = logging.getLogger(__name__)


def run_window(arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; the exit code."""
    if not has_display():
        sys.stderr.write("locanext: there is no display to open a window on. Without one: locanext demo, --help\n")
        return 2
    paths = Paths(arguments.home.absolute()) if arguments.home else Paths.default()
    log.set_up(paths.log_dir, arguments.verbose)
    settings = Settings.load(paths.settings_file)
    app = make_application(sys.argv[:1], settings)
    Watchdog.from_environment(app)
    wants_sample, private = arguments.sample, arguments.private or arguments.sample
    while True:
        program = Program(settings, paths, private=private)
        close_on_interrupt(program.window)
        program.window.show()
        # The first paint comes before anything heavy is imported.
        after_first_paint(program.window, partial(program.connect_, open_sample=wants_sample))
        code = app.exec()
        program.close()
        if not program.moved:
            return code
        wants_sample = private = False


class Program(QObject):
    """One window with what stands behind it. `connect_` makes it live; `close` ends everything.

    `private`: on the private server, whatever else is named. `moved`: the window was closed because another database
    was chosen, and shall open again on that.
    """

    def __init__(self, settings: Settings, paths: Paths, *, private: bool = False) -> None:
        super().__init__()
        self.settings, self.paths, self._private = settings, paths, private
        self.moved = self._greeted = False
        self._refused = ""
        self.runner = TaskRunner()
        self.window = MainWindow(tabs.discover(), self.runner, settings, paths)
        self.window.menus.add_own("file", self.tr("Change password…"), "key", self.choose_password)
        self.window.menus.add_own("file", self.tr("Connect…"), "server", self.choose_database)
        self.window.kept_open.connect(self._on_kept_open)
        self._connection_before = settings.connection
        self.dialog: LoginDialog | PasswordDialog | None = None
        self._ends: list[Callable[[], object]] = [self.runner.close]

    def connect_(self, *, open_sample: bool = False) -> None:
        """Import what works with the database, and open the tabs on it. Connecting itself goes on behind them."""
        from locanext.gui.live import LiveFeed
        from locanext.workbench import open_workbench

        try:
            bench = open_workbench(self.paths, self.settings, private=self._private)
        except BadInput as error:
            show_error(self.window, error)
            return
        self.runner.bench = bench
        live = LiveFeed(bench, self.window)
        self._ends = [live.stop, self.runner.close, bench.close]
        self.window.open_tabs(live)
        live.link_changed.connect(self._on_link)
        live.refused.connect(self._on_shut_out)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(live.on_application_state)
        self._say_hello()
        if open_sample:
            self.window.show_tab("ldm").files.open_sample()

    def close(self) -> None:
        """After the window has closed."""
        for end in self._ends:
            end()
        self.window.deleteLater()  # its timers would else go on in the window that opens on another database

    def choose_database(self) -> None:
        """Ask which database to work in; the window opens again on another one."""
        from locanext.workbench import named_server, private_is_named

        try:
            names = {"DATABASE_TYPE": private_is_named(self.paths), "POSTGRES_HOST": bool(named_server(self.paths))}
        except BadInput as error:
            show_error(self.window, error)
            return
        if name := next((name for name, decides in names.items() if decides), ""):
            text = self.tr("The server is named by the environment, so it cannot be chosen here.")
            detail = self.tr("{name} is set, there or in the file {file}. Without it LocaNext asks you.")
            tell(self.window, text, detail.format(name=name, file=self.paths.home / ".env"))
            return
        self.dialog = LoginDialog(self.runner, self.settings.connection, _sign_in, self.window)
        self.dialog.accepted.connect(self._on_chosen)
        self.dialog.open()

    def choose_password(self, *, must: bool = False) -> None:
        """Ask for a new password; the window opens again with it."""
        from locanext.workbench import named_server, private_is_named

        named = named_server(self.paths)
        is_private = self._private or private_is_named(self.paths)
        if is_private or (named is None and self.settings.connection.kind != SERVER):
            tell(self.window, self.tr("The database of this computer is yours alone: it has no password to remember."))
        elif not self._is_asking():
            self.dialog = PasswordDialog(self.runner, _change_password, self.window, must=must)
            has_old = named is not None and bool(named.password)
            self.dialog.accepted.connect(self._tell_where_the_old_is if has_old else self._open_again)
            self.dialog.open()

    def _tell_where_the_old_is(self) -> None:
        text = self.tr("The password is changed. The old one still stands in POSTGRES_PASSWORD: put the new one there.")
        tell(
            self.window,
            text,
            self.tr("In the environment, or in the file {file}.").format(file=self.paths.home / ".env"),
        )

    def _is_asking(self) -> bool:
        return self.dialog is not None and self.dialog.isVisible()

    def _say_hello(self) -> None:
        self.runner.run(
            _hello, None, lane=Lane.IO, quiet=True, latest="hello", on_done=self._on_hello, on_failed=self._on_refused
        )

    def _on_link(self, up: bool, _detail: str) -> None:
        if up and not self._greeted:
            self._say_hello()

    def _on_hello(self, person: Person) -> None:
        self._greeted = True
        if self.window.statusBar().currentMessage() == self._refused:
            self.window.statusBar().clearMessage()
        self.window.set_status("person", person.name, person.login)
        if person.must_change_password:
            self.choose_password(must=True)

    def _on_shut_out(self, detail: str) -> None:
        """The server wants us no more: another password, an ended session, a disabled account."""
        self.window.statusBar().showMessage(detail, 0)
        if not self._is_asking():
            self.choose_database()

    def _on_refused(self, error: ExpectedError) -> None:
        """Only a refused account is for the person to mend; a link that is down comes back by itself."""
        self._refused = text_of(error)
        self.window.statusBar().showMessage(self._refused, 0)
        if isinstance(error, NotAllowed) and not self._is_asking():
            self.choose_database()

    def _on_chosen(self) -> None:
        assert isinstance(self.dialog, LoginDialog)
        assert self.dialog.choice is not None
        self._connection_before, self.settings.connection = (
            self.settings.connection,
            _as_connection(self.dialog.choice),
        )
        self._open_again()

    def _open_again(self) -> None:
        self.moved = True
        self.window.close()
        if self.window.isVisible():  # a task is running, and the person may yet keep the window
            _log.info("The other database is opened when the window has closed")

    def _on_kept_open(self) -> None:
        """Also the other database is not wanted any more: closing the window later is an ordinary end."""
        if self.moved:
            self.settings.connection, self.moved = self._connection_before, False


def _as_connection(choice: ConnectionChoice) -> Connection:
    return Connection(**{field.name: getattr(choice, field.name) for field in fields(Connection)})


def _hello(bench: "Workbench", _request: None, _progress: Progress) -> Person:
    return bench.store.hello()


def _change_password(bench: "Workbench", password: str, _progress: Progress) -> None:
    """For this account on this server; remembered where the old one was."""
    from locanext.store import credentials

    credentials.change(bench.store.change_password(password))


def _sign_in(_bench: object, choice: ConnectionChoice, _progress: Progress) -> Person | None:
    """Try the choice; the password is remembered when it is right."""
    from locanext.store import credentials
    from locanext.store.connect import Store
    from locanext.workbench import chosen_server

    if choice.kind != SERVER:
        return None
    info = chosen_server(_as_connection(choice), choice.password)
    person = Store(lambda: info).hello()
    credentials.remember(info, keep=choice.keep_signed_in)
    return person
