"""What systemd and cron are told. Neither runs here, so systemd's own checker reads the units."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from central import bouncer, runtime, services
from central.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(
        home=tmp_path / "locanext-server", host="a", user=runtime.service_user(), programs=runtime.newest_programs()
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd's checker is not installed")
def test_systemd_takes_the_units(site: Site, tmp_path: Path) -> None:
    *written, _rotation = services.files(replace(site, services="systemd"), tmp_path / "etc")
    for file in written:
        file.write()
    assert [file.path.name for file in written] == [
        "locanext-server-postgresql.service",
        "locanext-server-pgbouncer.service",
        "locanext-server-backup.service",
        "locanext-server-backup.timer",
    ]
    command = ["systemd-analyze", "verify", "--man=no", *(str(file.path) for file in written)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "locanext-server" in line]
    assert (done.returncode, ours) == (0, [])


def test_units_run_what_start_runs(site: Site, tmp_path: Path) -> None:
    texts = {file.path.name: file.text for file in services.files(replace(site, services="systemd"), tmp_path)}
    for name, command in (
        ("postgresql", services.postgres_command(site)),
        ("pgbouncer", services.bouncer_command(site)),
        ("backup", services.central_command(site, "backup")),
    ):
        assert f"ExecStart={' '.join(command)}\n" in texts[f"locanext-server-{name}.service"]
    assert f"ReadWritePaths={site.home}" in texts["locanext-server-postgresql.service"]


def test_cron_starts_and_backs_up(site: Site, tmp_path: Path) -> None:
    [file, _rotation] = services.files(replace(site, services="cron"), tmp_path)
    assert file.path == tmp_path / "cron.d" / "locanext-server"
    lines = [line for line in file.text.splitlines() if " root " in line]
    assert [line.split()[-1] for line in lines] == ["start", "backup"]
    assert [line.split(" root ")[0] for line in lines] == ["@reboot", "30 2 * * *"]


@pytest.mark.parametrize("kind", ["systemd", "cron"])
def test_the_pools_log_does_not_grow_for_ever(site: Site, tmp_path: Path, kind: str) -> None:
    [rotation] = [
        file for file in services.files(replace(site, services=kind), tmp_path) if "logrotate" in str(file.path)
    ]
    assert rotation.path == tmp_path / "logrotate.d" / "locanext-server"
    assert f"\n{site.log}/pgbouncer.log {{\n  su {site.account} {site.account}\n" in rotation.text
    assert f"logfile = {site.log}/pgbouncer.log" in bouncer.configuration(site)


def test_nobody_is_told_when_nobody_shall(site: Site) -> None:
    assert services.files(site) == []
