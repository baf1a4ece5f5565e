"""Sessions, forced changes of passwords, administrators over accounts, claims, and what is told to those who ask."""

from typing import Any

import psycopg
import pytest
from psycopg import errors

from central import accounts
from tests.servers import Connection, Database, password
from tests.store.attack_scene import attack

ONE, OTHER = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"


@pytest.fixture
def file(database: Database) -> int:
    return database.file(database.project(), ["하나", "둘", "셋", "넷"])


def news(conn: Connection, files: list[int], client: str = ONE, *, busy: bool = False) -> Any:
    query = "select tree, seqs, may_listen, ended from loc.news_v1(%s, %s::bigint[], %s)"
    return conn.execute(query, [client, files, busy]).fetchone()


def claim(
    conn: Connection, file: int, client: str = ONE, after: int = -1, among: list[int] | None = None
) -> int | None:
    return conn.execute("select loc.claim_next_v1(%s, %s, %s, %s::int[])", [client, file, after, among]).fetchone()[0]


def begin(conn: Connection, client: str = ONE) -> None:
    conn.execute("select loc.begin_session_v1(%s, 'LocaNext 1', 'desk')", [client])


# --- who has to change their password ------------------------------------------------------------------------


def test_who_has_to_change_their_password_can_do_nothing_else(database: Database, file: int) -> None:
    database.person("zoe")
    project = database.admin().execute("select id from loc.projects").fetchone()[0]
    accounts.grant(database.connect("boss"), "zoe", project, "edit")
    database.admin().execute("update sec.people set must_change_password = true where login = 'zoe'")
    zoe = database.connect("zoe")
    assert zoe.execute("select login, must_change_password from loc.hello_v2()").fetchone() == ("zoe", True)
    assert zoe.execute("select count(*) from loc.segments").fetchone() == (0,)
    for call in (f"loc.save_segments_v1({file}, '{{0}}', '{{1}}', '{{x}}', '{{2}}', 'typed')", "sec.unlock_v1('zoe')"):
        with attack(zoe):
            zoe.execute(f"select {call}")
    accounts.set_password(zoe, "zoe", "a new one of her own", accounts.GENERATED_ITERATIONS)
    again = database.connect("zoe", password="a new one of her own")
    assert again.execute("select must_change_password from loc.hello_v2()").fetchone() == (False,)
    assert again.execute("select count(*) from loc.segments").fetchone() == (4,)


def test_a_password_set_by_an_administrator_is_to_be_changed(database: Database) -> None:
    zoe = database.person("zoe")
    accounts.set_password(database.connect("boss"), zoe, "reset by boss", accounts.GENERATED_ITERATIONS)
    conn = database.connect(zoe, password="reset by boss")
    assert conn.execute("select must_change_password from loc.hello_v1()").fetchone() == (True,)


def test_a_password_set_past_the_program_opens_nothing(database: Database) -> None:
    """PostgreSQL lets everybody alter their own password; who had to change it has still no right afterwards."""
    zoe = database.person("zoe")
    database.admin().execute("update sec.people set must_change_password = true where login = 'zoe'")
    conn = database.connect(zoe)
    conn.execute("alter role zoe password 'plain'")
    assert conn.execute("select sec.person_id()").fetchone() == (None,)


def test_a_cheap_verifier_is_refused(database: Database) -> None:
    kim = database.connect("kim")
    with pytest.raises(errors.InvalidParameterValue):
        accounts.set_password(kim, "kim", password("kim"), 1000)


# --- sessions ------------------------------------------------------------------------------------------------


def test_sessions_are_listed_to_their_owner_and_to_administrators(database: Database) -> None:
    kim, lee, boss = (database.connect(login) for login in ("kim", "lee", "boss"))
    begin(kim)
    begin(kim)
    begin(lee, OTHER)
    listed = "select login, program, host, client::text from sec.sessions_v1() order by 1"
    assert kim.execute(listed).fetchall() == [("kim", "LocaNext 1", "desk", ONE)]
    assert [login for login, *_ in boss.execute(listed)] == ["kim", "lee"]
    audit = "select actor::text, action from sec.audit where action = 'signed in' order by 1"
    assert database.admin().execute(audit).fetchall() == [("kim", "signed in"), ("lee", "signed in")]


