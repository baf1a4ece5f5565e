"""Which texts of an index may contain a string: the documents that have all of its pairs of characters.

Whether they do is for the caller to look at. One and two characters are looked up like longer strings.
"""

import numpy as np

from locanext.matching.grams import PLAIN, codes, distinct, first, pairs_of
from locanext.matching.text_index import Docs, TextIndex, having

FEW = 32
"""So many texts are looked at sooner than looked up further."""


def containing(index: TextIndex, needle: str) -> Docs:
    """Documents of which some unit's text may contain `needle` (both `normalize.plain`), ascending: by length.

    None is missed. All are returned where nearly all would be.
    """
    characters = codes(needle)
    if not len(characters):
        return _all(index)
    if len(characters) == 1:
        return _with_character(index, int(characters[0]))
    spellings = [index.lists(np.array((gram, gram | PLAIN))) for gram in first(distinct(pairs_of(characters))).tolist()]
    spellings.sort(key=lambda lists: sum(map(len, lists)))
    found = _either(index, spellings[0])
    for lists in spellings[1:]:
        if len(found) <= FEW:
            break
        found = found[np.any([having(found, one) for one in lists], axis=0)] if lists else found[:0]
    return found


def _with_character(index: TextIndex, character: int) -> Docs:
    lists = index.lists_of_character(character)
    # So common that the first texts looked at have it.
    return _all(index) if sum(map(len, lists)) > len(index) else _either(index, lists)


def _either(index: TextIndex, lists: list[Docs]) -> Docs:
    if len(lists) == 1:
        return lists[0]
    return distinct(np.concatenate(lists)) if lists else _all(index)[:0]


def _all(index: TextIndex) -> Docs:
    return np.arange(len(index), dtype=np.int32)
