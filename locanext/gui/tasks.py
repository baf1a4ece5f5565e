"""Runs operations off the window's thread. Knows nothing of what they do, nor of the widgets that wait for them.

An operation is `(bench, request, progress) -> result`. Each lane has its own few threads and keeps the order
in which work was given to it; the `write` lane has one thread, so a person's edits commit in the order typed. The
`journal` lane brings them to the disk, and never waits for a server.
All callbacks and signals come on the window's thread; workers only put messages in a queue and ring for it.
"""

import logging
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import count
from queue import Empty, SimpleQueue
from threading import Condition, Thread
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from locanext.domain.errors import Cancelled, ExpectedError
from locanext.domain.progress import Progress
from locanext.log import log_file

Operation = Callable[[Any, Any, Progress], Any]
Failed = Callable[[ExpectedError], object]
log = logging.getLogger(__name__)
_PROGRESS_MS = 50


class Lane(StrEnum):
    """Where work queues; tasks of different lanes do not wait for each other."""

    JOURNAL = "journal"
    WRITE = "write"
    READ = "read"
    CPU = "cpu"
    IO = "io"

    @property
    def width(self) -> int:
        """How many tasks of the lane run at once."""
        return {Lane.JOURNAL: 1, Lane.WRITE: 1, Lane.READ: 3, Lane.CPU: 1, Lane.IO: 2}[self]


_EDITS = (Lane.JOURNAL, Lane.WRITE)


class TaskState(StrEnum):
    """The life of a task."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self in (TaskState.DONE, TaskState.FAILED, TaskState.CANCELLED)


class UnexpectedError(ExpectedError):
    """Stands for a bug in front of the user; the bug itself is in the log with its traceback."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            "An unexpected error happened ({kind}). The details are in {log}.",
            kind=type(error).__name__,
            log=log_file() or "the log",
        )


class Task(QObject):
    """One run of an operation, as the window sees it. Read it on the window's thread only.

    `total` is 0 while unknown. `open_result` may be set by who started the task: the panel then offers it.
    """

    progressed = Signal()
    ended = Signal()
    _ids = count(1)

    def __init__(self, title: str, lane: Lane, quiet: bool) -> None:
        super().__init__()
        self.id = next(self._ids)
        self.title, self.lane, self.quiet = title, lane, quiet
        self.state = TaskState.QUEUED
        self.done, self.total, self.note = 0, 0, ""
        self.started_at: datetime | None = None
        self.error: ExpectedError | None = None
        self.result: Any = None
        self.open_result: Callable[[], object] | None = None
        self.seconds = 0.0
        """How long it ran, once it is over."""
        self._clock, self._clock_done = 0.0, 0
        self._began = 0.0

    def seconds_left(self) -> float | None:
        """By the rate so far; None while it cannot be told."""
        spent, made = time.monotonic() - self._clock, self.done - self._clock_done
        if self.state is not TaskState.RUNNING or not self.total or made <= 0 or spent < 1:
            return None
        return spent * max(self.total - self.done, 0) / made

    # What follows is called by the runner.

    def start(self) -> None:
        self.state, self.started_at = TaskState.RUNNING, datetime.now().astimezone()
        self._clock = self._began = time.monotonic()

    def step(self, done: int, total: int, note: str) -> None:
        if total != self.total or done < self.done:  # another stage of the work, with another speed
            self._clock, self._clock_done = time.monotonic(), done
        self.done, self.total, self.note = done, total, note

    def end(self, result: Any, error: ExpectedError | None, state: TaskState) -> None:
        self.result, self.error, self.state = result, error, state
        self.seconds = time.monotonic() - self._began if self._began else 0.0


@dataclass(eq=False)
class _Job:
    """What the runner knows of a task. `latest_step` is written by the worker and read by the window."""

    task: Task
    operation: Operation
    request: Any
    on_done: Callable[[Any], object] | None
    on_failed: Failed | None
    latest: Hashable
    progress: Progress = field(init=False)
    latest_step: tuple[int, int, str] | None = None
    superseded: bool = False
    cancelled: bool = False

    def __post_init__(self) -> None:
        self.progress = Progress(self._on_step)

    def _on_step(self, done: int, total: int, note: str) -> None:
        self.latest_step = (done, total, note)


