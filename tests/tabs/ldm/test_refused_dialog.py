"""The list of texts that could not be saved: what it shows, and what each button is for."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from locanext.domain.edit import Edit
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.tabs.ldm.outbox import Entry
from locanext.tabs.ldm.refused_dialog import REASON, TEXT, RefusedDialog


def entry(number: int) -> Entry:
    edit = Edit(1, "a.txt", Segment(number, f"ID_{number}", "원문", ""), f"Text\n{number}", State.DRAFT)
    return Entry(edit, row=number + 1, refused="No right.")


ENTRIES = [entry(number) for number in range(3)]


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def dialog(parent: QWidget) -> RefusedDialog:
    made = RefusedDialog(parent)
    made.show_entries(ENTRIES)
    made.open()
    return made


def shown(dialog: RefusedDialog) -> list[list[str]]:
    table = dialog.table
    cells = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    return [[cell.text() if cell is not None else "" for cell in line] for line in cells]


def test_what_it_shows(dialog: RefusedDialog) -> None:
    assert shown(dialog)[1] == ["a.txt", "ID_1", "Text\n1", "No right."]
    assert len(shown(dialog)) == 3


def test_buttons_are_for_all_or_for_what_is_selected(dialog: RefusedDialog) -> None:
    retried: list[list[Entry]] = []
    discarded: list[list[Entry]] = []
    dialog.retry_wanted.connect(retried.append)
    dialog.discard_wanted.connect(discarded.append)
    dialog.retry.click()
    dialog.table.selectRow(2)
    dialog.retry.click()
    dialog.discard.click()
    assert retried == [ENTRIES, ENTRIES[2:]]
    assert discarded == [ENTRIES[2:]]
    assert len(shown(dialog)) == 3, "its owner says what is left"


def test_what_is_selected_stays_so(dialog: RefusedDialog) -> None:
    dialog.table.selectRow(2)
    dialog.show_entries(ENTRIES[1:])
    assert dialog.chosen() == ENTRIES[2:]
    dialog.show_entries(ENTRIES[:2])
    assert dialog.chosen() == ENTRIES[:2]


def test_copying(dialog: RefusedDialog) -> None:
    dialog.table.selectRow(0)
    dialog.copy.click()
    assert QApplication.clipboard().text() == 'a.txt\tID_0\t"Text\n0"\tNo right.\n'


def test_saving_to_a_file(dialog: RefusedDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    answers = iter([("", ""), (str(tmp_path / "out.txt"), "")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: next(answers))
    chosen: list[tuple[Path, str]] = []
    dialog.file_chosen.connect(lambda path, text: chosen.append((path, text)))
    dialog.save_to_file.click()
    assert chosen == []
    dialog.save_to_file.click()
    ((path, text),) = chosen
    assert path == tmp_path / "out.txt"
    assert text.count("No right.") == 3


def test_a_reason_of_the_server_can_be_read_in_full(parent: QWidget) -> None:
    dialog = RefusedDialog(parent)
    reason = "The server refused: It is not there, or you have no right to edit it."
    dialog.show_entries([replace(ENTRIES[0], refused=reason)])
    dialog.open()
    assert dialog.table.fontMetrics().horizontalAdvance(reason) < dialog.table.columnWidth(REASON)
    assert dialog.table.columnWidth(TEXT) > 200
    dialog.close()
