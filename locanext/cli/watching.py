"""The command that follows a file: it listens, and prints what others change."""

import argparse
import contextlib
import json
import sys
from threading import Event

from locanext.cli.answers import Answer, change_as_text, say
from locanext.cli.naming import file_of
from locanext.domain.errors import LinkDown, NotAllowed
from locanext.domain.message import Message
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo
from locanext.tabs.ldm.operations import grid
from locanext.workbench import Hint, Workbench


def watch(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Prints until `--count` changes have come, or until Ctrl+C, which is its ordinary end."""
    file = file_of(bench, arguments, progress)
    with contextlib.suppress(KeyboardInterrupt):
        _watch(bench, file, arguments, progress)
    return 0, {}


def _watch(bench: Workbench, file: FileInfo, arguments: argparse.Namespace, progress: Progress) -> None:
    seq = file.seq if arguments.since is None else arguments.since
    ears = _Ears()
    listener = bench.listener(ears)
    listener.watch({file.id})
    listener.start()
    left = arguments.count or sys.maxsize
    try:
        while left > 0:
            ears.wait()
            followed = None
            with contextlib.suppress(LinkDown):  # the listener says when it is back
                followed = grid.follow(bench, grid.FollowRequest(file.id, seq), progress)
            for change in (followed.changes if followed else [])[:left]:
                say(change_as_text(change, as_json=arguments.json))
                left -= 1
            if followed and followed.too_many:
                told = {"seq": followed.seq, "too_many": True}
                say(json.dumps(told) if arguments.json else f"{followed.seq}  too many changes to print them")
                left -= 1
            seq = followed.seq if followed else seq
    finally:
        listener.stop()


class _Ears:
    """Wakes the command when something may have changed."""

    def __init__(self) -> None:
        self._something = Event()
        self._refusal: NotAllowed | None = None

    def on_refused(self, error: NotAllowed) -> None:
        self._refusal = error
        self._something.set()

    def on_hints(self, hints: list[Hint]) -> None:
        self._something.set()

    def on_link(self, up: bool, reason: Message | None) -> None:
        if not up:
            say(f"locanext: {reason}", sys.stderr)

    def wait(self) -> None:
        # In slices, so that Ctrl+C is heard on Windows too.
        while not self._something.wait(0.5):
            pass
        self._something.clear()
        if self._refusal:
            raise self._refusal
