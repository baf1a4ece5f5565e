"""An installation is written down and found again."""

import json
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from central.errors import CentralError
from central.site import Site


def test_what_was_chosen_is_found_again(tmp_path: Path) -> None:
    site = Site(home=tmp_path, host="db.example", programs=Path("/opt/pg/bin"), standbys=("10.0.0.2/32",), work=40)
    site.save()
    assert Site.load(tmp_path) == site


def test_what_a_newer_program_wrote_is_left_out(tmp_path: Path) -> None:
    Site(home=tmp_path, host="a").save()
    path = tmp_path / "site.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"colour": "red"}), "utf-8")
    assert Site.load(tmp_path) == Site(home=tmp_path, host="a")


@pytest.mark.parametrize("text", [None, "", "[]", '{"port": '])
def test_a_folder_without_an_installation_is_said(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "site.json").write_text(text, "utf-8")
    with pytest.raises(CentralError, match=r"no LocaNext server|damaged"):
        Site.load(tmp_path)


def test_the_superuser_needs_no_password(tmp_path: Path) -> None:
    values = conninfo_to_dict(Site(home=tmp_path, host="a").superuser("locanext"))
    assert (values["host"], values["dbname"]) == (str(tmp_path / "run"), "locanext")
    assert "password" not in values
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(Site(home=tmp_path, host="a").superuser())


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    assert Site(home=tmp_path, host="a").problem() == ""
    assert "ports" in Site(home=tmp_path, host="a", port=5432).problem()
    assert "too long" in Site(home=tmp_path / ("x" * 100), host="a").problem()
    assert "at least" in Site(home=tmp_path, host="a", work=0).problem()
