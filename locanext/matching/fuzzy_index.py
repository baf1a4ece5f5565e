"""All texts of an index that are similar enough to one: none is missed, whatever its length.

Of the pairs of characters of a padded text (one more than characters) an edit destroys two at most, so of two texts of
which the longer has m characters, at a distance of k edits at most, both have m + 1 - 2 k pairs. Those that have are
counted in the posting lists and then measured. The longest lists are not read at first: s lists fewer make a count
smaller by s at most. From 50 % on at least one pair is shared, so texts of one and two characters need nothing special;
nor do paragraphs: their lists are longer, and fewer texts are as long.
"""

from math import ceil
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from locanext.matching.grams import grams_of, starts
from locanext.matching.similarity import LOWEST, allowed_edits, lengths_within
from locanext.matching.text_index import NO_DOCS, Docs, TextIndex, having

Counts = npt.NDArray[np.int64]

SKIPPED = 0.5
"""Which part of the lists that the bound allows to skip are skipped: measured, more leaves too many to measure."""
FEW = 200
"""So many texts are measured sooner than counted further."""


class Similar(NamedTuple):
    """Documents, and how similar each is (0-100)."""

    docs: Docs
    percents: npt.NDArray[np.int64]


NONE = Similar(NO_DOCS, np.empty(0, np.int64))


class _Candidates(NamedTuple):
    """Documents with the number of pairs that they are known to share with the text."""

    docs: Docs
    shared: Counts

    def only(self, which: npt.NDArray[np.bool_]) -> "_Candidates":
        return _Candidates(self.docs[which], self.shared[which])


def similar(index: TextIndex, key: str, threshold: int) -> Similar:
    """All documents whose key has a similarity of `threshold` (whole percent) to `key`, in no certain order."""
    if not LOWEST <= threshold <= 100:
        raise ValueError(f"the threshold is {threshold}, and not from {LOWEST} to 100")
    docs = _candidates(index, key, threshold)
    if not len(docs):
        return NONE
    longer = np.maximum(index.lengths[docs].astype(np.int64), len(key))
    most = allowed_edits(int(longer.max()), threshold)
    measured = process.cdist([key], index.keys.some(docs), scorer=Levenshtein.distance, score_cutoff=most)[0]
    percents = 100 * (longer - measured) // longer
    enough = percents >= threshold
    return Similar(docs[enough], percents[enough])


def _candidates(index: TextIndex, key: str, threshold: int) -> Docs:
    shortest, longest = lengths_within(len(key), threshold)
    window = index.of_lengths(shortest, longest)
    grams = grams_of(key)
    unindexed = len(key) + 1 - len(grams)
    least = int(_shared(np.arange(len(key), longest + 1), threshold).min()) - unindexed
    lists = sorted(index.lists(grams), key=len)
    if not key or window[0] == window[1] or len(lists) < least:
        return NO_DOCS
    if least < 1:  # a text of little but repetitions
        return np.arange(*window, dtype=np.int32)
    skipped = min(ceil((least - 1) * SKIPPED), len(lists) - 1)
    read, unread = lists[: len(lists) - skipped], lists[len(lists) - skipped :]
    bounds = np.array(window, np.int32)
    found = _count([_cut(one, bounds) for one in read], window, least - skipped)
    needed = _shared(np.maximum(index.lengths[found.docs].astype(np.int64), len(key)), threshold) - unindexed
    return _read_on(found, needed, unread)


def _shared(longer: Counts, threshold: int) -> Counts:
    """How many pairs two texts share at least, by the length of the longer."""
    return longer + 1 - 2 * ((100 - threshold) * longer // 100)


def _cut(posting: Docs, bounds: Docs) -> Docs:
    start, end = posting.searchsorted(bounds).tolist()  # np.searchsorted takes three times as long to call it
    return posting[start:end]


def _count(lists: list[Docs], window: tuple[int, int], least: int) -> _Candidates:
    """Documents that are in at least so many of the lists, ascending."""
    together = np.concatenate(lists)
    low, high = window
    if len(together) < (high - low) // 16:
        together.sort(kind="stable")  # which merges what ascends already
        begins = np.flatnonzero(starts(together))
        shared = np.diff(np.append(begins, len(together)))
        return _Candidates(together[begins], shared).only(shared >= least)
    shared = np.bincount(together - low, minlength=high - low)
    docs = np.flatnonzero(shared >= least)
    return _Candidates((docs + low).astype(np.int32), shared[docs])


def _read_on(found: _Candidates, needed: Counts, unread: list[Docs]) -> Docs:
    """Those that may still share as many as needed, after as many of the unread lists as are worth it."""
    possible = found.shared + len(unread) >= needed
    for done, posting in enumerate(unread, 1):
        found, needed = found.only(possible), needed[possible]
        if len(found.docs) <= FEW:
            return found.docs
        shared = found.shared + having(found.docs, posting)
        found = _Candidates(found.docs, shared)
        possible = shared + len(unread) - done >= needed
    return found.docs[possible]
