"""Logins, connections and what leaks beside the tables: taken rights, notifications, errors, others' statements."""

import time
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests import servers
from tests.servers import Bouncer, Connection, Database
from tests.store.attack_scene import DENIED, Entrance, Scene, attack


def lost(conn: Connection) -> None:
    """The connection has been ended by the server."""
    with pytest.raises(psycopg.OperationalError):
        conn.execute("select 1")
        conn.execute("select 1")  # a pool's client may hear of it at its next statement only


def test_disabling_ends_connections_and_closes_the_door(scene: Scene, enter: Entrance, database: Database) -> None:
    zoe = database.person("zoe")
    boss = database.connect("boss")
    boss.execute("select sec.grant_project_v1(%s, %s, 'edit', null)", [zoe, scene.game])
    conn = enter(zoe)
    assert conn.execute("select count(*) from loc.segments").fetchone() == (3,)
    assert boss.execute("select sec.set_active_v1(%s, false)", [zoe]).fetchone() == (1,)
    lost(conn)
    with pytest.raises(psycopg.OperationalError):
        enter(zoe)
    boss.execute("select sec.set_active_v1(%s, true)", [zoe])
    assert when_the_pool_tries_again(scene, enter, zoe) == (3,)


def when_the_pool_tries_again(scene: Scene, enter: Entrance, login: str) -> Any:
    """PgBouncer waits a second after a login that failed (server_login_retry), and says so."""
    end = time.monotonic() + 20
    while True:
        scene.admin.execute("delete from sec.login_tries")  # we ask more often than a person may
        try:
            return enter(login).execute("select count(*) from loc.segments").fetchone()
        except (errors.ProtocolViolation, psycopg.OperationalError):
            assert time.monotonic() < end


def test_a_disabled_person_has_no_right_left_even_while_connected(scene: Scene, enter: Entrance) -> None:
    kim = enter("kim")
    scene.admin.execute("update sec.people set active = false where login = 'kim'")
    assert kim.execute("select count(*) from loc.segments").fetchone() == (0,)
    assert kim.execute("select count(*) from loc.projects").fetchone() == (0,)
    assert kim.execute("select * from loc.hello_v1()").fetchone() is None
    assert kim.execute("select sec.my_projects()").fetchone() == ([],)
    with attack(kim):
        scene.save(kim, scene.file)
    with attack(kim):
        kim.execute("select sec.set_verifier_v1('kim', 'x')")


def test_a_right_taken_away_is_gone_within_the_transaction_of_the_other(scene: Scene, enter: Entrance) -> None:
    kim = enter("kim")
    with kim.transaction():
        assert kim.execute("select count(*) from loc.segments").fetchone() == (3,)
        scene.database.connect("boss").execute("select sec.grant_project_v1('kim', %s, '', null)", [scene.game])
        assert kim.execute("select count(*) from loc.segments").fetchone() == (0,)


def test_notifications_carry_no_text(scene: Scene) -> None:
    out, kim = scene.database.connect("out"), scene.database.connect("kim")
    out.execute(f"listen loc_file_{scene.file}")
    out.execute("listen loc_tree")
    scene.save(kim, scene.file, target="열쇠 secret")
    scene.database.file(scene.game, ["secret"], name="secret.txt")
    payloads = [each.payload for each in out.notifies(timeout=5, stop_after=2)]
    assert payloads == ["2 0@2", ""]


@pytest.mark.parametrize(
    "condition",
    [
        "source::int = 1",
        "1 / (length(source) - length(source)) = 1",
        "source ~ '^se' and 1 / (length(source) - length(source)) = 1",
        "xmlparse(document source) is null",
        "source::json is null",
    ],
)
def test_errors_say_nothing_about_what_one_may_not_read(scene: Scene, enter: Entrance, condition: str) -> None:
    query = f"select count(*) from loc.segments where file_id = {scene.secret_file} and {condition}"
    with pytest.raises((errors.DataError, errors.FeatureNotSupported)):
        scene.admin.execute(query)
    assert enter("kim").execute(query).fetchone() == (0,)


