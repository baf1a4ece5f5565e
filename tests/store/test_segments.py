"""Pages, filters and the versioned save, against a truth kept in a dictionary."""

from collections import Counter
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from locanext.domain.change import ChangeKind
from locanext.domain.errors import BadInput, NotAllowed
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.store import changes, projects, segments, uploads
from locanext.store.errors import told
from locanext.store.segments import Filter, Save, Saved
from locanext.store.uploads import NewFile
from tests.servers import Connection, Database

DRAFT, CONFIRMED = State.DRAFT, State.CONFIRMED


@pytest.fixture
def file(database: Database) -> int:
    return database.file(database.project())


def typed(conn: Connection, file: int, *saves: Save) -> list[Saved]:
    with conn.transaction():
        return sorted(segments.save(conn, file, saves, ChangeKind.TYPED), key=lambda saved: saved.ord)


def feed(conn: Connection, file: int) -> list[tuple[Any, ...]]:
    """(seq, ord, version, kind, target) of all changes but the import."""
    return [(c.seq, c.ord, c.version, c.kind.value, c.target) for c in changes.since(conn, file, 1, 10_000)]


def targets(conn: Connection, file: int) -> list[str]:
    return [segment.target for segment in segments.page(conn, file, 0, 100)]


def test_a_save(database: Database, file: int) -> None:
    conn = database.connect("kim")
    assert typed(conn, file, Save(1, 1, "Two", CONFIRMED)) == [Saved(1, True, 2, "Two", CONFIRMED, False, 2)]
    segment = segments.page(conn, file, 1, 1)[0]
    assert (segment.string_id, segment.source, segment.target) == ("ID_1", "둘", "Two")
    assert (segment.state, segment.version, segment.author) == (CONFIRMED, 2, "Kim")
    assert segment.edited_at is not None
    assert feed(conn, file) == [(2, 1, 2, "typed", "Two")]


def test_a_conflict_keeps_both_texts(database: Database, file: int) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    typed(kim, file, Save(0, 1, "Kim's", DRAFT))
    assert typed(lee, file, Save(0, 1, "Lee's", CONFIRMED)) == [Saved(0, False, 2, "Kim's", DRAFT, False, 3)]
    assert targets(lee, file)[0] == "Kim's"
    assert feed(lee, file) == [(2, 0, 2, "typed", "Kim's"), (3, 0, 2, "conflict", "Lee's")]
    assert [c.author for c in changes.of_segment(lee, file, 0)] == ["Lee", "Kim"]


def test_what_was_saved_already_is_known_again(database: Database, file: int) -> None:
    conn = database.connect("kim")
    save = Save(0, 1, "One", DRAFT)
    first = typed(conn, file, save)
    assert typed(conn, file, save) == first
    assert feed(conn, file) == [(2, 0, 2, "typed", "One")]


def test_the_same_text_of_somebody_else_is_no_repetition(database: Database, file: int) -> None:
    save = Save(0, 1, "One", DRAFT)
    typed(database.connect("kim"), file, save)
    lee = database.connect("lee")
    assert [saved.ok for saved in typed(lee, file, save)] == [False]
    assert [entry[3] for entry in feed(lee, file)] == ["typed", "conflict"]


def test_a_version_of_the_future_is_a_conflict(database: Database, file: int) -> None:
    conn = database.connect("kim")
    assert [saved.ok for saved in typed(conn, file, Save(0, 7, "x", DRAFT))] == [False]


def test_a_batch_with_some_conflicts(database: Database, file: int) -> None:
    kim, lee = database.connect("kim"), database.connect("lee")
    typed(kim, file, Save(1, 1, "Kim's", DRAFT))
    batch = [Save(ord_, 1, f"Lee's {ord_}", DRAFT) for ord_ in (2, 0, 1)]
    assert [(saved.ord, saved.ok, saved.seq) for saved in typed(lee, file, *batch)] == [
        (0, True, 3),
        (1, False, 3),
        (2, True, 3),
    ]
    assert targets(lee, file) == ["Lee's 0", "Kim's", "Lee's 2"]
    assert [(seq, ord_, kind) for seq, ord_, _v, kind, _t in feed(lee, file)[1:]] == [
        (3, 0, "typed"),
        (3, 1, "conflict"),
        (3, 2, "typed"),
    ]


def test_a_segment_twice_in_one_save_is_refused(database: Database, file: int) -> None:
    conn = database.connect("kim")
    with pytest.raises(BadInput, match="twice"), told():
        typed(conn, file, Save(0, 1, "a", DRAFT), Save(0, 1, "b", DRAFT))
    assert feed(conn, file) == []


