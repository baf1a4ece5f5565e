"""What may be in a model's folder: weights as safetensors, settings and vocabularies. Nothing that could run."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from locanext.domain.errors import ModelProblem
from locanext.domain.progress import Progress
from locanext.matching.embedder import DEEP, STATIC

WANTED = {".safetensors", ".json", ".txt", ".model", ".md"}
"""Endings of the files that are taken; everything else stays where it is."""
PICKLED = {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib"}
"""Endings of weights that run as a program while they are read."""
_PIECE = 1 << 20

Sums = dict[str, list[Any]]
"""For each file, by its path in the folder with slashes: its size and SHA-256."""


def engine_of(folder: Path, name: str) -> str:
    """The engine for the model in `folder`. Raises `ModelProblem` if there is none, or it would have to be trusted."""
    modules, config = _document(folder / "modules.json", name), _document(folder / "config.json", name)
    if not (isinstance(modules, list) and modules) and not _is_static(modules, config):
        raise ModelProblem(
            "{model} is no model of sentence-transformers or Model2Vec: modules.json is missing.", model=name
        )
    places = [folder / str(module.get("path", "")) for module in modules or [{}]]
    types = [str(module.get("type", "")) for module in modules or []]
    if "auto_map" in (config or {}) or any(not one.startswith("sentence_transformers.") for one in types):
        raise ModelProblem("{model} brings program code of its own, which is never run.", model=name)
    for place in (folder, *places):
        endings = {path.suffix.lower() for path in place.glob("*")}
        if endings & PICKLED and ".safetensors" not in endings:
            raise ModelProblem(
                "{model} has its weights in a format that can run programs ({endings}). Only safetensors are read.",
                model=name,
                endings=", ".join(sorted(endings & PICKLED)),
            )
    if not any(list(place.glob("*.safetensors")) for place in (folder, *places)):
        raise ModelProblem("{model} has no weights: there is no file that ends in .safetensors.", model=name)
    return STATIC if _is_static(modules, config) else DEEP


def wanted(folder: Path) -> list[str]:
    """The paths in `folder` that make up the model, with slashes, sorted."""
    paths = (path for path in folder.rglob("*") if path.suffix.lower() in WANTED and path.is_file())
    parts = (path.relative_to(folder) for path in paths)
    return sorted(part.as_posix() for part in parts if not any(name.startswith(".") for name in part.parts))


def copy(source: Path, target: Path, progress: Progress) -> Sums:
    """Copy the model in `source` into `target`, counting bytes on `progress`."""
    return _read(source, wanted(source), progress, target)


def sums(folder: Path, progress: Progress) -> Sums:
    """The sums of the model in `folder` as it is now, counting bytes on `progress`."""
    return _read(folder, wanted(folder), progress, None)


def revision(files: Sums) -> str:
    """One checksum for all files."""
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def _read(source: Path, names: list[str], progress: Progress, target: Path | None) -> Sums:
    total, done, found = sum((source / name).stat().st_size for name in names), 0, {}
    for name in names:
        digest, size = hashlib.sha256(), 0
        for piece in _pieces(source / name, target / name if target else None):
            digest.update(piece)
            size += len(piece)
            progress.step(done + size, total, name)
        done += size
        found[name] = [size, digest.hexdigest()]
    return found


def _pieces(path: Path, copied: Path | None) -> Iterator[bytes]:
    """The file's content, which is also written to `copied`."""
    with ExitStack() as opened:
        stream, out = opened.enter_context(path.open("rb")), None
        if copied is not None:
            copied.parent.mkdir(parents=True, exist_ok=True)
            out = opened.enter_context(copied.open("wb"))
        while piece := stream.read(_PIECE):
            if out is not None:
                out.write(piece)
            yield piece


def _document(path: Path, name: str) -> Any:
    """What is in a JSON file; None if there is none."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise ModelProblem("{model}: {file} is damaged.", model=name, file=path.name) from error


def _is_static(modules: Any, config: Any) -> bool:
    if isinstance(config, dict) and config.get("model_type") == "model2vec":
        return True
    return bool(modules) and str(modules[0].get("type", "")).endswith(".StaticEmbedding")
