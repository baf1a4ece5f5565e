"""The forms in which texts are compared."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.matching.generations import FORMAT
from locanext.matching.normalize import NUMBER, PLACEHOLDER, fold_case, forms, key, nfc, plain
from tests.unit.matching.texts import any_texts, small_texts


@settings(deadline=None)
@given(st.text())
def test_case_is_folded_character_by_character(text: str) -> None:
    folded = fold_case(text)
    assert len(folded) == len(text)
    assert folded == "".join(map(fold_case, text))
    assert fold_case(folded) == folded


@pytest.mark.parametrize(("text", "folded"), [("Straße", "straße"), ("İ", "İ"), ("ΣΑΣ", "σασ"), ("길드 A", "길드 a")])
def test_case(text: str, folded: str) -> None:
    assert fold_case(text) == folded


def test_decomposed_hangul_equals_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "길드 마스터")
    assert decomposed != "길드 마스터"
    assert (nfc(decomposed), plain(decomposed), key(decomposed)) == ("길드 마스터",) * 3


def test_each_placeholder_is_one_character_and_digits_stay() -> None:
    assert key("Get {0} of 12\\n<color=red>NOW</color>%d") == "get {0} of 12{0}{0}now{0}{0}".replace("{0}", PLACEHOLDER)
    assert plain("Get {Name} NOW") == "get {name} now"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("레벨 12", "레벨 7"),
        ("1,000.5 gold", "3 Gold"),
        ("{name}의 검", "<b>의 검"),
        ("길드 마스터", "길드마스터"),
        ("Attack!", " attack !"),
        ("a\\nb", "a<br/>b"),
    ],
)
def test_skeletons_of_texts_that_differ_in_values_are_equal(text: str, other: str) -> None:
    assert forms(text).skeleton == forms(other).skeleton


@pytest.mark.parametrize(
    ("text", "other"), [("레벨 12", "레벨"), ("1st day", "2nd day"), ("{a}", "5"), ("5 {a}", "{a} 5"), ("검", "칼")]
)
def test_skeletons_of_other_texts_differ(text: str, other: str) -> None:
    assert forms(text).skeleton != forms(other).skeleton


@settings(deadline=None)
@given(any_texts | small_texts)
def test_all_forms_at_once_are_those_one_by_one(text: str) -> None:
    made = forms(text)
    assert (made.plain, made.key) == (plain(text), key(text))
    assert not any(char.isspace() for char in made.skeleton)


def test_the_format_of_caches_is_that_of_their_forms() -> None:
    """When this fails, forms in caches on disks are not those that are looked for: FORMAT has to change as well."""
    text = "Ｇet {0}\r\n<b>12</b> of 1st 1,000.5 ½ ▶[n] %% İß \u1100\u1161"
    holder = PLACEHOLDER
    assert forms(text) == (
        "ｇet {0}\r\n<b>12</b> of 1st 1,000.5 ½ ▶[n] %% İß 가",
        f"ｇet {holder}{holder}{holder}12{holder} of 1st 1,000.5 ½ {holder}{holder} %% İß 가",
        f"ｇet{holder}{holder}{holder}{NUMBER}{holder}of1st{NUMBER}½{holder}{holder}%%İß가",
    )
    assert FORMAT.startswith("1 ")
