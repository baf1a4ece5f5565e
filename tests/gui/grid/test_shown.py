"""Shown texts and the way back to what is stored."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from locanext.domain.placeholder import Kind
from locanext.gui.grid.shown import LONGEST, Opened, chips_in, for_cell, units

PIECES = st.lists(
    st.sampled_from(
        ["\\n", "<br/>", "{nl}", "\n", "\r\n", "\r", "\u2029", "\u2028", "a", "가", "𝔸", " ", "\u00a0", "{0}"]
    )
).map("".join)


def back_to_n(text: str) -> str:
    return text.replace("\n", "\\n")


def test_breaks_are_a_chip_and_a_line() -> None:
    shown = for_cell("a\\nb<br/>{0}")
    assert shown.text == "a↵\u2028b↵\u2028{0}"
    assert shown.chips == ((1, 2, Kind.LINE_BREAK), (4, 5, Kind.LINE_BREAK), (6, 9, Kind.VARIABLE))
    assert not shown.cut


def test_places_are_counted_as_qt_counts() -> None:
    assert units("a𝔸가") == 4
    assert chips_in("𝔸{0}") == ((2, 5, Kind.VARIABLE),)
    assert for_cell("𝔸{0}").chips == ((2, 5, Kind.VARIABLE),)


def test_a_cell_shows_the_beginning_of_a_very_long_text() -> None:
    shown = for_cell("가" * 100_000)
    assert shown.cut
    assert len(shown.text) == LONGEST


def test_what_is_not_touched_keeps_its_form() -> None:
    opened = Opened("one<br/>two\\nthree{nl}four\nfive")
    assert opened.shown == "one\ntwo\nthree\nfour\nfive"
    assert opened.stored_form(opened.shown.replace("three", "3\n3"), back_to_n) == "one<br/>two\\n3\\n3{nl}four\nfive"


def test_an_unchanged_text_never_goes_through_the_format() -> None:
    def never(text: str) -> str:
        raise AssertionError(text)

    opened = Opened("a\tb\r\nc")
    assert opened.stored_form(opened.shown, never) == "a\tb\r\nc"


@given(PIECES)
def test_unchanged_is_exact(stored: str) -> None:
    opened = Opened(stored)
    assert "\\n" not in opened.shown
    assert opened.stored_form(opened.shown, back_to_n) == stored


@given(PIECES, PIECES, PIECES)
@example("a\\n", "\n", "b")
@example("\r", "\n", "\r")
def test_only_the_change_is_converted(head: str, typed: str, tail: str) -> None:
    """Shown again, what was stored is what was typed; the forms at both ends are kept."""
    text = typed.replace("\\n", "").replace("<br/>", "").replace("{nl}", "").replace("\r", "").replace("\u2029", "")
    opened = Opened(head + tail)
    before = Opened(head).shown
    if opened.shown != before + Opened(tail).shown:
        return  # the two ends only make a break together
    changed = before + text + Opened(tail).shown
    stored = opened.stored_form(changed, lambda part: part)
    assert Opened(stored).shown == changed


@pytest.mark.parametrize("removed", range(5))
def test_removing_a_break_removes_its_stored_form(removed: int) -> None:
    forms = ["\\n", "<br/>", "{nl}", "\n", "\r\n"]
    letters = "abcdef"
    stored = "".join(a + b for a, b in zip(letters, [*forms, ""], strict=True))
    shown = Opened(stored).shown
    at = [i for i, sign in enumerate(shown) if sign == "\n"][removed]
    left = [*forms[:removed], "", *forms[removed + 1 :], ""]
    expected = "".join(a + b for a, b in zip(letters, left, strict=True))
    assert Opened(stored).stored_form(shown[:at] + shown[at + 1 :], back_to_n) == expected
