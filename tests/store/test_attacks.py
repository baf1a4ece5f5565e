"""What a translator can do with raw SQL instead of our program: read and save what is theirs, and nothing else.

Each attack is tried on the server itself and through PgBouncer. Attacks on tables and functions are generated from the
catalog, so that a new table or function is attacked without a word here.
"""

from typing import Any

import pytest
from psycopg import errors, sql

from central import accounts
from tests.store.attack_scene import DENIED, Entrance, Scene, attack

TABLES = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('loc', 'sec') and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1, 2
"""
SEQUENCES = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('loc', 'sec') and c.relkind = 'S' order by 1, 2
"""
FUNCTIONS = """
select n.nspname, p.proname, array(select format_type(t, null) from unnest(p.proargtypes) t),
  p.provariadic <> 0, has_function_privilege('kim', p.oid, 'execute')
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('loc', 'sec') order by 1, 2
"""
WITH_PROJECT = """
select table_schema, table_name from information_schema.columns
where table_schema in ('loc', 'sec') and column_name = 'project_id' order by 1, 2
"""

# InvalidSchemaName: there is no schema in which they could make anything.
REFUSED = (DENIED, errors.InvalidSchemaName, errors.InvalidParameterValue)


def named(schema: str, name: str) -> sql.Composed:
    return sql.SQL("{}.{}").format(sql.Identifier(schema), sql.Identifier(name))


def test_every_table_has_something_to_steal(scene: Scene) -> None:
    counts = {
        f"{schema}.{name}": scene.admin.execute(
            sql.SQL("select count(*) from {}").format(named(schema, name))
        ).fetchone()[0]
        for schema, name in scene.catalog(TABLES)
    }
    assert len(counts) > 20
    assert [name for name, count in counts.items() if not count] == [], "put a row of the secret project into it"


def test_an_outsider_reads_no_row_of_any_table(scene: Scene, enter: Entrance) -> None:
    out, read = enter("out"), {}
    for schema, name in scene.catalog(TABLES):
        try:
            rows = out.execute(sql.SQL("select t::text from {} t").format(named(schema, name))).fetchall()
        except DENIED:
            continue
        read[f"{schema}.{name}"] = rows
    assert {name: rows for name, rows in read.items() if rows} == {}
    assert len(read) > 10  # the policies have been asked, not the lack of any right


def test_a_member_reads_no_row_of_another_project(scene: Scene, enter: Entrance) -> None:
    kim, readable = enter("kim"), []
    for schema, name in scene.catalog(WITH_PROJECT):
        query = sql.SQL("select count(*) filter (where project_id = %s), count(*) from {}").format(named(schema, name))
        try:
            theirs, everything = kim.execute(query, [scene.secret]).fetchone()
        except DENIED:
            continue
        assert theirs == 0, name
        readable += [name] if everything else []
    assert {"segments", "changes", "files", "file_counters"} <= set(readable)
    assert kim.execute("select name from loc.projects").fetchall() == [("Game",)]
    assert kim.execute("select * from loc.platforms").fetchall() == []


def test_nobody_reads_people_rights_or_passwords(scene: Scene, enter: Entrance) -> None:
    kim = enter("kim")
    for table in ("sec.people", "sec.members", "sec.audit", "sec.login_tries", "pg_catalog.pg_authid"):
        with attack(kim):
            kim.execute(sql.SQL("select * from {}").format(named(*table.split("."))))
    assert kim.execute("select rolpassword from pg_roles").fetchone() == ("********",)


WRITES = (
    "insert into {} default values",
    "delete from {}",
    "truncate {}",
    "update {} set {} = default",
    "lock table {} in share mode",
    "alter table {} disable row level security",
    "drop table {}",
    "create trigger t before insert on {} for each row execute function loc.tree_changed()",
    "create policy mine on {} using (true)",
    "create index on {} ((1))",
    "comment on table {} is 'x'",
)


