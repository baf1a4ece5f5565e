"""What goes wrong in `chaos`, at random times: the servers, the network, the clients' programs."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from central import services
from tests.bench._central import Central
from tests.bench._chaos_clients import Client

KILLS_TOO_SHARE = 0.4
AWAY_PACES = 2
"""A server is away for so many times the pace at most."""
HOLE_SECONDS, HALF_SECONDS, DEAF_SECONDS = 12.0, 30.0, 8.0
LAG_SECONDS, SLOW_SECONDS = 0.3, 10.0
"""A system gives a silent peer up after half a minute; see `ConnectInfo.parameters`."""
END_SECONDS = 30


@dataclass(eq=False)
class Trouble:
    """`run` it; `counts` says what happened how often. `pace`: how many seconds lie between two troubles, about."""

    server: Central
    clients: Sequence[Client]
    dice: random.Random
    pace: float

    def __post_init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kinds: dict[str, Callable[[], None]] = {
            "PostgreSQL killed -9": self._kill_postgres,
            "PgBouncer restarted": self._restart_bouncer,
            "PgBouncer killed -9": self._kill_bouncer,
            "clients killed -9": self._kill_clients,
            "links dropped": lambda: self._break("links dropped", lambda way: way.drop()),
            "links into a black hole": lambda: self._break(
                "links into a black hole", lambda way: way.swallow(self.dice.uniform(1, HOLE_SECONDS))
            ),
            "links half-open": lambda: self._break(
                "links half-open", lambda way: way.halve(self.dice.randrange(2), self.dice.uniform(1, HALF_SECONDS))
            ),
            "links without answers": lambda: self._break(
                "links without answers", lambda way: way.lose_answers(self.dice.uniform(1, DEAF_SECONDS))
            ),
            "links slow": lambda: self._break(
                "links slow", lambda way: way.slow(self.dice.uniform(0, LAG_SECONDS), SLOW_SECONDS)
            ),
        }

    def run(self, seconds: float) -> None:
        """Each kind in a random order, and again; then all is well. At the least each comes once."""
        end = time.monotonic() + seconds
        bag: list[str] = []
        while time.monotonic() < end or len(self.counts) < len(self.kinds):
            if not bag:
                bag = [*self.kinds, "clients killed -9"]
                self.dice.shuffle(bag)
            self.kinds[bag.pop()]()
            for client in self.clients:
                client.look_after()
            time.sleep(self.dice.uniform(0, 2 * self.pace))
        self.server.made.did("start")
        for client in self.clients:
            client.way.mend()

    def _some(self) -> list[Client]:
        return self.dice.sample(list(self.clients), self.dice.randint(1, max(1, len(self.clients) // 4)))

    def _break(self, what: str, how: Callable[..., None]) -> None:
        for client in self._some():
            self.counts[what] += 1
            how(client.way)

    def _kill_clients(self) -> None:
        for client in self._some():
            self.counts["clients killed -9"] += 1
            client.kill()

    def _kill_postgres(self) -> None:
        self.counts["PostgreSQL killed -9"] += 1
        pid = int((self.server.made.site.data / "postmaster.pid").read_text("utf-8").split()[0])
        postmaster = psutil.Process(pid)
        _kill([postmaster, *postmaster.children(recursive=True)])
        self._stay_away()
        self.server.made.did("start")

    def _restart_bouncer(self) -> None:
        self.counts["PgBouncer restarted"] += 1
        services.stop_bouncer(self.server.made.site)
        self._stay_away()
        services.start_bouncer(self.server.made.site)

    def _kill_bouncer(self) -> None:
        self.counts["PgBouncer killed -9"] += 1
        _kill([psutil.Process(services.bouncer_pid(self.server.made.site))])
        self._stay_away()
        self.server.made.did("start")

    def _stay_away(self) -> None:
        """Now and then programs are killed while a server is."""
        time.sleep(self.dice.uniform(0, AWAY_PACES * self.pace))
        if self.dice.random() < KILLS_TOO_SHARE:
            self._kill_clients()
            time.sleep(self.dice.uniform(0, AWAY_PACES * self.pace))


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            os.kill(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it ended with its parent
            continue
    _gone, left = psutil.wait_procs(processes, timeout=END_SECONDS)
    if left:
        raise RuntimeError(f"they do not end: {left}")
