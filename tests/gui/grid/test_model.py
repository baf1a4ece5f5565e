"""The model: pages, filters, edits on their way, colleagues' changes."""

import time
from array import array

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot

from locanext.domain.state import State
from locanext.domain.user import Presence
from locanext.gui.grid.model import NOT_LOADED, Column, SegmentModel
from locanext.gui.grid.pages import KEPT, PAGE, WISHES
from tests.gui.grid.conftest import Owner

EDITABLE = Qt.ItemFlag.ItemIsEditable


def load(qtbot: QtBot, owner: Owner, *positions: int) -> None:
    for position in positions:
        owner.model.segment_at(position)
        qtbot.waitUntil(lambda at=position: owner.model.segment_at(at) is not None)


def test_qt_finds_no_fault(qtbot: QtBot, owner: Owner) -> None:
    tester = QAbstractItemModelTester(owner.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    load(qtbot, owner, 0, 500)
    model = owner.model
    model.edit(owner.truth[0], "new")
    owner.settle()
    model.apply(owner.truth[5]._replace(target="theirs", version=9))
    model.mark_stale([5, 700])
    model.set_filter(1000, array("i", range(0, 1000, 3)))
    load(qtbot, owner, 10)
    model.set_file(0)
    model.set_file(10)
    tester.deleteLater()


def test_a_million_is_set_in_no_time(qtbot: QtBot) -> None:
    model = SegmentModel()
    start = time.process_time()
    model.set_file(1_000_000)
    model.set_filter(1_000_000, array("i", range(1_000_000)))
    assert time.process_time() - start < 0.2
    assert model.rowCount() == 1_000_000
    assert model.position_of(777_777) == 777_777


def test_what_is_not_here_is_said_so_and_wished_for(qtbot: QtBot, owner: Owner) -> None:
    cell = owner.model.index(3, Column.SOURCE)
    assert cell.data() == NOT_LOADED
    with qtbot.waitSignal(owner.model.dataChanged):
        pass
    assert cell.data() == "원문 3 {0}"
    assert owner.model.index(3, Column.NUMBER).data() == "4"
    assert owner.model.index(3, Column.STATE).data() == "draft"
    assert owner.model.rowCount(cell) == owner.model.columnCount(cell) == 0
    assert owner.model.data(QModelIndex()) is None


def test_newest_wishes_first_and_few(qtbot: QtBot) -> None:
    model = SegmentModel()
    model.set_file(1_000_000)
    for page in range(20):
        model.segment_at(page * PAGE)
    taken = []
    while (wish := model.take_wish()) is not None:
        taken.append(wish.page)
    assert taken == list(range(19, 19 - WISHES, -1))
    model.segment_at(19 * PAGE)
    assert model.take_wish() is None, "what somebody is fetching is not wished for again"


def test_wishes_for_what_went_out_of_sight_are_dropped(qtbot: QtBot) -> None:
    model = SegmentModel()
    model.set_file(100_000)
    model.segment_at(0)
    model.set_visible(50 * PAGE, 50 * PAGE + 30)
    taken = []
    while (wish := model.take_wish()) is not None:
        taken.append(wish.page)
    assert taken == [50, 49, 51]


def test_pages_are_kept_by_use(qtbot: QtBot) -> None:
    model = SegmentModel()
    model.set_file(1_000_000)
    for page in range(KEPT + 1):
        model.segment_at(page * PAGE)
        wish = model.take_wish()
        assert wish is not None
        model.put_page(wish, [])
        model.segment_at(0)
    assert model.is_loaded(0, 0)
    assert not model.is_loaded(PAGE, PAGE)
    assert model.is_loaded(2 * PAGE, (KEPT + 1) * PAGE - 1)


def test_answers_for_an_older_filter_are_dropped(qtbot: QtBot, owner: Owner) -> None:
    owner.answering = False
    owner.model.segment_at(0)
    wish = owner.model.take_wish()
    assert wish is not None
    owner.model.set_filter(1000, array("i", range(500, 1000)))
    owner.model.put_page(wish, owner.truth[:PAGE])
    assert owner.model.segment_at(0) is None
    owner.model.give_back(wish)
    owner.answering = True
    load(qtbot, owner, 0)
    shown = owner.model.segment_at(0)
    assert shown is not None
    assert shown.ord == 500
    assert owner.model.position_of(501) == 1
    assert owner.model.position_of(3) is None


def test_a_wish_given_back_comes_again(qtbot: QtBot, owner: Owner) -> None:
    owner.answering = False
    owner.model.segment_at(0)
    wish = owner.model.take_wish()
    assert wish is not None
    owner.model.give_back(wish)
    assert owner.model.take_wish() is None
    owner.model.segment_at(0)
    assert owner.model.take_wish() == wish


def test_an_edit_shows_at_once_and_is_settled(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    base = owner.truth[7]
    assert owner.model.setData(owner.model.index(7, Column.TARGET), "neu")
    assert owner.edits == [(base, "neu", None)]
    assert owner.model.is_saving(7)
    assert owner.model.index(7, Column.TARGET).data() == "neu"
    owner.settle()
    assert not owner.model.is_saving(7)
    assert owner.model.segment_at(7) == owner.truth[7]
    assert not owner.model.edit(owner.truth[7], "neu"), "nothing would change"


def test_an_edit_takes_a_confirmation_away(qtbot: QtBot, owner: Owner) -> None:
    owner.truth[7] = owner.truth[7]._replace(state=State.CONFIRMED)
    load(qtbot, owner, 7)
    owner.model.edit(owner.truth[7], "neu")
    shown = owner.model.segment_at(7)
    assert shown is not None
    assert shown.state is State.DRAFT


def test_two_edits_on_their_way(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    owner.model.edit(owner.truth[7], "one")
    second = owner.model.segment_at(7)
    assert second is not None
    owner.model.edit(second, "two")
    owner.settle()
    assert owner.model.is_saving(7)
    shown = owner.model.segment_at(7)
    assert shown is not None
    assert (shown.target, shown.version) == ("two", 2)
    owner.settle()
    assert owner.model.segment_at(7) == owner.truth[7]
    assert owner.truth[7].target == "two"


def test_a_failed_edit_keeps_its_text_and_says_why(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    owner.model.edit(owner.truth[7], "mine")
    theirs = owner.truth[7]._replace(target="theirs", version=2)
    owner.model.apply(theirs)
    owner.model.fail(7, "A colleague was faster.")
    shown = owner.model.segment_at(7)
    assert shown is not None
    assert shown.target == "mine"
    assert owner.model.failure(7) == "A colleague was faster."
    assert owner.model.index(7, Column.TARGET).data(Qt.ItemDataRole.ToolTipRole) == "A colleague was faster."
    assert owner.model.theirs(7) == theirs
    owner.model.discard(7)
    assert owner.model.segment_at(7) == theirs


def test_only_newer_changes_are_applied(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    newer = owner.truth[7]._replace(target="newer", version=5)
    owner.model.apply(newer)
    owner.model.apply(newer._replace(target="older", version=4))
    assert owner.model.segment_at(7) == newer


def test_a_page_read_before_a_change_does_not_bring_the_old_text_back(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    owner.answering = False
    owner.model.set_visible(0, 20)
    owner.model.mark_stale([7])
    wish = owner.model.take_wish()
    assert wish is not None
    newer = owner.truth[7]._replace(target="newer", version=2)
    owner.model.apply(newer)
    owner.model.put_page(wish, owner.truth[:PAGE])
    assert owner.model.segment_at(7) == newer
    again = owner.model.take_wish()
    assert again is not None, "a change that fell into the reading makes it be read again"
    assert again.page == 0


def test_stale_pages_are_read_again_if_seen_and_forgotten_if_not(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 0, 500)
    owner.answering = False
    owner.model.set_visible(0, 20)
    owner.truth[5] = owner.truth[5]._replace(target="theirs", version=2)
    owner.model.mark_stale([5, 500])
    assert owner.model.is_stale(5)
    assert owner.model.index(5, Column.TARGET).data() == "target 5 {0}"
    assert not owner.model.is_loaded(500, 500)
    owner.answering = True
    owner.answer()
    assert not owner.model.is_stale(5)
    assert owner.model.segment_at(5) == owner.truth[5]


def test_everything_may_be_old_after_a_lost_link(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 0, 500)
    owner.model.set_visible(0, 20)
    owner.truth[5] = owner.truth[5]._replace(target="theirs", version=2)
    owner.model.refresh()
    assert not owner.model.is_loaded(500, 500)
    qtbot.waitUntil(lambda: owner.model.segment_at(5) == owner.truth[5])


def test_edits_outlive_a_filter_and_not_a_file(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    owner.model.edit(owner.truth[7], "mine")
    owner.model.set_filter(1000, array("i", [7, 8]))
    load(qtbot, owner, 0)
    shown = owner.model.segment_at(0)
    assert shown is not None
    assert shown.target == "mine"
    owner.model.set_file(1000)
    assert not owner.model.is_saving(7)


def test_the_edited_segment_stays_and_a_newer_text_is_told_once(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    told = QSignalSpy(owner.model.edited_segment_changed)
    base = owner.model.begin_edit(7)
    theirs = owner.truth[7]._replace(target="theirs", version=2)
    owner.model.apply(theirs)
    owner.model.apply(theirs)
    assert [told.at(i) for i in range(told.count())] == [[7]]
    assert owner.model.edited == base
    assert owner.model.theirs(7) == theirs
    assert base is not None
    owner.model.edit(base, "mine")
    assert owner.edits[0][0].version == 1, "the save is built on what the person saw, so that the server finds out"
    owner.model.end_edit()


def test_a_newer_text_is_told_when_its_page_brings_it(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    owner.model.set_visible(0, 20)
    owner.model.begin_edit(7)
    owner.truth[7] = owner.truth[7]._replace(target="theirs", version=2)
    with qtbot.waitSignal(owner.model.edited_segment_changed) as told:
        owner.model.mark_stale([7])
    assert told.args == [7]
    owner.model.end_edit()


def test_own_saves_are_what_the_next_edit_is_built_on(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 7)
    base = owner.model.begin_edit(7)
    assert base is not None
    owner.model.edit(base, "one")
    owner.settle()
    assert owner.model.edited == owner.truth[7]
    owner.model.end_edit()


def test_next_unconfirmed_passes_over_what_is_done_or_locked(qtbot: QtBot, owner: Owner) -> None:
    owner.truth[1] = owner.truth[1]._replace(state=State.CONFIRMED)
    owner.truth[2] = owner.truth[2]._replace(locked=True)
    load(qtbot, owner, 0)
    assert owner.model.next_unconfirmed(0) == 3
    owner.model.edit(owner.truth[3], "x", State.CONFIRMED)
    assert owner.model.next_unconfirmed(0) == 4
    assert owner.model.next_unconfirmed(PAGE - 1) is None, "the next page is not here"


def test_what_cannot_be_edited(qtbot: QtBot, owner: Owner) -> None:
    owner.truth[2] = owner.truth[2]._replace(locked=True)
    model = owner.model
    assert "fetched" in model.refusal(0)
    load(qtbot, owner, 0)
    assert model.flags(model.index(0, Column.TARGET)) & EDITABLE
    assert not model.flags(model.index(0, Column.SOURCE)) & EDITABLE
    assert not model.flags(model.index(2, Column.TARGET)) & EDITABLE
    assert "locked" in model.refusal(2)
    assert not model.setData(model.index(2, Column.TARGET), "x")
    assert not model.setData(model.index(0, Column.SOURCE), "x")
    owner.truth[1] = owner.truth[1]._replace(state=State.REVIEWED, version=9)
    model.apply(owner.truth[1])
    assert model.refusal(1) == ""
    model.can_review = False
    assert model.refusal(1) == "This segment is reviewed; a reviewer can change it."
    assert not model.flags(model.index(1, Column.TARGET)) & EDITABLE
    assert model.refusal(0) == ""
    model.read_only = True
    assert not model.flags(model.index(0, Column.TARGET)) & EDITABLE
    assert "read" in model.refusal(0)


def test_people_are_shown_where_they_are(qtbot: QtBot, owner: Owner) -> None:
    load(qtbot, owner, 0)
    kim, me = Presence("kim", "김민수", 4, mine=False), Presence("me", "Me", 4, mine=True)
    changed = QSignalSpy(owner.model.dataChanged)
    owner.model.set_presence([kim, me, Presence("lee", "Lee", None, mine=False)])
    assert owner.model.people_at(4) == (kim,)
    assert changed.count() == 1
    owner.model.set_presence([kim])
    assert changed.count() == 1, "nobody moved"
    owner.model.set_presence([])
    assert owner.model.people_at(4) == ()
    assert changed.count() == 2
