"""The cell editor: exact texts, whole placeholders, its own undo, growing with its text."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.placeholder import Kind
from locanext.domain.segment import Segment
from locanext.gui.grid.actions import grid_actions
from locanext.gui.grid.colours import LIGHT
from locanext.gui.grid.editor import TargetEditor
from tests.gui.grid.conftest import Grid

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def editor(qtbot: QtBot) -> Iterator[TargetEditor]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(500, 300)
    made = TargetEditor(parent, LIGHT, grid_actions(parent), lambda text, like: text.replace("\n", "<br/>"))
    made.resize(400, 200)
    parent.show()
    yield made


def segment(target: str) -> Segment:
    return Segment(0, "ID", "원문<br/>", target)


@pytest.mark.parametrize(
    "stored", ["", "a\\nb<br/>c{nl}d\ne\r\nf\rg", "no\u00a0break", "a\u2028b\u2029c", "tab\there", "🗡️ 검 𝔸", " edge "]
)
def test_an_unchanged_text_comes_back_exact(editor: TargetEditor, stored: str) -> None:
    editor.open(segment(stored))
    assert editor.stored_text() == stored
    editor.insertPlainText("x")
    editor.undo()
    assert editor.stored_text() == stored
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.insertPlainText("x")
    assert editor.stored_text() == stored + "x"


def test_breaks_are_typed_in_the_files_form(editor: TargetEditor) -> None:
    editor.open(segment("a\\nb"))
    assert editor.document().blockCount() == 2
    editor.insert_line_break()
    editor.insertPlainText("c")
    assert editor.stored_text() == "a\\nb<br/>c"


def test_placeholders_have_the_colour_of_their_kind(editor: TargetEditor) -> None:
    editor.open(segment("𝔸 {0} text"))
    formats = editor.document().firstBlock().layout().formats()
    assert [(f.start, f.length, f.format.foreground().color().name()) for f in formats] == [
        (3, 3, LIGHT.chips[Kind.VARIABLE].text)
    ]


@pytest.mark.parametrize(
    ("stored", "at", "key", "left"),
    [
        ("a{Name(x)}b", 10, Key.Key_Backspace, "ab"),
        ("a{Name(x)}b", 1, Key.Key_Delete, "ab"),
        ("a{Name(x)}b", 5, Key.Key_Backspace, "ab"),
        ("a{Name(x)}b", 11, Key.Key_Backspace, "a{Name(x)}"),
        ("a{Name(x)}b", 0, Key.Key_Delete, "{Name(x)}b"),
        ("x\\n𝔸<b>y", 6, Key.Key_Backspace, "x\\n𝔸y"),
    ],
)
def test_a_placeholder_goes_as_a_whole(editor: TargetEditor, stored: str, at: int, key: Qt.Key, left: str) -> None:
    editor.open(segment(stored))
    cursor = editor.textCursor()
    cursor.setPosition(at + (1 if "𝔸" in stored else 0))
    editor.setTextCursor(cursor)
    QTest.keyClick(editor, key)
    assert editor.stored_text() == left
    QTest.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)
    assert editor.stored_text() == stored


def test_a_selection_goes_as_it_is(editor: TargetEditor) -> None:
    editor.open(segment("a{0}b"))
    editor.selectAll()
    QTest.keyClick(editor, Key.Key_Backspace)
    assert editor.stored_text() == ""


def test_replacing_all_can_be_undone(editor: TargetEditor) -> None:
    editor.open(segment("old<br/>text"))
    editor.replace_all("new\\ntext")
    assert editor.stored_text() == "new<br/>text"
    editor.undo()
    assert editor.stored_text() == "old<br/>text"


def test_no_raw_tab_is_typed(editor: TargetEditor, qtbot: QtBot) -> None:
    editor.open(segment("a"))
    for action, key, keys in (
        ("next_target", Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        ("previous_target", Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier),
    ):
        with qtbot.waitSignal(editor._actions[action].triggered):
            QTest.keyClick(editor, key, keys)
        editor._actions[action].setShortcuts([])
        QTest.keyClick(editor, key, keys)
    assert editor.stored_text() == "a"


def test_the_tables_keys_are_claimed_and_others_are_not(editor: TargetEditor) -> None:
    editor.open(segment("a"))

    def claims(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
        event.ignore()
        QApplication.sendEvent(editor, event)
        return event.isAccepted()

    assert claims(Key.Key_Return, Modifier.ControlModifier)
    assert claims(Key.Key_Enter, Modifier.ControlModifier | Modifier.KeypadModifier)
    assert claims(Key.Key_Down, Modifier.AltModifier)
    assert claims(Key.Key_U, Modifier.ControlModifier)
    assert not claims(Key.Key_F, Modifier.ControlModifier)
    assert not claims(Key.Key_F4, Modifier.NoModifier)


def test_it_grows_with_its_text_up_to_a_part_of_the_grid(grid: Grid) -> None:
    editor = grid.open(3)
    low = grid.view.rowHeight(3)
    for _ in range(4):
        QTest.keyClick(editor, Key.Key_Return, Modifier.ShiftModifier)
    grid.qtbot.waitUntil(lambda: grid.view.rowHeight(3) > 3 * low)
    assert editor.height() >= editor.needed_height()
    for _ in range(60):
        QTest.keyClick(editor, Key.Key_Return, Modifier.AltModifier)
    grid.qtbot.waitUntil(lambda: editor.height() == int(grid.view.viewport().height() * 0.6))
    assert editor.verticalScrollBar().maximum() > 0
    QTest.keyClick(editor, Key.Key_Escape)
    grid.qtbot.waitUntil(lambda: grid.view.rowHeight(3) == low)


def test_a_growing_editor_keeps_its_letters_where_the_cell_drew_them(grid: Grid) -> None:
    low = grid.view.rowHeight(3)
    editor = grid.open(3)
    assert grid.view.rowHeight(3) == low
    QTest.keyClick(editor, Key.Key_Return, Modifier.ShiftModifier)
    line = editor.fontMetrics().lineSpacing()
    grid.qtbot.waitUntil(lambda: grid.view.rowHeight(3) == low + line)
    assert editor.verticalScrollBar().maximum() == 0
    assert editor.cursorRect().bottom() + editor.viewport().y() <= editor.height()
