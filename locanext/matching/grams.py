"""Pairs of neighbouring characters as numbers: what the index of texts is made of.

A gram is `PLAIN` or not (1 bit), two characters (21 bits each) and its occurrence in the text from 0 (10 bits), so that
the set of a text's grams says how often each pair is in it. Texts are padded with a `PAD` on both ends: a text of n
characters has n + 1 pairs. A `PLAIN` gram stands for a pair that only the text with its placeholders written out has.
"""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Grams = npt.NDArray[np.int64]
Number = TypeVar("Number", bound=np.integer[Any])

PAD = 0x110000
"""One above the last character of Unicode: no text has it."""
CHARACTER_BITS, OCCURRENCE_BITS = 21, 10
MOST_OCCURRENCES = 1 << OCCURRENCE_BITS
"""Later occurrences of a pair in one text are not in the index; who counts grams has to allow for them."""
PLAIN = 1 << (2 * CHARACTER_BITS + OCCURRENCE_BITS)


def codes(text: str) -> npt.NDArray[np.int64]:
    """The characters as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)


def pairs_of(characters: Grams) -> Grams:
    """Each two neighbours, without an occurrence."""
    return (characters[:-1] << CHARACTER_BITS) | characters[1:]


def first(pairs: Grams) -> Grams:
    """The grams of the first occurrence of these pairs."""
    return pairs << OCCURRENCE_BITS


def grams_of(key: str) -> Grams:
    """All grams of the padded text, ascending; also those that are not in the index."""
    padded = np.empty(len(key) + 2, np.int64)
    padded[0] = padded[-1] = PAD
    padded[1:-1] = codes(key)
    pairs = np.sort(pairs_of(padded))
    places = np.arange(len(pairs))
    new = starts(pairs)
    occurrence = places - np.maximum.accumulate(np.where(new, places, 0))
    # Above the bits there is no gram: those texts have never the same one.
    return first(pairs)[occurrence < MOST_OCCURRENCES] | occurrence[occurrence < MOST_OCCURRENCES]


def starts(ordered: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where in sorted numbers another one begins."""
    new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new


def distinct(numbers: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Each once, ascending. `np.unique` finds them by hashing and takes several times as long."""
    ordered = np.sort(numbers)
    return ordered[starts(ordered)]
