"""A combo box of Python values."""

from enum import Enum

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from locanext.gui.widgets.choice import Choice


class Side(Enum):
    LEFT = 1
    RIGHT = 2


CHOICES = {(): "all", (Side.LEFT, Side.RIGHT): "both", (Side.LEFT,): "left"}


@pytest.fixture
def choice(qtbot: QtBot) -> Choice[tuple[Side, ...]]:
    made = Choice("Which side", CHOICES)
    qtbot.addWidget(made)
    return made


def test_the_first_is_chosen_at_the_beginning(choice: Choice[tuple[Side, ...]]) -> None:
    assert choice.value() == ()
    assert choice.currentText() == "all"
    assert choice.accessibleName() == "Which side"


@pytest.mark.parametrize("value", list(CHOICES))
def test_values_come_back_as_they_were_given(choice: Choice[tuple[Side, ...]], value: tuple[Side, ...]) -> None:
    choice.choose(value)
    assert choice.value() is value
    assert choice.currentText() == CHOICES[value]


def test_a_person_chooses_by_key(choice: Choice[tuple[Side, ...]]) -> None:
    changed = QSignalSpy(choice.currentIndexChanged)
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert choice.value() == (Side.LEFT, Side.RIGHT)
    assert changed.count() == 1


def test_what_is_no_choice_cannot_be_chosen(choice: Choice[tuple[Side, ...]]) -> None:
    with pytest.raises(ValueError, match="not in list"):
        choice.choose((Side.RIGHT,))
