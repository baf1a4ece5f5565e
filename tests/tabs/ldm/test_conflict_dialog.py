"""The question that a conflict is: what it shows, and what each answer keeps."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.change import Change, ChangeKind
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.gui.grid.stored_text import StoredText
from locanext.tabs.ldm.conflict_dialog import ConflictDialog
from locanext.tabs.ldm.edits import Conflict

SEEN = Segment(3, "QUEST_<3>", "문을 <b>열어라</b>.<br/>어서!", "")


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def dialog_of(parent: QWidget, mine: str, theirs: str) -> ConflictDialog:
    conflict = Conflict(SEEN._replace(target=mine), SEEN._replace(target=theirs, version=2))
    dialog = ConflictDialog(conflict, lambda text, _source: text.replace("\n", "<br/>"), "\\n", parent)
    dialog.open()
    return dialog


@pytest.fixture
def dialog(parent: QWidget) -> ConflictDialog:
    return dialog_of(parent, "Open my <b>door</b>.", "Open their <b>door</b>.")


def marked(field: StoredText) -> list[str]:
    """The parts that are drawn in another form."""
    return [mark.cursor.selectedText() for mark in field.extraSelections()]  # type: ignore[attr-defined]


def test_both_texts_are_shown_with_what_differs(dialog: ConflictDialog) -> None:
    assert "QUEST_<3>" in [label.text() for label in dialog.findChildren(QLabel)]
    assert dialog.source_text.toPlainText() == "문을 <b>열어라</b>.\n어서!"
    assert dialog.theirs_text.toPlainText() == "Open their <b>door</b>."
    assert dialog.mine_text.toPlainText() == dialog.result_text.toPlainText() == "Open my <b>door</b>."
    assert (marked(dialog.theirs_text), marked(dialog.mine_text)) == (["their"], ["my"])


def test_a_blank_that_cannot_be_seen_is_marked(parent: QWidget) -> None:
    dialog = dialog_of(parent, "10\u00a0%", "10 %")
    assert (marked(dialog.theirs_text), marked(dialog.mine_text)) == ([" "], ["\u00a0"])


@pytest.mark.parametrize("button", ["use_theirs", "use_mine", "use_both", "keep"])
def test_what_is_not_edited_is_kept_to_the_character(parent: QWidget, button: str) -> None:
    mine, theirs = "  a\u00a0b\u2028c\r\nd\\ne<br/>f\ng  ", "A\u00a0B\u2028C\r\nD\ne  "
    dialog = dialog_of(parent, mine, theirs)
    pressed: QPushButton = getattr(dialog, button)
    pressed.click()
    wanted = {"use_theirs": theirs, "use_mine": mine, "use_both": f"{theirs}<br/>{mine}", "keep": mine}
    assert dialog.target == wanted[button]


def test_what_is_typed_gets_the_form_of_the_file(parent: QWidget) -> None:
    dialog = dialog_of(parent, "a\u00a0b\\nc", "other")
    cursor = dialog.result_text.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    cursor.insertText("\nd")
    dialog.keep.click()
    assert dialog.target == "a\u00a0b\\nc<br/>d"


def test_a_long_text_can_be_read_to_its_end(parent: QWidget) -> None:
    dialog = dialog_of(parent, "mine", "line\\n" * 400)
    assert dialog.theirs_text.blockCount() == 401
    dialog.theirs_text.verticalScrollBar().setValue(dialog.theirs_text.verticalScrollBar().maximum())
    assert dialog.theirs_text.firstVisibleBlock().blockNumber() > 300


def test_the_other_person_is_named(dialog: ConflictDialog) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    lost = Change(3, 3, 2, ChangeKind.CONFLICT, "Open my", State.DRAFT, False, "Kim", at, State.UNTRANSLATED)
    dialog.show_author([lost, lost._replace(kind=ChangeKind.TYPED, author="Lee")])
    assert "Saved meanwhile by Lee" in [label.text() for label in dialog.findChildren(QLabel)]


@pytest.mark.parametrize(
    ("button", "kept"),
    [
        ("use_theirs", "Open their <b>door</b>."),
        ("use_mine", "Open my <b>door</b>."),
        ("use_both", "Open their <b>door</b>.<br/>Open my <b>door</b>."),
        ("keep", "Open our <b>door</b>."),
    ],
)
def test_answers(dialog: ConflictDialog, button: str, kept: str) -> None:
    dialog.result_text.setPlainText("Open our <b>door</b>.")
    pressed: QPushButton = getattr(dialog, button)
    QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)
    assert dialog.result() == ConflictDialog.DialogCode.Accepted
    assert dialog.target == kept


def test_without_an_answer_theirs_stays(dialog: ConflictDialog) -> None:
    dialog.result_text.setPlainText("Something else.")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.target == "Open their <b>door</b>."


def test_by_keys_alone(dialog: ConflictDialog) -> None:
    dialog.activateWindow()
    dialog.result_text.setFocus()
    QTest.keyClicks(dialog.result_text, "X")
    QTest.keyClick(dialog.result_text, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter is a line break there"
    QTest.keyClick(dialog.result_text, Qt.Key.Key_Tab)
    assert not dialog.result_text.hasFocus()
    dialog.keep.setFocus()
    QTest.keyClick(dialog.keep, Qt.Key.Key_Return)
    assert dialog.target == "X<br/>Open my <b>door</b>."


def test_who_types_on_when_it_opens_decides_nothing(dialog: ConflictDialog) -> None:
    dialog.activateWindow()
    before = dialog.result_text.toPlainText()
    typed_on = QApplication.focusWidget()
    assert typed_on is not None
    QTest.keyClicks(typed_on, "tmb k")
    QTest.keyClick(typed_on, Qt.Key.Key_Return)
    QTest.keyClick(typed_on, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    assert dialog.result_text.toPlainText() == before


def test_an_empty_text_of_theirs(parent: QWidget) -> None:
    dialog = dialog_of(parent, "Mine.", "")
    assert (dialog.theirs_text.toPlainText(), dialog.theirs_text.placeholderText()) == ("", "empty")
    dialog.use_theirs.click()
    assert dialog.target == ""
