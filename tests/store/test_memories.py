"""Translation memories: their units, what confirmed segments leave in them, the feed, and the chain of assignments."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from central import accounts
from locanext.domain.change import ChangeKind
from locanext.domain.errors import BadInput, NotFound
from locanext.domain.state import State
from locanext.domain.tm import TranslationUnit
from locanext.store import memories, segments
from locanext.store.errors import told
from locanext.store.memories import MAX_ID, NewMemory, Place, Search, Terms, UnitEdit
from locanext.store.segments import Save
from tests.servers import Connection, Database

WRITABLE = Terms(writable=True)
NUMBERS = count()


def unit(source: str, target: str, string_id: str = "", **other: Any) -> TranslationUnit:
    return TranslationUnit(0, source, target, string_id, **other)


def create(database: Database, project: int | None, name: str = "Own", language: str = "en") -> int:
    return memories.create(database.connect("boss"), NewMemory(name, project, "ko", language))


def bring_in(conn: Connection, tm: int, *units: TranslationUnit) -> tuple[int, int]:
    with conn.transaction():
        staging = memories.begin_upload(conn, tm)
        memories.add_units(conn, staging, units)
        return memories.finish_upload(conn, tm)


def confirm(conn: Connection, file: int, target: str, ord: int = 0, state: State = State.CONFIRMED) -> None:
    version = segments.page(conn, file, ord, 1)[0].version
    saved = segments.save(conn, file, [Save(ord, version, target, state)], ChangeKind.TYPED)
    assert saved[0].ok


def texts(conn: Connection, tm: int) -> list[tuple[str, str, str]]:
    return [(u.source, u.target, u.string_id) for u in memories.units(conn, tm, 0)]


def info(conn: Connection, tm: int) -> memories.Memory:
    return next(memory for memory in memories.memories(conn) if memory.id == tm)


def feed(conn: Connection, tm: int) -> list[tuple[int, int, int, str]]:
    return [(c.seq, c.last - c.first + 1, c.version, c.kind) for c in memories.changes(conn, tm)]


@pytest.fixture
def project(database: Database) -> int:
    return database.project()


@pytest.fixture
def file(database: Database, project: int) -> int:
    return database.file(project)


@pytest.fixture
def tm(database: Database, project: int) -> int:
    """A memory that the project's confirmed segments go into."""
    made = create(database, project)
    memories.assign(database.connect("boss"), made, Place(project_id=project), WRITABLE)
    return made


def test_what_is_brought_in_is_there_once(database: Database, tm: int) -> None:
    boss, kim = database.connect("boss"), database.connect("kim")
    then = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    ahead = datetime.now(UTC) + timedelta(days=9)
    first = unit("문", "Door", "A", note="note", author="Ann", edited_at=then)
    assert bring_in(boss, tm, unit("문", "Door", "A"), first, unit("문", "Gate", "A", edited_at=ahead)) == (2, 1)
    door, gate = memories.units(kim, tm, 0)
    assert door[1:] == ("문", "Door", "A", "note", 1, "Ann", then)
    assert gate.author == "Boss"
    assert gate.edited_at is not None
    assert gate.edited_at < ahead
    assert bring_in(boss, tm, first, unit("문", "Door", "B"), unit("", "x"), unit("x", "")) == (1, 3)
    assert [u[1:4] for u in memories.all_units(kim, tm)] == texts(kim, tm)
    assert (info(kim, tm).unit_count, info(kim, tm).seq) == (3, 2)
    assert feed(kim, tm) == [(1, 2, 1, "imported"), (2, 1, 1, "imported")]
    assert bring_in(boss, tm, first) == (0, 1)
    assert info(kim, tm).seq == 2


def test_the_order_of_a_file_stays(database: Database, tm: int) -> None:
    given = [unit(f"글 {number * 7919 % 500}", "t") for number in range(500)]
    bring_in(database.connect("boss"), tm, *given)
    assert [source for source, *_ in texts(database.connect("kim"), tm)] == [u.source for u in given]


