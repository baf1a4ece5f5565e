"""The ranked list of a text's matches."""

from pathlib import Path

import pytest

from locanext.domain.progress import Progress
from locanext.domain.tm import MatchKind, Repair, RepairKind, TranslationUnit
from locanext.matching.disk_cache import UnitCache, build
from locanext.matching.lookup import LookupRequest
from tests.unit.matching.model import TM, Model, unit
from tests.unit.matching.texts import corpus

UNITS = [
    unit(1, "레벨 12 검", "Level 12 sword", "ITEM_1", minute=1),
    unit(2, "레벨 12 검", "Lv. 12 sword", "ITEM_2", minute=2),
    unit(3, "레벨 7 검", "Level 7 sword", minute=9),
    unit(4, "레벨 12 검은", "Level 12 is", minute=3),
    unit(5, "방패", "Shield"),
    unit(6, "레벨 세 검", "Level three sword"),
]


def made(folder: Path, units: list[TranslationUnit]) -> UnitCache:
    build(folder, units, 1, Progress())
    return UnitCache(folder, TM)


def test_matches_are_ranked_and_say_why(tmp_path: Path) -> None:
    cache = made(tmp_path, UNITS)
    matches = cache.lookup(LookupRequest("레벨 12 검", "ITEM_1", threshold=50))
    assert [(match.kind, match.score, match.unit.id) for match in matches] == [
        (MatchKind.CONTEXT, 101, 1),
        (MatchKind.EXACT, 100, 2),
        (MatchKind.REPAIRED, 99, 3),
        (MatchKind.FUZZY, 87, 4),
        (MatchKind.FUZZY, 71, 6),
    ]
    repaired = matches[2]
    assert (repaired.tm, repaired.source, repaired.target) == (TM, "레벨 7 검", "Level 12 sword")
    assert repaired.unit == UNITS[2]
    assert repaired.repairs == (Repair(RepairKind.NUMBER, "7", "12"),)


def test_a_context_needs_a_string_id(tmp_path: Path) -> None:
    cache = made(tmp_path, UNITS)
    kinds = [match.kind for match in cache.lookup(LookupRequest("방패", ""))]
    assert kinds == [MatchKind.EXACT]


def test_only_the_kinds_asked_for(tmp_path: Path) -> None:
    cache = made(tmp_path, UNITS)
    fuzzy = cache.lookup(LookupRequest("레벨 12 검", "ITEM_1", threshold=85, kinds=frozenset({MatchKind.FUZZY})))
    assert [(match.score, match.unit.id) for match in fuzzy] == [(99, 2), (99, 1), (87, 4)]
    exact = cache.lookup(LookupRequest("레벨 12 검", "ITEM_1", kinds=frozenset({MatchKind.EXACT})))
    assert [match.unit.id for match in exact] == [2, 1]


def test_what_cannot_be_repaired_is_fuzzy_and_no_full_match(tmp_path: Path) -> None:
    cache = made(tmp_path, [unit(1, "{a}의 검", "Sword")])
    assert [(one.kind, one.score) for one in cache.lookup(LookupRequest("{b}의 검"))] == [(MatchKind.FUZZY, 99)]


@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_the_best_are_those_of_the_whole_list(tmp_path: Path, limit: int) -> None:
    model = Model()
    texts = corpus(300, seed=4, longest=30) + corpus(100, seed=5, longest=300) + ["OK"] * 50
    model.units = {id_: unit(id_, text, text, minute=id_ % 17) for id_, text in enumerate(texts)}
    cache = made(tmp_path, list(model.units.values())[:350])
    cache.apply(list(model.units.values())[350:], [], 2)
    for text in [*texts[::23], *texts[300:400:7], "OK", ""]:
        for request in (LookupRequest(text, limit=limit), LookupRequest(text, threshold=50, limit=limit)):
            assert cache.lookup(request) == model.lookup(request)
