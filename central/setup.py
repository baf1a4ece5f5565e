"""Makes this machine a LocaNext server, or brings the one that it is to what is asked for. May be run at any time.

Each step looks first and acts only where something is missing or different, so a second run changes nothing.
"""

import os
import subprocess
from dataclasses import dataclass, fields
from pathlib import Path

import psycopg

from central import accounts, bouncer, certificates, cluster, migrate, runtime, services, standby
from central.errors import CentralError
from central.provision import provision
from central.site import Site
from central.statements import statement
from central.textfile import TextFile
from central.tuning import Machine
from central.work import Work

NEEDS_RESTART = "setting could not be applied"
"""PostgreSQL's word for a setting that is right, and not in force before a restart."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for beside the site. `admin`: the first administrator's login; empty: none.

    `certificate`, `key`: files of the server's certificate; None: one of the installation's own authority.
    `primary`: the server that it shall follow; None: it stands for itself, or goes on following.
    """

    admin: str = ""
    primary: standby.Primary | None = None
    certificate: Path | None = None
    key: Path | None = None


def set_up(site: Site, wishes: Wishes, work: Work) -> None:
    """Do what is missing. Raises CentralError, CalledProcessError, OSError, psycopg.Error: run it again afterwards."""
    before = Site.load(site.home) if Site.exists(site.home) else None
    if before and site.synchronous and not before.synchronous:
        with accounts.connect(before.superuser()) as conn:
            standby.check_is_followed(conn)
    prepare(site, work)
    certificate_changed = certificates.ensure(site, wishes.certificate, wishes.key, work)
    _make_data(site, wishes.primary, work)
    cluster.check_version(site)
    write_down(site, before, work)
    hand_over(site, work)  # before anything is started: systemd has to know what it starts, and as it is now
    run_postgres(site, before, work)
    follows = wishes.primary is not None or cluster.is_standby(site)
    if not follows:
        _set_up_database(site, work)
        run_bouncer(site, work, reload=certificate_changed)
    if wishes.admin and not follows:
        _first_administrator(site, wishes.admin, work)


def prepare(site: Site, work: Work) -> None:
    """Programs, service user and folders."""
    if site.problem():
        raise CentralError(site.problem())
    if bouncer.program() is None:
        work.do("install PgBouncer (apt-get install pgbouncer)", _install_bouncer)
    if not site.programs.exists():
        programs = runtime.newest_programs()
        work.do("make a copy of PostgreSQL's programs for the service user", lambda: _copy(programs, site))
    if site.user and not runtime.can_enter(site.user, site.home.parent):
        raise CentralError(f"The service user {site.user} cannot enter {site.home.parent}: choose another --home.")
    work.folder(site.home, 0o755)
    for path, mode in ((site.config, 0o755), (site.tls, 0o755)):
        work.folder(path, mode)
    for path, mode in ((site.run, 0o750), (site.log, 0o750), (site.archive, 0o700), (site.backups, 0o700)):
        work.folder(path, mode, site.runtime.own)


def _make_data(site: Site, primary: standby.Primary | None, work: Work) -> None:
    exists = (site.data / "PG_VERSION").exists()
    if primary is None and not exists:
        work.do(f"make an empty PostgreSQL in {site.data}", lambda: cluster.initialize(site))
    elif primary and not exists:
        work.do(f"copy the data of {primary.host}, port {primary.port}", lambda: standby.copy(site, primary))
    elif primary and not cluster.is_standby(site):
        raise CentralError(f"There is data of a server of its own in {site.data}: move it away first (stop, then mv).")


def write_down(site: Site, before: Site | None, work: Work) -> None:
    """What was chosen, and PostgreSQL's files made from it."""
    names = [found.name for found in fields(Site)] if before else []
    for name in names:
        old, new = getattr(before, name), getattr(site, name)
        if old != new:
            work.say(f"{name}: {old} → {new}")
    work.write(TextFile(site.home / "site.json", site.text()))
    for file in cluster.files(site, Machine.this(site.memory)):
        work.write(file)


def run_postgres(site: Site, before: Site | None, work: Work) -> None:
    """Start PostgreSQL, or let a running one know what has changed."""
    running = before or site
    if not running.runtime.is_running():
        work.do("start PostgreSQL", lambda: services.start_postgres(site))
        return
    # Up to a restart it answers where it was.
    with psycopg.connect(running.superuser(), autocommit=True) as conn:
        reasons = _reasons_to_restart(conn, site)
    if reasons:
        work.do(f"restart PostgreSQL ({', '.join(reasons)})", lambda: _restart_postgres(site))
    elif work.changes:
        services.reload_postgres(site)