def test_an_upload_that_ends_early_leaves_nothing(database: Database, tm: int) -> None:
    boss = database.connect("boss", autocommit=False)
    memories.add_units(boss, memories.begin_upload(boss, tm), [unit("문", "Door")])
    boss.rollback()
    left = "select count(*) from pg_class where relname like 'tm_upload%'"
    assert database.admin().execute(left).fetchone() == (0,)
    assert texts(database.connect("kim"), tm) == []


def test_an_upload_may_read_for_long(database: Database, tm: int) -> None:
    boss, timeout = database.connect("boss"), "show idle_in_transaction_session_timeout"
    boss.execute("set idle_in_transaction_session_timeout = '1min'")
    with boss.transaction():
        memories.begin_upload(boss, tm)
        assert boss.execute(timeout).fetchone() == ("10min",)
    assert boss.execute(timeout).fetchone() == ("1min",)


def test_an_upload_that_was_left_open_is_cleared_away(database: Database, tm: int) -> None:
    boss = database.connect("boss")
    memories.add_units(boss, memories.begin_upload(boss, tm), [unit("문", "left")])
    assert bring_in(boss, tm, unit("문", "Door")) == (1, 0)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        memories.finish_upload(boss, tm)


def test_confirmed_segments_are_remembered(database: Database, file: int, tm: int) -> None:
    kim = database.connect("kim")
    confirm(kim, file, "draft", state=State.DRAFT)
    assert texts(kim, tm) == []
    confirm(kim, file, "One")
    found = memories.units(kim, tm, 0)[0]
    assert (found.author, found.edited_at) == ("Kim", segments.page(kim, file, 0, 1)[0].edited_at)
    confirm(kim, file, "One")  # the same again
    assert texts(kim, tm) == [("하나", "One", "ID_0")]
    assert feed(kim, tm) == [(1, 1, 1, "confirmed")]


def test_a_unit_follows_its_segment(database: Database, file: int, tm: int) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    bring_in(database.connect("boss"), tm, unit("하나", "Uno", "ID_0", author="Ann"), unit("하나", "One"))
    confirm(kim, file, "One")
    confirm(lee, file, "A one")
    assert texts(kim, tm) == [("하나", "Uno", "ID_0"), ("하나", "One", ""), ("하나", "A one", "ID_0")]
    assert memories.units(kim, tm, 0)[-1][5:7] == (2, "Lee")
    confirm(kim, file, "Uno")  # the memory holds that: what came from the segment goes
    assert texts(kim, tm) == [("하나", "Uno", "ID_0"), ("하나", "One", "")]
    assert feed(kim, tm)[1:] == [(2, 1, 1, "confirmed"), (3, 1, 2, "confirmed"), (4, 1, 0, "merged")]
    assert info(kim, tm).unit_count == 2


def test_many_at_once_are_one_change(database: Database, project: int, tm: int) -> None:
    file = database.file(project, [f"글 {number % 50}" for number in range(300)])
    kim = database.connect("kim")
    kim.execute(f"listen loc_tm_{tm}")
    saves = [Save(number, 1, f"text {number % 50}", State.CONFIRMED) for number in range(300)]
    segments.save(kim, file, saves, ChangeKind.TYPED)
    assert info(kim, tm).unit_count == 300
    assert {c.seq for c in memories.changes(kim, tm)} == {1}
    assert [n.payload for n in kim.notifies(timeout=5, stop_after=1)] == ["1 many"]
    confirm(kim, file, "new")
    changed = memories.changes(kim, tm, (1, MAX_ID))[0]
    assert [n.payload for n in kim.notifies(timeout=5, stop_after=1)] == [f"2 {changed.first}@2"]


def test_segments_of_one_name_and_source_are_one_unit(database: Database, project: int, tm: int) -> None:
    file = database.file(project, ["글", "글"])
    database.admin().execute("update loc.segments set string_id = '' where file_id = %s", [file])
    kim = database.connect("kim")
    saves = [Save(0, 1, "first", State.CONFIRMED), Save(1, 1, "last", State.CONFIRMED)]
    segments.save(kim, file, saves, ChangeKind.TYPED)
    assert texts(kim, tm) == [("글", "last", "")]


