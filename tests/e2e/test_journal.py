"""The program is killed while the server is away: what was typed arrives after the next start, or is asked about."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests import programs
from tests.e2e._clients import client
from tests.e2e._typist import AT_ONCE
from tests.programs import Running, wait
from tests.servers import Bouncer

SEGMENTS = 300


@pytest.fixture
def file_id(own_bouncer: Bouncer) -> int:
    database = own_bouncer.database
    made = database.file(database.project(), (f"{number}번 문을 열어라" for number in range(SEGMENTS)))
    database.close()
    return made


@pytest.fixture
def open_home(qapp: QApplication, request: pytest.FixtureRequest) -> Callable[[Path], Running]:
    def open_one(home: Path) -> Running:
        running = Running(home)
        request.addfinalizer(running.close)
        return running

    return open_one


def typed_and_killed(bouncer: Bouncer, home: Path, file_id: int, log: Path) -> list[str]:
    """Kim types, the server is killed, she types on, and her program is killed; the texts."""
    with client(home, file_id, log, "--in-order", "--count", SEGMENTS) as kim:
        kim.wait_for("saved 5")
        bouncer.database.cluster.kill()
        kim.wait_for("full")
        kim.process.send_signal(signal.SIGKILL)
        kim.wait_for_end()
        assert len(set(kim.typed())) < SEGMENTS, "it was killed too late"
        return kim.typed()


def stored(bouncer: Bouncer, file_id: int) -> dict[int, tuple[str, int]]:
    """What was edited: ord -> (target, version)."""
    query = "select ord, target, version from loc.segments where file_id = %s and version > 1 order by ord"
    return {ord_: (target, version) for ord_, target, version in bouncer.database.admin().execute(query, [file_id])}


def test_what_was_typed_before_a_kill_arrives_after_the_next_start(
    own_bouncer: Bouncer, file_id: int, tmp_path: Path, open_home: Callable[[Path], Running]
) -> None:
    home = programs.home_on(tmp_path, own_bouncer, "kim")
    texts = typed_and_killed(own_bouncer, home, file_id, tmp_path / "log")
    again = open_home(home)
    wait(lambda: again.ldm.edits.count() >= AT_ONCE, "what was left")
    left = again.ldm.edits.count()
    assert again.status("saving") == f"Working offline: {left} texts wait"
    own_bouncer.database.cluster.start()
    wait(lambda: again.window.statusBar().currentMessage() == f"{left} texts from last time were saved.", "the replay")
    assert stored(own_bouncer, file_id) == {ord_: (text, 2) for ord_, text in enumerate(texts)}
    assert again.status("saving") == ""
    assert again.conflict_dialogs() == []


def test_a_conflict_with_what_was_typed_before_a_kill_is_asked_about(
    own_bouncer: Bouncer, file_id: int, tmp_path: Path, open_home: Callable[[Path], Running]
) -> None:
    home = programs.home_on(tmp_path, own_bouncer, "kim")
    texts = typed_and_killed(own_bouncer, home, file_id, tmp_path / "log")
    own_bouncer.database.cluster.start()
    save = "select ok from loc.save_segments_v1(%s, %s, '{1}', '{Theirs.}', '{1}', 'typed')"
    last = len(texts) - 1
    assert own_bouncer.database.connect("lee").execute(save, [file_id, [last]]).fetchone() == (True,)
    again = open_home(home)
    wait(again.conflict_dialogs, "the question")
    again.wait_saved()
    (dialog,) = again.conflict_dialogs()
    assert (dialog.conflict.mine.target, dialog.conflict.theirs.target) == (texts[last], "Theirs.")
    dialog.use_mine.click()
    again.wait_saved()
    assert [target for target, _version in stored(own_bouncer, file_id).values()] == texts
    again.close()
    later = open_home(home)
    later.wait_connected()
    wait(lambda: not later.program.runner.busy(), "the start")
    assert later.ldm.edits.count() == 0
