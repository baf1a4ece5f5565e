"""`init` on an empty home, and again: what it makes, what it leaves alone, what it applies."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from central import bouncer, services, tls
from locanext.store.authorities import known_authorities
from locanext.store.connect import ConnectInfo
from tests.central.installations import HOST, Installation, first_password, installation
from tests.servers import postmaster


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Installation, str]]:
    """A server with the administrator anna, and what init said."""
    with installation() as empty:
        yield empty, empty.init("--admin", "anna")


def content(home: Path) -> dict[str, bytes]:
    """Every file but PostgreSQL's own and logs."""
    folders = ("data", "log", "archive", "run")
    paths = (path for path in home.rglob("*") if path.is_file() and path.relative_to(home).parts[0] not in folders)
    return {str(path.relative_to(home)): path.read_bytes() for path in paths}


def test_a_dry_run_does_nothing() -> None:
    with installation() as empty:
        said = empty.init("--dry-run", "--admin", "anna")
        assert "would make an empty PostgreSQL" in said
        assert "would make the administrator anna" in said
        assert [path.name for path in empty.home.iterdir()] == ["config"]


def test_systemd_knows_the_services_before_it_starts_them() -> None:
    with installation() as empty:
        said = empty.init("--dry-run", "--services", "systemd").splitlines()
        enabled, started = said.index("would enable the services"), said.index("would start PostgreSQL")
        assert any(line.endswith("a-postgresql.service") for line in said[:enabled])
        assert enabled < started


def test_a_second_run_changes_nothing(made: tuple[Installation, str]) -> None:
    server, _ = made
    before = content(server.home)
    running = services.bouncer_pid(server.site), postmaster(server.site.runtime)
    said = server.init("--admin", "anna")
    assert "nothing was changed" in said
    assert "password" not in said
    assert content(server.home) == before
    assert running == (services.bouncer_pid(server.site), postmaster(server.site.runtime))


def test_a_client_with_the_authority_comes_in_and_no_other(made: tuple[Installation, str]) -> None:
    server, said = made
    password = first_password(said)
    for dbname in ("locanext", "locanext_listen"):
        with psycopg.connect(**server.parameters("anna", password, dbname=dbname)) as conn:
            assert conn.execute("select must_change_password from loc.hello_v1()").fetchone() == (True,)
    for wrong, message in (
        ({"sslrootcert": "system"}, "certificate verify failed"),
        ({"host": "other.example"}, "does not match host name"),
        ({"sslmode": "disable", "sslrootcert": None}, "SSL required"),
        ({"password": "wrong"}, "SASL authentication failed"),
    ):
        with pytest.raises(psycopg.OperationalError, match=message):
            psycopg.connect(**server.parameters("anna", password) | wrong)


