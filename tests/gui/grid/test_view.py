"""The grid by keyboard and mouse: confirming, moving, editing, refusing, looks; and all that befalls an open editor."""

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QFont, QKeySequence
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.state import State
from locanext.gui.grid.colours import DARK, LIGHT
from locanext.gui.grid.model import Column, Index, SegmentModel
from locanext.gui.grid.view import SegmentView
from tests.gui.grid.conftest import Grid

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CONTROL, SHIFT, ALT = Modifier.ControlModifier, Modifier.ShiftModifier, Modifier.AltModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
    """A key on whatever has the focus, as a person presses it."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifiers)
    QApplication.processEvents()


def type_text(text: str) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, text)


def asked(grid: Grid) -> list[tuple[int, str, State | None]]:
    return [(base.ord, target, state) for base, target, state in grid.owner.edits]


def test_ctrl_enter_confirms_and_edits_the_next_unconfirmed(grid: Grid) -> None:
    grid.owner.truth[4] = grid.owner.truth[4]._replace(state=State.CONFIRMED, version=2)
    grid.model.apply(grid.owner.truth[4])
    grid.open(3)
    type_text("!")
    press(Key.Key_Return, CONTROL)
    assert asked(grid) == [(3, "target 3 {0}!", State.CONFIRMED)]
    assert grid.row == 5
    assert grid.editor().stored_text() == "target 5 {0}"
    press(Key.Key_Enter, CONTROL)
    assert asked(grid)[1:] == [(5, "target 5 {0}", State.CONFIRMED)]
    assert grid.row == 6


def test_ctrl_enter_without_an_editor_confirms_too(grid: Grid) -> None:
    grid.view.go_to(3)
    press(Key.Key_Return, CONTROL)
    assert asked(grid) == [(3, "target 3 {0}", State.CONFIRMED)]
    assert grid.editor().ord == 4


def test_ctrl_shift_enter_confirms_and_stays(grid: Grid) -> None:
    editor = grid.open(3)
    type_text("!")
    press(Key.Key_Return, CONTROL | SHIFT)
    assert asked(grid) == [(3, "target 3 {0}!", State.CONFIRMED)]
    assert grid.view.editor is editor
    grid.owner.settle()
    grid.view.commit_editor()
    assert not grid.owner.edits, "what was saved is not saved again"


def test_the_owner_is_asked_for_a_next_that_is_not_here(grid: Grid) -> None:
    wanted = QSignalSpy(grid.view.next_unconfirmed_wanted)
    for ord_ in range(4, 400):
        grid.owner.truth[ord_] = grid.owner.truth[ord_]._replace(state=State.REVIEWED, version=2)
        grid.model.apply(grid.owner.truth[ord_])
    grid.model.mark_stale(range(200, 400))
    grid.view.go_to(3)
    press(Key.Key_U, CONTROL)
    assert wanted.at(0) == [3, False]
    press(Key.Key_Return, CONTROL)
    assert wanted.at(1) == [3, True]


def test_an_empty_target_is_not_confirmed(grid: Grid) -> None:
    editor = grid.open(3)
    editor.selectAll()
    press(Key.Key_Delete)
    press(Key.Key_Return, CONTROL)
    assert not grid.owner.edits
    assert grid.refused == ["There is no translation yet."]
    assert grid.row == 3


def test_enter_commits_and_moves_down(grid: Grid) -> None:
    grid.view.go_to(3)
    press(Key.Key_F2)
    type_text("!")
    press(Key.Key_Return)
    assert asked(grid) == [(3, "target 3 {0}!", None)]
    assert (grid.row, grid.view.editor) == (4, None)
    assert grid.view.hasFocus()


def test_escape_cancels(grid: Grid) -> None:
    grid.open(3)
    type_text("!")
    press(Key.Key_Escape)
    assert not grid.owner.edits
    assert grid.view.editor is None
    press(Key.Key_Escape)
    assert grid.view.editor is None, "it is no typed character"


def test_an_untouched_editor_saves_nothing(grid: Grid) -> None:
    grid.open(3)
    press(Key.Key_Return)
    grid.open(4)
    press(Key.Key_S, CONTROL)
    grid.view.setFocus()
    assert not grid.owner.edits


def test_typing_replaces(grid: Grid) -> None:
    grid.view.go_to(3)
    type_text("new")
    press(Key.Key_Return)
    assert asked(grid) == [(3, "new", None)]


def test_a_double_click_edits_the_target_only(grid: Grid) -> None:
    for column, opens in ((Column.SOURCE, False), (Column.TARGET, True)):
        at = grid.view.visualRect(grid.model.index(3, column)).center()
        QTest.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, at)
        QTest.mouseDClick(grid.view.viewport(), Qt.MouseButton.LeftButton, Modifier.NoModifier, at)
        assert (grid.view.editor is not None) == opens


@pytest.mark.parametrize("modifier", [SHIFT, ALT])
def test_line_breaks_are_typed(grid: Grid, modifier: Qt.KeyboardModifier) -> None:
    grid.open(3)
    press(Key.Key_Return, modifier)
    type_text("two")
    press(Key.Key_Return)
    assert asked(grid) == [(3, "target 3 {0}\\ntwo", None)]


def test_states_and_drafts_are_saved_in_place(grid: Grid) -> None:
    editor = grid.open(3)
    type_text("!")
    press(Key.Key_S, CONTROL)
    type_text("?")
    press(Key.Key_T, CONTROL)
    assert asked(grid) == [(3, "target 3 {0}!", None), (3, "target 3 {0}!?", State.TRANSLATED)]
    assert grid.view.editor is editor


def test_source_copied_target_cleared_and_taken_back_in_the_editor(grid: Grid) -> None:
    editor = grid.open(3)
    press(Key.Key_Insert, CONTROL)
    assert editor.stored_text() == "원문 3 {0}"
    press(Key.Key_Delete, ALT)
    assert editor.stored_text() == ""
    press(Key.Key_Z, CONTROL)
    press(Key.Key_Z, CONTROL)
    assert editor.stored_text() == "target 3 {0}"
    press(Key.Key_Y, CONTROL)
    assert editor.stored_text() == "원문 3 {0}"


def test_source_copied_and_target_cleared_without_an_editor(grid: Grid) -> None:
    grid.view.go_to(3)
    press(Key.Key_S, CONTROL | SHIFT)
    press(Key.Key_Delete, ALT)
    assert asked(grid) == [(3, "원문 3 {0}", None), (3, "", None)]


def test_undo_across_segments_is_the_owners(grid: Grid) -> None:
    undo, redo = (QSignalSpy(grid.view.actions_by_id[name].triggered) for name in ("undo", "redo"))
    grid.view.go_to(3)
    press(Key.Key_Z, CONTROL)
    press(Key.Key_Y, CONTROL)
    grid.open(3)
    type_text("!")
    press(Key.Key_Z, CONTROL)
    assert (undo.count(), redo.count()) == (1, 1), "what was typed here is taken back first"
    press(Key.Key_Z, CONTROL)
    assert (undo.count(), redo.count()) == (2, 1), "then the edits before it"


def test_moving_keeps_editing_if_it_was(grid: Grid) -> None:
    grid.view.go_to(3)
    press(Key.Key_Down, ALT)
    assert (grid.row, grid.view.editor) == (4, None)
    press(Key.Key_F2)
    type_text("!")
    press(Key.Key_Up, ALT)
    assert asked(grid) == [(4, "target 4 {0}!", None)]
    assert grid.editor().ord == 3
    press(Key.Key_Tab)
    assert grid.editor().ord == 4
    press(Key.Key_Backtab, SHIFT)
    assert grid.editor().ord == 3


def test_keys_can_be_changed(grid: Grid) -> None:
    grid.view.actions_by_id["confirm"].setShortcuts([QKeySequence("Ctrl+S")])
    grid.view.actions_by_id["save_draft"].setShortcuts([])
    grid.open(3)
    press(Key.Key_S, CONTROL)
    press(Key.Key_Return, CONTROL)
    assert asked(grid) == [(3, "target 3 {0}", State.CONFIRMED)]


def test_every_action_has_a_name_a_text_and_keys_of_its_own(grid: Grid) -> None:
    keys = [key.toString() for action in grid.view.actions_by_id.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert all(action.text() and action.objectName() == name for name, action in grid.view.actions_by_id.items())
    assert not {"Ctrl+Space", "Shift+Space", "Alt+Space"} & set(keys)


def test_what_may_not_be_edited_says_why(grid: Grid) -> None:
    grid.owner.truth[3] = grid.owner.truth[3]._replace(locked=True, version=2)
    grid.model.apply(grid.owner.truth[3])
    grid.view.go_to(3)
    for key, modifiers in (
        (Key.Key_F2, Modifier.NoModifier),
        (Key.Key_X, Modifier.NoModifier),
        (Key.Key_Return, CONTROL),
    ):
        press(key, modifiers)
    press(Key.Key_Delete, ALT)
    assert grid.refused == ["This segment is locked."] * 4
    grid.model.read_only = True
    grid.view.go_to(5)
    press(Key.Key_F2)
    assert grid.refused[-1] == "You may read this file, not edit it."
    assert (grid.view.editor, grid.owner.edits) == (None, [])


def test_a_colleagues_change_does_not_touch_the_open_editor(grid: Grid) -> None:
    told = QSignalSpy(grid.view.edited_segment_changed)
    editor = grid.open(3)
    type_text("!")
    theirs = grid.owner.truth[3]._replace(target="theirs", version=2)
    grid.model.apply(theirs)
    grid.model.apply(grid.owner.truth[5]._replace(target="other", version=2))
    assert editor.stored_text() == "target 3 {0}!"
    assert [told.at(i) for i in range(told.count())] == [[3]]
    press(Key.Key_Return)
    base, target, _ = grid.owner.edits[0]
    assert (base.version, target) == (1, "target 3 {0}!")


def test_scrolling_keeps_the_editor_and_its_text(grid: Grid) -> None:
    editor = grid.open(3)
    type_text("!")
    grid.view.verticalScrollBar().setValue(700)
    QApplication.processEvents()
    assert grid.view.editor is editor
    assert editor.stored_text() == "target 3 {0}!"
    grid.view.verticalScrollBar().setValue(0)
    press(Key.Key_Return)
    assert asked(grid) == [(3, "target 3 {0}!", None)]


def test_the_wheel_over_the_editor_scrolls_the_grid(grid: Grid) -> None:
    editor = grid.open(3)
    window = grid.view.windowHandle()
    QTest.wheelEvent(window, QPointF(editor.mapTo(grid.view, QPoint(20, 5))), QPoint(0, -120))
    QApplication.processEvents()
    assert grid.view.verticalScrollBar().value() > 0
    assert grid.view.editor is editor


@pytest.mark.parametrize("how", ["file", "filter", "hide", "close", "focus", "another"])
def test_a_typed_text_is_never_lost(grid: Grid, how: str) -> None:
    grid.open(3)
    type_text("!")
    if how == "file":
        grid.model.set_file(10)
    elif how == "filter":
        grid.model.set_filter(1000, None)
    elif how == "hide":
        grid.view.hide()
    elif how == "close":
        grid.view.window().close()
    elif how == "focus":
        grid.view.setFocus()
    else:
        grid.view.edit(grid.model.index(8, Column.TARGET))
    assert asked(grid) == [(3, "target 3 {0}!", None)]
    assert grid.view.editor is None or grid.view.editor.ord == 8


def test_the_focus_goes_to_another_widget_and_the_text_is_saved(grid: Grid) -> None:
    window = QWidget()
    grid.qtbot.addWidget(window)
    layout, line = QVBoxLayout(window), QLineEdit()
    layout.addWidget(grid.view)
    layout.addWidget(line)
    window.resize(1000, 500)
    window.show()
    window.activateWindow()
    grid.open(3)
    type_text("!")
    line.setFocus()
    assert asked(grid) == [(3, "target 3 {0}!", None)]
    assert line.hasFocus()
    assert grid.view.editor is None
    grid.view.setParent(None)


def test_a_look_into_another_program_keeps_the_draft(grid: Grid) -> None:
    editor = grid.open(3)
    type_text("!")
    for reason in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
        QApplication.sendEvent(editor, QFocusEvent(QEvent.Type.FocusOut, reason))
    assert (grid.owner.edits, grid.view.editor) == ([], editor)
    type_text("?")
    press(Key.Key_Return)
    assert asked(grid) == [(3, "target 3 {0}!?", None)]


def test_escape_after_a_look_into_another_program_gives_up_the_draft(grid: Grid) -> None:
    editor = grid.open(3)
    before = grid.model.segment_at(3)
    type_text("!")
    QApplication.sendEvent(editor, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    press(Key.Key_Escape)
    assert (grid.owner.edits, grid.view.editor, grid.model.segment_at(3)) == ([], None, before)


def test_an_editor_opens_as_soon_as_its_segment_is_here(grid: Grid) -> None:
    grid.owner.answering = False
    grid.view.go_to(700, edit=True)
    assert grid.view.editor is None
    grid.owner.answering = True
    grid.owner.answer()
    assert grid.editor().ord == 700
    assert not grid.refused


def test_the_last_segment_is_wholly_in_sight(grid: Grid) -> None:
    long = "word " * 120
    for ord_ in range(990, 1000):
        grid.owner.truth[ord_] = grid.owner.truth[ord_]._replace(target=long, version=2)
    grid.view.go_to(999)
    grid.qtbot.waitUntil(lambda: grid.model.segment_at(999) is not None)
    grid.view.go_to(999)
    QApplication.processEvents()
    rect = grid.view.visualRect(grid.model.index(999, Column.TARGET))
    assert rect.height() > 60
    assert rect.bottom() <= grid.view.viewport().height()


def test_rows_are_as_high_as_their_texts(grid: Grid) -> None:
    low = grid.view.rowHeight(2)
    grid.model.apply(grid.owner.truth[2]._replace(source="a\\nb\\nc", version=2))
    assert grid.view.rowHeight(2) > 2 * low
    assert grid.view.rowHeight(3) == low
    wide = grid.view.rowHeight(2)
    grid.model.apply(grid.owner.truth[2]._replace(source="word " * 40, version=3))
    before = grid.view.rowHeight(2)
    grid.view.resize(2000, 600)
    grid.qtbot.waitUntil(lambda: grid.view.rowHeight(2) < before)
    assert wide > low


def is_in_sight(grid: Grid, row: int) -> bool:
    return grid.view.viewport().rect().contains(grid.view.visualRect(grid.model.index(row, Column.TARGET)))


def test_the_current_segment_stays_in_sight_when_there_is_less_room(grid: Grid) -> None:
    last = grid.view.rowAt(grid.view.viewport().height() - 1) - 1
    grid.view.setCurrentIndex(grid.model.index(last, Column.TARGET))
    grid.view.resize(1100, 300)
    grid.qtbot.waitUntil(lambda: is_in_sight(grid, last))
    larger = grid.view.font()
    larger.setPointSizeF(larger.pointSizeF() * 2)
    grid.view.set_text_font(larger)
    assert is_in_sight(grid, last)


def test_a_current_segment_out_of_sight_calls_nobody_back(grid: Grid) -> None:
    grid.view.go_to(3)
    grid.view.verticalScrollBar().setValue(500)
    grid.view.resize(1100, 300)
    grid.qtbot.waitUntil(lambda: grid.view.viewport().height() < 300)
    grid.view.set_text_font(grid.view.font(), 3)
    assert grid.view.verticalScrollBar().value() == 500


def test_in_a_window_of_1024_pixels_the_texts_have_the_room(grid: Grid) -> None:
    grid.view.resize(1024 - 290, 600)
    grid.qtbot.waitUntil(lambda: grid.view.viewport().width() < 740)
    assert grid.view.columnWidth(Column.TARGET) > 210
    grid.view.resize(1440 - 290, 600)
    grid.qtbot.waitUntil(lambda: grid.view.columnWidth(Column.STRING_ID) == 160)
    assert grid.view.columnWidth(Column.TARGET) > 300


def test_the_numbers_of_a_large_font_have_room(grid: Grid) -> None:
    large = grid.view.font()
    large.setPointSizeF(30)
    grid.view.set_text_font(large)
    assert grid.view.columnWidth(Column.NUMBER) > grid.view.fontMetrics().horizontalAdvance("1000000")


class CountingModel(SegmentModel):
    """Counts how often Qt asks for a cell's flags."""

    asked = 0

    def flags(self, index: Index) -> Qt.ItemFlag:
        self.asked += 1
        return super().flags(index)


