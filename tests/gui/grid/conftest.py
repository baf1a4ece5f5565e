"""An owner for the grid: it answers wishes out of a list, and a test settles the edits that it was asked for."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.gui.grid.colours import LIGHT
from locanext.gui.grid.editor import TargetEditor
from locanext.gui.grid.model import SegmentModel, Wanted
from locanext.gui.grid.view import SegmentView


class Owner:
    """The truth, the model over it, and what was asked for."""

    def __init__(self, segments: list[Segment]) -> None:
        self.truth = segments
        self.edits: list[Wanted] = []
        self.answering = True
        self.model = SegmentModel()
        self.model.edits_requested.connect(self.edits.extend)
        self.model.pages_wanted.connect(self.answer)
        self.model.set_file(len(segments))

    def answer(self) -> None:
        while self.answering and (wish := self.model.take_wish()) is not None:
            self.model.put_page(wish, [self.truth[ord_] for ord_ in wish.ords])

    def settle(self, at: int = 0) -> Segment:
        """Save the edit with this number."""
        base, target, state = self.edits.pop(at)
        now = self.truth[base.ord]
        self.truth[base.ord] = saved = now._replace(
            target=target, state=State.DRAFT if state is None else state, version=now.version + 1
        )
        self.model.settle(base.ord, saved)
        return saved


def segments(count: int) -> list[Segment]:
    return [Segment(i, f"ID_{i}", f"원문 {i} {{0}}", f"target {i} {{0}}", State.DRAFT) for i in range(count)]


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[Owner]:
    made = Owner(segments(1000))
    yield made
    made.model.deleteLater()


class Grid:
    """A window's grid, loaded and with the focus."""

    def __init__(self, qtbot: QtBot, owner: Owner) -> None:
        self.owner, self.model, self.qtbot = owner, owner.model, qtbot
        self.view = SegmentView(owner.model, LIGHT, lambda text, like: text.replace("\n", "\\n"))
        qtbot.addWidget(self.view)
        self.view.resize(1100, 600)
        self.view.show()
        self.view.activateWindow()
        self.view.setFocus()
        qtbot.waitUntil(self.view.hasFocus)
        qtbot.waitUntil(lambda: owner.model.segment_at(0) is not None)
        self.refused: list[str] = []
        self.view.edit_refused.connect(self.refused.append)

    @property
    def row(self) -> int:
        return self.view.currentIndex().row()

    def editor(self) -> TargetEditor:
        editor = self.view.editor
        assert editor is not None
        return editor

    def open(self, row: int) -> TargetEditor:
        """The editor of this row, with the focus."""
        self.view.go_to(row, edit=True)
        self.qtbot.waitUntil(lambda: self.view.editor is not None and self.view.editor.hasFocus())
        return self.editor()

    def do(self, action_id: str) -> None:
        self.view.actions_by_id[action_id].trigger()


@pytest.fixture
def grid(qtbot: QtBot, owner: Owner) -> Grid:
    return Grid(qtbot, owner)


@pytest.fixture
def make_grid(qtbot: QtBot) -> Iterator[Callable[[list[Segment]], Grid]]:
    """Grids over segments of the test's own."""
    owners: list[Owner] = []

    def make(texts: list[Segment]) -> Grid:
        owners.append(Owner(texts))
        return Grid(qtbot, owners[-1])

    yield make
    for made in owners:
        made.model.deleteLater()
