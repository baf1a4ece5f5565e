"""The interface is translated completely, and what is translated is what is compiled.

Whether the Korean is good cannot be told here; only that every text has some, with the same blanks and marks.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QTranslator

from _translations import update
from tests.house._source import ROOT

RESOURCES = Path("locanext", "gui", "resources")
FILES = sorted((ROOT / RESOURCES).glob("*.ts"))

_MARKS = {
    "blanks": re.compile(r"\{[^}]*\}"),
    "patterns of files": re.compile(r"\*\.?\w*"),
    "accelerators": re.compile("&"),
    "end": re.compile(r"[…:?]$"),
}
"""What a translation keeps, in whichever order its sentence wants it."""


class Entry(NamedTuple):
    """One text of a `.ts` file."""

    context: str
    source: str
    target: str
    finished: bool


def _entries(ts: Path) -> list[Entry]:
    return [
        Entry(
            context.findtext("name", ""),
            message.findtext("source", ""),
            message.findtext("translation", ""),
            "type" not in message.find("translation").attrib,  # type: ignore[union-attr] # every message has one
        )
        for context in ElementTree.parse(ts).iter("context")
        for message in context.iter("message")
    ]


def _faults(entries: Iterable[Entry]) -> list[str]:
    return [
        f"{entry.context}: {entry.source!r}: {what} of {entry.target!r}"
        for entry in entries
        for what, mark in _MARKS.items()
        if sorted(mark.findall(entry.source)) != sorted(mark.findall(entry.target))
    ]


def test_there_is_a_translation() -> None:
    assert [ts.name for ts in FILES] == ["locanext_ko.ts"]


def test_the_texts_of_the_interface_are_collected(tmp_path: Path) -> None:
    """The project's own command, in a copy, would find nothing new and drop nothing."""
    copytree(ROOT / "locanext", tmp_path / "locanext", ignore=ignore_patterns("__pycache__"))
    assert update(tmp_path) == 0
    for ts in FILES:
        kept = {(entry.context, entry.source) for entry in _entries(ts)}
        now = {(entry.context, entry.source) for entry in _entries(tmp_path / RESOURCES / ts.name)}
        assert (now - kept, kept - now) == (set(), set()), "run: python3 scripts/dev.py translations"


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.stem)
def test_every_text_is_translated(ts: Path) -> None:
    assert [entry for entry in _entries(ts) if not (entry.finished and entry.target.strip())] == []


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.stem)
def test_translations_keep_blanks_and_marks(ts: Path) -> None:
    assert _faults(_entries(ts)) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("{n} of {total}", "{n}/{n}"),
        ("{n} lines", "줄"),
        ("&File", "파일"),
        ("Open…", "열기"),
        ("Open", "열기…"),
        ("Target:", "번역"),
        ("Stop it?", "중지"),
        ("Game files (*.txt *.xml)", "게임 파일 (*.txt)"),
    ],
)
def test_lost_marks_are_recognised(source: str, target: str) -> None:
    assert _faults([Entry("", source, target, finished=True)])


def test_another_order_is_no_fault() -> None:
    assert _faults([Entry("", "&Show {n} of {total}…", "{total}개 중 {n}개 표시(&S)…", finished=True)]) == []


@pytest.mark.parametrize("ts", FILES, ids=lambda ts: ts.stem)
def test_the_compiled_texts_are_the_translated_ones(ts: Path) -> None:
    translator = QTranslator()
    assert translator.load(str(ts.with_suffix(".qm")))
    compiled = {entry: translator.translate(entry.context, entry.source) for entry in _entries(ts)}
    assert {entry: text for entry, text in compiled.items() if text != entry.target} == {}
