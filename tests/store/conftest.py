"""Fixtures of the tests of attacks."""

import pytest

from tests.servers import Bouncer, Database
from tests.store.attack_scene import Entrance, Scene


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


@pytest.fixture(params=["server", "pool"])
def enter(request: pytest.FixtureRequest, scene: Scene) -> Entrance:
    """How an attacker gets a connection of their own: on the server itself, or through PgBouncer."""
    if request.param == "server":
        return scene.database.connect
    bouncer: Bouncer = request.getfixturevalue("pgbouncer")
    return bouncer.connect
