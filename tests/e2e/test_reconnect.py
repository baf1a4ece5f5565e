"""The server goes away under open windows: what is typed waits, what others did is caught up with, nothing is lost."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests import programs
from tests.e2e._clients import crash
from tests.programs import Running, wait
from tests.servers import Bouncer

SOURCES = [f"{number}번 문을 열어라" for number in range(700)]


@pytest.fixture
def file_id(own_bouncer: Bouncer) -> int:
    database = own_bouncer.database
    made = database.file(database.project(), SOURCES)
    database.close()
    return made


@pytest.fixture
def opened(
    qapp: QApplication, own_bouncer: Bouncer, tmp_path: Path, file_id: int, request: pytest.FixtureRequest
) -> Callable[[str], Running]:
    def open_one(login: str) -> Running:
        running = Running(programs.home_on(tmp_path, own_bouncer, login))
        request.addfinalizer(running.close)
        running.open(file_id)
        return running

    return open_one


def test_edits_wait_for_a_server_that_crashed(opened: Callable[[str], Running], own_bouncer: Bouncer) -> None:
    kim, lee = opened("kim"), opened("lee")
    cluster = own_bouncer.database.cluster
    cluster.kill()
    for ord_ in range(5):
        kim.type(ord_, f"Typed without a server, {ord_}.")
    kim.type(2, "Typed twice without a server.")
    assert kim.ldm.edits.count() == 6
    assert kim.shown(2) == "Typed twice without a server."
    wait(lambda: kim.status("link") == "Connecting…", "the lost link")
    assert kim.status("saving") == "Working offline: 6 texts wait"
    cluster.start()
    wait(lambda: kim.status("link") == "Connected" and kim.ldm.edits.count() == 0, "the saves")
    wait(
        lambda: lee.shown(2) == "Typed twice without a server." and lee.shown(4) == "Typed without a server, 4.", "lee"
    )


def test_what_happened_behind_a_broken_link_is_caught_up_with(
    opened: Callable[[str], Running], own_bouncer: Bouncer, file_id: int
) -> None:
    kim = opened("kim")
    kim.ldm.view.go_to(600)
    wait(lambda: kim.loaded(600), "the last page")
    kim.ldm.view.go_to(0)
    kim.begin_typing(1, "half a sen")
    programs.end(own_bouncer.process)
    wait(lambda: not kim.ldm.is_connected, "the lost link")
    direct = own_bouncer.database.connect("lee")
    for ord_ in (0, 1, 600):
        save = "select ok from loc.save_segments_v1(%s, %s, %s, %s, %s, 'typed')"
        assert direct.execute(save, [file_id, [ord_], [1], [f"Lee's {ord_}"], [1]]).fetchone() == (True,)
    programs.restart(own_bouncer)
    wait(lambda: kim.shown(0) == "Lee's 0", "what lee typed meanwhile")
    assert kim.ldm.view.editor is not None
    assert kim.ldm.view.editor.stored_text() == "half a sen"
    wait(lambda: getattr(kim.ldm.model.theirs(1), "target", "") == "Lee's 1", "what is under the editor")
    kim.ldm.view._close_editor()
    kim.ldm.view.go_to(600)
    wait(lambda: kim.shown(600) == "Lee's 600", "a page that was not on screen")


def test_a_save_whose_answer_was_lost_is_no_conflict(
    opened: Callable[[str], Running], own_bouncer: Bouncer, file_id: int
) -> None:
    """Fifty saves while the server crashes twice: each stands in the history once, and nobody is asked."""
    kim = opened("kim")
    for ord_ in range(25):
        kim.type(ord_, f"First {ord_}")
    crash(own_bouncer.database.cluster, signal.SIGQUIT)
    for ord_ in range(25, 50):
        kim.type(ord_, f"Second {ord_}")
    crash(own_bouncer.database.cluster, signal.SIGKILL)
    wait(lambda: kim.ldm.edits.count() == 0, "the saves")
    assert kim.conflict_dialogs() == []
    admin = own_bouncer.database.admin()
    history = "select ord, kind, count(*) from loc.changes where file_id = %s and ord >= 0 group by 1, 2 order by 1"
    assert list(admin.execute(history, [file_id])) == [(ord_, "typed", 1) for ord_ in range(50)]
