"""The best match of each of many texts: the same as asked one by one, also in a process of its own."""

import os
from pathlib import Path

import pytest

from locanext.domain.errors import Cancelled
from locanext.domain.progress import Progress
from locanext.domain.tm import MatchKind, TranslationUnit
from locanext.matching import disk_cache
from locanext.memory import batch
from locanext.memory.batch import Memory, Wanted, best_matches, find_best

UNITS = [
    TranslationUnit(1, "길드 마스터를 만나세요", "Meet the guild master", "A"),
    TranslationUnit(2, "길드 마스터를 만나세요", "See the guild master", "B"),
    TranslationUnit(3, "상자 3개를 여세요", "Open 3 boxes", "C"),
]


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    disk_cache.build(tmp_path / "1", UNITS, 1, Progress())
    return Memory(tmp_path / "1", 1)


def test_each_text_has_its_best(memory: Memory) -> None:
    texts = [
        ("길드 마스터를 만나세요", "B"),
        ("길드 마스터를 만나세요", "A"),
        ("상자 5개를 여세요", ""),
        ("길드 마스터를 만나세요!", ""),
        ("아무것도 아닌 말", ""),
        ("길드 마스터를 만나세요", ""),
    ]
    steps: list[int] = []
    found = best_matches([memory], texts, Wanted(), Progress(lambda done, _total, _note: steps.append(done)))
    assert [one and (one.kind, one.score) for one in found] == [
        (MatchKind.CONTEXT, 101),
        (MatchKind.CONTEXT, 101),
        (MatchKind.REPAIRED, 99),
        (MatchKind.FUZZY, 92),
        None,
        (MatchKind.EXACT, 100),
    ]
    assert [one.target for one in found[:3] if one] == ["See the guild master", "Meet the guild master", "Open 5 boxes"]
    assert steps[-1] == len(texts)
    assert find_best([memory], texts, Wanted(), Progress()) == found


def test_many_texts_are_shared_among_processes(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "WORTH_A_PROCESS", 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    texts = [(f"상자 {number % 40}개를 여세요", "C") for number in range(200)]
    steps: list[int] = []
    found = best_matches([memory], texts, Wanted(), Progress(lambda done, _total, _note: steps.append(done)))
    assert found == find_best([memory], texts, Wanted(), Progress())
    assert [one and one.target for one in found[:3]] == ["Open 0 boxes", "Open 1 boxes", "Open 2 boxes"]
    assert steps[-1] == max(steps) == 200
    progress = Progress(lambda _done, _total, _note: progress.cancel())
    with pytest.raises(Cancelled):
        best_matches([memory], texts, Wanted(), progress)


def test_a_penalty_and_the_kinds_count(memory: Memory) -> None:
    texts = [("길드 마스터를 만나세요", ""), ("상자 5개를 여세요", "")]
    of_less = Memory(memory.folder, 1, penalty=10)
    assert [one and one.score for one in find_best([of_less], texts, Wanted(95), Progress())] == [None, None]
    only_exact = Wanted(70, frozenset({MatchKind.EXACT}))
    assert [one and one.score for one in find_best([of_less], texts, only_exact, Progress())] == [90, None]


def test_nothing_to_ask_and_nothing_asked(memory: Memory) -> None:
    assert best_matches([], [("문", "")], Wanted(), Progress()) == [None]
    assert best_matches([memory], [], Wanted(), Progress()) == []


def test_cancelled_in_the_middle(memory: Memory) -> None:
    progress = Progress(lambda _done, _total, _note: progress.cancel())
    with pytest.raises(Cancelled):
        find_best([memory], [("문", "")] * 200, Wanted(), progress)
