"""Finding one's way in a real file, in a real window: filter, go to, next unconfirmed."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QInputDialog

from locanext.domain.state import State
from locanext.gui.grid.pages import PAGE
from tests.e2e.conftest import Start
from tests.programs import Running, run_loop, wait
from tests.servers import Database
from tests.tabs.ldm.conftest import Hold, Save

COUNT = PAGE + 20


@pytest.fixture
def file_id(database: Database) -> int:
    return database.file(database.project(), [f"{number}번 문" for number in range(COUNT)])


@pytest.fixture
def kim(start: Start, file_id: int) -> Running:
    running = start("kim")
    running.ldm.filter._soon.setInterval(1)
    running.open(file_id)
    return running


def here(kim: Running) -> int:
    """The current segment's number in the file, from 0."""
    row = kim.ldm.view.currentIndex().row()
    return kim.ldm.model.ord_at(row) if 0 <= row < kim.ldm.model.rowCount() else -1


def said(kim: Running) -> str:
    return kim.window.statusBar().currentMessage()


def is_filtered(kim: Running, count: int) -> Callable[[], bool]:
    return lambda: kim.ldm.model.rowCount() == count


def confirm_all(database: Database, file_id: int, but: tuple[int, ...]) -> None:
    query = "update loc.segments set state = 3 where file_id = %s and ord <> all (%s)"
    database.admin().execute(query, [file_id, list(but)])


# --- filter -------------------------------------------------------------------------------------------------


def test_what_was_said_of_a_failed_go_to_ends_with_the_next(kim: Running) -> None:
    kim.ldm.navigator.go_to("9999")
    wait(lambda: "There is no segment 9999" in said(kim), "the refusal")
    kim.ldm.navigator.go_to("2")
    wait(lambda: here(kim) == 1, "the segment")
    assert said(kim) == ""


def test_the_filter_keeps_the_current_segment(kim: Running) -> None:
    kim.ldm.view.go_to(117)
    kim.ldm.filter.needle.setText("17번")
    wait(is_filtered(kim, 3), "17, 117 and 217")
    assert kim.ldm.filter.found.text() == "3 of 220"
    assert here(kim) == 117
    kim.ldm.filter.mode.choose("not")
    wait(is_filtered(kim, COUNT - 3), "all others")
    assert here(kim) == 0, "what the filter hides cannot stay"
    kim.ldm.filter.clear()
    wait(is_filtered(kim, COUNT), "all")
    assert kim.ldm.filter.found.text() == "220 segments"


def test_the_modes_and_fields(kim: Running, file_id: int) -> None:
    bar = kim.ldm.filter
    bar.needle.setText("ID_7")
    bar.mode.choose("exact")
    wait(is_filtered(kim, 1), "the segment of this StringID")
    assert kim.ldm.model.ord_at(0) == 7
    bar.field.choose("source")
    wait(is_filtered(kim, 0), "nothing")
    bar.needle.setText("^1.번")
    bar.mode.choose("regex")
    wait(is_filtered(kim, 10), "10 to 19")
    wait(lambda: kim.ldm.model.segment_at(3), "its page")
    kim.ldm.view.go_to(3)
    kim.ldm.view.commands.replace_target("A door.")
    kim.ldm.view.actions_by_id["confirm_stay"].trigger()
    kim.wait_saved()
    bar.needle.clear()
    bar.state.choose((State.CONFIRMED,))
    wait(is_filtered(kim, 1), "the one that is confirmed")
    assert here(kim) == 13


def test_where_nothing_is_found_nothing_is_lost(kim: Running) -> None:
    kim.ldm.view.go_to(150)
    kim.ldm.filter.needle.setText("there is no such text")
    wait(is_filtered(kim, 0), "nothing")
    assert kim.ldm.nothing.isVisible()
    assert not kim.ldm.view.isVisible()
    kim.ldm.filter.needle.setText("neither is this")
    wait(lambda: not kim.program.runner.busy() and not kim.ldm.filter._soon.isActive(), "the answer")
    kim.ldm.filter.clear()
    wait(is_filtered(kim, COUNT), "all")
    assert kim.ldm.view.isVisible()
    assert not kim.ldm.nothing.isVisible()
    assert here(kim) == 150


def test_a_bad_expression_is_told_and_the_grid_stays(kim: Running) -> None:
    kim.ldm.filter.mode.choose("regex")
    kim.ldm.filter.needle.setText("(문")
    wait(lambda: "parenthes" in kim.ldm.filter.found.toolTip(), "the reason")
    assert kim.ldm.model.rowCount() == COUNT
    kim.ldm.filter.needle.setText("(7번)")
    wait(is_filtered(kim, 22), "what ends with 7")
    assert kim.ldm.filter.found.toolTip() == ""


