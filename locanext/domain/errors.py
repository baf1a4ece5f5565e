"""Errors that a user can do something about. Anything else that is raised is a bug.

The window shows an `ExpectedError` in its own language; every other exception is logged with its traceback.
"""

from locanext.domain.message import Message


class ExpectedError(Message, Exception):
    """A failure that is part of normal work; its message says what happened and what to do."""


class Cancelled(ExpectedError):
    """The user stopped the work; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("Cancelled. Nothing was changed.")


class BadInput(ExpectedError):
    """What was asked for cannot be done as it was asked (command line: exit code 2)."""


class BadFile(BadInput):
    """A file cannot be read or written as the format that it was taken for."""


class WeakPassword(BadInput):
    """The password would be guessed too soon; the text says why."""


class NotFound(BadInput):
    """The project, file or segment that was named does not exist, or this person may not see it."""


class NotAllowed(ExpectedError):
    """The database refused: this person has no right to do that."""


class NotSignedIn(NotAllowed):
    """The server did not let this person in; what they asked for was not even looked at."""


class NotKept(ExpectedError):
    """This computer cannot keep what was typed: its disk is full, or may not be written to."""


class JournalDamaged(NotKept):
    """The journal could not be read and was put aside; the next use begins a new one."""


class LinkDown(ExpectedError):
    """The database cannot be reached now; the work can be tried again."""


class ServerProblem(ExpectedError):
    """The server is reached but cannot be used as it is (too old, too new, not set up)."""


class ModelProblem(ExpectedError):
    """A model that finds similar texts cannot be used: it is missing, damaged, unsafe, or its process has ended."""