@pytest.mark.parametrize("login", ["kim", "rev", "boss"])
def test_nobody_writes_or_changes_any_table(scene: Scene, enter: Entrance, login: str) -> None:
    conn = enter(login)
    for schema, name in scene.catalog(TABLES):
        column = (
            scene.admin.execute(sql.SQL("select * from {} limit 0").format(named(schema, name))).description[0].name
        )
        for statement in WRITES:
            with attack(conn):
                conn.execute(sql.SQL(statement).format(named(schema, name), sql.Identifier(column)))


def test_nobody_gives_their_rights_away(scene: Scene, enter: Entrance) -> None:
    kim = enter("kim")
    both = "('loc'::regnamespace, 'sec'::regnamespace)"
    rights = f"select oid, relacl::text from pg_class where relnamespace in {both} order by oid"
    before = scene.catalog(rights)
    for schema, name in scene.catalog(TABLES):
        try:
            kim.execute(sql.SQL("grant select on {} to public").format(named(schema, name)))  # a warning, no right
        except DENIED:
            continue
    assert scene.catalog(rights) == before


def test_nobody_uses_a_sequence(scene: Scene, enter: Entrance) -> None:
    kim = enter("kim")
    sequences = scene.catalog(SEQUENCES)
    assert sequences
    for schema, name in sequences:
        with attack(kim):
            kim.execute("select nextval(%s)", [f"{schema}.{name}"])
        with attack(kim):
            kim.execute(sql.SQL("select * from {}").format(named(schema, name)))


def test_functions_that_are_not_granted_cannot_be_called(scene: Scene, enter: Entrance) -> None:
    kim, closed = enter("kim"), [row[:4] for row in scene.catalog(FUNCTIONS) if not row[4]]
    assert {"get_auth", "note_audit", "demand", "own_upload", "announce_changes"} <= {name for _, name, _, _ in closed}
    for schema, name, types, variadic in closed:
        nulls = sql.SQL("variadic " * variadic + ", ".join(f"null::{each}" for each in types))
        with attack(kim):
            kim.execute(sql.SQL("select {}({})").format(named(schema, name), nulls))


