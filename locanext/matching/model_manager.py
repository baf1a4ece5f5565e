"""The models on this computer: added from a folder or downloaded, checked, measured, removed.

Each has a folder below the manager's: `model.json` (what it is), `files/` (its own files) and a `calibration-….json`
for each dimension in use. A model is there from the moment at which its folder is moved into place: whole, and tried.
"""

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from locanext.domain.errors import ModelProblem, NotFound
from locanext.domain.progress import Progress
from locanext.matching import model_files
from locanext.matching.calibration import Calibration, calibrate
from locanext.matching.embedder import ModelSpec, VectorTag
from locanext.matching.encoding import Encoder
from locanext.matching.model_download import download

FORMAT = 1
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that is here. `source` is where it came from, `size` the bytes of its files, `folder` where they are."""

    name: str
    engine: str
    revision: str
    dimension: int
    source: str
    size: int
    folder: Path

    def spec(self, dimension: int = 0) -> ModelSpec:
        """What opens it, with its own dimension or a smaller one."""
        return ModelSpec(self.engine, self.name, self.revision, self.folder / "files", dimension)


class ModelManager:
    """The models in one folder, which several programs may share."""

    def __init__(self, root: Path, *, endpoint: str | None = None) -> None:
        """`endpoint` is the hub to download from, if it is not the usual one."""
        root.mkdir(parents=True, exist_ok=True)
        self.root, self._endpoint = root, endpoint
        self._lock = FileLock(root / "lock")
        self._tidy()

    def models(self) -> list[ModelInfo]:
        """Every model, by name."""
        found = (_load(path) for path in self.root.glob("[!.]*/model.json"))
        return sorted((one for one in found if one is not None), key=lambda one: one.name)

    def get(self, name: str) -> ModelInfo:
        """The model of this name. Raises `NotFound`."""
        found = _load(self._folder(name) / "model.json")
        if found is None or found.name != name:
            raise NotFound("There is no model {model} on this computer.", model=name)
        return found

    def add(self, source: Path, progress: Progress, *, name: str = "") -> ModelInfo:
        """Copy a model from a folder. Its name is that of the folder, if none is given.

        Raises `ModelProblem` if it is none that can be used, or there is one of this name.
        """
        name = name or source.resolve().name
        self._require_new(name)
        engine = model_files.engine_of(source, name)
        with self._beside() as beside:
            files = model_files.copy(source, beside / "files", progress)
            new = self._tried(
                ModelInfo(name, engine, "", 0, str(source.resolve()), 0, beside / "files"), files, progress
            )
            return self._put(new, beside, files)

    def download(self, name: str, progress: Progress, *, revision: str = "main") -> ModelInfo:
        """Fetch a model from the hub by its id, such as "Qwen/Qwen3-Embedding-0.6B".

        What has come is kept when it is cancelled or the line breaks; the next call goes on from there. Errors as
        `add`.
        """
        self._require_new(name)
        part = self.root / ".parts" / _safe(name)
        with self._alone(part, name), self._beside() as beside:
            commit = download(name, revision, part, progress, self._endpoint)
            engine = model_files.engine_of(part, name)
            files = model_files.sums(part, progress)
            new = self._tried(ModelInfo(name, engine, "", 0, f"{name}@{commit}", 0, part), files, progress)
            part.rename(beside / "files")
            return self._put(new, beside, files)

    def verify(self, name: str, progress: Progress) -> None:
        """Read all files of a model again. Raises `ModelProblem` if they are not what was added."""
        found = self.get(name)
        if model_files.revision(model_files.sums(found.folder / "files", progress)) != found.revision:
            raise ModelProblem("The files of the model {model} are damaged; remove it and add it again.", model=name)

    def remove(self, name: str) -> None:
        """Remove a model. Raises `NotFound`, and `ModelProblem` where a program uses it and its system minds."""
        gone = self.root / f".gone-{secrets.token_hex(4)}"
        try:
            self.get(name).folder.rename(gone)
        except PermissionError as error:
            raise ModelProblem("The model {model} is in use.", model=name) from error
        shutil.rmtree(gone)

    def calibrate(self, name: str, texts: Sequence[str], progress: Progress, *, dimension: int = 0) -> Calibration:
        """Measure a model on random pairs of these texts, and keep the figures with it."""
        found = self.get(name)
        with closing(Encoder(found.spec(dimension))) as encoder:
            figures = calibrate(encoder, texts, progress)
        figures.save(_calibration_file(found, figures.tag))
        return figures

    def calibration(self, name: str, tag: VectorTag) -> Calibration | None:
        """The figures for vectors of `tag`; None if the model was not measured for them."""
        return Calibration.load(_calibration_file(self.get(name), tag), tag)

    @contextmanager
    def _alone(self, part: Path, name: str) -> Iterator[None]:
        """Two programs must not write into the same files."""
        part.parent.mkdir(exist_ok=True)
        lock = FileLock(part.with_name(f"{part.name}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise ModelProblem("Another program is downloading {model} now.", model=name) from error
        try:
            yield
        finally:
            lock.release()

    def _tried(self, new: ModelInfo, files: model_files.Sums, progress: Progress) -> ModelInfo:
        """The model whose files lie in `new.folder` has been opened and has encoded a text."""
        new = replace(new, revision=model_files.revision(files), size=sum(size for size, _ in files.values()))
        with closing(Encoder(ModelSpec(new.engine, new.name, new.revision, new.folder))) as encoder:
            return replace(new, dimension=encoder.encode_queries(["1"], progress).shape[1])

    def _put(self, new: ModelInfo, beside: Path, files: model_files.Sums) -> ModelInfo:
        document = {"format": FORMAT, **asdict(new), "files": files}
        del document["folder"]
        (beside / "model.json").write_text(json.dumps(document, indent=1), "utf-8")
        with self._lock:
            self._require_new(new.name)
            beside.rename(self._folder(new.name))
        return self.get(new.name)

    def _tidy(self) -> None:
        """Remove what programs left that were ended in the middle; nothing takes a day."""
        for path in self.root.glob(".[ng]*-*"):
            if time.time() - path.stat().st_mtime > _DAY:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _beside(self) -> Iterator[Path]:
        """A folder for what is not complete; gone at the end, if it was not moved."""
        beside = self.root / f".new-{secrets.token_hex(4)}"
        beside.mkdir()
        try:
            yield beside
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _require_new(self, name: str) -> None:
        if self._folder(name).exists():
            raise ModelProblem("There is a model {model} already; remove it first.", model=name)

    def _folder(self, name: str) -> Path:
        return self.root / _safe(name)


def _safe(name: str) -> str:
    """The name as a folder's: another for each name, and none that means something to the system."""
    return "model-" + re.sub(r"[^\w.-]", lambda match: f"~{ord(match.group()):x}~", name, flags=re.ASCII)


def _calibration_file(model: ModelInfo, tag: VectorTag) -> Path:
    return model.folder / f"calibration-{tag.digest}.json"


def _load(path: Path) -> ModelInfo | None:
    try:
        stored = json.loads(path.read_text("utf-8"))
        if stored.pop("format") != FORMAT or not isinstance(stored.pop("files"), dict):
            return None
        return ModelInfo(**stored, folder=path.parent)
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return None
