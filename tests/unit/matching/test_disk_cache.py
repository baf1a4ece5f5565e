"""A cache answers as a list of its units would, through any sequence of changes, merges and restarts."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from locanext.domain.errors import Cancelled
from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.matching import change_log, disk_cache, generations
from locanext.matching.array_files import CacheDamaged
from locanext.matching.change_log import Record, encoded
from locanext.matching.concordance import Field, Mode, Search
from locanext.matching.disk_cache import UnitCache, build, merge
from locanext.matching.lookup import LookupRequest
from tests.unit.matching.model import TM, Model, unit
from tests.unit.matching.texts import any_texts, small_texts

texts = small_texts | any_texts
ids = st.integers(1, 12)
units = st.builds(unit, ids, texts, small_texts, st.sampled_from(["", "A", "B"]), minute=st.none() | st.integers(0, 5))


class CacheMachine(RuleBasedStateMachine):
    """Two open caches of one folder, as two windows have them, and the model."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.model = Model()
        self.seq = 0

    @initialize(given=st.lists(units, max_size=8, unique_by=lambda one: one.id))
    def begin(self, given: list[TranslationUnit]) -> None:
        build(self.folder, given, 0, Progress())
        self.model.units = {one.id: one for one in given}
        self.caches = [UnitCache(self.folder, TM), UnitCache(self.folder, TM)]

    @rule(given=st.lists(units, max_size=4), deleted=st.lists(ids, max_size=2), window=st.integers(0, 1))
    def change(self, given: list[TranslationUnit], deleted: list[int], window: int) -> None:
        self.seq += 1
        self.caches[window].apply(given, deleted, self.seq)
        self.model.units |= {one.id: one for one in given}
        for id_ in deleted:
            self.model.units.pop(id_, None)

    @rule(given=st.lists(units, max_size=4), window=st.integers(0, 1))
    def what_was_applied_already_changes_nothing(self, given: list[TranslationUnit], window: int) -> None:
        self.caches[window].apply(given, [], self.seq)

    @rule()
    def merge(self) -> None:
        assert merge(self.folder, Progress())

    @rule(window=st.integers(0, 1))
    def restart(self, window: int) -> None:
        self.caches[window].close()
        self.caches[window] = UnitCache(self.folder, TM)

    @rule()
    def a_writer_is_killed(self) -> None:
        """Half of a record is left behind."""
        newest = generations.newest(self.folder)
        assert newest is not None
        _, whole = change_log.read(newest / generations.LOG, 0)
        with (newest / generations.LOG).open("rb+") as log:
            log.seek(whole)
            log.truncate()
            log.write(encoded(Record([unit(1, "half")], [], self.seq + 1))[:-9])

    @rule(text=texts, string_id=st.sampled_from(["", "A"]), threshold=st.integers(50, 100), limit=st.integers(0, 3))
    def look_up(self, text: str, string_id: str, threshold: int, limit: int) -> None:
        known = [one.source for one in self.model.units.values()]
        for wanted in (text, *known[:3]):
            request = LookupRequest(wanted, string_id, threshold, limit)
            assert [cache.lookup(request) for cache in self.caches] == [self.model.lookup(request)] * 2

    @rule(text=small_texts, mode=st.sampled_from([Mode.CONTAINS, Mode.WORD, Mode.FUZZY]), field=st.sampled_from(Field))
    def search(self, text: str, mode: Mode, field: Field) -> None:
        for needle in (text, text[:1], text[1:3]):
            wanted = Search(needle, mode, field)
            assert [set(cache.search(wanted)) for cache in self.caches] == [self.model.search(wanted)] * 2

    @rule(id_=ids)
    def compare(self, id_: int) -> None:
        for cache in self.caches:
            assert {one.id: one for one in cache.units()} == self.model.units
            assert (len(cache), cache.seq) == (len(self.model.units), self.seq)
            assert cache.unit(id_) == self.model.units.get(id_)

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


