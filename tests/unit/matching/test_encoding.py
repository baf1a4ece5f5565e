"""The process of a model: what it was given comes back, whatever happens to it. The built-in engine, being quick."""

import multiprocessing
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import psutil
import pytest

from locanext.domain.errors import Cancelled, ModelProblem
from locanext.domain.progress import Progress
from locanext.matching.embedder import STATIC, ModelSpec, Vectors, text_keys
from locanext.matching.encoding import Encoder, fill
from locanext.matching.engines import open_embedder
from locanext.matching.engines.look_alike import PLAIN
from locanext.matching.vector_store import VectorStore

TEXTS = [f"체력 물약을 {number}개 획득했습니다." * (1 + number % 7) for number in range(9000)]
PROGRAM = """
import multiprocessing, sys
from locanext.domain.progress import Progress
from locanext.matching.encoding import Encoder
from locanext.matching.engines.look_alike import PLAIN
if __name__ == "__main__":
    encoder = Encoder(PLAIN)
    encoder.tag(Progress())
    print(multiprocessing.active_children()[0].pid, flush=True)
    sys.stdin.read()
"""
MANY = [f"길드 {number}에 가입했습니다." * 3 for number in range(200_000)]
"""More than are done before anything that a test does meanwhile."""


@pytest.fixture
def encoder() -> Iterator[Encoder]:
    with closing(Encoder(PLAIN)) as made:
        yield made


def collected(encoder: Encoder, texts: list[str], progress: Progress) -> Vectors:
    """All vectors, in the order of the texts."""
    vectors = np.zeros((len(texts), encoder.tag(progress).dimension), np.float32)

    def keep(positions: np.ndarray, found: Vectors) -> None:
        vectors[positions] = found

    encoder.encode(texts, keep, progress)
    return vectors


def the_process() -> BaseProcess:
    """The one process that was started for a model."""
    (found,) = multiprocessing.active_children()
    return found


def test_vectors_come_back_in_place_and_are_counted(encoder: Encoder) -> None:
    steps: list[tuple[int, int]] = []
    found = collected(encoder, TEXTS, Progress(lambda done, total, note: steps.append((done, total))))
    assert np.array_equal(found, open_embedder(PLAIN).encode(TEXTS))
    assert steps[-1] == (9000, 9000)
    assert len(steps) > 3
    assert steps == sorted(steps)


def test_what_is_looked_for_comes_back_in_place_and_is_counted(encoder: Encoder) -> None:
    steps: list[tuple[int, int]] = []
    found = encoder.encode_queries(TEXTS, Progress(lambda done, total, note: steps.append((done, total))))
    assert np.array_equal(found, open_embedder(PLAIN).encode(TEXTS))
    assert steps[-1] == (9000, 9000)
    assert encoder.encode_queries([], Progress()).shape == (0, 512)


def test_who_waits_for_another_list_can_be_cancelled(encoder: Encoder) -> None:
    first, second = Progress(), Progress(lambda *_: None)
    second.cancel()

    def keep(positions: np.ndarray, vectors: Vectors) -> None:
        with ThreadPoolExecutor(1) as pool, pytest.raises(Cancelled):
            pool.submit(encoder.encode, TEXTS, lambda *_: None, second).result(timeout=20)
        first.cancel()

    with pytest.raises(Cancelled):
        encoder.encode(MANY, keep, first)


def test_one_text_is_answered_between_two_batches_of_many(encoder: Encoder) -> None:
    begun, done = threading.Event(), threading.Event()
    progress = Progress()

    def encode_many() -> None:
        with pytest.raises(Cancelled):
            encoder.encode(MANY, lambda *_: begun.set(), progress)
        done.set()

    thread = threading.Thread(target=encode_many)
    thread.start()
    assert begun.wait(30)
    found = encoder.encode_queries(["길드"], Progress())
    assert not done.is_set()
    assert np.array_equal(found, open_embedder(PLAIN).encode(["길드"]))
    progress.cancel()
    thread.join()