class TaskRunner(QObject):
    """Starts, follows and cancels tasks. Made and used on the window's thread.

    `bench` goes to every operation; the window is shown before there is one, so it may be set later.
    """

    task_added = Signal(object)
    task_changed = Signal(object)
    task_ended = Signal(object)
    error_unhandled = Signal(object)
    """A task failed and nobody gave an `on_failed`: the window shows its `error`."""
    idle = Signal()
    _rung = Signal()

    def __init__(self, bench: object = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self._jobs: dict[int, _Job] = {}
        self._latest: dict[Hashable, _Job] = {}
        self._queues: dict[Lane, SimpleQueue[_Job | None]] = {lane: SimpleQueue() for lane in Lane}
        self._threads: dict[Lane, list[Thread]] = {lane: [] for lane in Lane}
        self._messages: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._working = 0
        self._idle = Condition()
        self._closed = False
        self._rung.connect(self._on_rung, Qt.ConnectionType.QueuedConnection)
        self._steps = QTimer(self, interval=_PROGRESS_MS)
        self._steps.timeout.connect(self._show_steps)

    def run(
        self,
        operation: Operation,
        request: Any,
        *,
        lane: Lane,
        title: str = "",
        on_done: Callable[[Any], object] | None = None,
        on_failed: Failed | None = None,
        latest: Hashable = None,
        quiet: bool = False,
    ) -> Task:
        """Queue `operation(bench, request, progress)` in `lane`.

        `on_done(result)` or `on_failed(error)` follows; a task that the user cancelled gives `on_failed` a
        `Cancelled`, a bug gives it an `UnexpectedError` (and is in the log). Without `on_failed` the window
        shows the error. `latest`: a newer task of the same key cancels this one, whose answer is dropped
        without any callback. `quiet` tasks do not appear in the panel. A callback that is a method of a
        deleted Qt object, also within a `partial`, is not called.
        """
        if self._closed:
            raise RuntimeError("the task runner is closed")
        job = _Job(Task(title, lane, quiet), operation, request, on_done, on_failed, latest)
        if latest is not None:
            self._supersede(latest, job)
        self._jobs[job.task.id] = job
        self._add_thread(lane)
        with self._idle:
            self._working += 1
        self._queues[lane].put(job)
        if not self._steps.isActive():
            self._steps.start()
        self.task_added.emit(job.task)
        return job.task

    def cancel(self, task: Task) -> None:
        """Ask a task to stop; it ends when its operation notices. A task that is over is left alone."""
        job = self._jobs.get(task.id)
        if job is not None and not job.cancelled:
            job.cancelled = True
            # What the operation registered to interrupt itself may wait for a network: not on this thread.
            Thread(target=job.progress.cancel, name=f"cancel {task.id}", daemon=True).start()

    def cancel_all(self, wait_seconds: float = 0.0, *, edits_too: bool = False) -> bool:
        """Cancel everything but a person's own edits (quiet tasks of `_EDITS`), which are let finish.

        Waits up to `wait_seconds` and tells whether all work is over.
        """
        for job in list(self._jobs.values()):
            if edits_too or not (job.task.quiet and job.task.lane in _EDITS):
                self.cancel(job.task)
        with self._idle:
            over = self._idle.wait_for(lambda: self._working == 0, wait_seconds)
        while wait_seconds and not self._messages.empty() and not self._closed:
            self._on_rung()
        return over

    def close(self, wait_seconds: float = 10.0) -> bool:
        """Cancel, wait, end the threads; no callback comes any more. False: an operation would not stop."""
        self._closed = True
        self._steps.stop()
        over = self.cancel_all(wait_seconds)
        for lane, threads in self._threads.items():
            for _ in threads:
                self._queues[lane].put(None)
        if over:
            for thread in (thread for threads in self._threads.values() for thread in threads):
                thread.join(wait_seconds)
        return over

    @property
    def is_closed(self) -> bool:
        """Nothing can be run any more."""
        return self._closed

    def busy(self) -> bool:
        """Whether any task, quiet ones too, is not over."""
        return bool(self._jobs)

    def tasks(self) -> list[Task]:
        """The tasks that are not over and not quiet, oldest first."""
        return [job.task for job in self._jobs.values() if not job.task.quiet]

    # --- worker threads -------------------------------------------------------------------------------------

    def _add_thread(self, lane: Lane) -> None:
        threads = self._threads[lane]
        if len(threads) < lane.width:
            thread = Thread(target=self._work, args=(lane,), name=f"{lane} {len(threads) + 1}", daemon=True)
            threads.append(thread)
            thread.start()

    def _work(self, lane: Lane) -> None:
        while (job := self._queues[lane].get()) is not None:
            self._tell(lambda job=job: self._on_started(job))  # type: ignore[misc]
            result, error = self._outcome(job)
            self._tell(lambda job=job, result=result, error=error: self._on_ended(job, result, error))  # type: ignore[misc]
            del job, result, error  # a waiting thread would keep the last result alive
            with self._idle:
                self._working -= 1
                self._idle.notify_all()

    def _outcome(self, job: _Job) -> tuple[Any, ExpectedError | None]:
        try:
            if not job.cancelled:
                return job.operation(self.bench, job.request, job.progress), None
            error: ExpectedError = Cancelled()
        except ExpectedError as expected:
            error = expected
        except Exception as bug:
            log.exception("Task %r failed", job.task.title or job.operation)
            error = UnexpectedError(bug)
        return None, error.with_traceback(None)  # a traceback keeps alive all that the operation held

    def _tell(self, message: Callable[[], None]) -> None:
        self._messages.put(message)
        if not self._closed:
            self._rung.emit()

    # --- the window's thread --------------------------------------------------------------------------------

    def _on_rung(self) -> None:
        """One message a ring: a callback that raises reaches `sys.excepthook` and holds up no other."""
        try:
            message = self._messages.get_nowait()
        except Empty:
            return
        if not self._closed:
            message()

    def _supersede(self, key: Hashable, job: _Job) -> None:
        older = self._latest.get(key)
        if older is not None:
            older.superseded = True
            self.cancel(older.task)
        self._latest[key] = job

    def _show_steps(self) -> None:
        for job in list(self._jobs.values()):
            self._show_step(job)

    def _show_step(self, job: _Job) -> None:
        step, job.latest_step = job.latest_step, None
        if step is not None:
            job.task.step(*step)
            job.task.progressed.emit()
            self.task_changed.emit(job.task)

    def _on_started(self, job: _Job) -> None:
        if not job.cancelled:
            job.task.start()
            self.task_changed.emit(job.task)

    def _on_ended(self, job: _Job, result: Any, error: ExpectedError | None) -> None:
        self._show_step(job)
        self._forget(job)
        task = job.task
        task.end(result, error, _state_after(job, error))
        task.ended.emit()
        self.task_ended.emit(task)
        if not self._jobs:
            self.idle.emit()
        if not job.superseded:
            self._answer(job)

    def _forget(self, job: _Job) -> None:
        del self._jobs[job.task.id]
        if self._latest.get(job.latest) is job:
            del self._latest[job.latest]
        if not self._jobs:
            self._steps.stop()

    def _answer(self, job: _Job) -> None:
        error = job.task.error
        if error is None:
            _call(job.on_done, job.task.result)
        elif job.on_failed is not None:
            _call(job.on_failed, error)
        elif job.task.state is TaskState.FAILED:
            self.error_unhandled.emit(job.task)


def _state_after(job: _Job, error: ExpectedError | None) -> TaskState:
    if error is None:
        return TaskState.DONE  # also when it was cancelled too late: what it did is done
    interrupted = job.cancelled and not isinstance(error, UnexpectedError)
    return TaskState.CANCELLED if interrupted or isinstance(error, Cancelled) else TaskState.FAILED


def _call(callback: Callable[[Any], object] | None, value: object) -> None:
    method = callback.func if isinstance(callback, partial) else callback
    owner = getattr(method, "__self__", None)
    deleted = isinstance(owner, QObject) and not shiboken6.isValid(owner)
    if callback is not None and not deleted:
        callback(value)
