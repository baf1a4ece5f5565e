"""The states and what an edit does to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locanext.domain.state import State, state_after_edit


def test_their_numbers_are_what_is_stored() -> None:
    assert {state.name: state.value for state in State} == {
        "UNTRANSLATED": 0,
        "DRAFT": 1,
        "TRANSLATED": 2,
        "CONFIRMED": 3,
        "REVIEWED": 4,
        "REJECTED": 5,
    }


def test_what_is_done() -> None:
    assert {state for state in State if state.is_done} == {State.CONFIRMED, State.REVIEWED}


@given(st.sampled_from(State), st.text())
def test_nothing_is_done_by_typing(state: State, target: str) -> None:
    after = state_after_edit(state, target)
    assert not after.is_done
    assert (after is State.UNTRANSLATED) is (target == "")


@pytest.mark.parametrize("state", State)
def test_what_was_translated_stays_so(state: State) -> None:
    expected = State.TRANSLATED if state is State.TRANSLATED else State.DRAFT
    assert state_after_edit(state, "x") is expected
