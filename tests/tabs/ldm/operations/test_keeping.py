"""The journal as operations; what the journal itself owes is tested where it stands."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from locanext.domain.edit import Edit
from locanext.domain.errors import BadInput
from locanext.domain.progress import Progress
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.store.journal import Journal
from locanext.tabs.ldm.operations import keeping
from locanext.workbench import Workbench

EDIT = Edit(1, "a.txt", Segment(0, "ID_0", "원문", ""), "One.", State.DRAFT)


def test_an_edit_from_one_window_to_the_next(bench_of: Callable[[str], Workbench]) -> None:
    bench, later = bench_of("kim"), bench_of("kim")
    first = keeping.keep(bench, keeping.Keep(EDIT), Progress())
    keeping.keep(bench, keeping.Keep(EDIT._replace(target="Two.")), Progress())
    third = keeping.keep(bench, keeping.Keep(EDIT._replace(target="Three.")), Progress())
    keeping.settle(bench, keeping.Settle(first, 2), Progress())
    keeping.discard(bench, (third,), Progress())
    bench.close()
    (kept,) = keeping.adopt(later, None, Progress())
    assert (kept.edit.target, kept.edit.base.version, kept.client) == ("Two.", 2, bench.journal.client)


def test_other_accounts_find_nothing(bench_of: Callable[[str], Workbench]) -> None:
    with closing(bench_of("kim")) as bench:
        keeping.keep(bench, keeping.Keep(EDIT), Progress())
    assert keeping.adopt(bench_of("lee"), None, Progress()) == []
    assert isinstance(bench.journal, Journal)


def test_texts_to_a_file(bench_of: Callable[[str], Workbench], tmp_path: Path) -> None:
    bench = bench_of("kim")
    keeping.write(bench, keeping.Write(tmp_path / "out.txt", "하나\t둘\n"), Progress())
    assert (tmp_path / "out.txt").read_text("utf-8") == "하나\t둘\n"
    with pytest.raises(BadInput, match="cannot be written"):
        keeping.write(bench, keeping.Write(tmp_path, "text"), Progress())
