"""The deep engine leaves everything to the library and the model's own configuration: shown on models of both kinds."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from locanext.domain.errors import ModelProblem
from locanext.matching.embedder import DEEP, Embedder, ModelSpec, Vectors
from locanext.matching.engines import open_embedder
from locanext.matching.engines.deep import DeepEmbedder, _prompts
from locanext.matching.engines.look_alike import fit
from tests.house._source import ROOT
from tests.unit.matching import small_models

TEXTS = ["길드", "체력 물약을 획득했습니다.", "The guild master has left.", "용"]
PAIRS = [
    line.split("\t") for line in Path(__file__).parents[1].joinpath("paraphrases.tsv").read_text("utf-8").splitlines()
]
"""Korean sentences of games that mean the same in other words; written so that they share few characters."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_models.qwen3(tmp_path_factory.mktemp("models") / "tiny")


def opened(folder: Path, dimension: int = 0) -> DeepEmbedder:
    embedder = open_embedder(ModelSpec(DEEP, "test/tiny", "1", folder, dimension))
    assert isinstance(embedder, DeepEmbedder)
    return embedder


def by_hand(folder: Path, text: str) -> Vectors:
    """The state of the last token, without the library that is tested."""
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        state = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0, -1].numpy()
    return np.asarray(state / np.linalg.norm(state), np.float32)


def test_the_vector_is_the_last_tokens(folder: Path) -> None:
    embedder = opened(folder)
    assert embedder.tag.dimension == 64
    for text, vector in zip(TEXTS, embedder.encode(TEXTS), strict=True):
        assert np.allclose(vector, by_hand(folder, text), atol=1e-5)


def test_padding_is_on_the_left_and_makes_no_difference(folder: Path) -> None:
    embedder = opened(folder)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    assert np.allclose(embedder.encode(TEXTS), alone, atol=1e-5)
    assert embedder._model.tokenizer.padding_side == "left"


def test_a_text_that_is_looked_for_gets_the_models_instruction(folder: Path) -> None:
    embedder = opened(folder)
    assert (embedder.query_prompt, embedder.document_prompt) == (small_models.INSTRUCTION, "")
    # Short enough to be read whole with the instruction before it.
    embedder._model.max_seq_length = 512
    looked_for = embedder.encode(TEXTS, query=True)
    assert np.allclose(looked_for[0], by_hand(folder, small_models.INSTRUCTION + TEXTS[0]), atol=1e-5)
    assert not np.allclose(looked_for, embedder.encode(TEXTS), atol=0.01)


def test_matryoshka_vectors_are_cut_and_of_length_one(folder: Path) -> None:
    whole, cut = opened(folder), opened(folder, 16)
    vectors = whole.encode(TEXTS)[:, :16]
    assert np.allclose(cut.encode(TEXTS), vectors / np.linalg.norm(vectors, axis=1, keepdims=True), atol=1e-5)
    assert cut.tag.dimension == 16
    with pytest.raises(ModelProblem, match="cannot be compared"):
        cut.tag.require(whole.tag)


def test_long_texts_are_cut_at_the_models_limit(folder: Path) -> None:
    embedder = opened(folder)
    long = "길드 마스터 " * 50
    assert embedder.lengths(["용", long]) == [4, small_models.LONGEST]
    assert np.isfinite(embedder.encode([long])).all()


@pytest.mark.parametrize(
    ("known", "model", "expected"),
    [
        ({"query": "query: ", "passage": "passage: ", "document": ""}, "my e5", ("query: ", "query: ")),
        ({"query": "", "document": ""}, "intfloat/multilingual-e5-large", ("query: ", "query: ")),
        ({"query": "", "document": ""}, "intfloat/multilingual-e5-large-instruct", ("", "")),
        ({"query": "", "document": ""}, "BAAI/bge-m3", ("", "")),
        ({"query": "Q: ", "document": "", "passage": "P: "}, "some/model", ("Q: ", "P: ")),
        ({"query": "Q: ", "document": "D: "}, "some/model", ("Q: ", "D: ")),
    ],
)
def test_prompts(known: dict[str, str | None], model: str, expected: tuple[str, str]) -> None:
    assert _prompts(known, model) == expected


def sample_texts() -> list[str]:
    """The Korean lines of the sample project: what the paraphrases have to be found among."""
    lines = [
        line
        for path in sorted((ROOT / "locanext/sample/source").iterdir())
        for line in path.read_text("utf-8").splitlines()
    ]
    return sorted({line.partition("=")[2].strip() for line in lines if re.search(r"=.*[가-힣]", line)})


def recall(embedder: Embedder, others: Sequence[str], count: int) -> float:
    """The share of the paraphrases that are among the `count` nearest to their sentences."""
    stored = embedder.encode([paraphrase for _, paraphrase in PAIRS] + list(others))
    cosines = embedder.encode([sentence for sentence, _ in PAIRS], query=True) @ stored.T
    own = np.diagonal(cosines)[:, None]
    return float(np.mean((cosines > own).sum(axis=1) < count))


def compare(others: Sequence[str], tmp_path: Path) -> None:
    """Measured with all of the sample: 0.60 and 0.88 against 0.00 and 0.13."""
    deep = open_embedder(ModelSpec(DEEP, "multilingual-e5-small", "1", small_models.e5()))
    look_alike = open_embedder(fit([text for pair in PAIRS for text in pair] + list(others), tmp_path))
    assert recall(deep, others, 1) >= recall(look_alike, others, 1) + 0.4
    assert recall(deep, others, 10) >= recall(look_alike, others, 10) + 0.5
    assert recall(deep, others, 10) >= 0.8


@pytest.mark.timeout(600)  # the first one on a machine makes the model
def test_a_real_model_finds_korean_paraphrases_that_the_look_alike_engine_does_not(tmp_path: Path) -> None:
    compare(sample_texts()[::6], tmp_path)


@pytest.mark.timeout(600)  # the first one on a machine makes the model
@pytest.mark.slow
def test_a_real_model_finds_korean_paraphrases_among_all_of_the_sample(tmp_path: Path) -> None:
    compare(sample_texts(), tmp_path)


@pytest.mark.timeout(600)  # the first one on a machine makes the model
def test_the_vectors_of_e5_are_not_cut() -> None:
    with pytest.raises(ModelProblem, match="cannot be shortened"):
        opened(small_models.e5(), 128)
