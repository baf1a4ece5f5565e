"""The named queries of `sql/*.sql`. A query begins with a line `-- name: <name>` and ends where the next one begins."""

import re
from functools import cache
from importlib.resources import files
from typing import LiteralString, cast

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


@cache
def queries(noun: str) -> dict[str, LiteralString]:
    """All queries of `sql/<noun>.sql` by name. They are our own files, so they count as literals."""
    text = (files(__package__) / "sql" / f"{noun}.sql").read_text(encoding="utf-8")
    parts = _NAME.split(text)[1:]
    return {name: cast(LiteralString, body.strip()) for name, body in zip(parts[::2], parts[1::2], strict=True)}


def nouns() -> tuple[str, ...]:
    """The names of all query files."""
    folder = files(__package__) / "sql"
    return tuple(sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir() if entry.name.endswith(".sql")))
