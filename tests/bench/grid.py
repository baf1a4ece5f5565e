"""How fast the grid is with a million segments, without a database: pages are made in this process.

Prints a line for each measurement and one line of JSON. The medians are held against the aims.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.gui import theme
from locanext.gui.grid.colours import LIGHT
from locanext.gui.grid.model import SegmentModel
from locanext.gui.grid.pages import PAGE
from locanext.gui.grid.view import SegmentView

AIMS = {"open": 30.0, "repaint": 20.0, "wheel": 8.0, "jump": 30.0, "confirm": 30.0}
_TEXTS = (
    (
        "용사여, <color=#ffcc00>{0}</color>을(를) 찾아 돌아오세요.\\n문이 닫힙니다.",
        "Find <color=#ffcc00>{0}</color>.\\nHurry.",
    ),
    ("오래된 강철 검", "Old Steel Sword"),
    ("체력을 %d 회복합니다. (재사용 대기시간 %1$s초)", "Restores %d health. (Cooldown %1$s s)"),
    (
        "{Staticinfo:Npc#1023}: 그대가 정말로 왕국을 구할 자란 말인가? 하지만 예언은 늘 뜻밖의 모습으로 온다.",
        "",
    ),
)


def segment(ord_: int) -> Segment:
    """Texts that differ in each segment, so that no layout is found ready."""
    source, target = _TEXTS[ord_ % len(_TEXTS)]
    return Segment(ord_, f"STR_{ord_:07}", f"{ord_} {source}", f"{target} {ord_}", State.DRAFT)


@cache
def segments_of(first: int, last: int) -> list[Segment]:
    return [segment(ord_) for ord_ in range(first, last + 1)]


class Bench:
    """A window with a grid whose wishes are answered at once."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.model = SegmentModel()
        self.view = SegmentView(self.model, LIGHT, lambda text, like: text)
        self.view.set_text_font(theme.text_font())
        self.model.pages_wanted.connect(self._on_pages_wanted)
        self.window = QMainWindow()
        self.window.setCentralWidget(self.view)
        self.window.resize(1400, 900)
        self.window.show()
        self.window.activateWindow()
        settle()

    def _on_pages_wanted(self) -> None:
        while (wish := self.model.take_wish()) is not None:
            self.model.put_page(wish, segments_of(wish.ords[0], wish.ords[-1]))

    def open(self) -> float:
        return timed(lambda: (self.model.set_file(self.count), settle()))

    def repaint(self) -> float:
        return timed(self.view.viewport().repaint)

    def wheel(self) -> float:
        viewport, at = self.view.viewport(), QPointF(300, 300)
        event = QWheelEvent(
            at,
            QPointF(viewport.mapToGlobal(at)),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        return timed(lambda: (QApplication.sendEvent(viewport, event), settle()))

    def jump(self) -> float:
        position = random.randrange(2 * PAGE, self.count - 2 * PAGE)
        page = position // PAGE * PAGE
        for first in (page - PAGE, page, page + PAGE):
            segments_of(first, first + PAGE - 1)
        taken = timed(lambda: (self.view.go_to(position), settle()))
        assert self.model.segment_at(position) is not None
        return taken

    def confirm(self) -> float:
        before = self.view.currentIndex().row()
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        taken = timed(lambda: (QApplication.sendEvent(self.view.editor or self.view, key), settle()))
        assert self.view.editor is not None
        assert self.view.currentIndex().row() == before + 1
        return taken

    def start_editing(self) -> None:
        self.view.go_to(1000, edit=True)
        settle()


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of this process's CPU: other programs on the machine do not count, and nothing here waits."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def settle() -> None:
    """Handle everything that waits, painting too."""
    for _ in range(4):
        QApplication.processEvents()


@contextmanager
def application() -> Iterator[None]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    yield


def measure(count: int, times: int) -> dict[str, list[float]]:
    """Milliseconds of each measurement by name."""
    bench = Bench(count)
    QTest.qWaitForWindowExposed(bench.window)
    results = {"open": [bench.open() for _ in range(5)]}
    settle()
    results["repaint"] = [bench.repaint() for _ in range(times)]
    results["wheel"] = [bench.wheel() for _ in range(times)]
    results["jump"] = [bench.jump() for _ in range(times)]
    bench.start_editing()
    results["confirm"] = [bench.confirm() for _ in range(times)]
    bench.window.close()
    return results


def main(argv: list[str]) -> int:
    """0 if every median keeps its aim, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000, help="segments of the file")
    parser.add_argument("--times", type=int, default=60, help="how often each thing is done")
    options = parser.parse_args(argv)
    random.seed(1)
    with application():
        results = measure(options.count, options.times)
    report = {}
    for name, values in results.items():
        median, worst = statistics.median(values), max(values)
        report[name] = {"median_ms": round(median, 2), "max_ms": round(worst, 2), "aim_ms": AIMS[name]}
        print(f"{name:8} median {median:6.1f} ms   max {worst:6.1f} ms   aim {AIMS[name]:.0f} ms")
    print(json.dumps(report))
    return 0 if all(part["median_ms"] <= part["aim_ms"] for part in report.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