def run_bouncer(site: Site, work: Work, *, reload: bool = False) -> None:
    """Start PgBouncer, or let a running one know what has changed. `reload`: its certificate has."""
    if not bouncer.is_known(site):
        work.do("make PgBouncer's password", lambda: new_bouncer_password(site))
    file = bouncer.ini(site)
    old = file.path.read_text("utf-8") if file.path.exists() else ""
    changed = work.write(file)
    pid = services.bouncer_pid(site)
    if not pid:
        work.do("start PgBouncer", lambda: services.start_bouncer(site))
    elif changed and _listens(old) != _listens(file.text):
        work.do("restart PgBouncer", lambda: _restart_bouncer(site))
    elif changed or reload:
        work.do("let PgBouncer read its files again", lambda: services.reload_bouncer(site))


def hand_over(site: Site, work: Work) -> None:
    """Give the services and the nightly backup to the machine."""
    changed = [work.write(file) for file in services.files(site)]
    if site.services == "systemd" and any(changed):
        work.do("enable the services", lambda: services.enable(site))


def new_bouncer_password(site: Site) -> None:
    """A new password for PgBouncer's role, in the database and in PgBouncer's file, and in a running PgBouncer."""
    bouncer.new_password(site)
    if services.bouncer_pid(site):
        services.reload_bouncer(site)


def _reasons_to_restart(conn: migrate.Connection, site: Site) -> list[str]:
    """What a running PostgreSQL can take only with a restart. Raises CentralError when a file cannot be read at all."""
    settings = conn.execute(statement("doctor/changed_settings")).fetchall()
    # The running server says of a mistake and of what needs a restart the same. One that would start tells them apart.
    wrong = [services.mistakes(site)] if settings else []
    reasons = [str(name) for name, error in settings if error == NEEDS_RESTART]
    access = conn.execute(statement("doctor/wrong_access_lines")).fetchall()
    wrong += [f"pg_hba.conf, line {line}: {error}" for line, error in access]
    if any(wrong):
        raise CentralError(f"PostgreSQL cannot read its files in {site.config}: {'; '.join(filter(None, wrong))}")
    found = conn.execute(statement("doctor/server_version")).fetchone()
    assert found is not None
    major, minor = divmod(int(str(found[0])), 10000)
    if (major, minor) != runtime.version_of(site.programs):
        reasons.append(f"version {major}.{minor} → {'.'.join(map(str, runtime.version_of(site.programs)))}")
    return reasons


def _set_up_database(site: Site, work: Work) -> None:
    if work.dry_run and not site.runtime.is_running():
        work.do(f"make the database {site.dbname}", lambda: None)
        return
    if _version(site) != migrate.latest():
        work.do(f"bring the database {site.dbname} to version {migrate.latest()}", lambda: None)
    if work.dry_run:
        return
    provision(site.superuser(), site.dbname)
    with accounts.connect(site.superuser(site.dbname)) as conn:
        conn.execute(statement("provision/listener_limit"), {"listeners": site.listeners})


def _version(site: Site) -> int:
    """Of the database; 0 when there is none."""
    try:
        with accounts.connect(site.superuser(site.dbname)) as conn:
            return migrate.version(conn)
    except psycopg.OperationalError:
        return 0


def _first_administrator(site: Site, login: str, work: Work) -> None:
    if work.dry_run and not site.runtime.is_running():
        work.do(f"make the administrator {login}", lambda: None)
        return
    with accounts.connect(site.superuser(site.dbname)) as conn:
        if conn.execute(statement("provision/person_exists"), {"login": login}).rowcount:
            return
        password = accounts.generate_password()
        person = accounts.NewPerson(login, login, "admin", must_change=True)
        work.do(f"make the administrator {login}", lambda: accounts.create_person(conn, person, password))
    if not work.dry_run:
        work.say(f"Their first password, shown only now: {password}")


def _install_bouncer() -> None:
    """Without starting the package's own service, which would be another PgBouncer on another port."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    command = ["apt-get", "install", "-y", "--no-install-recommends", "pgbouncer"]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    if services.SYSTEMD.is_dir():
        subprocess.run(["systemctl", "disable", "--now", "pgbouncer"], check=True, capture_output=True)


def _copy(programs: Path, site: Site) -> None:
    if site.programs != runtime.reachable(programs, site.user):
        raise CentralError(f"PostgreSQL's programs are not in {site.programs}.")
    runtime.copy_programs(programs)


def _restart_postgres(site: Site) -> None:
    services.stop_postgres(site)
    services.start_postgres(site)


def _restart_bouncer(site: Site) -> None:
    services.stop_bouncer(site)
    services.start_bouncer(site)


def _listens(text: str) -> list[str]:
    """What PgBouncer looks at only when it starts."""
    return [line for line in text.splitlines() if line.startswith(("listen_", "pidfile", "unix_socket_dir"))]
