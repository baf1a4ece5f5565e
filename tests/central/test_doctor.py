"""The doctor finds what was broken on purpose, and nothing on a server that is well."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from central import doctor, services, tls
from central.catalog import RECORD
from central.site import Site
from tests.central.installations import HOST, Installation, installation
from tests.servers import Cluster, Database

ADVISED = "PgBouncer's version"  # Debian's and Ubuntu's is older than the newest fixes


@pytest.fixture(scope="module")
def server() -> Iterator[Installation]:
    """One for all faults; each test mends what it broke."""
    with installation() as made:
        made.init("--admin", "anna")
        yield made


def findings(server: Installation) -> dict[str, doctor.Finding]:
    site = server.site
    return {finding.check: finding for finding in doctor.examine(site.superuser(site.dbname), site)}


def faults(server: Installation) -> dict[str, str]:
    """What is not well, without what is so on every new server of this machine."""
    found = findings(server)
    return {check: one.state for check, one in found.items() if one.state != "ok" and check != ADVISED}


@contextmanager
def done(conn: psycopg.Connection, statement: str, undo: str) -> Iterator[None]:
    conn.execute(statement)
    try:
        yield
    finally:
        conn.execute(undo)


@contextmanager
def changed_text(server: Installation, old: str, new: str) -> Iterator[None]:
    """In PgBouncer's configuration, with a PgBouncer that was started on it."""
    path = server.site.config / "pgbouncer.ini"
    text = path.read_text("utf-8")
    assert old in text

    def restart_on(changed: str) -> None:
        path.write_text(changed, "utf-8")
        services.stop_bouncer(server.site)
        services.start_bouncer(server.site)

    restart_on(text.replace(old, new))
    try:
        yield
    finally:
        restart_on(text)


def test_a_new_server_lacks_a_backup_only(server: Installation) -> None:
    assert faults(server) == {"The last backup": "warning"}
    answer = server.central("doctor", "--json")
    assert answer.returncode == 1
    assert {one["state"] for one in json.loads(answer.stdout)} == {"ok", "warning"}
    text = server.central("doctor").stdout
    assert "→ locanext-central backup" in text
    with server.admin() as conn:
        query = "select count(*) from pg_roles where rolname like 'loc\\_doctor%'"
        assert conn.execute(query).fetchone() == (0,)
        query = "select count(*) from sec.login_tries where login like 'loc\\_doctor%'"
        assert conn.execute(query).fetchone() == (0,)


BROKEN = {
    "What members are given": [
        ("grant select on sec.people to loc_member", "revoke select on sec.people from loc_member"),
        (
            "grant update (target) on loc.segments to loc_member",
            "revoke update (target) on loc.segments from loc_member",
        ),
        (
            "revoke execute on function loc.save_segments_v1 from loc_member",
            "grant execute on function loc.save_segments_v1 to loc_member",
        ),
    ],
    "What everybody is given": [
        ("grant temp on database locanext to public", "revoke temp on database locanext from public"),
        (
            "grant execute on function sec.get_auth(text) to public",
            "revoke execute on function sec.get_auth(text) from public",
        ),
        ("grant usage on schema sec to public", "revoke usage on schema sec from public"),
    ],
    "Policies": [
        (
            "alter table loc.segments disable row level security",
            "alter table loc.segments enable row level security",
        ),
        (
            "alter function sec.login_ok_v1() reset search_path",
            "alter function sec.login_ok_v1() set search_path = pg_catalog, pg_temp",
        ),
    ],
    "Leakproof comparisons": [
        ("alter function pg_catalog.texteq leakproof", "alter function pg_catalog.texteq not leakproof")
    ],
    "Powers of roles": [
        ("alter role anna bypassrls", "alter role anna nobypassrls"),
        ("grant pg_read_all_data to anna", "revoke pg_read_all_data from anna"),
        ("alter role loc_owner login", "alter role loc_owner nologin"),
        (
            "grant execute on function sec.get_auth(text) to anna",
            "revoke execute on function sec.get_auth(text) from anna",
        ),
    ],
    "The schema's version": [
        (
            "insert into sec.schema_versions (version) values (9999)",
            "delete from sec.schema_versions where version = 9999",
        )
    ],
}


@pytest.mark.parametrize(
    ("check", "broken", "mended"), [(check, *pair) for check, pairs in BROKEN.items() for pair in pairs]
)
def test_a_broken_database_is_found(server: Installation, check: str, broken: str, mended: str) -> None:
    with server.admin() as conn, done(conn, broken, mended):
        assert findings(server)[check].state == "failure"
    assert findings(server)[check].state == "ok"


def test_what_a_memory_could_not_take_is_found(server: Installation) -> None:
    refused = "insert into sec.tm_waiting (tm_id, file_id, ord, error) values (1, 1, 0, 'disk full')"
    with server.admin() as conn, done(conn, refused, "delete from sec.tm_waiting"):
        found = findings(server)["Translation memories"]
        assert found.state == "warning"
        assert "disk full" in found.text
    assert findings(server)["Translation memories"].state == "ok"


@pytest.mark.parametrize(
    ("old", "new", "check", "state"),
    [
        ("pool_mode=session", "pool_mode=transaction", "The two aliases", "failure"),
        ("locanext_listen =", "other_listen =", "A message is heard", "failure"),
        ("auth_user = loc_bouncer", "auth_user = nobody", "A message is heard", "failure"),
        ("client_tls_sslmode = require", "client_tls_sslmode = allow", "Plain connections are refused", "failure"),
        ("max_db_connections = 25", "max_db_connections = 90", "Limits of connections", "failure"),
        ("max_db_connections=56", "max_db_connections=20", "Limits of connections", "warning"),
    ],
)
def test_a_broken_pool_is_found(server: Installation, old: str, new: str, check: str, state: str) -> None:
    with changed_text(server, old, new):
        assert findings(server)[check].state == state
    assert check not in faults(server)


