"""Which encoding a file is in, and which encodings are offered at all. It decodes samples only, never a whole file.

Only encodings in which a byte span can be copied without knowing what stands before it are offered: no
shift states (ISO-2022, UTF-7), and line feed and tab are never a part of another letter.
"""

import codecs
import re
from collections.abc import Iterator

from locanext.domain.errors import BadInput
from locanext.formats.base import Buffer

BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
WINDOW = 1 << 18
"""Bytes looked at in one go: small enough to hold the interpreter's lock for a few milliseconds only."""

_SAMPLE_LINES = 20_000
_LEAST_TABS = 5
_OFFERED = re.compile(
    r"utf-8|utf-16-[lb]e|ascii|cp949|cp932|euc_jp|gbk|gb18030|cp950|cp874|cp125\d|iso8859-\d+|koi8-[ru]"
)
# Files that say EUC-KR hold letters of its superset CP949, as Windows writes them; so with the others.
_WIDER = {
    "euc_kr": "cp949", "shift_jis": "cp932", "gb2312": "gbk", "big5": "cp950", "tis-620": "cp874", "utf-8-sig": "utf-8"
}  # fmt: skip
_UNKNOWN_TO_PYTHON = {"windows-31j": "cp932", "x-sjis": "cp932"}
_CODE_PAGE = re.compile(r"(x-)?windows-(?=\d{3})")
_HIGH = re.compile(rb"[\x80-\xff]")
_LINE_ENDS = re.compile(rb"[\r\n]+")
# Western words hold such pairs too (Größe, Opções), but short ones, and with letters on both sides.
_KOREAN = re.compile(
    rb"(?:[\xa1-\xfe]{2}){2,}+"
    rb"|(?<![\x80-\xff])(?:(?<![A-Za-z])[\xa1-\xfe]{2}|[\xb0-\xc8][\xa1-\xfe])(?![A-Za-z\x80-\xff])"
)


def codec_of(name: str, head: bytes = b"") -> str:
    """The codec that is used for the encoding `name`. Raises `BadInput` for one that is unknown or not offered.

    `head`, the beginning of the data, tells the byte order of "UTF-16".
    """
    known = _CODE_PAGE.sub("cp", name.lower())
    try:
        found = codecs.lookup(_UNKNOWN_TO_PYTHON.get(known, known)).name
    except (LookupError, ValueError) as error:
        raise BadInput("The encoding “{name}” is not known.", name=name) from error
    codec = _utf16_of(head) if found == "utf-16" else _WIDER.get(found, found)
    if not _OFFERED.fullmatch(codec):
        raise BadInput("Files in the encoding “{name}” cannot be edited byte for byte.", name=name)
    return codec


def _utf16_of(head: bytes) -> str:
    """By the mark, else by where the zero bytes of tabs, blanks and tags stand."""
    marked = bom_of(head)[1]
    if marked.startswith("utf-16"):
        return marked
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"


def encoded(text: str, codec: str) -> bytes:
    """`text` in `codec`. Raises `UnicodeEncodeError` for what it has not, or would give back as another letter."""
    raw = text.encode(codec)
    if raw.decode(codec) != text:  # EUC-JP writes a yen sign as a backslash
        raise UnicodeEncodeError(codec, text, 0, len(text), "not each letter has a code of its own")
    return raw


def bom_of(data: Buffer) -> tuple[bytes, str]:
    """The byte order mark that the data begins with and its codec, or two empty values."""
    start = data[:3]
    return next(((bom, codec) for bom, codec in BOMS if start.startswith(bom)), (b"", ""))


def is_utf32(data: Buffer) -> bool:
    """Whether the data begins with a UTF-32 byte order mark: an encoding that is refused by name."""
    return data[:4] in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def guess_text_codec(data: Buffer) -> str:
    """The codec of a plain text file: by its mark, else strict UTF-8, else what most of its lines fit."""
    bom, codec = bom_of(data)
    if bom:
        return codec
    sample = data[:4096]
    wide = _utf16_without_mark(sample)
    if wide:
        return wide
    return "utf-8" if _is_utf8(data) else _guess_old_codec(data)


def _utf16_without_mark(sample: bytes) -> str:
    """UTF-16 if nearly every tab has its zero byte: in tabbed text there is always a tab to look at."""
    tabs = sample.count(b"\t")
    if tabs < _LEAST_TABS:
        return ""
    is_little = sample.index(b"\t") % 2 == 0
    wide = sample.count(b"\t\0" if is_little else b"\0\t")
    if wide * 10 < tabs * 9:
        return ""
    return "utf-16-le" if is_little else "utf-16-be"


def _is_utf8(data: Buffer) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), WINDOW):
            decoder.decode(data[start : start + WINDOW])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _high_lines(data: Buffer) -> Iterator[bytes]:
    """Lines that hold a byte above 0x7F (cut at the edges of windows, which costs a few of them)."""
    found = 0
    for start in range(0, len(data), WINDOW):
        for line in _LINE_ENDS.split(data[start : start + WINDOW]):
            if not line.isascii():
                yield line
                found += 1
        if found >= _SAMPLE_LINES:
            return


def _guess_old_codec(data: Buffer) -> str:
    """UTF-8 if at least half of the lines are: text in an old encoding is almost never valid UTF-8 by chance.

    Korean text is pairs of high bytes, most of them of the KS X 1001 block (both from 0xA1 on); in
    western text high bytes stand among ASCII letters.
    """
    total = as_utf8 = high = paired = 0
    for line in _high_lines(data):
        total += 1
        as_utf8 += _decodes(line, "utf-8")
        high += len(_HIGH.findall(line))
        paired += sum(map(len, _KOREAN.findall(line)))
    if 2 * as_utf8 >= total:
        return "utf-8"
    return "cp949" if 2 * paired >= high else "cp1252"


def _decodes(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
