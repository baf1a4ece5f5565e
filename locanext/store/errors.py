"""What the database's errors mean to a person. A database error that is not named here is a bug and stays one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors as pg
from psycopg_pool import PoolClosed, PoolTimeout, TooManyRequests

from locanext.domain.errors import (
    BadInput,
    Cancelled,
    ExpectedError,
    LinkDown,
    NotAllowed,
    NotFound,
    NotSignedIn,
    ServerProblem,
)
from locanext.store.refusals import as_message

_REFUSED_LOGINS = (pg.InvalidPassword, pg.InvalidAuthorizationSpecification)

_REFUSALS = (
    "password authentication failed",
    "SASL authentication failed",
    "no such user",
    "is not permitted to log in",
    "permission denied for database",
)

_TAKEN: dict[str, Callable[[], ExpectedError]] = {
    "files_name": lambda: BadInput(
        "A file of this name and language is there already. Move that one to the trash first, or choose another folder."
    ),
    "folders_name": lambda: BadInput("There is a folder of this name already."),
    "tms_name": lambda: BadInput("There is a translation memory of this name already."),
    "projects_name_key": lambda: BadInput("There is a project of this name already."),
}


def meaning(error: psycopg.Error) -> ExpectedError | None:
    """The expected error that `error` stands for, or None."""
    detail = as_message(error.diag.message_primary or str(error).splitlines()[0])
    match error:
        case pg.QueryCanceled():
            return Cancelled()
        case pg.InsufficientPrivilege():
            return NotAllowed("The server refused: {detail}", detail=detail)
        case pg.UniqueViolation():
            taken = _TAKEN.get(error.diag.constraint_name or "")
            return BadInput("It is there already. ({detail})", detail=detail) if taken is None else taken()
        case pg.NoDataFound() | pg.ForeignKeyViolation():
            return NotFound("It is no longer there: {detail}", detail=detail)
        case pg.LockNotAvailable():
            return BadInput("Somebody else is changing it at this moment; try again.")
        case pg.InvalidParameterValue() | pg.CheckViolation() | pg.InvalidRegularExpression():
            return BadInput("The server could not take this: {detail}", detail=detail)
        case pg.UndefinedFunction() | pg.UndefinedTable() | pg.UndefinedColumn() | pg.InvalidSchemaName():
            return ServerProblem("The server is older than this program; ask for its update. ({detail})", detail=detail)
        case psycopg.DataError() if error.sqlstate is None:
            return BadInput("The server could not take this: {detail}", detail=detail)  # a NUL: it was not even sent
        case _ if _is_refused_login(error):
            return NotSignedIn("The server does not accept this account or password.")
        case psycopg.InternalError() if error.sqlstate in (None, "25P03"):
            # Without a code these are psycopg's own words when the answer to a command and the end of the server come
            # in one piece; with this one the server has ended a transaction that did nothing for too long.
            return LinkDown("The database cannot be reached. ({detail})", detail=detail)
        case pg.ReadOnlySqlTransaction():  # a standby, in the moment before it takes the primary's place
            return LinkDown("The database cannot be reached. ({detail})", detail=detail)
        case pg.ProtocolViolation() | psycopg.OperationalError() | PoolTimeout() | PoolClosed() | TooManyRequests():
            return LinkDown("The database cannot be reached. ({detail})", detail=detail)
    return None


def _is_refused_login(error: psycopg.Error) -> bool:
    """A failed connection attempt has no SQLSTATE in libpq: only the server's words tell it from a dead network."""
    text = str(error)
    return isinstance(error, _REFUSED_LOGINS) or (
        isinstance(error, psycopg.OperationalError) and any(words in text for words in _REFUSALS)
    )


@contextmanager
def told() -> Iterator[None]:
    """Raise what a database error means instead of the error itself."""
    try:
        yield
    except psycopg.Error as error:
        expected = meaning(error)
        if expected is None:
            raise
        raise expected from error
    except UnicodeError as error:  # half of a surrogate pair in a text; a host such as "a..b"
        raise BadInput("The server could not take this: {detail}", detail=error) from error
