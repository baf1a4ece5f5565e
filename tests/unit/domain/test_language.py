"""Codes of languages: the ones that the database takes, and no others."""

import re
from pathlib import Path, PurePath

import pytest

from locanext.domain import language
from locanext.domain.errors import BadInput
from locanext.domain.language import demand_language, is_language, language_of_name

SCHEMA = Path(__file__).parents[3] / "central" / "sql" / "schema" / "02_projects.sql"


@pytest.mark.parametrize("code", ["en", "ko", "fil", "pt-BR", "zh-Hant-TW", "es-419"])
def test_codes(code: str) -> None:
    assert is_language(code)
    demand_language(code)


@pytest.mark.parametrize("text", ["", "english", "EN", "e", "en-", "en_US", "en ", "en\n", "한국어", "en-x"])
def test_no_codes(text: str) -> None:
    assert not is_language(text)
    with pytest.raises(BadInput, match="no code of a language"):
        demand_language(text)


def test_the_database_has_the_same_rule() -> None:
    (rule,) = re.findall(r"check \(language ~ '\^(.*)\$'\)", SCHEMA.read_text("utf-8"))
    assert rule == language._CODE.pattern


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("quests_en.txt", "en"),
        ("QUESTS_DE.TXT", "de"),
        ("my_quests-pt_BR.txt", "pt-BR"),
        ("quests.ja.txt", "ja"),
        ("quests.fr.v2.xml", "fr"),
        ("zh_TW/quests.txt", "zh-TW"),
        ("de/quests_fr.txt", "fr"),
        ("quests.txt", ""),
        ("men.txt", ""),
        ("it.txt", ""),
        ("de/deep/quests.txt", ""),
    ],
)
def test_a_file_is_named_by_its_language(path: str, found: str) -> None:
    assert language_of_name(PurePath(path)) == found
