"""Tries every part of this installation on a home of its own, and says which works. For a frozen program above all."""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.resources import as_file
from pathlib import Path
from threading import Event
from typing import Any

from locanext import __version__, sample, tabs
from locanext.domain.change import ChangeKind
from locanext.domain.errors import NotAllowed
from locanext.domain.message import Message
from locanext.domain.progress import Progress
from locanext.formats import registry
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.store import private_server
from locanext.store.queries import nouns, queries
from locanext.tabs.ldm.operations import exporting, grid, importing, saving, tree
from locanext.workbench import Hint, Workbench, open_workbench

NOTIFY_SECONDS = 10


def run(out: Path | None) -> int:
    """Print the report as JSON, or write it to `out`. Exit code 1 if one part does not work."""
    parts: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="locanext-self-test-", ignore_cleanup_errors=True) as folder:
        _try(parts, "qt", _qt)
        _try(parts, "parts", _parts)
        bench = open_workbench(Paths(Path(folder)), Settings(), private=True)
        try:
            _try(parts, "private server", lambda: bench.store.hello().login)
            _try(parts, "notify", lambda: _notify(bench))
            for file in sample.files():
                _try(parts, f"sample {file.name}", partial(_there_and_back, bench, file, Path(folder)))
        finally:
            bench.close()
        _try(parts, "private server ends", lambda: private_server.remove(Path(folder)))
        _try(parts, "keyring", _keyring)
    report = {"version": __version__, "python": sys.version, "ok": all(p["ok"] for p in parts.values()), "parts": parts}
    text = json.dumps(report, ensure_ascii=False, indent=2, default=str)
    if out is not None:
        out.write_text(text, encoding="utf-8")
    elif sys.stdout is not None:
        sys.stdout.write(text + "\n")
    return 0 if report["ok"] else 1


def _try(parts: dict[str, dict[str, Any]], name: str, part: Callable[[], object]) -> None:
    """Whatever goes wrong in a part is what the report is for."""
    started = time.monotonic()
    try:
        ok, detail = True, part()
    except Exception as error:  # noqa: BLE001 - the report names it, and the exit code says so
        ok, detail = False, f"{type(error).__name__}: {error}"
    parts[name] = {"ok": ok, "detail": detail, "seconds": round(time.monotonic() - started, 3)}


def _demand(holds: bool, otherwise: str) -> None:
    """Like an assert, which an optimised build leaves out."""
    if not holds:
        raise RuntimeError(otherwise)


def _qt() -> str:
    from PySide6.QtCore import qVersion
    from PySide6.QtWidgets import QApplication, QLabel

    from locanext.gui.application import draw_offscreen_without_display

    draw_offscreen_without_display()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    label = QLabel("문을 열어라.")
    _demand(not label.grab().isNull(), "a label cannot be drawn")
    return f"{qVersion()} on {type(app).__name__}"


def _parts() -> dict[str, list[str]]:
    """What discovery finds; to be compared with the source tree."""
    for spec in tabs.discover():
        spec.load_widget()
    found = {
        "tabs": [spec.id for spec in tabs.discover()],
        "formats": [fmt.id for fmt in registry.formats()],
        "queries": [f"{noun}: {len(queries(noun))}" for noun in nouns()],
    }
    _demand(all(found.values()), str(found))
    return found


def _notify(bench: Workbench) -> str:
    """A notification from the pool reaches a listening connection."""
    heard = Event()

    class Ears:
        def on_hints(self, hints: list[Hint]) -> None:
            if any(hint.file_id is None for hint in hints):
                heard.set()

        def on_link(self, up: bool, reason: Message | None) -> None: ...
        def on_refused(self, error: NotAllowed) -> None: ...

    listener = bench.listener(Ears())
    listener.start()
    try:
        # The first hint says that listening has begun, the second that something was heard.
        _demand(heard.wait(NOTIFY_SECONDS), "the listener does not connect")
        heard.clear()
        started = time.monotonic()
        tree.create_project(bench, tree.NewProject("Self-test"), Progress())
        _demand(heard.wait(NOTIFY_SECONDS), "nothing was heard")
        return f"{(time.monotonic() - started) * 1000:.0f} ms"
    finally:
        listener.stop()


def _there_and_back(bench: Workbench, file: sample.SampleFile, folder: Path) -> str:
    """Import, export unedited, edit one segment, export again."""
    project = tree.project_named(tree.load_tree(bench, None, Progress()), "Self-test")
    out = folder / file.name
    with as_file(file.path) as path:
        original = path.read_bytes()
        imported = importing.import_file(
            bench, importing.ImportRequest(path, project.id, file.language, name=file.name), Progress()
        )
    exporting.export_file(bench, exporting.ExportRequest(imported.file_id, out), Progress())
    _demand(out.read_bytes() == original, "the unedited export differs")
    first = grid.fetch_page(bench, grid.PageRequest(imported.file_id, range(1)), Progress())[0]
    save = saving.as_save(first, "self-test ✓" if imported.layout.encoding.startswith("utf") else "self-test")
    answer = saving.save(bench, saving.SaveRequest(imported.file_id, (save,), ChangeKind.TYPED), Progress())[0]
    _demand(answer.ok, "the save was refused")
    exported = exporting.export_file(bench, exporting.ExportRequest(imported.file_id, out, overwrite=True), Progress())
    _demand(exported.changed == (first.string_id,), str(exported.changed))
    return f"{imported.segment_count} segments"


def _keyring() -> str:
    import keyring

    backend = keyring.get_keyring()
    return f"{type(backend).__module__}.{type(backend).__name__}"
