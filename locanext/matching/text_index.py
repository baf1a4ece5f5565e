"""The index over one text of all units, source or target, as it lies on the disk. What is asked of it is others'.

Its documents are the distinct keys (`normalize.key`), by length; each has the rows of the units that have it. For each
gram (`grams`) there is a posting list: the documents that have it, ascending, so that a range of lengths is a slice.
"""

from typing import cast

import numpy as np
import numpy.typing as npt

from locanext.matching.array_files import ArrayFolder
from locanext.matching.exact_index import Rows
from locanext.matching.grams import CHARACTER_BITS, MOST_OCCURRENCES, OCCURRENCE_BITS, PLAIN, Grams, Number

Docs = npt.NDArray[np.int32]
NO_DOCS: Docs = np.empty(0, np.int32)


class TextIndex:
    """Documents by number, from 0; made by `index_build`."""

    def __init__(self, arrays: ArrayFolder, name: str) -> None:
        self.keys = arrays.texts(f"{name}.keys")
        self.lengths = arrays.array(f"{name}.lengths")
        self._row_starts = arrays.array(f"{name}.row_starts")
        self._rows = arrays.array(f"{name}.rows")
        self._grams = arrays.array(f"{name}.grams")
        self._starts = arrays.array(f"{name}.starts")
        self._posts = arrays.array(f"{name}.posts")

    def __len__(self) -> int:
        return len(self.keys)

    def rows(self, doc: int) -> Rows:
        """The units with this key, the newest first."""
        start, end = self._row_starts[doc : doc + 2].tolist()
        return cast(Rows, self._rows[start:end])

    def rows_of(self, docs: Docs) -> tuple[Rows, npt.NDArray[np.int64]]:
        """The units with any of these keys, and for each which of `docs` (its place) it has."""
        starts = self._row_starts[docs]
        counts = self._row_starts[docs + 1] - starts
        places = np.repeat(np.arange(len(docs)), counts)
        within = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self._rows[starts[places] + within], places

    def of_lengths(self, shortest: int, longest: int) -> tuple[int, int]:
        """The first document that has so many characters, and the first that has more."""
        start, end = self.lengths.searchsorted(np.array((shortest, longest + 1), self.lengths.dtype)).tolist()
        return start, end

    def lists(self, grams: Grams) -> list[Docs]:
        """The posting lists of these grams; a gram that no document has, has none."""
        if not len(self._grams):
            return []
        places = self._grams.searchsorted(grams)
        places[places == len(self._grams)] = 0
        places = places[self._grams[places] == grams]
        ends = zip(self._starts[places].tolist(), self._starts[places + 1].tolist(), strict=True)
        return [self._posts[start:end] for start, end in ends]

    def lists_of_character(self, character: int) -> list[Docs]:
        """The posting lists of all pairs that begin with a character: together all documents that have it."""
        found: list[Docs] = []
        for space in (0, PLAIN):
            low = space | (character << (CHARACTER_BITS + OCCURRENCE_BITS))
            high = low + (1 << (CHARACTER_BITS + OCCURRENCE_BITS))
            start, end = np.searchsorted(self._grams, np.array((low, high), np.int64)).tolist()
            grams = self._grams[start:end]
            found += self.lists(grams[grams & (MOST_OCCURRENCES - 1) == 0])
        return found


def having(numbers: npt.NDArray[Number], ordered: npt.NDArray[Number]) -> npt.NDArray[np.bool_]:
    """Which of the numbers are among others, which ascend: documents in a posting list."""
    if not len(ordered):
        return np.zeros(len(numbers), np.bool_)
    places = ordered.searchsorted(numbers)
    places[places == len(ordered)] = 0
    return cast(npt.NDArray[np.bool_], ordered[places] == numbers)
