"""Two programs on the same segments while the servers fall and come back: both end as the database, and no text is lost."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import psutil
import pytest

from tests import programs, servers

SHARED, STEP = 200, 10
"""So many segments are fought for; they lie on several pages of the grid."""
PEOPLE = ("kim", "lee")
SECONDS = 120


@pytest.fixture
def own_database(own_cluster: servers.Cluster) -> Iterator[servers.Database]:
    with servers.database(own_cluster) as made:
        yield made


@pytest.fixture
def own_bouncer(own_database: servers.Database) -> Iterator[servers.Bouncer]:
    with servers.bouncer(own_database) as running:
        yield running


class Client:
    """One of the programs: its lines are read in a thread, because both are waited for at once."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        self.process, self.log = process, log
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put("end of output")

    def wait_for(self, wanted: str) -> str:
        """The next line that begins with `wanted`."""
        while not (line := self._lines.get(timeout=SECONDS)).startswith(wanted):
            assert line != "end of output", f"it ended before it said {wanted}"
        return line

    def compare(self, stored: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(stored + "\n")
        self.process.stdin.flush()
        return self._lines.get(timeout=SECONDS)

    def finish(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        code = self.process.wait(SECONDS)
        self._thread.join(SECONDS)
        return code

    def typed(self) -> set[str]:
        return set(self.log.read_text("utf-8").splitlines())


def crash(cluster: servers.Cluster, how: signal.Signals) -> None:
    """End PostgreSQL without a checkpoint, and start it again when nothing of it is left."""
    parts = psutil.Process(cluster.process.pid).children(recursive=True)
    cluster.process.send_signal(how)
    cluster.process.wait(60)
    _gone, left = psutil.wait_procs(parts, timeout=60)
    assert left == []
    cluster.start()


def converge(database: servers.Database, bouncer: servers.Bouncer, folder: Path, count: int) -> None:
    file_id = database.file(database.project(), [f"{number}번 문" for number in range(SHARED * STEP)])
    database.close()
    with ExitStack() as stack:
        clients = [start(stack, programs.home_on(folder, bouncer, login), file_id, count) for login in PEOPLE]
        for client in clients:
            client.wait_for("ready")
        clients[0].wait_for(f"typed {count // 5}")
        crash(database.cluster, signal.SIGQUIT)  # an immediate shutdown
        clients[1].wait_for(f"typed {count // 5 * 2}")
        programs.restart(bouncer)
        clients[0].wait_for(f"typed {count // 5 * 3}")
        crash(database.cluster, signal.SIGKILL)
        for client in clients:
            client.wait_for("idle")
        compare(database, file_id, clients)
        assert [client.finish() for client in clients] == [0, 0]


def start(stack: ExitStack, home: Path, file_id: int, count: int) -> Client:
    log = home.parent / f"{home.name}.log"
    numbers = {"--count": count, "--seed": PEOPLE.index(home.name), "--shared": SHARED, "--step": STEP}
    arguments = [part for pair in numbers.items() for part in pair]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return Client(stack.enter_context(programs.spawned("tests.e2e._typist", home, file_id, log, *arguments, **pipes)), log)


def compare(database: servers.Database, file_id: int, clients: list[Client]) -> None:
    admin = database.admin()
    segments = "select ord, target, state, version from loc.segments where file_id = %s and ord %% %s = 0"
    stored = {ord_: rest for ord_, *rest in admin.execute(segments, [file_id, STEP])}
    assert len(stored) == SHARED
    assert [client.compare(json.dumps(stored)) for client in clients] == ["equal", "equal"]
    kinds = dict(admin.execute("select kind, count(*) from loc.changes where file_id = %s group by kind", [file_id]))
    assert kinds["conflict"] > 0, "nobody met anybody"
    kept = {target for (target,) in admin.execute("select target from loc.changes where file_id = %s", [file_id])}
    typed = [client.typed() for client in clients]
    assert [texts - kept for texts in typed] == [set(), set()]
    sequence = [seq for (seq,) in admin.execute("select seq from loc.changes where file_id = %s order by seq", [file_id])]
    assert sequence == list(range(1, len(sequence) + 1))
    print(f"{sum(map(len, typed))} texts typed; changes: {kinds}")


def test_two_programs_converge(own_database: servers.Database, own_bouncer: servers.Bouncer, tmp_path: Path) -> None:
    converge(own_database, own_bouncer, tmp_path, 200)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_programs_converge_after_a_thousand_edits(
    own_database: servers.Database, own_bouncer: servers.Bouncer, tmp_path: Path
) -> None:
    converge(own_database, own_bouncer, tmp_path, 1000)
