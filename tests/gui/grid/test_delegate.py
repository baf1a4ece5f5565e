"""What is drawn: chips, signs, marks, in every state and both themes."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QImage

from locanext.domain.placeholder import Kind
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.domain.user import Presence
from locanext.gui.grid import signs
from locanext.gui.grid.colours import DARK, LIGHT, GridColours
from locanext.gui.grid.delegate import initials
from locanext.gui.grid.layouts import MOST_LINES, Layouts
from locanext.gui.grid.model import Column
from locanext.gui.theme import contrast
from tests.gui.grid.conftest import Grid

MakeGrid = Callable[[list[Segment]], Grid]


def cell(grid: Grid, row: int, column: Column) -> QImage:
    """A picture of one cell."""
    rect = grid.view.visualRect(grid.model.index(row, column))
    return (
        grid.view.viewport()
        .grab(QRect(rect.topLeft(), rect.size()))
        .toImage()
        .convertToFormat(QImage.Format.Format_RGB32)
    )


def colours_of(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_each_kind_of_placeholder_is_a_chip(make_grid: MakeGrid) -> None:
    grid = make_grid([Segment(0, "ID", "a\\nb <b>c</b> {0} ▶", "plain")])
    drawn = colours_of(cell(grid, 0, Column.SOURCE))
    assert all(LIGHT.chips[kind].fill in drawn for kind in Kind)
    assert not any(LIGHT.chips[kind].fill in colours_of(cell(grid, 0, Column.TARGET)) for kind in Kind)


def test_each_state_looks_different(make_grid: MakeGrid) -> None:
    grid = make_grid([Segment(int(state), "ID", "x", "y", state) for state in State])
    pictures = [bytes(cell(grid, int(state), Column.STATE).constBits()) for state in State]
    assert len(set(pictures)) == len(State)
    assert len({(signs.of_state(state).elementCount(), signs.of_state(state).length()) for state in State}) == len(
        State
    )


def test_locked_has_a_padlock(make_grid: MakeGrid) -> None:
    grid = make_grid([Segment(0, "ID", "x", "y"), Segment(1, "ID", "x", "y", locked=True)])
    assert cell(grid, 0, Column.STATE) != cell(grid, 1, Column.STATE)


@pytest.mark.parametrize("mark", ["saving", "failed", "colleague"])
def test_marks_are_seen(grid: Grid, mark: str) -> None:
    before = cell(grid, 3, Column.TARGET)
    if mark == "colleague":
        grid.model.set_presence([Presence("kim", "김민수", 3, mine=False)])
        seen = {ink.fill for ink in LIGHT.people}
    else:
        grid.model.edit(grid.owner.truth[3], "target 3 {0}", State.TRANSLATED)
        seen = {LIGHT.saving}
    if mark == "failed":
        grid.model.fail(3, "no")
        seen = {LIGHT.conflict}
    after = cell(grid, 3, Column.TARGET)
    assert before != after
    assert seen & colours_of(after)


def test_ones_own_second_window_is_named_and_not_abbreviated(grid: Grid) -> None:
    seen = []
    for other_window in (False, True):
        grid.model.set_presence([Presence("kim", "you", 3, mine=False, other_window=other_window)])
        seen.append(cell(grid, 3, Column.TARGET))
    assert seen[0] != seen[1]


def test_what_is_read_again_is_marked(grid: Grid) -> None:
    grid.owner.answering = False
    before = cell(grid, 3, Column.NUMBER)
    grid.model.mark_stale([3])
    assert cell(grid, 3, Column.NUMBER) != before


def test_layouts_are_kept_and_cut() -> None:
    layouts = Layouts(QFont(), {kind: QColor(LIGHT.chips[kind].text) for kind in Kind})
    assert layouts.laid("a {0}", 100) is layouts.laid("a {0}", 100)
    assert layouts.laid("a {0}", 100) is not layouts.laid("a {0}", 101)
    long = layouts.laid("\\n".join("abcdefghijklmnopqrstuvwxyz"), 100)
    assert long.cut
    assert long.layout.lineCount() == MOST_LINES
    assert not layouts.laid("a\\nb", 100).cut
    assert layouts.laid("가" * 100_000, 100).cut


def test_a_chip_that_wraps_has_a_box_on_each_line() -> None:
    layouts = Layouts(QFont(), {kind: QColor(LIGHT.chips[kind].text) for kind in Kind})
    laid = layouts.laid("x {Staticinfo:Something#Very_Long_Indeed_For_A_Narrow_Column}", 120)
    assert laid.layout.lineCount() > 2
    assert len(laid.boxes) >= 2
    assert all(box.right() <= 125 for box, _ in laid.boxes)


@pytest.mark.parametrize(
    ("name", "letters"), [("Anna Berg", "AB"), ("김민수", "민수"), ("kim", "KI"), ("Ana María Ruiz", "AR"), ("", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_everything_can_be_read(colours: GridColours) -> None:
    inks = (*colours.states.values(), *colours.chips.values(), *colours.people)
    assert all(contrast(ink.text, ink.fill) >= 4.5 for ink in inks)
    for ground in (colours.base, colours.current, colours.selection):
        for text in (colours.text, colours.muted, colours.stale, colours.conflict, colours.saving):
            assert contrast(text, ground) >= 4.5, (text, ground)


@pytest.mark.parametrize("column", [Column.NUMBER, Column.STRING_ID, Column.NOTE])
def test_every_column_is_written_in_the_chosen_font(
    make_grid: MakeGrid, column: Column, themed: Callable[[str], None]
) -> None:
    themed("light")
    grid = make_grid([Segment(0, "I", "x", "y", note="I")])
    small = _ink_height(cell(grid, 0, column))
    font = QFont(grid.view.font())
    font.setPointSizeF(font.pointSizeF() * 2)
    grid.view.set_text_font(font)
    assert _ink_height(cell(grid, 0, column)) > small * 1.5


def _ink_height(image: QImage) -> int:
    """Lines of pixels that letters stand on; the lowest and rightmost ones are the cell's border."""
    lines = range(image.height() - 1)
    return sum(len({image.pixel(x, y) for x in range(4, image.width() - 4)}) > 1 for y in lines)
