"""Codes of languages, as the database takes them: en, pt-BR, zh-Hant."""

import re
from pathlib import PurePath

from locanext.domain.errors import BadInput

_CODE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

COMMON = ("en", "de", "fr", "es", "es-MX", "it", "pl", "pt-BR", "ru", "tr", "th", "id", "ja", "zh-CN", "zh-TW")
"""What games are translated into most."""


def is_language(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def demand_language(text: str) -> None:
    """Raise `BadInput` if `text` is not the code of a language."""
    if not is_language(text):
        raise BadInput("{text} is no code of a language; such are en, pt-BR and zh-TW.", text=text)


def language_of_name(path: PurePath) -> str:
    """The common language a file is named by, as in `quests_en.txt`, `quests.pt_BR.xml`, `de/quests.txt`; or ""."""
    parts = path.stem.replace("_", "-").lower().split(".")
    words = parts[0].split("-")
    # The end of the first part counts, and each later part as a whole; what stands alone may be any word.
    ends = ["-".join(words[-count:]) for count in (2, 1) if count < len(words)]
    known = {language.lower(): language for language in COMMON}
    found = (known.get(word) for word in (*reversed(parts[1:]), *ends, path.parent.name.replace("_", "-").lower()))
    return next(filter(None, found), "")