def test_an_imported_change_cannot_be_made_by_hand(database: Database, file: int) -> None:
    conn = database.connect("kim")
    for kind in (ChangeKind.IMPORTED, ChangeKind.CONFLICT):
        with pytest.raises(BadInput, match="no way of editing"), told():
            segments.save(conn, file, [Save(0, 1, "a", DRAFT)], kind)


def test_a_locked_segment_stays_and_the_text_is_kept(database: Database, file: int) -> None:
    conn = database.connect("kim")
    database.admin().execute("update loc.segments set locked = true where ord = 0")
    assert typed(conn, file, Save(0, 1, "mine", DRAFT)) == [Saved(0, False, 1, "", State.UNTRANSLATED, True, 2)]
    assert feed(conn, file) == [(2, 0, 1, "conflict", "mine")]


def test_a_segment_that_does_not_exist_is_not_answered(database: Database, file: int) -> None:
    conn = database.connect("kim")
    assert typed(conn, file, Save(99, 1, "x", DRAFT)) == []
    assert [saved.ord for saved in typed(conn, file, Save(0, 1, "x", DRAFT), Save(99, 1, "x", DRAFT))] == [0]
    assert typed(conn, file) == []


def test_only_reviewers_review(database: Database) -> None:
    file = database.file(database.project(members={"kim": "edit", "rev": "edit"}))
    kim, rev = database.connect("kim"), database.connect("rev")
    with pytest.raises(NotAllowed, match="reviewer"), told():
        typed(kim, file, Save(0, 1, "x", State.REVIEWED))
    assert [saved.state for saved in typed(rev, file, Save(0, 1, "x", State.REVIEWED))] == [State.REVIEWED]


def test_who_may_only_read_does_not_save(database: Database) -> None:
    file = database.file(database.project(members={"kim": "read"}))
    for login in ("kim", "out"):
        with pytest.raises(NotAllowed), told():
            typed(database.connect(login), file, Save(0, 1, "x", DRAFT))


def test_the_confirmed_are_counted(database: Database, file: int) -> None:
    conn = database.connect("kim")

    def done() -> int:
        return projects.file(conn, file).done_count

    typed(conn, file, Save(0, 1, "a", CONFIRMED), Save(1, 1, "b", CONFIRMED), Save(2, 1, "c", DRAFT))
    assert done() == 2
    typed(conn, file, Save(0, 2, "a", CONFIRMED), Save(1, 1, "late", DRAFT))
    assert done() == 2
    typed(conn, file, Save(0, 3, "a", DRAFT))
    assert done() == 1


def test_texts_come_back_as_they_were(database: Database, file: int) -> None:
    conn = database.connect("kim")
    text = " 한글\u3000e\u0301\ufeff\u200b\\n\r\n\t'\"\\%_{0}𝄞🏳️‍🌈\x01 "
    typed(conn, file, Save(0, 1, text, DRAFT))
    assert targets(conn, file)[0] == text
    assert list(segments.edited(conn, file)) == [(0, text)]


def test_a_text_may_be_a_million_letters(database: Database, file: int) -> None:
    conn = database.connect("kim")
    typed(conn, file, Save(0, 1, "가" * 1_000_000, DRAFT))
    assert len(targets(conn, file)[0]) == 1_000_000
    with pytest.raises(BadInput), told():
        typed(conn, file, Save(0, 2, "가" * 1_000_001, DRAFT))


def test_edited_are_those_that_were_ever_saved(database: Database, file: int) -> None:
    conn = database.connect("kim")
    typed(conn, file, Save(2, 1, "c", DRAFT))
    typed(conn, file, Save(0, 1, "a", DRAFT))
    typed(conn, file, Save(0, 2, "", State.UNTRANSLATED))
    assert list(segments.edited(conn, file)) == [(0, ""), (2, "c")]


def test_pages(database: Database) -> None:
    file = database.file(database.project(), [str(number) for number in range(50)])
    conn = database.connect("kim")

    def ords(first: int, many: int) -> list[int]:
        return [segment.ord for segment in segments.page(conn, file, first, many)]

    assert ords(10, 3) == [10, 11, 12]
    assert ords(48, 10) == [48, 49]
    assert ords(50, 10) == ords(0, 0) == ords(-5, 5) == []
    assert [segment.ord for segment in segments.chosen(conn, file, [30, 3, 99])] == [3, 30]
    assert segments.chosen(conn, file, []) == segments.page(conn, 4711, 0, 10) == []


# --- filters -------------------------------------------------------------------------------------------------

TEXTS = [
    # source, target
    ("문을 열어라.", "Open the door."),
    ("100% 확률", "100% chance"),
    ("이름_표", "NAME_TAG"),
    ("경로 C:\\temp", "Path C:\\temp"),
    ("ÄÖÜ straße", "äöü STRASSE"),
    ("", ""),
    ("열쇠", "Key (open)"),
]


