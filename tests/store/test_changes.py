"""The feed of a file: read after a number, for one segment, and replayed."""

import pytest

from locanext.domain.change import WHOLE_FILE, ChangeKind
from locanext.domain.errors import NotFound
from locanext.domain.state import State
from locanext.store import changes, segments
from locanext.store.segments import Save
from tests.servers import Database


def test_an_import_is_the_first_change(database: Database) -> None:
    file = database.file(database.project())
    (first,) = changes.since(database.connect("kim"), file, 0, 10)
    assert (first.seq, first.ord, first.kind, first.target) == (1, WHOLE_FILE, ChangeKind.IMPORTED, "")
    assert first.author == "Boss"


def test_what_came_after_a_number_in_order_and_no_more_than_asked(database: Database) -> None:
    file, conn = database.file(database.project()), database.connect("kim")
    for version in range(1, 6):
        segments.save(conn, file, [Save(0, version, f"v{version}", State.DRAFT)], ChangeKind.TYPED)
    assert [(c.seq, c.target) for c in changes.since(conn, file, 3, 2)] == [(4, "v3"), (5, "v4")]
    assert changes.since(conn, file, 6, 10) == []
    assert changes.newest(conn, file) == 6


def test_the_history_of_one_segment_is_newest_first(database: Database) -> None:
    file, kim, lee = database.file(database.project()), database.connect("kim"), database.connect("lee")
    segments.save(kim, file, [Save(0, 1, "a", State.DRAFT), Save(1, 1, "other", State.DRAFT)], ChangeKind.TYPED)
    segments.save(lee, file, [Save(0, 2, "b", State.CONFIRMED)], ChangeKind.MERGED)
    segments.save(kim, file, [Save(0, 3, "a", State.DRAFT)], ChangeKind.UNDONE)
    found = changes.of_segment(kim, file, 0)
    assert [(c.target, c.kind, c.author, c.state) for c in found] == [
        ("a", ChangeKind.UNDONE, "Kim", State.DRAFT),
        ("b", ChangeKind.MERGED, "Lee", State.CONFIRMED),
        ("a", ChangeKind.TYPED, "Kim", State.DRAFT),
    ]
    assert [c.version for c in found] == [4, 3, 2]
    assert found[0].at >= found[-1].at
    assert [c.target for c in changes.of_segment(kim, file, 0, limit=1)] == ["a"]
    assert changes.of_segment(kim, file, 2) == []


def test_a_feed_is_seen_by_who_may_see_the_file(database: Database) -> None:
    file, out = database.file(database.project()), database.connect("out")
    assert changes.since(out, file, 0, 10) == changes.of_segment(out, file, 0) == []
    for conn, number in ((out, file), (database.connect("kim"), 4711)):
        with pytest.raises(NotFound):
            changes.newest(conn, number)
