"""Attacks that need time: a right kept in an old snapshot, a lock that others have to wait for, what is left behind."""

from typing import Any

import pytest
from psycopg import IsolationLevel, errors

from central import accounts
from tests.servers import Connection, Database
from tests.store.attack_scene import Entrance, Scene, attack

WINDOW = "00000000-0000-0000-0000-000000000001"
BEGIN = "select file_id, staging from loc.begin_upload_v1(%s, null, %s, 'tabbed_text', 'en', '{}')"


def holding(scene: Scene, login: str, statement: str, values: list[Any] | None = None) -> Connection:
    """A connection that has done something and does not end its transaction."""
    conn = scene.database.connect(login, autocommit=False)
    conn.execute(statement, values)
    return conn


@pytest.mark.parametrize("statement", ["drop owned by loc_member", "drop owned by loc_member cascade"])
def test_nobody_drops_a_policy_by_way_of_the_group(scene: Scene, enter: Entrance, statement: str) -> None:
    policies = "select polname, polrelid::regclass::text from pg_policy order by 2"
    before = scene.catalog(policies)
    out = enter("out")
    out.execute(statement)  # it succeeds: PostgreSQL lets a member do it
    assert scene.catalog(policies) == before
    assert len(before) > 10
    assert enter("kim").execute("select count(*) from loc.segments").fetchone() == (3,)
    assert out.execute("select count(*) from loc.segments").fetchone() == (0,)


