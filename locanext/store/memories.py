"""Translation memories: which there are and where they serve, their units, and the feed that copies of them follow."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import psycopg
from psycopg import sql

from locanext.domain.tm import TranslationUnit
from locanext.store.queries import queries

MAX_ID = (1 << 63) - 1
_READ = ("int8", "text", "text", "text", "text", "int4", "text", "timestamptz")
_WRITTEN = ("text", "text", "text", "text", "text", "timestamptz")


@dataclass(frozen=True, slots=True)
class Memory:
    """`project_id` None and `project` "": for everybody. `seq`: its newest change."""

    id: int
    name: str
    project_id: int | None
    project: str
    source_language: str
    target_language: str
    unit_count: int
    seq: int
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a memory serves: one of the three is set."""

    platform_id: int | None = None
    project_id: int | None = None
    folder_id: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How a memory serves a place: the highest `priority` is asked first, `penalty` (percent) is taken off its matches.

    `writable`: what is confirmed there may go into it.
    """

    priority: int = 0
    penalty: int = 0
    writable: bool = False


@dataclass(frozen=True, slots=True)
class Assignment:
    """`platform`: the name of the platform, when it serves one."""

    tm_id: int
    place: Place
    platform: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Active:
    """A memory that serves a file. `fed`: what is confirmed in the file goes into this one."""

    tm_id: int
    terms: Terms
    fed: bool


class UnitChange(NamedTuple):
    """All units from `first` to `last` may be other ones now; `version` 0: they are gone."""

    seq: int
    first: int
    last: int
    version: int
    kind: str


@dataclass(frozen=True, slots=True)
class UnitEdit:
    """New texts for a unit that was seen at `version`."""

    tm_id: int
    unit_id: int
    version: int
    source: str
    target: str
    string_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitEdited:
    """The unit as it stands. `ok` False: a newer version was there, which these fields show."""

    ok: bool
    version: int
    source: str
    target: str
    string_id: str
    note: str


@dataclass(frozen=True, slots=True)
class Search:
    """`field`: source, target, string_id or any. `mode`: contains, exact or regex."""

    needle: str = ""
    field: str = "any"
    mode: str = "contains"


def _one(connection: psycopg.Connection, query: str, **values: object) -> tuple[object, ...]:
    found = connection.execute(queries("memories")[query], values).fetchone()
    assert found is not None
    return tuple(found)


def _number(connection: psycopg.Connection, query: str, **values: object) -> int:
    return int(str(_one(connection, query, **values)[0]))


def identity(connection: psycopg.Connection) -> str:
    """Which database this is: another one after it was set up anew, restored to a moment, or replaced by a standby."""
    return str(_one(connection, "identity")[0])


def memories(connection: psycopg.Connection, *, trashed: bool = False) -> list[Memory]:
    """Those that this person may read, by name."""
    return [Memory(*found) for found in connection.execute(queries("memories")["memories"], {"trashed": trashed})]


def assignments(connection: psycopg.Connection) -> list[Assignment]:
    """Those of memories and places that this person may see, the highest priority first."""
    return [
        Assignment(tm_id, Place(platform_id, project_id, folder_id), platform, Terms(*terms))
        for tm_id, platform_id, platform, project_id, folder_id, *terms in connection.execute(
            queries("memories")["assignments"]
        )
    ]


def active(connection: psycopg.Connection, file_id: int) -> list[Active]:
    """The memories that serve a file and that this person may read; the first is to be asked first."""
    found = connection.execute(queries("memories")["active"], {"file_id": file_id})
    return [Active(tm_id, Terms(*terms), fed) for tm_id, *terms, fed in found]


@dataclass(frozen=True, slots=True)
class NewMemory:
    """`project_id` None: for everybody."""

    name: str
    project_id: int | None
    source_language: str
    target_language: str


def create(connection: psycopg.Connection, new: NewMemory) -> int:
    """Its id."""
    values = {name: getattr(new, name) for name in NewMemory.__slots__}
    return _number(connection, "create", **values)


def rename(connection: psycopg.Connection, tm_id: int, name: str) -> None:
    _one(connection, "rename", tm_id=tm_id, name=name)


def trash(connection: psycopg.Connection, tm_id: int, *, gone: bool) -> None:
    """Into the trash, or (`gone` False) out of it."""
    _one(connection, "trash", tm_id=tm_id, gone=gone)


def delete(connection: psycopg.Connection, tm_id: int) -> None:
    """For good; it has to be in the trash."""
    _one(connection, "delete", tm_id=tm_id)


def platform(connection: psycopg.Connection, name: str) -> int | None:
    """The id of a platform that this person can see."""
    found = connection.execute(queries("memories")["platform"], {"name": name}).fetchone()
    return None if found is None else int(found[0])


def assign(connection: psycopg.Connection, tm_id: int, place: Place, terms: Terms) -> None:
    """Again for the same place: on these terms from now on."""
    _one(connection, "assign", tm_id=tm_id, **_fields(place), **_fields(terms))


def unassign(connection: psycopg.Connection, tm_id: int, place: Place) -> bool:
    """Whether it was assigned there."""
    return bool(_one(connection, "unassign", tm_id=tm_id, **_fields(place))[0])


def _fields(value: Place | Terms) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}


def seqs(connection: psycopg.Connection, tm_ids: Sequence[int]) -> dict[int, int | None]:
    """The newest change of each memory; None: not to be read. What still waits for a memory goes into it now."""
    (found,) = _one(connection, "seqs", tm_ids=list(tm_ids))
    assert isinstance(found, list)
    return dict(zip(tm_ids, found, strict=False))


def changes(
    connection: psycopg.Connection, tm_id: int, after: tuple[int, int] = (0, 0), limit: int = 1000
) -> list[UnitChange]:
    """What changed after the change `after` (its `seq` and `first`), in order.

    Who has followed a change to its end asks for what is after (its seq, `MAX_ID`).
    """
    values = {"tm_id": tm_id, "seq": after[0], "unit_id": after[1], "limit": limit}
    return [UnitChange(*found) for found in connection.execute(queries("memories")["changes"], values)]


def units(
    connection: psycopg.Connection, tm_id: int, first: int, last: int = MAX_ID, limit: int = 1000
) -> list[TranslationUnit]:
    """The units with these ids that are there, ascending: by a range of the key."""
    values = {"tm_id": tm_id, "first": first, "last": last, "limit": limit}
    return [TranslationUnit(*found) for found in connection.execute(queries("memories")["units"], values)]


def search(
    connection: psycopg.Connection, tm_id: int, wanted: Search, after: int = 0, limit: int = 1000
) -> list[TranslationUnit]:
    """The units after the id `after` that hold a text, ascending."""
    values = {"needle": wanted.needle, "field": wanted.field, "mode": wanted.mode, "after": after, "limit": limit}
    return [
        TranslationUnit(*found)
        for found in connection.execute(queries("memories")["search"], {"tm_id": tm_id, **values})
    ]


def all_units(connection: psycopg.Connection, tm_id: int) -> Generator[TranslationUnit, None, None]:
    """Every unit, ascending, without holding them all.

    Who follows the memory asks for its `seqs` before this: what changes meanwhile is then told again. Close it: until
    then it holds the connection.
    """
    statement = sql.SQL(queries("memories")["copy_out"]).format(tm_id=sql.Literal(tm_id))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(_READ)
        for found in copy.rows():
            yield TranslationUnit(*found)


def edit(connection: psycopg.Connection, new: UnitEdit) -> UnitEdited:
    values = {name: getattr(new, name) for name in UnitEdit.__slots__}
    return UnitEdited(*_one(connection, "edit", **values))  # type: ignore[arg-type]


def delete_units(connection: psycopg.Connection, tm_id: int, unit_ids: Sequence[int]) -> int:
    """How many there were."""
    return _number(connection, "delete_units", tm_id=tm_id, unit_ids=list(unit_ids))


def merge(connection: psycopg.Connection, tm_id: int) -> int:
    """Of the units with the same source and target only the newest stays; how many went."""
    return _number(connection, "merge", tm_id=tm_id)


def begin_upload(connection: psycopg.Connection, tm_id: int) -> str:
    """The table that the units go through. All of an upload is one transaction.

    It may say nothing for longer than others: a file may be read for minutes until a unit is found, and no memory is
    held meanwhile.
    """
    _one(connection, "be_patient")
    return str(_one(connection, "begin_upload", tm_id=tm_id)[0])


def add_units(connection: psycopg.Connection, staging: str, units: Iterable[TranslationUnit]) -> None:
    """Copy the next units. Their ids and versions are not looked at; `author` and `edited_at` are as a file says."""
    statement = sql.SQL(queries("memories")["copy_in"]).format(staging=sql.Identifier("loc", staging))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(_WRITTEN)
        for _id, source, target, string_id, note, _version, author, edited_at in units:
            copy.write_row((source, target, string_id, note, author, edited_at))


def finish_upload(connection: psycopg.Connection, tm_id: int) -> tuple[int, int]:
    """Put what came into the memory: how many units it did not have, and how many it had (or came twice, or empty)."""
    added, already = _one(connection, "finish_upload", tm_id=tm_id)
    return int(str(added)), int(str(already))