def test_an_ended_session_is_over_at_once_and_does_not_begin_again(database: Database) -> None:
    kim, boss = database.connect("kim"), database.connect("boss")
    begin(kim)
    assert news(kim, [])[3] is False
    boss.execute("listen loc_tree")
    assert boss.execute("select sec.end_session_v1('kim', %s)", [ONE]).fetchone() == (1,)
    assert [each.payload for each in boss.notifies(timeout=5, stop_after=1)] == ["sessions"]
    with pytest.raises(psycopg.OperationalError):
        kim.execute("select 1")
    kim = database.connect("kim")
    assert news(kim, [])[3] is True
    with attack(kim):
        begin(kim)
    begin(kim, OTHER)


def test_a_person_ends_their_own_sessions_only(database: Database) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    begin(kim)
    begin(lee, OTHER)
    with attack(kim):
        kim.execute("select sec.end_session_v1('lee', null)")
    assert kim.execute("select sec.end_session_v1('kim', null)").fetchone() == (1,)


# --- administrators ------------------------------------------------------------------------------------------


def test_nobody_keeps_an_administrator_waiting(database: Database) -> None:
    zoe, boss = database.person("zoe"), database.connect("boss")
    boss.execute("set statement_timeout = '20s'")
    calls = ("sec.set_role_v1('zoe', 'reviewer')", "sec.end_session_v1('zoe', null)", "sec.set_active_v1('zoe', false)")
    for call in calls:
        holder = database.connect(zoe, autocommit=False)
        begin(holder)
        verifier = accounts.verifier(holder, zoe, "another one", accounts.GENERATED_ITERATIONS)
        holder.execute("select sec.set_verifier_v1('zoe', %s)", [verifier])
        boss.execute(f"select {call}")
    assert database.admin().execute("select role, active from sec.people where login = 'zoe'").fetchone() == (
        "reviewer",
        False,
    )


def test_one_administrator_stays(database: Database) -> None:
    boss = database.connect("boss")
    for call in ("sec.set_active_v1('boss', false)", "sec.set_role_v1('boss', 'translator')"):
        with pytest.raises(errors.InvalidParameterValue, match="has to stay"):
            boss.execute(f"select {call}")


def test_what_is_done_to_accounts_is_in_the_audit(database: Database) -> None:
    zoe, boss = database.person("zoe"), database.connect("boss")
    for call in (
        "sec.set_role_v1('zoe', 'reviewer')",
        "sec.unlock_v1('zoe')",
        "sec.set_setting_v1('listener_limit', 90)",
        "sec.set_active_v1('zoe', false)",
    ):
        boss.execute(f"select {call}")
    accounts.grant(boss, zoe, database.project(), "read")
    subjects = ["zoe", "listener_limit"]
    told = "select action, subject from sec.audit where actor = 'boss' and subject = any (%s) order by id"
    assert database.admin().execute(told, [subjects]).fetchall() == [
        ("role changed", "zoe"),
        ("account unlocked", "zoe"),
        ("setting changed", "listener_limit"),
        ("person disabled", "zoe"),
        ("right changed", "zoe"),
    ]


# --- claims --------------------------------------------------------------------------------------------------


def test_next_gives_nobody_the_segment_of_another(database: Database, file: int) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    assert [claim(kim, file), claim(lee, file, OTHER), claim(kim, file, OTHER)] == [0, 1, 2]
    assert claim(kim, file, after=0) == 3
    assert claim(lee, file, OTHER, after=3) == 1  # kim's first window is on 0 and goes to 3
    assert claim(kim, file, after=3, among=[3]) == 3
    assert claim(lee, file, OTHER, after=3) == 0  # it is on 3, and has let go of 0


