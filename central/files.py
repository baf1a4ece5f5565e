"""All configuration files of a server in one folder: for reading, and for who sets it up without `init`."""

from dataclasses import replace
from pathlib import Path

from central import bouncer, cluster, services
from central.site import Site
from central.textfile import TextFile
from central.tuning import Machine


def rendered(site: Site, out: Path, *, address: str = "") -> list[TextFile]:
    """The files, to lie below `out`. `address`: of an existing PostgreSQL; empty: as `init` would write them.

    An existing one is reached over the network by a PgBouncer on this machine, or on its own.
    """
    configured = cluster.files(site, Machine.this(site.memory))
    if address:
        pool = "127.0.0.1/32" if address in ("127.0.0.1", "localhost") else "samehost"
        access = cluster.access(site, tls=cluster.has_tls(site), pool=pool)
        configured = [replace(file, text=access) if file.path.name == "pg_hba.conf" else file for file in configured]
    pgbouncer = TextFile(site.config / "pgbouncer.ini", bouncer.configuration(site, host=address))
    # Both kinds: who reads them chooses.
    kinds = [replace(site, services=kind) for kind in ("systemd", "cron")]
    units = dict.fromkeys(file for kind in kinds for file in services.files(kind, Path("etc")))
    moved = [replace(file, path=out / "config" / file.path.name) for file in (*configured, pgbouncer)]
    return moved + [replace(file, path=out / file.path) for file in units]
