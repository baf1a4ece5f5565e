"""A server is set up from nothing, and again without harm."""

import psycopg
import pytest
from psycopg import sql

from central import accounts, migrate
from central.errors import CentralError
from central.provision import provision
from tests.servers import TEMPLATE, Cluster, Database, password

OBJECTS = """
select 'class', oid::regclass::text, relacl::text, relowner::regrole::text from pg_class
where relnamespace in ('loc'::regnamespace, 'sec'::regnamespace)
union all
select 'function', oid::regprocedure::text, proacl::text, proowner::regrole::text from pg_proc
where pronamespace in ('loc'::regnamespace, 'sec'::regnamespace)
union all
select 'database', datname, datacl::text, '' from pg_database where datname = current_database()
union all
select 'person', login, role || active || created_at, '' from sec.people
order by 1, 2
"""


def test_setting_up_again_changes_nothing(cluster: Cluster, database: Database) -> None:
    database.file(database.project())
    before = database.admin().execute(OBJECTS).fetchall()
    done = provision(cluster.conninfo(), database.name)
    assert (done.version, done.created, done.migrations) == (migrate.latest(), False, ())
    assert database.admin().execute(OBJECTS).fetchall() == before
    assert database.connect("kim").execute("select count(*) from loc.segments").fetchone() == (3,)


def test_the_database_sorts_and_folds_hangul(database: Database) -> None:
    query = "select pg_encoding_to_char(encoding), datlocale from pg_database where datname = %s"
    found = database.admin().execute(query, [TEMPLATE])
    assert found.fetchone() == ("UTF8", "C.UTF-8")
    assert database.admin().execute("select 'ÄÖ가' ilike 'äö가', '가' ~ '[[:alpha:]]'").fetchone() == (True, True)


def test_only_a_superuser_sets_up(cluster: Cluster, database: Database) -> None:
    info = psycopg.conninfo.make_conninfo(**database.info("boss"))
    with pytest.raises(CentralError, match="superuser"):
        provision(info, "another")
    with cluster.admin() as admin:
        assert admin.execute("select from pg_database where datname = 'another'").rowcount == 0


def test_a_strange_name_of_the_database_is_taken_as_it_is(cluster: Cluster) -> None:
    name = 'Ünsere "Datenbank"; drop role kim'
    try:
        assert provision(cluster.conninfo(), name).created
        with cluster.admin(name) as conn:
            assert migrate.version(conn) == migrate.latest()
    finally:
        with cluster.admin() as admin:
            admin.execute(sql.SQL("drop database {}").format(sql.Identifier(name)))


def test_accounts_are_made_once_and_passwords_stay_here(cluster: Cluster, database: Database) -> None:
    database.person("zoe", "reviewer")
    person = accounts.NewPerson("zoe", "Another")
    assert not accounts.create_person(database.admin(), person, "other")
    accounts.set_password(database.admin(), "zoe", "a new one, ñ 가")
    conn = database.connect("zoe", password="a new one, ñ 가")
    assert conn.execute("select display_name, role, must_change_password from loc.hello_v1()").fetchone() == (
        "Zoe",
        "reviewer",
        True,
    )
    accounts.set_password(conn, "zoe", "their own")
    conn = database.connect("zoe", password="their own")
    assert conn.execute("select must_change_password from loc.hello_v1()").fetchone() == (False,)
    verifier = "select rolpassword from pg_authid where rolname = 'zoe'"
    assert str(database.admin().execute(verifier).fetchone()[0]).startswith("SCRAM-SHA-256$50000:")
    assert not any(secret in cluster.log.read_text("utf-8") for secret in (password("zoe"), "a new one", "their own"))


@pytest.mark.parametrize("login", ["", "Upper", "1st", "pg_x", "loc_owner", "a b", "x" * 64, "postgres;", "한국"])
def test_unfit_logins_are_refused(database: Database, login: str) -> None:
    with pytest.raises(CentralError, match="A login starts with a letter"):
        accounts.create_person(database.admin(), accounts.NewPerson(login, "X"), "x")


def test_generated_passwords_differ() -> None:
    made = {accounts.generate_password() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 32