@pytest.mark.parametrize("level", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
def test_a_right_does_not_live_on_in_an_old_snapshot(scene: Scene, level: IsolationLevel) -> None:
    boss = scene.database.connect("boss")
    accounts.grant(boss, "kim", scene.game, "manage")
    for call, values in (
        ("sec.grant_project_v1('out', %s, 'manage')", [scene.game]),
        ("loc.save_segments_v1(%s, '{0}', '{1}', '{x}', '{2}', 'typed')", [scene.file]),
        ("loc.trash_file_v1(%s, true)", [scene.file]),
        ("loc.create_project_v1('Mine', '', 'ko')", []),
    ):
        kim = scene.database.connect("kim", autocommit=False)
        kim.isolation_level = level
        kim.execute("select 1")
        with attack(kim):
            kim.execute(f"select {call}", values)


def test_nobody_keeps_others_from_logging_in(scene: Scene) -> None:
    bouncer = scene.database.connect("loc_bouncer")
    bouncer.execute("set lock_timeout = '2s'")
    bouncer.execute("select * from sec.get_auth('out')")
    holding(scene, "out", "select sec.login_ok_v1()")
    for login in ("out", "kim", "out"):
        assert len(bouncer.execute("select * from sec.get_auth(%s)", [login]).fetchall()) == 1


def test_nobody_holds_a_line_of_presence_that_is_not_theirs(scene: Scene) -> None:
    kim = scene.database.connect("kim")
    kim.execute("set lock_timeout = '2s'")
    kim.execute("select loc.be_present_v1(%s, %s, 0)", [WINDOW, scene.file])
    lee = holding(scene, "lee", "select loc.be_present_v1(%s, %s, 1)", [WINDOW, scene.file])
    seen = kim.execute("select client::text, login from loc.be_present_v1(%s, %s, 2)", [WINDOW, scene.file]).fetchall()
    assert seen == [(WINDOW, "kim")]
    lee.commit()
    scene.admin.execute("update loc.presence set at = at - interval '2 hours'")
    holding(scene, "lee", "select loc.be_present_v1(%s, %s, 1)", [WINDOW, scene.file])
    kim.execute("select loc.leave_v1(%s)", [WINDOW])


def test_the_window_of_another_is_not_told(scene: Scene, enter: Entrance) -> None:
    enter("lee").execute("select loc.be_present_v1(gen_random_uuid(), %s, 0)", [scene.file])
    seen = enter("kim").execute("select client, login from loc.be_present_v1(%s, %s, 0)", [WINDOW, scene.file])
    assert {(str(client), login) for client, login in seen} == {(WINDOW, "kim"), ("None", "lee")}


def test_an_upload_that_was_given_up_does_not_keep_its_name(scene: Scene) -> None:
    boss = scene.database.connect("boss")
    [first, _] = boss.execute(BEGIN, [scene.game, "mine.txt"]).fetchone()
    [second, _] = boss.execute(BEGIN, [scene.game, "mine.txt"]).fetchone()
    assert scene.catalog("select id from loc.files where name = 'mine.txt'") == [(second,)]
    assert scene.catalog(f"select to_regclass('loc.upload_{first}')::text") == [(None,)]


def test_nothing_is_added_while_an_upload_is_finished(scene: Scene) -> None:
    boss = scene.database.connect("boss")
    [file, _] = boss.execute(BEGIN, [scene.game, "mine.txt"]).fetchone()
    finishing = holding(scene, "boss", "select loc.finish_upload_v1(%s, 0, '')", [file])
    boss.execute("set lock_timeout = '100ms'")
    with pytest.raises(errors.LockNotAvailable):
        boss.execute("select loc.upload_chunk_v1(%s, 0, 'late')", [file])
    finishing.commit()
    with attack(boss):
        boss.execute("select loc.upload_chunk_v1(%s, 0, 'late')", [file])


@pytest.mark.parametrize("numbers", [[1], [0, 2], [-1, 0]])
def test_the_bytes_of_an_upload_have_no_gap(scene: Scene, numbers: list[int]) -> None:
    boss = scene.database.connect("boss")
    [file, _] = boss.execute(BEGIN, [scene.game, "mine.txt"]).fetchone()
    for number in numbers:
        boss.execute("select loc.upload_chunk_v1(%s, %s, 'x')", [file, number])
    with pytest.raises(errors.InvalidParameterValue):
        boss.execute("select loc.finish_upload_v1(%s, %s, '')", [file, len(numbers)])


def test_an_upload_reviews_nothing_for_who_may_not_review(scene: Scene) -> None:
    accounts.grant(scene.database.connect("boss"), "kim", scene.game, "manage")
    kim = scene.database.connect("kim")
    [file, staging] = kim.execute(BEGIN, [scene.game, "mine.txt"]).fetchone()
    kim.execute(f"insert into loc.{staging} values (0, 'id', 's', 't', 4, '')")
    kim.execute("select loc.upload_segments_v1(%s)", [file])
    with attack(kim):
        kim.execute("select loc.finish_upload_v1(%s, 0, '')", [file])


@pytest.mark.parametrize("name", ["../x.txt", "a\\b", "a\x07b", "..", " a", "", "a\n"])
def test_a_name_that_could_lead_elsewhere_is_refused(scene: Scene, name: str) -> None:
    boss = scene.database.connect("boss")
    with pytest.raises(errors.InvalidParameterValue):
        boss.execute(BEGIN, [scene.game, name])
    with pytest.raises(errors.InvalidParameterValue):
        boss.execute("select loc.create_folder_v1(%s, null, %s)", [scene.game, name])


@pytest.mark.parametrize(("shape", "layout"), [("evil shape", "{}"), ("xlsx", "[1]"), ("xlsx", "null")])
def test_a_layout_that_is_none_is_refused(scene: Scene, shape: str, layout: str) -> None:
    with pytest.raises(errors.InvalidParameterValue):
        scene.database.connect("boss").execute(
            "select loc.begin_upload_v1(%s, null, 'a.b', %s, 'en', %s)", [scene.game, shape, layout]
        )


def test_a_reviewed_segment_is_closed_to_translators_and_their_text_is_kept(scene: Scene, enter: Entrance) -> None:
    accounts.grant(scene.database.connect("boss"), "rev", scene.game, "edit")
    rev, kim = enter("rev"), enter("kim")
    assert scene.save(rev, scene.file, target="final", state=4) == (True, 2, "final")
    assert scene.save(kim, scene.file, version=2, target="mine") == (False, 2, "final")
    assert scene.catalog("select kind, target from loc.changes order by at desc limit 1") == [("conflict", "mine")]
    assert scene.save(rev, scene.file, version=2, target="finer", state=4) == (True, 3, "finer")


def test_a_conflict_that_is_sent_again_is_kept_once(scene: Scene, enter: Entrance) -> None:
    kim, lee = enter("kim"), enter("lee")
    scene.save(kim, scene.file, target="first")
    for _ in range(3):
        assert scene.save(lee, scene.file, target="second")[0] is False
    scene.save(lee, scene.file, target="third")
    kept = scene.catalog("select target from loc.changes where kind = 'conflict' order by seq")
    assert kept == [("second",), ("third",)]


def test_the_name_on_the_work_of_who_has_left_stays(scene: Scene, enter: Entrance) -> None:
    kim = enter("kim")
    [[lee]] = scene.catalog("select id from sec.people where login = 'lee'")
    accounts.grant(scene.database.connect("boss"), "lee", scene.game, "")
    assert kim.execute("select login from loc.names_v1(%s)", [[lee]]).fetchall() == [("lee",)]
    assert enter("out").execute("select login from loc.names_v1(%s)", [[lee]]).fetchall() == []


def test_who_may_edit_a_file_is_asked_by_its_language(database: Database) -> None:
    project = database.project(members={"kim": "edit", "lee": "read"})
    english, german = database.file(project), database.file(project, name="de.txt", language="de")
    accounts.grant(database.connect("boss"), "kim", project, "edit", ["en"])
    may = "select loc.can_edit_file_v1(f) from unnest(%s::bigint[]) with ordinality t (f, n) order by n"
    answers = {
        who: database.connect(who).execute(may, [[english, german]]).fetchall() for who in ("kim", "lee", "boss")
    }
    assert answers == {"kim": [(True,), (False,)], "lee": [(False,), (False,)], "boss": [(True,), (True,)]}
