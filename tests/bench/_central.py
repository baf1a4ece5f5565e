"""A whole server for the measurements, made by `locanext-central init`: durable, with TLS, on ports of the loopback."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from central import accounts, bouncer, services
from locanext.domain.progress import Progress
from locanext.store.connect import ConnectInfo
from locanext.tabs.ldm.operations import tree
from tests import benches
from tests.bench import _game_text
from tests.central.installations import Installation, installation

MEMORY = 4096
"""MB that PostgreSQL is told to count on: enough for the default numbers of connections."""
PASSWORD = "a-password-of-the-measurements"
BOSS = "boss"


@dataclass
class Central:
    """A server with an administrator. Its people and files are made as their administrator makes them."""

    made: Installation

    def info(self, login: str, port: int = 0) -> ConnectInfo:
        """Where a person's program connects to; `port`: to something that stands before PgBouncer."""
        where = {"host": "127.0.0.1", "port": port or self.made.port, "dbname": "locanext"}
        return ConnectInfo(**where, user=login, password=PASSWORD, sslmode="require", listen_dbname="locanext_listen")

    def add_people(self, logins: Iterable[str], role: str = "translator") -> None:
        with self.made.admin() as conn:
            for login in logins:
                person = accounts.NewPerson(login, login.capitalize(), role)
                accounts.create_person(conn, person, PASSWORD, accounts.GENERATED_ITERATIONS)

    def add_files(self, count: int, rows: int, people: Iterable[str], folder: Path) -> list[int]:
        """Files of `rows` segments in a project in which these people may edit; their ids."""
        path = folder / "game_en.txt"
        _game_text.write_tabbed(path, rows)
        with closing(benches.workbench(self.info(BOSS), folder / BOSS)) as bench:
            project = tree.create_project(bench, tree.NewProject("Game"), Progress())
            ids = []
            for number in range(count):
                path = path.rename(folder / f"game{number}_en.txt")
                ids.append(benches.bring_in(bench, project, path))
        with psycopg.connect(**self.info(BOSS).parameters(), autocommit=True) as conn:  # type: ignore[arg-type]
            for login in people:
                accounts.grant(conn, login, project, "edit")
        return ids

    def connections(self) -> dict[str, int]:
        """PgBouncer's: to PostgreSQL for `work` and for `listeners`; of `clients`, and those that `wait`."""
        pools = bouncer.show(self.made.site, "pools")
        work, listen = ([one for one in pools if one["database"] == name] for name in ("locanext", "locanext_listen"))
        return {
            "work": sum(_servers(one) for one in work),
            "listeners": sum(_servers(one) for one in listen),
            "clients": sum(one["cl_active"] + one["cl_waiting"] for one in (*work, *listen)),
            "waiting": sum(one["cl_waiting"] for one in (*work, *listen)),
        }

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU that each has used: PostgreSQL with all its processes, living and ended."""
        pid = int((self.made.site.data / "postmaster.pid").read_text("utf-8").split()[0])
        postmaster = psutil.Process(pid)
        times = postmaster.cpu_times()
        ended = times.children_user + times.children_system
        own = [_seconds(one) for one in (postmaster, *postmaster.children())]
        return {
            "PostgreSQL": ended + sum(own),
            "PgBouncer": _seconds(psutil.Process(services.bouncer_pid(self.made.site))),
        }


def _servers(pool: dict[str, Any]) -> int:
    return sum(int(count) for name, count in pool.items() if name.startswith("sv_"))


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


@contextmanager
def central(clients: int) -> Iterator[Central]:
    """A server for so many clients; stopped at the end."""
    with installation(settings="") as made:
        made.init("--memory", str(MEMORY), "--clients", str(clients))
        running = Central(made)
        running.add_people([BOSS], "admin")
        yield running
