"""The measurements of many people at work on a whole server, in a small size: what they prove holds, not how fast."""

import json
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from central import bouncer
from tests.bench import chaos, load

PEOPLE, SECONDS = 8, 10


def figures(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return dict(json.loads(capsys.readouterr().out.splitlines()[-1]))


def test_nothing_is_lost_while_everything_falls(qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    size = "--clients 4 --seconds 8 --pace 0.3 --shared 8 --pause 100 600 --json"
    code = chaos.main(size.split())
    found = figures(capsys)
    assert (code, found["missed"]) == (0, []), found
    assert found["texts typed"] > 50
    assert found["met another"] > 0, "nobody met anybody"
    assert found["PostgreSQL killed -9"] > 0
    assert found["clients killed -9"] > 0


def test_every_text_of_many_people_comes_to_all(qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    clients = PEOPLE + 2
    size = f"--people {PEOPLE} --clients {clients} --seconds {SECONDS} --settle 1 --rows 400 --json"
    load.main(size.split())
    found = figures(capsys)
    assert found["errors"] == 0, found["error_texts"]
    assert found["texts that a colleague did not get"] == 0
    assert found["saves"] >= PEOPLE
    assert found["clients' connections, most"] <= bouncer.CONNECTIONS * clients
    assert PEOPLE <= found["server connections, listeners, most"] <= clients + bouncer.SPARE
    assert found["server connections, work, most"] <= 2 * clients
