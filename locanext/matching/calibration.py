"""What a cosine means: texts that have nothing in common have 0.1 with one model and 0.85 with another.

So each model is measured on random pairs of texts: half of those are below p50, which is shown as 0, and one in a
hundred is above p99, below which nothing is shown at all.
"""

import json
import random
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from locanext.domain.errors import BadInput
from locanext.domain.progress import Progress
from locanext.matching.embedder import Vectors, VectorTag
from locanext.matching.encoding import Encoder

PAIRS = 1000
FEWEST = 50
"""Texts below which the figures would say nothing."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The cosines of random pairs with the model of `tag`: their median and the value that one in a hundred exceeds."""

    tag: VectorTag
    pairs: int
    p50: float
    p99: float

    def shown(self, cosine: float) -> float:
        """From 0 to 1, as it is shown; 0 for what random pairs have too, which is no match."""
        if cosine < self.p99 or self.p50 >= 1:
            return 0.0
        return min(1.0, max(0.0, (cosine - self.p50) / (1 - self.p50)))

    def save(self, path: Path) -> None:
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        beside.write_text(json.dumps(asdict(self), indent=1), "utf-8")
        beside.replace(path)

    @classmethod
    def load(cls, path: Path, tag: VectorTag) -> "Calibration | None":
        """What was saved for vectors of `tag`; None if nothing was, or it cannot be read."""
        try:
            stored = json.loads(path.read_text("utf-8"))
            found = cls(VectorTag(**stored.pop("tag")), **stored)
        except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
            return None
        return found if found.tag == tag else None


def calibrate(encoder: Encoder, texts: Sequence[str], progress: Progress, *, pairs: int = PAIRS) -> Calibration:
    """Measure a model on random pairs of `texts`, such as it will be used for; the same texts give the same figures.

    Raises `BadInput` if there are fewer than 50 different ones. Some 40 seconds with a small transformer.
    """
    distinct = sorted(set(texts))
    if len(distinct) < FEWEST:
        raise BadInput("To calibrate a model takes at least {count} different texts.", count=FEWEST)
    chance = random.Random(1)  # noqa: S311 - nothing secret
    looked_for, stored = zip(*(chance.sample(distinct, 2) for _ in range(pairs)), strict=True)
    tag = encoder.tag(progress)
    cosines = np.sum(_queries(encoder, looked_for, progress) * _stored(encoder, stored, progress), axis=1)
    p50, p99 = np.percentile(cosines, [50, 99])
    return Calibration(tag, pairs, float(p50), float(p99))


def _queries(encoder: Encoder, texts: Sequence[str], progress: Progress) -> Vectors:
    distinct, places = np.unique(np.array(texts, object), return_inverse=True)
    return encoder.encode_queries(distinct.tolist(), progress)[places]


def _stored(encoder: Encoder, texts: Sequence[str], progress: Progress) -> Vectors:
    distinct, places = np.unique(np.array(texts, object), return_inverse=True)
    found = np.empty((len(distinct), encoder.tag(progress).dimension), np.float32)

    def keep(positions: npt.NDArray[np.int64], vectors: Vectors) -> None:
        found[positions] = vectors

    encoder.encode(distinct.tolist(), keep, progress)
    return found[places]
