"""The table of attacks in the server's documents: each is played, and each row stands there."""

from pathlib import Path

import pytest

from tests.attacks import ATTEMPTS, Arena, Attempt, as_markdown
from tests.servers import Bouncer, Database
from tests.store.attack_scene import Scene

DOCUMENT = Path(__file__).parents[2] / "central" / "ATTACKS.md"


@pytest.mark.parametrize("one", ATTEMPTS, ids=lambda one: one.goal)
def test_each_attempt_is_refused(database: Database, pgbouncer: Bouncer, one: Attempt) -> None:
    one.play(Arena(Scene(database), pgbouncer))


def test_the_document_has_the_table() -> None:
    assert as_markdown() in DOCUMENT.read_text("utf-8"), "python3 scripts/dev.py bench attacks --write"