def test_nothing_else_is_remembered(database: Database, project: int, tm: int) -> None:
    kim, boss = database.connect("kim"), database.connect("boss")
    german = database.file(project, name="de.txt", language="de")
    confirm(kim, german, "Eins")
    file = database.file(project)
    memories.assign(boss, tm, Place(project_id=project), Terms())
    confirm(kim, file, "One")
    memories.assign(boss, tm, Place(project_id=project), WRITABLE)
    memories.trash(boss, tm, gone=True)
    confirm(kim, file, "Two", 1)
    memories.trash(boss, tm, gone=False)
    confirm(kim, file, "")
    assert texts(kim, tm) == []


def test_a_memory_in_use_blocks_no_save(database: Database, file: int, tm: int) -> None:
    kim, lee, boss = database.connect("kim"), database.connect("lee"), database.connect("boss", autocommit=False)
    kim.execute("set statement_timeout = '5s'")
    memories.add_units(boss, memories.begin_upload(boss, tm), [unit("a", "b")])
    memories.finish_upload(boss, tm)  # the memory is held until the commit
    confirm(kim, file, "One")
    confirm(kim, file, "One again")
    confirm(kim, file, "Two", 1)
    boss.commit()
    assert [u[1] for u in texts(lee, tm)] == ["b"]
    assert memories.seqs(lee, [tm, 999]) == {tm: 2, 999: None}  # who follows takes along what waits
    assert sorted(texts(lee, tm)[1:]) == [("둘", "Two", "ID_1"), ("하나", "One again", "ID_0")]
    assert database.admin().execute("select count(*) from sec.tm_waiting").fetchone() == (0,)


def test_the_next_save_takes_along_what_waits(database: Database, file: int, tm: int) -> None:
    kim, boss = database.connect("kim"), database.connect("boss", autocommit=False)
    memories.rename(boss, tm, "Held")
    confirm(kim, file, "One")
    assert texts(kim, tm) == []
    boss.rollback()
    confirm(kim, file, "Two", 1)
    assert texts(kim, tm) == [("하나", "One", "ID_0"), ("둘", "Two", "ID_1")]


def test_a_memory_that_fails_blocks_no_save(database: Database, file: int, tm: int) -> None:
    kim, admin = database.connect("kim"), database.admin()
    admin.execute("alter table loc.tm_units add constraint broken check (target <> 'One')")
    confirm(kim, file, "One")
    confirm(kim, file, "Two", 1)
    assert segments.page(kim, file, 0, 1)[0].target == "One"
    assert texts(kim, tm) == [("둘", "Two", "ID_1")]
    [(error,)] = admin.execute("select error from sec.tm_waiting").fetchall()
    assert "broken" in error


def test_edits_are_versioned(database: Database, tm: int) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    bring_in(database.connect("boss"), tm, unit("문", "Door"), unit("문", "Gate"))
    door = memories.units(kim, tm, 0)[0]
    edited = memories.edit(kim, UnitEdit(tm, door.id, 1, "문", "A door", "S", "n"))
    assert edited == memories.UnitEdited(True, 2, "문", "A door", "S", "n")
    late = memories.edit(lee, UnitEdit(tm, door.id, 1, "문", "The door"))
    assert late == memories.UnitEdited(False, 2, "문", "A door", "S", "n")
    assert memories.edit(lee, UnitEdit(tm, door.id, 1, "문", "A door", "S", "n")).ok  # it says that already
    assert memories.units(lee, tm, 0)[0][1:7] == ("문", "A door", "S", "n", 2, "Kim")
    with pytest.raises(BadInput, match="there already"), told():
        memories.edit(kim, UnitEdit(tm, door.id, 2, "문", "Gate"))
    for wrong in (UnitEdit(tm, door.id, 2, "", "x"), UnitEdit(tm, door.id, 2, "x", "")):
        with pytest.raises(BadInput), told():
            memories.edit(kim, wrong)
    with pytest.raises(NotFound), told():
        memories.edit(kim, UnitEdit(tm, 999_999, 1, "x", "y"))
    assert feed(kim, tm)[1:] == [(2, 1, 2, "edited")]


