"""Models are added whole and tried, found again, verified and removed."""

import os
from contextlib import closing
from pathlib import Path

import pytest

from locanext.domain.errors import Cancelled, ModelProblem, NotFound
from locanext.domain.progress import Progress
from locanext.matching.embedder import DEEP, STATIC
from locanext.matching.encoding import Encoder
from locanext.matching.model_manager import ModelManager
from tests.unit.matching import small_models
from tests.unit.matching.test_calibration import TEXTS


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_models.static(tmp_path_factory.mktemp("models") / "quick")


@pytest.fixture
def manager(tmp_path: Path) -> ModelManager:
    return ModelManager(tmp_path / "models")


def left(manager: ModelManager) -> list[str]:
    return sorted(path.name for path in manager.root.iterdir() if path.name != "lock")


def test_a_folder_is_added_and_found_by_the_next_program(manager: ModelManager, static: Path) -> None:
    added = manager.add(static, Progress())
    assert (added.name, added.engine, added.dimension) == ("quick", STATIC, 24)
    again = ModelManager(manager.root)
    assert again.models() == [again.get("quick")] == [added]
    again.verify("quick", Progress())
    with closing(Encoder(added.spec())) as encoder:
        assert encoder.tag(Progress()).revision == added.revision


def test_a_transformer_is_added_under_its_own_name(manager: ModelManager, tmp_path: Path) -> None:
    folder = small_models.qwen3(tmp_path / "tiny")
    added = manager.add(folder, Progress(), name="Qwen/Tiny")
    assert (added.name, added.engine, added.dimension) == ("Qwen/Tiny", DEEP, 64)
    assert manager.get("Qwen/Tiny").spec(16).folder.parent.parent == manager.root


def test_a_name_is_taken_once(manager: ModelManager, static: Path) -> None:
    manager.add(static, Progress(), name="a/b")
    with pytest.raises(ModelProblem, match="already"):
        manager.add(static, Progress(), name="a/b")
    for name in ("a~2f~b", "..", "한글"):
        assert manager.add(static, Progress(), name=name).name == name
        assert manager.get(name).folder.parent == manager.root
    assert len(manager.models()) == 4


def test_what_fails_leaves_nothing(manager: ModelManager, static: Path, tmp_path: Path) -> None:
    progress = Progress(lambda done, total, note: progress.cancel())
    with pytest.raises(Cancelled):
        manager.add(static, progress)
    broken = tmp_path / "broken"
    broken.mkdir()
    for path in static.iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    (broken / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelProblem, match="cannot be opened"):
        manager.add(broken, Progress())
    assert left(manager) == []
    assert manager.models() == []


def test_what_a_dead_program_left_is_tidied_away(manager: ModelManager) -> None:
    old, new = manager.root / ".new-12345678", manager.root / ".new-87654321"
    for folder in (old, new):
        folder.mkdir()
    os.utime(old, (0, 0))
    ModelManager(manager.root)
    assert left(manager) == [new.name]


def test_damage_is_found(manager: ModelManager, static: Path) -> None:
    weights = manager.add(static, Progress()).folder / "files" / "model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ModelProblem, match="are damaged"):
        manager.verify("quick", Progress())


def test_a_model_of_another_format_is_not_there(manager: ModelManager, static: Path) -> None:
    document = manager.add(static, Progress()).folder / "model.json"
    for damage in (b"{", b"[]", document.read_bytes().replace(b'"format": 1', b'"format": 0')):
        document.write_bytes(damage)
        assert manager.models() == []
        with pytest.raises(NotFound, match="There is no model quick"):
            manager.get("quick")


def test_removing(manager: ModelManager, static: Path) -> None:
    manager.add(static, Progress())
    manager.remove("quick")
    assert (manager.models(), left(manager)) == ([], [])
    with pytest.raises(NotFound):
        manager.remove("quick")


def test_figures_stay_with_the_model(manager: ModelManager, static: Path) -> None:
    manager.add(static, Progress())
    figures = manager.calibrate("quick", TEXTS, Progress())
    assert ModelManager(manager.root).calibration("quick", figures.tag) == figures
    smaller = manager.calibrate("quick", TEXTS, Progress(), dimension=8)
    assert smaller.tag.dimension == 8
    assert manager.calibration("quick", figures.tag) == figures
    manager.remove("quick")
    manager.add(static, Progress())
    assert manager.calibration("quick", figures.tag) is None
