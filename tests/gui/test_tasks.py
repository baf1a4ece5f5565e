"""Tasks: lanes, order, progress, cancelling, errors, and an end without threads left."""

import gc
import threading
import weakref
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.errors import BadFile, Cancelled, ExpectedError
from locanext.domain.progress import Progress
from locanext.gui.tasks import Lane, Task, TaskRunner, TaskState, UnexpectedError


def echo(bench: object, request: Any, progress: Progress) -> Any:
    return bench, request


def until_cancelled(bench: object, request: threading.Event, progress: Progress) -> None:
    """Waits for the gate, and hears a cancel at once."""
    with progress.on_cancel(request.set):
        request.wait(30)
    progress.check()


def idle(qtbot: QtBot, runner: TaskRunner) -> None:
    qtbot.waitUntil(lambda: not runner.busy(), timeout=10_000)


@pytest.mark.parametrize("lane", list(Lane))
def test_result_comes_on_the_windows_thread(qtbot: QtBot, runner: TaskRunner, lane: Lane) -> None:
    seen: list[tuple[Any, bool]] = []
    main = threading.current_thread()
    runner.run(echo, 7, lane=lane, on_done=lambda r: seen.append((r, threading.current_thread() is main)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(("the bench", 7), True)]


def test_operation_runs_off_the_windows_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[bool] = []
    window = QThread.currentThread()
    runner.run(lambda b, r, p: QThread.currentThread() is window, None, lane=Lane.READ, on_done=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [False]


def test_write_lane_keeps_the_order(qtbot: QtBot, runner: TaskRunner) -> None:
    begun: list[int] = []
    ended: list[int] = []
    for number in range(200):
        runner.run(lambda _b, n, _p: begun.append(n) or n, number, lane=Lane.WRITE, quiet=True, on_done=ended.append)
    idle(qtbot, runner)
    assert begun == ended == list(range(200))


@pytest.mark.parametrize("lane", list(Lane))
def test_lane_runs_as_many_at_once_as_it_is_wide(
    qtbot: QtBot, runner: TaskRunner, lane: Lane, gate: threading.Event
) -> None:
    at_once: list[int] = []
    now, lock = [0], threading.Lock()

    def operation(bench: object, request: None, progress: Progress) -> None:
        with lock:
            now[0] += 1
            at_once.append(now[0])
        gate.wait(30)
        with lock:
            now[0] -= 1

    tasks = [runner.run(operation, None, lane=lane) for _ in range(lane.width + 2)]
    qtbot.waitUntil(lambda: [t.state for t in tasks].count(TaskState.RUNNING) == lane.width)
    gate.set()
    idle(qtbot, runner)
    assert max(at_once) == lane.width


def test_lanes_do_not_wait_for_each_other(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    runner.run(lambda b, r, p: gate.wait(30), None, lane=Lane.WRITE)
    done: list[Any] = []
    runner.run(echo, 1, lane=Lane.READ, on_done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert runner.busy()


def test_progress_is_the_real_count_and_rare(qtbot: QtBot, runner: TaskRunner) -> None:
    total = 300_000

    def operation(bench: object, request: None, progress: Progress) -> None:
        for done in range(1, total + 1):
            progress.step(done, total, "counting")

    task = runner.run(operation, None, lane=Lane.CPU)
    steps: list[int] = []
    task.progressed.connect(lambda: steps.append(task.done))
    idle(qtbot, runner)
    assert (task.done, task.total, task.note) == (total, total, "counting")
    assert steps == sorted(steps)
    assert steps[-1] == total
    assert len(steps) <= 20 * task.seconds + 2


def test_a_count_larger_than_32_bits_is_told(qtbot: QtBot, runner: TaskRunner) -> None:
    task = runner.run(lambda b, r, p: p.step(5_000_000_000, 9_000_000_000), None, lane=Lane.IO)
    idle(qtbot, runner)
    assert (task.done, task.total) == (5_000_000_000, 9_000_000_000)


def test_time_left_follows_the_rate_of_the_stage(qtbot: QtBot, runner: TaskRunner) -> None:
    task = Task("import", Lane.IO, False)
    assert task.seconds_left() is None
    task.start()
    task._clock -= 10
    task.step(25, 100, "")
    assert task.seconds_left() is None, "a new total begins a new stage"
    task._clock -= 10
    task.step(50, 100, "")
    left = task.seconds_left()
    assert left is not None
    assert left == pytest.approx(20, rel=0.05)


def test_expected_error_goes_to_on_failed(qtbot: QtBot, runner: TaskRunner) -> None:
    def operation(bench: object, request: None, progress: Progress) -> None:
        raise BadFile("Line {line} is damaged", line=3)

    errors: list[ExpectedError] = []
    task = runner.run(operation, None, lane=Lane.IO, on_failed=errors.append)
    idle(qtbot, runner)
    assert [str(error) for error in errors] == ["Line 3 is damaged"]
    assert task.state is TaskState.FAILED
    assert task.error is errors[0]


def test_error_that_nobody_takes_is_announced(qtbot: QtBot, runner: TaskRunner) -> None:
    def operation(bench: object, request: None, progress: Progress) -> None:
        raise BadFile("It is damaged")

    with qtbot.waitSignal(runner.error_unhandled) as announced:
        task = runner.run(operation, None, lane=Lane.IO)
    assert announced.args == [task]


def test_a_bug_is_logged_and_shown_as_unexpected(
    qtbot: QtBot, runner: TaskRunner, expected_errors: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    expected_errors.append("'count the stars' failed")
    errors: list[ExpectedError] = []
    runner.run(lambda b, r, p: 1 / 0, None, lane=Lane.CPU, title="count the stars", on_failed=errors.append)
    idle(qtbot, runner)
    assert isinstance(errors[0], UnexpectedError)
    assert "ZeroDivisionError" in str(errors[0])
    assert "Traceback" in caplog.text
    assert "ZeroDivisionError: division by zero" in caplog.text


def test_cancel_of_a_running_task_interrupts_its_wait(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    errors: list[ExpectedError] = []
    task = runner.run(until_cancelled, gate, lane=Lane.READ, on_failed=errors.append)
    qtbot.waitUntil(lambda: task.state is TaskState.RUNNING)
    runner.cancel(task)
    idle(qtbot, runner)
    assert task.state is TaskState.CANCELLED
    assert [type(error) for error in errors] == [Cancelled]


def test_cancelled_while_queued_never_runs(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    ran: list[int] = []
    runner.run(lambda b, r, p: gate.wait(30), None, lane=Lane.WRITE)
    second = runner.run(lambda b, r, p: ran.append(1), None, lane=Lane.WRITE)
    runner.cancel(second)
    gate.set()
    idle(qtbot, runner)
    assert ran == []
    assert second.state is TaskState.CANCELLED


def test_cancel_that_comes_too_late_keeps_the_result(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    done: list[int] = []
    task = runner.run(lambda b, r, p: gate.wait(30) and 5, None, lane=Lane.WRITE, on_done=done.append)
    qtbot.waitUntil(lambda: task.state is TaskState.RUNNING)
    runner.cancel(task)
    gate.set()
    idle(qtbot, runner)
    assert done == [5]
    assert task.state is TaskState.DONE


def test_latest_drops_the_older_answer_even_if_it_comes_late(
    qtbot: QtBot, runner: TaskRunner, gate: threading.Event
) -> None:
    answers: list[Any] = []

    def deaf(bench: object, request: int, progress: Progress) -> int:
        gate.wait(30)
        return request

    for number in range(3):
        runner.run(deaf, number, lane=Lane.READ, latest="matches", on_done=answers.append, on_failed=answers.append)
    gate.set()
    idle(qtbot, runner)
    assert answers == [2]


def test_latest_of_another_key_is_left_alone(qtbot: QtBot, runner: TaskRunner) -> None:
    answers: list[Any] = []
    for key in ("a", "b"):
        runner.run(lambda b, r, p: r, key, lane=Lane.WRITE, latest=key, on_done=answers.append)
    idle(qtbot, runner)
    assert answers == ["a", "b"]


def test_a_callback_that_raises_holds_up_no_other(qtbot: QtBot, runner: TaskRunner) -> None:
    done: list[int] = []

    def broken(result: object) -> None:
        raise ValueError("broken callback")

    with qtbot.capture_exceptions() as raised:
        runner.run(echo, 1, lane=Lane.WRITE, on_done=broken)
        runner.run(echo, 2, lane=Lane.WRITE, on_done=lambda r: done.append(r[1]))
        qtbot.waitUntil(lambda: done == [2])
    assert [str(error[1]) for error in raised] == ["broken callback"]


def test_a_deleted_widget_is_not_called(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    class Waiting(QWidget):
        called = False

        def on_done(self, result: object) -> None:
            Waiting.called = True

    widget = Waiting()
    for callback in (widget.on_done, partial(widget.on_done)):
        runner.run(lambda b, r, p: gate.wait(30), None, lane=Lane.READ, on_done=callback)
    with qtbot.waitSignal(widget.destroyed):
        widget.deleteLater()
    gate.set()
    idle(qtbot, runner)
    assert not Waiting.called


def test_quiet_tasks_are_not_listed(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    runner.run(lambda b, r, p: gate.wait(30), None, lane=Lane.READ, quiet=True)
    loud = runner.run(lambda b, r, p: gate.wait(30), None, lane=Lane.READ)
    assert runner.tasks() == [loud]
    assert runner.busy()


def test_cancel_all_lets_a_persons_edits_finish(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    saved: list[int] = []
    edit = runner.run(lambda b, r, p: gate.wait(30) and saved.append(r), 1, lane=Lane.WRITE, quiet=True)
    queued = runner.run(lambda b, r, p: saved.append(r), 2, lane=Lane.WRITE, quiet=True)
    other = runner.run(until_cancelled, threading.Event(), lane=Lane.READ)
    assert not runner.cancel_all(), "the edit still waits for its gate"
    gate.set()
    assert runner.cancel_all(10)
    assert saved == [1, 2]
    assert [edit.state, queued.state, other.state] == [TaskState.DONE, TaskState.DONE, TaskState.CANCELLED]


def test_close_ends_all_threads(qtbot: QtBot) -> None:
    before = set(threading.enumerate())
    runner = TaskRunner(None)
    for lane in Lane:
        for _ in range(lane.width):
            runner.run(until_cancelled, threading.Event(), lane=lane)
    assert runner.close(10)
    left = [t for t in threading.enumerate() if t not in before and not t.name.startswith("cancel")]
    assert not [t for t in left if not isinstance(t, threading._DummyThread)]
    with pytest.raises(RuntimeError):
        runner.run(echo, 1, lane=Lane.READ)
    runner.deleteLater()


def test_no_callback_comes_after_close(qtbot: QtBot) -> None:
    """What waits for the answer may be gone by then."""
    runner = TaskRunner(None)
    answers: list[object] = []
    saved: list[int] = []
    for number in range(20):
        runner.run(
            lambda b, n, p: saved.append(n), number, lane=Lane.WRITE, quiet=True,
            on_done=answers.append, on_failed=answers.append,
        )  # fmt: skip
    assert runner.close(10)
    QCoreApplication.processEvents()
    assert saved == list(range(20)), "a person's edits are made before the end"
    assert answers == []
    assert runner.close(10), "a second close finds nothing to do"
    runner.deleteLater()


def test_close_tells_that_an_operation_does_not_stop(qtbot: QtBot, gate: threading.Event) -> None:
    runner = TaskRunner(None)
    task = runner.run(lambda b, r, p: gate.wait(30), None, lane=Lane.IO)
    qtbot.waitUntil(lambda: task.state is TaskState.RUNNING)
    assert not runner.close(0.1)
    gate.set()
    assert runner.cancel_all(10)
    runner.deleteLater()


def test_results_are_not_kept_alive(qtbot: QtBot, runner: TaskRunner) -> None:
    class Big(QObject):
        pass

    made: list[weakref.ref[Big]] = []

    def operation(bench: object, request: None, progress: Progress) -> Big:
        big = Big()
        made.append(weakref.ref(big))
        return big

    runner.run(operation, None, lane=Lane.READ, quiet=True)
    idle(qtbot, runner)
    gc.collect()
    assert made[0]() is None
