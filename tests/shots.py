"""Pictures of the real program in each of its states: `python3 scripts/dev.py shot --out DIR`.

For looking at what was built, and for the README. Needs a display (the command starts Xvfb).
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from locanext.app import Program
from locanext.domain.edit import Edit
from locanext.domain.errors import NotAllowed, WeakPassword
from locanext.domain.progress import Progress
from locanext.domain.state import State
from locanext.gui.application import make_application
from locanext.gui.messages import text_of
from locanext.gui.password_dialog import PasswordDialog
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.store.refusals import as_message
from locanext.tabs.ldm.conflict_dialog import ConflictDialog
from locanext.tabs.ldm.edits import Conflict
from locanext.tabs.ldm.outbox import Entry
from locanext.tabs.ldm.refused_dialog import RefusedDialog
from locanext.tabs.ldm.tab import LdmTab
from locanext.tabs.ldm.trash_dialog import TrashDialog
from tests import servers

SIZE = "1440x860"
LOOKS = ("light-en", "dark-en", "light-ko")


class Photographer:
    """One program, taken from state to state."""

    def __init__(self, app: QApplication, home: Path, out: Path, look: str, size: str) -> None:
        self.app, self.out, self.name = app, out, look
        theme, language = look.split("-")
        self.program = Program(Settings(theme=theme, language=language), Paths(home))
        self.window = self.program.window
        self.window.set_theme(theme)
        self.window.setGeometry(0, 0, *map(int, size.split("x")))
        self.window.show()
        self.program.connect_()
        self.ldm: LdmTab = self.window.show_tab("ldm")
        self.wait(lambda: self.ldm.is_connected and not self.program.runner.busy())

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not until():
            assert time.monotonic() < end, "waited for a minute"
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def take(self, name: str, over: QWidget | None = None) -> None:
        end = time.monotonic() + 0.3
        self.wait(lambda: time.monotonic() > end)
        screen = self.app.primaryScreen().grabWindow(0).copy(self.window.geometry())
        picture = screen if over is not None else self.window.grab()
        picture.save(str(self.out / f"{name}-{self.name}.png"))

    def dialog(self, name: str, dialog: QDialog) -> None:
        dialog.open()
        self.take(name, dialog)
        dialog.close()

    def close(self) -> None:
        self.window.close()
        self.wait(lambda: not self.window.isVisible())
        self.program.close()

    def all(self) -> None:
        ldm = self.ldm
        self.take("empty")
        ldm.files.open_sample()
        self.wait(lambda: ldm.file is not None and bool(ldm.files.known.files) and not self.program.runner.busy())
        file = next(file for file in ldm.files.known.files if file.name == "dialogue_en.txt")
        ldm.open_file(file.id)
        self.wait(lambda: ldm.file is not None and ldm.file.id == file.id and ldm.model.theirs(9) is not None)
        for _ in range(6):
            ldm.view.actions_by_id["confirm"].trigger()
        self.wait(lambda: ldm.edits.count() == 0)
        self.take("grid")
        ldm.view.go_to(9, edit=True)
        self.take("editing")
        ldm.view.commit_editor()
        segment = ldm.model.theirs(9)
        assert segment is not None
        theirs = segment._replace(target=segment.target.replace("Pathfinder Compass", "Wayfinder Compass"))
        mine = segment._replace(target=segment.target.replace("take", "receive"))
        self.dialog("conflict", ConflictDialog(Conflict(mine, theirs), ldm._storable, "\\n", self.window))
        ldm.filter.needle.setText("나침반")
        self.wait(lambda: ldm.model.rowCount() < file.segment_count)
        self.take("filter")
        ldm.filter.needle.setText("there is no such text")
        self.wait(lambda: ldm.model.rowCount() == 0)
        self.take("nothing-found")
        ldm.filter.clear()
        self.import_files()
        self.program.choose_database()
        self.program.dialog.join.setChecked(True)
        self.take("connect", self.program.dialog)
        self.program.dialog.reject()
        self.rare_dialogs()
        self.ldm._live.link_changed.emit(False, "connection refused")
        self.take("offline")

    def import_files(self) -> None:
        broken = self.out / "broken.xml"
        broken.write_text('<LanguageData>\n<LocStr StringId="1" StrOrigin="문" Str="<b>"/>\n</LanguageData>', "utf-8")
        good = self.out / "skills_fr.txt"
        good.write_text("1\t2\t3\t4\t5\t문을 열어라.\tOuvre la porte.\tCurrent\n" * 3 + "1\t2\n", "utf-8")
        imports = self.ldm.imports
        imports.import_files([broken, good])
        self.wait(lambda: imports.dialog is not None and imports.dialog.isVisible())
        assert imports.dialog is not None
        self.take("import", imports.dialog)
        imports.dialog.start.click()
        self.wait(lambda: self.window.findChild(QMessageBox) is not None)
        self.take("imported", self.window.findChild(QMessageBox))
        self.window.findChild(QMessageBox).close()
        self.window.task_panel.show()
        self.take("tasks")
        self.window.task_panel.hide()

    def rare_dialogs(self) -> None:
        files = self.ldm.files
        assert self.ldm.file is not None
        for file in [one for one in files.known.files if one.id != self.ldm.file.id][:2]:
            files._trash(file, gone=True)
        self.wait(lambda: not self.program.runner.busy())
        files.ask_restore()
        self.wait(lambda: self.window.findChild(TrashDialog) is not None)
        self.take("trash", self.window.findChild(TrashDialog))
        self.window.findChild(TrashDialog).close()
        keys = self.window.menus.open_finder(only_keys=True)
        self.take("keys", keys)
        keys.close()
        password = PasswordDialog(self.program.runner, _refuse, self.window, must=True)
        password.new.setText("short")
        password.again.setText("short")
        password._on_ok()
        self.wait(lambda: bool(password.error.text()))
        self.dialog("password", password)
        refused = RefusedDialog(self.window)
        segment = self.ldm.model.theirs(9)
        assert segment is not None
        edit = Edit(1, "dialogue_en.txt", segment, segment.target, State.DRAFT)
        reason = text_of(NotAllowed("The server refused: {detail}", detail=as_message(_SAID)))
        refused.show_entries([Entry(edit, row=1, refused=reason)])
        self.dialog("refused", refused)


_SAID = "It is not there, or you have no right to edit it."


def _refuse(_bench: object, _password: str, _progress: Progress) -> None:
    raise WeakPassword("A password needs at least {least} characters.", least=12)


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    parser.add_argument("--size", default=SIZE, help="of the window")
    parser.add_argument("--look", nargs="*", default=LOOKS, help="theme and language, as in dark-ko")
    arguments = parser.parse_args(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    app = make_application(sys.argv[:1], Settings(theme="light", language="en"))
    for look in arguments.look:
        with servers.private_home() as home:
            from locanext.gui.application import set_language

            set_language(app, look.split("-")[1])
            photographer = Photographer(app, home, arguments.out, look, arguments.size)
            photographer.all()
            photographer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
