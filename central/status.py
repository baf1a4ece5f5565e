"""What a server is doing now, in a few lines."""

from dataclasses import asdict, dataclass

import psycopg

from central import bouncer, cluster, migrate, services
from central.catalog import Catalog
from central.site import Site
from central.statements import statement


@dataclass(frozen=True, slots=True)
class Status:
    """`role`: primary or standby. `people`, `connections`: of people, through PgBouncer. Empty texts: not running.

    `clients` of PgBouncer; `waiting`: those without a connection. `standbys`: state and bytes behind of each.
    """

    home: str
    role: str
    postgresql: str = ""
    pgbouncer: str = ""
    schema: int = 0
    accounts: int = 0
    people: int = 0
    connections: int = 0
    clients: int = 0
    listeners: int = 0
    waiting: int = 0
    last_backup: str = ""
    standbys: tuple[tuple[str, int], ...] = ()

    def values(self) -> dict[str, object]:
        return asdict(self)

    def lines(self) -> list[str]:
        """As a person reads it."""
        running = [
            f"PostgreSQL   {self.postgresql or 'not running'}{', schema ' + str(self.schema) if self.schema else ''}",
            f"PgBouncer    {self.pgbouncer or 'not running'}",
        ]
        follow = ", ".join(f"{state}, {behind >> 10} kB behind" for state, behind in self.standbys)
        return [
            f"{self.home}: {self.role}",
            *running,
            f"people       {self.people} of {self.accounts} accounts, {self.connections} connections in PostgreSQL",
            f"clients      {self.clients} in PgBouncer, {self.listeners} of them listen, {self.waiting} wait",
            f"standbys     {follow or 'none'}",
            f"last backup  {self.last_backup or 'none'}",
        ]


def status(site: Site) -> Status:
    """Look. What does not run is left empty. Raises psycopg.Error when something that runs does not answer."""
    role = "standby" if cluster.is_standby(site) else "primary"
    good = Catalog(site.backups).good()
    found: dict[str, object] = {"last_backup": good[-1].finished_at if good else ""}
    if site.runtime.is_running():
        found |= _postgres(site, role)
    if services.bouncer_pid(site):
        found |= _bouncer(site)
    return Status(str(site.home), role, **found)  # type: ignore[arg-type]


def _postgres(site: Site, role: str) -> dict[str, object]:
    with psycopg.connect(site.superuser(site.dbname), autocommit=True) as conn:
        [[version]] = conn.execute(statement("doctor/server_version")).fetchall()
        [[people, connections]] = conn.execute(statement("doctor/people")).fetchall()
        [[active, _all]] = conn.execute(statement("doctor/accounts")).fetchall()
        standbys = conn.execute(statement("doctor/standbys")).fetchall() if role == "primary" else []
        return {
            "postgresql": f"{version // 10000}.{version % 10000}",
            "schema": migrate.version(conn),
            "accounts": active,
            "people": people,
            "connections": connections,
            "standbys": tuple((state, int(behind)) for _, _, state, _, behind, _ in standbys),
        }


def _bouncer(site: Site) -> dict[str, object]:
    pools = [row for row in bouncer.show(site, "pools") if row["database"] != "pgbouncer"]
    in_use = {row["database"]: 0 for row in pools}
    for row in pools:
        in_use[row["database"]] += int(row["cl_active"])
    return {
        "pgbouncer": ".".join(map(str, bouncer.version())),
        "clients": sum(in_use.values()),
        "listeners": in_use.get(f"{site.dbname}_listen", 0),
        "waiting": sum(int(row["cl_waiting"]) for row in pools),
    }
