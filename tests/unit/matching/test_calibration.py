"""What a cosine is shown as: measured for each model on pairs that have nothing in common."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from locanext.domain.errors import BadInput
from locanext.domain.progress import Progress
from locanext.matching.calibration import Calibration, calibrate
from locanext.matching.embedder import DEEP, ModelSpec
from locanext.matching.encoding import Encoder
from locanext.matching.engines.look_alike import PLAIN
from tests.unit.matching import small_models
from tests.unit.matching import vectors as made_up

PAIRS = [line.split("\t") for line in Path(__file__).with_name("paraphrases.tsv").read_text("utf-8").splitlines()]
TEXTS = [text for pair in PAIRS for text in pair]


@pytest.fixture
def encoder() -> Iterator[Encoder]:
    with closing(Encoder(PLAIN)) as made:
        yield made


@pytest.mark.parametrize(
    ("cosine", "shown"), [(1.0, 1.0), (1.001, 1.0), (0.95, 0.75), (0.9, 0.5), (0.89, 0.0), (0.8, 0.0), (-1.0, 0.0)]
)
def test_what_is_shown(cosine: float, shown: float) -> None:
    assert Calibration(made_up.tag(8), 1000, 0.8, 0.9).shown(cosine) == pytest.approx(shown)


def test_a_model_to_which_all_texts_are_the_same_shows_nothing() -> None:
    assert Calibration(made_up.tag(8), 1000, 1.0, 1.0).shown(1.0) == 0


def test_random_pairs_set_the_scale(encoder: Encoder) -> None:
    found = calibrate(encoder, TEXTS, Progress(), pairs=200)
    assert found.tag == encoder.tag(Progress())
    assert found.pairs == 200
    assert -0.1 < found.p50 < found.p99 < 0.6
    assert calibrate(encoder, TEXTS[::-1], Progress(), pairs=200) == found


def test_too_few_texts_say_nothing(encoder: Encoder) -> None:
    with pytest.raises(BadInput, match="at least 50"):
        calibrate(encoder, TEXTS[:49] * 3, Progress())


def test_figures_are_kept_for_their_tag_only(tmp_path: Path) -> None:
    path, figures = tmp_path / "calibration.json", Calibration(made_up.tag(8), 10, 0.1, 0.2)
    assert Calibration.load(path, figures.tag) is None
    figures.save(path)
    assert Calibration.load(path, figures.tag) == figures
    assert Calibration.load(path, replace(figures.tag, revision="2")) is None
    for damage in (b"", b"[]", b'{"tag": 1}', path.read_bytes()[:-9]):
        path.write_bytes(damage)
        assert Calibration.load(path, figures.tag) is None


@pytest.mark.timeout(600)  # the first one on a machine makes the model
def test_a_real_model_is_cut_where_unrelated_texts_end() -> None:
    """e5 gives unrelated Korean sentences cosines of 0.8 and more."""
    with closing(Encoder(ModelSpec(DEEP, "multilingual-e5-small", "1", small_models.e5()))) as encoder:
        figures = calibrate(encoder, TEXTS, Progress(), pairs=150)
        one, other = (encoder.encode_queries([text], Progress()) for text in PAIRS[0])
        same = encoder.encode_queries([PAIRS[0][0]], Progress())
    assert 0.78 < figures.p50 < figures.p99 < 0.95
    assert figures.shown(float((one @ same.T).item())) == pytest.approx(1, abs=1e-3)
    assert 0 < figures.shown(float((one @ other.T).item())) < 1