def test_a_claim_ends_by_itself_unless_its_window_is_there(database: Database, file: int) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    assert claim(kim, file) == 0
    kim.execute("select loc.be_present_v1(%s, %s, 0)", [ONE, file])
    ages = "update loc.claims set at = at - interval '31 seconds'"
    database.admin().execute(f"{ages}; update loc.presence set at = at - interval '31 seconds'")
    kim.execute("select loc.be_present_v1(%s, %s, 0)", [ONE, file])
    assert claim(lee, file, OTHER) == 1
    database.admin().execute("update loc.presence set at = at - interval '31 seconds'")
    database.admin().execute(ages)
    assert claim(lee, file, OTHER) == 0


def test_next_passes_over_where_somebody_is_and_what_is_done(database: Database, file: int) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    lee.execute("select loc.be_present_v1(%s, %s, 0)", [OTHER, file])
    database.admin().execute("update loc.segments set state = 3 where ord = 1")
    database.admin().execute("update loc.segments set locked = true where ord = 2")
    assert claim(kim, file) == 3
    assert claim(kim, file, after=3) == 3  # from the top again: nothing else is left
    assert claim(kim, file, among=[1, 2]) is None
    lee.execute("select loc.leave_v1(%s)", [OTHER])
    assert claim(kim, file, after=3) == 0


def test_next_waits_for_nobody(database: Database, file: int) -> None:
    held = database.connect("lee", autocommit=False)
    assert claim(held, file, OTHER) == 0
    kim = database.connect("kim")
    kim.execute("set statement_timeout = '10s'")
    assert claim(kim, file) == 1


# --- asking --------------------------------------------------------------------------------------------------


def test_news_of_files_and_of_the_tree(database: Database, file: int) -> None:
    kim = database.connect("kim")
    tree, seqs, _, _ = news(kim, [file, 4711])
    assert seqs == [1, None]
    kim.execute("select loc.save_segments_v1(%s, '{0}', '{1}', '{x}', '{2}', 'typed')", [file])
    assert news(kim, [4711, file])[:2] == (tree, [None, 2])
    database.file(database.project("Other"), name="b.txt")
    assert news(kim, [])[0] > tree


def test_no_more_listen_than_there_is_room_for(database: Database) -> None:
    database.connect("boss").execute("select sec.set_setting_v1('listener_limit', 2)")
    kim, lee = database.connect("kim"), database.connect("lee")

    def may(conn: Connection, client: str, *, busy: bool = True) -> bool:
        return bool(news(conn, [], client, busy=busy)[2])

    assert [may(kim, ONE), may(kim, OTHER), may(lee, ONE), may(kim, ONE)] == [True, True, False, True]
    assert may(kim, OTHER, busy=False) is False  # a seat of somebody else's is the last for who has no file open
    assert may(lee, ONE) is True
    assert may(kim, OTHER) is False
    database.admin().execute("update sec.listeners set at = at - interval '31 seconds'")
    assert may(kim, OTHER, busy=False) is True


def test_nobody_takes_the_seats_of_others_with_windows_that_they_make_up(database: Database) -> None:
    kim = database.connect("kim")
    kim.execute("select loc.news_v1(gen_random_uuid(), '{}', true) from generate_series(1, 30)")
    assert database.admin().execute("select count(*) from sec.listeners").fetchone() == (20,)
    assert news(database.connect("lee"), [], busy=True)[2] is True


def test_windows_that_were_killed_leave_nothing_behind(database: Database) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    news(kim, [], ONE, busy=True)
    database.admin().execute("update sec.listeners set at = at - interval '2 hours'")
    news(kim, [], OTHER, busy=True)
    begin(lee)
    assert database.admin().execute("select client::text from sec.listeners").fetchall() == [(OTHER,)]


def test_two_administrators_cannot_both_go_at_once(database: Database) -> None:
    database.person("eve", "admin")
    boss, eve = database.connect("boss", autocommit=False), database.connect("eve")
    boss.execute("select sec.set_role_v1('boss', 'translator')")
    eve.execute("set lock_timeout = '200ms'")
    with pytest.raises(errors.LockNotAvailable):
        eve.execute("select sec.set_role_v1('eve', 'translator')")
    boss.rollback()