def test_statistics_and_statements_of_others_are_hidden(scene: Scene, enter: Entrance) -> None:
    scene.admin.execute("analyze loc.segments")
    kim, lee = enter("kim"), scene.database.connect("lee")
    assert scene.catalog("select count(*) > 0 from pg_stats where schemaname = 'loc'") == [(True,)]
    assert kim.execute("select * from pg_stats where schemaname in ('loc', 'sec')").fetchall() == []
    with attack(kim):
        kim.execute("select * from pg_statistic")
    lee.execute("select 'secret of lee'")
    seen = kim.execute("select query from pg_stat_activity where usename = 'lee'").fetchall()
    assert seen == [("<insufficient privilege>",)]
    with attack(kim):
        kim.execute("select pg_terminate_backend(%s)", [lee.info.backend_pid])


def test_what_one_sets_in_the_pool_meets_nobody_else(scene: Scene, pgbouncer: Bouncer) -> None:
    kim = pgbouncer.connect("kim")
    for setting in ("statement_timeout = 1", "default_transaction_read_only = on", "search_path = loc"):
        kim.execute(f"set {setting}")
    lee = pgbouncer.connect("lee")
    assert lee.execute("select session_user::text, current_user::text").fetchone() == ("lee", "lee")
    assert scene.save(lee, scene.file) == (True, 2, "typed")


def test_guessing_locks_the_account_for_a_while(scene: Scene, pgbouncer: Bouncer, database: Database) -> None:
    zoe = database.person("zoe")
    for _ in range(21):
        with pytest.raises(psycopg.OperationalError):
            pgbouncer.connect(zoe, password="guess")
    with pytest.raises(psycopg.OperationalError):
        pgbouncer.connect(zoe)
    assert pgbouncer.connect("kim").execute("select 1").fetchone() == (1,)
    scene.admin.execute("update sec.login_tries set at = at - interval '16 minutes' where login = 'zoe'")
    conn = pgbouncer.connect(zoe)
    conn.execute("select sec.login_ok_v1()")
    assert scene.catalog("select count(*) from sec.login_tries where login = 'zoe'") == [(0,)]


def test_good_logins_are_no_failures(scene: Scene, pgbouncer: Bouncer, database: Database) -> None:
    zoe = database.person("zoe")
    for _ in range(30):
        conn = pgbouncer.connect(zoe)
        conn.execute("select sec.login_ok_v1()")
        conn.close()


@pytest.mark.parametrize("login", ["loc_owner", "loc_member", "loc_super", "nobody"])
def test_only_people_come_in_through_the_pool(pgbouncer: Bouncer, login: str) -> None:
    known = {"loc_super": pgbouncer.database.cluster.superuser_password}
    secret = known.get(login, servers.password(login))
    for alias in ("locanext", "locanext_listen", "postgres"):
        with pytest.raises(psycopg.OperationalError):
            pgbouncer.connect("kim", user=login, password=secret, dbname=alias)


def test_people_do_not_reach_the_pools_console(pgbouncer: Bouncer) -> None:
    for dbname in ("pgbouncer", "postgres", "template1"):
        with pytest.raises(psycopg.OperationalError):
            pgbouncer.connect("kim", dbname=dbname, connect_timeout=2)  # 1.18 never answers for its console


def test_the_pools_own_role_reads_one_verifier_at_a_time_and_nothing_else(scene: Scene) -> None:
    conn = scene.database.connect("loc_bouncer")
    found = conn.execute("select username, password from sec.get_auth('kim')").fetchone()
    assert found is not None
    assert found[0] == "kim"
    assert found[1].startswith("SCRAM-SHA-256$")
    assert conn.execute("select * from sec.get_auth('loc_super')").fetchall() == []
    assert conn.execute("select * from sec.get_auth('loc_bouncer')").fetchall() == []
    for query in ("select * from loc.segments", "select * from sec.people", "select sec.my_projects()"):
        with pytest.raises(DENIED):
            conn.execute(query)


def test_a_password_never_reaches_the_server(scene: Scene) -> None:
    zoe = scene.database.connect("kim")
    for verifier in (
        "plain password",
        "md5" + "0" * 32,
        "",
        "SCRAM-SHA-256$4096:x",
        "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA",
        "'; drop role lee; --",
    ):
        with pytest.raises(errors.InvalidParameterValue):
            zoe.execute("select sec.set_verifier_v1('kim', %s)", [verifier])


