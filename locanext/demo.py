"""The sample project in one go: import, two people in one file, a conflict, export. Prints what it does.

Drives the real window by its actions, with a second program beside it; without a display the window is drawn offscreen.
Pictures of its states go to the folder `demo` of the home.
"""

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from locanext import log, sample
from locanext.paths import Paths
from locanext.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from locanext.app import Program
    from locanext.tabs.ldm.conflict_dialog import ConflictDialog
    from locanext.tabs.ldm.tab import LdmTab

FILE = sample.FIRST
WAIT_SECONDS = 60
MINE, OTHERS, CLASHING = 2, 5, 7
"""Which segments (`ord`) are edited by us, by the other program, and by both."""


def run_demo(arguments: argparse.Namespace) -> int:
    """Exit code 1 if something did not come out as it should."""
    from locanext.app import Program
    from locanext.gui.application import draw_offscreen_without_display, make_application

    draw_offscreen_without_display()
    paths = Paths(arguments.home.absolute()) if arguments.home else Paths.default()
    log.set_up(paths.log_dir, arguments.verbose)
    # Its own settings: a demonstration looks the same everywhere, and leaves a person's choices alone.
    settings = Settings(theme="light", language="en")
    app = make_application(sys.argv[:1], settings)
    program = Program(settings, paths, private=True)
    demo = Demo(app, program, paths, as_json=arguments.json)
    signal.signal(signal.SIGINT, demo.interrupt)
    try:
        return demo.run()
    except KeyboardInterrupt:
        return 130
    finally:
        program.close()