def test_deleted_units_stay_in_the_feed(database: Database, tm: int) -> None:
    kim = database.connect("kim")
    bring_in(database.connect("boss"), tm, unit("문", "Door"), unit("문", "Gate"))
    ids = [u.id for u in memories.units(kim, tm, 0)]
    assert memories.delete_units(kim, tm, [ids[0], ids[0], 999_999]) == 1
    assert memories.delete_units(kim, tm, [ids[0]]) == 0
    assert (feed(kim, tm)[1:], info(kim, tm).unit_count) == ([(2, 1, 0, "deleted")], 1)
    old = "select old_source, old_target from loc.tm_changes where kind = 'deleted'"
    assert kim.execute(old).fetchall() == [("문", "Door")]


def test_duplicates_are_merged_into_the_newest(database: Database, tm: int) -> None:
    boss = database.connect("boss")
    old, new = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    given = [unit("문", "Door", f"ID {number}", edited_at=new if number == 1 else old) for number in range(4)]
    bring_in(boss, tm, *given, unit("문", "Gate", "ID"), unit("문", "Gate"))
    assert memories.merge(boss, tm) == 4
    assert texts(boss, tm) == [("문", "Door", "ID 1"), ("문", "Gate", "ID")]
    assert memories.merge(boss, tm) == 0
    assert info(boss, tm).unit_count == 2


def test_a_search(database: Database, tm: int) -> None:
    kim = database.connect("kim")
    bring_in(database.connect("boss"), tm, *(unit(f"글 {n}", f"Text {n}", f"ID_{n}") for n in range(30)))

    def found(*wanted: str, **other: int) -> list[str]:
        return [u.string_id for u in memories.search(kim, tm, Search(*wanted), **other)]

    assert found("text 2", "target") == ["ID_2", *(f"ID_{n}" for n in range(20, 30))]
    assert found("글 7", "any", "exact") == ["ID_7"]
    assert found("^id_1$", "string_id", "regex") == ["ID_1"]
    assert found("text", "source") == []
    first = memories.search(kim, tm, Search(), limit=20)
    assert len(first) == 20
    assert found("", "any", "contains", after=first[-1].id) == [f"ID_{n}" for n in range(20, 30)]


def test_the_chain_of_assignments(database: Database) -> None:
    boss, kim, admin = database.connect("boss"), database.connect("kim"), database.admin()
    project = boss.execute("select loc.create_project_v1('Game', 'PC', 'ko')").fetchone()[0]
    accounts.grant(boss, "kim", project, "edit")
    outer = boss.execute("select loc.create_folder_v1(%s, null, 'outer')", [project]).fetchone()[0]
    inner = boss.execute("select loc.create_folder_v1(%s, %s, 'inner')", [project, outer]).fetchone()[0]
    other = boss.execute("select loc.create_folder_v1(%s, null, 'other')", [project]).fetchone()[0]
    file = database.file(project)
    admin.execute("update loc.files set folder_id = %s where id = %s", [inner, file])
    platform = memories.platform(kim, "PC")
    made = {name: create(database, project, name) for name in ("inner", "outer", "other", "game", "first")}
    made |= {"pc": create(database, None, "pc"), "german": create(database, project, "german", "de")}
    memories.assign(boss, made["inner"], Place(folder_id=inner), Terms(penalty=3))
    memories.assign(boss, made["outer"], Place(folder_id=outer), WRITABLE)
    memories.assign(boss, made["other"], Place(folder_id=other), WRITABLE)
    memories.assign(boss, made["game"], Place(project_id=project), WRITABLE)
    memories.assign(boss, made["inner"], Place(project_id=project), Terms(5, writable=True))  # the nearer one counts
    memories.assign(boss, made["pc"], Place(platform_id=platform), WRITABLE)
    memories.assign(boss, made["german"], Place(project_id=project), WRITABLE)
    memories.assign(boss, made["first"], Place(project_id=project), Terms(priority=1))

    def served() -> list[tuple[str, bool]]:
        names = {number: name for name, number in made.items()}
        return [(names[one.tm_id], one.fed) for one in memories.active(kim, file)]

    expected = [("first", False), ("inner", False), ("outer", True), ("game", False), ("pc", False)]
    assert served() == expected
    assert memories.active(kim, file)[1].terms == Terms(penalty=3)
    confirm(kim, file, "One")
    assert [name for name, number in made.items() if texts(boss, number)] == ["outer"]
    assert memories.unassign(boss, made["outer"], Place(folder_id=outer))
    assert not memories.unassign(boss, made["outer"], Place(folder_id=outer))
    assert served() == [("first", False), ("inner", False), ("game", True), ("pc", False)]
    memories.trash(boss, made["game"], gone=True)
    assert served() == [("first", False), ("inner", False), ("pc", True)]
    assert next((a.platform, a.terms.priority) for a in memories.assignments(kim)) == ("", 5)


