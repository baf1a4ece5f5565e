"""The built-in engine: texts that share characters are alike. It needs no download, and it understands no meaning.

Runs of one to three characters are hashed into 512 numbers, each weighted by how rare the run is among the texts that
the weights were fitted to. Korean particles and spacing cost little; other words for the same thing are not found.
"""

import hashlib
import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from locanext.domain.errors import ModelProblem
from locanext.matching.embedder import LOOK_ALIKE, ModelSpec, Vectors, VectorTag, unit_rows

DIMENSION = 512
RUNS = (1, 2, 3)
"""Lengths of the runs, in characters."""
PLAIN = ModelSpec(LOOK_ALIKE, LOOK_ALIKE, "plain", Path())
"""Without weights: at hand before there is any text to fit them to."""

_SLOTS = 1 << 16
_BATCH = 2000
_MIX = np.uint64(0x9E3779B97F4A7C15)

Weights = npt.NDArray[np.float32]


class LookAlikeEmbedder:
    """The engine with the weights of `spec`, or with none."""

    batch = _BATCH

    def __init__(self, spec: ModelSpec) -> None:
        self.tag = VectorTag(LOOK_ALIKE, spec.model, spec.revision, DIMENSION)
        self._weights = np.ones(_SLOTS, np.float32) if spec.revision == PLAIN.revision else _load(spec)

    def lengths(self, texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        blocks = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        return np.concatenate([self._encode(block) for block in blocks] or [np.empty((0, DIMENSION), np.float32)])

    def _encode(self, texts: Sequence[str]) -> Vectors:
        runs, owners = _runs(texts)
        column = (runs >> np.uint64(20)) % np.uint64(DIMENSION)
        sign = np.where(runs >> np.uint64(63), np.float32(1), np.float32(-1))
        cells = np.bincount(
            owners * DIMENSION + column.astype(np.int64),
            weights=self._weights[_slots(runs)] * sign,
            minlength=len(texts) * DIMENSION,
        )
        return unit_rows(cells.reshape(len(texts), DIMENSION))


def fit(texts: Sequence[str], folder: Path) -> ModelSpec:
    """Write weights for these texts, distinct ones, into `folder` (256 KB), and tell how to open them."""
    counts = np.zeros(_SLOTS, np.int64)
    for start in range(0, len(texts), _BATCH):
        runs, owners = _runs(texts[start : start + _BATCH])
        once = np.unique(owners * _SLOTS + _slots(runs))
        counts += np.bincount(once % _SLOTS, minlength=_SLOTS)
    weights = np.log((len(texts) + 1) / (counts + 1)).astype("<f4")
    # A run that every text has still says a little: else texts made of such runs alone would be like nothing.
    content = np.maximum(weights, np.float32(0.01)).astype("<f4").tobytes()
    spec = ModelSpec(LOOK_ALIKE, LOOK_ALIKE, hashlib.sha256(content).hexdigest(), folder)
    folder.mkdir(parents=True, exist_ok=True)
    beside = _file(spec).with_suffix(f".{os.getpid()}.new")
    beside.write_bytes(content)
    beside.replace(_file(spec))
    return spec


def _file(spec: ModelSpec) -> Path:
    return spec.folder / f"{spec.revision[:16]}.weights"


def _load(spec: ModelSpec) -> Weights:
    content = _file(spec).read_bytes()
    if hashlib.sha256(content).hexdigest() != spec.revision:
        raise ModelProblem("The file {path} is damaged.", path=_file(spec))
    return np.frombuffer(content, "<f4").astype(np.float32)


def _runs(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """The hashes of all runs of all texts, and for each the number of its text."""
    padded = [f" {' '.join(unicodedata.normalize('NFC', text).casefold().split())} " for text in texts]
    characters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    owner = np.repeat(np.arange(len(padded)), [len(text) for text in padded])
    hashes, owners = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    for length in RUNS:
        count = max(0, len(characters) - length + 1)
        run = np.full(count, length, np.uint64)
        for at in range(length):
            run = (run ^ characters[at : at + count]) * _MIX
            run ^= run >> np.uint64(29)
        inside = owner[:count] == owner[length - 1 : length - 1 + count]
        hashes.append(run[inside])
        owners.append(owner[:count][inside])
    return np.concatenate(hashes), np.concatenate(owners)


def _slots(runs: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    return (runs % np.uint64(_SLOTS)).astype(np.int64)
