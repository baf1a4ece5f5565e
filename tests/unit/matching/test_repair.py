"""Targets are made to fit a text that differs in values, or left alone."""

import pytest
from hypothesis import given, settings

from locanext.domain.tm import Repair, RepairKind
from locanext.matching.normalize import forms
from locanext.matching.repair import repair
from tests.unit.matching.texts import small_texts

NUMBER, PLACEHOLDER, CASE, SPACE = RepairKind.NUMBER, RepairKind.PLACEHOLDER, RepairKind.CASE, RepairKind.SPACE

REPAIRED = [
    ("레벨 7", "레벨 12", "Level 12", "Level 7", [(NUMBER, "12", "7")]),
    ("1,500 골드", "900 골드", "900 gold", "1,500 gold", [(NUMBER, "900", "1,500")]),
    ("{b}의 검", "{a}의 검", "Sword of {a}", "Sword of {b}", [(PLACEHOLDER, "{a}", "{b}")]),
    ("3/5", "5/3", "5 of 3", "3 of 5", [(NUMBER, "5", "3"), (NUMBER, "3", "5")]),
    ("4와 4", "5와 5", "5 and 5", "4 and 4", [(NUMBER, "5", "4")]),
    ("끝<br/>", "끝\\n", "End\\n", "End<br/>", [(PLACEHOLDER, "\\n", "<br/>")]),
    ("attack", "Attack", "Angriff", "angriff", [(CASE, "A", "a")]),
    ("{0} attack", "{0} Attack", "{0} Angriff", "{0} angriff", [(CASE, "A", "a")]),
    ("attack", "Attack", "공격", "공격", []),
    (" 검", "검", "Sword", " Sword", [(SPACE, "", " ")]),
    ("검", "검  ", "Sword  ", "Sword", [(SPACE, "  ", "")]),
    ("길드 마스터", "길드마스터", "Guild Master", "Guild Master", []),
    ("검", "검", "Sword", "Sword", []),
    ("{a} 7", "{a} 8", "{a} 8 {a}", "{a} 7 {a}", [(NUMBER, "8", "7")]),
]
LEFT = [
    ("레벨 7", "레벨 12", "Level twelve"),
    ("2일", "1일", "1st day"),
    ("검 2", "검 1", "1 sword, 1 shield"),
    ("5와 6", "5와 5", "5 and 5"),
    ("{b}의 검", "{a}의 검", "Sword"),
    ("ATTACK", "Attack", "Angriff"),
    ("검 ", "검", "Sword."[:-1] + "\t"),
    ("칼", "검", "Sword"),
    ("검 5", "검", "Sword"),
]


@pytest.mark.parametrize(("text", "source", "target", "fitting", "repairs"), REPAIRED)
def test_values_are_put_into_the_target(
    text: str, source: str, target: str, fitting: str, repairs: list[tuple[RepairKind, str, str]]
) -> None:
    assert repair(text, source, target) == (fitting, tuple(Repair(*one) for one in repairs))


@pytest.mark.parametrize(("text", "source", "target"), LEFT)
def test_nothing_is_guessed(text: str, source: str, target: str) -> None:
    assert repair(text, source, target) is None


@settings(deadline=None)
@given(small_texts, small_texts)
def test_the_source_as_its_own_target_becomes_the_text(text: str, source: str) -> None:
    done = repair(text, source, source)
    if done is not None:
        assert forms(done.target).skeleton == forms(text).skeleton
        assert forms(done.target).key.replace(" ", "") == forms(text).key.replace(" ", "")


@settings(deadline=None)
@given(small_texts, small_texts)
def test_the_same_text_needs_no_repair(text: str, target: str) -> None:
    done = repair(text, text, target)
    assert done is not None
    assert done.repairs == ()