def test_all_of_a_large_file_is_selected_at_once(qtbot: QtBot) -> None:
    model = CountingModel()
    view = SegmentView(model, LIGHT, lambda text, _like: text)
    qtbot.addWidget(view)
    model.set_file(1_000_000)
    view.resize(1100, 600)
    view.show()
    qtbot.waitExposed(view)
    view.selectAll()
    for widget in (view.viewport(), view.horizontalHeader().viewport()):
        widget.repaint()
    QApplication.processEvents()
    assert 0 < model.asked < 10_000
    model.deleteLater()


def test_a_large_file_is_zoomed_at_once(qtbot: QtBot) -> None:
    """A row by itself would be 200,000 times a count of 200,000."""
    model = SegmentModel()
    view = SegmentView(model, LIGHT, lambda text, _like: text)
    qtbot.addWidget(view)
    model.set_file(200_000)
    larger = view.font()
    larger.setPointSizeF(larger.pointSizeF() * 1.5)
    started = time.monotonic()
    view.set_text_font(larger)
    assert time.monotonic() - started < 2
    assert view.rowHeight(150_000) > view.fontMetrics().height()
    model.deleteLater()


def test_in_a_narrow_window_all_columns_are_in_sight(grid: Grid) -> None:
    grid.view.resize(620, 600)
    grid.qtbot.waitUntil(lambda: grid.view.viewport().width() < 620)
    assert grid.view.horizontalScrollBar().maximum() == 0
    assert grid.view.columnWidth(Column.TARGET) == grid.view.columnWidth(Column.SOURCE)


