"""One list out of several memories: order, penalties, lines, and the same texts once."""

from pathlib import Path

import pytest

from locanext.domain.progress import Progress
from locanext.domain.tm import MatchKind, TranslationUnit
from locanext.matching import disk_cache
from locanext.matching.disk_cache import UnitCache
from locanext.matching.lookup import KINDS, LookupRequest
from locanext.memory.ranking import Asked, lines, ranked


def memory(folder: Path, tm: int, *texts: tuple[str, str]) -> UnitCache:
    units = [TranslationUnit(number, *pair) for number, pair in enumerate(texts, 1)]
    disk_cache.build(folder / str(tm), units, 1, Progress())
    return UnitCache(folder / str(tm), tm)


def test_the_better_kind_is_first_and_a_penalty_counts(tmp_path: Path) -> None:
    good = memory(
        tmp_path, 1, ("길드 마스터를 만나세요", "Meet the guild master"), ("길드 마스터를 찾으세요", "Find him")
    )
    old = memory(tmp_path, 2, ("길드 마스터를 만나세요", "Meet the old master"))
    asked = LookupRequest("길드 마스터를 만나세요", threshold=70)
    found = ranked([Asked(old, penalty=5), Asked(good)], asked)
    assert [(match.tm, match.kind, match.score) for match in found] == [
        (1, MatchKind.EXACT, 100),
        (2, MatchKind.EXACT, 95),
        (1, MatchKind.FUZZY, found[2].score),
    ]
    assert ranked([Asked(old, penalty=31)], asked) == []


def test_of_equal_scores_the_earlier_memory_is_first_and_the_same_texts_come_once(tmp_path: Path) -> None:
    first = memory(tmp_path, 1, ("문", "Door"))
    second = memory(tmp_path, 2, ("문", "Gate"), ("문", "Door"))
    found = ranked([Asked(second), Asked(first)], LookupRequest("문"))
    assert {(match.tm, match.target) for match in found[:2]} == {(2, "Gate"), (2, "Door")}
    assert len(found) == 2
    assert len(ranked([Asked(second), Asked(first)], LookupRequest("문", limit=1))) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("첫 줄\\n둘째 줄", ["첫 줄", "둘째 줄"]),
        ("첫 줄<br/>\n둘째 줄<br>첫 줄", ["첫 줄", "둘째 줄"]),
        ("한 줄", []),
        ("가\\n나", []),
        ("\\n\\n", []),
    ],
)
def test_lines(text: str, parts: list[str]) -> None:
    assert lines(text) == parts


def test_a_line_of_the_text_is_found(tmp_path: Path) -> None:
    cache = memory(tmp_path, 1, ("문을 여세요", "Open the door"))
    text = "열쇠를 찾으세요\\n문을 여세요"
    [match] = ranked([Asked(cache)], LookupRequest(text, kinds=KINDS | {MatchKind.LINE}))
    assert (match.kind, match.score, match.target) == (MatchKind.LINE, 100, "Open the door")
    assert ranked([Asked(cache)], LookupRequest(text)) == []