def test_an_answer_to_a_filter_that_is_gone_is_not_shown(kim: Running, hold: Hold) -> None:
    with hold("segments"):
        kim.ldm.filter.needle.setText("17번")
        wait(lambda: kim.ldm.filter.found.text() == "searching…", "the question")
        kim.ldm.filter.clear()
        assert kim.ldm.filter.found.text() == "220 segments"
    wait(lambda: not kim.program.runner.busy(), "the answer")
    assert kim.ldm.model.rowCount() == COUNT


def test_moving_on_does_not_drop_a_search(kim: Running, hold: Hold) -> None:
    with hold("segments"):
        kim.ldm.filter.needle.setText("17번")
        wait(lambda: kim.ldm.filter.found.text() == "searching…", "the question")
        kim.ldm.navigator.go_to("ID_117")
    wait(is_filtered(kim, 3), "the filter")
    wait(lambda: here(kim) == 117, "the segment")


def test_a_text_that_is_being_typed_is_saved_before_the_filter_hides_it(kim: Running) -> None:
    kim.begin_typing(5, "Half a sen")
    kim.ldm.filter.needle.setText("17번")
    wait(is_filtered(kim, 3), "the filter")
    kim.wait_saved()
    kim.ldm.filter.clear()
    wait(lambda: kim.shown(5) == "Half a sen", "the text")


# --- go to --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wanted", "place"), [("5", 4), ("220", 219), (" ID_200 ", 200), ("1", 0)])
def test_go_to_a_number_or_a_string_id(kim: Running, wanted: str, place: int) -> None:
    kim.ldm.view.go_to(10)
    kim.ldm.navigator.go_to(wanted)
    wait(lambda: here(kim) == place, "the segment")


@pytest.mark.parametrize("wanted", ["0", "221", "ID_220", "id_5", "-1", "1.5", "٣", "9" * 30])
def test_go_to_what_is_not_there(kim: Running, wanted: str) -> None:
    kim.ldm.view.go_to(10)
    kim.ldm.navigator.go_to(wanted)
    wait(lambda: wanted in said(kim), "the answer")
    assert here(kim) == 10


def test_a_string_id_that_is_a_number_wins(kim: Running, database: Database, file_id: int) -> None:
    database.admin().execute("update loc.segments set string_id = '5' where file_id = %s and ord = 30", [file_id])
    kim.ldm.navigator.go_to("5")
    wait(lambda: here(kim) == 30, "the segment with this StringID")


def test_go_to_takes_away_a_filter_that_hides_the_place(kim: Running) -> None:
    kim.ldm.filter.needle.setText("17번")
    wait(is_filtered(kim, 3), "the filter")
    kim.ldm.navigator.go_to("ID_117")
    wait(lambda: here(kim) == 117, "what the filter shows")
    assert kim.ldm.model.rowCount() == 3
    kim.ldm.navigator.go_to("ID_40")
    wait(lambda: here(kim) == 40, "what it hides")
    assert kim.ldm.model.rowCount() == COUNT
    assert kim.ldm.filter.needle.text() == ""


def test_the_question_where_to(kim: Running) -> None:
    kim.ldm.navigator.ask_where()
    dialog = kim.window.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("ID_33")
    dialog.accept()
    wait(lambda: here(kim) == 33, "the segment")
    assert kim.window.findChild(QInputDialog) is None, "nothing is left of it"


def test_an_answer_for_the_file_before_moves_nothing(kim: Running, database: Database, hold: Hold) -> None:
    other = database.file(database.project("Other"), ["다른 문"] * COUNT)
    with hold("segments"):
        kim.ldm.navigator.go_to("ID_33")
        kim.ldm.open_file(other)
        wait(lambda: kim.ldm.file is not None and kim.ldm.file.id == other, "the other file")
    wait(lambda: not kim.program.runner.busy(), "the answers")
    assert here(kim) == 0


# --- next unconfirmed ---------------------------------------------------------------------------------------


def next_unconfirmed(kim: Running) -> None:
    kim.ldm.view.actions_by_id["next_unconfirmed"].trigger()


def test_next_unconfirmed_goes_over_pages_and_wraps(database: Database, start: Start, file_id: int) -> None:
    confirm_all(database, file_id, but=(3, 215))
    kim = start("kim")
    kim.open(file_id)
    for place in (3, 215, 3):
        next_unconfirmed(kim)
        wait(lambda place=place: here(kim) == place, f"segment {place}")  # type: ignore[misc]


