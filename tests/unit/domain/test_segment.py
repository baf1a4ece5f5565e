"""A segment as a reader makes it."""

from locanext.domain.segment import Segment
from locanext.domain.state import State


def test_a_new_segment() -> None:
    segment = Segment(0, "ID", "원문", "")
    assert (segment.state, segment.version, segment.locked, segment.author) == (State.UNTRANSLATED, 1, False, "")
    assert segment.edited_at is None


def test_the_first_six_are_what_an_upload_holds() -> None:
    assert Segment._fields[:6] == ("ord", "string_id", "source", "target", "state", "note")


def test_whose_it_is() -> None:
    segment = Segment(0, "ID", "원문", "")
    reviewed, locked = segment._replace(state=State.REVIEWED), segment._replace(locked=True)
    assert [one.is_closed(can_review=False) for one in (segment, reviewed, locked)] == [False, True, True]
    assert [one.is_closed(can_review=True) for one in (segment, reviewed, locked)] == [False, False, True]