def test_granted_functions_say_no_to_an_outsider(scene: Scene, enter: Entrance) -> None:
    out, p, f, m = enter("out"), scene.secret, scene.secret_file, scene.secret_tm
    calls: list[tuple[str, list[Any]]] = [
        ("loc.create_project_v1('Mine', '', 'ko')", []),
        ("loc.create_folder_v1(%s, null, 'mine')", [p]),
        ("loc.trash_file_v1(%s, true)", [f]),
        ("loc.trash_file_v1(%s, false)", [f]),
        ("loc.save_segments_v1(%s, '{0}', '{1}', '{x}', '{2}', 'typed')", [f]),
        ("loc.filter_segments_v1(%s, '^secret$', 'any', 'regex', null)", [f]),
        ("loc.be_present_v1(gen_random_uuid(), %s, 0)", [f]),
        ("loc.begin_upload_v1(%s, null, 'mine.txt', 'tabbed_text', 'en', '{}')", [p]),
        ("loc.upload_chunk_v1(%s, 1, 'x')", [f]),
        ("loc.upload_segments_v1(%s)", [f]),
        ("loc.finish_upload_v1(%s, 0, '')", [f]),
        ("sec.create_person_v1('evil', 'x', 'Evil', 'admin', false)", []),
        ("sec.set_verifier_v1('boss', 'x')", []),
        ("sec.set_active_v1('boss', false)", []),
        ("sec.grant_project_v1('out', %s, 'manage', null)", [p]),
        ("loc.claim_next_v1(gen_random_uuid(), %s, -1, null)", [f]),
        ("sec.set_role_v1('out', 'admin')", []),
        ("sec.unlock_v1('out')", []),
        ("sec.set_setting_v1('login_tries', 1000)", []),
        ("sec.end_session_v1('boss', null)", []),
        ("loc.create_tm_v1('Mine', %s, 'ko', 'en')", [p]),
        ("loc.create_tm_v1('Mine', null, 'ko', 'en')", []),
        ("loc.rename_tm_v1(%s, 'Mine')", [m]),
        ("loc.trash_tm_v1(%s, true)", [m]),
        ("loc.trash_tm_v1(%s, false)", [m]),
        ("loc.delete_tm_v1(%s)", [m]),
        ("loc.assign_tm_v1(%s, null, %s, null, 0, 0, false)", [m, p]),
        ("loc.unassign_tm_v1(%s, null, %s, null)", [m, p]),
        ("loc.active_tms_v1(%s)", [f]),
        ("loc.edit_tm_unit_v1(%s, 1, 1, 'x', 'x', '', '')", [m]),
        ("loc.delete_tm_units_v1(%s, '{1}')", [m]),
        ("loc.merge_tm_v1(%s)", [m]),
        ("loc.search_tm_v1(%s, 'secret', 'any', 'contains', 0, 9)", [m]),
        ("loc.begin_tm_upload_v1(%s)", [m]),
        ("loc.finish_tm_upload_v1(%s)", [m]),
    ]
    answers = {
        "loc.hello_v1": "select login from loc.hello_v1()",
        "loc.hello_v2": "select login, schema_version >= oldest_client from loc.hello_v2()",
        "loc.begin_session_v1": "select loc.begin_session_v1(gen_random_uuid(), 'evil', 'here')",
        "loc.news_v1": f"select seqs, ended from loc.news_v1(gen_random_uuid(), array[{scene.secret_file}], false)",
        "sec.sessions_v1": "select login, program from sec.sessions_v1()",
        "loc.tm_seqs_v1": f"select loc.tm_seqs_v1(array[{scene.secret_tm}])",
        "loc.names_v1": "select login from loc.names_v1(array[2, 3, 4])",
        "loc.can_edit_v1": "select loc.can_edit_v1(1)",
        "loc.can_edit_file_v1": "select loc.can_edit_file_v1(1)",
        "loc.leave_v1": "select loc.leave_v1(client) from unnest(array[gen_random_uuid()]) client",
        "sec.login_ok_v1": "select sec.login_ok_v1()",
        "sec.person_id": "select sec.person_id()",
        "sec.my_projects": "select sec.my_projects()",
        "sec.my_tms": "select sec.my_tms()",
        "sec.has_role": "select sec.has_role('reviewer', 'manager', 'admin')",
    }
    granted = {f"{schema}.{name}" for schema, name, _, _, may in scene.catalog(FUNCTIONS) if may}
    assert granted == {call.split("(")[0] for call, _ in calls} | set(answers), "attack the new function, too"
    for call, values in calls:
        with attack(out):
            out.execute(f"select {call}", values)
    found = {name: out.execute(query).fetchall() for name, query in answers.items()}
    assert found["loc.hello_v1"] == [("out",)]
    assert found["loc.hello_v2"] == [("out", True)]
    assert found["loc.news_v1"] == [([None], False)]
    assert found["sec.sessions_v1"] == [("out", "evil")]
    assert found["loc.names_v1"] == []
    assert found["loc.tm_seqs_v1"] == [([None],)]
    assert found["loc.can_edit_v1"] == found["loc.can_edit_file_v1"] == found["sec.has_role"] == [(False,)]
    assert found["sec.my_projects"] == found["sec.my_tms"] == [([],)]


def test_history_says_who_really_wrote(scene: Scene, enter: Entrance) -> None:
    kim, lee = enter("kim"), enter("lee")
    kim.execute("set application_name = 'lee'")
    assert scene.save(kim, scene.file) == (True, 2, "typed")
    assert scene.save(lee, scene.file, target="older") == (False, 2, "typed")
    written = scene.catalog(
        "select seq, version, kind, target, login from loc.changes join sec.people on author = people.id"
        f" where file_id = {scene.file} and ord = 0 order by seq"
    )
    assert written == [(2, 2, "typed", "typed", "kim"), (3, 2, "conflict", "older", "lee")]