def test_any_sequence_of_changes() -> None:
    run_state_machine_as_test(CacheMachine, settings=settings(max_examples=30, stateful_step_count=20, deadline=None))


@pytest.fixture
def cache(tmp_path: Path) -> UnitCache:
    build(tmp_path, [unit(1, "검", "Sword"), unit(2, "방패", "Shield")], 5, Progress())
    return UnitCache(tmp_path, TM)


def test_an_empty_folder_is_no_cache(tmp_path: Path) -> None:
    with pytest.raises(CacheDamaged, match="there is no complete cache"):
        UnitCache(tmp_path / "new", TM)


def test_a_cache_of_nothing_finds_nothing(tmp_path: Path) -> None:
    build(tmp_path, [], 0, Progress())
    cache = UnitCache(tmp_path, TM)
    assert (len(cache), cache.lookup(LookupRequest("검"))) == (0, [])
    assert [list(cache.search(Search("검", field=field))) for field in Field] == [[], []]


def test_two_units_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="same id"):
        build(tmp_path, [unit(1, "검"), unit(1, "칼")], 0, Progress())
    assert generations.numbered(tmp_path) == []


def test_a_cancelled_build_leaves_the_cache_as_it_was(cache: UnitCache) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        build(cache.folder, [unit(3, "칼")], 6, progress)
    assert len(generations.numbered(cache.folder)) == 1
    assert (len(cache), cache.seq) == (2, 5)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
def test_a_disk_that_refuses_leaves_the_cache_as_it_was(cache: UnitCache) -> None:
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from locanext.domain.errors import BadInput; from locanext.domain.progress import Progress\n"
        "from locanext.domain.tm import TranslationUnit; from locanext.matching.disk_cache import UnitCache, build\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "units = [TranslationUnit(id_, f'{id_} 검의 길 {id_}', '') for id_ in range(5000)]\n"
        "for work in (lambda: build(Path(sys.argv[1]), units, 6, Progress()),\n"
        "             lambda: UnitCache(Path(sys.argv[1]), 7).apply(units, [], 6)):\n"
        "    try: work()\n"
        "    except BadInput as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(cache.folder)], check=True, capture_output=True, text=True
    )
    assert done.stdout.count("cannot be used: File too large.") == 2
    assert len(generations.numbered(cache.folder)) == 1
    assert (len(cache), cache.seq) == (2, 5)
    cache.apply([unit(3, "칼")], [], 6)
    assert {one.id for one in UnitCache(cache.folder, TM).units()} == {1, 2, 3}


def test_an_open_cache_goes_over_to_a_new_build(cache: UnitCache) -> None:
    cache.apply([unit(4, "창")], [], 9)
    build(cache.folder, [unit(3, "칼")], 6, Progress())
    assert [one.id for one in cache.units()] == [3]
    assert cache.seq == 6


def test_targets_first_searched_after_a_merge_are_the_merged_ones(cache: UnitCache) -> None:
    other = UnitCache(cache.folder, TM)
    other.apply([unit(3, "칼", "Knife")], [], 6)
    opened = cache._current()
    assert merge(cache.folder, Progress())
    assert not opened.place.exists()
    assert [one.id for one in cache.search(Search("knife", field=Field.TARGET))] == [3]


def test_changes_made_during_a_merge_are_kept(cache: UnitCache, monkeypatch: pytest.MonkeyPatch) -> None:
    write = disk_cache.write_base

    def written(*arguments):  # type: ignore[no-untyped-def]
        files = write(*arguments)
        cache.apply([unit(3, "칼", "Knife")], [1], 6)
        return files

    monkeypatch.setattr(disk_cache, "write_base", written)
    assert merge(cache.folder, Progress())
    assert {one.id for one in cache.units()} == {2, 3}
    assert (cache.seq, UnitCache(cache.folder, TM).seq) == (6, 6)


