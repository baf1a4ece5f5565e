"""The changes of a memory since its base was built, in a file that only grows.

A record is what one transaction changed. It has its length, a CRC-32 of that, a CRC-32 of the rest, and JSON. A record
that the file ends within was being written, by somebody now or by somebody killed, and is not there; a record that is
whole and has a wrong sum is damage. Nothing is synced to the disk: what a power cut takes is fetched from the feed
again, for the number up to which the feed was followed goes with the records.
"""

import json
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from locanext.domain.tm import TranslationUnit
from locanext.matching.array_files import CacheDamaged
from locanext.matching.unit_base import microseconds, moment

_LENGTH = struct.Struct("<I")
_HEAD = struct.Struct("<III")


class Record(NamedTuple):
    """Units as they are after the change, ids of deleted ones, and the feed's number."""

    changed: Sequence[TranslationUnit]
    deleted: Sequence[int]
    seq: int


def encoded(record: Record) -> bytes:
    units = [(*unit[:-1], microseconds(unit.edited_at)) for unit in record.changed]
    # ASCII, so that half of a surrogate pair, which a broken file may hold, can be written.
    body = json.dumps([record.seq, units, list(record.deleted)], separators=(",", ":")).encode("ascii")
    length = _LENGTH.pack(len(body))
    return _HEAD.pack(len(body), zlib.crc32(length), zlib.crc32(body)) + body


def read(path: Path, position: int) -> tuple[list[Record], int]:
    """All whole records from there on, and where they end. Raises `CacheDamaged`, or `FileNotFoundError`."""
    with path.open("rb") as file:
        file.seek(position)
        data = file.read()
    records, place = [], 0
    while len(data) - place >= _HEAD.size:
        length, length_sum, body_sum = _HEAD.unpack_from(data, place)
        if zlib.crc32(_LENGTH.pack(length)) != length_sum:
            raise CacheDamaged(f"{path} is damaged")
        body = data[place + _HEAD.size : place + _HEAD.size + length]
        if len(body) < length:
            break
        if zlib.crc32(body) != body_sum:
            raise CacheDamaged(f"{path} is damaged")
        records.append(_decoded(body))
        place += _HEAD.size + length
    return records, position + place


def append(path: Path, position: int, record: Record) -> int:
    """Write a record where the whole ones end, over what a killed writer left; where it ends."""
    data = encoded(record)
    with path.open("rb+") as file:
        file.truncate(position)
        file.seek(position)
        file.write(data)
    return position + len(data)


def _decoded(body: bytes) -> Record:
    seq, units, deleted = json.loads(body)
    changed = [TranslationUnit._make((*values, moment(edited))) for *values, edited in units]
    return Record(changed, deleted, seq)
