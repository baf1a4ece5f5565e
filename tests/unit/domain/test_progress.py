"""Progress that is told, and a cancel that is heard in time."""

from threading import Event, Thread

import pytest

from locanext.domain.errors import Cancelled
from locanext.domain.progress import Progress


def test_steps_are_told() -> None:
    told: list[tuple[int, int, str]] = []
    progress = Progress(lambda *step: told.append(step))
    progress.step(1, 2, "half")
    progress.step(5)
    assert told == [(1, 2, "half"), (5, 0, "")]
    Progress().step(1, 2)


def test_nothing_is_told_after_a_cancel() -> None:
    told: list[int] = []
    progress = Progress(lambda done, _total, _note: told.append(done))
    progress.check()
    progress.cancel()
    assert progress.cancelled
    for work in (progress.check, lambda: progress.step(1)):
        with pytest.raises(Cancelled):
            work()
    assert told == []


def test_a_report_may_cancel() -> None:
    progress = Progress(lambda *_step: progress.cancel())
    progress.step(1)
    with pytest.raises(Cancelled):
        progress.step(2)


def test_a_cancel_interrupts_what_waits() -> None:
    progress, waits, woken = Progress(), Event(), Event()

    def work() -> None:
        with progress.on_cancel(woken.set):
            waits.set()
            woken.wait(20)

    thread = Thread(target=work)
    thread.start()
    waits.wait(20)
    progress.cancel()
    thread.join(20)
    assert woken.is_set()


def test_what_is_over_is_not_stopped() -> None:
    progress, stopped = Progress(), []
    with progress.on_cancel(lambda: stopped.append("inner")):
        pass
    with pytest.raises(ZeroDivisionError), progress.on_cancel(lambda: stopped.append("failed")):
        raise ZeroDivisionError
    progress.cancel()
    assert stopped == []


def test_what_would_begin_after_a_cancel_does_not() -> None:
    progress, stopped = Progress(), []
    progress.cancel()
    with pytest.raises(Cancelled), progress.on_cancel(lambda: stopped.append(1)):
        stopped.append(2)
    assert stopped == []


def test_several_are_stopped_each_time() -> None:
    progress, stopped = Progress(), []
    with progress.on_cancel(lambda: stopped.append(1)), progress.on_cancel(lambda: stopped.append(2)):
        progress.cancel()
    assert stopped == [1, 2]
