"""Codes of languages, as the database takes them: en, pt-BR, zh-Hant."""

import re

from locanext.domain.errors import BadInput

_CODE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_language(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def demand_language(text: str) -> None:
    """Raise `BadInput` if `text` is not the code of a language."""
    if not is_language(text):
        raise BadInput("{text} is no code of a language; such are en, pt-BR and zh-TW.", text=text)
