"""The PostgreSQL of an installation: its data folder and its configuration files. Starts nothing."""

import subprocess

from central.errors import CentralError
from central.site import SUPERUSER, Site
from central.textfile import TextFile, fill
from central.tuning import Machine

STANDBY = "loc_standby"
"""The role by which standbys copy, and the name under which they are known."""
SUMMARIES = 17


def initialize(site: Site) -> None:
    """Make an empty cluster. Nobody has a password yet, and the superuser never gets one. CalledProcessError."""
    site.runtime.initialize_without_password(SUPERUSER)


def check_version(site: Site) -> None:
    """Raise CentralError when the data is of another major version than the programs."""
    data, programs = site.major(), site.runtime.major()
    if data != programs:
        raise CentralError(
            f"The data in {site.data} is of PostgreSQL {data}; the programs in {site.programs} are {programs}. "
            "Update it with pg_upgrade first, or name the old programs with --programs."
        )


def is_standby(site: Site) -> bool:
    """Whether it is a copy that follows another server."""
    return (site.data / "standby.signal").exists()


def has_tls(site: Site) -> bool:
    """Whether these programs were built with TLS; those of the wheel are not."""
    command = [str(site.programs / "postgres"), "-C", "ssl_library", "-c", "config_file=/dev/null", "-D", "/"]
    return bool(subprocess.run(command, check=True, capture_output=True).stdout.strip())


def files(site: Site, machine: Machine) -> list[TextFile]:
    """postgresql.conf, pg_hba.conf, pg_ident.conf."""
    tls = has_tls(site)
    return [
        TextFile(site.config / "postgresql.conf", settings(site, machine, tls=tls)),
        TextFile(site.config / "pg_hba.conf", access(site, tls=tls)),
        TextFile(site.config / "pg_ident.conf", administrators(site)),
    ]


def settings(site: Site, machine: Machine, *, tls: bool) -> str:
    """postgresql.conf"""
    return fill(
        "postgres/postgresql.conf",
        machine=machine,
        listen_addresses="*" if site.standbys else "",
        ssl="on" if tls else "off",
        summarize_wal="summarize_wal = on" if site.runtime.major() >= SUMMARIES else "",
        synchronous_note=", here and on a standby" if site.synchronous else "",
        synchronous_standby_names=f"FIRST 1 ({STANDBY})" if site.synchronous else "",
        max_connections=site.max_connections,
        server_port=site.server_port,
        **{name: getattr(site, name) for name in ("run", "config", "tls", "log", "archive")},
        **machine.settings(site.work),
    )


def access(site: Site, *, tls: bool, pool: str = "") -> str:
    """pg_hba.conf. `pool`: the address of a PgBouncer on another machine; empty: it comes over the Unix socket."""
    way = f"{'host' if pool else 'local':<9} {site.dbname:<14} {{:<14}} {pool:<9} scram-sha-256"
    standby = f"{'hostssl' if tls else 'host':<9} replication    {STANDBY:<14} {{:<9}} scram-sha-256"
    lines = [standby.format(address) for address in site.standbys]
    return fill(
        "postgres/pg_hba.conf",
        pool="\n".join(way.format(role) for role in ("loc_bouncer", "+loc_member")),
        standbys="\n".join(["", "# Standbys.", *lines, ""]) if lines else "",
    )


def administrators(site: Site) -> str:
    """pg_ident.conf"""
    users = dict.fromkeys(("root", site.account))
    return fill("postgres/pg_ident.conf", users="\n".join(f"locanext    {user:<14} {SUPERUSER}" for user in users))