def test_a_larger_font_makes_higher_rows(grid: Grid) -> None:
    low, font = grid.view.rowHeight(2), grid.view.font()
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * 1.5)
    grid.view.set_text_font(larger)
    assert grid.view.rowHeight(2) > low * 1.2
    grid.view.set_text_font(font)
    assert grid.view.rowHeight(2) == low


def test_a_cell_shows_as_many_lines_as_are_wanted(grid: Grid) -> None:
    one = grid.view.rowHeight(0)
    grid.owner.truth[2] = long = grid.owner.truth[2]._replace(target="\\n".join("abcdefgh"), version=2)
    grid.model.apply(long)
    heights = {}
    for lines in (1, 3, 12):
        grid.view.set_text_font(grid.view.font(), lines)
        heights[lines] = grid.view.rowHeight(2)
    assert heights[1] == one
    assert one * 2 < heights[3] < one * 4
    assert heights[12] > heights[3] * 1.5


def test_with_ctrl_held_the_selection_goes_along(grid: Grid) -> None:
    grid.open(3)
    press(Key.Key_Return, CONTROL)
    press(Key.Key_Escape)
    assert [(index.row(), index.column()) for index in grid.view.selectedIndexes()] == [(4, Column.TARGET)]


@pytest.mark.parametrize(("key", "row"), [(Key.Key_End, 999), (Key.Key_Home, 0)])
def test_ctrl_home_and_end_stay_among_the_targets(grid: Grid, key: Qt.Key, row: int) -> None:
    grid.view.go_to(500)
    press(key, CONTROL)
    assert (grid.row, grid.view.currentIndex().column()) == (row, Column.TARGET)


