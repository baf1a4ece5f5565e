"""Files of a model from a hub, byte by byte: what has come stays, and the next try goes on behind it.

huggingface_hub itself begins a file anew at every try; of it come the list of files, their addresses and the transfer.
"""

import hashlib
import re
import shutil
from pathlib import Path, PurePosixPath
from typing import Any

from locanext.domain.errors import ModelProblem
from locanext.domain.progress import Progress
from locanext.matching.model_files import WANTED


def download(name: str, revision: str, folder: Path, progress: Progress, endpoint: str | None) -> str:
    """Bring the model's files into `folder`, counting their bytes on `progress`; returns the commit they are of.

    Only public models, and only files that may be in a model's folder. Raises `ModelProblem`.
    """
    try:
        import httpx2
        from huggingface_hub import errors
    except ImportError as error:
        raise ModelProblem(
            "The model {model} needs a library that is not installed: {reason}.", model=name, reason=str(error)
        ) from error
    try:
        return _download(name, revision, folder, progress, endpoint)
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.HFValidationError) as error:
        raise ModelProblem(
            "There is no model {model} that can be downloaded without an account.", model=name
        ) from error
    except (httpx2.HTTPError, OSError) as error:
        raise ModelProblem(
            "The model {model} cannot be downloaded now ({reason}). Try again: what has come is kept. "
            "Without a network, add it from a folder.",
            model=name,
            reason=str(error).partition("\n")[0] or type(error).__name__,
        ) from error


def _download(name: str, revision: str, folder: Path, progress: Progress, endpoint: str | None) -> str:
    from huggingface_hub import HfApi, hf_hub_url

    info = HfApi(endpoint=endpoint, token=False).model_info(name, revision=revision, files_metadata=True)
    commit = info.sha or ""
    _begin(folder, commit)
    files = [one for one in info.siblings or [] if _is_wanted(one.rfilename)]
    bar = _Bar(progress, sum(one.size or 0 for one in files))
    for one in files:
        url = hf_hub_url(name, one.rfilename, revision=commit, endpoint=endpoint)
        _fetch(url, folder / one.rfilename, one, bar)
    return commit


def _begin(folder: Path, commit: str) -> None:
    """Keep what is there of this commit; files of another one would not go together with these."""
    mark = folder / ".commit"
    if not mark.exists() or mark.read_text("utf-8") != commit:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        mark.write_text(commit, "utf-8")


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    # The name comes from a server, and must not lead out of the folder on any system.
    return path.suffix.lower() in WANTED and re.fullmatch(r"(?!.*\.\.)[\w.][\w./ -]*", name) is not None


def _fetch(url: str, target: Path, file: Any, bar: "_Bar") -> None:
    """Bring one file; `target` is there only when it is complete and as its checksum says."""
    from huggingface_hub.file_download import http_get

    if target.exists():
        bar.update(file.size)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with part.open("ab") as out:
        have = out.tell()
        bar.update(have)
        # A callable in the place of its class for progress bars: the transfer only counts on what it makes.
        http_get(
            url,
            out,
            resume_size=have,
            expected_size=file.size,
            tqdm_class=lambda **_: bar,  # type: ignore[arg-type]
        )
    if file.lfs is not None and _sha256(part) != file.lfs.sha256:
        part.unlink()
        raise OSError(f"{target.name} arrived damaged")
    part.replace(target)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Bar:
    """Counts bytes where the transfer expects a progress bar."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def update(self, count: int) -> None:
        """Raises `Cancelled`, which ends the transfer."""
        self._done += count
        self._progress.step(self._done, self._total)

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *error: object) -> None:
        pass
