"""Placeholders: every kind of the data that users bring, and what only looks like one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locanext.domain.placeholder import Kind, break_form, placeholders

BREAK, MARKUP, VARIABLE, SIGN = Kind.LINE_BREAK, Kind.MARKUP, Kind.VARIABLE, Kind.SIGN

ALONE = [
    ("\\n", BREAK),
    ("\n", BREAK),
    ("\r\n", BREAK),
    ("\\r\\n", BREAK),
    ("<br/>", BREAK),
    ("<BR />", BREAK),
    ("<br>", BREAK),
    ("{nl}", BREAK),
    ("{NL}", BREAK),
    ("<PAColor0xffe9bd23>", MARKUP),
    ("<PAOldColor>", MARKUP),
    ("<Scale:1.2>", MARKUP),
    ("<color=#ff0000>", MARKUP),
    ("</color>", MARKUP),
    ("<Style:Big Title>", MARKUP),
    ("<i>", MARKUP),
    ("<size=12>", MARKUP),
    ("<img src='a' b=\"c d\" e=f/>", MARKUP),
    ("{0}", VARIABLE),
    ("{Key(A)}", VARIABLE),
    ("{Staticinfo:Kind#123}", VARIABLE),
    ("{}", VARIABLE),
    ("{이름}", VARIABLE),
    ("{n, plural, one {# item} other {{name} and # items}}", VARIABLE),
    ("{g, select, male {him} other {them}}", VARIABLE),
    ("[3]", VARIABLE),
    ("[n]", VARIABLE),
    ("%s", VARIABLE),
    ("%d", VARIABLE),
    ("%1$s", VARIABLE),
    ("%05.2f", VARIABLE),
    ("%lld", VARIABLE),
    ("%@", VARIABLE),
    ("▶", SIGN),
]

NONE = [
    "50% off",
    "50%discount",
    "100%",
    "% s",
    "a < b and c > d",
    "x<y then z>w",
    "if <b and c> d",
    "I <3 you",
    "a<b",
    "2 > 1",
    "< b>",
    "{",
    "}",
    "}{",
    "{a",
    "[a]",
    "[]",
    "\\t",
    "한글",
    "",
    "<",
    "<>",
    "<한글>",
]


@pytest.mark.parametrize(("text", "kind"), ALONE)
@pytest.mark.parametrize("around", ["{}", "가{}나", "a {} b", "<i>{}<i>"])
def test_each_kind_is_found_whole(text: str, kind: Kind, around: str) -> None:
    found = placeholders(around.replace("{}", text))
    assert (text, kind) in [(placeholder.text, placeholder.kind) for placeholder in found]
    assert len(found) == 1 + around.count("<i>")


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_one(text: str) -> None:
    assert placeholders(text) == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("{Key(A)}{Key(B)}", ["{Key(A)}", "{Key(B)}"]),
        ("{0}%s[1]▶\\n<br/>", ["{0}", "%s", "[1]", "▶", "\\n", "<br/>"]),
        ("<PAColor0xffe9bd23>빨리<PAOldColor>", ["<PAColor0xffe9bd23>", "<PAOldColor>"]),
        ("%d%%", ["%d"]),
        ("%%d", []),
        ("100%%s %%%d %%", ["%d"]),
        ("%d초, 50%", ["%d"]),
        ("%dkg", ["%d"]),
        ("0%d:%d", ["%d", "%d"]),
        ("{a {b} c", ["{b}"]),
        ("<<i>>", ["<i>"]),
        ("a < b <i>c</i>", ["<i>", "</i>"]),
    ],
)
def test_several(text: str, parts: list[str]) -> None:
    assert [placeholder.text for placeholder in placeholders(text)] == parts


@given(st.lists(st.sampled_from([text for text, _ in ALONE] + NONE + [" "]), max_size=12).map("".join))
def test_places_are_right_and_in_order(text: str) -> None:
    end = 0
    for placeholder in placeholders(text):
        assert placeholder.start >= end
        assert text[placeholder.start : placeholder.end] == placeholder.text
        end = placeholder.end


@pytest.mark.parametrize("piece", ["{", "{a", "<a", "<a b=", "%1", "[1", "{{}", "<a b='c' ", "\\", "<br ", "<a:"])
def test_hostile_texts_cost_no_more_than_their_length(piece: str) -> None:
    text = piece * 20_000
    start = time.process_time()
    placeholders(text)
    # Quadratic, this would take minutes.
    assert time.process_time() - start < 1


def test_break_form() -> None:
    assert break_form("a<BR/>b\\nc", "x") == "<BR/>"
    assert break_form("a\\nb{nl}", "x") == "\\n"
    assert break_form("a\r\nb", "x") == "\r\n"
    assert break_form("C:\\N", "x") == "x"
