"""The strip and the panel show what the tasks are, and cancel them."""

import threading

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from locanext.domain.errors import BadFile
from locanext.domain.progress import Progress
from locanext.gui.task_panel import TaskPanel, TaskStrip, count_text, describe, duration_text
from locanext.gui.tasks import Lane, Task, TaskRunner, TaskState


def waits(bench: object, gate: threading.Event, progress: Progress) -> None:
    progress.step(1_234, 60_000, "dialogue.txt")
    with progress.on_cancel(gate.set):
        gate.wait(30)
    progress.check()


def fails(bench: object, request: object, progress: Progress) -> None:
    raise BadFile("Line {line} is damaged", line=3)


def test_durations_and_counts(qtbot: QtBot) -> None:
    QLocale.setDefault(QLocale("en"))
    assert [duration_text(s) for s in (0.42, 59.6, 185)] == ["0.4 s", "1 min 00 s", "3 min 05 s"]
    task = Task("t", Lane.IO, False)
    task.step(12_345, 60_000, "")
    assert count_text(task) == "12,345 of 60,000"
    task.step(345_000_000, 1_000_000_000, "")
    assert count_text(task) == "34%", "bytes"


def test_strip_appears_counts_and_goes(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    strip = TaskStrip(runner)
    qtbot.addWidget(strip)
    task = runner.run(waits, gate, lane=Lane.WRITE, title="Import dialogue.txt")
    runner.run(lambda b, r, p: None, None, lane=Lane.WRITE, title="Export")
    qtbot.waitUntil(strip.isVisible)
    qtbot.waitUntil(lambda: strip.task is task and task.done == 1_234)
    assert "1 more" in strip._count.text()
    bar = strip.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    assert bar.value() == 1_234 * 1000 // 60_000
    gate.set()
    qtbot.waitUntil(lambda: not runner.busy() and not strip.isVisible())


def test_strip_cancels(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    strip = TaskStrip(runner)
    qtbot.addWidget(strip)
    task = runner.run(waits, gate, lane=Lane.WRITE, title="Import")
    qtbot.waitUntil(strip.isVisible)
    qtbot.mouseClick(strip._cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: task.state is TaskState.CANCELLED)


def test_quiet_tasks_appear_nowhere(qtbot: QtBot, runner: TaskRunner) -> None:
    panel = TaskPanel(runner)
    qtbot.addWidget(panel)
    runner.run(lambda b, r, p: None, None, lane=Lane.READ, quiet=True)
    qtbot.waitUntil(lambda: not runner.busy())
    assert panel.rows == {}


def test_panel_tells_the_error_and_opens_results(qtbot: QtBot, runner: TaskRunner) -> None:
    panel = TaskPanel(runner)
    qtbot.addWidget(panel)
    panel.show()
    opened: list[int] = []
    failed = runner.run(fails, None, lane=Lane.WRITE, title="Import", on_failed=lambda error: None)
    done = runner.run(lambda b, r, p: 1, None, lane=Lane.WRITE, title="Export")
    done.open_result = lambda: opened.append(done.result)
    qtbot.waitUntil(lambda: not runner.busy())
    assert panel.rows[failed.id].detail.text() == "Line 3 is damaged"
    assert not panel.rows[failed.id].open_button.isVisible()
    assert not panel.rows[done.id].cancel_button.isVisible()
    qtbot.mouseClick(panel.rows[done.id].open_button, Qt.MouseButton.LeftButton)
    assert opened == [1]


def test_panel_cancels_a_queued_task(qtbot: QtBot, runner: TaskRunner, gate: threading.Event) -> None:
    panel = TaskPanel(runner)
    qtbot.addWidget(panel)
    panel.show()
    runner.run(waits, gate, lane=Lane.WRITE, title="first")
    second = runner.run(waits, gate, lane=Lane.WRITE, title="second")
    assert describe(second) == "Waiting for its turn"
    qtbot.mouseClick(panel.rows[second.id].cancel_button, Qt.MouseButton.LeftButton)
    gate.set()
    qtbot.waitUntil(lambda: not runner.busy())
    assert second.state is TaskState.CANCELLED
    assert describe(second) == "Cancelled"


def test_panel_forgets_the_oldest(qtbot: QtBot, runner: TaskRunner) -> None:
    panel = TaskPanel(runner)
    qtbot.addWidget(panel)
    tasks = []
    for number in range(60):
        tasks.append(runner.run(lambda b, r, p: None, None, lane=Lane.IO, title=str(number)))
        qtbot.waitUntil(lambda: not runner.busy())
    assert list(panel.rows) == [task.id for task in tasks[-50:]]
