"""One project with all that is its own, as a file: to keep, and to bring back into the same or into another server.

The file is a zip. `people.copy` and a `<table>.copy` for each of TABLES hold rows as PostgreSQL's COPY writes them:
UTF-8, tabs between, \\N for nothing. `manifest.json` says their columns, rows and SHA-256. Numbers of the server are
not in it: people are their logins, the platform its name; folders, files and memories are counted from 1. So the same
project gives the same bytes, wherever it was loaded from. Locks, presence and the records of who ran what are not of
the project.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import sql

from central import accounts, durable, migrate
from central.errors import CentralError
from central.migrate import Connection
from central.statements import statement

FORMAT = "locanext-project"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
PEOPLE = "people"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: the condition, a file of `sql/project_dump`. `order`: columns that make the order of the rows certain.

    `numbered`: other tables name its rows, so each keeps a number.
    """

    schema: str
    name: str
    rows: str
    order: tuple[str, ...]
    numbered: bool = False

    @property
    def stage(self) -> sql.Identifier:
        return sql.Identifier(f"stage_{self.name}")

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)

    def kind(self, column: str) -> str:
        """What a column names: a kind of `numbers.sql`; "" when it is a value; "id" when nothing names that number."""
        if column == "id":
            return self.name if self.numbered else "id"
        return REFERENCES.get(column, "")


