"""The table of rights, and what must be true of every table and function, new ones too."""

import pytest

from tests.servers import Database

READABLE = """
changes file_chunks file_counters files findings folders logs platforms projects segments tasks telemetry terms
tm_assignments tm_changes tm_units tms
"""
CALLABLE = """
loc.active_tms_v1 loc.assign_tm_v1 loc.be_present_v1 loc.begin_session_v1 loc.begin_tm_upload_v1 loc.begin_upload_v1
loc.can_edit_file_v1 loc.can_edit_v1 loc.claim_next_v1 loc.create_folder_v1 loc.create_project_v1 loc.create_tm_v1
loc.delete_tm_units_v1 loc.delete_tm_v1 loc.edit_tm_unit_v1 loc.filter_segments_v1 loc.finish_tm_upload_v1
loc.finish_upload_v1 loc.hello_v1 loc.hello_v2 loc.leave_v1 loc.merge_tm_v1 loc.names_v1 loc.news_v1 loc.rename_tm_v1
loc.save_segments_v1 loc.search_tm_v1 loc.tm_seqs_v1 loc.trash_file_v1 loc.trash_tm_v1 loc.unassign_tm_v1
loc.upload_chunk_v1 loc.upload_segments_v1 sec.create_person_v1 sec.end_session_v1 sec.grant_project_v1 sec.has_role
sec.login_ok_v1 sec.my_projects sec.my_tms sec.person_id sec.sessions_v1 sec.set_active_v1 sec.set_role_v1
sec.set_setting_v1 sec.set_verifier_v1 sec.unlock_v1
"""
CLASSES = "from pg_class c where c.relnamespace in ('loc'::regnamespace, 'sec'::regnamespace)"
FUNCTIONS = """
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('loc', 'sec')
"""


def found(database: Database, query: str) -> list[str]:
    return [str(name) for (name,) in database.admin().execute(query)]


def test_what_a_member_reads(database: Database) -> None:
    readable = "relkind in ('r', 'p', 'v', 'm') and has_table_privilege('loc_member', oid, 'select')"
    query = f"select oid::regclass::text {CLASSES} and {readable}"
    assert sorted(found(database, query)) == [f"loc.{name}" for name in READABLE.split()]


def test_what_a_member_calls(database: Database) -> None:
    query = (
        f"select n.nspname || '.' || p.proname {FUNCTIONS} and has_function_privilege('loc_member', p.oid, 'execute')"
    )
    assert sorted(found(database, query)) == CALLABLE.split()


@pytest.mark.parametrize("right", ["insert", "update", "delete", "truncate", "references", "trigger", "maintain"])
def test_nobody_may_change_a_table(database: Database, right: str) -> None:
    query = f"""select r.rolname || c.relname from pg_roles r, pg_class c
        where c.relnamespace in ('loc'::regnamespace, 'sec'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm')
        and not r.rolsuper and r.rolname not like 'pg\\_%' and r.rolname <> 'loc_owner'
        and has_table_privilege(r.oid, c.oid, '{right}')"""
    assert found(database, query) == []


def test_every_table_has_row_level_security(database: Database) -> None:
    assert found(database, f"select oid::regclass {CLASSES} and relkind in ('r', 'p') and not relrowsecurity") == []


def test_everything_belongs_to_the_owner(database: Database) -> None:
    assert found(database, f"select oid::regclass {CLASSES} and relowner <> 'loc_owner'::regrole") == []
    owned = f"select p.oid::regprocedure {FUNCTIONS} and proowner <> 'loc_owner'::regrole"
    assert found(database, owned) == ["sec.get_auth(text)"]


def test_every_function_names_its_search_path(database: Database) -> None:
    wanted = "array['search_path=pg_catalog, pg_temp']"  # unless it is named last, pg_temp comes first
    assert (
        found(database, f"select p.oid::regprocedure {FUNCTIONS} and not coalesce({wanted} <@ proconfig, false)") == []
    )


def test_no_comparison_of_texts_is_asked_before_a_policy(database: Database) -> None:
    texts = "array['text', 'varchar', 'bpchar', 'bytea']::regtype[]::oid[]"
    query = "select oid::regprocedure from pg_proc where proleakproof and (proargtypes::oid[] && "
    assert found(database, f"{query} {texts})") == []
    leaking = """select attrelid::regclass || '.' || attname from pg_attribute a join pg_class c on c.oid = attrelid
      where relnamespace = 'loc'::regnamespace and relkind in ('r', 'p') and attnum > 0
      and atttypid <> all (array['text', 'bytea', 'jsonb', 'int', 'bigint', 'smallint', 'boolean', 'timestamptz',
        'uuid', 'int4range']::regtype[])"""
    assert found(database, leaking) == [], "a type that has not been thought of: can its comparisons leak texts?"


def test_functions_that_people_call_are_versioned_and_definers(database: Database) -> None:
    called = f"select p.oid::regprocedure {FUNCTIONS} and has_function_privilege('loc_member', p.oid, 'execute')"
    assert found(database, f"{called} and not prosecdef") == []
    for_policies = "('has_role', 'my_projects', 'my_tms', 'person_id')"
    assert found(database, f"{called} and p.proname !~ '_v[0-9]+$' and p.proname not in {for_policies}") == []


def test_the_public_has_nothing(database: Database) -> None:
    assert found(database, f"select oid::regclass {CLASSES} and relacl::text ~ '[{{,]='") == []
    assert (
        found(database, f"select p.oid::regprocedure {FUNCTIONS} and (proacl is null or proacl::text ~ '[{{,]=')") == []
    )
    rights = "select has_database_privilege('kim', current_database(), each) from unnest(array['create', 'temp']) each"
    assert found(database, rights) == ["False", "False"]
