"""People, and who is where."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do everywhere; rights on single projects come beside it."""

    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """The account that a connection belongs to."""

    id: int
    login: str
    name: str
    role: Role
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """A person's window in a file. `ord` is the segment they are on, or None.

    `mine` is this very window, `other_window` another one of the same person.
    """

    login: str
    name: str
    ord: int | None
    mine: bool
    other_window: bool = False
