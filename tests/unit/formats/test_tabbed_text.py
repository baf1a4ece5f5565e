"""Tabbed text: where the edited bytes go, byte by byte."""

import io
from collections.abc import Iterator

import pytest

from locanext.domain.errors import BadFile, BadInput
from locanext.domain.state import State
from locanext.formats.base import Layout
from locanext.formats.tabbed_text import TabbedText
from tests.unit.formats.reading import read, write
from tests.unit.formats.samples import TABBED

SHAPE = TabbedText()


def test_fields_of_a_segment() -> None:
    segments, problems = read(SHAPE, TABBED)
    first, second, third, last = segments
    assert first.string_id == "101 7 0 0 1"
    assert first.source == "문을 열어라.\\n<PAColor0xffe9bd23>빨리<PAOldColor> {Key(A)}"
    assert (first.state, first.note) == (State.DRAFT, "note")
    assert (second.target, second.state, second.note) == ("", State.UNTRANSLATED, "")
    assert (third.source, third.target) == ("검", "")
    assert (last.target, last.note) == ("A “blade”", "last")
    assert not problems


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        (0, "Open the door.\\n<PAColor0xffe9bd23>Quick<PAOldColor> {Key(A)}\tCurrent", "새 글\tCurrent"),
        (1, "은화 {0}닢\t\tNone", "은화 {0}닢\t새 글\tNone"),
        (2, "\t검\n", "\t검\t새 글\n"),
        (3, "A “blade”", "새 글"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_only_the_edited_cell_differs(place: int, old: str, new: str, encoding: str) -> None:
    text = TABBED.decode("utf-8-sig")
    assert text.count(old) == 1
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    data = (mark + text).encode(encoding)
    assert write(SHAPE, data, [(place, "새 글")]) == (mark + text.replace(old, new)).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
@pytest.mark.parametrize("target", ["", "\t", "\told", "\told\tCurrent"])
def test_line_ends_stay(end: str, target: str, encoding: str) -> None:
    rows = [f"1\t2\t3\t4\t{place}\tsource{target}{end}" for place in range(3)]
    edited = [*rows]
    edited[1] = f"1\t2\t3\t4\t1\tsource\tnew{target[4:]}{end}"
    assert write(SHAPE, "".join(rows).encode(encoding), [(1, "new")]) == "".join(edited).encode(encoding)


def test_korean_in_cp949_stays_in_cp949() -> None:
    data = ("1\t2\t3\t4\t5\t문을 열어라\t빨리\r\n" * 3).encode("cp949")
    assert write(SHAPE, data, [(1, "천천히")]) == data.replace("빨리".encode("cp949"), b"@", 2).replace(
        b"@", "빨리".encode("cp949"), 1
    ).replace(b"@", "천천히".encode("cp949"), 1)


def test_no_raw_tab_or_line_end_gets_in() -> None:
    assert write(SHAPE, b"1\t2\t3\t4\t5\ta\tb\n", [(0, "x\ty\nz\r\n\r")]) == b"1\t2\t3\t4\t5\ta\tx y\\nz\\n\\n\n"


def test_letters_that_the_encoding_lacks_are_refused_by_name() -> None:
    data = "1\t2\t3\t4\t5\tÖl\té\n1\t2\t3\t4\t6\tÖl\té\n".encode("cp1252")
    with pytest.raises(BadFile, match=r"CP1252 has not: 1 2 3 4 6"):
        write(SHAPE, data, [(0, "è"), (1, "가")])


def test_chosen_encoding_wins() -> None:
    data = "1\t2\t3\t4\t5\té\tà\n".encode("cp1252")
    assert read(SHAPE, data, Layout("cp949"))[0] == []
    assert read(SHAPE, "1\t2\t3\t4\t5\tж\tя\n".encode("cp1251"), Layout("cp1251"))[0][0].source == "ж"
    for impossible in ("utf-7", "rot13", "iso2022_kr", "no such"):
        with pytest.raises(BadInput):
            SHAPE.read(data, Layout(impossible))


def test_edits_are_taken_one_by_one() -> None:
    """A million edits must not be gathered: when the walk refuses one, those after it were never asked for."""
    data = b"".join(b"1\t2\t3\t4\t%d\tsource\ttarget\n" % place for place in range(100_000))
    asked = []

    def edits() -> Iterator[tuple[int, str]]:
        for place in (0, 50_000, 50_000, 60_000):
            asked.append(place)
            yield place, "x"

    with pytest.raises(ValueError, match="ascend"):
        SHAPE.write(data, Layout("utf-8"), edits(), io.BytesIO())
    assert asked == [0, 50_000, 50_000]


def test_lines_are_counted_across_runs() -> None:
    good = b"1\t2\t3\t4\t5\tsource\ttarget\n"
    problems = read(SHAPE, good * 30_000 + b"bad\n" + good * 30_000 + b"bad\n")[1]
    assert [problem.line for problem in problems] == [30_001, 60_002]


def test_a_letter_that_the_encoding_would_give_back_as_another_is_refused() -> None:
    """Python's EUC-JP writes a yen sign as a backslash."""
    data = "1\t2\t3\t4\t5\t値段\t100\n".encode("euc_jp")
    with pytest.raises(BadFile, match="1 2 3 4 5"):
        write(SHAPE, data, [(0, "¥100")], Layout("euc_jp"))
