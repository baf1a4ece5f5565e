"""Creates `.venv` and keeps it current; touches nothing outside it except the package that Debian splits from Python.

Current means: made from the same Python and the same requirements as a stamp inside the folder says.
"""

import hashlib
import importlib.util
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import _debian

FOLDER = Path(__file__).resolve().parent.parent / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_STAMP = FOLDER / "requirements.stamp"


def prepare(root: Path) -> None:
    """Create or refresh the environment of the project in `root`; ends the program with a message when it cannot."""
    wanted = _fingerprint(root)
    if _STAMP.exists() and _STAMP.read_text("utf-8") == wanted:
        return
    if not _usable():
        _create()
    print("installing the Python packages into .venv (some minutes the first time)", flush=True)
    # `-e` and the extras before the constraints: pip's own configuration decides where packages come from.
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "-qq",
        "-e",
        f"{root}[dev,models]",
        "-c",
        str(root / "constraints.txt"),
    ]
    if subprocess.run(command, cwd=root, check=False).returncode:
        sys.exit("pip could not install the packages; the reason stands above.")
    _STAMP.write_text(wanted, "utf-8")


def _fingerprint(root: Path) -> str:
    """What the environment is made from; the settings of the tools in pyproject.toml are not part of it."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    parts = [project["build-system"], project["project"], project["tool"]["setuptools"], str(root), sys.version]
    constraints = (root / "constraints.txt").read_text("utf-8")
    return hashlib.sha256((json.dumps(parts, sort_keys=True) + constraints).encode()).hexdigest()


def _usable() -> bool:
    """Whether there is an environment of this Python's minor version that starts and has pip."""
    if not PYTHON.exists():
        return False
    ask = [str(PYTHON), "-c", "import pip, sys; print(sys.version_info[:2])"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=False)
    return answer.stdout.strip() == str(sys.version_info[:2])


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        _debian.prepare_venv()
        importlib.invalidate_caches()
    print(f"creating {FOLDER}", flush=True)
    # In a process of its own: ensurepip may have appeared only a moment ago.
    command = [sys.executable, "-m", "venv", "--clear", str(FOLDER)]
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"{sys.executable} cannot create a virtual environment; install Python's venv module and try again.")
