"""The command line as a program of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Program:
    """Runs commands in an empty folder, on the server that its environment names."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("POSTGRES_", "LOCANEXT_"))}
        fixed = {"PYTHONPATH": str(ROOT), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
        self.env = kept | fixed | {"LC_ALL": "C", "QT_QPA_PLATFORM": "offscreen"} | env

    def start(self, *arguments: str | Path, **options: Any) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-W", "error", "-m", "locanext", *map(str, arguments)]
        pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=self.folder, env=self.env, **(pipes | options))

    def run(self, *arguments: str | Path, code: int = 0, typed: bytes | None = None) -> str:
        """What it said: on its standard output when it went well, else on the other one."""
        running = self.start(*arguments, **({} if typed is None else {"stdin": subprocess.PIPE}))
        out, err = (stream.decode() for stream in running.communicate(typed, 120))
        assert running.returncode == code, (out, err)
        assert "Traceback" not in err
        assert code >= 2 or not err, err
        return out if code < 2 or out else err

    def json(self, *arguments: str | Path, code: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", code=code))
