"""The window that `live` lets save: HOME FILE COUNT ROWS. A line for each save: its text, and when it was made."""

import random
import sys
import time
from pathlib import Path

from locanext import log
from tests.programs import Running, application, run_loop, wait

PAUSE_MS = (20, 120)
"""Between an acknowledged save and the next: so that they meet the other window at any moment of its own rhythm."""


def main(home: Path, file_id: int, count: int, rows: int) -> None:
    log.set_up(home / "logs")
    app = application()
    dice = random.Random(1)
    running = Running(home)
    running.open(file_id)
    for number in range(count):
        text = f"Open door {number}."
        running.begin_typing(number % rows, text)
        when = time.monotonic()
        running.ldm.view.actions_by_id["confirm_stay"].trigger()
        print(text, when, sep="\t", flush=True)
        wait(lambda: running.ldm.edits.count() == 0, "the save")
        run_loop(dice.randint(*PAUSE_MS))
    running.close()
    del app


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