@pytest.mark.parametrize(
    "condition",
    ["source = 'secret'", "source >= 's'", "source::bpchar > 'a'", "starts_with(source, 's')", "md5(source) > '0'"],
)
def test_comparisons_do_not_see_texts_before_the_policies_do(scene: Scene, enter: Entrance, condition: str) -> None:
    plan = "explain (analyze, costs off, timing off, summary off, buffers off, format json) select from loc.segments"
    one = f"{plan} where file_id = {scene.secret_file} and ord = 1 and "
    kim = enter("kim")
    right, wrong = (kim.execute(one + each).fetchone() for each in (condition, f"not ({condition})"))
    assert executed(right) == executed(wrong)


def executed(plan: Any) -> list[Any]:
    """How often each part of a plan ran and what it removed."""
    top = plan[0][0]["Plan"]
    return [
        (each["Node Type"], each["Actual Loops"], each.get("Rows Removed by Filter")) for each in (top, *top["Plans"])
    ]


@pytest.mark.parametrize(("table", "column"), [("projects", "name"), ("platforms", "name"), ("file_chunks", "data")])
def test_no_index_and_no_statistics_tell_of_hidden_texts(
    scene: Scene, enter: Entrance, table: str, column: str
) -> None:
    scene.admin.execute("analyze")
    found = scene.catalog(f"select {column} from loc.{table} where {column}::text ~ '^(Secret|.x73)'")
    kim, plans = enter("kim"), []
    for value in (found[0][0], type(found[0][0])()):
        query = psycopg.ClientCursor(kim).mogrify(f"explain select from loc.{table} where {column} = %s", [value])
        plans.append([row for (row,) in kim.execute(query) if "Filter" not in row])
    assert plans[0] == plans[1]
    assert not [row for row in plans[0] if f"_{column}_key" in row]


def test_nobody_comes_by_a_right_with_a_table_of_their_own(scene: Scene) -> None:
    """Rights on a database are not in its backup: after a restore people may make temporary tables until `init`."""
    scene.admin.execute(f"grant temp on database {scene.database.name} to kim")
    kim = scene.database.connect("kim")
    kim.execute("create temp view pg_roles as select session_user as rolname, true as rolsuper")
    kim.execute("create temp table text (x int)")
    with attack(kim):
        kim.execute("select sec.set_active_v1('lee', false)")


def test_a_closed_account_opens_though_its_client_goes_on_trying(scene: Scene) -> None:
    bouncer = scene.database.connect("loc_bouncer")
    tries = "select 'kim', now() - interval '14 minutes' from generate_series(1, 20)"
    scene.admin.execute(f"insert into sec.login_tries (login, at) {tries}")
    for _ in range(3):
        assert bouncer.execute("select * from sec.get_auth('kim')").fetchall() == []
    scene.admin.execute("update sec.login_tries set at = at - interval '2 minutes' where login = 'kim'")
    assert len(bouncer.execute("select * from sec.get_auth('kim')").fetchall()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        "'{0}', null, '{x}', '{2}', 'typed'",
        "'{0}', '{null}', '{x}', '{2}', 'typed'",
        "'{0,1}', '{1,1}', '{x}', '{2,2}', 'typed'",
        "'{0}', '{1,1}', '{x,y}', '{2,2}', 'typed'",
        "'{0}', '{7}', '{x}', '{null}', 'typed'",
        "'{0}', '{7}', '{x}', '{2}', null",
    ],
)
def test_a_save_with_something_missing_is_refused_and_not_dropped(scene: Scene, arguments: str) -> None:
    before = scene.catalog("select count(*) from loc.changes")
    with pytest.raises(errors.InvalidParameterValue):
        scene.database.connect("kim").execute(f"select loc.save_segments_v1({scene.file}, {arguments})")
    assert scene.catalog("select count(*) from loc.changes") == before


def test_a_text_that_is_too_long_is_no_conflict_either(scene: Scene) -> None:
    with pytest.raises(errors.CheckViolation):
        scene.save(scene.database.connect("kim"), scene.file, version=7, target="x" * 1_000_001)


def test_a_file_in_the_trash_is_not_there_for_anybody(scene: Scene, enter: Entrance) -> None:
    scene.database.connect("boss").execute("select loc.trash_file_v1(%s, true)", [scene.file])
    for login in ("kim", "boss"):
        conn = enter(login)
        for file in (scene.file, 999_999):
            with attack(conn):
                scene.save(conn, file)


@pytest.mark.parametrize("login", ["kim", "boss"])
def test_no_verifier_is_no_verifier(scene: Scene, login: str) -> None:
    with pytest.raises(errors.InvalidParameterValue):
        scene.database.connect(login).execute("select sec.set_verifier_v1(%s, null)", [login])
