"""The index finds what a comparison with every vector finds, and follows the store."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from locanext.domain.errors import ModelProblem
from locanext.matching.embedder import Vectors, unit_rows
from locanext.matching.vector_index import SWEEP, VectorIndex
from locanext.matching.vector_store import VectorStore
from tests.unit.matching import vectors as made_up


def names(index: VectorIndex, queries: Vectors, count: int = 10) -> list[list[int]]:
    return [[hit.key for hit in hits] for hits in index.search(index.store.tag, queries, count)]


@pytest.mark.parametrize("dimension", [100, 384, 1024])
@pytest.mark.parametrize("shift", [0.0, 0.3])
def test_the_shortlist_finds_at_least_95_of_100(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dimension: int, shift: float
) -> None:
    """With a shift every number of every vector is positive: signs say something only around the mean."""
    count = 6000
    monkeypatch.setattr("locanext.matching.vector_index.SHORTLIST", 60)
    store = VectorStore(tmp_path, made_up.tag(dimension))
    store.append(made_up.keys(count), unit_rows(made_up.made(count, dimension) + shift))
    queries = unit_rows(made_up.made(count, dimension, seed=1)[:15] + shift)
    exact, near = names(VectorIndex(store), queries), names(VectorIndex(store, flat_limit=100), queries)
    recall = np.mean([len(set(one) & set(other)) / 10 for one, other in zip(exact, near, strict=True)])
    assert recall >= 0.95


@pytest.mark.parametrize("flat_limit", [10, 100_000])
def test_many_queries_at_once_get_exact_answers(tmp_path: Path, flat_limit: int) -> None:
    store = VectorStore(tmp_path, made_up.tag(64))
    store.append(made_up.keys(3000), made_up.made(3000, 64))
    queries = made_up.made(SWEEP + 300, 64, seed=1)
    assert names(VectorIndex(store, flat_limit=flat_limit), queries) == [
        one for start in range(0, len(queries), 10) for one in names(VectorIndex(store), queries[start : start + 10])
    ]


@pytest.mark.parametrize("flat_limit", [0, 100])
def test_fewer_vectors_than_wanted(tmp_path: Path, flat_limit: int) -> None:
    store = VectorStore(tmp_path, made_up.tag(16))
    index, queries = VectorIndex(store, flat_limit=flat_limit), made_up.made(SWEEP, 16)
    assert names(index, queries[:2]) == [[], []]
    assert names(index, queries) == [[]] * SWEEP
    store.append(made_up.keys(3), made_up.made(3, 16))
    assert [len(hits) for hits in names(index, queries[:2])] == [3, 3]
    assert [len(hits) for hits in names(index, queries)] == [3] * SWEEP


def test_a_query_of_another_model_is_refused(tmp_path: Path) -> None:
    index = VectorIndex(VectorStore(tmp_path, made_up.tag(16)))
    with pytest.raises(ModelProblem, match="cannot be compared"):
        index.search(made_up.tag(16, revision="2"), made_up.made(1, 16))


def test_a_start_reads_the_saved_signs_and_survives_their_damage(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, made_up.tag(64))
    store.append(made_up.keys(500), made_up.made(500, 64))
    queries = made_up.made(5, 64, seed=1)
    exact = names(VectorIndex(store), queries)
    assert names(VectorIndex(store, flat_limit=10), queries) == exact
    path = store.file("signs")
    content = path.read_bytes()
    store.remove(made_up.keys(10))
    store.append(made_up.keys(20, start=500), made_up.made(20, 64, seed=3))
    exact = names(VectorIndex(store), queries)
    for at in (0, 5, 20, 300, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert names(VectorIndex(VectorStore(tmp_path, store.tag), flat_limit=10), queries) == exact
        path.write_bytes(content[:at])
        assert names(VectorIndex(VectorStore(tmp_path, store.tag), flat_limit=10), queries) == exact
    path.write_bytes(content)
    assert names(VectorIndex(VectorStore(tmp_path, store.tag), flat_limit=10), queries) == exact


def test_a_store_that_is_emptied_under_an_index_is_followed(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, made_up.tag(16))
    index = VectorIndex(store, flat_limit=5)
    store.append(made_up.keys(50), made_up.made(50, 16))
    assert names(index, made_up.made(1, 16)) != [[]]
    (tmp_path / "manifest.json").write_bytes(b"{}")
    assert names(index, made_up.made(1, 16)) == [[]]
    store.append(made_up.keys(3), made_up.made(3, 16))
    assert len(names(index, made_up.made(1, 16))[0]) == 3


class Follows(RuleBasedStateMachine):
    """Two programs on one store: whatever either does, both find what a comparison with every vector finds."""

    folder: Path
    number = 0

    def __init__(self) -> None:
        super().__init__()
        Follows.number += 1
        self.tag, self.place = made_up.tag(16), self.folder / str(self.number)
        self.model: dict[int, Vectors] = {}
        self.stores = [VectorStore(self.place, self.tag) for _ in range(2)]
        self.indexes = [
            VectorIndex(store, flat_limit=limit) for store, limit in zip(self.stores, (6, 1000), strict=True)
        ]

    @rule(who=st.integers(0, 1), numbers=st.lists(st.integers(0, 25), max_size=8), seed=st.integers(0, 3))
    def add(self, who: int, numbers: list[int], seed: int) -> None:
        every, vectors = made_up.keys(26), made_up.made(26, 16, seed)
        self.stores[who].append(every[numbers], vectors[numbers])
        for number in numbers:
            self.model.setdefault(int(every[number]), vectors[number])

    @rule(who=st.integers(0, 1), numbers=st.lists(st.integers(0, 25), max_size=8))
    def remove(self, who: int, numbers: list[int]) -> None:
        self.stores[who].remove(made_up.keys(26)[numbers])
        for key in made_up.keys(26)[numbers]:
            self.model.pop(int(key), None)

    @rule(who=st.integers(0, 1))
    def compact(self, who: int) -> None:
        self.stores[who].compact()

    @rule(who=st.integers(0, 1), limit=st.sampled_from([0, 6, 1000]))
    def restart(self, who: int, limit: int) -> None:
        self.stores[who] = VectorStore(self.place, self.tag)
        self.indexes[who] = VectorIndex(self.stores[who], flat_limit=limit)

    @invariant()
    def both_find_the_same(self) -> None:
        query = made_up.made(1, 16, seed=7)
        expected = made_up.brute(self.model, query[0], 5)
        for index in self.indexes:
            assert names(index, query, 5) == [expected]


def test_any_sequence_of_changes_is_followed(tmp_path: Path) -> None:
    Follows.folder = tmp_path
    Follows.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
    Follows.TestCase("runTest").runTest()
