"""Downloads go on where they were ended, arrive whole, and say why they cannot. Against a hub of the test's own."""

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from locanext.domain.errors import Cancelled, ModelProblem
from locanext.domain.progress import Progress
from locanext.matching.model_manager import ModelManager
from tests.unit.matching import small_models

NAME, COMMIT = "someone/quick", "0123456789abcdef0123456789abcdef01234567"


class Hub(http.server.ThreadingHTTPServer):
    """Serves one model. `asked` are the files with the byte from which they were wanted."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files, self.asked = files, list[tuple[str, int]]()
        self.sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        self.commit, self.break_at = COMMIT, -1

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def listing(self) -> dict[str, Any]:
        siblings = [
            {"rfilename": name, "size": len(content), "blobId": "0"}
            | {"lfs": {"sha256": self.sums[name], "size": len(content), "pointerSize": 100}}
            for name, content in self.files.items()
        ]
        return {"id": NAME, "modelId": NAME, "sha": self.commit, "siblings": siblings, "tags": [], "private": False}


class Answer(http.server.BaseHTTPRequestHandler):
    """The part of a hub's interface that a download uses."""

    server: Hub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == f"/api/models/{NAME}/revision/main":
            self._send(200, json.dumps(self.server.listing()).encode())
        elif path.startswith(f"/{NAME}/resolve/"):
            # Large files lie elsewhere.
            self._send(302, b"", Location=f"/store/{path.partition('/resolve/')[2].partition('/')[2]}")
        elif path.startswith("/store/"):
            self._send_file(path.removeprefix("/store/"))
        else:
            self._send(404, b"", **{"X-Error-Code": "RepoNotFound"})

    def _send_file(self, name: str) -> None:
        content, start = self.server.files[name], 0
        if wanted := self.headers.get("Range"):
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        self.server.asked.append((name, start))
        headers = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"} if wanted else {}
        self._send(206 if wanted else 200, content[start:], **headers)

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = small_models.static(tmp_path_factory.mktemp("models") / "quick")
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    # Large enough to be cancelled in the middle; and what is not to be taken.
    found["padding/more.safetensors"] = bytes(40_000_000)
    return found | {"pytorch_model.bin": b"never", "modeling.py": b"never", "../outside.json": b"never"}


@pytest.fixture
def hub(files: dict[str, bytes]) -> Iterator[Hub]:
    with Hub(dict(files)) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


@pytest.fixture
def manager(tmp_path: Path, hub: Hub) -> ModelManager:
    return ModelManager(tmp_path / "models", endpoint=hub.address)


def test_a_model_is_downloaded_with_every_byte_counted(manager: ModelManager, hub: Hub) -> None:
    steps: list[tuple[int, int]] = []
    found = manager.download(NAME, Progress(lambda done, total, note: steps.append((done, total))))
    assert (found.name, found.dimension, found.source) == (NAME, 24, f"{NAME}@{COMMIT}")
    wanted = {name for name in hub.files if name.endswith((".json", ".safetensors", ".md")) and ".." not in name}
    assert {name for name, _ in hub.asked} == wanted
    total = sum(len(hub.files[name]) for name in wanted)
    assert (total, total) in steps
    assert len({done for done, _ in steps}) > 4
    assert found.size == total
    assert not (manager.root / "outside.json").exists()
    manager.verify(NAME, Progress())
    assert [path for path in (manager.root / ".parts").iterdir() if path.is_dir()] == []


def test_a_cancelled_download_goes_on_where_it_was(manager: ModelManager, hub: Hub) -> None:
    def report(done: int, total: int, note: str) -> None:
        if done > 15_000_000:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        manager.download(NAME, progress)
    assert manager.models() == []
    hub.asked.clear()
    manager.download(NAME, Progress())
    starts = dict(hub.asked)
    assert starts["padding/more.safetensors"] > 5_000_000
    assert "config.json" not in starts


def test_files_of_an_older_commit_are_not_mixed_in(manager: ModelManager, hub: Hub) -> None:
    progress = Progress(lambda done, total, note: progress.cancel() if done > 15_000_000 else None)
    with pytest.raises(Cancelled):
        manager.download(NAME, progress)
    hub.commit = COMMIT[::-1]
    hub.asked.clear()
    manager.download(NAME, Progress())
    assert {start for _, start in hub.asked} == {0}


def test_what_arrives_damaged_is_not_kept(manager: ModelManager, hub: Hub) -> None:
    name = "model.safetensors"
    hub.files[name] = hub.files[name][:-1] + b"?"
    with pytest.raises(ModelProblem, match="arrived damaged"):
        manager.download(NAME, Progress())
    assert manager.models() == []
    assert not list(manager.root.rglob("model.safetensors*"))


def test_two_programs_do_not_download_it_at_once(manager: ModelManager, hub: Hub) -> None:
    def report(done: int, total: int, note: str) -> None:
        with pytest.raises(ModelProblem, match="Another program is downloading"):
            ModelManager(manager.root, endpoint=hub.address).download(NAME, Progress())
        progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        manager.download(NAME, progress)
    assert manager.download(NAME, Progress()).name == NAME


def test_a_model_that_is_not_there(manager: ModelManager) -> None:
    for name in ("someone/else", "no such name"):
        with pytest.raises(ModelProblem, match="There is no model"):
            manager.download(name, Progress())


def test_without_a_network_it_says_what_to_do(tmp_path: Path) -> None:
    with Hub({}) as closed:
        address = closed.address
    with pytest.raises(ModelProblem, match=r"cannot be downloaded now .*add it from a folder"):
        ModelManager(tmp_path, endpoint=address).download(NAME, Progress())
