"""Who is in which file: coming, moving, going, and being forgotten."""

from uuid import uuid4

import pytest

from locanext.domain.errors import NotAllowed
from locanext.domain.user import Presence
from locanext.store import people
from locanext.store.errors import told
from tests.servers import Connection, Database


def said(conn: Connection, file: int) -> list[str]:
    """What reaches a connection that listens to the file, now that a command of its own has been answered."""
    conn.execute("select 1")
    return [notify.payload for notify in conn.notifies(timeout=0.5, stop_after=1)]


def test_coming_moving_and_going(database: Database) -> None:
    file = database.file(database.project())
    kim, lee = database.connect("kim"), database.connect("lee")
    ours, theirs = uuid4(), uuid4()
    assert people.be_present(kim, ours, file, 0) == [Presence("kim", "Kim", 0, True)]
    assert people.be_present(lee, theirs, file, None) == [
        Presence("kim", "Kim", 0, False),
        Presence("lee", "Lee", None, True),
    ]
    people.be_present(kim, ours, file, 2)
    assert people.be_present(lee, theirs, file, 1) == [
        Presence("kim", "Kim", 2, False),
        Presence("lee", "Lee", 1, True),
    ]
    people.leave(kim, ours)
    assert people.be_present(lee, theirs, file, 1) == [Presence("lee", "Lee", 1, True)]


def test_a_person_has_several_windows(database: Database) -> None:
    file, conn = database.file(database.project()), database.connect("kim")
    first, second = uuid4(), uuid4()
    people.be_present(conn, first, file, 0)
    assert [
        (one.ord, one.mine) for one in sorted(people.be_present(conn, second, file, 1), key=lambda p: p.ord or 0)
    ] == [
        (0, False),
        (1, True),
    ]
    people.leave(conn, first)
    assert [one.ord for one in people.be_present(conn, second, file, 1)] == [1]


def test_a_window_is_in_one_file(database: Database) -> None:
    project = database.project()
    first, second = database.file(project), database.file(project, name="b.txt")
    kim, lee, window = database.connect("kim"), database.connect("lee"), uuid4()
    people.be_present(kim, window, first, 0)
    people.be_present(kim, window, second, 0)
    assert [one.login for one in people.be_present(lee, uuid4(), first, 0)] == ["lee"]


def test_who_is_silent_is_gone(database: Database) -> None:
    file = database.file(database.project())
    kim, lee, window = database.connect("kim"), database.connect("lee"), uuid4()
    people.be_present(kim, window, file, 0)
    age = "update loc.presence set at = at - interval '31 seconds' where client = %s"
    database.admin().execute(age, [window])
    assert [one.login for one in people.be_present(lee, uuid4(), file, 0)] == ["lee"]
    people.be_present(kim, window, file, 0)
    assert [one.login for one in people.be_present(lee, uuid4(), file, 0)][:1] == ["kim"]


def test_what_is_long_silent_is_removed(database: Database) -> None:
    file = database.file(database.project())
    conn, admin = database.connect("kim"), database.admin()
    people.be_present(conn, uuid4(), file, 0)
    admin.execute("update loc.presence set at = at - interval '61 minutes'")
    people.leave(conn, uuid4())
    assert admin.execute("select count(*) from loc.presence").fetchone() == (0,)


def test_others_hear_of_coming_and_going_and_not_of_moving(database: Database) -> None:
    file = database.file(database.project())
    kim, lee, window = database.connect("kim"), database.connect("lee"), uuid4()
    lee.execute(f"listen loc_file_{file}")
    people.be_present(kim, window, file, 0)
    assert said(lee, file) == ["people"]
    people.be_present(kim, window, file, 0)
    people.be_present(kim, window, file, 1)
    assert said(lee, file) == []
    people.leave(kim, window)
    assert said(lee, file) == ["people"]
    people.leave(kim, window)
    people.be_present(kim, window, file, 1)
    assert said(lee, file) == ["people"]


def test_nobody_moves_the_window_of_another(database: Database) -> None:
    file = database.file(database.project())
    kim, lee, window = database.connect("kim"), database.connect("lee"), uuid4()
    people.be_present(kim, window, file, 0)
    people.be_present(lee, window, file, 2)
    people.leave(lee, window)
    assert people.be_present(kim, uuid4(), file, 1)[0].ord in (0, 1)
    where = (
        "select person_id = (select id from sec.people where login = 'kim'), ord from loc.presence where client = %s"
    )
    assert database.admin().execute(where, [window]).fetchone() == (True, 0)


def test_only_who_may_read_is_present(database: Database) -> None:
    file, conn = database.file(database.project()), database.connect("out")
    with pytest.raises(NotAllowed), told():
        people.be_present(conn, uuid4(), file, 0)
    with pytest.raises(NotAllowed), told():
        people.be_present(conn, uuid4(), 4711, 0)
