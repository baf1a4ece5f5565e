"""Texts near a text, by a model: its process, its vectors of a set of texts, and what its cosines mean, in one.

By meaning if the model understands any; the built-in one finds texts that look alike, and must not be called semantic.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from locanext.domain.progress import Progress
from locanext.matching.calibration import FEWEST, Calibration, calibrate
from locanext.matching.embedder import VectorTag, text_keys
from locanext.matching.encoding import Encoder, fill
from locanext.matching.vector_index import Hit, VectorIndex
from locanext.matching.vector_store import VectorStore

AT_ONCE = 256
"""Texts that are searched for in one pass: some seconds at a million vectors, in which nobody else can search."""
MOST_WASTE = 0.3
"""The share of removed vectors from which on the files are written anew."""


class Near(NamedTuple):
    """The key of a text (`text_keys`), and how near it is as it is shown: above 0, at most 1."""

    key: int
    shown: float


class VectorSearch:
    """Searches one set of texts by one model; what it keeps is in `folder`, apart for each model.

    `update` and `nearest` may run at the same time in two threads. `figures` is where the calibration is kept: with the
    model, or for the built-in engine anywhere.
    """

    def __init__(self, folder: Path, encoder: Encoder, figures: Path) -> None:
        self._folder, self._encoder, self._figures = folder, encoder, figures
        self._index: VectorIndex | None = None

    def update(self, texts: Sequence[str], progress: Progress) -> int:
        """Encode those of `texts`, all of the set, that are new, and forget the others; returns how many were new.

        A model that was not calibrated for these vectors is, if there are texts enough. What is done when it is
        cancelled is kept. Errors as `Encoder.encode`.
        """
        tag = self._encoder.tag(progress)
        store = self._store(tag)
        new = fill(store, texts, self._encoder, progress)
        store.retain(text_keys(texts))
        if store.waste > MOST_WASTE:
            store.compact()
        if self.calibration(tag) is None and len(set(texts)) >= FEWEST:
            calibrate(self._encoder, texts, progress).save(self._figures)
        return new

    def add(self, texts: Sequence[str], progress: Progress) -> int:
        """Encode those of `texts`, which came into the set, that are new; returns how many. Errors as `update`."""
        return fill(self._store(self._encoder.tag(progress)), texts, self._encoder, progress)

    def calibration(self, tag: VectorTag) -> Calibration | None:
        """The figures for vectors of `tag`, if there are any yet."""
        return Calibration.load(self._figures, tag)

    def nearest(self, texts: Sequence[str], count: int, progress: Progress) -> list[list[Near]]:
        """For each of `texts` up to `count` that are nearer than unrelated ones, the nearest first.

        None at all before the model is calibrated. Errors as `Encoder.encode`.
        """
        tag = self._encoder.tag(progress)
        figures = self.calibration(tag)
        if figures is None or not texts:
            return [[] for _ in texts]
        if self._index is None or self._index.store.tag != tag:
            self._index = VectorIndex(self._store(tag))
        vectors, found = self._encoder.encode_queries(texts, progress), list[list[Hit]]()
        for start in range(0, len(texts), AT_ONCE):
            progress.check()
            found += self._index.search(tag, vectors[start : start + AT_ONCE], count)
        near = [[Near(hit.key, figures.shown(hit.cosine)) for hit in hits] for hits in found]
        return [[one for one in ones if one.shown > 0] for ones in near]

    def _store(self, tag: VectorTag) -> VectorStore:
        # One for each thread: `update` may run for an hour.
        return VectorStore(self._folder / tag.digest, tag)
