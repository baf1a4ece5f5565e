"""The store keeps what it was given, shares it between processes, and never hands out a damaged vector."""

import json
import multiprocessing
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from locanext.domain.errors import ModelProblem
from locanext.matching.embedder import Vectors
from locanext.matching.vector_store import VectorStore
from tests.unit.matching import vectors as made_up

TAG = made_up.tag(8)


def contents(store: VectorStore) -> dict[int, Vectors]:
    """Every key with its vector, as it is read from the disk."""
    found = {}
    for rows, vectors in store.blocks():
        found |= dict(zip(map(int, store.keys[rows]), vectors[:, : store.tag.dimension], strict=True))
    return found


def same(found: dict[int, Vectors], wanted: dict[int, Vectors]) -> bool:
    return found.keys() == wanted.keys() and all(
        np.array_equal(found[key], wanted[key].astype(np.float16).astype(np.float32)) for key in wanted
    )


def wanted(count: int, dimension: int = 8) -> dict[int, Vectors]:
    return dict(zip(map(int, made_up.keys(count)), made_up.made(count, dimension), strict=True))


@pytest.mark.parametrize("dimension", [1, 7, 8, 30, 384])
def test_what_was_added_is_read_by_the_next(tmp_path: Path, dimension: int) -> None:
    tag, given = made_up.tag(dimension), wanted(20, dimension)
    VectorStore(tmp_path, tag).append(made_up.keys(20), made_up.made(20, dimension))
    store = VectorStore(tmp_path, tag)
    assert same(contents(store), given)
    assert store.missing(made_up.keys(22)).tolist() == [False] * 20 + [True] * 2


def test_a_key_keeps_its_first_vector(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, TAG)
    store.append(made_up.keys(3), made_up.made(3, 8))
    store.append(made_up.keys(4), made_up.made(4, 8, seed=5))
    assert same({key: contents(store)[key] for key in wanted(3)}, wanted(3))
    assert store.count == 4


def test_a_removed_key_may_come_again(tmp_path: Path) -> None:
    store, other = VectorStore(tmp_path, TAG), VectorStore(tmp_path, TAG)
    keys, again = made_up.keys(3), made_up.made(3, 8, seed=5)
    store.append(keys, made_up.made(3, 8))
    store.remove(made_up.keys(2))
    store.append(keys[:1], again[:1])
    other.refresh()
    expected = {int(keys[0]): again[0], int(keys[2]): made_up.made(3, 8)[2]}
    for one in (store, other, VectorStore(tmp_path, TAG)):
        assert same(contents(one), expected)
    assert store.waste == 0.5


def test_only_what_is_retained_stays(tmp_path: Path) -> None:
    store, given = VectorStore(tmp_path, TAG), wanted(50)
    store.append(made_up.keys(50), made_up.made(50, 8))
    store.retain(made_up.keys(100, start=45))
    assert same(contents(store), {int(key): given[int(key)] for key in made_up.keys(5, start=45)})


def test_compacting_drops_what_was_removed_and_keeps_the_rest(tmp_path: Path) -> None:
    store, other = VectorStore(tmp_path, TAG), VectorStore(tmp_path, TAG)
    store.append(made_up.keys(50), made_up.made(50, 8))
    store.remove(made_up.keys(40, start=10))
    store.compact()
    other.refresh()
    assert store.waste == other.waste == 0
    assert same(contents(store), {int(key): wanted(50)[int(key)] for key in made_up.keys(10)})
    assert same(contents(other), contents(store))
    assert len(list(tmp_path.glob("vectors-*"))) == len(list(tmp_path.glob("log-*"))) == 1


def test_vectors_of_another_model_are_refused(tmp_path: Path) -> None:
    VectorStore(tmp_path, TAG)
    with pytest.raises(ModelProblem, match="cannot be compared"):
        VectorStore(tmp_path, made_up.tag(8, revision="2"))


def test_what_is_no_vector_is_refused(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, TAG)
    for wrong in (np.zeros((1, 9), np.float32), np.full((1, 8), np.nan, np.float32), np.zeros((2, 8), np.float32)):
        with pytest.raises(ValueError, match="is not"):
            store.append(made_up.keys(1), wrong)


def test_another_format_begins_anew(tmp_path: Path) -> None:
    VectorStore(tmp_path, TAG).append(made_up.keys(3), made_up.made(3, 8))
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"format": 0}), "utf-8")
    assert VectorStore(tmp_path, TAG).count == 0
    assert list(tmp_path.glob("vectors-*")) == []


def damages(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Each file of a store with each of its bytes changed, and cut off at many lengths."""
    for path in sorted(path for path in folder.iterdir() if path.name != "lock"):
        content = path.read_bytes()
        for at in range(len(content)):
            yield path, content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]
            if at % 8 == 0:
                yield path, content[:at]


def test_damage_anywhere_gives_no_wrong_vector_and_is_made_good(tmp_path: Path) -> None:
    given, keys, vectors = wanted(4), made_up.keys(4), made_up.made(4, 8)
    sound = tmp_path / "sound"
    store = VectorStore(sound, TAG)
    store.append(keys[:2], vectors[:2])
    store.append(keys[2:], vectors[2:])
    lost = 0
    for path, content in list(damages(sound)):
        hurt = tmp_path / "hurt"
        shutil.copytree(sound, hurt)
        (hurt / path.name).write_bytes(content)
        store = VectorStore(hurt, TAG)
        found = contents(store)
        assert same(found, {key: given[key] for key in found})
        lost += len(found) < len(given)
        missing = store.missing(keys)
        store.append(keys[missing], vectors[missing])
        assert same(contents(store), given)
        assert same(contents(VectorStore(hurt, TAG)), given)
        shutil.rmtree(hurt)
    assert lost > 300


def test_a_vector_damaged_under_an_open_store_is_not_handed_out(tmp_path: Path) -> None:
    store = VectorStore(tmp_path, TAG)
    store.append(made_up.keys(4), made_up.made(4, 8))
    with store.file("vectors").open("r+b") as stream:
        stream.seek(2 * store.width * 2)
        stream.write(b"\x11\x22")
    rows, _ = store.vectors(np.arange(4))
    assert rows.tolist() == [0, 1, 3]
    assert store.missing(made_up.keys(4)).tolist() == [False, False, True, False]


def _add_many(folder: Path, start: int) -> None:
    store = VectorStore(folder, TAG)
    for number in range(start, start + 40):
        store.append(made_up.keys(1, start=number), made_up.made(80, 8)[number : number + 1])


def test_processes_that_add_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_add_many, args=(tmp_path, start)) for start in (0, 20, 40)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    store = VectorStore(tmp_path, TAG)
    assert same(contents(store), wanted(80))
    assert len(store.keys) == 80
