"""Every text of the interface is written so that lupdate finds it, under the context that Qt asks for at run time.

What PySide6's lupdate reads was tried out. Other receivers than `self`, QT_TR_NOOP and functions of one's own get a
wrong context or none, `n=` hides the text, f-strings are collected with their braces. `self.tr(text, "", n)` is
collected, but in a subclass PySide6 6.11 returns it untranslated; `QCoreApplication.translate(context, text, "", n)` is
right everywhere. A context is a literal; a text may also be a value that was marked where it was written.
"""

import ast
from collections.abc import Iterator

import pytest

from _translations import message_names
from tests.house._source import ROOT, name, python_files, tree

_MESSAGES = message_names(ROOT / "locanext" / "domain" / "errors.py")


def test_texts_can_be_collected_for_translation() -> None:
    found = [
        f"{name(path)}:{call.lineno}: {fault}"
        for path in python_files("locanext")
        for call, fault in _faults(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        'self.tr(f"{n} files")',
        'self.tr("a" + b)',
        'parent.tr("Open")',
        'tr("Open")',
        'self.tr("%n files", "", n)',
        'QT_TR_NOOP("Open")',
        'QCoreApplication.translate("Grid", "%n files", n=3)',
        'QCoreApplication.translate(context, "Open")',
        'QCoreApplication.translate("Grid", f"{n} files")',
    ],
)
def test_lost_texts_are_recognised(text: str) -> None:
    assert list(_faults(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        'self.tr("Open " "file")',
        'QCoreApplication.translate("Grid", "%n files", "", n)',
        'QCoreApplication.translate("messages", message.template)',
        '"abc".translate(table)',
    ],
)
def test_collected_texts_are_recognised(text: str) -> None:
    assert not list(_faults(ast.parse(text)))


def test_each_message_is_collected_too() -> None:
    """A template that is made at run time would be shown in English for ever."""
    found = [
        f"{name(path)}:{call.lineno}: {ast.unparse(call)}"
        for path in python_files("locanext")
        if path != ROOT / "locanext" / "domain" / "message.py"
        for call in _messages(tree(path))
        if not _is_text(call, 0)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("Message(spoken)", 1), ('BadFile(f"{n} lines")', 1), ('errors.BadFile("{n} lines", n=n)', 0), ("Cancelled()", 0)],
)
def test_messages_made_at_run_time_are_recognised(text: str, count: int) -> None:
    assert len([call for call in _messages(ast.parse(text)) if not _is_text(call, 0)]) == count


def _messages(module: ast.Module) -> Iterator[ast.Call]:
    """The calls that make a message or an expected error of a template."""
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call) and node.args):
        if ast.unparse(call.func).rpartition(".")[2] in _MESSAGES:
            yield call


def _faults(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        callee = ast.unparse(call.func)
        short = callee.rpartition(".")[2]
        if short == "QT_TR_NOOP" or (short in ("tr", "_tr", "_") and callee != "self.tr"):
            yield call, f"{callee}: use self.tr, QCoreApplication.translate or QT_TRANSLATE_NOOP"
        elif callee == "self.tr" and (len(call.args) > 2 or not _literal(call, 0)):
            yield call, "self.tr takes one literal; with a number, use QCoreApplication.translate"
        elif short in ("translate", "QT_TRANSLATE_NOOP") and len(call.args) > 1 and not _pair(call):
            yield call, f"{callee} takes two literals and no keywords"


def _pair(call: ast.Call) -> bool:
    return _literal(call, 0) and (_literal(call, 1) or isinstance(call.args[1], ast.Name | ast.Attribute))


def _literal(call: ast.Call, index: int) -> bool:
    """Whether this argument is a plain text, and nothing is passed by keyword."""
    return _is_text(call, index) and not call.keywords


def _is_text(call: ast.Call, index: int) -> bool:
    argument = call.args[index] if len(call.args) > index else None
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)