def test_the_last_one_is_confirmed_and_that_is_said(database: Database, start: Start, file_id: int, hold: Hold) -> None:
    confirm_all(database, file_id, but=(3,))
    kim = start("kim")
    kim.open(file_id)
    kim.begin_typing(3, "The last door.")
    with hold("changes"):
        # Its draft is under way when it is confirmed, and the confirmation when the next one is looked for.
        kim.ldm.view.actions_by_id["save_draft"].trigger()
        kim.ldm.view.actions_by_id["confirm"].trigger()
        run_loop(50)
        assert kim.ldm.edits.count() == 2
    wait(lambda: said(kim) == "Every segment of this file is confirmed.", "the answer")
    assert here(kim) == 3
    assert kim.ldm.view.editor is None


def test_next_unconfirmed_keeps_to_the_filter(kim: Running) -> None:
    kim.ldm.filter.needle.setText("17번")
    wait(is_filtered(kim, 3), "the filter")
    wait(lambda: kim.ldm.model.segment_at(0), "its page")
    for place in (117, 217):
        kim.ldm.view.commands.replace_target("A door.")
        kim.ldm.view.actions_by_id["confirm"].trigger()
        wait(lambda place=place: here(kim) == place, f"segment {place}")  # type: ignore[misc]
    kim.ldm.view.commands.replace_target("A door.")
    kim.ldm.view.actions_by_id["confirm"].trigger()
    wait(lambda: said(kim) == "Everything that the filter shows is confirmed.", "the answer")


def test_a_late_answer_does_not_move_who_has_gone_on(
    database: Database, start: Start, file_id: int, hold: Hold
) -> None:
    confirm_all(database, file_id, but=(3,))
    kim = start("kim")
    kim.open(file_id)
    kim.ldm.view.go_to(216)
    with hold("segments"):
        next_unconfirmed(kim)
        assert kim.program.runner.busy(), "only the server knows"
        kim.ldm.view.go_to(7)
    wait(lambda: not kim.program.runner.busy(), "the answer")
    assert here(kim) == 7


def test_a_colleagues_change_does_not_move_anybody(kim: Running, file_id: int, lee_saves: Save) -> None:
    kim.ldm.view.go_to(7)
    lee_saves(file_id, 7, "Lee's.", State.CONFIRMED)
    wait(lambda: kim.shown(7) == "Lee's.", "lee's text")
    assert here(kim) == 7


def test_two_people_who_go_on_never_meet(kim: Running, start: Start, file_id: int) -> None:
    lee = start("lee")
    lee.open(file_id)
    places: dict[int, list[int]] = {}
    for _round in range(4):
        for number, who in enumerate((kim, lee)):
            before = here(who)
            next_unconfirmed(who)
            wait(lambda who=who, before=before: here(who) != before, "the next segment")  # type: ignore[misc]
            wait(lambda who=who: claimed_ahead(who) and not who.program.runner.busy(), "its claim")  # type: ignore[misc]
            places.setdefault(number, []).append(here(who))
        assert here(kim) != here(lee)
    assert not set(places[0]) & set(places[1]), places


def claimed_by_somebody(kim: Running, database: Database, file_id: int) -> None:
    """The segment 1, which kim has not claimed ahead."""
    wait(lambda: claimed_ahead(kim), "kim's own claim")
    kim.ldm.model.reserve(-2, -2)
    somebody = "update loc.claims set person_id = 1, at = now() + interval '1 hour' where file_id = %s and ord = 1"
    assert database.admin().execute(somebody, [file_id]).rowcount == 1


def claimed_ahead(who: Running) -> bool:
    return who.ldm.model._reserved[0] == here(who)


def test_a_segment_that_turns_out_to_be_somebody_elses_is_left_again(
    kim: Running, database: Database, file_id: int
) -> None:
    claimed_by_somebody(kim, database, file_id)
    next_unconfirmed(kim)
    wait(lambda: here(kim) == 2, "the one after it")


def test_who_has_begun_to_type_is_not_moved_away(kim: Running, database: Database, file_id: int, hold: Hold) -> None:
    claimed_by_somebody(kim, database, file_id)
    kim.ldm.view.setFocus()
    with hold("claims"):
        next_unconfirmed(kim)
        assert here(kim) == 1
        kim.begin_typing(1, "Typed")
    wait(lambda: not kim.program.runner.busy(), "the answer")
    assert here(kim) == 1
