"""What an insider may try with translation memories: reading others', writing into them, having texts carried out."""

import pytest
from psycopg import errors

from central import accounts
from locanext.store import memories
from locanext.store.memories import NewMemory, Place, Terms, UnitEdit
from tests.store.attack_scene import DENIED, Entrance, Scene, attack
from tests.store.test_memories import bring_in, confirm, texts, unit

WRITABLE = Terms(writable=True)


@pytest.fixture
def tm(scene: Scene) -> int:
    """The game's own memory, in English; kim and lee may edit all languages of the game."""
    boss = scene.database.connect("boss")
    made = memories.create(boss, NewMemory("Game memory", scene.game, "ko", "en"))
    bring_in(boss, made, unit("문", "Door"))
    return made


@pytest.fixture
def shared(scene: Scene) -> int:
    """A memory for everybody."""
    boss = scene.database.connect("boss")
    made = memories.create(boss, NewMemory("Shared memory", None, "ko", "en"))
    bring_in(boss, made, unit("문", "Door"))
    return made


def test_a_translator_manages_nothing(scene: Scene, enter: Entrance, tm: int, shared: int) -> None:
    kim = enter("kim")
    for memory in (tm, shared):
        for call in (
            "rename_tm_v1(%s, 'Mine')",
            "trash_tm_v1(%s, true)",
            "delete_tm_v1(%s)",
            "merge_tm_v1(%s)",
            "begin_tm_upload_v1(%s)",
            "finish_tm_upload_v1(%s)",
            f"assign_tm_v1(%s, null, {scene.game}, null, 0, 0, false)",
            f"unassign_tm_v1(%s, null, {scene.game}, null)",
            "assign_tm_v1(%s, 1, null, null, 0, 0, false)",
        ):
            with attack(kim):
                kim.execute(f"select loc.{call}", [memory])
    for project in (scene.game, scene.secret, None):
        with attack(kim):
            memories.create(kim, NewMemory("Mine", project, "ko", "en"))


def test_a_member_edits_their_project_and_language_only(scene: Scene, enter: Entrance, tm: int, shared: int) -> None:
    kim, lee = enter("kim"), enter("lee")
    accounts.grant(scene.database.connect("boss"), "lee", scene.game, "edit", ["de"])
    for conn, memory in ((kim, scene.secret_tm), (kim, shared), (lee, tm)):
        number = scene.admin.execute("select id from loc.tm_units where tm_id = %s", [memory]).fetchone()[0]
        with attack(conn):
            memories.edit(conn, UnitEdit(memory, number, 1, "x", "poison"))
        with attack(conn):
            memories.delete_units(conn, memory, [number])
    mine = memories.units(kim, tm, 0)[0]
    theirs = scene.admin.execute("select id from loc.tm_units where tm_id = %s", [scene.secret_tm]).fetchone()[0]
    assert memories.edit(kim, UnitEdit(tm, mine.id, 1, "문", "Gate")).ok
    assert memories.delete_units(kim, tm, [theirs]) == 0  # the number of a unit of another memory
    assert memories.units(lee, tm, 0)[0].author == "Kim"


def test_a_right_that_was_taken_away_edits_nothing(scene: Scene, enter: Entrance, tm: int) -> None:
    kim = enter("kim")
    with kim.transaction():
        kim.execute("set transaction isolation level repeatable read")
        mine = memories.units(kim, tm, 0)[0]
        accounts.grant(scene.database.connect("boss"), "kim", scene.game, "")
        with attack(kim):
            memories.edit(kim, UnitEdit(tm, mine.id, 1, "문", "Gate"))
    with attack(kim):
        memories.edit(kim, UnitEdit(tm, mine.id, 1, "문", "Gate"))
    assert memories.units(kim, tm, 0) == []


def test_nothing_of_other_memories_is_read(scene: Scene, enter: Entrance, shared: int) -> None:
    kim, out = enter("kim"), enter("out")
    boss = scene.database.connect("boss")
    memories.assign(boss, shared, Place(project_id=scene.secret), WRITABLE)
    for conn in (kim, out):
        assert [memory.name for memory in memories.memories(conn)] == ["Shared memory"]
        assert texts(conn, shared) == [("문", "Door", "")]
        assert memories.assignments(conn) == []  # nor that a project exists which one knows nothing of
        assert texts(conn, scene.secret_tm) == list(memories.all_units(conn, scene.secret_tm)) == []
        assert memories.changes(conn, scene.secret_tm) == []
        assert memories.seqs(conn, [scene.secret_tm]) == {scene.secret_tm: None}
        with attack(conn):
            memories.search(conn, scene.secret_tm, memories.Search("secret"))
        with attack(conn):
            memories.active(conn, scene.secret_file)


