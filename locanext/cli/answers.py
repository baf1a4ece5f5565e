"""What commands say: texts for people, JSON for machines. It knows no command."""

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any, TextIO

from locanext.domain.change import Change
from locanext.domain.progress import Progress
from locanext.workbench import Workbench

Answer = dict[str, Any]
Command = Callable[[Workbench, argparse.Namespace, Progress], tuple[int, Answer]]


def say(text: str, stream: TextIO | None = None) -> None:
    """At once, so that whoever reads a pipe sees it. A windowed Windows program has no streams at all."""
    stream = stream or sys.stdout
    if stream is not None:
        stream.write(text + "\n")
        stream.flush()


def change_as_json(change: Change) -> Answer:
    return change._asdict() | {"kind": change.kind.value, "state": change.state.name.lower()}


def change_as_text(change: Change, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(change_as_json(change), ensure_ascii=False, default=str)
    return f"{change.seq}  segment {change.ord}  {change.kind}  {change.author}: {change.target}"
