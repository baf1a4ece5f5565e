"""The project's own commands: `python3 scripts/dev.py run | test | check | bench | shot | translations | install`.

Works with nothing but Python: every command first brings the machine and `.venv` up to date. It holds no knowledge of
the product, and it names no package registry: pip and apt use the configuration that they find.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said in words before an older Python stumbles over the modules below
    sys.exit(f"LocaNext needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

import argparse
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import _debian
import _display
import _translations
import _venv
from _checks import CHECKS

ROOT = Path(__file__).resolve().parent.parent
BENCHES = ROOT / "tests" / "bench"


def python(*args: str, **env: str) -> int:
    """Run the project's Python in the project's folder and return its exit code."""
    return subprocess.run([str(_venv.PYTHON), *args], cwd=ROOT, env={**os.environ, **env}, check=False).returncode


def run(args: Sequence[str]) -> int:
    """Open the program with the sample project; without a display, play the demonstration and print it."""
    if _display.present():
        return python("-m", "locanext", "--sample", *args)
    return python("-m", "locanext", "demo", *args, QT_QPA_PLATFORM="offscreen")


def test(args: Sequence[str]) -> int:
    """Run the tests; what follows goes to pytest. --all adds the slow ones."""
    chosen = [arg for arg in args if arg != "--all"]
    speed = [] if "--all" in args else ["-m", "not slow"]
    return python("-m", "pytest", "-n", "2", "--dist", "loadfile", *speed, *chosen, QT_QPA_PLATFORM="offscreen")


def check(args: Sequence[str]) -> int:
    """Run every check, then the tests, and print what passed."""
    results = {name: python(*command) for name, command in CHECKS.items()}
    results["tests"] = test(args)
    print()
    for name, code in results.items():
        print(f"{name:<13} {'passed' if code == 0 else f'FAILED (exit code {code})'}")
    return int(any(results.values()))


def bench(args: Sequence[str]) -> int:
    """Run one measurement by name; without a name, list them."""
    names = sorted(path.stem for path in BENCHES.glob("[!_]*.py"))
    if args and args[0] in names:
        return python("-m", f"tests.bench.{args[0]}", *args[1:], QT_QPA_PLATFORM="offscreen")
    print("Measurements:", ", ".join(names) or "none yet")
    return 2 if args else 0


def shot(args: Sequence[str]) -> int:
    """Open the real program, on a virtual screen (on Windows: on yours) and write screenshots (--out DIR)."""
    with _display.virtual() as env:
        return python("-m", "tests.shots", *args, **env)


def translations(args: Sequence[str]) -> int:
    """Collect the texts of the interface for translation and compile what is translated."""
    return _translations.update(ROOT)


def install(args: Sequence[str]) -> int:
    """Bring the machine and .venv up to date, and do nothing else."""
    print(f"ready: {_venv.PYTHON}")
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    command.__name__: command for command in (run, test, check, bench, shot, translations, install)
}


def main(argv: Sequence[str]) -> int:
    """Prepare the machine and hand over to a command; everything after its name belongs to the command."""
    parser = argparse.ArgumentParser(
        prog="scripts/dev.py",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{name:<13} {command.__doc__}" for name, command in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS)
    command = parser.parse_args(argv[:1]).command
    _debian.prepare(_debian.WINDOW if command in ("run", "translations") else _debian.WINDOW + _debian.TESTS)
    _venv.prepare(ROOT)
    return COMMANDS[command](argv[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
