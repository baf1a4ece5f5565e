"""The project's own commands: what they offer, what continuous integration calls, which texts they collect."""

import subprocess
import sys
from pathlib import Path

from _translations import marked, message_names
from tests.house._source import ROOT


def test_commands_are_listed() -> None:
    listing = [sys.executable, "scripts/dev.py", "--help"]
    said = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = {line.split()[0] for line in said.splitlines() if line and not line.startswith((" ", "usage", "options"))}
    assert listed >= {"run", "test", "check", "bench", "shot", "translations", "install"}


def test_continuous_integration_runs_the_readme_command() -> None:
    command = "python3 scripts/dev.py test"
    assert f"exec {command} " in (ROOT / ".ci" / "run").read_text("utf-8")
    assert command in (ROOT / "README.md").read_text("utf-8")


def test_texts_written_without_qt_are_collected(tmp_path: Path) -> None:
    source = tmp_path / "part.py"
    source.write_text(
        'raise errors.BadFile("No file {name}.", name=name)\n'
        'SPEC = TabSpec(id="ldm", title="Editor")\n'
        'problems.add(1, Message("{n} columns", n=1))\n'
        'raise ValueError("a bug, for the log")\n',
        "utf-8",
    )
    names = message_names(ROOT / "locanext" / "domain" / "errors.py")
    assert list(marked([source], names)) == [
        ("messages", "No file {name}."),
        ("tabs", "Editor"),
        ("messages", "{n} columns"),
    ]