@pytest.fixture
def texts(database: Database) -> int:
    file = database.file(database.project(), [source for source, _target in TEXTS])
    conn = database.connect("kim")
    states = [DRAFT, CONFIRMED, DRAFT, State.TRANSLATED, State.REJECTED, State.UNTRANSLATED, CONFIRMED]
    typed(conn, file, *[Save(ord_, 1, target, states[ord_]) for ord_, (_s, target) in enumerate(TEXTS)])
    return file


EVERY = list(range(len(TEXTS)))


WANTED = [
    (Filter(), EVERY),
    (Filter("열"), [0, 6]),
    (Filter("열어라", "source"), [0]),
    (Filter("열어라", "target"), []),
    (Filter("OPEN", "target"), [0, 6]),
    (Filter("open the door.", "target", "exact"), []),
    (Filter("Open the door.", "target", "exact"), [0]),
    (Filter("열쇠", "any", "exact"), [6]),
    (Filter("ID_2", "string_id", "exact"), [2]),
    (Filter("id_", "string_id"), EVERY),
    (Filter("%"), [1]),
    (Filter("_", "source"), [2]),
    (Filter("\\"), [3]),
    (Filter("C:\\T", "target"), [3]),
    (Filter("ö", "target"), [4]),
    (Filter("Ö", "target"), [4]),
    (Filter("open", "target", "not"), [1, 2, 3, 4, 5]),
    (Filter("열", "source", "not"), [1, 2, 3, 4, 5]),
    (Filter("^open", "target", "regex"), [0]),
    (Filter("\\(open\\)$", "target", "regex"), [6]),
    (Filter("[가-힣]_", "source", "regex"), [2]),
    (Filter("^open", mode="regex"), [0]),
    (Filter("\\(open\\)$", mode="regex"), [6]),
    (Filter("\x01"), []),
    (Filter("no such text"), []),
    (Filter(states=(CONFIRMED,)), [1, 6]),
    (Filter(states=(State.UNTRANSLATED, State.REJECTED)), [4, 5]),
    (Filter("열", states=(CONFIRMED,)), [6]),
    (Filter(" "), [0, 1, 3, 4, 6]),
]


def test_filters(database: Database, texts: int) -> None:
    conn = database.connect("kim")
    with conn.transaction():
        found = [(wanted, list(segments.matching(conn, texts, wanted))) for wanted, _ords in WANTED]
    assert found == WANTED


def test_an_any_filter_does_not_match_across_fields(database: Database) -> None:
    file = database.file(database.project(), ["ab"])
    conn = database.connect("kim")
    typed(conn, file, Save(0, 1, "cd", DRAFT))
    with conn.transaction():
        assert list(segments.matching(conn, file, Filter("abcd"))) == []
        assert list(segments.matching(conn, file, Filter("cd"))) == [0]


def test_a_pattern_that_is_none(database: Database, texts: int) -> None:
    conn = database.connect("kim")
    with pytest.raises(BadInput, match="regular expression"), told(), conn.transaction():
        segments.matching(conn, texts, Filter("(", mode="regex"))


def test_a_filter_on_a_file_that_one_may_not_see(database: Database, texts: int) -> None:
    for login, file in (("out", texts), ("kim", 4711)):
        conn = database.connect(login)
        with pytest.raises(NotAllowed), told(), conn.transaction():
            segments.matching(conn, file, Filter())


def test_an_empty_filter_says_so() -> None:
    assert Filter().is_empty
    assert not Filter("x").is_empty
    assert not Filter(states=(DRAFT,)).is_empty


def test_the_next_that_is_not_done(database: Database, texts: int) -> None:
    conn = database.connect("kim")
    database.admin().execute("update loc.segments set locked = true where ord = 4")

    def after(ord_: int, among: list[int] | None = None) -> int | None:
        return segments.next_undone(conn, texts, ord_, among)

    assert [after(ord_) for ord_ in (-1, 0, 2, 3, 5)] == [0, 2, 3, 5, None]
    assert [after(ord_, [0, 1, 5]) for ord_ in (-1, 0, 5)] == [0, 5, None]
    assert after(-1, []) is None


# --- two people at random ------------------------------------------------------------------------------------

PEOPLE = ("kim", "lee")
SIZE = 4
_ORDS = st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=SIZE, unique=True)
_STATES = st.sampled_from([State.UNTRANSLATED, DRAFT, State.TRANSLATED, CONFIRMED, State.REJECTED])
_TEXTS = st.sampled_from(["", "a", "나", "c"])
_PEOPLE = st.sampled_from(PEOPLE)


