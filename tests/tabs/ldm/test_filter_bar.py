"""The filter bar: what it says is wanted, and when."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from locanext.domain.state import State
from locanext.tabs.ldm.filter_bar import FilterBar
from locanext.tabs.ldm.operations.grid import Filter


@pytest.fixture
def bar(qtbot: QtBot) -> FilterBar:
    made = FilterBar()
    qtbot.addWidget(made)
    made.resize(1000, 40)
    made.show()
    return made


@pytest.fixture
def told(bar: FilterBar) -> list[Filter]:
    told: list[Filter] = []
    bar.changed.connect(told.append)
    return told


def test_typing_is_told_once_after_a_moment(qtbot: QtBot, bar: FilterBar, told: list[Filter]) -> None:
    QTest.keyClicks(bar.needle, "door")
    assert told == []
    qtbot.waitUntil(lambda: told == [Filter("door")])


def test_enter_is_told_at_once_and_leaves(bar: FilterBar, told: list[Filter]) -> None:
    left: list[bool] = []
    bar.left.connect(lambda: left.append(True))
    QTest.keyClicks(bar.needle, "door")
    QTest.keyClick(bar.needle, Qt.Key.Key_Return)
    assert told == [Filter("door")]
    QTest.keyClick(bar.needle, Qt.Key.Key_Return)
    assert told == [Filter("door")], "nothing is searched twice"
    assert left == [True, True]


def test_escape_takes_the_filter_away_then_leaves(qtbot: QtBot, bar: FilterBar, told: list[Filter]) -> None:
    bar.needle.setFocus()
    QTest.keyClicks(bar.needle, "door")
    qtbot.waitUntil(lambda: bool(told))
    left = QSignalSpy(bar.left)
    QTest.keyClick(bar.needle, Qt.Key.Key_Escape)
    assert told[-1] == Filter()
    assert left.count() == 0
    QTest.keyClick(bar.needle, Qt.Key.Key_Escape)
    assert left.count() == 1


def test_in_a_narrow_window_the_needle_keeps_its_room(bar: FilterBar) -> None:
    bar.resize(bar.minimumSizeHint())
    assert bar.needle.width() >= 140
    assert bar.minimumSizeHint().width() < 520


def test_boxes_are_told_at_once_with_what_is_typed(bar: FilterBar, told: list[Filter]) -> None:
    bar.needle.setText("door")
    bar.field.choose("target")
    bar.mode.choose("regex")
    bar.state.choose((State.CONFIRMED,))
    assert told[-1] == Filter("door", "target", "regex", (State.CONFIRMED,))
    assert len(told) == 3


def test_not_confirmed_is_all_that_is_to_be_done(bar: FilterBar) -> None:
    not_confirmed = next(value for value in bar.state._values if len(value) > 1)
    assert set(not_confirmed) == {state for state in State if not state.is_done}


def test_clear_is_told_once(qtbot: QtBot, bar: FilterBar, told: list[Filter]) -> None:
    bar.needle.setText("door")
    bar.state.choose((State.DRAFT,))
    told.clear()
    bar.clear()
    assert told == [Filter()]
    assert not bar._soon.isActive()
    bar.clear()
    assert told == [Filter()]


def test_reset_is_told_to_nobody(bar: FilterBar, told: list[Filter]) -> None:
    bar.needle.setText("door")
    bar.state.choose((State.DRAFT,))
    told.clear()
    bar.needle.setText("doors")
    bar.reset()
    assert bar.wanted().is_empty
    assert not bar._soon.isActive()
    QTest.keyClick(bar.needle, Qt.Key.Key_Return)
    assert told == []


def test_focus_selects_the_older_needle(bar: FilterBar) -> None:
    bar.needle.setText("door")
    bar.activateWindow()
    bar.focus()
    QTest.keyClicks(bar.needle, "key")
    assert bar.needle.text() == "key"
    bar.reset()


def test_what_was_found(bar: FilterBar) -> None:
    bar.show_count(1_000_000, 1_000_000)
    assert bar.found.text() == "1,000,000 segments"
    bar.show_count(1234, 1_000_000)
    assert bar.found.text() == "1,234 of 1,000,000"
    bar.show_count(0, 12)
    assert bar.found.text() == "0 of 12"
    bar.show_searching()
    assert bar.found.text() == "searching…"


def test_a_long_problem_does_not_widen_the_window(bar: FilterBar) -> None:
    before = bar.minimumSizeHint().width()
    bar.show_problem("The server could not take this: " + "invalid regular expression " * 20)
    assert bar.minimumSizeHint().width() <= before + 400
    assert "invalid regular expression" in bar.found.toolTip()
    assert bar.found.property("role") == "error"
    bar.show_count(1, 2)
    assert (bar.found.toolTip(), bar.found.property("role")) == ("", "muted")
