"""The window program that `import` and `opening` measure, as a process of its own: HOME FILE OUT, with the watchdog on.

Prints a JSON object a line as it goes on, each with `phase`.
"""

import json
import sys
import time
from pathlib import Path

from locanext import log
from locanext.gui.watchdog import Watchdog
from tests.bench._grid_timing import GridTiming
from tests.programs import Running, application, wait

JUMPS, WHEEL_STEPS, OPENINGS = 50, 200, 5


def say(phase: str, **figures: object) -> None:
    sys.stdout.write(json.dumps({"phase": phase, **figures}) + "\n")
    sys.stdout.flush()


def main(home: Path, path: Path, out: Path) -> None:
    log.set_up(home / "logs")
    app = application()
    watchdog = Watchdog.from_environment(app)
    assert watchdog is not None, "the watchdog is off"
    running = Running(home)
    running.wait_connected()
    timing = GridTiming(running, watchdog)
    big = bring_in(running, watchdog, path)
    small = bring_in(running, watchdog, path.with_name("small_en.txt"))
    wait(lambda: running.is_open(path.name), "the first one, which is opened by itself")
    # The file that is open is not opened again.
    opened = [(file_id, timing.open(file_id)) for _ in range(OPENINGS) for file_id in (small, big)]
    say("open", first_rows=[milliseconds for file_id, milliseconds in opened if file_id == big])
    say("jump", times=timing.jumps(JUMPS))
    running.ldm.view.go_to(0)
    say("wheel", gaps=timing.wheel(WHEEL_STEPS))
    started = time.perf_counter()
    assert running.ldm.file is not None
    running.ldm.files.export(running.ldm.file, out, certificate=False)
    wait(lambda: not running.program.runner.tasks(), "the export", 600)
    say("export", seconds=time.perf_counter() - started)
    running.close()
    del app


def bring_in(running: Running, watchdog: Watchdog, path: Path) -> int:
    """Import and open a file; its id."""
    say("start")
    watchdog.reset()
    started = time.perf_counter()
    running.start_import(path, "Bench")
    wait(lambda: running.id_of(path.name), "the import", 1200)
    say(f"import {path.name}", seconds=time.perf_counter() - started, gaps=watchdog.report())
    return running.id_of(path.name)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
