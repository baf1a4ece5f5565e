"""Errors are said in the window's language."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from locanext.domain.errors import BadFile
from locanext.formats.base import Layout
from locanext.formats.registry import by_id
from locanext.gui import messages, theme
from tests.unit.formats.test_nasty_files import CASES, Case


class Korean(QTranslator):
    """Knows one text of the context `messages`."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return "{line}번째 줄이 잘못되었습니다." if (context, text) == ("messages", "Line {line} is damaged.") else None


@pytest.fixture
def korean(qapp: QApplication) -> Iterator[None]:
    translator = Korean()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_an_error_without_translation_is_said_as_it_is(qtbot: QtBot) -> None:
    assert messages.text_of(BadFile("{name} is damaged.", name="대사.txt")) == "대사.txt is damaged."


def test_the_template_is_the_key_of_the_translation(qtbot: QtBot, korean: None) -> None:
    assert messages.text_of(BadFile("Line {line} is damaged.", line=3)) == "3번째 줄이 잘못되었습니다."


def test_a_yes_calls_back_and_a_no_does_not(qtbot: QtBot) -> None:
    said: list[str] = []
    box = messages.ask(None, "Really?", "Do it", lambda: said.append("yes"))
    box.reject()
    assert said == []
    box = messages.ask(None, "Really?", "Do it", lambda: said.append("yes"))
    box.defaultButton().click()
    assert said == ["yes"]


def test_an_error_in_an_error_is_translated_too(korean: None) -> None:
    inner = BadFile("Line {line} is damaged.", line=3)
    assert messages.text_of(BadFile("a.txt: {problem}", problem=inner)) == "a.txt: 3번째 줄이 잘못되었습니다."


@pytest.fixture(scope="module")
def korean_texts() -> QTranslator:
    translator = QTranslator()
    assert translator.load(str(theme.RESOURCES / "locanext_ko.qm"))
    return translator


@pytest.mark.parametrize("case", [case for case in CASES if case.lines], ids=lambda case: case.name)
def test_whatever_is_wrong_with_a_file_is_said_in_korean(case: Case, korean_texts: QTranslator) -> None:
    """Each template that the problems of damaged files are made of has a translation, also the ones in it."""
    reader = by_id(case.format_id).read(case.data, Layout())
    list(reader)
    asked: list[str] = []

    def note(template: str) -> str:
        asked.append(template)
        return template

    for problem in reader.problems.items:
        problem.told.said(note)
    assert asked
    assert [template for template in asked if not korean_texts.translate("messages", template)] == []
