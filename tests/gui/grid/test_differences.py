"""What differs between two texts, in Qt's units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locanext.gui.grid import differences as module
from locanext.gui.grid.differences import Span, differences

TEXTS = st.text(st.sampled_from("ab 가漢\n\u00a0<b>{0}😀"), max_size=20)


def cut(text: str, spans: list[Span]) -> list[str]:
    raw = text.encode("utf-16-le")
    return [raw[2 * start : 2 * end].decode("utf-16-le") for start, end in spans]


def rest(text: str, spans: list[Span]) -> str:
    raw = text.encode("utf-16-le")
    for start, end in reversed(spans):
        raw = raw[: 2 * start] + raw[2 * end :]
    return raw.decode("utf-16-le")


@given(TEXTS, TEXTS)
def test_without_the_differences_both_are_the_same(old: str, new: str) -> None:
    gone, come = differences(old, new)
    assert rest(old, gone) == rest(new, come)
    assert (not gone and not come) == (old == new)


@pytest.mark.parametrize(
    ("old", "new", "gone", "come"),
    [
        ("문을 열어라", "문을 닫아라", ["열어라"], ["닫아라"]),
        ("剣を取る", "盾を取る", ["剣"], ["盾"]),
        ("😀 a {0}", "😀 b {1}", ["a", "{0}"], ["b", "{1}"]),
    ],
)
def test_words_differ_as_wholes(old: str, new: str, gone: list[str], come: list[str]) -> None:
    spans = differences(old, new)
    assert (cut(old, spans[0]), cut(new, spans[1])) == (gone, come)


def test_endless_texts_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WORDS", 10)
    assert differences("a " * 10, "b") == ([], [])
