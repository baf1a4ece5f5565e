"""Errors of a real server, and what they mean to a person."""

import re
from collections.abc import Callable

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from locanext.domain.errors import (
    BadInput,
    Cancelled,
    ExpectedError,
    LinkDown,
    NotAllowed,
    NotFound,
    ServerProblem,
)
from locanext.domain.message import Message
from locanext.store import errors
from locanext.store.errors import told
from tests.servers import Connection, Database

WHEN = [
    (NotAllowed, "select * from sec.people"),
    (NotAllowed, "select loc.create_project_v1('x', '', 'ko')"),
    (NotAllowed, "delete from loc.segments"),
    (NotFound, "do $$ begin raise no_data_found using message = 'There is no person x.'; end $$"),
    (BadInput, "do $$ begin raise invalid_parameter_value using message = 'no'; end $$"),
    (BadInput, "select 'a' ~ '('"),
    (ServerProblem, "select loc.hello_v99()"),
    (ServerProblem, "select * from loc.no_such_table"),
    (ServerProblem, "select no_such_column from loc.projects"),
    (ServerProblem, "select nowhere.f()"),
    (Cancelled, "do $$ begin raise query_canceled; end $$"),
    (LinkDown, "do $$ begin raise admin_shutdown; end $$"),
    (LinkDown, "do $$ begin raise too_many_connections; end $$"),
    (LinkDown, "do $$ begin raise serialization_failure; end $$"),
    (LinkDown, "do $$ begin raise sqlstate '25P03'; end $$"),
]


def test_what_it_means(database: Database) -> None:
    conn = database.connect("kim")
    for kind, statement in WHEN:
        with pytest.raises(ExpectedError) as caught, told():
            conn.execute(statement)
        assert (statement, type(caught.value)) == (statement, kind)
        assert str(caught.value)
        assert isinstance(caught.value.__cause__, psycopg.Error)


def test_a_refusal_can_be_said_in_another_language(database: Database) -> None:
    for statement, template in (
        ("select loc.create_project_v1('x', '', 'ko')", "This needs the role manager or admin."),
        ("select loc.create_folder_v1(1, null, 'x')", "It is not there, or you have no right to manage it."),
    ):
        with pytest.raises(NotAllowed) as caught, told():
            database.connect("kim").execute(statement)
        detail = caught.value.values["detail"]
        assert isinstance(detail, Message)
        assert detail.template == template


def test_a_text_that_no_server_takes(database: Database) -> None:
    for value in ("a\0b", ["a\0b"], "\ud800", ["\ud800"]):
        with pytest.raises(BadInput), told():
            database.connect("kim").execute("select %s", [value])


def test_a_bug_stays_a_bug(database: Database) -> None:
    for statement in ("select 1/0", "selec", "select 'x'::int"):
        with pytest.raises(psycopg.Error), told():
            database.connect("kim").execute(statement)


def test_other_errors_pass() -> None:
    with pytest.raises(KeyError), told():
        raise KeyError


def _project(conn: Connection) -> None:
    conn.execute("select loc.create_project_v1('게임 {0}', '', 'ko')")


def _folder(conn: Connection) -> None:
    conn.execute("select loc.create_folder_v1(min(id), null, 'F') from loc.projects")


def _file(conn: Connection) -> None:
    begin = "select (loc.begin_upload_v1(min(id), null, 'a.txt', 'tabbed_text', 'en', '{}')).file_id from loc.projects"
    [made] = conn.execute(begin).fetchone()
    conn.execute("select loc.finish_upload_v1(%s, 0, '')", [made])


@pytest.mark.parametrize(
    ("make", "text"),
    [(_project, "a project of this name"), (_folder, "a folder of this name"), (_file, "A file of this name")],
)
def test_a_name_that_is_taken(database: Database, make: Callable[[Connection], None], text: str) -> None:
    conn = database.connect("boss")
    database.project("Game")
    make(conn)
    with pytest.raises(BadInput, match=text), told():
        make(conn)


def test_the_constraints_that_are_named_exist(database: Database) -> None:
    known = "select relname from pg_class where relkind = 'i' and relnamespace = 'loc'::regnamespace"
    assert set(errors._TAKEN) <= {name for (name,) in database.admin().execute(known)}


def test_what_is_no_longer_there(database: Database) -> None:
    conn = database.connect("boss")
    with pytest.raises(NotFound), told():
        conn.execute("select loc.create_folder_v1(%s, 4711, 'F')", [database.project()])


def test_a_text_that_is_too_long(database: Database) -> None:
    with pytest.raises(BadInput), told():
        database.connect("boss").execute("select loc.create_project_v1(repeat('x', 201), '', 'ko')")


def test_a_dead_connection(database: Database) -> None:
    conn = database.connect("kim")
    database.admin().execute("select pg_terminate_backend(%s, 10000)", [conn.info.backend_pid])
    with pytest.raises(LinkDown), told():
        conn.execute("select 1")


def test_a_pool_that_is_closed_or_has_none() -> None:
    pool = ConnectionPool("host=127.0.0.1 port=1", min_size=0, max_size=1, open=False, reconnect_timeout=0.1)
    with pytest.raises(LinkDown), told():
        pool.getconn()
    with pool, pytest.raises(LinkDown), told():
        pool.getconn(timeout=0.1)


def test_values_with_braces_are_shown_as_they_are(database: Database) -> None:
    conn = database.connect("boss")
    with pytest.raises(BadInput, match=re.escape("{0} %s {name}")), told():
        conn.execute("do $$ begin raise invalid_parameter_value using message = '{0} %s {name}'; end $$")


def test_a_server_that_only_reads_is_away(database: Database) -> None:
    """As a standby does until it takes the primary's place; the next host, or the next try, is the right one."""
    conn = database.connect("boss")
    conn.execute("set default_transaction_read_only = on")
    with pytest.raises(LinkDown), told():
        conn.execute("select loc.create_project_v1('Late', '', 'ko')")
