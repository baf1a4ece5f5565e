"""Copied cells come out of Excel's rules and go back in."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy

from locanext.gui.grid.copying import selected_cells, tab_separated
from locanext.gui.grid.model import Column
from tests.gui.grid.conftest import Grid, Owner

CELLS = st.text(st.sampled_from('ab가\t\n"'), max_size=5)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_spreadsheet_reads_the_same_cells(table: list[list[str]]) -> None:
    copied = tab_separated(table)
    assert list(csv.reader(io.StringIO(copied, newline=""), delimiter="\t")) == table


def test_one_cell_is_its_bare_text() -> None:
    assert tab_separated([['a "b"\nc']]) == 'a "b"\nc'


def test_ranges_are_joined(owner: Owner) -> None:
    selection = QItemSelection()
    for first, last, column in ((10, 20, Column.SOURCE), (15, 30, Column.TARGET), (900, 900, Column.SOURCE)):
        selection.append(QItemSelectionRange(owner.model.index(first, column), owner.model.index(last, column)))
    assert selected_cells(selection) == ([(10, 30), (900, 900)], [Column.SOURCE, Column.TARGET])


def test_selected_cells_are_copied(grid: Grid) -> None:
    corners = grid.model.index(2, Column.SOURCE), grid.model.index(3, Column.TARGET)
    grid.view.selectionModel().select(QItemSelection(*corners), QItemSelectionModel.SelectionFlag.Select)
    grid.do("copy")
    assert QGuiApplication.clipboard().text() == "원문 2 {0}\ttarget 2 {0}\n원문 3 {0}\ttarget 3 {0}\n"


def test_what_is_not_here_is_asked_for(grid: Grid) -> None:
    wanted = QSignalSpy(grid.view.commands.copy_wanted)
    grid.view.selectAll()
    grid.do("copy")
    assert wanted.at(0) == [[(0, 999)], list(Column)]
