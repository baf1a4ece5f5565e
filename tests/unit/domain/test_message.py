"""A message is said in any language, with all messages in it."""

import pytest

from locanext.domain.errors import BadFile
from locanext.domain.message import Message

_GERMAN = {"line {line}: {problem}": "Zeile {line}: {problem}", "{n:,} letters": "{n:,} Buchstaben", "none": "keine"}


def _in_german(template: str) -> str:
    return _GERMAN.get(template, template)


@pytest.mark.parametrize(
    ("message", "english", "german"),
    [
        (Message("none"), "none", "keine"),
        (Message("{n:,} letters", n=1000), "1,000 letters", "1,000 Buchstaben"),
        (Message("line {line}: {problem}", line=3, problem=Message("none")), "line 3: none", "Zeile 3: keine"),
        (Message("{all}.", all=(Message("none"), Message("more"))), "none; more.", "keine; more."),
        (BadFile("{file}: {problem}", file="none", problem=Message("none")), "none: none", "none: keine"),
        (Message("{problem}", problem=BadFile("none")), "none", "keine"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_message_is_said_with_all_that_is_in_it(message: Message, english: str, german: str) -> None:
    assert (str(message), message.said(_in_german)) == (english, german)


def test_blanks_in_values_are_left_alone() -> None:
    assert str(Message("{name}", name="{name} {0}")) == "{name} {0}"
