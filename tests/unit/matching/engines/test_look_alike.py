"""The built-in engine: alike is what shares characters, rare ones most."""

from pathlib import Path

import numpy as np
import pytest

from locanext.domain.errors import ModelProblem
from locanext.matching.embedder import LOOK_ALIKE
from locanext.matching.engines import open_embedder
from locanext.matching.engines.look_alike import DIMENSION, PLAIN, fit

TEXTS = [
    "길드 마스터가 되었습니다.",
    "길드에 가입했습니다.",
    "체력 물약을 획득했습니다.",
    "마나 물약을 획득했습니다.",
    "The guild master has left.",
    "🐉 용을 처치했습니다!",
    "전투를 시작합니다.",
]


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours() -> None:
    embedder = open_embedder(PLAIN)
    vectors = embedder.encode([*TEXTS, ""])
    assert vectors.shape == (len(TEXTS) + 1, DIMENSION)
    assert vectors.dtype == np.float32
    assert np.allclose((vectors**2).sum(axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=False):
        assert np.array_equal(embedder.encode([text])[0], vector)
    assert embedder.encode([]).shape == (0, DIMENSION)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("길드 마스터", "길드  마스터"),
        ("Guild MASTER", "guild master"),
        ("한글", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
    ],
)
def test_spaces_case_and_composition_make_no_difference(text: str, other: str) -> None:
    vectors = open_embedder(PLAIN).encode([text, other])
    assert vectors[0] @ vectors[1] == pytest.approx(1)


def test_shared_characters_make_texts_alike() -> None:
    embedder = open_embedder(PLAIN)
    one, particle, spacing, other = embedder.encode(["길드 마스터가", "길드 마스터는", "길드마스터가", "체력 물약을"])
    assert one @ particle > 0.6
    assert one @ spacing > 0.6
    assert one @ other < 0.3


def test_fitted_weights_count_rare_runs_more(tmp_path: Path) -> None:
    texts = [f"{name} 획득했습니다." for name in ("검을", "활을", "방패를", "투구를", "물약을", "두루마리를")]
    fitted, plain = open_embedder(fit(texts, tmp_path)), open_embedder(PLAIN)
    pair = ["방패를 획득했습니다.", "투구를 획득했습니다."]
    (one, other), (plain_one, plain_other) = fitted.encode(pair), plain.encode(pair)
    assert one @ other < plain_one @ plain_other - 0.3


def test_weights_of_other_texts_are_another_model(tmp_path: Path) -> None:
    one, same, other = fit(TEXTS, tmp_path), fit(TEXTS, tmp_path), fit(TEXTS[:3], tmp_path)
    assert one == same
    assert one.engine == LOOK_ALIKE
    assert len({open_embedder(spec).tag for spec in (PLAIN, one, other)}) == 3


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    spec = fit(TEXTS, tmp_path)
    path = next(tmp_path.iterdir())
    content = path.read_bytes()
    path.write_bytes(content[:1000] + b"\0" + content[1001:])
    with pytest.raises(ModelProblem, match="damaged"):
        open_embedder(spec)
    path.unlink()
    with pytest.raises(ModelProblem, match="cannot be opened"):
        open_embedder(spec)
