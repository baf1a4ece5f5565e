"""Segments: pages of them, filters over them, and the versioned save."""

from array import array
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg

from locanext.domain.change import ChangeKind
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.store.queries import queries


@dataclass(frozen=True, slots=True)
class Save:
    """A new text for a segment that was seen at `version`."""

    ord: int
    version: int
    target: str
    state: State


@dataclass(frozen=True, slots=True)
class Saved:
    """The segment as it stands after a save. `ok` False: a newer version was there, which these fields show."""

    ord: int
    ok: bool
    version: int
    target: str
    state: State
    locked: bool
    seq: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What a grid shows. `field`: source, target, string_id or any. `mode`: contains, not, exact or regex."""

    needle: str = ""
    field: str = "any"
    mode: str = "contains"
    states: tuple[State, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.needle and not self.states


def _segment(found: tuple[object, ...]) -> Segment:
    segment = Segment(*found)  # type: ignore[arg-type]
    return segment._replace(state=State(segment.state))


def page(connection: psycopg.Connection, file_id: int, first: int, count: int) -> list[Segment]:
    """`count` segments from `ord` `first`, by a range of the primary key: as fast at the end as at the beginning."""
    values = {"file_id": file_id, "first": first, "count": count}
    return [_segment(found) for found in connection.execute(queries("segments")["page"], values)]


def chosen(connection: psycopg.Connection, file_id: int, ords: Sequence[int]) -> list[Segment]:
    """The segments with these `ord`, ascending."""
    values = {"file_id": file_id, "ords": list(ords)}
    return [_segment(found) for found in connection.execute(queries("segments")["chosen"], values)]


def matching(connection: psycopg.Connection, file_id: int, wanted: Filter) -> "array[int]":
    """The `ord` of the segments that pass, ascending. Streamed; 4 bytes each."""
    values = {
        "file_id": file_id,
        "needle": wanted.needle,
        "field": wanted.field,
        "mode": wanted.mode,
        "states": list(wanted.states) or None,
    }
    found = array("i")
    with connection.cursor(binary=True) as cursor:
        for (ord,) in cursor.stream(queries("segments")["filter"], values, size=2000):
            found.append(ord)
    return found


def claim_next(
    connection: psycopg.Connection, client: UUID, file_id: int, after: int, among: list[int] | None
) -> int | None:
    """The next segment to do after `after`, then from the top, that no other window is on: it is this window's now."""
    values = {"client": client, "file_id": file_id, "after": after, "among": among}
    found = connection.execute(queries("segments")["claim_next"], values).fetchone()
    return None if found is None else found[0]


def next_undone(connection: psycopg.Connection, file_id: int, after: int, among: list[int] | None) -> int | None:
    """The next segment after `after` (and in `among`) that nobody has confirmed, or None at the end."""
    values = {"file_id": file_id, "after": after, "among": among}
    found = connection.execute(queries("segments")["next_undone"], values).fetchone()
    return None if found is None else int(found[0])


def save(connection: psycopg.Connection, file_id: int, saves: Sequence[Save], kind: ChangeKind) -> list[Saved]:
    """Save all in one change. A segment that does not exist is missing from the answer."""
    values = {**_values(file_id, saves), "kind": kind.value}
    return [
        Saved(ord, ok, version, target, State(state), locked, seq)
        for ord, ok, version, target, state, locked, _at, seq in connection.execute(queries("segments")["save"], values)
    ]


def superseded(connection: psycopg.Connection, file_id: int, saves: Sequence[Save]) -> set[int]:
    """Which segments (their `ord`) have had just this from this person, though it was saved over since."""
    return {ord for (ord,) in connection.execute(queries("segments")["superseded"], _values(file_id, saves))}


def _values(file_id: int, saves: Sequence[Save]) -> dict[str, object]:
    return {
        "file_id": file_id,
        "ords": [one.ord for one in saves],
        "versions": [one.version for one in saves],
        "targets": [one.target for one in saves],
        "states": [int(one.state) for one in saves],
    }


def edited(connection: psycopg.Connection, file_id: int) -> Generator[tuple[int, str], None, None]:
    """(`ord`, target) of every segment that was ever saved, ascending, without holding them all.

    Close it: until then it holds the connection, which could not even be rolled back.
    """
    with connection.cursor() as cursor:
        yield from cursor.stream(queries("segments")["edited"], {"file_id": file_id}, size=1000)
