"""Pictures of the real program in each of its states: `python3 scripts/dev.py shot --out DIR`.

For looking at what was built, and for the README. Needs a display (the command starts Xvfb).
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from locanext.app import Program
from locanext.gui.application import make_application
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.tabs.ldm.conflict_dialog import ConflictDialog
from locanext.tabs.ldm.edits import Conflict
from locanext.tabs.ldm.tab import LdmTab
from tests import servers

SIZE = (1440, 860)


class Photographer:
    """One program, taken from state to state."""

    def __init__(self, app: QApplication, home: Path, out: Path, theme: str, language: str) -> None:
        self.app, self.out, self.name = app, out, f"{theme}-{language}"
        self.program = Program(Settings(theme=theme, language=language), Paths(home))
        self.window = self.program.window
        self.window.set_theme(theme)
        self.window.setGeometry(0, 0, *SIZE)
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

    def import_files(self) -> None:
        broken = self.out / "broken.xml"
        broken.write_text('<LanguageData>\n<LocStr StringId="1" StrOrigin="문" Str="<b>"/>\n</LanguageData>', "utf-8")
        good = self.out / "skills_fr.txt"
        good.write_text("1\t2\t3\t4\t5\t문을 열어라.\tOuvre la porte.\tCurrent\n" * 3, "utf-8")
        self.ldm.imports.import_files([good, broken])
        self.wait(lambda: self.ldm.imports.dialog is not None and self.ldm.imports.dialog.isVisible())
        assert self.ldm.imports.dialog is not None
        self.take("import", self.ldm.imports.dialog)
        self.ldm.imports.dialog.reject()
        self.window.task_panel.show()
        self.take("tasks")
        self.window.task_panel.hide()


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("pictures"))
    arguments = parser.parse_args(argv)
    arguments.out.mkdir(parents=True, exist_ok=True)
    app = make_application(sys.argv[:1], Settings(theme="light", language="en"))
    for theme, language in (("light", "en"), ("dark", "en"), ("light", "ko")):
        with servers.private_home() as home:
            from locanext.gui.application import set_language

            set_language(app, language)
            photographer = Photographer(app, home, arguments.out, theme, language)
            photographer.all()
            photographer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
