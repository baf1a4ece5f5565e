"""A person at a window, as a process of its own: types into segments, answers conflicts, and says how it goes.

Every text is unique, and is in the log file (on the disk) before the window gets it. Lines on standard output:
`ready`; `typed N` after each edit; `saved N`: so many of the first edits are acknowledged (in order only); `full` when
the person waits for a server that is away, and each edit is on the disk; `idle` when all is typed, saved and decided.
Then each line of standard input, a JSON object of `ord` to [target, state, version], is compared with what the grid
shows: `equal`, or what differs after some seconds.
"""

import argparse
import json
import os
import random
import sys
from pathlib import Path

from locanext import log
from tests import programs
from tests.programs import Running, wait

ACTIONS = ("commit_down", "confirm_stay", "mark_translated", "save_draft")
AT_ONCE = 30
"""So many edits may wait for the server before the person makes a pause."""
UNDO_SHARE = 0.05


class Typist:
    """`options`: see `main`."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._random = random.Random(options.seed)
        self._log = options.log.open("w", encoding="utf-8")
        self._running = Running(options.home)
        self._ldm = self._running.ldm
        self._ords = range(0, options.count if options.in_order else options.shared * options.step, options.step)
        self._number = 0
        self._is_full = False

    def run(self) -> None:
        self._running.open(self._options.file)
        say("ready")
        if self._options.in_order:
            self._ldm.edits.saving_changed.connect(lambda waiting: say(f"saved {self._number - waiting}"))
        for turn in range(self._options.count):
            self._type(self._ords[turn] if self._options.in_order else self._random.choice(self._ords))
            say(f"typed {turn + 1}")
            wait(lambda: self._answered() and self._has_room(), "the server")
        wait(lambda: self._answered() and self._ldm.edits.count() == 0, "the last saves")
        say("idle")
        for line in sys.stdin:
            say(self._compared({int(ord_): tuple(state) for ord_, state in json.loads(line).items()}))
        self._running.close()

    def _type(self, ord_: int) -> None:
        if not self._options.in_order and self._random.random() < UNDO_SHARE:
            self._ldm.view.actions_by_id["undo"].trigger()
        if not self._running.loaded(ord_) and not self._ldm.is_connected:
            # A person without a link goes on with what is on the screen.
            ord_ = self._random.choice([one for one in self._ords if self._running.loaded(one)])
        view = self._ldm.view
        view.go_to(ord_, edit=True)
        wait(lambda: self._answered() and view.editor is not None and view.editor.ord == ord_, f"editor {ord_}")
        assert view.editor is not None
        text = self._new_text()
        view.editor.replace_all(text)
        view.actions_by_id["commit_down" if self._options.in_order else self._random.choice(ACTIONS)].trigger()
        view.commit_editor()

    def _new_text(self) -> str:
        self._number += 1
        text = (
            f"{self._options.home.name}{self._options.seed} {self._number} {self._random.choice(('문', 'Tür', 'door'))}"
        )
        self._log.write(text + "\n")
        self._log.flush()
        os.fsync(self._log.fileno())
        return text

    def _answered(self) -> bool:
        """Decide at random what is asked; whether nothing is asked any more."""
        for dialog in self._running.conflict_dialogs():
            choice = self._random.choice(("use_mine", "use_theirs", "use_both", "keep", "reject"))
            if choice == "reject":
                dialog.reject()
                continue
            if choice == "keep":
                dialog.result_text.setPlainText(self._new_text())
            getattr(dialog, choice).click()
        # What was put off is asked again, until everything is decided.
        self._ldm.conflicts.ask()
        return not self._running.conflict_dialogs()

    def _has_room(self) -> bool:
        edits = self._ldm.edits
        has_room = edits.count() < AT_ONCE
        if not has_room and edits.outbox.away and not edits.outbox.unkept() and not self._is_full:
            self._is_full = True
            say("full")
        return has_room

    def _compared(self, stored: dict[int, tuple[str, int, int]]) -> str:
        different = {}
        for ord_, expected in stored.items():
            self._ldm.view.go_to(ord_)
            try:
                wait(lambda ord_=ord_, expected=expected: self._shown(ord_) == expected, "", 10)  # type: ignore[misc]
            except TimeoutError:
                different[ord_] = (expected, self._shown(ord_))
        return f"different {different}" if different else "equal"

    def _shown(self, ord_: int) -> tuple[str, int, int] | None:
        segment = self._ldm.model.segment_at(ord_)
        return None if segment is None else (segment.target, int(segment.state), segment.version)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("file", type=int)
    parser.add_argument("log", type=Path)
    parser.add_argument("--count", type=int, default=100, help="edits")
    parser.add_argument("--seed", type=int, default=0, help="another one for each typist")
    parser.add_argument("--shared", type=int, default=200, help="segments that are edited")
    parser.add_argument("--step", type=int, default=1, help="distance of these segments in the file")
    parser.add_argument("--in-order", action="store_true", help="each segment once, from the first on")
    options = parser.parse_args()
    log.set_up(options.home / "logs")
    application = programs.application()
    Typist(options).run()
    del application


if __name__ == "__main__":
    main()
