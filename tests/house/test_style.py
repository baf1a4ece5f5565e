"""ruff, mypy and import-linter have nothing to say."""

import subprocess
import sys

import pytest

from _checks import CHECKS
from tests.house._source import ROOT


@pytest.mark.parametrize("check", CHECKS)
def test_check_passes(check: str) -> None:
    done = subprocess.run([sys.executable, *CHECKS[check]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