def test_cancel_ends_within_a_second_and_the_process_goes_on(encoder: Encoder) -> None:
    progress, came, cancelled_at = Progress(), 0, 0.0
    tag, before = encoder.tag(Progress()), the_process()

    def keep(positions: np.ndarray, vectors: Vectors) -> None:
        nonlocal came, cancelled_at
        came, cancelled_at = came + len(positions), time.monotonic()
        progress.cancel()

    with pytest.raises(Cancelled):
        encoder.encode(MANY, keep, progress)
    assert time.monotonic() - cancelled_at < 1
    assert 0 < came < len(MANY)
    assert np.array_equal(collected(encoder, TEXTS[:50], Progress()), open_embedder(PLAIN).encode(TEXTS[:50]))
    assert encoder.tag(Progress()) == tag
    assert the_process() is before


def test_a_process_that_does_not_stop_is_replaced(encoder: Encoder) -> None:
    progress = Progress()
    encoder.tag(Progress())
    before = the_process()

    def keep(positions: np.ndarray, vectors: Vectors) -> None:
        psutil.Process(before.pid).suspend()
        progress.cancel()

    with pytest.raises(Cancelled):
        encoder.encode(MANY, keep, progress)
    assert len(collected(encoder, TEXTS[:5], Progress())) == 5
    assert the_process().pid != before.pid


def test_a_killed_process_is_told_and_replaced(encoder: Encoder) -> None:
    encoder.tag(Progress())
    process = the_process()
    with pytest.raises(ModelProblem, match=r"look-alike has ended \(exit code -?\d+\)"):
        encoder.encode(MANY, lambda *_: process.kill(), Progress())
    assert len(collected(encoder, TEXTS[:5], Progress())) == 5
    process = the_process()
    process.kill()
    process.join()
    assert encoder.encode_queries(["길드"], Progress()).shape == (1, 512)


def test_a_model_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with closing(Encoder(ModelSpec(STATIC, "no/model", "1", tmp_path / "nowhere"))) as encoder:
        for _ in range(2):
            with pytest.raises(ModelProblem, match="no/model cannot be opened"):
                encoder.tag(Progress())


def test_closing_ends_the_process(encoder: Encoder) -> None:
    encoder.tag(Progress())
    assert the_process().is_alive()
    encoder.close()
    assert multiprocessing.active_children() == []


def test_the_process_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, "utf-8")
    with subprocess.Popen(
        [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        model = psutil.Process(int(started.stdout.readline()))
        started.kill()
    model.wait(timeout=20)


def test_filling_encodes_what_is_missing_once(encoder: Encoder, tmp_path: Path) -> None:
    store = VectorStore(tmp_path, encoder.tag(Progress()))
    assert fill(store, TEXTS[:100] * 3, encoder, Progress()) == 100
    assert fill(store, TEXTS[:120], encoder, Progress()) == 20
    assert fill(store, TEXTS[:120], encoder, Progress()) == 0
    expected = dict(zip(map(int, text_keys(TEXTS[:120])), open_embedder(PLAIN).encode(TEXTS[:120]), strict=True))
    for rows, vectors in store.blocks():
        for key, vector in zip(store.keys[rows], vectors, strict=True):
            assert np.allclose(vector, expected[int(key)], atol=1e-3)


@pytest.mark.parametrize("end", ["cancel", "kill"])
def test_filling_goes_on_where_it_was_ended(encoder: Encoder, tmp_path: Path, end: str) -> None:
    store = VectorStore(tmp_path, encoder.tag(Progress()))
    process = the_process()

    def report(done: int, total: int, note: str) -> None:
        if done >= 6000:
            progress.cancel() if end == "cancel" else process.kill()

    progress = Progress(report)
    with pytest.raises((Cancelled, ModelProblem)):
        fill(store, MANY, encoder, progress)
    kept = VectorStore(tmp_path, store.tag).count
    assert 6000 <= kept < len(MANY)
    assert fill(store, MANY[:8000], encoder, Progress()) <= 8000
    assert not store.missing(text_keys(MANY[:8000])).any()
    assert kept <= store.count <= kept + 8000


def test_vectors_of_another_model_are_not_filled_in(encoder: Encoder, tmp_path: Path) -> None:
    store = VectorStore(tmp_path, open_embedder(PLAIN).tag)
    other = Encoder(ModelSpec("look-alike", "another", "plain", Path()))
    with closing(other), pytest.raises(ModelProblem, match="cannot be compared"):
        fill(store, TEXTS, other, Progress())
    assert store.count == 0
