"""Two programs on the same segments while the servers fall and come back: both end as the database; no text is lost."""

import json
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import programs, servers
from tests.e2e._clients import Client, client, crash

SHARED, STEP = 200, 10
"""So many segments are fought for; they lie on several pages of the grid."""
PEOPLE = ("kim", "lee")


def converge(database: servers.Database, bouncer: servers.Bouncer, folder: Path, count: int) -> None:
    file_id = database.file(database.project(), [f"{number}번 문" for number in range(SHARED * STEP)])
    database.close()
    with ExitStack() as stack:
        clients = [start(stack, programs.home_on(folder, bouncer, login), file_id, count) for login in PEOPLE]
        for one in clients:
            one.wait_for("ready")
        clients[0].wait_for(f"typed {count // 5}")
        crash(database.cluster, signal.SIGQUIT)  # an immediate shutdown
        clients[1].wait_for(f"typed {count // 5 * 2}")
        programs.restart(bouncer)
        clients[0].wait_for(f"typed {count // 5 * 3}")
        crash(database.cluster, signal.SIGKILL)
        for one in clients:
            one.wait_for("idle")
        compare(database, file_id, clients)
        assert [one.finish() for one in clients] == [0, 0]


def start(stack: ExitStack, home: Path, file_id: int, count: int) -> Client:
    log = home.parent / f"{home.name}.log"
    numbers = {"--count": count, "--seed": PEOPLE.index(home.name), "--shared": SHARED, "--step": STEP}
    arguments = [part for pair in numbers.items() for part in pair]
    return stack.enter_context(client(home, file_id, log, *arguments))


def compare(database: servers.Database, file_id: int, clients: list[Client]) -> None:
    admin = database.admin()
    segments = "select ord, target, state, version from loc.segments where file_id = %s and ord %% %s = 0"
    stored = {ord_: rest for ord_, *rest in admin.execute(segments, [file_id, STEP])}
    assert len(stored) == SHARED
    assert [one.compare(json.dumps(stored)) for one in clients] == ["equal", "equal"]
    kinds = dict(admin.execute("select kind, count(*) from loc.changes where file_id = %s group by kind", [file_id]))
    assert kinds["conflict"] > 0, "nobody met anybody"
    kept = {target for (target,) in admin.execute("select target from loc.changes where file_id = %s", [file_id])}
    typed = [one.typed() for one in clients]
    assert [set(texts) - kept for texts in typed] == [set(), set()]
    sequence = [
        seq for (seq,) in admin.execute("select seq from loc.changes where file_id = %s order by seq", [file_id])
    ]
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