def test_the_last_segment_stays_in_sight_when_the_texts_before_it_come_in(grid: Grid) -> None:
    for ord_ in range(300, 1000):
        grid.owner.truth[ord_] = grid.owner.truth[ord_]._replace(source="\\n".join("abcd"))
    grid.owner.answering = False
    press(Key.Key_End, CONTROL)
    assert grid.model.segment_at(999) is None
    grid.owner.answering = True
    grid.owner.answer()
    last = grid.view.visualRect(grid.model.index(999, Column.TARGET))
    assert grid.view.viewport().rect().contains(last.center())


def test_who_scrolls_away_is_not_taken_back(grid: Grid) -> None:
    grid.view.go_to(500)
    grid.view.verticalScrollBar().triggerAction(QSlider.SliderAction.SliderToMinimum)
    grid.owner.truth[1] = grid.owner.truth[1]._replace(target="a\\nb", version=2)
    grid.model.apply(grid.owner.truth[1])
    assert grid.view.rowAt(0) == 0


def test_typing_outside_the_target_says_where_to_type(grid: Grid) -> None:
    grid.view.setCurrentIndex(grid.model.index(2, Column.SOURCE))
    type_text("a")
    assert grid.view.editor is None
    assert grid.refused == ["Only the target can be edited: F2 opens it."]


