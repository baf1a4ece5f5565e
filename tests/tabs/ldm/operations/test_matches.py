"""What the memories that serve a file know of its texts, through a workbench and a real server."""

from collections.abc import Callable

import pytest

from locanext.domain.errors import NotFound
from locanext.domain.progress import Progress
from locanext.domain.state import State
from locanext.domain.tm import MatchKind
from locanext.store import memories
from locanext.store.memories import NewMemory, Place, Terms
from locanext.tabs.ldm.operations import matches, saving
from locanext.tabs.ldm.operations.matches import (
    ConcordanceRequest,
    LeverageRequest,
    MatchSegment,
    MatchTexts,
    Options,
)
from locanext.tabs.ldm.operations.saving import Save, SaveRequest
from locanext.workbench import Workbench
from tests.servers import Database

Opens = Callable[[str], Workbench]
SOURCES = [
    *("길드 마스터를 만나세요", "길드 마스터를 만나세요!", "상자 3개를 여세요"),
    *("상자 5개를 여세요", "첫 줄\\n길드 마스터를 만나세요"),
]


@pytest.fixture
def project(database: Database) -> int:
    return database.project()


@pytest.fixture
def file(database: Database, project: int) -> int:
    return database.file(project, SOURCES)


@pytest.fixture
def tm(database: Database, project: int) -> int:
    boss = database.connect("boss")
    made = memories.create(boss, NewMemory("Own", project, "ko", "en"))
    memories.assign(boss, made, Place(project_id=project), Terms(penalty=2, writable=True))
    return made


def confirm(bench: Workbench, file: int, ord: int, target: str) -> None:
    [saved] = saving.save(bench, SaveRequest(file, (Save(ord, 1, target, State.CONFIRMED),)), Progress())
    assert saved.ok


def test_what_a_colleague_confirms_is_found(bench_of: Opens, file: int, tm: int) -> None:
    kim, lee = bench_of("kim"), bench_of("lee")
    asked = MatchSegment(file, SOURCES[1])
    assert matches.match_segment(kim, asked, Progress()) == []
    confirm(lee, file, 0, "Meet the guild master")
    [match] = matches.match_segment(kim, asked, Progress())
    assert (match.kind, match.score, match.target, match.unit.author) == (
        *(MatchKind.FUZZY, 90),
        *("Meet the guild master", "Lee"),
    )
    [line] = matches.match_segment(kim, MatchSegment(file, SOURCES[4]), Progress())
    assert (line.kind, line.score) == (MatchKind.LINE, 98)


def test_texts_in_one_memory(bench_of: Opens, file: int, tm: int) -> None:
    kim = bench_of("kim")
    confirm(kim, file, 2, "Open 3 boxes")
    found = matches.match_texts(kim, MatchTexts(tm, ["상자 3개를 여세요", "상자 7개를 여세요", "없는 말"]), Progress())
    assert [[(one.score, one.target) for one in of_text] for of_text in found] == [
        [(100, "Open 3 boxes")],
        [(99, "Open 7 boxes")],
        [],
    ]
    only = Options(kinds=frozenset({MatchKind.EXACT}))
    assert matches.match_texts(kim, MatchTexts(tm, ["상자 7개를 여세요"], only), Progress()) == [[]]
    with pytest.raises(NotFound):
        matches.match_texts(bench_of("out"), MatchTexts(tm, ["말"]), Progress())


def test_concordance(bench_of: Opens, file: int, tm: int) -> None:
    kim = bench_of("kim")
    confirm(kim, file, 0, "Meet the guild master")
    confirm(kim, file, 2, "Open 3 boxes")

    def found(needle: str, **how: str) -> list[str]:
        request = ConcordanceRequest((tm,), needle, **how)  # type: ignore[arg-type]
        return [unit.target for _, unit in matches.concordance(kim, request, Progress())]

    assert found("길드") == found("guild") == ["Meet the guild master"]
    assert found("guild", field="source") == []
    assert found(r"\d", mode="regex") == ["Open 3 boxes"]


def test_leverage_of_a_file(bench_of: Opens, file: int, tm: int) -> None:
    kim = bench_of("kim")
    confirm(kim, file, 0, "Meet the guild master")
    confirm(kim, file, 2, "Open 3 boxes")
    found = matches.leverage(kim, LeverageRequest(file), Progress())
    counts = {str(band): one.segments for band, one in found.items() if one.segments}
    # The penalty of 2 is taken off: 101 - 2, 99 - 2.
    assert counts == {"95-99": 3, "85-94": 1, "50-74": 1}
    assert sum(one.segments for one in found.values()) == len(SOURCES)
