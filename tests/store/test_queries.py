"""Every named query fits the real schema, and is used."""

import re
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from locanext import store
from locanext.store.queries import nouns, queries
from tests.servers import Database

FOLDER = Path(store.__file__).parent
COMMANDS = {"copy", "copy_in", "copy_out", "listen", "unlisten"}
"""They are no queries for a planner; tests of uploads and of listening run them."""
LOCAL = {"journal"}
"""They are for SQLite; the journal's own tests run them."""
ALL = [(noun, name) for noun in nouns() if noun not in LOCAL for name in queries(noun) if name not in COMMANDS]


def test_nouns_are_the_files_and_their_modules() -> None:
    assert set(nouns()) == {path.stem for path in (FOLDER / "sql").iterdir()}
    assert [noun for noun in nouns() if not (FOLDER / f"{noun}.py").is_file()] == []


@pytest.mark.parametrize("noun", nouns())
def test_every_query_has_a_name_of_its_own(noun: str) -> None:
    text = (FOLDER / "sql" / f"{noun}.sql").read_text("utf-8")
    names = re.findall(r"^-- name: (\w+)$", text, re.MULTILINE)
    assert names == list(queries(noun))
    assert all(queries(noun).values())
    assert text.startswith("-- name: ")


def test_every_query_fits_the_schema(database: Database) -> None:
    conn = database.connect("kim")
    faults = {}
    for noun, name in ALL:
        text = queries(noun)[name]
        try:
            conn.execute(sql.SQL("explain ") + sql.SQL(text), dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
        except psycopg.Error as error:
            faults[noun, name] = str(error)
    assert faults == {}
    assert len(ALL) > 20


def test_a_wrong_query_would_be_noticed(database: Database) -> None:
    wrong = queries("segments")["page"].replace("edited_at", "edit_at")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        database.connect("kim").execute("explain " + wrong, dict.fromkeys(("file_id", "first", "count")))


@pytest.mark.parametrize("noun", nouns())
def test_every_query_is_used_by_its_module(noun: str) -> None:
    code = (FOLDER / f"{noun}.py").read_text("utf-8")
    assert [name for name in queries(noun) if f'"{name}"' not in code] == []
