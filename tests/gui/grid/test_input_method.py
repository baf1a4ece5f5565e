"""Korean typed through an input method: nothing is lost, nothing is acted upon too early."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from locanext.domain.state import State
from locanext.gui.grid.model import Column
from tests.gui.grid.conftest import Grid

Key = Qt.Key


def compose(preedit: str, commit: str = "") -> None:
    """What an input method sends to whatever has the focus."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(focus(), event)
    QApplication.processEvents()


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focus(), key, modifiers)
    QApplication.processEvents()


def test_the_first_syllable_opens_the_editor_and_nothing_is_lost(grid: Grid) -> None:
    grid.view.go_to(3)
    assert grid.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    for preedit in ("ㅎ", "하", "한"):
        compose(preedit)
    assert grid.editor().is_composing
    compose("", "한")
    compose("그")
    compose("", "글")
    assert grid.editor().stored_text() == "한글", "typing replaces what was there"
    press(Key.Key_Return)
    assert [(base.ord, target) for base, target, _ in grid.owner.edits] == [(3, "한글")]
    assert grid.row == 4


def test_no_key_acts_while_the_first_syllable_is_composed(grid: Grid) -> None:
    """Qt leaves the focus on the table until the first composition ends."""
    grid.view.go_to(3)
    compose("하")
    undo = QSignalSpy(grid.view.actions_by_id["undo"].triggered)
    for key, modifiers in (
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Down, Qt.KeyboardModifier.AltModifier),
        (Key.Key_Down, Qt.KeyboardModifier.NoModifier),
        (Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
        (Key.Key_T, Qt.KeyboardModifier.ControlModifier),
        (Key.Key_Backspace, Qt.KeyboardModifier.NoModifier),
    ):
        press(key, modifiers)
        assert grid.editor().is_composing
    assert (grid.row, grid.owner.edits, undo.count()) == (3, [], 0)
    compose("", "하")
    assert grid.editor().stored_text() == "하"


def test_ctrl_enter_finishes_the_first_composition_and_confirms(grid: Grid) -> None:
    grid.view.go_to(3)
    compose("한")
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [(base.ord, target, state) for base, target, state in grid.owner.edits] == [(3, "한", State.CONFIRMED)]
    assert grid.row == 4
    assert grid.editor().stored_text() == "target 4 {0}"


def test_ctrl_enter_finishes_a_later_composition_and_confirms(grid: Grid) -> None:
    editor = grid.open(3)
    compose("글")
    assert not grid.owner.edits
    press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert grid.owner.edits[0][1:] == ("target 3 {0}글", State.CONFIRMED)
    assert grid.view.editor is not editor


def test_other_keys_wait_for_the_composition(grid: Grid) -> None:
    editor = grid.open(3)
    compose("글")
    for key in (Key.Key_Return, Key.Key_Escape, Key.Key_Tab, Key.Key_Left):
        press(key)
    assert grid.view.editor is editor
    assert not grid.owner.edits
    compose("", "글")
    press(Key.Key_Return)
    assert grid.owner.edits[0][1] == "target 3 {0}글"


def test_a_composition_is_kept_when_the_focus_goes(grid: Grid) -> None:
    grid.open(3)
    compose("글")
    grid.view.setFocus()
    assert grid.owner.edits[0][1] == "target 3 {0}글"


def test_a_composition_is_kept_when_the_window_closes(grid: Grid) -> None:
    grid.open(3)
    compose("글")
    grid.view.close()
    assert grid.owner.edits[0][1] == "target 3 {0}글"


def test_a_composition_is_kept_when_another_filter_is_shown(grid: Grid) -> None:
    grid.open(3)
    compose("글")
    grid.model.set_filter(1000, None)
    assert grid.owner.edits[0][1] == "target 3 {0}글"
    assert grid.view.editor is None


def test_a_composition_is_kept_when_a_click_goes_elsewhere(grid: Grid) -> None:
    grid.open(3)
    compose("글")
    at = grid.view.visualRect(grid.model.index(6, Column.TARGET)).center()
    QTest.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert grid.owner.edits[0][1] == "target 3 {0}글"
    assert grid.row == 6


def test_the_composing_editor_claims_every_shortcut(grid: Grid) -> None:
    editor = grid.open(3)
    compose("글")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(editor, event)
    assert event.isAccepted()


def test_a_cell_that_cannot_be_edited_takes_no_composition(grid: Grid) -> None:
    grid.model.read_only = True
    grid.view.go_to(3)
    assert not grid.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    compose("글")
    assert grid.view.editor is None


def test_a_cell_takes_compositions_once_it_is_loaded(grid: Grid) -> None:
    grid.owner.answering = False
    grid.view.go_to(600)
    assert not grid.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    grid.owner.answering = True
    grid.owner.answer()
    compose("글")
    assert grid.editor().is_composing
