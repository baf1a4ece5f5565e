"""What turns texts into vectors: the protocol of the engines, and the tag that keeps vectors of two models apart."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from locanext.domain.errors import ModelProblem

DEEP, STATIC, LOOK_ALIKE = "deep", "static", "look-alike"
"""The engines: a transformer (sentence-transformers), a table of word vectors (Model2Vec), and the built-in one."""

Vectors = npt.NDArray[np.float32]
"""Rows of length 1, so that a dot product is a cosine."""
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class VectorTag:
    """Where a set of vectors comes from. Two vectors may be compared only if their tags are equal.

    `revision` is the checksum of the model's files, `dimension` the length of a vector.
    """

    engine: str
    model: str
    revision: str
    dimension: int
    normalised: bool = True

    @property
    def digest(self) -> str:
        """A short name for files and folders that belong to this tag."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def require(self, other: "VectorTag") -> None:
        """Raise a `ModelProblem` unless vectors of `other` may be compared with these."""
        if self != other:
            raise ModelProblem("Vectors of {one} cannot be compared with vectors of {other}.", one=self, other=other)

    def __str__(self) -> str:
        return f"{self.model} ({self.engine}, {self.revision[:8]}, {self.dimension})"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Which embedder to open: small, and sent to another process as it is.

    `folder` has the model's files. `dimension` 0 is the model's own; a smaller one cuts the vectors of those models
    that were trained for it (Matryoshka).
    """

    engine: str
    model: str
    revision: str
    folder: Path
    dimension: int = 0


class Embedder(Protocol):
    """An opened model. Not for several threads at once."""

    batch: int
    """How many texts at a time are fastest."""

    @property
    def tag(self) -> VectorTag: ...

    def lengths(self, texts: Sequence[str]) -> Sequence[int]:
        """How much work each text is (tokens or characters): texts of one length make the best batches."""

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        """(texts, dimension) in the order of `texts`. `query`: they are what is looked for, not what is stored."""


def text_keys(texts: Sequence[str]) -> Keys:
    """(texts,) the keys under which the vectors of texts are stored: 64 bits of their BLAKE2 hash.

    Among ten million texts two share a key with a probability of three in a million.
    """
    digests = b"".join(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, "<u8").astype(np.uint64, copy=False)


def unit_rows(vectors: npt.ArrayLike) -> Vectors:
    """(n, dimension) with every row at length 1; a row of zeros stays as it is and is like nothing."""
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)
