"""Vectors as embedding models make them: one large direction that all share, topics, and something of their own."""

import numpy as np

from locanext.matching.embedder import DEEP, Keys, Vectors, VectorTag, text_keys, unit_rows


def tag(dimension: int, revision: str = "1") -> VectorTag:
    return VectorTag(DEEP, "test/model", revision, dimension)


def keys(count: int, start: int = 0) -> Keys:
    return text_keys([f"text {number}" for number in range(start, start + count)])


def made(count: int, dimension: int, seed: int = 0) -> Vectors:
    """(count, dimension) with random pairs at cosines of 0.8, and neighbours above: as e5 has them."""
    random = np.random.default_rng(seed)
    shared = np.random.default_rng(99).normal(size=dimension) * 2
    topics = np.random.default_rng(98).normal(size=(max(1, count // 20), dimension))
    own = random.normal(size=(count, dimension))
    return unit_rows(shared + 0.7 * topics[random.integers(0, len(topics), count)] + 0.6 * own)


def brute(stored: dict[int, Vectors], query: Vectors, count: int) -> list[int]:
    """The keys of the nearest, by 16-bit vectors as the store has them."""
    cosines = {key: float(vector.astype(np.float16).astype(np.float32) @ query) for key, vector in stored.items()}
    return sorted(cosines, key=lambda key: -cosines[key])[:count]