TABLES = (
    Table("loc", "projects", "itself", ("id",), numbered=True),
    Table("sec", "members", "of_project", ("person_id",)),
    Table("sec", "past_members", "of_project", ("person_id",)),
    Table("loc", "folders", "of_project", ("id",), numbered=True),
    Table("loc", "files", "is_file", ("id",), numbered=True),
    Table("loc", "file_counters", "of_file", ("file_id",)),
    Table("loc", "file_chunks", "of_file", ("file_id", "number")),
    Table("loc", "segments", "of_file", ("file_id", "ord")),
    Table("loc", "changes", "of_file", ("file_id", "seq", "ord")),
    Table("loc", "findings", "of_file", ("file_id", "ord", "check_name", "span")),
    Table("loc", "terms", "of_project", ("id",)),
    Table("loc", "tms", "of_project", ("id",), numbered=True),
    Table("loc", "tm_units", "of_memory", ("tm_id", "id")),
    Table("loc", "tm_assignments", "is_assignment", ("id",)),
)
REFERENCES = {
    "project_id": "projects",
    "platform_id": "platforms",
    "folder_id": "folders",
    "parent_id": "folders",
    "file_id": "files",
    "tm_id": "tms",
    "person_id": PEOPLE,
    "created_by": PEOPLE,
    "author": PEOPLE,
    "waived_by": PEOPLE,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """`strangers`: the logins of people who were not known here; their accounts are made, and disabled."""

    project: int
    name: str
    rows: int
    strangers: tuple[str, ...]


def dump(conn: Connection, name: str, path: Path) -> int:
    """Write a project as it is at one moment; how many rows. `conn` is a superuser's, in autocommit.

    Complete or not at all; a file that is there is replaced. Raises CentralError, OSError.
    """
    unfinished = path.with_name(path.name + ".new")
    try:
        with conn.transaction(), zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            conn.execute(statement("project_dump/snapshot"))
            conn.execute(statement("backup/plain_texts"))
            manifest = _dump_tables(conn, name, _find(conn, name), file)
            file.writestr(zipfile.ZipInfo(MANIFEST), json.dumps(manifest, indent=1, ensure_ascii=False))
        durable.sync(unfinished)
        durable.move(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return sum(table["rows"] for table in manifest["tables"].values())


def check(path: Path) -> dict[str, Any]:
    """The manifest of a file whose every byte is as it was written. Raises CentralError when it is not, OSError."""
    try:
        with zipfile.ZipFile(path) as file:
            manifest: dict[str, Any] = json.loads(file.read(MANIFEST))
            if manifest["format"] != FORMAT or manifest["format_version"] > FORMAT_VERSION:
                raise CentralError(f"{path} is not a project, or one of a newer LocaNext.")
            damaged = [name for name, table in manifest["tables"].items() if _digest(file, name) != table["sha256"]]
            if damaged:
                raise CentralError(f"{path} is damaged: {damaged[0]} is not what was written.")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CentralError(f"{path} is damaged, or is no project: {error}") from error
    return manifest


def _digest(file: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file, name):
        digest.update(chunk)
    return digest.hexdigest()


def load(conn: Connection, path: Path, name: str = "") -> Loaded:
    """Make a project of a file, in one transaction; `name`: under another name. `conn` is a superuser's, in autocommit.

    Raises CentralError when the file is damaged, is newer than this server, or the project is there already; OSError.
    """
    manifest = check(path)
    wanted = name or str(manifest["project"])
    with conn.transaction(), zipfile.ZipFile(path) as file:
        conn.execute(statement("backup/plain_texts"))
        if conn.execute(statement("project_dump/find"), {"name": wanted}).rowcount:
            raise CentralError(f"There is a project {wanted} already. (--as gives it another name.)")
        strangers = _load_people(conn, file)
        for table in (table for table in TABLES if table.name in manifest["tables"]):
            columns = manifest["tables"][table.name]["columns"]
            _stage(conn, table, file, columns)
            if table.name == "projects":
                conn.execute(statement("project_dump/rename_project"), {"name": wanted})
                conn.execute(statement("project_dump/platforms"))
            elif table.name == "tms":
                conn.execute(statement("project_dump/rename_memories"))
            _place(conn, table, columns)
        conn.execute(statement("project_dump/audit"), {"name": wanted})
        project = _find(conn, wanted)
    return Loaded(project, wanted, sum(table["rows"] for table in manifest["tables"].values()), strangers)


def _find(conn: Connection, name: str) -> int:
    row = conn.execute(statement("project_dump/find"), {"name": name}).fetchone()
    if row is None:
        raise CentralError(f"There is no project {name}.")
    return int(str(row[0]))


def _filled(name: str, **values: sql.Composable) -> sql.Composed:
    return sql.SQL(statement(f"project_dump/{name}").decode().strip()).format(**values)


def _columns(conn: Connection, table: Table) -> list[str]:
    """Those that are dumped."""
    found = conn.execute(statement("project_dump/columns"), {"table": f"{table.schema}.{table.name}"})
    return [str(column) for (column,) in found if table.kind(str(column)) != "id"]


def _dump_tables(conn: Connection, name: str, project: int, file: zipfile.ZipFile) -> dict[str, Any]:
    number = sql.Literal(project)
    conn.execute(_filled("numbers", project=number))
    tables = {
        PEOPLE: {"columns": ["login", "display_name"]}
        | _copy_out(conn, file, PEOPLE, _filled("people", project=number))
    }
    for table in TABLES:
        columns = _columns(conn, table)
        query = _filled(
            "out",
            columns=sql.SQL(", ").join(_named(table, column) for column in columns),
            table=table.identifier,
            condition=_filled(table.rows, project=number)
            if table.rows in ("itself", "of_project")
            else _filled(table.rows),
            order=sql.SQL(", ").join(_sorted_by(table, column) for column in table.order),
        )
        tables[table.name] = {"columns": columns} | _copy_out(conn, file, table.name, query)
    version = {"format": FORMAT, "format_version": FORMAT_VERSION, "schema_version": migrate.version(conn)}
    return version | {"project": name, "tables": tables}


def _named(table: Table, column: str) -> sql.Composable:
    """A column as it is dumped."""
    kind = table.kind(column)
    if not kind:
        return sql.Identifier("t", column)
    return _filled("named", kind=sql.Literal(kind), column=sql.Identifier(column))


def _sorted_by(table: Table, column: str) -> sql.Identifier:
    """People by their logins, which are the same on each server; all else by the server's numbers."""
    return sql.Identifier(column) if table.kind(column) == PEOPLE else sql.Identifier("t", column)


def _copy_out(conn: Connection, file: zipfile.ZipFile, name: str, query: sql.Composed) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with file.open(f"{name}.copy", "w", force_zip64=True) as target, conn.cursor().copy(query) as copy:
        for chunk in copy:
            digest.update(chunk)
            rows += bytes(chunk).count(b"\n")
            target.write(chunk)
    return {"rows": rows, "sha256": digest.hexdigest()}


def _chunks(file: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with file.open(f"{name}.copy") as source:
        yield from iter(lambda: source.read(_CHUNK), b"")


def _copy_in(conn: Connection, file: zipfile.ZipFile, name: str) -> None:
    with conn.cursor().copy(_filled("in", stage=sql.Identifier(f"stage_{name}"))) as copy:
        for chunk in _chunks(file, name):
            copy.write(chunk)


def _load_people(conn: Connection, file: zipfile.ZipFile) -> tuple[str, ...]:
    """Those who are not known get an account that nobody can use until an administrator opens it."""
    conn.execute(statement("project_dump/stage_people"))
    _copy_in(conn, file, PEOPLE)
    strangers = conn.execute(statement("project_dump/strangers")).fetchall()
    for login, display_name in strangers:
        person = accounts.NewPerson(str(login), str(display_name), must_change=True)
        accounts.create_person(conn, person, accounts.generate_password(), accounts.GENERATED_ITERATIONS)
        conn.execute(statement("project_dump/disable"), {"login": login})
    conn.execute(statement("project_dump/ids"))
    return tuple(str(login) for login, _name in strangers)


def _stage(conn: Connection, table: Table, file: zipfile.ZipFile, columns: list[str]) -> None:
    """Bring a table's rows in beside it, as they were dumped."""
    if unknown := set(columns) - set(_columns(conn, table)):
        raise CentralError(
            f"The project is of a newer LocaNext: {table.name} has no {', '.join(sorted(unknown))} here."
        )
    typed = [
        _filled("stage_name", column=sql.Identifier(column)) if table.kind(column) else sql.Identifier(column)
        for column in columns
    ]
    conn.execute(_filled("stage", stage=table.stage, columns=sql.SQL(", ").join(typed), table=table.identifier))
    _copy_in(conn, file, table.name)


def _place(conn: Connection, table: Table, columns: list[str]) -> None:
    """Put the rows where they belong, with this server's numbers."""
    if table.numbered:
        place = sql.Literal(f"{table.schema}.{table.name}")
        conn.execute(_filled("allot", kind=sql.Literal(table.name), table=place, stage=table.stage))
    values = [
        _filled("id", kind=sql.Literal(table.kind(column)), column=sql.Identifier(column))
        if table.kind(column)
        else sql.Identifier("s", column)
        for column in columns
    ]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    joined = sql.SQL(", ").join(values)
    conn.execute(statement("project_dump/quiet" if table.name == "changes" else "project_dump/loud"))
    conn.execute(_filled("place", table=table.identifier, columns=names, values=joined, stage=table.stage))
