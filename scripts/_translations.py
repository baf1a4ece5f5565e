"""Collects the interface's texts into `.ts` files and compiles those into `.qm`, with the tools of PySide6.

Source lines are not recorded and texts that are gone are dropped, so a `.ts` file changes only when a text does.
Texts of modules without Qt are found here, because lupdate knows only Qt's own functions: the templates of messages
and expected errors (context "messages") and the titles of tabs (context "tabs").
"""

import ast
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import _venv

_LANGUAGES = {"ko": "ko_KR"}
_OPTIONS = ("-no-obsolete", "-locations", "none", "-sort-messages", "-source-language", "en")


def update(root: Path) -> int:
    """Refresh every language's files in locanext/gui/resources; returns the exit code."""
    package = root / "locanext"
    files = sorted(package.rglob("*.py"))
    resources = package / "gui" / "resources"
    resources.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        marks, sources = Path(folder) / "marks.py", Path(folder) / "sources.lst"
        texts = marked(files, message_names(package / "domain" / "errors.py"))
        marks.write_text("".join(f"QT_TRANSLATE_NOOP({json.dumps(a)}, {json.dumps(b)})\n" for a, b in texts), "utf-8")
        # A list in a file: Windows allows only so long a command line.
        sources.write_text("\n".join(map(str, [*files, marks])), "utf-8")
        return max(_refresh(resources / f"locanext_{name}.ts", locale, sources) for name, locale in _LANGUAGES.items())


def message_names(path: Path) -> set[str]:
    """What makes messages: the expected errors, which are the classes of the module `path`, and `Message` itself."""
    return {"Message"} | {node.name for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.ClassDef)}


def marked(files: list[Path], names: set[str]) -> Iterator[tuple[str, str]]:
    """Context and text of what is translated at run time but written where there is no Qt."""
    for path in files:
        # An error with a text of its own hands it up.
        makers = names | {"__init__"} if path.stem == "errors" else names
        for call in (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call)):
            name = ast.unparse(call.func).rpartition(".")[2]
            texts = [("messages", argument) for argument in call.args[:1] if name in makers]
            texts += [("tabs", word.value) for word in call.keywords if name == "TabSpec" and word.arg == "title"]
            yield from ((context, str(node.value)) for context, node in texts if isinstance(node, ast.Constant))


def _refresh(ts: Path, locale: str, sources: Path) -> int:
    code = _tool("lupdate", f"@{sources}", *_OPTIONS, "-target-language", locale, "-ts", str(ts))
    return code or _tool("lrelease", str(ts), "-qm", str(ts.with_suffix(".qm")))


def _tool(name: str, *args: str) -> int:
    # The wrapper of PySide6 is a console script beside the environment's Python; it has no module to run with -m.
    command = _venv.PYTHON.with_name(f"pyside6-{name}{_venv.PYTHON.suffix}")
    return subprocess.run([str(command), *args], check=False).returncode
