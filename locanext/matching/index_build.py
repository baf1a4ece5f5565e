"""Writes a text index (`text_index`), in slices: memory is needed for the keys and one slice, whatever there are.

A slice's postings go to a file of their own as they are found; where each belongs is known when all were seen.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from locanext.domain.progress import Progress
from locanext.matching.array_files import ArrayWriter
from locanext.matching.exact_index import Rows
from locanext.matching.grams import (
    CHARACTER_BITS,
    MOST_OCCURRENCES,
    PAD,
    PLAIN,
    Grams,
    codes,
    distinct,
    first,
    pairs_of,
    starts,
)
from locanext.matching.text_index import having

SLICE = 1 << 20
"""Characters. A document's number within its slice stands below a pair of characters in 63 bits."""
_DOC_BITS = CHARACTER_BITS
_DOC_MASK = (1 << _DOC_BITS) - 1


class _Piece(NamedTuple):
    """Grams, ascending, of which each has so many of the documents, which follow each other."""

    grams: Grams
    counts: npt.NDArray[np.int64]
    docs: npt.NDArray[np.int32]


class IndexBuilder:
    """Takes the texts row by row, and then writes."""

    def __init__(self) -> None:
        self._docs: dict[str, int] = {}
        self._doc_of_row = np.zeros(1024, np.int32)
        self._rows = 0
        self._plain: list[tuple[int, str]] = []

    def add(self, key: str, plain: str) -> None:
        """The next row's text in both forms (`normalize`)."""
        doc = self._docs.setdefault(key, len(self._docs))
        if self._rows == len(self._doc_of_row):
            self._doc_of_row.resize(2 * self._rows, refcheck=False)
        self._doc_of_row[self._rows] = doc
        self._rows += 1
        if plain != key:
            self._plain.append((doc, plain))

    def write(self, writer: ArrayWriter, name: str, newest: Rows, progress: Progress) -> None:
        """`newest`: all rows, in the order in which those with the same key are listed. Raises `Cancelled`."""
        keys = list(self._docs)
        self._docs.clear()
        lengths = np.fromiter(map(len, keys), np.int32, len(keys))
        by_length = np.argsort(lengths, kind="stable")
        place = np.empty(len(keys), np.int32)
        place[by_length] = np.arange(len(keys))
        self._write_rows(writer, name, place, newest)
        keys = [keys[doc] for doc in by_length]
        lengths = lengths[by_length]
        writer.add(f"{name}.lengths", lengths)
        with writer.stream(f"{name}.keys") as texts:
            for one in keys:
                texts.add(one)
        plain = sorted((int(place[doc]), text) for doc, text in self._plain)
        self._plain.clear()
        _write_postings(writer, name, _pieces(keys, lengths, plain, progress))

    def _write_rows(self, writer: ArrayWriter, name: str, place: npt.NDArray[np.int32], newest: Rows) -> None:
        docs = place[self._doc_of_row[: self._rows][newest]]
        writer.add(f"{name}.rows", newest[np.argsort(docs, kind="stable")])
        counts = np.bincount(docs, minlength=len(place))
        writer.add(f"{name}.row_starts", np.concatenate(([0], np.cumsum(counts))).astype(np.int64))


def _pieces(
    keys: list[str], lengths: npt.NDArray[np.int32], plain: list[tuple[int, str]], progress: Progress
) -> Iterator[_Piece]:
    ends = np.cumsum(lengths.astype(np.int64) + 1)
    low = taken = 0
    while low < len(keys):
        progress.check()
        high = int(np.searchsorted(ends, (ends[low - 1] if low else 0) + SLICE, "right"))
        high = max(high, low + 1)
        upto = taken
        while upto < len(plain) and plain[upto][0] < high:
            upto += 1
        owners = np.fromiter((doc - low for doc, _ in plain[taken:upto]), np.int64, upto - taken)
        written_out = _packed([text for _, text in plain[taken:upto]], owners)
        for piece in _slice(_packed(keys[low:high], np.arange(high - low)), written_out):
            yield piece._replace(docs=piece.docs + np.int32(low))
        low, taken = high, upto


def _packed(texts: list[str], owners: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The padded pairs of the texts, each over its document's number; ascending, as often as they occur."""
    if not texts:
        return np.empty(0, np.int64)
    sizes = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    # The pad between two texts is the end of one and the beginning of the next.
    characters = np.empty(int(sizes.sum()) + 1, np.int64)
    characters[1:-1] = codes("\0".join(texts))
    characters[0] = PAD
    characters[np.cumsum(sizes)] = PAD
    packed = pairs_of(characters) << _DOC_BITS
    packed |= np.repeat(owners, sizes)
    packed.sort()
    return packed


def _slice(packed: npt.NDArray[np.int64], written_out: npt.NDArray[np.int64]) -> Iterator[_Piece]:
    new = starts(packed)
    once = packed[new]
    yield _piece(first(once >> _DOC_BITS), once & _DOC_MASK)
    again = np.flatnonzero(~new)
    firsts = np.flatnonzero(new)
    occurrence = again - firsts[np.searchsorted(firsts, again, "right") - 1]
    again, occurrence = (one[occurrence < MOST_OCCURRENCES] for one in (again, occurrence))
    grams, docs = first(packed[again] >> _DOC_BITS) | occurrence, packed[again] & _DOC_MASK
    order = np.lexsort((docs, grams))
    yield _piece(grams[order], docs[order])
    extra = distinct(written_out)
    extra = extra[~having(extra, once)]
    yield _piece(first(extra >> _DOC_BITS) | PLAIN, extra & _DOC_MASK)


def _piece(grams: Grams, docs: npt.NDArray[np.int64]) -> _Piece:
    """Of grams, ascending, and the document of each."""
    begins = np.flatnonzero(starts(grams))
    return _Piece(grams[begins], np.diff(np.append(begins, len(grams))), docs.astype(np.int32))


def _write_postings(writer: ArrayWriter, name: str, pieces: Iterable[_Piece]) -> None:
    spilled = writer.folder / f"{name}.spilled"
    seen = _spill(spilled, pieces)
    grams = distinct(np.concatenate([piece.grams for piece in seen])) if seen else np.empty(0, np.int64)
    places = [np.searchsorted(grams, piece.grams) for piece in seen]
    sizes = np.zeros(len(grams) + 1, np.int64)
    for place, piece in zip(places, seen, strict=True):
        sizes[place + 1] += piece.counts
    begins = np.cumsum(sizes)
    writer.add(f"{name}.grams", grams)
    writer.add(f"{name}.starts", begins)
    posts = writer.reserve(f"{name}.posts", np.int32, int(begins[-1]))
    with spilled.open("rb") as file:
        for place, piece in zip(places, seen, strict=True):
            counts = piece.counts
            total = int(counts.sum())
            shift = begins[place] - (np.cumsum(counts) - counts)
            posts[np.repeat(shift, counts) + np.arange(total)] = np.fromfile(file, np.int32, total)
            begins[place] += counts
    del posts
    spilled.unlink()


def _spill(path: Path, pieces: Iterable[_Piece]) -> list[_Piece]:
    """The pieces without their documents, which are in the file now."""
    kept = []
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece.docs.data if len(piece.docs) else b"")
            kept.append(piece._replace(docs=piece.docs[:0]))
    return kept
