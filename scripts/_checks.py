"""The checks that read the code without running it, as arguments of Python; shared by dev.py and the tests."""

CHECKS: dict[str, list[str]] = {
    "ruff": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "script types": ["-m", "mypy", "scripts"],
    # It has no `__main__`, and two runs at once may not share its cache.
    "arrows": ["-c", "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"],
}
