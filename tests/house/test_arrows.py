"""What import-linter cannot see: what comes along when a module is imported. The contracts are in pyproject.toml."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.house._source import PRODUCT, ROOT, module, python_files, tree

# Prints the first module of its arguments that brings Qt along.
_PROBE = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    if "PySide6" in sys.modules:
        sys.exit(f"importing {name} imports PySide6")
"""


def test_modules_below_the_interface_do_not_import_qt() -> None:
    modules = [module(path) for path in python_files(*PRODUCT) if not _may_use_qt(path)]
    probe = [sys.executable, "-c", _PROBE, *modules]
    done = subprocess.run(probe, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_domain_needs_the_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"locanext"}
    foreign = {
        f"{module(path)} imports {imported}"
        for path in python_files("locanext/domain")
        for imported in _imports(path)
        if imported.partition(".")[0] not in allowed
    }
    assert foreign == set()


def _may_use_qt(path: Path) -> bool:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[1:2] == ("tabs",) and len(parts) > 3:
        return parts[3] not in ("operations", "__init__")
    return parts[:2] in {("locanext", "gui"), ("locanext", "app"), ("locanext", "demo")}


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(tree(path)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
