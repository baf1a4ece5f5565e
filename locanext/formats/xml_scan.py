"""Runs expat over a document of any size and maps what it finds back to the document's own bytes.

A document that is not UTF-8 is transcoded window by window; the transcoding is undone and compared at
once, so that copied spans are identical. Nothing external is ever loaded and no entity is ever expanded:
a document type with contents is refused.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from xml.parsers import expat
from xml.parsers.expat import errors

from locanext.domain.errors import BadInput
from locanext.domain.message import Message
from locanext.formats.damage import Damage
from locanext.formats.encoding import bom_of, codec_of, encoded, is_utf32

Read = Callable[[int], bytes]
"""The next at most so many bytes of a document; b"" at its end."""

MAX_DEPTH = 100_000
"""Elements that may be open at once: expat remembers some hundred bytes of each."""

_WINDOW = 1 << 16
_MAX_TOKEN = 1 << 26
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_REASONS = {
    errors.codes[text]: message
    for text, message in (
        (errors.XML_ERROR_NO_ELEMENTS, Message("no element found; the file may be cut short")),
        (errors.XML_ERROR_INVALID_TOKEN, Message("not well-formed; often it is a < or & in a text")),
        (errors.XML_ERROR_UNCLOSED_TOKEN, Message("a tag or comment is not closed; the file may be cut short")),
        (errors.XML_ERROR_TAG_MISMATCH, Message("an end tag does not fit its start tag")),
        (errors.XML_ERROR_DUPLICATE_ATTRIBUTE, Message("an attribute stands twice in one tag")),
        (errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT, Message("something stands after the end of the root element")),
        (errors.XML_ERROR_UNDEFINED_ENTITY, Message("an entity that is not defined")),
        (errors.XML_ERROR_BAD_CHAR_REF, Message("a character reference that stands for no character")),
        (errors.XML_ERROR_MISPLACED_XML_PI, Message("the XML declaration does not stand at the very beginning")),
        (errors.XML_ERROR_UNCLOSED_CDATA_SECTION, Message("a CDATA section is not closed")),
        (errors.XML_ERROR_UNBOUND_PREFIX, Message("the namespace of a prefix is not declared")),
    )
}
"""What expat says, by its code, in the words of a person who mends a file."""
_START_TAG = re.compile(rb"""<(?>(?:[^>"']++|"[^"]*+"|'[^']*+')*)>""")


def xml_codec(head: bytes, chosen: str = "") -> str:
    """The codec of a document by choice, mark, zero bytes or declaration.

    Raises `BadInput` for a choice that cannot be, `Damage` for a declaration that cannot.
    """
    if is_utf32(head):
        raise Damage(1, Message("this is UTF-32; save it as UTF-8 or UTF-16"))
    if chosen:
        return codec_of(chosen, head)
    marked = bom_of(head)[1]
    if marked:
        return marked
    if head[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if head[:1] == b"<" else "utf-16-be"
    declared = _DECLARED.match(head[:1024])
    # A declaration that could be read byte by byte proves that the document is not UTF-16.
    name = declared.group(1).decode("ascii") if declared else "utf-8"
    if name.lower().replace("_", "-").startswith(("utf-16", "ucs-2", "utf8")):
        return "utf-8"
    try:
        return codec_of(name)
    except BadInput as error:
        raise Damage(1, error) from error


class XmlScan:
    """One pass of expat over a document. Iterate to go on by a window; handlers are called meanwhile.

    Offsets are those of the UTF-8 form, `fed` bytes of which expat has got.
    With `keep`, its bytes are kept until `take` gives them out.
    """

    def __init__(self, read: Read, codec: str, *, namespaces: bool = False, keep: bool = False) -> None:
        self.parser = expat.ParserCreate("utf-8", " " if namespaces else None)
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.is_over = False
        self._read, self._codec, self._keep = read, codec, keep
        self._decode = codecs.getincrementaldecoder(codec)()
        self._kept = bytearray()
        self._kept_from = self.fed = 0
        self._raw = self._window = b""

    def __iter__(self) -> Iterator[None]:
        """Raises `Damage`; what the handlers have got before it is sound."""
        size = _WINDOW
        try:
            while window := self._read(size):
                self._feed(self._as_utf8(window), is_last=False)
                yield
                size = self._next_size()
            self._feed(self._as_utf8(b"", is_last=True), is_last=True)
            self.is_over = True
            yield
        except expat.ExpatError as error:
            raise Damage(error.lineno, self._reason(error)) from error

    def take(self, until: int) -> bytes:
        """The bytes from the last taken to offset `until`, in the document's own encoding."""
        return self.encoded(self._taken(until))

    @property
    def kept(self) -> int:
        """How many bytes are kept now."""
        return len(self._kept)

    def tail(self, start: int) -> bytes:
        """A copy of what is kept from offset `start` on, in UTF-8."""
        return bytes(self._kept[start - self._kept_from :])

    def rest(self) -> Iterator[bytes]:
        """All bytes not taken yet, to the end of the document; they are not parsed any more."""
        yield self.take(self._kept_from + len(self._kept))
        yield self._raw
        while window := self._read(_WINDOW):
            yield window

    def skip(self, until: int) -> bytes:
        """Like `take`, but the UTF-8 form: what the caller is going to replace."""
        return self._taken(until)

    def start_tag(self, offset: int) -> bytes:
        """The UTF-8 bytes of the start tag at `offset`, for a tag that a handler was called for."""
        tag = _START_TAG.match(self._kept, offset - self._kept_from)
        if tag is None:
            raise AssertionError(f"no start tag at {offset}")
        return bytes(tag.group())

    def take_parsed(self) -> bytes:
        """All bytes that expat is done with; what is left is an unfinished token."""
        return self.take(max(self.parser.CurrentByteIndex, self._kept_from))

    def encoded(self, text: bytes) -> bytes:
        """UTF-8 bytes in the document's encoding; letters that it has not become character references."""
        if self._codec == "utf-8":
            return text
        letters = text.decode()
        try:
            return encoded(letters, self._codec)
        except UnicodeEncodeError:
            return b"".join(map(self._letter, letters))

    def _letter(self, letter: str) -> bytes:
        try:
            return encoded(letter, self._codec)
        except UnicodeEncodeError:
            return f"&#{ord(letter)};".encode(self._codec)

    def _taken(self, until: int) -> bytes:
        count = until - self._kept_from
        taken = bytes(self._kept[:count])
        del self._kept[:count]
        self._kept_from = until
        return taken

    def _reason(self, error: expat.ExpatError) -> Message:
        # Expat calls a letter of another encoding an “invalid token”: nobody would look for the cause there.
        at = self.parser.ErrorByteIndex - self.fed + len(self._window)
        if at >= 0 and self._window[at : at + 4].decode("utf-8", "replace").startswith("\ufffd"):
            return Message("not valid UTF-8; if it is in another encoding, choose that")
        return _REASONS.get(error.code) or Message("damaged XML: {reason}", reason=expat.ErrorString(error.code))

    def _feed(self, text: bytes, *, is_last: bool) -> None:
        self.fed += len(text)
        self._window = text
        if self._keep:
            self._kept += text
        self.parser.Parse(text, is_last)

    def _next_size(self) -> int:
        # Expat reads an unfinished token again from its start: growing windows keep that linear.
        pending = self.fed - self.parser.CurrentByteIndex
        if pending > _MAX_TOKEN:
            too_long = Message("a tag or comment is longer than {limit:,} bytes", limit=_MAX_TOKEN)
            raise Damage(self.parser.CurrentLineNumber, too_long)
        return max(_WINDOW, pending)

    def _as_utf8(self, window: bytes, *, is_last: bool = False) -> bytes:
        if self._codec == "utf-8":
            return window
        self._raw += window
        try:
            text = self._decode.decode(window, is_last)
        except UnicodeDecodeError as error:
            raise self._unreadable() from error
        used = text.encode(self._codec, "surrogatepass")
        if not self._raw.startswith(used):
            raise self._unreadable()
        self._raw = self._raw[len(used) :]
        return text.encode("utf-8", "surrogatepass")

    def _unreadable(self) -> Damage:
        good = self._raw.decode(self._codec, "replace").partition("\ufffd")[0]
        line = self.parser.CurrentLineNumber + good.count("\n")
        return Damage(line, Message("not valid {encoding}", encoding=self._codec.upper()))

    def _refuse_doctype(self, _name: str, system: str | None, public: str | None, has_subset: int) -> None:
        if system or public or has_subset:
            refused = Message("a document type with declarations or an external part is not read, for safety")
            raise Damage(self.parser.CurrentLineNumber, refused)
