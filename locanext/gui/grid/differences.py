"""Where two texts differ, word by word. No Qt; places are counted in UTF-16 units, as Qt counts them."""

import re
from difflib import SequenceMatcher
from itertools import accumulate

from locanext.domain.placeholder import placeholders
from locanext.gui.grid.shown import units

Span = tuple[int, int]
MOST_WORDS = 4000
"""Of longer texts nothing is compared: it would take seconds."""

# Chinese and Japanese are written without spaces: there each character counts as a word.
_IDEOGRAPHIC = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[^\W{_IDEOGRAPHIC}]+|.", re.DOTALL)


def differences(old: str, new: str) -> tuple[list[Span], list[Span]]:
    """(the parts of `old` that `new` does not have, the parts of `new` that `old` does not have)."""
    old_words, new_words = _words(old), _words(new)
    if max(len(old_words), len(new_words)) > MOST_WORDS:
        return [], []
    at_old, at_new = ([0, *accumulate(map(units, words))] for words in (old_words, new_words))
    gone, come = [], []
    for kind, a, b, c, d in SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += [(at_old[a], at_old[b])] if a < b else []
            come += [(at_new[c], at_new[d])] if c < d else []
    return gone, come


def _words(text: str) -> list[str]:
    """All of the text in pieces; a placeholder is one of them."""
    words: list[str] = []
    at = 0
    for found in placeholders(text):
        words += [*_WORD.findall(text[at : found.start]), found.text]
        at = found.end
    return words + _WORD.findall(text[at:])