class Demo:
    """One run. Each step waits for what it expects, and says what came."""

    def __init__(self, app: "QApplication", program: "Program", paths: Paths, *, as_json: bool) -> None:
        self._app, self._program, self._paths, self._as_json = app, program, paths, as_json
        self._said: list[dict[str, object]] = []
        self._interrupted = False
        self._pictures = paths.home / "demo"
        self._started = time.monotonic()

    def run(self) -> int:
        self._pictures.mkdir(exist_ok=True)
        window = self._program.window
        window.resize(1440, 860)
        window.show()
        self._program.connect_()
        ldm: LdmTab = window.show_tab("ldm")
        self._wait(lambda: ldm.is_connected, "the private PostgreSQL")
        self._say("The private PostgreSQL is up and the window is connected to it.")
        self._picture("empty")
        self._open_sample(ldm)
        self._edit_here(ldm)
        self._edit_elsewhere(ldm)
        self._clash(ldm)
        same = self._export(ldm)
        window.set_theme("dark")
        self._picture("dark")
        window.close()
        self._say(f"Pictures are in {self._pictures}")
        if self._as_json:
            self._write(json.dumps({"ok": same, "steps": self._said}, ensure_ascii=False))
        return 0 if same else 1

    def interrupt(self, *_signal: object) -> None:
        """Ctrl+C. Raised in a slot of Qt's a KeyboardInterrupt would be lost: the next wait raises it."""
        self._interrupted = True

    def _open_sample(self, ldm: "LdmTab") -> None:
        started = time.monotonic()
        ldm.files.open_sample()
        self._wait(lambda: ldm.file is not None and not self._program.runner.busy(), "the sample project")
        mine = next(p.id for p in ldm.files.known.projects if p.name == sample.PROJECT)
        files = [file for file in ldm.files.known.files if file.project_id == mine]
        count = sum(file.segment_count for file in files)
        self._say(f"Sample project: {len(files)} files, {count} segments, {time.monotonic() - started:.1f} s.")
        ldm.open_file(next(file.id for file in files if file.name == FILE))
        self._wait(lambda: ldm.file is not None and ldm.file.name == FILE and self._loaded(ldm, MINE), FILE)
        self._picture("grid")

    def _edit_here(self, ldm: "LdmTab") -> None:
        ldm.view.go_to(MINE, edit=True)
        editor = ldm.view.editor
        assert editor is not None
        text = f"Overslept again? Captain Dodam has been waiting at the pier since {time.strftime('%H:%M:%S')}."
        editor.replace_all(text)
        self._picture("editing")
        ldm.view.actions_by_id["confirm"].trigger()
        self._wait(lambda: ldm.edits.count() == 0, "the save")
        self._say(f"This window confirmed segment {MINE + 1}: {text}")

    def _edit_elsewhere(self, ldm: "LdmTab") -> None:
        text = f"Typed in another program at {time.strftime('%H:%M:%S')}."
        other = self._start_other_program(ldm, OTHERS, text)
        self._wait(lambda: self._target(ldm, OTHERS) == text, "the other program's edit")
        shown, segment = time.time(), ldm.model.theirs(OTHERS)
        assert segment is not None
        assert segment.edited_at is not None
        late = (shown - segment.edited_at.timestamp()) * 1000
        self._wait_for_end(other)
        self._say(f"The other program saved segment {OTHERS + 1}; it was on this screen {late:.0f} ms later.")

    def _clash(self, ldm: "LdmTab") -> None:
        from locanext.tabs.ldm.conflict_dialog import ConflictDialog

        ldm.view.go_to(CLASHING, edit=True)
        assert ldm.view.editor is not None
        ldm.view.editor.replace_all(f"Mine, at {time.strftime('%H:%M:%S')}.")
        theirs = f"Theirs, at {time.strftime('%H:%M:%S')}."
        self._wait_for_end(self._start_other_program(ldm, CLASHING, theirs))
        self._wait(lambda: getattr(ldm.model.theirs(CLASHING), "target", "") == theirs, "the other text")
        assert ldm.view.editor is not None, "the open editor was taken away"
        ldm.view.commit_editor()
        dialogs: list[ConflictDialog] = []

        def asked() -> bool:
            dialogs[:] = [one for one in self._program.window.findChildren(ConflictDialog) if one.isVisible()]
            return bool(dialogs)

        self._wait(asked, "the question what to keep")
        self._picture("conflict", dialogs[0])
        dialogs[0].use_both.click()
        self._wait(lambda: ldm.edits.count() == 0 and theirs in self._target(ldm, CLASHING), "the merge")
        self._say(f"Both changed segment {CLASHING + 1}; both texts are kept: {self._target(ldm, CLASHING)}")

    def _export(self, ldm: "LdmTab") -> bool:
        """Whether only what was edited differs."""
        assert ldm.file is not None
        out = self._pictures / FILE
        ldm.files.export(ldm.file, out, certificate=True)
        self._wait(lambda: not self._program.runner.tasks() and out.exists(), "the export")
        original = next(one.path for one in sample.files() if one.name == FILE).read_bytes().split(b"\n")
        exported = out.read_bytes().split(b"\n")
        different = [number for number, pair in enumerate(zip(original, exported, strict=True)) if pair[0] != pair[1]]
        self._say(
            f"Exported to {out}: of {len(original)} lines {len(different)} differ, the others byte for byte equal."
        )
        return set(different) <= {MINE, OTHERS, CLASHING}

    # --- what the steps are made of ---------------------------------------------------------------------------

    def _start_other_program(self, ldm: "LdmTab", ord_: int, text: str) -> "subprocess.Popen[bytes]":
        segment = ldm.model.theirs(ord_)
        assert segment is not None
        place = ["--home", str(self._paths.home), "--private", "set", "--project", sample.PROJECT, "--file", FILE]
        what = ["--string-id", segment.string_id, "--target", text]
        command = [sys.executable, *([] if getattr(sys, "frozen", False) else ["-m", "locanext"]), *place, *what]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def _wait_for_end(self, other: "subprocess.Popen[bytes]") -> None:
        self._wait(lambda: other.poll() is not None, "the other program")
        if other.returncode:
            raise RuntimeError(f"the other program ended with {other.returncode}")

    def _loaded(self, ldm: "LdmTab", ord_: int) -> bool:
        return ldm.model.theirs(ord_) is not None

    def _target(self, ldm: "LdmTab", ord_: int) -> str:
        segment = ldm.model.segment_at(ord_)
        return "" if segment is None else segment.target

    def _wait(self, until: Callable[[], bool], what: str) -> None:
        from PySide6.QtCore import QEventLoop

        end = time.monotonic() + WAIT_SECONDS
        while not until():
            if self._interrupted:
                raise KeyboardInterrupt
            if time.monotonic() > end:
                raise TimeoutError(f"waited {WAIT_SECONDS} s for {what}")
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def _picture(self, name: str, dialog: "ConflictDialog | None" = None) -> None:
        """The window as it is now; a dialog is drawn over its middle, as a window manager would."""
        from PySide6.QtCore import QPoint
        from PySide6.QtGui import QPainter

        for _ in range(3):
            self._app.processEvents()
        picture = self._program.window.grab()
        if dialog is not None:
            shown = dialog.grab()
            corner = self._program.window.rect().center() - dialog.rect().center()
            painter = QPainter(picture)
            painter.fillRect(picture.rect(), "#66000000")
            painter.drawPixmap(QPoint(corner), shown)
            painter.end()
        picture.save(str(self._pictures / f"{name}.png"))

    def _say(self, text: str) -> None:
        seconds = round(time.monotonic() - self._started, 1)
        self._said.append({"seconds": seconds, "text": text})
        if not self._as_json:
            self._write(f"[{seconds:5.1f} s] {text}")

    @staticmethod
    def _write(text: str) -> None:
        if sys.stdout is not None:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
