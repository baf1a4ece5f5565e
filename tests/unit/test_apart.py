"""Work in a process of its own: its result, its steps, its errors, its end."""

import os
import time
from pathlib import Path

import pytest

from locanext.apart import apart
from locanext.domain.errors import BadInput, Cancelled
from locanext.domain.progress import Progress


def count(upto: int, progress: Progress) -> int:
    for number in range(1, upto + 1):
        progress.step(number, upto, "counting")
    return os.getpid()


def fail(expected: bool, _progress: Progress) -> None:
    if expected:
        raise BadInput("It is {what}.", what="bad")
    raise ZeroDivisionError("a bug")


def die(_progress: Progress) -> None:
    os._exit(7)


def wait_for_ever(mark: Path, _progress: Progress) -> None:
    mark.write_text(str(os.getpid()), "utf-8")
    time.sleep(600)


def test_a_result_and_its_steps() -> None:
    steps: list[tuple[int, int, str]] = []
    pid = apart(count, 1000, progress=Progress(lambda *step: steps.append(step)))
    assert pid != os.getpid()
    assert steps[-1] == (1000, 1000, "counting")
    assert len(steps) < 1000, "not each of them"


def test_errors() -> None:
    with pytest.raises(BadInput, match="It is bad"):
        apart(fail, True, progress=Progress())
    with pytest.raises(RuntimeError, match="a bug"):
        apart(fail, False, progress=Progress())
    with pytest.raises(RuntimeError, match="exit code 7"):
        apart(die, progress=Progress())


def test_a_cancel_ends_the_process(tmp_path: Path) -> None:
    mark = tmp_path / "pid"

    class Waiting(Progress):
        def check(self) -> None:
            if mark.exists() and mark.read_text("utf-8"):
                self.cancel()
            super().check()

    with pytest.raises(Cancelled):
        apart(wait_for_ever, mark, progress=Waiting())
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text("utf-8")), 0)
