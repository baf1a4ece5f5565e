"""Changes: which of them are the text, how they are stored, and what they do to the count of what is done."""

from datetime import UTC, datetime

import pytest

from locanext.domain.change import WHOLE_FILE, Change, ChangeKind
from locanext.domain.project import FileInfo
from locanext.domain.state import State


def test_only_a_conflict_does_not_apply() -> None:
    assert [kind for kind in ChangeKind if not kind.applies] == [ChangeKind.CONFLICT]


def test_their_names_are_what_is_stored() -> None:
    assert [kind.value for kind in ChangeKind] == ["typed", "undone", "merged", "imported", "conflict"]
    assert f"{ChangeKind.TYPED}" == "typed"


def test_the_whole_file_is_no_segment() -> None:
    assert WHOLE_FILE < 0


def change(was: State, state: State, *, seq: int = 2, ord: int = 0, kind: ChangeKind = ChangeKind.TYPED) -> Change:
    return Change(seq, ord, 2, kind, "text", state, False, "Kim", datetime.now(UTC), was)


@pytest.mark.parametrize(
    ("was", "state", "done"),
    [
        (State.DRAFT, State.CONFIRMED, 1),
        (State.CONFIRMED, State.REVIEWED, 0),
        (State.REVIEWED, State.DRAFT, -1),
        (State.DRAFT, State.TRANSLATED, 0),
    ],
)
def test_what_is_done_is_counted(was: State, state: State, done: int) -> None:
    assert change(was, state).done == done


def test_a_text_that_is_only_kept_does_nothing_and_neither_does_the_file() -> None:
    assert change(State.DRAFT, State.CONFIRMED, kind=ChangeKind.CONFLICT).done == 0
    assert change(State.UNTRANSLATED, State.CONFIRMED, ord=WHOLE_FILE, kind=ChangeKind.IMPORTED).done == 0


def test_a_file_counts_each_change_once() -> None:
    file = FileInfo(1, 1, None, "a.txt", "tabbed_text", "en", 9, 100, "", seq=5, done_count=3)
    confirmed = [change(State.DRAFT, State.CONFIRMED, seq=seq) for seq in (4, 5, 6, 7)]
    after = file.after(confirmed)
    assert (after.seq, after.done_count) == (7, 5)
    assert after.after(confirmed) is after
    assert file.after([]) is file