def test_a_long_text_is_opened_at_its_caret(grid: Grid) -> None:
    grid.owner.truth[2] = long = grid.owner.truth[2]._replace(target="words " * 2000, version=2)
    grid.model.apply(long)
    editor = grid.open(2)
    assert editor.viewport().rect().contains(editor.cursorRect().center())


def test_the_frame_of_the_current_cell_tells_where_the_keys_go(grid: Grid) -> None:
    grid.view.go_to(1)
    at = grid.view.visualRect(grid.view.currentIndex()).topLeft() + QPoint(5, 1)
    focused = grid.view.viewport().grab().toImage().pixelColor(at)
    grid.view.clearFocus()
    assert grid.view.viewport().grab().toImage().pixelColor(at) != focused


def test_it_has_names_for_screen_readers(grid: Grid) -> None:
    assert grid.view.accessibleName() == "Segments"
    editor = grid.open(3)
    assert (editor.accessibleName(), editor.accessibleDescription()) == ("Target", "ID_3")
    read_out = grid.model.index(3, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole)
    assert read_out == "draft"


def test_entering_a_segment_is_told_once(grid: Grid) -> None:
    entered = QSignalSpy(grid.view.segment_entered)
    grid.view.go_to(3)
    grid.view.setCurrentIndex(grid.model.index(3, Column.SOURCE))
    grid.view.go_to(4)
    assert [entered.at(i) for i in range(entered.count())] == [[3], [4]]


def test_colours_can_change_while_it_is_shown(grid: Grid) -> None:
    grid.view.set_colours(DARK)
    empty = grid.view.visualRect(grid.model.index(5, Column.NOTE)).center()
    assert grid.view.viewport().grab().toImage().pixelColor(empty).name() == DARK.base


def test_nothing_is_searched_for_by_typing(grid: Grid) -> None:
    grid.view.setCurrentIndex(grid.model.index(3, Column.SOURCE))
    press(Key.Key_X)
    assert (grid.row, grid.view.editor) == (3, None)
