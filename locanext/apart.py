"""Runs a function in a process of its own: what holds the interpreter for long would hold up the window."""

import multiprocessing
import signal
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from locanext.domain.errors import ExpectedError
from locanext.domain.progress import Progress

LOOK_SECONDS = 0.05
"""How often it is looked whether the work was cancelled."""
TELL_SECONDS = 0.05
"""Steps are told at most so often."""

_T = TypeVar("_T")


def apart(work: Callable[..., _T], *arguments: object, progress: Progress) -> _T:
    """`work(*arguments, progress)` in a process of its own; its result, its steps, its errors.

    A cancel kills the process: `work` has to be one that may end at any moment, and what it leaves open is closed by
    the system. Function, arguments and result have to be picklable. Raises `RuntimeError` when the process dies.
    """
    # Spawned on every system: a fork would copy the locks of the window's threads as they happen to be.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, work, arguments), name=work.__name__, daemon=True)
    process.start()
    theirs.close()  # only the process holds it: when it dies, ours tells
    try:
        while True:
            while not ours.poll(LOOK_SECONDS):
                progress.check()
            kind, content = ours.recv()
            if kind == "step":
                progress.step(*content)
            elif kind == "result":
                return content  # type: ignore[no-any-return]
            else:
                raise content if isinstance(content, ExpectedError) else RuntimeError(content)
    except EOFError:
        process.join()
        raise RuntimeError(f"The process of {work.__name__} has ended (exit code {process.exitcode}).") from None
    finally:
        process.kill()
        process.join()
        ours.close()


def _serve(pipe: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    # Ctrl+C reaches every process of a terminal; when this one ends is the other side's business.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answer: tuple[str, Any]
    try:
        answer = "result", work(*arguments, Progress(_Teller(pipe).tell))
    except ExpectedError as error:
        answer = "failed", error
    except Exception:  # noqa: BLE001 - it is raised on the other side
        answer = "failed", traceback.format_exc()
    pipe.send(answer)


class _Teller:
    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._told = pipe, 0.0

    def tell(self, done: int, total: int, note: str) -> None:
        if (now := time.monotonic()) - self._told >= TELL_SECONDS or done == total:
            self._told = now
            self._pipe.send(("step", (done, total, note)))