def test_a_version_cannot_be_forged(scene: Scene, enter: Entrance) -> None:
    kim = enter("kim")
    for version in (0, 7, 2**31 - 2):
        assert scene.save(kim, scene.file, version=version) == (False, 1, "")
    for kind in ("imported", "conflict", "", None):
        with pytest.raises((errors.InvalidParameterValue, errors.NotNullViolation)):
            scene.save(kim, scene.file, kind=kind)
    with pytest.raises(errors.InvalidParameterValue):
        kim.execute(f"select loc.save_segments_v1({scene.file}, '{{0,0}}', '{{1,1}}', '{{a,b}}', '{{2,2}}', 'typed')")


def test_only_reviewers_review(scene: Scene, enter: Entrance) -> None:
    accounts.grant(scene.database.connect("boss"), "rev", scene.game, "edit")
    with attack(kim := enter("kim")):
        scene.save(kim, scene.file, state=4)
    assert scene.save(enter("rev"), scene.file, state=4)[0] is True


@pytest.mark.parametrize(("capability", "languages"), [("read", None), ("edit", ["de"]), ("manage", ["de"])])
def test_a_right_to_read_or_for_another_language_saves_nothing(
    scene: Scene, enter: Entrance, capability: str, languages: list[str] | None
) -> None:
    accounts.grant(scene.database.connect("boss"), "kim", scene.game, capability, languages)
    kim = enter("kim")
    with attack(kim):
        scene.save(kim, scene.file)
    assert kim.execute("select count(*) from loc.segments").fetchone() == (3,)


def test_uploads_are_their_makers_alone_and_end_with_finish(scene: Scene, enter: Entrance) -> None:
    boss = scene.database.connect("boss")
    for login in ("kim", "lee"):
        accounts.grant(boss, login, scene.game, "manage")
    kim, lee = enter("kim"), enter("lee")
    begin = "select * from loc.begin_upload_v1(%s, null, 'kim.txt', 'tabbed_text', 'en', '{}')"
    file, staging = kim.execute(begin, [scene.game]).fetchone()
    for call in ("upload_chunk_v1(%s, 0, 'x')", "upload_segments_v1(%s)", "finish_upload_v1(%s, 0, '')"):
        with attack(lee):
            lee.execute(f"select loc.{call}", [file])
    insert = f"insert into loc.{staging} values (0, 'id', 's', 't', 0, '')"
    with attack(lee):
        lee.execute(insert)
    kim.execute(insert)
    for statement in ("select * from", "delete from", "truncate", "drop table"):
        with attack(kim):
            kim.execute(f"{statement} loc.{staging}")
    kim.execute("select loc.upload_segments_v1(%s)", [file])
    kim.execute("select loc.finish_upload_v1(%s, 0, '')", [file])
    for call in ("upload_chunk_v1(%s, 0, 'x')", "upload_segments_v1(%s)", "finish_upload_v1(%s, 0, '')"):
        with attack(kim):
            kim.execute(f"select loc.{call}", [file])


def test_an_upload_does_not_outlive_the_right_to_it(scene: Scene, enter: Entrance) -> None:
    boss = scene.database.connect("boss")
    accounts.grant(boss, "kim", scene.game, "manage")
    kim = enter("kim")
    begin = "select file_id from loc.begin_upload_v1(%s, null, 'kim.txt', 'tabbed_text', 'en', '{}')"
    [file] = kim.execute(begin, [scene.game]).fetchone()
    accounts.grant(boss, "kim", scene.game, "edit")
    for call in ("upload_chunk_v1(%s, 0, 'x')", "upload_segments_v1(%s)", "finish_upload_v1(%s, 0, '')"):
        with attack(kim):
            kim.execute(f"select loc.{call}", [file])