def test_listening_through_a_transaction_pool_is_heard_to_be_deaf(server: Installation) -> None:
    """What nobody notices otherwise: there is no error, and no message."""
    with changed_text(server, "pool_mode=session", "pool_mode=transaction"):
        assert findings(server)["A message is heard"].state == "failure"


def test_a_pool_that_is_off_is_found(server: Installation) -> None:
    services.stop_bouncer(server.site)
    try:
        assert faults(server)["A message is heard"] == "failure"
        assert server.central("doctor").returncode == 2
    finally:
        services.start_bouncer(server.site)


def test_a_certificate_that_ends_or_is_for_another_is_found(server: Installation) -> None:
    folder = server.site.tls
    kept = {name: (folder / name).read_text("ascii") for name in ("server.crt", "server.key")}
    own = tls.Issued((folder / "ca.crt").read_text("ascii"), (folder / "ca.key").read_text("ascii"))
    cases = [(HOST, 20, "warning"), (HOST, 0, "failure"), ("other.example", 300, "failure")]
    try:
        for name, days, state in cases:
            made = tls.issue(own, [name], days=days)
            (folder / "server.crt").write_text(made.certificate, "ascii")
            (folder / "server.key").write_text(made.key, "ascii")
            assert findings(server)["The certificate"].state == state, (name, days)
    finally:
        for file, text in kept.items():
            (folder / file).write_text(text, "ascii")


def test_files_that_everybody_reads_are_found(server: Installation) -> None:
    path = server.site.config / "users.txt"
    path.chmod(0o644)
    try:
        assert findings(server)["Who can read the files"].state == "failure"
    finally:
        path.chmod(0o600)


def test_an_old_backup_is_found(server: Installation) -> None:
    folder = server.site.backups / "made"
    folder.mkdir()
    names = ("base", "system", "start", "stop", "manifest_sha256", "server")
    values = dict.fromkeys(names, "") | {"kind": "full", "timeline": 1, "seconds": 1.0, "size": 1, "database_size": 1}
    try:
        for hours, state in ((30, "warning"), (3, "ok")):
            finished = (datetime.now(UTC) - timedelta(hours=hours)).isoformat()
            (folder / RECORD).write_text(json.dumps(values | {"finished_at": finished}), "utf-8")
            assert findings(server)["The last backup"].state == state
    finally:
        shutil.rmtree(folder)


def test_an_archive_that_cannot_be_written_is_found(server: Installation) -> None:
    site = server.site
    moved = site.archive.with_name("moved")
    with server.admin() as conn:
        site.archive.rename(moved)
        try:
            conn.execute("select pg_switch_wal()")
            while conn.execute("select failed_count from pg_stat_archiver").fetchone() == (0,):
                pass
            assert findings(server)["The archive of the log"].state == "failure"
        finally:
            moved.rename(site.archive)


def test_too_many_sessions_are_found(server: Installation) -> None:
    query = "select count(*) from pg_stat_activity where backend_type = 'client backend'"
    with ExitStack() as opened:
        count = 0
        while count <= 0.92 * server.site.max_connections:
            [[count]] = opened.enter_context(server.admin()).execute(query).fetchall()
        assert findings(server)["Sessions"].state == "warning"


def test_clients_that_wait_are_found(server: Installation) -> None:
    """Somebody holds all of their connections, and wants one more."""
    with server.admin() as conn:
        login, password = "waits", "a long password"
        conn.execute(
            sql.SQL("create role {} login password {} in role loc_member").format(sql.Identifier(login), password)
        )
    parameters = server.parameters(login, password)
    with ExitStack() as opened:
        for _ in range(4):  # a pool of one and a reserve of three
            held = opened.enter_context(psycopg.connect(**parameters))
            held.execute("select 1")
        more = opened.enter_context(psycopg.connect(**parameters, autocommit=True))
        thread = threading.Thread(target=more.execute, args=("select 1",))
        thread.start()
        end = datetime.now(UTC) + timedelta(seconds=20)
        while findings(server)["Waiting in PgBouncer"].state == "ok":
            assert datetime.now(UTC) < end
        held.rollback()
        thread.join(20)
    with server.admin() as conn:
        conn.execute("drop role waits")


def test_an_existing_postgresql_is_looked_at_from_its_database(cluster: Cluster, database: Database) -> None:
    conninfo = make_conninfo(cluster.conninfo(), dbname=database.name)
    found = {one.check: one.state for one in doctor.examine(conninfo, None)}
    assert {found["Policies"], found["What members are given"], found["What everybody is given"]} == {"ok"}
    assert "The certificate" not in found


def test_a_server_that_is_off_is_found() -> None:
    with installation() as server:
        server.init()
        server.did("stop")
        answer = server.central("doctor")
        assert (answer.returncode, "locanext-central start" in answer.stdout) == (2, True)
        assert "not running" in server.did("status")


def test_status_tells_who_is_there(server: Installation) -> None:
    with server.admin() as conn:
        conn.execute("create role here login password 'a long password' in role loc_member")
    try:
        listening = psycopg.connect(**server.parameters("here", "a long password", dbname="locanext_listen"))
        with listening:
            listening.execute("listen something")
            found = json.loads(server.did("status", "--json"))
        assert (found["people"], found["listeners"], found["accounts"], found["role"]) == (1, 1, 1, "primary")
        assert "18." in found["postgresql"] or Site.load(server.home).major() != 18
    finally:
        with server.admin() as conn:
            conn.execute("drop role here")
