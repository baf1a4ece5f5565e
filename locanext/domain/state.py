"""The states a segment goes through."""

from enum import IntEnum


class State(IntEnum):
    """Stored as these numbers; the order is the order of work. Locking is a flag beside the state."""

    UNTRANSLATED = 0
    DRAFT = 1
    TRANSLATED = 2
    CONFIRMED = 3
    REVIEWED = 4
    REJECTED = 5

    @property
    def is_done(self) -> bool:
        """Whether "next unconfirmed" passes over a segment in this state."""
        return self in (State.CONFIRMED, State.REVIEWED)


def state_after_edit(state: State, target: str) -> State:
    """The state of a segment whose target a person has just retyped: an edit takes a confirmation away."""
    if not target:
        return State.UNTRANSLATED
    return State.TRANSLATED if state is State.TRANSLATED else State.DRAFT
