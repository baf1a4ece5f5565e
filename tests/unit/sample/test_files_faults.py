"""The faults that `faults.json` lists are in the files, and the files hold no others."""

import json
from collections import Counter

import pytest

import make_sample
from tests.unit.sample._checks import Terms, findings
from tests.unit.sample._reading import Line, read_all

FAULTS = json.loads((make_sample.SAMPLE / "faults.json").read_text("utf-8"))
FILES = read_all()


def terms(language: str) -> Terms:
    glossary = make_sample.read_texts(make_sample.SAMPLE / "source" / "glossary.strings")
    return [(term.source, term.texts[language]) for term in glossary]


def language_of(name: str) -> str:
    return name.rpartition(".")[0][-2:]


@pytest.mark.parametrize("name", FILES)
def test_listed_faults_are_found_and_no_others(name: str) -> None:
    found = findings(FILES[name], language_of(name), terms(language_of(name)))
    listed = {(fault["string_id"], fault["check"]) for fault in FAULTS if fault["file"] == name}
    damaged = {string_id for string_id, _ in listed}
    assert listed - found == set()
    assert {item for item in found if item[0] not in damaged} == set()


@pytest.mark.parametrize("language", make_sample.LANGUAGES)
@pytest.mark.parametrize("table", [write.__name__ for _, write, _ in make_sample.FILES])
def test_texts_are_clean_before_the_faults_are_put_in(table: str, language: str) -> None:
    texts = make_sample.read_texts(make_sample.SAMPLE / "source" / f"{table}.strings")
    lines = [Line(text.string_id, text.source, text.texts.get(language, ""), text.note) for text in texts]
    assert findings(lines, language, terms(language)) == set()


def test_every_kind_of_fault_is_there_at_least_twice() -> None:
    rare = [check for check, count in Counter(fault["check"] for fault in FAULTS).items() if count < 2]
    assert rare == []
    assert len(FAULTS) >= 40


def test_a_segment_has_one_fault() -> None:
    places = Counter((fault["file"], fault["string_id"]) for fault in FAULTS)
    assert [place for place, count in places.items() if count > 1] == []