def test_a_manager_carries_nothing_out_of_projects_of_others(scene: Scene, enter: Entrance) -> None:
    """A memory of one's own, writable for a platform, a folder or a project of others, would collect their texts."""
    boss, manager = scene.database.connect("boss"), scene.database.person("manager.evil", "manager")
    evil = enter(manager)
    mine = memories.create(evil, NewMemory("Collector", None, "ko", "en"))
    folder = scene.admin.execute("select id from loc.folders where project_id = %s", [scene.secret]).fetchone()[0]
    platform = scene.admin.execute("select id from loc.platforms").fetchone()[0]
    places = [Place(project_id=scene.secret), Place(folder_id=folder), Place(platform_id=platform)]
    for place in [*places, Place(), Place(platform_id=platform, project_id=scene.secret)]:
        for terms in (Terms(), WRITABLE):
            with pytest.raises((DENIED, errors.InvalidParameterValue)):
                memories.assign(evil, mine, place, terms)
    confirm(boss, scene.secret_file, "secret", 1)
    assert texts(evil, mine) == []


def test_a_manager_writes_into_no_memory_of_others(scene: Scene, enter: Entrance, tm: int) -> None:
    boss = scene.database.connect("boss")
    accounts.grant(boss, "kim", scene.secret, "manage")
    accounts.grant(boss, "lee", scene.game, "manage", ["de"])
    kim, lee = enter("kim"), enter("lee")
    with attack(kim):  # kim may read the game's memory, and manages the other project
        memories.assign(kim, tm, Place(project_id=scene.secret), WRITABLE)
    memories.assign(kim, tm, Place(project_id=scene.secret), Terms())
    with attack(lee):  # of another language
        memories.assign(lee, tm, Place(project_id=scene.game), Terms())
    with attack(lee):
        memories.create(lee, NewMemory("Mine", scene.game, "ko", "en"))
    german = memories.create(lee, NewMemory("Mine", scene.game, "ko", "de"))
    memories.assign(lee, german, Place(project_id=scene.game), WRITABLE)


def test_nobody_destroys_what_is_for_everybody_but_an_administrator(scene: Scene, enter: Entrance, shared: int) -> None:
    manager = enter(scene.database.person("manager.evil", "manager"))
    memories.trash(manager, shared, gone=True)
    with attack(manager):
        memories.delete(manager, shared)
    memories.delete(scene.database.connect("boss"), shared)


def test_an_upload_is_its_makers_alone(scene: Scene, enter: Entrance, tm: int) -> None:
    boss = scene.database.connect("boss")
    for login in ("kim", "lee"):
        accounts.grant(boss, login, scene.game, "manage")
    kim, lee = enter("kim"), enter("lee")
    staging = memories.begin_upload(kim, tm)
    with attack(lee):
        memories.add_units(lee, staging, [unit("문", "poison")])
    for statement in ("select * from", "delete from", "truncate", "drop table"):
        with attack(kim):
            kim.execute(f"{statement} loc.{staging}")
    with attack(lee):
        memories.finish_upload(lee, tm)
    memories.add_units(kim, staging, [unit("창", "Window")])
    accounts.grant(boss, "kim", scene.game, "edit")
    with attack(kim):
        memories.finish_upload(kim, tm)


def test_a_save_waits_for_nobody_who_holds_a_memory(scene: Scene, enter: Entrance, tm: int) -> None:
    memories.assign(scene.database.connect("boss"), tm, Place(project_id=scene.game), WRITABLE)
    kim, lee = enter("kim"), enter("lee")
    mine = memories.units(kim, tm, 0)[0]
    with kim.transaction():
        memories.edit(kim, UnitEdit(tm, mine.id, 1, "문", "held"))
        lee.execute("set statement_timeout = '2s'")
        confirm(lee, scene.file, "One")
        confirm(lee, scene.file, "Two", 1)
    assert memories.seqs(lee, [tm]) == {tm: 3}
    assert len(texts(lee, tm)) == 3
