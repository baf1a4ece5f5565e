"""What the functions of the server say when they refuse, so that the window can say it in its own language.

The texts stand in `raise … using message` of central/sql/schema; a test compares. An older or newer server may have
others: those are shown as they came.
"""

import re

from locanext.domain.message import Message

_TEXTS = (
    Message("A SCRAM-SHA-256 verifier is expected, never a password."),
    Message("A login starts with a letter and holds small letters, digits, dots, dashes and underscores."),
    Message("A name holds no slash, backslash or control character, and no blank at its ends."),
    Message("A memory is assigned to one platform, project or folder."),
    Message("A priority is a number from -1000 to 1000, a penalty one from 0 to 100."),
    Message("A segment lacks its number, version, text or state."),
    Message("A segment stands twice in one save."),
    Message("A unit needs a source and a target."),
    Message("It is not there, or you have no right to edit it."),
    Message("It is not there, or you have no right to manage it."),
    Message("It is not there, or you have no right to read it."),
    Message("One administrator has to stay."),
    Message("This needs the role admin."),
    Message("This needs the role manager or admin."),
    Message("This needs the role reviewer or manager or admin."),
    Message("The account {login} is busy; try again."),
    Message("The bytes of an upload are not complete."),
    Message("The memory holds such a unit."),
    Message("The segments of an upload are not numbered without a gap."),
    Message("The translation memory is not there any more."),
    Message("The translation memory {name} is in the trash."),
    Message("The translation memory {name} is not in the trash."),
    Message("The unit is not there any more."),
    Message("There is no person {login}."),
    Message("There is no setting {setting} that could be {value}."),
    Message("This account has too many sessions."),
    Message("This account is disabled, or is not known here."),
    Message("This can only be done in a transaction that is READ COMMITTED."),
    Message("This is no format and layout of a file."),
    Message("This is not an upload of yours."),
    Message("This session was ended; sign in again."),
    Message("You manage some languages of this project only."),
    Message("{kind} is no way of editing."),
)

_BLANK = re.compile(r"\\\{(\w+)\\\}")
_PATTERNS = [(re.compile(_BLANK.sub(r"(?P<\1>.+)", re.escape(text.template))), text) for text in _TEXTS]


def as_message(text: str) -> Message | str:
    """The server's `text` as a message that can be translated; itself if it is none of these."""
    for pattern, message in _PATTERNS:
        if found := pattern.fullmatch(text):
            return message.filled(**found.groupdict())
    return text
