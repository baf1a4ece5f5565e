"""A damaged cache says so; it never answers wrongly, and never fails in another way."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.domain.progress import Progress
from locanext.matching import generations
from locanext.matching.array_files import CacheDamaged
from locanext.matching.concordance import Field, Search
from locanext.matching.disk_cache import UnitCache, build, merge
from locanext.matching.lookup import LookupRequest
from tests.unit.matching.model import TM, unit
from tests.unit.matching.texts import corpus

TEXTS = corpus(60, seed=6)
BASE = [unit(id_, text, f"{text} target", minute=id_) for id_, text in enumerate(TEXTS[:50])]
CHANGED = [unit(id_, text, f"{text} target") for id_, text in enumerate(TEXTS[45:], 45)]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with a base and two records in its log."""
    folder = tmp_path_factory.mktemp("sound") / "cache"
    build(folder, BASE, 1, Progress())
    cache = UnitCache(folder, TM)
    cache.apply(CHANGED, [3], 2)
    cache.apply([], [4, 50], 3)
    return folder


def answers(folder: Path) -> list[object]:
    """Everything that can be asked."""
    cache = UnitCache(folder, TM)
    found: list[object] = [cache.seq, sorted(cache.units())]
    for text in TEXTS[::6]:
        found.append(cache.lookup(LookupRequest(text, threshold=50)))
        found += [sorted(cache.search(Search(text[:2], field=field))) for field in Field]
    return found


def files(folder: Path) -> list[Path]:
    """All that is not a lock."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_byte(sound: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([one for one in files(sound) if (sound / one).stat().st_size]))
    folder = tmp_path_factory.mktemp("damaged") / "cache"
    shutil.copytree(sound, folder)
    content = bytearray((folder / name).read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    (folder / name).write_bytes(content)
    with pytest.raises(CacheDamaged):
        answers(folder)
    build(folder, BASE, 1, Progress())
    assert UnitCache(folder, TM).seq == 1


@pytest.mark.parametrize("change", ["missing", "empty", "shorter", "longer"])
def test_any_file(sound: Path, tmp_path: Path, change: str) -> None:
    known = answers(sound)
    for number, name in enumerate(files(sound)):
        folder = tmp_path / str(number)
        shutil.copytree(sound, folder)
        content = (folder / name).read_bytes()
        if change == "missing":
            (folder / name).unlink()
        else:
            (folder / name).write_bytes({"empty": b"", "shorter": content[:-1], "longer": content + b"\0"}[change])
        try:
            found = answers(folder)
        except CacheDamaged:
            continue
        # The end of the log may be lost, with the number up to which it was followed; and an empty file stays empty.
        assert name.name == generations.LOG or not content
        assert found == known or (found[0] != known[0] and change in ("empty", "shorter"))


def test_a_merge_of_a_damaged_cache_is_refused(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    shutil.copytree(sound, folder)
    newest = generations.newest(folder)
    assert newest is not None
    (newest / "source").write_bytes((newest / "source").read_bytes().swapcase())
    with pytest.raises(CacheDamaged):
        merge(folder, Progress())
    assert generations.numbered(folder) == [newest]


def test_damage_to_the_log_of_an_open_cache_is_told(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    shutil.copytree(sound, folder)
    cache = UnitCache(folder, TM)
    newest = generations.newest(folder)
    assert newest is not None
    with (newest / generations.LOG).open("ab") as log:
        log.write(b"no record is like this one")
    with pytest.raises(CacheDamaged):
        cache.lookup(LookupRequest("검"))
