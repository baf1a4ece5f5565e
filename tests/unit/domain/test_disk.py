"""What the disk refuses, as a person reads it."""

from pathlib import Path

import pytest

from locanext.domain.disk import disk_told
from locanext.domain.errors import BadInput


def test_the_reason_and_the_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught, disk_told(tmp_path):
        (tmp_path / "none").read_bytes()
    assert str(caught.value) == f"{tmp_path / 'none'} cannot be used: No such file or directory."
    with pytest.raises(BadInput) as caught, disk_told(tmp_path):
        raise OSError("odd")
    assert str(caught.value) == f"{tmp_path} cannot be used: odd."


def test_anything_else_passes(tmp_path: Path) -> None:
    with pytest.raises(KeyError), disk_told(tmp_path):
        raise KeyError
