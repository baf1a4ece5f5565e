"""Errors that a person reads: a template for the translator, values beside it."""

import pytest

from locanext.domain import errors
from locanext.domain.errors import BadFile, BadInput, Cancelled, ExpectedError, LinkDown, NotAllowed, NotFound
from locanext.domain.message import Message


def test_text_and_template() -> None:
    error = NotFound("No {thing} in {place}.", thing="문", place="a {b}")
    assert str(error) == "No 문 in a {b}."
    assert (error.template, error.values) == ("No {thing} in {place}.", {"thing": "문", "place": "a {b}"})


def test_a_value_may_be_called_template_or_self() -> None:
    assert str(BadInput("{template} {self}", template=1, self=2)) == "1 2"


def test_a_text_without_values() -> None:
    assert str(Cancelled()) == Cancelled().template == "Cancelled. Nothing was changed."


@pytest.mark.parametrize(("kind", "wider"), [(BadFile, BadInput), (NotFound, BadInput), (LinkDown, ExpectedError)])
def test_who_catches_what(kind: type[ExpectedError], wider: type[ExpectedError]) -> None:
    with pytest.raises(wider):
        raise kind("x")


def test_a_refusal_is_no_bad_input() -> None:
    assert not issubclass(NotAllowed, BadInput)
    assert not issubclass(LinkDown, OSError)


def test_all_are_expected() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and kind is not Message]
    assert len(kinds) >= 8
    assert all(issubclass(kind, ExpectedError) for kind in kinds)
