"""A state for all that is selected, and pasting into a cell that is not being edited."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from locanext.domain.state import State
from locanext.gui.grid import commands
from locanext.gui.grid.model import Column
from tests.gui.grid.conftest import Grid


def select(grid: Grid, first: int, last: int) -> None:
    grid.view.go_to(first)
    corners = grid.model.index(first, Column.TARGET), grid.model.index(last, Column.TARGET)
    grid.view.selectionModel().select(QItemSelection(*corners), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def states(grid: Grid) -> list[tuple[int, State | None]]:
    return [(base.ord, state) for base, _target, state in grid.owner.edits]


@pytest.mark.parametrize(
    ("action", "state"), [("mark_translated", State.TRANSLATED), ("confirm_stay", State.CONFIRMED)]
)
def test_all_that_is_selected_gets_the_state(grid: Grid, action: str, state: State) -> None:
    select(grid, 2, 5)
    grid.do(action)
    assert states(grid) == [(ord_, state) for ord_ in range(2, 6)]


def test_a_confirmed_segment_becomes_a_draft_again(grid: Grid) -> None:
    grid.view.go_to(3)
    grid.do("confirm_stay")
    grid.owner.settle()
    grid.do("back_to_draft")
    assert states(grid) == [(3, State.DRAFT)]


def test_an_open_editor_alone_is_meant(grid: Grid) -> None:
    select(grid, 2, 5)
    grid.open(3)
    grid.do("mark_translated")
    assert states(grid) == [(3, State.TRANSLATED)]


def test_what_cannot_be_marked_is_said(grid: Grid) -> None:
    for ord_, change in ((3, {"locked": True}), (4, {"target": ""})):
        grid.owner.truth[ord_] = grid.owner.truth[ord_]._replace(version=2, **change)
        grid.model.apply(grid.owner.truth[ord_])
    select(grid, 2, 5)
    grid.do("mark_translated")
    assert states(grid) == [(2, State.TRANSLATED), (5, State.TRANSLATED)]
    assert grid.refused == ["Left out: 2 of 4. This segment is locked."]


def test_a_whole_file_is_not_marked_by_a_key(grid: Grid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MOST_AT_ONCE", 100)
    grid.view.selectAll()
    grid.do("mark_translated")
    assert (grid.owner.edits, grid.refused) == ([], ["At most 100 segments can be marked at once."])


@pytest.mark.parametrize(
    ("copied", "target"),
    [
        ("Hello", "Hello"),
        ("two\nlines", "two\\nlines"),
        ("from a sheet\r\n", "from a sheet"),
        ('"said ""no""\nand left"\r\n', 'said "no"\\nand left'),
    ],
)
def test_a_text_is_pasted_into_the_cell(grid: Grid, copied: str, target: str) -> None:
    grid.view.go_to(3)
    QGuiApplication.clipboard().setText(copied)
    QTest.keyClick(grid.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [(base.ord, text) for base, text, _state in grid.owner.edits] == [(3, target)]
    assert grid.view.editor is None


def test_an_open_editor_pastes_at_its_caret(grid: Grid) -> None:
    editor = grid.open(3)
    QGuiApplication.clipboard().setText("!")
    QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (editor.stored_text(), grid.owner.edits) == ("target 3 {0}!", [])


def test_only_targets_are_pasted_into(grid: Grid) -> None:
    grid.view.setCurrentIndex(grid.model.index(3, Column.SOURCE))
    QGuiApplication.clipboard().setText("!")
    grid.do("paste")
    assert (grid.owner.edits, grid.refused) == ([], ["Only the target can be pasted into."])
