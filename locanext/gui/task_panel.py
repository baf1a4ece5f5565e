"""Shows tasks: the strip in the status bar, and the panel with what ran before. Starts none itself."""

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from locanext.gui import theme
from locanext.gui.messages import text_of
from locanext.gui.tasks import Task, TaskRunner, TaskState

_HISTORY = 50
_SHOW_AFTER_MS = 250
_MOST_COUNTED = 1_000_000
"""More than this are bytes, or parts of them: nobody wants to read those."""
_ICONS = {
    TaskState.QUEUED: ("clock", "muted"),
    TaskState.RUNNING: ("loader", "accent_text"),
    TaskState.DONE: ("check-circle", "success"),
    TaskState.FAILED: ("error", "danger"),
    TaskState.CANCELLED: ("stop", "muted"),
}


def describe(task: Task) -> str:
    """What a person wants to know of a task, in one line."""
    if task.error is not None and task.state is TaskState.FAILED:
        return text_of(task.error)
    parts = {
        TaskState.QUEUED: [QCoreApplication.translate("task_panel", "Waiting for its turn")],
        TaskState.RUNNING: [count_text(task), time_left_text(task), task.note],
        TaskState.DONE: [_done_text(task), count_text(task) if task.done != task.total else ""],
        TaskState.CANCELLED: [QCoreApplication.translate("task_panel", "Cancelled"), count_text(task)],
        TaskState.FAILED: [QCoreApplication.translate("task_panel", "Failed")],
    }[task.state]
    return " · ".join(part for part in parts if part)


def count_text(task: Task) -> str:
    """`12,345 of 60,000`, or how many there are so far, or nothing. What are too many to be read: `34%`."""
    number = QLocale().toString
    if task.total > _MOST_COUNTED:
        return f"{100 * task.done // task.total}%"
    if task.total:
        both = QCoreApplication.translate("task_panel", "{done} of {total}")
        return both.format(done=number(task.done), total=number(task.total))
    return number(task.done) if task.done else ""


def time_left_text(task: Task) -> str:
    """How long a running task will take, or nothing while that cannot be told."""
    left = task.seconds_left()
    text = QCoreApplication.translate("task_panel", "{time} left")
    return "" if left is None else text.format(time=duration_text(left))


