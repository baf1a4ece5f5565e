"""What is under version control: sources, and nothing that a tool made."""

import shutil
import subprocess

import pytest

from tests.house._source import ROOT


@pytest.mark.skipif(
    not ((ROOT / ".git").exists() and shutil.which("git")),
    reason="the folder is not a checkout, or git is not installed",
)
def test_nothing_that_is_ignored_is_tracked() -> None:
    # The folder may belong to somebody else than the one who runs the tests, which git refuses without this setting.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--ignored", "--exclude-standard"]
    tracked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert tracked[:10] == []
