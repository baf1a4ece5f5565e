"""Models for tests: small ones of random weights made on the spot, and a real multilingual one made once a machine."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from filelock import FileLock

from tests.house._source import ROOT

INSTRUCTION = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
"""As the configuration of Qwen3-Embedding has it."""
LONGEST = 64
_E5_SCRIPT = ROOT / "scripts" / "make_e5_model.py"


def write_json(path: Path, document: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), "utf-8")


def e5() -> Path:
    """multilingual-e5-small, made by the project's script and kept in this person's cache folder (245 MB)."""
    digest = hashlib.sha256(_E5_SCRIPT.read_bytes()).hexdigest()[:12]
    folder = platformdirs.user_cache_path("LocaNext-tests", appauthor=False) / f"multilingual-e5-small-{digest}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            made = subprocess.run(
                [sys.executable, str(_E5_SCRIPT), str(folder)], capture_output=True, text=True, check=False
            )
            if made.returncode:
                pytest.fail(f"the multilingual model for the tests could not be made: {made.stderr}", pytrace=False)
    return folder


def static(folder: Path) -> Path:
    """A model in the format of Model2Vec, of random vectors."""
    from model2vec import StaticModel
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = ["[UNK]", "길드", "마스터", "물약", "체력", "획득", "용", "검", "활", "성", "왕"]
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    vectors = np.random.default_rng(0).normal(size=(len(words), 24)).astype(np.float32)
    StaticModel(vectors, tokenizer, normalize=True).save_pretrained(str(folder))
    return folder


def qwen3(folder: Path, dimension: int = 64) -> Path:
    """A model of Qwen3-Embedding's architecture and configuration, of random weights (0.5 MB)."""
    import torch
    from transformers import Qwen3Config, Qwen3Model

    tokens = _byte_tokenizer(folder)
    torch.manual_seed(0)
    config = Qwen3Config(
        vocab_size=tokens,
        hidden_size=dimension,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        max_position_embeddings=512,
    )
    Qwen3Model(config).save_pretrained(folder)
    types = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    modules = [
        {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{name}"}
        for at, (path, name) in enumerate(types.items())
    ]
    write_json(folder / "modules.json", modules)
    pooling = {"word_embedding_dimension": dimension, "pooling_mode_mean_tokens": False, "include_prompt": True}
    write_json(folder / "1_Pooling" / "config.json", {**pooling, "pooling_mode_lasttoken": True})
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": LONGEST, "do_lower_case": False})
    prompts = {"query": INSTRUCTION, "document": ""}
    write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )
    return folder


def _byte_tokenizer(folder: Path) -> int:
    """Qwen's kind of tokenizer with no merges: bytes, an end token behind every text, padding on the left."""
    from tokenizers import Tokenizer
    from tokenizers.decoders import ByteLevel as ByteLevelDecoder
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    end = "<|endoftext|>"
    pieces = [*sorted(ByteLevel.alphabet()), end]
    tokenizer = Tokenizer(BPE({piece: number for number, piece in enumerate(pieces)}, []))
    tokenizer.pre_tokenizer, tokenizer.decoder = ByteLevel(add_prefix_space=False), ByteLevelDecoder()
    tokenizer.post_processor = TemplateProcessing(
        single=f"$A {end}", pair=f"$A {end} $B {end}", special_tokens=[(end, len(pieces) - 1)]
    )
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token=end, eos_token=end, padding_side="left")
    fast.save_pretrained(folder)
    return len(pieces)