def duration_text(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 05 s`."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return QCoreApplication.translate("task_panel", "{n} min {s} s").format(n=minutes, s=f"{rest:02d}")
    number = QLocale().toString(seconds, "f", 1) if seconds < 10 else str(rest)
    return QCoreApplication.translate("task_panel", "{n} s").format(n=number)


def _done_text(task: Task) -> str:
    return QCoreApplication.translate("task_panel", "Done in {time}").format(time=duration_text(task.seconds))


def _button(icon: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setIcon(theme.icon(icon))
    button.setIconSize(QSize(16, 16))
    return button


def _bar() -> QProgressBar:
    bar = QProgressBar(textVisible=False)
    bar.setAccessibleName(QCoreApplication.translate("task_panel", "Progress of the task"))
    return bar


def _show_progress(bar: QProgressBar, task: Task) -> None:
    """In thousandths: a bar counts with 32 bits, a task may count bytes."""
    known = task.total > 0 or task.state.over
    bar.setRange(0, 1000 if known else 0)
    if known:
        bar.setValue(min(1000, task.done * 1000 // task.total) if task.total else 0)


class TaskStrip(QWidget):
    """One line: the oldest running task, how far it is, cancel, and how many more. Gone while there is none."""

    clicked = Signal()

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._task: Task | None = None
        self._title = QLabel()
        self._count = QLabel()
        self._bar = _bar()
        self._bar.setFixedWidth(180)
        self._cancel = _button("x", self.tr("Cancel this task"))
        self._cancel.clicked.connect(self.cancel)
        line = QHBoxLayout(self)
        line.setContentsMargins(6, 0, 0, 0)
        line.setSpacing(4)
        for widget in (self._title, self._bar, self._cancel, self._count):
            line.addWidget(widget)
        line.addStretch()
        self._delay = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._delay.timeout.connect(self._show_current)
        for signal in (runner.task_added, runner.task_changed, runner.task_ended):
            signal.connect(self._on_news)
        self.hide()

    @property
    def task(self) -> Task | None:
        """The task that is shown."""
        return self._task

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def _on_news(self, task: Task) -> None:
        if task.quiet:
            return
        if self._runner.tasks() and not self.isVisible():
            if not self._delay.isActive():  # what is over at once is not worth a flicker
                self._delay.start()
        else:
            self._show_current()

    def _show_current(self) -> None:
        tasks = self._runner.tasks()
        running = [task for task in tasks if task.state is TaskState.RUNNING] or tasks
        self._task = running[0] if running else None
        self.setVisible(self._task is not None)
        if self._task is None:
            self._delay.stop()
            return
        self._title.setText(self._task.title)
        self.setToolTip(describe(self._task))
        _show_progress(self._bar, self._task)
        details = [count_text(self._task), time_left_text(self._task)]
        if len(tasks) > 1:
            details.append(self.tr("{n} more").format(n=len(tasks) - 1))
        self._count.setText(" · ".join(part for part in details if part))

    def cancel(self) -> None:
        """Cancel the task that is shown."""
        if self._task is not None:
            self._runner.cancel(self._task)


class TaskRow(QFrame):
    """One task of the panel."""

    def __init__(self, task: Task, runner: TaskRunner) -> None:
        super().__init__()
        self.task = task
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._mark = QLabel()
        self._mark.setFixedWidth(20)
        self._title = QLabel(task.title, textFormat=Qt.TextFormat.PlainText)
        self._title.setProperty("role", "heading")
        self.detail = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = _bar()
        self.cancel_button = _button("x", self.tr("Cancel this task"))
        self.cancel_button.clicked.connect(lambda: runner.cancel(task))
        self.open_button = _button("external", self.tr("Open the result"))
        self.open_button.clicked.connect(self._on_open)
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(3)
        for widget in (self._title, self.detail, self._bar):
            texts.addWidget(widget)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 8, 8)
        line.setSpacing(8)
        line.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        line.addWidget(self.open_button, alignment=Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.cancel_button, alignment=Qt.AlignmentFlag.AlignTop)

    def refresh(self) -> None:
        """Show the task as it is now."""
        task = self.task
        name, colour = _ICONS[task.state]
        self._mark.setPixmap(theme.icon_pixmap(name, 18, colour, self.devicePixelRatioF()))
        self.detail.setText(describe(task))
        self.detail.setProperty("role", "error" if task.state is TaskState.FAILED else "muted")
        self.detail.style().polish(self.detail)
        self._bar.setVisible(task.state is TaskState.RUNNING)
        _show_progress(self._bar, task)
        self.cancel_button.setVisible(not task.state.over)
        self.open_button.setVisible(task.state is TaskState.DONE and task.open_result is not None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "open_button"):
            self.refresh()

    def _on_open(self) -> None:
        if self.task.open_result is not None:
            self.task.open_result()


class TaskPanel(QDockWidget):
    """The tasks of this session, newest first; the oldest that are over make room."""

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tasks"))
        self.setObjectName("tasks")
        self._runner = runner
        self.rows: dict[int, TaskRow] = {}
        self._empty = QLabel(self.tr("Nothing has run yet."), alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(6)
        self._column.addWidget(self._empty)
        self._column.addStretch()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        self.setWidget(scroll)
        runner.task_added.connect(self._on_added)
        runner.task_changed.connect(self._on_changed)
        runner.task_ended.connect(self._on_changed)

    def _on_added(self, task: Task) -> None:
        if task.quiet:
            return
        self.rows[task.id] = TaskRow(task, self._runner)
        self._column.insertWidget(0, self.rows[task.id])
        self._empty.hide()
        over = [number for number, row in self.rows.items() if row.task.state.over]
        for number in over[: max(0, len(self.rows) - _HISTORY)]:
            self.rows.pop(number).deleteLater()

    def _on_changed(self, task: Task) -> None:
        if task.id in self.rows:
            self.rows[task.id].refresh()
