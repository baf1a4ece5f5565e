"""The fast engine: a folder of Model2Vec."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from locanext.domain.errors import ModelProblem
from locanext.matching.embedder import STATIC, ModelSpec
from locanext.matching.engines import open_embedder
from tests.unit.matching import small_models


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    return ModelSpec(STATIC, "test/static", "1", small_models.static(tmp_path_factory.mktemp("models") / "static"))


def test_vectors_are_the_mean_of_the_words_at_length_one(spec: ModelSpec) -> None:
    embedder = open_embedder(spec)
    both, one, other = embedder.encode(["길드 마스터", "길드", "마스터"])
    assert embedder.tag.dimension == 24
    assert np.linalg.norm(both) == pytest.approx(1, abs=1e-5)
    assert both @ one > 0.5
    assert both @ other > 0.5
    assert embedder.encode([]).shape == (0, 24)


def test_no_torch_comes_along(spec: ModelSpec) -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom locanext.matching.embedder import ModelSpec\n"
        "from locanext.matching.engines import open_embedder\n"
        f"open_embedder(ModelSpec('static', 'm', '1', Path({str(spec.folder)!r}))).encode(['길드'])\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_folder_that_is_not_there_is_not_looked_for_in_a_hub(tmp_path: Path) -> None:
    with pytest.raises(ModelProblem, match="is not there"):
        open_embedder(ModelSpec(STATIC, "some/model", "1", tmp_path / "some" / "model"))