@pytest.mark.parametrize(
    "terms", [Terms(priority=1001), Terms(penalty=101), Terms(penalty=-1), Terms(priority=1 << 20)]
)
def test_terms_that_cannot_be(database: Database, project: int, tm: int, terms: Terms) -> None:
    with pytest.raises(BadInput), told():
        memories.assign(database.connect("boss"), tm, Place(project_id=project), terms)


def test_names_and_the_trash(database: Database, project: int) -> None:
    boss = database.connect("boss")
    tm = create(database, project)
    bring_in(boss, tm, unit("문", "Door"))
    with pytest.raises(BadInput, match="of this name already"), told():
        create(database, project)
    memories.rename(boss, tm, "Other")
    memories.trash(boss, tm, gone=True)
    assert [m.name for m in memories.memories(boss, trashed=True)] == ["Other"]
    second = create(database, project, "Other")
    with pytest.raises(BadInput, match="of this name already"), told():
        memories.trash(boss, tm, gone=False)
    with pytest.raises(BadInput, match="trash"), told():
        bring_in(boss, tm, unit("문", "Gate"))
    with pytest.raises(BadInput, match="trash"), told():
        memories.delete(boss, second)
    memories.delete(boss, tm)
    assert database.admin().execute("select count(*) from loc.tm_units").fetchone() == (0,)
    for name, language in (("a/b", "en"), ("x", "EN"), ("", "en")):
        with pytest.raises(BadInput), told():
            create(database, project, name, language)
    actions = database.admin().execute("select action, detail from sec.audit where action like 'memory%' order by id")
    assert [action for action, _detail in actions.fetchall()] == [
        f"memory {what}" for what in ("created", "imported", "renamed", "trashed", "created", "deleted")
    ]


def test_many_people_and_an_import_at_once(database: Database, project: int, tm: int) -> None:
    """Each unit is there once, none is missing, and the feed has no gap, whoever held the memory when."""
    file = database.file(project, [f"글 {number}" for number in range(120)])
    admin = database.admin()
    admin.execute("update loc.segments set string_id = 'same' where file_id = %s and ord %% 3 = 0", [file])

    def work(person: int) -> None:
        with psycopg.connect(**database.info("kim" if person % 2 else "lee"), autocommit=True) as conn:
            for ord_ in range(person * 30, person * 30 + 30):
                confirm(conn, file, f"text {ord_}", ord_)

    def carry() -> None:
        with psycopg.connect(**database.info("boss"), autocommit=True) as conn:
            for run in range(5):
                bring_in(conn, tm, *(unit(f"글 {n}", f"text {n}", f"ID_{n}") for n in range(run * 20, 120)))

    with ThreadPoolExecutor(5) as pool:
        for done in [pool.submit(carry), *(pool.submit(work, person) for person in range(4))]:
            done.result()
    kim = database.connect("kim")
    seq = memories.seqs(kim, [tm])[tm]
    found = texts(kim, tm)
    expected = {(f"글 {n}", f"text {n}", f"ID_{n}") for n in range(120)}
    expected |= {(f"글 {n}", f"text {n}", "same") for n in range(0, 120, 3)}
    assert (len(found), set(found)) == (len(expected), expected)
    assert sorted({change.seq for change in memories.changes(kim, tm, limit=10_000)}) == list(range(1, (seq or 0) + 1))
    assert admin.execute("select count(*) from sec.tm_waiting").fetchone() == (0,)


