"""What every engine that is compared has to do, and the process in which one is measured.

All look for the same: texts whose normal form (NFC, without case, each placeholder one character) is similar by 70 %.
"""

import json
import sys
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from locanext.matching.normalize import key
from tests.bench import _matching_data as data

THRESHOLD = 70


class Peer:
    """One engine on the texts of `folder`."""

    METRIC = ""
    """What it finds similar."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self) -> None:
        """Make what is opened; nothing where all is in memory."""

    def open(self) -> None:
        """From now on texts are looked up."""

    def look_up(self, text: str) -> Any:
        """All that it finds."""
        raise NotImplementedError

    def found(self, answer: Any, text: str) -> Iterable[str]:
        """The normal forms of an answer of `look_up`. Not measured."""
        raise NotImplementedError

    def cpu(self) -> float:
        """Seconds of processor that it has taken by now, wherever it runs."""
        return time.process_time()

    def memory(self) -> int:
        """Bytes where it does not run in this process; else 0."""
        return 0

    def size(self) -> int:
        """Bytes on the disk."""
        return 0

    def close(self) -> None:
        """End what was started."""

    def keys(self) -> list[str]:
        """The normal forms of all units."""
        return [key(unit.source) for unit in data.units(self.folder)]


def measure(peer: Peer, stages: list[str], most: int) -> dict[str, Any]:
    """Figures of "build", "use" or both: seconds and milliseconds of processor and by the clock. Ends the peer."""
    figures: dict[str, Any] = {"metric": peer.METRIC}
    try:
        if "build" in stages:
            spent = _Spent(peer)
            peer.build()
            figures |= {"build_s": spent.seconds(), "disk": peer.size()}
        if "use" in stages:
            texts = data.queries(peer.folder)[:most]
            spent = _Spent(peer)
            peer.open()
            peer.look_up(texts[0])  # what was put off until the first
            figures |= {"open_s": spent.seconds(), **_looked_up(peer, texts)}
        figures["memory"] = peer.memory()
    finally:
        peer.close()
    return figures


class _Spent:
    def __init__(self, peer: Peer) -> None:
        self._peer, self._cpu, self._clock = peer, peer.cpu(), time.perf_counter()

    def seconds(self) -> tuple[float, float]:
        """Of processor, and by the clock."""
        clock = time.perf_counter() - self._clock
        return self._peer.cpu() - self._cpu, clock


def _looked_up(peer: Peer, texts: list[str]) -> dict[str, Any]:
    times, found = [], []
    for text in texts:
        spent = _Spent(peer)
        answer = peer.look_up(text)
        times.append(spent.seconds())
        found.append(sorted(set(peer.found(answer, text))))
    cpu, clock = zip(*times, strict=True)
    return {"cpu_ms": [1000 * one for one in cpu], "clock_ms": [1000 * one for one in clock], "found": found}


def main(argv: list[str]) -> int:
    """MODULE CLASS FOLDER RESULT MOST STAGE...: writes the figures to the file RESULT."""
    module, name, folder, result, most, *stages = argv
    peer: Peer = getattr(import_module(module), name)(Path(folder))
    Path(result).write_text(json.dumps(measure(peer, stages, int(most))), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
