"""Screens: whether there is one, and a virtual one for screenshots. Linux's X11 and Wayland, nothing of Qt."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SCREEN = "1600x1000x24"


def present() -> bool:
    """Whether a window can be shown to somebody."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def virtual() -> Iterator[dict[str, str]]:
    """Keep an Xvfb running and yield the environment in which Qt draws on it; without X11, use the real screen."""
    if sys.platform != "linux":
        yield {}
        return
    if shutil.which("Xvfb") is None:
        sys.exit("Screenshots need Xvfb (Debian and Ubuntu: apt-get install xvfb).")
    ours, servers = os.pipe()
    # -displayfd makes the server choose a free number, and tell it when it is ready.
    command = ["Xvfb", "-displayfd", str(servers), "-screen", "0", _SCREEN, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[servers], stderr=subprocess.DEVNULL)
    os.close(servers)
    try:
        with os.fdopen(ours) as pipe:
            number = pipe.readline().strip()
        if not number:
            sys.exit(f"Xvfb did not start (exit code {server.wait()}).")
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1"}
    finally:
        server.terminate()
        server.wait()