def test_a_manager_of_one_language_gives_no_right_to_others(scene: Scene, enter: Entrance) -> None:
    accounts.grant(scene.database.connect("boss"), "kim", scene.game, "manage", ["en"])
    kim = enter("kim")
    for languages in (None, ["en", "de"], ["de"]):
        with attack(kim):
            accounts.grant(kim, "kim", scene.game, "manage", languages)
    german = scene.database.file(scene.game, name="de.txt", language="de")
    for gone in (True, False):
        with attack(kim):
            kim.execute("select loc.trash_file_v1(%s, %s)", [german, gone])


def test_a_stolen_window_id_moves_nobody(scene: Scene, enter: Entrance) -> None:
    client = "00000000-0000-0000-0000-000000000001"
    kim, lee = enter("kim"), enter("lee")
    kim.execute("select loc.be_present_v1(%s, %s, 0)", [client, scene.file])
    lee.execute("select loc.be_present_v1(%s, %s, 2)", [client, scene.file])
    lee.execute("select loc.leave_v1(%s)", [client])
    assert scene.catalog(f"select person_id, ord from loc.presence where client = '{client}'") == [(2, 0)]


STATEMENTS = (
    "set role loc_owner",
    "set role loc_super",
    "set role boss",
    "set role lee",
    "set session authorization boss",
    "select set_config('role', 'loc_owner', false)",
    "select set_config('session_authorization', 'boss', false)",
    "grant loc_owner to kim",
    "grant lee to kim",
    "grant loc_member to loc_bouncer",
    "alter role kim createrole",
    "alter role kim superuser",
    "alter role lee password 'x'",
    "alter role lee nologin",
    "alter role lee rename to kim2",
    "create role evil login",
    "drop role lee",
    "create table evil (x int)",
    "create table loc.evil (x int)",
    "create table sec.evil (x int)",
    "create temp table evil (x int)",
    "create temp view segments as select 1",
    "create schema evil",
    "create function loc.evil() returns int language sql as 'select 1'",
    "create function public.evil() returns int language sql as 'select 1'",
    "create function pg_temp.evil() returns int language sql as 'select 1'",
    "create type loc.evil as enum ('x')",
    "create view loc.evil as select 1",
    "create extension pg_trgm",
    "create publication evil",
    "create event trigger evil on ddl_command_end execute function loc.tree_changed()",
    "create or replace function sec.has_role(variadic roles text[]) returns boolean language sql as 'select true'",
    "alter function sec.person_id() set search_path = public",
    "alter function sec.person_id() owner to kim",
    "drop function sec.person_id()",
    "drop schema loc cascade",
    "alter schema loc owner to kim",
    "drop policy read on loc.segments",
    "alter policy read on loc.segments using (true)",
    "copy loc.segments from program 'id'",
    "copy (select 1) to program 'id'",
    "copy (select 1) to '/tmp/evil'",
    "select pg_read_file('postgresql.conf')",
    "select pg_ls_dir('.')",
    "select lo_import('/etc/passwd')",
    "select lo_create(0)",
    "select lo_creat(-1)",
    "select lo_from_bytea(0, 'x')",
    "select lo_get(1)",
    "select lo_put(1, 0, 'x')",
    "select lo_open(1, 131072)",
    "select lo_unlink(1)",
    "select pg_reload_conf()",
    "select pg_create_logical_replication_slot('evil', 'pgoutput')",
    "select pg_stat_reset()",
    "select pg_switch_wal()",
    "alter system set log_statement = 'all'",
    "set log_statement = 'none'",
    "reindex table loc.segments",
    "cluster loc.segments using segments_pkey",
    "security label on table loc.segments is 'x'",
)


def test_nobody_becomes_more_or_makes_anything(scene: Scene, enter: Entrance) -> None:
    kim, worked = enter("kim"), []
    for statement in STATEMENTS:
        try:
            kim.execute(statement)
        except REFUSED:
            continue
        worked.append(statement)
    assert worked == []
    assert kim.execute("select session_user::text, current_user::text").fetchone() == ("kim", "kim")