def test_postgresql_is_reached_through_pgbouncer_only(made: tuple[Installation, str]) -> None:
    server, said = made
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(host="127.0.0.1", port=server.server_port, user="anna", dbname="locanext")
    straight = {"host": str(server.site.run), "port": server.server_port, "user": "anna"}
    with pytest.raises(psycopg.OperationalError, match="rejects connection"):
        psycopg.connect(**straight, password=first_password(said), dbname="postgres")
    with server.admin() as conn:
        [[secrets]] = conn.execute("select count(rolpassword) from pg_authid where rolsuper").fetchall()
        assert secrets == 0
        [[checksums, locale]] = conn.execute(
            "select current_setting('data_checksums'), datlocale from pg_database where datname = 'locanext'"
        ).fetchall()
        assert (checksums, locale) == ("on", "C.UTF-8")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_another_user_of_the_machine_cannot_reach_it(made: tuple[Installation, str]) -> None:
    server, _ = made
    private = ("run", "data", "log", "archive", "backups", "config/users.txt", "tls/server.key", "tls/ca.key")
    modes = {path: (server.home / path).stat().st_mode & 0o007 for path in private}
    assert modes == dict.fromkeys(private, 0)
    command = ["setpriv", "--reuid=nobody", "--clear-groups", "ls", str(server.home / "run")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert "Permission denied" in done.stderr


def test_a_new_password_for_pgbouncer_is_known_to_it(made: tuple[Installation, str]) -> None:
    server, _ = made
    before = bouncer.password(server.site)
    server.did("bouncer-password")
    assert before != bouncer.password(server.site)
    with psycopg.connect(**bouncer.parameters(server.site, "locanext")) as conn:
        assert conn.execute("select session_user").fetchone() == ("loc_bouncer",)


def test_secrets_are_in_no_log_and_no_command_line(made: tuple[Installation, str]) -> None:
    server, said = made
    secrets = [first_password(said).encode(), bouncer.password(server.site).encode()]
    logs = b"".join(path.read_bytes() for path in server.site.log.iterdir())
    assert [secret for secret in secrets if secret in logs] == []


def test_texts_of_a_failing_statement_are_in_no_log(made: tuple[Installation, str]) -> None:
    server, said = made
    conn = psycopg.connect(**server.parameters("anna", first_password(said)), autocommit=True)
    with conn, pytest.raises(psycopg.errors.DivisionByZero):
        conn.execute("select 1/0 as heimlich")
    logs = b"".join(path.read_bytes() for path in server.site.log.glob("postgresql-*"))
    assert b"division by zero" in logs
    assert b"heimlich" not in logs


def test_nobody_fills_the_disk_by_sorting(made: tuple[Installation, str]) -> None:
    server, said = made
    with psycopg.connect(**server.parameters("anna", first_password(said)), autocommit=True) as conn:
        assert conn.execute("show temp_file_limit").fetchone() == ("1GB",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("set temp_file_limit = -1")
    with server.admin() as conn:  # an index of a large table is made in there
        assert conn.execute("show temp_file_limit").fetchone() == ("-1",)


def test_what_is_chosen_anew_is_applied_and_said() -> None:
    with installation() as server:
        server.init("--work", "20", "--listeners", "30")
        said = server.did("init", "--work", "25", "--clients", "500")
        assert "work: 20 → 25" in said
        assert "restart PostgreSQL (max_connections)" in said
        assert "let PgBouncer read its files again" in said
        with server.admin() as conn:
            assert conn.execute("show max_connections").fetchone() == ("75",)
            query = "select value from sec.settings where name = 'listener_limit'"
            assert conn.execute(query).fetchone() == (30,)
        config = {row["key"]: row["value"] for row in bouncer.show(server.site, "config")}
        assert (config["max_client_conn"], config["max_db_connections"]) == ("2000", "25")


def test_a_certificate_is_renewed_in_time_and_for_another_name() -> None:
    with installation() as server:
        server.init()
        path, authority = server.site.tls / "server.crt", server.site.tls / "ca.crt"
        before = authority.read_bytes()
        own = tls.Issued(authority.read_text("ascii"), (server.site.tls / "ca.key").read_text("ascii"))
        old = tls.issue(own, [HOST], days=tls.RENEW_DAYS - 1)
        path.write_text(old.certificate, "ascii")
        (server.site.tls / "server.key").write_text(old.key, "ascii")
        assert "the old one expires" in server.init()
        assert tls.days_left(path) >= tls.SERVER_DAYS - 1
        said = server.did("init", "--host", "new.example")
        assert f"the old one is for {HOST}" in said
        assert authority.read_bytes() == before
        with pytest.raises(psycopg.OperationalError, match=r"no such user|SASL"):  # TLS went well
            psycopg.connect(**server.parameters("nobody", "", host="new.example"))


@pytest.mark.parametrize("host", ["", "a b", "ü", "-", "loc.example.com:6433"])
def test_a_host_that_no_certificate_can_name_changes_nothing(made: tuple[Installation, str], host: str) -> None:
    server, _ = made
    before = content(server.home)
    done = server.central("init", f"--host={host}")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no name of a computer" in done.stderr
    assert content(server.home) == before


def test_a_certificate_that_is_given_is_used_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = tls.make_authority("other")
    given = tls.issue(authority, [HOST])
    for name, text in (("ca", authority.certificate), ("crt", given.certificate), ("key", given.key)):
        (tmp_path / name).write_text(text, "ascii")
    with installation() as server:
        said = server.init("--cert", str(tmp_path / "crt"), "--key", str(tmp_path / "key"), "--admin", "anna")
        check = server.parameters("anna", first_password(said), sslrootcert=str(tmp_path / "ca"))
        psycopg.connect(**check).close()
        # A computer that knows the authority needs nothing else.
        known_authorities.cache_clear()
        monkeypatch.setattr(Path, "home", lambda: tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca"))
        info = ConnectInfo(HOST, server.port, "locanext", "anna", first_password(said)).parameters()
        known_authorities.cache_clear()
        monkeypatch.delenv("SSL_CERT_FILE")  # libpq looks there by itself, and on most computers finds nothing
        psycopg.connect(**info | {"hostaddr": "127.0.0.1"}).close()  # type: ignore[arg-type]
        assert "nothing was changed" in server.init()
        other = tls.issue(authority, [HOST])
        (tmp_path / "key").write_text(other.key, "ascii")
        done = server.central("init", "--cert", str(tmp_path / "crt"), "--key", str(tmp_path / "key"))
        assert (done.returncode, "is not that of the certificate" in done.stderr) == (2, True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has files of somebody else")
def test_a_certificate_of_a_lost_machine_goes_on_being_used(made: tuple[Installation, str]) -> None:
    lost, _ = made
    with installation() as server:
        shutil.copytree(lost.site.tls, server.home / "tls", copy_function=shutil.copy)  # they are root's now
        said = server.init("--admin", "anna")
        assert f"give {server.site.tls / 'server.key'} to" in said
        known = server.parameters("anna", first_password(said), sslrootcert=str(lost.site.tls / "ca.crt"))
        psycopg.connect(**known).close()


def test_what_was_killed_is_started_again() -> None:
    with installation() as server:
        server.init()
        running = [psutil.Process(pid) for pid in (services.bouncer_pid(server.site), *postmaster(server.site.runtime))]
        for process in running:
            process.kill()
        psutil.wait_procs(running, timeout=30)
        assert "Started PostgreSQL and PgBouncer." in server.did("start")
        assert "Nothing to do." in server.did("start")
        assert "Stopped PgBouncer and PostgreSQL." in server.did("stop")
        assert "Started" in server.did("restart")


def test_a_mistake_in_own_settings_is_said(made: tuple[Installation, str]) -> None:
    server, _ = made
    path = server.site.config / "custom.conf"
    text = path.read_text("utf-8")
    path.write_text(f"{text}work_mem = nonsense\n", "utf-8")
    try:
        done = server.central("init")
        assert (done.returncode, "work_mem" in done.stderr) == (2, True)
        assert services.bouncer_pid(server.site)
        server.admin().close()  # it runs on, as it was
    finally:
        path.write_text(text, "utf-8")
