"""A zip package (workbook): checks it against tricks, reads parts, and rewrites it with some parts replaced.

Every byte of what is not replaced is copied: local headers, compressed data, gaps, order, comments. Only
the replaced parts' sizes and checksums and the offsets that follow from them are patched. It knows
nothing of what the parts hold, and never writes a part to disk under its own name.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO
from urllib.parse import unquote

from locanext.domain.message import Message
from locanext.formats.base import Buffer
from locanext.formats.damage import Damage
from locanext.formats.span_copy import copy_span

MAX_TOTAL = 2 << 30
_RATIO, _RATIO_FROM = 200, 8 << 20
"""Sheets of the same long text in each row are packed 170 to 1, a bomb 1,000 to 1."""
_SPOOL = 16 << 20
_IN_ZIP64 = 0xFFFFFFFF
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UNREADABLE = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, struct.error, zlib.error)
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_HAS_DESCRIPTOR = 8


class _BufferFile(io.RawIOBase):
    """A buffer as a file that zipfile can read."""

    def __init__(self, data: Buffer) -> None:
        self._data = data
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._data)}[whence]
        if start + offset < 0:
            raise OSError("seek before the beginning")
        self._at = start + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        end = len(self._data) if size is None or size < 0 else self._at + size
        found = self._data[self._at : end]
        self._at += len(found)
        return found


class Replacement:
    """The new contents of a part: write the plain bytes to it. Kept compressed, on disk when large; to be closed."""

    def __init__(self, method: int) -> None:
        self._packer = zlib.compressobj(6, zlib.DEFLATED, -15) if method == _DEFLATED else None
        self._spool = SpooledTemporaryFile(_SPOOL)  # noqa: SIM115 - closed by `close`
        self.crc = self.size = self.packed_size = 0

    def write(self, plain: bytes) -> None:
        self.crc = zlib.crc32(plain, self.crc)
        self.size += len(plain)
        self._spool.write(self._packer.compress(plain) if self._packer else plain)

    def finish(self) -> None:
        """No more comes; `packed_size` is known from now on."""
        if self._packer:
            self._spool.write(self._packer.flush())
        self.packed_size = self._spool.tell()

    def copy_to(self, out: BinaryIO) -> None:
        self._spool.seek(0)
        while window := self._spool.read(1 << 20):
            out.write(window)

    def close(self) -> None:
        """Give up the space."""
        self._spool.close()


@dataclass(frozen=True, slots=True)
class _Record:
    """Where a header (local or central) keeps its fields, counted from its start."""

    flags: int
    crc: int
    name_size: int
    length: int


_LOCAL = _Record(flags=6, crc=14, name_size=26, length=30)
_CENTRAL = _Record(flags=8, crc=16, name_size=28, length=46)
_CENTRAL_OFFSET = 42


class ZipPackage:
    """An opened package. Raises `Damage` when it is none, is damaged, or is made to do harm."""

    def __init__(self, data: Buffer) -> None:
        self._data = data
        if data[:8] == _OLE2:
            raise Damage(0, _what_ole2_is(data))
        try:
            self._zip = zipfile.ZipFile(_BufferFile(data))
        except _UNREADABLE as error:
            raise Damage(0, Message("not a workbook, or cut short ({reason})", reason=error)) from error
        self._infos = {info.filename: info for info in self._zip.infolist()}
        self._names = {_folded(name): name for name in self._infos}
        self._opened: set[str] = set()
        self._packed = self._unpacked = 0
        self._check(self._zip.infolist())
        self._check_end()

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def named(self, name: str) -> str:
        """The part that `name` means, as the package spells it: letter case and percent escapes do not count.

        `name` itself if there is none.
        """
        return self._names.get(_folded(name), name)

    def size(self, name: str) -> int:
        """Plain bytes of a part; 0 if there is none of that name."""
        info = self._infos.get(name)
        return info.file_size if info else 0

    def reader(self, name: str, step: Callable[[int], None]) -> Callable[[int], bytes]:
        """A function that gives the next plain bytes of a part. `step` hears how many. Both raise `Damage`."""
        try:
            part = self._zip.open(self._infos[name])
        except (*_UNREADABLE, KeyError) as error:
            raise Damage(0, Message("the part {part} cannot be read ({reason})", part=name, reason=error)) from error
        self._refuse_bomb(name)

        def read(size: int) -> bytes:
            try:
                found = part.read(size)
            except _UNREADABLE as error:
                raise Damage(0, Message("the part {part} is damaged ({reason})", part=name, reason=error)) from error
            step(len(found))
            return found

        return read

    def replacement(self, name: str) -> Replacement:
        """An empty new part, compressed in the way of the old one."""
        return Replacement(self._infos[name].compress_type)

    def write(self, replaced: dict[str, Replacement], out: BinaryIO) -> None:
        """Copy the package with the named parts replaced. Raises `Damage` when its headers make no sense."""
        try:
            self._write_members(replaced, out)
        except (ValueError, struct.error) as error:
            raise Damage(0, Message("the directory of the package is damaged ({reason})", reason=error)) from error

    def _write_members(self, replaced: dict[str, Replacement], out: BinaryIO) -> None:
        directory = self._zip.start_dir
        members = sorted(self._infos.values(), key=lambda info: info.header_offset)
        ends = [info.header_offset for info in members[1:]] + [directory]
        copy_span(self._data, 0, members[0].header_offset, out)
        shift, shifts = 0, dict[str, int]()
        for info, end in zip(members, ends, strict=True):
            shifts[info.filename] = shift
            new = replaced.get(info.filename)
            if new is None:
                copy_span(self._data, info.header_offset, end, out)
                continue
            header = self._local_header(info, new)
            out.write(header)
            new.copy_to(out)
            shift += len(header) + new.packed_size - (end - info.header_offset)
        self._write_directory(replaced, shifts, shift, out)

    def _local_header(self, info: zipfile.ZipInfo, new: Replacement) -> bytes:
        start = info.header_offset
        header = bytearray(self._data[start : start + _record_size(self._data, start, _LOCAL)])
        _patch(header, _LOCAL, new, 0)
        return bytes(header)

    def _write_directory(
        self, replaced: dict[str, Replacement], shifts: dict[str, int], shift: int, out: BinaryIO
    ) -> None:
        at = self._zip.start_dir
        for info in self._zip.infolist():
            size = _record_size(self._data, at, _CENTRAL)
            entry = bytearray(self._data[at : at + size])
            _patch(entry, _CENTRAL, replaced.get(info.filename), shifts[info.filename])
            out.write(entry)
            at += size
        out.write(_patched_end(bytearray(self._data[at:]), shift))

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        if len(self._names) < len(infos):
            raise Damage(0, Message("the package holds two parts of the same name"))
        if sum(info.file_size for info in infos) > MAX_TOTAL:
            raise Damage(0, Message("unpacked it would be larger than 2 GB"))
        for info in infos:
            if info.flag_bits & 1:
                raise Damage(0, Message("password-protected; save it without a password"))
            if info.compress_type not in (_STORED, _DEFLATED):
                unknown = Message(
                    "the part {part} is compressed in a way that workbooks do not use", part=info.filename
                )
                raise Damage(0, unknown)
        self._check_overlaps(infos)

    def _refuse_bomb(self, name: str) -> None:
        """What is never unpacked (a blank picture) may be packed as tightly as it likes."""
        if name not in self._opened:
            self._opened.add(name)
            self._packed += self._infos[name].compress_size
            self._unpacked += self._infos[name].file_size
        if self._unpacked > max(_RATIO_FROM, _RATIO * self._packed):
            bomb = Message("a zip bomb: {packed:,} bytes unpack to {size:,}", packed=self._packed, size=self._unpacked)
            raise Damage(0, bomb)

    def _check_overlaps(self, infos: Iterable[zipfile.ZipInfo]) -> None:
        at = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < at:
                raise Damage(0, Message("the part {part} lies inside another one", part=info.filename))
            at = info.header_offset + _LOCAL.length + info.compress_size
        if at > self._zip.start_dir:
            raise Damage(0, Message("the last part is cut short"))

    def _check_end(self) -> None:
        """What zipfile overlooks must be found now, and not when the work of weeks is to be exported."""
        at = self._zip.start_dir
        for _ in self._zip.infolist():
            at += _record_size(self._data, at, _CENTRAL)
        try:
            _patched_end(bytearray(self._data[at:]), 0)
        except (ValueError, struct.error) as error:
            raise Damage(0, Message("the directory of the package is damaged ({reason})", reason=error)) from error


def _folded(name: str) -> str:
    return unquote(name).casefold()


def _what_ole2_is(data: Buffer) -> Message:
    step, overlap = 1 << 20, len(_ENCRYPTED)
    windows = (data[at : at + step + overlap] for at in range(0, len(data), step))
    if any(_ENCRYPTED in window for window in windows):
        return Message("password-protected; save it without a password")
    return Message("an old Excel file (.xls); save it as .xlsx")


def _record_size(data: Buffer, start: int, record: _Record) -> int:
    """The length of a header with its name, extra fields and, in the directory, comment."""
    header = data[start : start + record.length].ljust(record.length, b"\0")
    sizes: tuple[int, ...] = struct.unpack_from("<3H" if record is _CENTRAL else "<2H", header, record.name_size)
    return record.length + sum(sizes)


def _patch(header: bytearray, record: _Record, new: Replacement | None, shift: int) -> None:
    """Put the new size, checksum and offset where this header keeps them: in its fields or its ZIP64 extra."""
    wide = _zip64_places(header, record)
    if new is not None:
        flags = struct.unpack_from("<H", header, record.flags)[0]
        struct.pack_into("<H", header, record.flags, flags & ~_HAS_DESCRIPTOR)
        struct.pack_into("<I", header, record.crc, new.crc)
        for field, value in ((record.crc + 8, new.size), (record.crc + 4, new.packed_size)):
            _put(header, field, value, wide)
    if record is _CENTRAL and shift:
        place = wide.get(_CENTRAL_OFFSET)
        old = struct.unpack_from("<Q" if place else "<I", header, place or _CENTRAL_OFFSET)[0]
        _put(header, _CENTRAL_OFFSET, old + shift, wide)


def _put(header: bytearray, field: int, value: int, wide: dict[int, int]) -> None:
    if field in wide:
        struct.pack_into("<Q", header, wide[field], value)
    else:
        struct.pack_into("<I", header, field, value)


def _zip64_places(header: bytearray, record: _Record) -> dict[int, int]:
    """Which 32-bit fields are kept as 64 bits instead, and where: field -> place in the ZIP64 extra."""
    fields = [record.crc + 8, record.crc + 4] + ([_CENTRAL_OFFSET] if record is _CENTRAL else [])
    wide = [field for field in fields if struct.unpack_from("<I", header, field)[0] == _IN_ZIP64]
    name_size, extra_size = struct.unpack_from("<HH", header, record.name_size)
    at = record.length + name_size
    end = at + extra_size
    while wide and at + 4 <= end:
        tag, size = struct.unpack_from("<HH", header, at)
        if tag == 1:
            return {field: at + 4 + 8 * index for index, field in enumerate(wide) if 8 * index + 8 <= size}
        at += 4 + size
    return {}


def _patched_end(tail: bytearray, shift: int) -> bytes:
    """What follows the directory, with the directory's own offset moved."""
    end = 0
    if tail.startswith(b"PK\x06\x06"):
        size = struct.unpack_from("<Q", tail, 4)[0] + 12
        _add(tail, "<Q", 48, shift)
        _add(tail, "<Q", size + 8, shift)
        end = size + 20
    end = tail.index(b"PK\x05\x06", end)
    if struct.unpack_from("<I", tail, end + 16)[0] != _IN_ZIP64:
        _add(tail, "<I", end + 16, shift)
    return bytes(tail)


def _add(tail: bytearray, shape: str, place: int, shift: int) -> None:
    struct.pack_into(shape, tail, place, struct.unpack_from(shape, tail, place)[0] + shift)
