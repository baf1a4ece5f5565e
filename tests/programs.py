"""The real program for the tests: its window, without a screen, driven as a person drives it.

`Running` is a program in this process; there may be several, each with a home of its own. `home_on` makes a home whose
program is one person's on a server behind a PgBouncer; any other home has a private server. `spawn` starts a module of
the tests as a process of its own, with a window or not.
"""

import faulthandler
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from locanext.app import Program
from locanext.gui.application import make_application
from locanext.log import log_file
from locanext.paths import Paths
from locanext.settings import Connection, Settings
from locanext.tabs.ldm.conflict_dialog import ConflictDialog
from locanext.tabs.ldm.tab import LdmTab
from tests import servers
from tests.servers import Bouncer

ROOT = Path(__file__).resolve().parent.parent
WAIT_SECONDS = 60


def home_on(folder: Path, bouncer: Bouncer, login: str) -> Path:
    """A home in `folder` whose program works as `login` on the server behind `bouncer`."""
    home = folder / login
    home.mkdir()
    info, listen = bouncer.info(login), bouncer.info(login, listen=True)
    values = {
        "POSTGRES_HOST": info["host"],
        "POSTGRES_PORT": info["port"],
        "POSTGRES_DB": info["dbname"],
        "POSTGRES_LISTEN_DB": listen["dbname"],
        "POSTGRES_USER": login,
        "POSTGRES_PASSWORD": info["password"],
        "POSTGRES_SSLMODE": "disable",
    }
    (home / ".env").write_text("".join(f"{key}={value}\n" for key, value in values.items()), "utf-8")
    return home


def end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(30)


def restart(bouncer: Bouncer) -> None:
    """End a PgBouncer with all its links, and start it again on the same port."""
    end(bouncer.process)
    command = [str(part) for part in bouncer.process.args]  # type: ignore[union-attr]
    log = Path(command[-1]).with_name("log")
    bouncer.process = bouncer.database.cluster.runtime.spawn(command, log=log)
    servers._wait_for_port(bouncer, log)


def wait(until: Callable[[], object], what: str, seconds: float = WAIT_SECONDS) -> None:
    """Let the event loop run until a condition holds; `TimeoutError` says `what` did not come."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            # Where every thread stands, and what the program said: a timeout alone tells nothing.
            faulthandler.dump_traceback()
            file = log_file()
            said = file.read_text("utf-8")[-4000:] if file is not None else ""
            raise TimeoutError(f"waited {seconds} s for {what}\n{said}")
        run_loop(5)


def run_loop(milliseconds: int) -> None:
    """A loop and not `processEvents`: that would leave alone what is to be deleted later."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def application() -> QApplication:
    """The application of a process of its own, which ends with an error if anything is raised in a slot."""

    def on_error(kind: type[BaseException], error: BaseException, trace: object) -> None:
        sys.__excepthook__(kind, error, trace)  # type: ignore[arg-type]
        sys.stderr.flush()
        os._exit(70)

    app = make_application(["locanext"], Settings(theme="light", language="en"))
    sys.excepthook = on_error
    return app


class Running:
    """A program whose window is open and connected. `close` ends it as a person would, and waits for that.

    `connection`: as chosen in the window, when the home names no server.
    """

    def __init__(self, home: Path, connection: Connection | None = None) -> None:
        self.settings = Settings.load(home / "settings.json")
        self.settings.connection = connection or self.settings.connection
        self.settings.theme, self.settings.language = "light", "en"
        self.program = Program(self.settings, Paths(home))
        self.window = self.program.window
        self.window.resize(1280, 800)
        self.window.show()
        self.program.connect_()
        self.ldm: LdmTab = self.window.show_tab("ldm")
        self._closed = False

    def wait_connected(self) -> None:
        wait(lambda: self.ldm.is_connected, "the connection")

    def open(self, file_id: int) -> None:
        """Open a file and wait until its first segments are here."""
        self.wait_connected()
        wait(lambda: not self.program.runner.busy(), "the tree, and the file that was open last")
        self.ldm.open_file(file_id)
        wait(lambda: self.ldm.file is not None and self.ldm.file.id == file_id and self.loaded(0), "the file")

    def loaded(self, ord_: int) -> bool:
        return self.ldm.model.theirs(ord_) is not None

    def shown(self, ord_: int) -> str:
        """The target as the person sees it; "" while it is on its way."""
        position = self.ldm.model.position_of(ord_)
        segment = None if position is None else self.ldm.model.segment_at(position)
        return "" if segment is None else segment.target

    def begin_typing(self, ord_: int, text: str) -> None:
        """Open the cell and type over what it holds; nothing is saved yet."""
        view = self.ldm.view
        view.go_to(ord_, edit=True)
        wait(lambda: view.editor is not None and view.editor.ord == ord_, f"the editor of segment {ord_}")
        assert view.editor is not None
        view.editor.replace_all(text)

    def type(self, ord_: int, text: str, action: str = "commit_down") -> None:
        """Type a target and finish by an action of the grid."""
        self.begin_typing(ord_, text)
        self.ldm.view.actions_by_id[action].trigger()
        self.ldm.view.commit_editor()

    def start_import(self, path: Path, project: str, language: str = "en") -> None:
        """Bring a file in by way of the dialog; returns when the import goes on (or is over, if it is short)."""
        imports = self.ldm.imports
        imports.dialog = None
        imports.import_files([path])
        wait(lambda: imports.dialog is not None, "the question where to")
        assert imports.dialog is not None
        imports.dialog.project.setCurrentText(project)
        imports.dialog.language.setCurrentText(language)
        imports.dialog.start.click()
        tasks = self.program.runner.tasks
        wait(lambda: self.id_of(path.name) or any(task.done for task in tasks()), "the import")

    def id_of(self, name: str) -> int:
        """Of a file in the tree; 0: it is not there (yet). Who works in another file is left there when it comes."""
        return next((file.id for file in self.ldm.files.known.files if file.name == name), 0)

    def is_open(self, name: str) -> bool:
        return self.ldm.file is not None and self.ldm.file.name == name

    def wait_saved(self) -> None:
        wait(lambda: self.ldm.edits.count() == 0, "the saves")

    def conflict_dialogs(self) -> list[ConflictDialog]:
        return [one for one in self.window.findChildren(ConflictDialog) if one.isVisible()]

    def status(self, key: str) -> str:
        """What the status bar shows in a place."""
        label = self.window._labels.get(key)
        return "" if label is None else label.text()

    def close(self) -> None:
        if not self._closed:
            self.window.close()
            wait(lambda: not self.window.isVisible(), "the window's end")
            self.end()

    def end(self) -> None:
        """After the window has closed."""
        self._closed = True
        self.program.close()
        self.window.deleteLater()
        run_loop(1)


def spawn(module: str, *arguments: object, **streams: int) -> "subprocess.Popen[str]":
    """Start `python -m module` without a screen."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=env, text=True, encoding="utf-8", **streams)  # type: ignore[call-overload,no-any-return]


@contextmanager
def spawned(module: str, *arguments: object, **streams: int) -> Iterator["subprocess.Popen[str]"]:
    """As `spawn`; at the end it is killed if it has not ended."""
    process = spawn(module, *arguments, **streams)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
