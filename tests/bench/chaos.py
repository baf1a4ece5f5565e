"""Everything falls while many people work: is any text lost?

The server is a whole one, as `locanext-central init` makes it, durable. Each client is a process with the program's
own client code, without its window, and a journal on the disk. All edit the same segments of two files, and answer
their conflicts at random: mine, theirs, both. Meanwhile PostgreSQL and PgBouncer are killed -9 and started again as an
administrator does; the network breaks connections of some clients in the ways of `_chaos_network`, through which TLS
goes untouched; clients are killed -9 and started again in their home. In the end everything is well again and has time
to settle; then each record is held against the others.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.bench._central import Central, central
from tests.bench._chaos_clients import Client
from tests.bench._chaos_network import Network
from tests.bench._chaos_trouble import Trouble
from tests.bench._chaos_verdict import Verdict, judge
from tests.bench._report import Report

ROWS, STEP = 500, 12
"""Segments of a file, and the distance of those that are fought for: they lie on several pages of the grid."""
ARRIVE_SECONDS, SETTLE_SECONDS, COMPARE_SECONDS, LEAVE_SECONDS = 240.0, 240.0, 90.0, 30.0
MOST_CLIENTS = 100
"""As many as the server is made for."""


def measure(options: argparse.Namespace, folder: Path) -> tuple[Verdict, dict[str, int]]:
    """What became of the texts, and what went wrong how often. Raises TimeoutError if something does not settle."""
    logins = [f"person{number}" for number in range(options.clients)]
    with central(MOST_CLIENTS) as server, Network(server.made.port, options.clients) as network, ExitStack() as running:
        server.add_people(logins)
        files = server.add_files(2, ROWS, logins, folder)
        ords = [number * STEP for number in range(options.shared)]
        shared = list(zip(files, (ords, ords[: options.shared // 4]), strict=True))
        clients = []
        for number, login in enumerate(logins):
            way = network.ways[number]
            clients.append(Client(folder / login, server.info(login, way.port), way))
            clients[-1].prepare(shared=shared, pause=options.pause, seed=f"{options.seed} {login}")
            running.enter_context(clients[-1])
        wait_for(clients, lambda client: client.told("opened"), ARRIVE_SECONDS, "the first file")
        trouble = Trouble(server, clients, random.Random(options.seed), options.pace)
        trouble.run(options.seconds)
        settle(server, files, clients)
        return judge(server, files, clients), dict(trouble.counts)


def settle(server: Central, files: Sequence[int], clients: Sequence[Client]) -> None:
    """Nobody types any more, all is saved and decided; what they see is compared; their programs end."""
    for client in clients:
        client.order(stop=True)
    wait_for(clients, lambda client: client.told("idle"), SETTLE_SECONDS, "the last saves")
    expected: dict[int, dict[int, list[object]]] = {file_id: {} for file_id in files}
    with server.made.admin() as conn:
        query = "select file_id, ord, target, state, version from loc.segments where file_id = any (%s)"
        for file_id, ord_, *rest in conn.execute(query, [list(files)]):
            expected[file_id][ord_] = rest
    for client in clients:
        client.order(compare=expected)
    wait_for(clients, lambda client: client.told("compared"), COMPARE_SECONDS, "the comparison")
    for client in clients:
        client.order(leave=True)
    for client in clients:
        assert client.process is not None
        code = client.process.wait(LEAVE_SECONDS)
        if code:
            client.codes.append(code)


def wait_for(clients: Sequence[Client], until: Callable[[Client], object], seconds: float, what: str) -> None:
    """Until it is so for each client. Who ends by themselves come again, and are counted."""
    end = time.monotonic() + seconds
    while waiting := [client for client in clients if not until(client)]:
        if time.monotonic() > end:
            ends = {client.home.name: (client.home / "told").read_text("utf-8")[-500:] for client in waiting}
            raise TimeoutError(f"waited {seconds} s for {what} of {ends}")
        for client in waiting:
            client.look_after()
        time.sleep(0.2)


def report_of(verdict: Verdict, troubles: dict[str, int]) -> Report:
    report = Report()
    for name, count in verdict.lost.items():
        report.add(name, count, "", at_most=0)
    for name, value in (verdict.counts | troubles).items():
        report.add(name, value, "")
    report.figures["examples"] = verdict.examples
    return report


def main(argv: list[str]) -> int:
    """0 if nothing is lost, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=180, help="how long things go wrong")
    parser.add_argument("--shared", type=int, default=40, help="segments of the first file that all edit, at most 41")
    parser.add_argument("--pace", type=float, default=2.5, help="seconds between two troubles, about")
    parser.add_argument("--pause", type=int, nargs=2, default=(400, 2400), help="ms between two edits of a client")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--keep", type=Path, help="a folder for the clients' homes, which then stay")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        verdict, troubles = measure(options, options.keep or Path(folder))
    report = report_of(verdict, troubles)
    report.add("seed", options.seed, "")
    if not options.json and report.missed:
        print(verdict.examples)
    return report.show(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
