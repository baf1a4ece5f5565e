"""The deep engine: any folder of sentence-transformers. Pooling, padding and prompts are the library's and the model's.

Only from files that are on this computer: nothing is asked of a hub, no code of a model is run, and weights are read
from safetensors only. Importing the library takes 5 to 9 seconds of a processor and 420 MB.
"""

import os
import re
from collections.abc import Sequence

import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

from locanext.domain.errors import ModelProblem
from locanext.matching.embedder import DEEP, ModelSpec, Vectors, VectorTag, unit_rows

DEFAULT_MODEL = "Qwen/Qwen3-Embedding-0.6B"
MATRYOSHKA = {"qwen3", "gemma3_text"}
"""Architectures whose embedding models keep their meaning when the vectors are cut."""

_E5 = re.compile(r"(?:^|[^a-z])e5-(?:small|base|large)(?!.*instruct)", re.IGNORECASE)
_E5_PROMPT = "query: "


class DeepEmbedder:
    """A transformer on the processor, in 32 bits."""

    # Measured on two cores: 8 beats 32 beats 256, because short texts are not padded to long ones.
    batch = 8

    def __init__(self, spec: ModelSpec) -> None:
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        # One core is left for the window.
        torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
        self._model = SentenceTransformer(
            str(spec.folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True, "dtype": torch.float32},
            truncate_dim=spec.dimension or None,
        )
        self._require_cuttable(spec)
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelProblem("The model {model} does not make vectors.", model=spec.model)
        self.tag = VectorTag(DEEP, spec.model, spec.revision, dimension)
        self.query_prompt, self.document_prompt = _prompts(self._model.prompts, spec.model)

    def lengths(self, texts: Sequence[str]) -> list[int]:
        lengths: list[int] = self._model.tokenizer(list(texts), return_length=True, truncation=True)["length"]
        return lengths

    def encode(self, texts: Sequence[str], *, query: bool = False) -> Vectors:
        vectors = self._model.encode(
            list(texts),
            prompt=self.query_prompt if query else self.document_prompt,
            batch_size=self.batch,
            show_progress_bar=False,
            normalize_embeddings=True,
        )
        return unit_rows(vectors.reshape(len(texts), self.tag.dimension))

    def _require_cuttable(self, spec: ModelSpec) -> None:
        config = getattr(self._model[0], "config", None) or getattr(self._model[0].auto_model, "config", None)
        if spec.dimension and getattr(config, "model_type", "") not in MATRYOSHKA:
            raise ModelProblem("The vectors of {model} cannot be shortened.", model=spec.model)


def _prompts(known: dict[str, str | None], model: str) -> tuple[str, str]:
    """What is put before a text that is looked for, and before one that is stored.

    The e5 models want "query: " before both when like is compared with like, and their own configuration may lack it.
    """
    query = known.get("query") or ""
    if query == _E5_PROMPT or (not query and _E5.search(model)):
        return _E5_PROMPT, _E5_PROMPT
    # The library fills in an empty "document", so that the other names for it have to be asked first.
    return query, known.get("passage") or known.get("corpus") or known.get("document") or ""