class Following(RuleBasedStateMachine):
    """Somebody's copy that follows the feed is always what the memory holds, whatever people do."""

    def __init__(self, database: Database, project: int, file: int) -> None:
        super().__init__()
        self.boss, self.kim, self.file = database.connect("boss"), database.connect("kim"), file
        self.tm = memories.create(self.boss, NewMemory(f"Run {next(NUMBERS)}", project, "ko", "en"))
        self.project = project
        memories.assign(self.boss, self.tm, Place(project_id=project), WRITABLE)
        self.copy: dict[int, TranslationUnit] = {}
        self.seq = 0

    def teardown(self) -> None:
        memories.unassign(self.boss, self.tm, Place(project_id=self.project))
        self.boss.close()
        self.kim.close()

    few = st.sampled_from(["a", "b", "c"])
    sources = st.sampled_from(["가", "나"])

    @rule(ord=st.integers(0, 2), text=few)
    def confirm(self, ord: int, text: str) -> None:
        confirm(self.kim, self.file, text, ord)

    @rule(given=st.lists(st.tuples(sources, few, st.sampled_from(["ID_0", "", "x"])), max_size=4))
    def bring_in(self, given: list[tuple[str, str, str]]) -> None:
        added, already = bring_in(self.boss, self.tm, *(unit(*one) for one in given))
        assert added + already == len(given)

    @rule(number=st.integers(0, 5), source=sources, text=few)
    def edit(self, number: int, source: str, text: str) -> None:
        found = memories.units(self.kim, self.tm, 0)
        if number < len(found):
            same = [u for u in found if u[1:4] == (source, text, "") and u.id != found[number].id]
            new = UnitEdit(self.tm, found[number].id, found[number].version, source, text)
            if same:
                with pytest.raises(psycopg.errors.UniqueViolation):
                    memories.edit(self.kim, new)
            else:
                assert memories.edit(self.kim, new).ok

    @rule(number=st.integers(0, 5))
    def delete(self, number: int) -> None:
        found = memories.units(self.kim, self.tm, 0)
        memories.delete_units(self.kim, self.tm, [u.id for u in found[number : number + 1]])

    @rule()
    def merge(self) -> None:
        memories.merge(self.boss, self.tm)

    @rule()
    def follow(self) -> None:
        for change in memories.changes(self.kim, self.tm, (self.seq, MAX_ID)):
            assert change.seq in (self.seq, self.seq + 1), "the feed has a gap"
            self.seq = change.seq
            for number in [number for number in self.copy if change.first <= number <= change.last]:
                del self.copy[number]
            self.copy |= {u.id: u for u in memories.units(self.kim, self.tm, change.first, change.last)}
        assert self.copy == {u.id: u for u in memories.all_units(self.kim, self.tm)}
        assert memories.seqs(self.kim, [self.tm]) == {self.tm: self.seq}

    @invariant()
    def each_unit_is_there_once(self) -> None:
        found = texts(self.kim, self.tm)
        assert len(found) == len(set(found)) == info(self.kim, self.tm).unit_count


def test_a_copy_that_follows_is_the_memory(database: Database, project: int) -> None:
    file = database.file(project, ["가", "가", "나"])
    checks = settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(lambda: Following(database, project, file), settings=checks)
