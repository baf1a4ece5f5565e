"""The fast engine: one vector a word piece, averaged; a folder in the format of Model2Vec. No torch comes along."""

from collections.abc import Sequence

import numpy as np
from model2vec import StaticModel

from locanext.matching.embedder import STATIC, ModelSpec, Vectors, VectorTag, unit_rows


class StaticEmbedder:
    """A folder of Model2Vec, opened by its own library."""

    batch = 1024

    def __init__(self, spec: ModelSpec) -> None:
        self._model = StaticModel.from_pretrained(spec.folder, dimensionality=spec.dimension or None)
        self.tag = VectorTag(STATIC, spec.model, spec.revision, self._model.dim)

    def lengths(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        if not texts:
            return np.empty((0, self.tag.dimension), np.float32)
        # In this process: the library would start others for long lists.
        return unit_rows(self._model.encode(list(texts), use_multiprocessing=False))
