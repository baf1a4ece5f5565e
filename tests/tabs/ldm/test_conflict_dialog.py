"""The question that a conflict is: what it shows, and what each answer keeps."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.segment import Segment
from locanext.tabs.ldm.conflict_dialog import ConflictDialog, _word_diff
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
    dialog = ConflictDialog(conflict, "\\n", parent)
    dialog.open()
    return dialog


@pytest.fixture
def dialog(parent: QWidget) -> ConflictDialog:
    return dialog_of(parent, "Open my <b>door</b>.", "Open their <b>door</b>.")


def test_both_texts_are_shown_as_they_are(dialog: ConflictDialog) -> None:
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("QUEST_&lt;3&gt;" in text for text in shown)
    assert any("Open their &lt;b&gt;door&lt;/b&gt;." in text for text in shown)
    diff = next(text for text in shown if "<s " in text)
    assert diff.startswith("Open <s ")
    assert ">their </s>" in diff
    assert ">my </u>" in diff
    assert dialog.result_text.toPlainText() == "Open my <b>door</b>."


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
    assert dialog.target == "X\nOpen my <b>door</b>."


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
    assert any("empty" in label.text() for label in dialog.findChildren(QLabel))
    dialog.use_theirs.click()
    assert dialog.target == ""


@pytest.mark.parametrize(
    ("old", "new"), [("", ""), ("a", "a"), ("", "a b"), ("a  b", "a b "), ("가 나 다", "가 라 다")]
)
def test_a_diff_holds_all_of_both_texts(old: str, new: str) -> None:
    diff = _word_diff(old, new)
    assert re.sub(r"<s [^>]*>.*?</s>|</?u[^>]*>", "", diff) == new
    assert re.sub(r"<u [^>]*>.*?</u>|</?s[^>]*>", "", diff) == old
