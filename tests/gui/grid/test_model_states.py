"""Whatever happens in whatever order, the model ends up showing the truth, and own texts until they are settled."""

from array import array

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from locanext.domain.segment import Segment
from locanext.domain.state import state_after_edit
from locanext.gui.grid.model import SegmentModel, Wanted
from locanext.gui.grid.pages import PAGE, Wish

COUNT = 5 * PAGE
ORDS = st.integers(0, COUNT - 1)
TEXTS = st.sampled_from(["", "a", "b", "{0}"])


class Model(RuleBasedStateMachine):
    """`truth` is the database, `seen` the newest version that reached the model, `own` what waits to be saved."""

    def __init__(self) -> None:
        super().__init__()
        self.model = SegmentModel()
        self.model.edits_requested.connect(self._on_edits)
        self.truth: dict[int, Segment] = {}
        self.shown: list[int] = []
        self.taken: list[tuple[Wish, list[Segment]]] = []
        self.own: dict[int, list[Segment]] = {}
        self.failed: dict[int, Segment] = {}
        self.emitted = 0

    def _on_edits(self, edits: list[Wanted]) -> None:
        self.emitted += len(edits)

    @initialize()
    def open(self) -> None:
        self.truth = {ord_: Segment(ord_, f"ID{ord_}", "원문", "") for ord_ in range(COUNT)}
        self._show(None)
        self.own, self.failed = {}, {}

    def _show(self, ords: list[int] | None) -> None:
        if ords is None:
            self.model.set_filter(COUNT, None)
        else:
            self.model.set_filter(COUNT, array("i", ords))
        self.shown = list(range(COUNT)) if ords is None else ords

    @rule(step=st.integers(1, 7), start=st.integers(0, 50))
    def filter(self, step: int, start: int) -> None:
        self._show(list(range(start, COUNT, step)) if step > 1 else None)

    @rule(ord_=ORDS)
    def look(self, ord_: int) -> None:
        position = self.model.position_of(ord_)
        assert position == (self.shown.index(ord_) if ord_ in set(self.shown) else None)
        if position is not None:
            self.model.segment_at(position)

    @rule(first=ORDS)
    def scroll(self, first: int) -> None:
        if first < len(self.shown):
            self.model.set_visible(first, min(first + 30, len(self.shown) - 1))

    @rule()
    def take(self) -> None:
        """A page is read now and is answered at any later time."""
        wish = self.model.take_wish()
        if wish is not None:
            self.taken.append((wish, [self.truth[ord_] for ord_ in wish.ords]))

    @precondition(lambda self: self.taken)
    @rule(data=st.data(), give_back=st.booleans())
    def answer(self, data: st.DataObject, give_back: bool) -> None:
        wish, segments = self.taken.pop(data.draw(st.integers(0, len(self.taken) - 1)))
        if give_back:
            self.model.give_back(wish)
        else:
            self.model.put_page(wish, segments)

    @rule(ord_=ORDS, text=TEXTS, told=st.booleans())
    def colleague(self, ord_: int, text: str, told: bool) -> None:
        """A change by somebody else, heard of as a segment or as a mere number."""
        old = self.truth[ord_]
        self.truth[ord_] = old._replace(target=text, version=old.version + 1)
        if told:
            self.model.apply(self.truth[ord_])
        else:
            self.model.mark_stale([ord_])

    @rule(ord_=ORDS, text=TEXTS)
    def edit(self, ord_: int, text: str) -> None:
        position = self.model.position_of(ord_)
        base = None if position is None else self.model.segment_at(position)
        if base is None:
            return
        before = self.emitted
        changed = self.model.edit(base, text)
        # What was refused is not there yet: to enter it again is a change.
        assert changed == (text != base.target or ord_ in self.failed)
        assert self.emitted == before + changed
        if changed:
            self.failed.pop(ord_, None)
            mine = base._replace(target=text, state=state_after_edit(base.state, text))
            self.own.setdefault(ord_, []).append(mine)

    @precondition(lambda self: self.own)
    @rule(data=st.data(), refused=st.booleans())
    def saved(self, data: st.DataObject, refused: bool) -> None:
        """The server's word on the oldest waiting edit of some segment."""
        ord_ = data.draw(st.sampled_from(sorted(self.own)))
        mine = self.own[ord_].pop(0)
        last = not self.own[ord_]
        if last:
            del self.own[ord_]
        if refused:
            self.model.fail(ord_, "no")
            if last:
                self.failed[ord_] = mine
            return
        old = self.truth[ord_]
        self.truth[ord_] = old._replace(target=mine.target, state=mine.state, version=old.version + 1)
        self.model.settle(ord_, self.truth[ord_])

    @rule(ord_=ORDS)
    def discard(self, ord_: int) -> None:
        if ord_ in self.failed:
            self.model.discard(ord_)
            del self.failed[ord_]

    @rule()
    def catch_up(self) -> None:
        """Once all that was read is answered, what is shown is the truth and the texts that wait."""
        for wish, segments in self.taken:
            self.model.put_page(wish, segments)
        self.taken.clear()
        for first in range(0, len(self.shown), PAGE):
            self.model.set_visible(first, first)
            self.model.segment_at(first)
            while (wish := self.model.take_wish()) is not None:
                self.model.put_page(wish, [self.truth[ord_] for ord_ in wish.ords])
        for position, ord_ in enumerate(self.shown):
            segment = self.model.segment_at(position)
            assert segment is not None
            mine = self.own[ord_][-1] if ord_ in self.own else self.failed.get(ord_)
            if mine is None:
                assert segment == self.truth[ord_]
            else:
                assert (segment.target, segment.state) == (mine.target, mine.state)

    @invariant()
    def marks_are_right(self) -> None:
        for ord_ in self.own:
            assert self.model.is_saving(ord_)
        for ord_ in self.failed:
            assert self.model.failure(ord_) == "no"
        assert self.model.rowCount() == len(self.shown)


Model.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestModel = Model.TestCase