def test_a_merge_between_two_looks_at_the_disk_goes_unnoticed(
    cache: UnitCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest, looks = generations.newest, []

    def looked(folder: Path) -> Path | None:
        """First as it is for one who lists the folder before a merge and looks into the parts after it."""
        looks.append(folder)
        return None if len(looks) == 1 else newest(folder)

    monkeypatch.setattr(generations, "newest", looked)
    assert cache.seq == 5
    assert len(looks) == 2


def test_one_merge_at_a_time(cache: UnitCache, monkeypatch: pytest.MonkeyPatch) -> None:
    write, answers = disk_cache.write_base, []

    def written(*arguments):  # type: ignore[no-untyped-def]
        answers.append(merge(cache.folder, Progress()))
        return write(*arguments)

    monkeypatch.setattr(disk_cache, "write_base", written)
    assert merge(cache.folder, Progress())
    assert answers == [False]


def test_what_a_killed_merge_left_is_tidied_up(cache: UnitCache) -> None:
    left = generations.begin(cache.folder)
    (left / "source").write_bytes(b"half")
    assert UnitCache(cache.folder, TM).seq == 5
    assert merge(cache.folder, Progress())
    assert len(generations.numbered(cache.folder)) == 1
    assert {one.id for one in cache.units()} == {1, 2}


def test_a_merge_is_due_after_many_changes(cache: UnitCache) -> None:
    assert not cache.merge_is_due
    cache.apply([unit(id_, f"검 {id_}") for id_ in range(10, 10 + disk_cache.MERGE_LEAST)], [], 6)
    assert not cache.merge_is_due
    cache.apply([], [1], 7)
    assert cache.merge_is_due
    assert merge(cache.folder, Progress())
    assert not cache.merge_is_due


def test_another_process_sees_a_change_at_once(cache: UnitCache) -> None:
    program = (
        "import sys; from pathlib import Path; from locanext.matching.disk_cache import UnitCache\n"
        "from locanext.domain.tm import TranslationUnit\n"
        "UnitCache(Path(sys.argv[1]), 7).apply([TranslationUnit(3, '용의 검', 'Dragon sword')], [2], 6)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(cache.folder)], check=True)
    assert [match.unit.id for match in cache.lookup(LookupRequest("용의 검"))] == [3]
    assert cache.unit(2) is None


def test_a_search_goes_on_in_what_it_began_in(cache: UnitCache) -> None:
    found = cache.search(Search(""))
    first = next(found)
    cache.apply([], [1, 2], 6)
    assert merge(cache.folder, Progress())
    assert {first.id, *(one.id for one in found)} == {1, 2}


def test_a_discarded_cache_is_gone(cache: UnitCache) -> None:
    disk_cache.discard(cache.folder)
    assert not [path for path in cache.folder.rglob("*") if path.suffix != ".lock"]
    with pytest.raises(CacheDamaged):
        cache.lookup(LookupRequest("검"))


def test_processes_that_follow_one_feed_share_a_cache(cache: UnitCache) -> None:
    """Both apply all of it, each as fast as it can, while the base is built again and again."""
    program = (
        "import sys; from pathlib import Path; from locanext.matching.disk_cache import UnitCache\n"
        "from locanext.domain.tm import TranslationUnit\n"
        "cache = UnitCache(Path(sys.argv[1]), 7)\n"
        "for seq in range(6, 206):\n"
        "    cache.apply([TranslationUnit(seq % 50, f'검 {seq}', 'Sword')], [(seq + 25) % 50], seq)\n"
    )
    followers = [subprocess.Popen([sys.executable, "-c", program, str(cache.folder)]) for _ in range(2)]
    merges = 0
    while any(follower.poll() is None for follower in followers):
        merges += merge(cache.folder, Progress())
    assert [follower.returncode for follower in followers] == [0, 0]
    left = {seq % 50: f"검 {seq}" for seq in range(181, 206)}
    assert (cache.seq, merges > 1) == (205, True)
    assert {one.id: one.source for one in cache.units()} == left


def test_another_format_is_built_again(cache: UnitCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "FORMAT", "2")
    with pytest.raises(CacheDamaged, match="format"):
        UnitCache(cache.folder, TM)