class TwoPeople(RuleBasedStateMachine):
    """Both save what they saw; what they saw may be old. The dictionary decides what has to come of it."""

    project: int
    connections: dict[str, Connection]
    names = count()

    def __init__(self) -> None:
        super().__init__()
        self.file = self._new_file(self.connections["boss"])
        self.truth = dict.fromkeys(range(SIZE), (1, "", State.UNTRANSLATED, ""))
        self.locked: set[int] = set()
        self.seen = {login: dict.fromkeys(range(SIZE), 1) for login in PEOPLE}
        self.last: dict[str, list[Save]] = {}
        self.feed: list[tuple[Any, ...]] = []
        self.lost: set[tuple[int, int, str, str]] = set()
        self.seq = 1

    @rule(login=_PEOPLE, ords=_ORDS, text=_TEXTS, state=_STATES)
    def save(self, login: str, ords: list[int], text: str, state: State) -> None:
        self._save(login, [Save(ord_, self.seen[login][ord_], text, state) for ord_ in ords])

    @rule(login=_PEOPLE)
    def save_again(self, login: str) -> None:
        if login in self.last:
            self._save(login, self.last[login])

    @rule(login=_PEOPLE)
    def look(self, login: str) -> None:
        found = segments.page(self.connections[login], self.file, 0, SIZE)
        self.seen[login] = {segment.ord: segment.version for segment in found}

    @rule(ord_=st.integers(0, SIZE - 1))
    def lock(self, ord_: int) -> None:
        self.locked ^= {ord_}
        change = "update loc.segments set locked = not locked where file_id = %s and ord = %s"
        self.connections["admin"].execute(change, [self.file, ord_])

    def _new_file(self, conn: Connection) -> int:
        new = NewFile(self.project, None, f"{next(self.names)}.txt", "tabbed_text", "en", {})
        with conn.transaction():
            upload = uploads.begin(conn, new)
            uploads.add_segments(conn, upload, [Segment(ord_, f"ID_{ord_}", "가", "") for ord_ in range(SIZE)])
            uploads.finish(conn, upload, 0, "")
        return upload.file_id

    def _save(self, login: str, saves: list[Save]) -> None:
        self.last[login] = saves
        answers = typed(self.connections[login], self.file, *saves)
        expected = {save.ord: self._outcome(login, save) for save in saves}
        if any(entry is not None for _ok, entry in expected.values()):
            self.seq += 1
        self.feed += [(self.seq, *entry) for _ord, (_ok, entry) in sorted(expected.items()) if entry is not None]
        assert {a.ord: (a.ok, a.version, a.target, a.state, a.locked, a.seq) for a in answers} == {
            ord_: (ok, *self.truth[ord_][:3], ord_ in self.locked, self.seq) for ord_, (ok, _e) in expected.items()
        }

    def _outcome(self, login: str, save: Save) -> tuple[bool, tuple[Any, ...] | None]:
        """Whether the save counts, and the feed's entry for it."""
        version, target, state, author = self.truth[save.ord]
        if save.version == version and save.ord not in self.locked:
            self.truth[save.ord] = (version + 1, save.target, save.state, login)
            return True, (save.ord, version + 1, "typed", save.target)
        if (save.version + 1, save.target, save.state, login) == (version, target, state, author):
            return True, None
        if (save.ord, version, login, save.target) in self.lost:
            return False, None
        self.lost.add((save.ord, version, login, save.target))
        return False, (save.ord, version, "conflict", save.target)

    @invariant()
    def the_table_is_the_truth(self) -> None:
        found = segments.page(self.connections["lee"], self.file, 0, SIZE)
        assert {s.ord: (s.version, s.target, s.state, s.author.lower()) for s in found} == self.truth

    @invariant()
    def every_text_is_in_the_feed_which_has_no_gap(self) -> None:
        found = feed(self.connections["kim"], self.file)
        assert found == self.feed
        assert sorted({entry[0] for entry in found}) == list(range(2, self.seq + 1))
        head = projects.file(self.connections["kim"], self.file)
        assert head.seq == changes.newest(self.connections["kim"], self.file) == self.seq
        assert head.done_count == Counter(state.is_done for _v, _t, state, _a in self.truth.values())[True]

    @invariant()
    def the_feed_replayed_is_the_table(self) -> None:
        replayed = dict.fromkeys(range(SIZE), (1, "", State.UNTRANSLATED))
        for change in changes.since(self.connections["lee"], self.file, 1, 10_000):
            if change.kind.applies:
                replayed[change.ord] = (change.version, change.target, change.state)
        assert replayed == {ord_: found[:3] for ord_, found in self.truth.items()}


def test_two_people_save_at_random(database: Database) -> None:
    TwoPeople.project = database.project()
    TwoPeople.connections = {login: database.connect(login) for login in (*PEOPLE, "boss")} | {
        "admin": database.admin()
    }
    checks = [HealthCheck.too_slow]
    run_state_machine_as_test(
        TwoPeople,
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, database=None, suppress_health_check=checks
        ),
    )
