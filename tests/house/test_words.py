"""The words of the house: what modules may be called, where SQL stands, what no file may mention."""

import ast
import re
from pathlib import Path

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

from tests.house._source import PRODUCT, ROOT, name, python_files, strings, tree

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}

# SQL is written in capitals or in small letters throughout; a sentence ("Select a file from the list") is neither.
SQL = re.compile(
    r"\s*(?:"
    r"(?:SELECT|INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|COPY|LISTEN|NOTIFY|SET|WITH|CALL)\s+\S"
    r"|select\s+(?:\*|\d|[\w.\"]+\s*\(|.+\sfrom\s)|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s"
    r"|(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:table|role|user|database|schema|view|index|function|policy|trigger)\s"
    r"|truncate\s+\S+;?$|grant\s.+\sto\s|revoke\s.+\sfrom\s|copy\s.+\s(?:from|to)\s|listen\s+\S+;?$|notify\s+[\w\"]+\s*[,;]"
    r"|set\s+(?:local|session|role)\s|with\s+\w+\s+as\s*\("
    r")",
    re.DOTALL,
)

# The square brackets keep this file from finding itself.
PLACES = re.compile(r"/w[o]rk/|/r[o]ot/|/opt/p[y]pi|p[y]pi\.org|p[y]thonhosted|C:\\+[U]sers\\")
TEXTS = {"", ".py", ".sql", ".md", ".toml", ".ini", ".conf", ".cfg", ".yml", ".yaml", ".ts", ".spec", ".nsi", ".sh"}


def test_modules_say_what_they_are_for_by_name() -> None:
    paths = python_files(*PRODUCT, "scripts", "tests")
    assert [
        name(path) for path in paths if EMPTY_NAMES & {part.strip("_") for part in path.with_suffix("").parts}
    ] == []


def test_only_what_overrides_qt_is_camel_case() -> None:
    # PySide6 makes a class when it is first asked for, so the modules' own dictionaries are not complete.
    classes = (getattr(module, cls) for module in (QtCore, QtGui, QtWidgets) for cls in dir(module))
    of_qt = {member for cls in classes for member in dir(cls)}
    found = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in python_files(*PRODUCT, "scripts")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != node.name.lower()
        if node.name not in of_qt
    ]
    assert found == []


def test_every_module_has_a_docstring() -> None:
    paths = [path for path in python_files(*PRODUCT, "scripts", "tests") if path.stat().st_size]
    assert [name(path) for path in paths if not ast.get_docstring(tree(path))] == []


def test_sql_stands_in_sql_files() -> None:
    found = [
        f"{name(path)}:{literal.lineno}"
        for path in python_files(*PRODUCT)
        for literal in strings(path)
        if SQL.match(str(literal.value))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "\n  select * from segment",
        "insert into a values (1)",
        "LISTEN changes",
        "set local role x",
        "with a as (select 1)",
    ],
)
def test_sql_is_recognised(text: str) -> None:
    assert SQL.match(text)


@pytest.mark.parametrize(
    "text", ["Select a file from the list", "Update", "set", "with care", "Drop files here", "SELECTED", "copy"]
)
def test_sentences_are_not_sql(text: str) -> None:
    assert not SQL.match(text)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{name(path)}: {match.group()}"
        for path in _own_files()
        if (match := PLACES.search(path.read_text("utf-8", errors="replace")))
    ]
    assert found == []


def _own_files() -> list[Path]:
    """The project's text files: those at the top and those in its folders; not what tools leave behind."""
    folders = (*PRODUCT, "scripts", "tests", "packaging", ".ci", ".github", "docs")
    nested = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return [
        path
        for path in (*ROOT.iterdir(), *nested)
        if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts
    ]
