"""Each text that the server's functions refuse with is known to the client, as a message."""

import re
from collections.abc import Iterator
from itertools import product

from locanext.domain.message import Message
from locanext.store import refusals
from tests.house._source import ROOT

_SQL = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "central" / "sql" / "schema").glob("*.sql")))
_RAISED = re.compile(r"raise \w+ using message =\s*(?:format\()?'((?:[^']|'')*)'")
_DEMANDED = re.compile(r"sec\.demand\(.*?'(\w+)'")
_ROLES = re.compile(r"sec\.demand_role\(('[^)]*)\)")


_FILLED = {
    "right to": set(_DEMANDED.findall(_SQL)),
    "the role": {" or ".join(re.findall(r"'(\w+)'", roles)) for roles in _ROLES.findall(_SQL)},
    "is": {"", " not"},
}
"""What may be filled in where the client knows it by name, by the words before it."""


def _texts() -> Iterator[str]:
    """Everything that is raised."""
    for raised in _RAISED.findall(_SQL):
        before = [part.strip() for part in raised.split("%s")[:-1]]
        values = [next((_FILLED[end] for end in _FILLED if part.endswith(end)), {"kim"}) for part in before]
        for chosen in product(*values):
            yield raised.replace("''", "'").replace("%s", "{}").format(*chosen)


def test_each_text_of_the_server_is_known() -> None:
    texts = set(_texts())
    assert len(texts) > 20
    assert len(_RAISED.findall(_SQL)) == _SQL.count("using message")
    assert {text for text in texts if not isinstance(refusals.as_message(text), Message)} == set(), (
        "add them to refusals.py"
    )


def test_values_are_kept() -> None:
    message = refusals.as_message("There is no setting a {b} that could be 3.")
    assert isinstance(message, Message)
    assert (str(message), message.values) == (
        "There is no setting a {b} that could be 3.",
        {"setting": "a {b}", "value": "3"},
    )


def test_another_text_is_shown_as_it_came() -> None:
    assert refusals.as_message("permission denied for table files") == "permission denied for table files"
