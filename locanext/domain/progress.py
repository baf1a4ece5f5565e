"""How an operation says how far it is, and hears that it should stop. No Qt, no threads of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from locanext.domain.errors import Cancelled

Report = Callable[[int, int, str], None]


class Progress:
    """Handed to every operation as its last argument.

    `cancel()` may be called from any thread; everything else belongs to the operation's own thread.
    """

    def __init__(self, report: Report | None = None) -> None:
        self._report = report
        self._cancelled = False
        self._stoppers: list[Callable[[], object]] = []
        self._lock = Lock()

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def step(self, done: int, total: int = 0, note: str = "") -> None:
        """Tell how many of `total` are done (0: unknown). Raises `Cancelled` like `check`."""
        self.check()
        if self._report is not None:
            self._report(done, total, note)

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked to stop."""
        if self._cancelled:
            raise Cancelled

    @contextmanager
    def on_cancel(self, stop: Callable[[], object]) -> Iterator[None]:
        """While the block runs, a cancel also calls `stop` (from the cancelling thread)."""
        with self._lock:
            self.check()
            self._stoppers.append(stop)
        try:
            yield
        finally:
            with self._lock:
                self._stoppers.remove(stop)

    def cancel(self) -> None:
        """Ask the operation to stop, and interrupt what it is waiting for."""
        self._cancelled = True
        # Under the lock: a stop that came after its block has ended would hit whoever has the connection then.
        with self._lock:
            for stop in self._stoppers:
                stop()
