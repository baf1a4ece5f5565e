"""The forms in which texts are compared. Only forms: what is similar is `similarity`'s, what is found the indexes'.

A form is never shown or stored as a text. Every form begins with NFC, so that decomposed Hangul equals composed.
"""

import re
import unicodedata
from typing import NamedTuple

from locanext.domain.placeholder import placeholders

# The last characters of the last private-use plane: no font and no game has been seen to use them.
PLACEHOLDER, NUMBER = "\U0010fffd", "\U0010fffc"

# "1st" is a word and no number: 2 put in its place would make "2st".
NUMBER_PATTERN = re.compile(r"\d++(?:[.,]\d++)*+(?!(?i:st|nd|rd|th)\b)")
_SPACES = re.compile(r"\s+")


class Forms(NamedTuple):
    """A text as it is compared: `plain` for searching in it, `key` for similarity, `skeleton` for repairing."""

    plain: str
    key: str
    skeleton: str


def nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold_case(text: str) -> str:
    """Without case, and as long as before: a character that would become two (`ß`, `İ`) stays as it is."""
    folded = text.casefold()
    if len(folded) == len(text):  # no character folds to nothing, so each became one
        return folded
    return "".join(one if len(one) == 1 else char for char in text for one in (char.casefold(),))


def fold_placeholders(text: str) -> str:
    """Every placeholder as one `PLACEHOLDER`."""
    parts: list[str] = []
    end = 0
    for found in placeholders(text):
        parts += text[end : found.start], PLACEHOLDER
        end = found.end
    return "".join(parts) + text[end:] if parts else text


def plain(text: str) -> str:
    """NFC without case: texts that are searched, and what is searched in them."""
    return fold_case(nfc(text))


def key(text: str) -> str:
    """NFC, each placeholder one character, without case: what similarity is measured on."""
    return fold_case(fold_placeholders(nfc(text)))


def forms(text: str) -> Forms:
    """All forms, for less than each by itself.

    The skeleton is the key with each number as one character and without spaces.
    """
    composed = nfc(text)
    folded = fold_placeholders(composed)
    compared = fold_case(folded)
    whole = compared if folded is composed else fold_case(composed)
    return Forms(whole, compared, _SPACES.sub("", NUMBER_PATTERN.sub(NUMBER, compared)))
