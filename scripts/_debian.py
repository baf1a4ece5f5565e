"""The packages that LocaNext needs from Debian or Ubuntu; on other systems nothing is done.

Nothing is removed, upgraded or configured here, and a machine where nothing may be installed gets a list, not an error.
"""

import os
import shutil
import subprocess
import sys

# Libraries that Qt's wheels expect on the machine: the first row without a screen, the others for an X11 window.
WINDOW = (
    *("libegl1", "libgl1", "libxkbcommon0", "libfontconfig1", "libdbus-1-3", "libglib2.0-0"),
    *("libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0", "libxcb-render-util0"),
    *("libxcb-shape0", "libxcb-xinerama0", "libxcb-xkb1", "libxkbcommon-x11-0", "fonts-nanum", "fonts-ipafont-gothic"),
)
TESTS = ("xvfb", "xauth", "pgbouncer")

# Installing pgbouncer would start a service that nobody asked for; policy-rc.d is Debian's way to say no.
_INSTALL = """
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    trap 'rm -f '$policy EXIT
    printf '#!/bin/sh\\nexit 101\\n' >$policy && chmod +x $policy
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "$@" >/dev/null
"""


def prepare(packages: tuple[str, ...]) -> None:
    """Install those of `packages` that are missing, or say which they are when that is not possible."""
    missing = _missing(packages)
    if not missing:
        return
    names = " ".join(missing)
    print(f"installing from the distribution: {names}", flush=True)
    if not _install(missing):
        print(f"could not install them; if something fails, try: apt-get install {names}", file=sys.stderr)


def prepare_venv() -> None:
    """Give the running Python what it needs to create virtual environments (a package of its own on Debian)."""
    prepare((f"python3.{sys.version_info.minor}-venv",))


def _missing(packages: tuple[str, ...]) -> list[str]:
    if shutil.which("dpkg-query") is None:
        return []
    # A name may be provided by a package of another name: Ubuntu renamed libglib2.0-0 to libglib2.0-0t64.
    listing = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}|${Package}, ${Provides}\\n"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    lines = (line.partition("|") for line in listing.splitlines())
    provided = {
        name.split()[0]
        for status, _, names in lines
        if status == "installed"
        for name in names.split(",")
        if name.strip()
    }
    return [name for name in packages if name not in provided]


def _install(packages: list[str]) -> bool:
    if shutil.which("apt-get") is None:
        return False
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo"):
        prefix = ["sudo"]
    else:
        return False
    return subprocess.run([*prefix, "sh", "-c", _INSTALL, "sh", *packages], check=False).returncode == 0
