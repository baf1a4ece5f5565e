"""What an insider with psql and a stranger on the network try, and what refuses each; the table in central/ATTACKS.md.

`bench attacks` plays all of them on real servers and prints what came. An attempt raises `AssertionError` if it works.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel, errors

from tests.servers import SUPERUSER, Bouncer, Connection, password
from tests.store.attack_scene import Scene

POLICIES = "no policy lets a row of another project through"
NO_RIGHT = "no such right: people have no INSERT, UPDATE, DELETE, TEMP or CREATE anywhere"
FUNCTION = "the function asks for the right of `session_user`"
ROLES = "the role has no such attribute"
POOL = "each person has server connections of their own; what is set lives on these only"


@dataclass(frozen=True, slots=True)
class Arena:
    """kim translates in one project; of the other one, `scene.secret`, she should know nothing."""

    scene: Scene
    pool: Bouncer

    def kim(self, **options: Any) -> Connection:
        return self.pool.connect("kim", **options)

    def lee(self) -> Connection:
        return self.pool.connect("lee")

    def lee_saves(self) -> None:
        """Work goes on for somebody else."""
        lee = self.lee()
        lee.execute("set statement_timeout = '10s'")
        version = lee.execute(
            f"select version from loc.segments where file_id = {self.scene.file} and ord = 0"
        ).fetchone()
        assert version is not None
        assert self.scene.save(lee, self.scene.file, version=version[0])[0] is True

    def count(self, query: str) -> int:
        found = self.scene.admin.execute(query).fetchone()
        return int(found[0])


@dataclass(frozen=True, slots=True)
class Attempt:
    """`goal` and `how` for a reader, `refused_by` too; `play` raises if it works."""

    goal: str
    how: str
    refused_by: str
    play: Callable[[Arena], None]


ATTEMPTS: list[Attempt] = []


def attempt(goal: str, how: str, refused_by: str) -> Callable[[Callable[[Arena], None]], Callable[[Arena], None]]:
    """Add a function to the table."""

    def add(play: Callable[[Arena], None]) -> Callable[[Arena], None]:
        ATTEMPTS.append(Attempt(goal, how, refused_by, play))
        return play

    return add


@contextmanager
def refused(kind: type[psycopg.Error] = errors.InsufficientPrivilege, *others: type[psycopg.Error]) -> Iterator[None]:
    """What stands in the block has to be refused."""
    try:
        yield
    except (kind, *others):
        return
    raise AssertionError("it was not refused")


def denied(goal: str, refused_by: str, *statements: str) -> None:
    """A row for statements that end with an error; {f} and {p} stand for the secret file and project."""

    def play(arena: Arena) -> None:
        names = {"f": arena.scene.secret_file, "p": arena.scene.secret, "own": arena.scene.file}
        for statement in statements:
            with refused(errors.InsufficientPrivilege, errors.InvalidSchemaName, errors.InvalidParameterValue):
                arena.kim().execute(statement.format(**names))

    attempt(goal, "; ".join(statements), refused_by)(play)


def empty(goal: str, *queries: str) -> None:
    """A row for queries that find nothing of the other project."""

    def play(arena: Arena) -> None:
        for query in queries:
            found = arena.kim().execute(query.format(f=arena.scene.secret_file, p=arena.scene.secret)).fetchall()
            assert not found, found

    attempt(goal, "; ".join(queries), POLICIES)(play)


# --- read what is not theirs ---------------------------------------------------------------------------------

empty(
    "Read other projects", "select * from loc.segments where file_id = {f}", "select * from loc.projects where id = {p}"
)
empty(
    "Read their history and files",
    "select * from loc.changes where file_id = {f}",
    "select * from loc.file_chunks where project_id = {p}",
)
empty("Read their memories and terms", "select * from loc.tm_units", "select * from loc.terms where project_id = {p}")
denied("Search in them", FUNCTION, "select loc.filter_segments_v1({f}, '^secret$', 'any', 'regex', null)")
denied(
    "Read passwords, people, the audit",
    NO_RIGHT,
    "select * from pg_authid",
    "select * from sec.people",
    "select * from sec.audit",
)
denied(
    "Read the server's files",
    NO_RIGHT,
    "select pg_read_file('pg_hba.conf')",
    "copy loc.files to '/tmp/x'",
    "select lo_import('/etc/passwd')",
)


@attempt(
    "Read what others run",
    "select query from pg_stat_activity where usename <> session_user",
    "PostgreSQL shows a person their own statements only",
)
def others_statements(arena: Arena) -> None:
    arena.lee().execute("select 'text of lee'")
    seen = arena.kim().execute("select query from pg_stat_activity where usename = 'lee'").fetchall()
    assert all("text of lee" not in str(query) for query in seen)


@attempt(
    "Learn texts from statistics and plans",
    "select * from pg_stats; explain analyze … where source = 'secret'",
    "statistics are hidden; no comparison of texts is leakproof here",
)
def statistics(arena: Arena) -> None:
    arena.scene.admin.execute("analyze loc.segments")
    kim = arena.kim()
    assert kim.execute("select * from pg_stats where schemaname = 'loc'").fetchall() == []
    plan = (
        "explain (analyze, costs off, timing off, summary off, buffers off) select from loc.segments where file_id = "
    )
    right, wrong = (
        kim.execute(f"{plan}{arena.scene.secret_file} and ord = 1 and source = '{text}'").fetchall()
        for text in ("secret", "other")
    )
    assert [row for (row,) in right if "Filter:" not in row] == [row for (row,) in wrong if "Filter:" not in row]


@attempt("Listen for texts", "listen loc_file_N, as somebody without any right", "notifications carry numbers only")
def listening(arena: Arena) -> None:
    out = arena.scene.database.connect("out")
    out.execute(f"listen loc_file_{arena.scene.file}")
    arena.lee_saves()
    payloads = [each.payload for each in out.notifies(timeout=5, stop_after=1)]
    assert payloads
    assert not any(letter.isalpha() for letter in "".join(payloads)), payloads


# --- write what they may not ---------------------------------------------------------------------------------

denied(
    "Write past the functions",
    NO_RIGHT,
    "update loc.segments set target = 'x'",
    "insert into loc.changes default values",
)
denied(
    "Rewrite history", NO_RIGHT, "update loc.changes set author = 1", "delete from loc.changes", "truncate loc.changes"
)
denied(
    "Save into another project",
    FUNCTION,
    "select loc.save_segments_v1({f}, '{{0}}', '{{1}}', '{{x}}', '{{2}}', 'typed')",
)
denied(
    "Review without being a reviewer",
    FUNCTION,
    "select loc.save_segments_v1({own}, '{{0}}', '{{1}}', '{{x}}', '{{4}}', 'typed')",
)
denied(
    "Claim another way of writing",
    "the function knows three ways of editing",
    "select loc.save_segments_v1({own}, '{{0}}', '{{1}}', '{{x}}', '{{2}}', 'imported')",
)
denied(
    "Have others' texts collected in a memory",
    FUNCTION,
    "select loc.create_tm_v1('Mine', null, 'ko', 'en')",
    "select loc.assign_tm_v1(1, null, {p}, null, 0, 0, true)",
)
denied(
    "Poison a memory of others",
    FUNCTION,
    "select loc.edit_tm_unit_v1(1, 1, 1, 'x', 'poison', '', '')",
    "select loc.begin_tm_upload_v1(1)",
)
denied("Be somebody else", ROLES, "set role lee", "set session authorization boss", "set role loc_owner")


@attempt(
    "Forge the author", "set application_name = 'lee'; save", "the author is `session_user`, whatever else is said"
)
def author(arena: Arena) -> None:
    kim = arena.kim()
    kim.execute("set application_name = 'lee'")
    arena.scene.save(kim, arena.scene.file, version=1, target="whose?")
    who = "select distinct p.login from loc.changes c join sec.people p on p.id = c.author where c.target = 'whose?'"
    assert arena.scene.catalog(who) == [("kim",)]


@attempt(
    "Overwrite a newer text",
    "save with a version that is not the newest, or with a made-up one",
    "the versioned save keeps the text as a conflict, and what is there stays",
)
def version(arena: Arena) -> None:
    for made_up in (0, 77, 2**31 - 2):
        assert arena.scene.save(arena.kim(), arena.scene.file, version=made_up)[0] is False


@attempt(
    "Keep a right that was taken away",
    "begin isolation level repeatable read; …; save later",
    "what changes something is refused outside READ COMMITTED",
)
def old_snapshot(arena: Arena) -> None:
    kim = arena.kim(autocommit=False)
    kim.isolation_level = IsolationLevel.REPEATABLE_READ
    kim.execute("select 1")
    with refused():
        arena.scene.save(kim, arena.scene.file)


# --- become more ---------------------------------------------------------------------------------------------

denied(
    "Give oneself rights",
    FUNCTION,
    "select sec.grant_project_v1('kim', {p}, 'manage', null)",
    "select sec.set_role_v1('kim', 'admin')",
    "select sec.create_person_v1('evil', 'x', 'Evil', 'admin', false)",
)
denied(
    "Raise one's lock-out limit or unlock",
    FUNCTION,
    "select sec.set_setting_v1('login_tries', 1000000)",
    "select sec.unlock_v1('kim')",
)
denied(
    "Become more of a role",
    ROLES,
    "alter role kim superuser",
    "create role evil login",
    "grant loc_owner to kim",
    "alter role lee password 'x'",
)
denied(
    "Change functions, policies, tables",
    NO_RIGHT,
    "create or replace function sec.has_role(variadic roles text[]) returns boolean language sql as 'select true'",
    "alter policy read on loc.segments using (true)",
    "alter table loc.segments disable row level security",
)
denied(
    "Run programs, load code",
    NO_RIGHT,
    "copy loc.files from program 'id'",
    "create extension dblink",
    "load 'auto_explain'",
)


@attempt(
    "Drop the policies by way of the group",
    "drop owned by loc_member",
    "policies are for everybody and belong to no group that people are in",
)
def drop_owned(arena: Arena) -> None:
    before = arena.count("select count(*) from pg_policy")
    arena.kim().execute("drop owned by loc_member")
    assert arena.count("select count(*) from pg_policy") == before > 10


# --- poison what others use ----------------------------------------------------------------------------------

denied(
    "Leave objects that others trip over",
    NO_RIGHT,
    "create temp view pg_roles as select 1",
    "create function pg_temp.lower(text) returns text language sql as 'select 1::text'",
    "create table loc.segments2 (x int)",
)


@attempt(
    "Poison the pooled session",
    "set search_path, role, read-only, timeouts; prepare a statement of another's name",
    POOL,
)
def poisoned_session(arena: Arena) -> None:
    kim = arena.kim()
    for setting in ("search_path = pg_temp", "default_transaction_read_only = on", "statement_timeout = 1"):
        kim.execute(f"set {setting}")
    kim.execute("reset statement_timeout")
    kim.execute("prepare save as select 'poison'")
    arena.lee_saves()
    with refused(errors.InvalidSqlStatementName):
        arena.lee().execute("execute save")


@attempt(
    "Hold session locks",
    "select pg_advisory_lock(n) from generate_series(1, 1000) n",
    "nothing of LocaNext's takes an advisory lock that people can reach",
)
def advisory_locks(arena: Arena) -> None:
    arena.kim(autocommit=False).execute("select pg_advisory_lock(n) from generate_series(1, 1000) n")
    arena.lee_saves()


@attempt("Hold the lines that a login needs", "begin; select sec.login_ok_v1(); …", "a login waits for no lock")
def login_locks(arena: Arena) -> None:
    arena.kim(autocommit=False).execute("select sec.login_ok_v1()")
    arena.lee_saves()
    assert arena.kim().execute("select 1").fetchone() == (1,)


@attempt(
    "Hold an administrator up",
    "begin; select loc.begin_session_v1(…); … while boss ends the session",
    "the person's connections are ended first",
)
def hold_administrator(arena: Arena) -> None:
    kim = arena.kim(autocommit=False)
    kim.execute("select loc.begin_session_v1(gen_random_uuid(), '', '')")
    kim.commit()
    kim.execute("select loc.begin_session_v1(client, '', '') from sec.sessions_v1()")
    boss = arena.scene.database.connect("boss")
    boss.execute("set statement_timeout = '20s'")
    assert boss.execute("select sec.end_session_v1('kim', null)").fetchone() == (1,)


@attempt(
    "Forge notifications",
    "notify loc_file_N, '99999 0@99999'",
    "a notification is a hint: clients read the truth under their own rights",
)
def forged_notifications(arena: Arena) -> None:
    arena.kim().execute(f"notify loc_file_{arena.scene.file}, '99999 0@99999'")
    arena.lee_saves()


@attempt("End other people's statements", "select pg_terminate_backend(pid) from pg_stat_activity", ROLES)
def terminate(arena: Arena) -> None:
    lee = arena.lee()
    pid = lee.execute("select pg_backend_pid()").fetchone()
    with refused():
        arena.kim().execute("select pg_terminate_backend(%s)", pid)


@attempt(
    "Take all connections",
    "30 connections of one person at once",
    "a role may have 20; the pool gives a person 4 for work",
)
def connections(arena: Arena) -> None:
    opened = []
    with refused(psycopg.OperationalError):
        for _ in range(30):
            opened.append(psycopg.connect(**arena.scene.database.info("kim"), connect_timeout=5))
    try:
        arena.lee_saves()
    finally:
        for one in opened:
            one.close()


denied(
    "Fill the disk by way of the log",
    "PostgreSQL lets everybody call it; here nobody may",
    "select pg_logical_emit_message(false, '', repeat('x', 1000000))",
)


@attempt(
    "Hold what others wait for",
    "set idle_in_transaction_session_timeout = 0; begin; save, and go away",
    "PgBouncer ends what sleeps in a transaction, whatever its person has set",
)
def sleeping(arena: Arena) -> None:
    ini = Path(arena.pool.process.args[-1])  # type: ignore[index, arg-type]
    patient = ini.read_text("utf-8")
    ini.write_text(patient.replace("idle_transaction_timeout = 90", "idle_transaction_timeout = 1"), "utf-8")
    arena.pool.process.send_signal(signal.SIGHUP)
    kim = arena.kim(autocommit=False)
    kim.execute("set local idle_in_transaction_session_timeout = 0")
    assert arena.scene.save(kim, arena.scene.file)[0] is True
    arena.lee_saves()


@attempt(
    "SQL in names",
    "a folder, project or login named  '; drop table loc.files; --",
    "names are values or quoted identifiers, never text of a statement",
)
def names(arena: Arena) -> None:
    boss, name = arena.scene.database.connect("boss"), "'; drop table loc.files; --"
    boss.execute("select loc.create_folder_v1(%s, null, %s)", [arena.scene.game, name])
    boss.execute("select loc.create_project_v1(%s, %s, 'ko')", [name, name])
    begin = "select * from loc.begin_upload_v1(%s, null, %s, 'tabbed_text', 'en', '{}')"
    assert boss.execute(begin, [arena.scene.game, name]).fetchone()
    with refused(errors.InvalidParameterValue):
        boss.execute("select sec.create_person_v1(%s, %s, 'x', 'admin', false)", [name, "x"])
    assert arena.count("select count(*) from loc.files") > 0


# --- a stranger on the network -------------------------------------------------------------------------------


@attempt(
    "Come in without a password",
    "kim without one, with a wrong one, with an empty one",
    "SCRAM for everybody; no trust anywhere",
)
def no_password(arena: Arena) -> None:
    for guess in ("", "kim", "password"):
        with refused(psycopg.OperationalError):
            arena.pool.connect("lee", password=guess)


@attempt(
    "Guess passwords",
    "21 logins with guesses, then the right one",
    "an account closes for a quarter of an hour after 20",
)
def guesses(arena: Arena) -> None:
    for number in range(21):
        with suppress(psycopg.OperationalError):
            arena.pool.connect("rev", password=f"guess {number}")
    with refused(psycopg.OperationalError):
        arena.pool.connect("rev")
    assert arena.kim().execute("select 1").fetchone() == (1,)


@attempt(
    "Come in as who is no person",
    "loc_owner, loc_member, the superuser with the right password, through PgBouncer",
    "PgBouncer is told verifiers of people only",
)
def no_people(arena: Arena) -> None:
    known = {SUPERUSER: arena.scene.database.cluster.superuser_password}
    for login in ("loc_owner", "loc_member", "loc_nobody", SUPERUSER):
        with refused(psycopg.OperationalError):
            arena.pool.connect("kim", user=login, password=known.get(login, password(login)))


@attempt(
    "Reach other databases or the pool's console",
    "dbname=postgres, template1, pgbouncer",
    "PgBouncer knows LocaNext's two aliases only, and its console is for nobody",
)
def other_databases(arena: Arena) -> None:
    for dbname in ("postgres", "template1", "pgbouncer"):
        with refused(psycopg.OperationalError):
            arena.pool.connect("kim", dbname=dbname, connect_timeout=2)


def as_markdown() -> str:
    """The table."""
    rows = [f"| {one.goal} | `{one.how.replace('|', chr(92) + '|')}` | {one.refused_by} |" for one in ATTEMPTS]
    return "\n".join(["| goal | attempt | refused because |", "|---|---|---|", *rows]) + "\n"
