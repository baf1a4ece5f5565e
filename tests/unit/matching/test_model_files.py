"""Only data is taken of a model; what could run is refused, in words."""

from pathlib import Path

import pytest

from locanext.domain.errors import Cancelled, ModelProblem
from locanext.domain.progress import Progress
from locanext.matching import model_files
from locanext.matching.embedder import DEEP, STATIC
from tests.unit.matching.small_models import write_json


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a sentence-transformers folder looks like; not one that could be opened."""
    made = tmp_path / "some-model"
    write_json(made / "modules.json", [{"path": "", "type": "sentence_transformers.models.Transformer"}])
    write_json(made / "config.json", {"model_type": "bert"})
    (made / "model.safetensors").write_bytes(bytes(3_000_000))
    return made


def test_the_engine_is_told_by_the_files(folder: Path) -> None:
    assert model_files.engine_of(folder, "m") == DEEP
    write_json(folder / "modules.json", [{"path": "", "type": "sentence_transformers.models.StaticEmbedding"}])
    assert model_files.engine_of(folder, "m") == STATIC
    (folder / "modules.json").unlink()
    write_json(folder / "config.json", {"model_type": "model2vec"})
    assert model_files.engine_of(folder, "m") == STATIC


@pytest.mark.parametrize("ending", ["bin", "pt", "pkl", "ckpt", "BIN"])
def test_weights_that_are_programs_are_refused(folder: Path, ending: str) -> None:
    (folder / "model.safetensors").rename(folder / f"pytorch_model.{ending}")
    with pytest.raises(ModelProblem, match=r"can run programs \(\.\w+\)\. Only safetensors"):
        model_files.engine_of(folder, "m")


def test_so_are_those_of_a_part(folder: Path) -> None:
    write_json(
        folder / "modules.json",
        [{"path": path, "type": "sentence_transformers.models.Dense"} for path in ("", "2_Dense")],
    )
    (folder / "2_Dense").mkdir()
    (folder / "2_Dense" / "pytorch_model.bin").touch()
    with pytest.raises(ModelProblem, match="can run programs"):
        model_files.engine_of(folder, "m")


def test_beside_safetensors_they_are_left_behind(folder: Path, tmp_path: Path) -> None:
    for name in ("pytorch_model.bin", "modeling.py", ".git/config.json", "onnx/model.onnx"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    assert model_files.engine_of(folder, "m") == DEEP
    assert set(model_files.copy(folder, tmp_path / "copy", Progress())) == {
        "config.json",
        "model.safetensors",
        "modules.json",
    }
    copied = [path.relative_to(tmp_path / "copy").as_posix() for path in (tmp_path / "copy").rglob("*")]
    assert sorted(copied) == ["config.json", "model.safetensors", "modules.json"]


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("config.json", {"model_type": "odd", "auto_map": {"AutoModel": "modeling.Odd"}}),
        ("modules.json", [{"path": "", "type": "modeling.Odd"}]),
    ],
)
def test_a_model_with_code_of_its_own_is_refused(folder: Path, name: str, document: object) -> None:
    write_json(folder / name, document)
    with pytest.raises(ModelProblem, match="code of its own"):
        model_files.engine_of(folder, "m")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "modules.json").unlink(), "modules.json is missing"),
        (lambda folder: (folder / "modules.json").write_text("[{"), "modules.json is damaged"),
        (lambda folder: (folder / "config.json").write_text("{"), "config.json is damaged"),
        (lambda folder: (folder / "model.safetensors").unlink(), "has no weights"),
    ],
)
def test_what_is_no_model_says_why(folder: Path, change: object, said: str) -> None:
    change(folder)  # type: ignore[operator]
    with pytest.raises(ModelProblem, match=said):
        model_files.engine_of(folder, "m")


def test_every_byte_counts(folder: Path) -> None:
    steps: list[tuple[int, int]] = []
    before = model_files.sums(folder, Progress(lambda done, total, note: steps.append((done, total))))
    total = sum(size for size, _ in before.values())
    assert steps[-1] == (total, total)
    assert steps == sorted(steps)
    (folder / "model.safetensors").write_bytes(bytes(2_999_999) + b"\1")
    assert model_files.revision(before) != model_files.revision(model_files.sums(folder, Progress()))


def test_copying_can_be_cancelled(folder: Path, tmp_path: Path) -> None:
    progress = Progress(lambda done, total, note: progress.cancel())
    with pytest.raises(Cancelled):
        model_files.copy(folder, tmp_path / "copy", progress)
