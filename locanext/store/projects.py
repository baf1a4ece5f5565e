"""The tree: projects, folders and files."""

import psycopg

from locanext.domain.errors import NotFound
from locanext.domain.project import FileInfo, Folder, Project, Tree
from locanext.store.queries import queries


def tree(connection: psycopg.Connection, *, trashed: bool = False) -> Tree:
    """Everything that this person may see; `trashed`: with the files of the trash instead of the others."""
    named = queries("projects")
    return Tree(
        tuple(Project(*found) for found in connection.execute(named["projects"])),
        tuple(Folder(*found) for found in connection.execute(named["folders"])),
        tuple(FileInfo(*found) for found in connection.execute(named["files"], {"id": None, "trashed": trashed})),
    )


def file(connection: psycopg.Connection, file_id: int) -> FileInfo:
    found = connection.execute(queries("projects")["files"], {"id": file_id, "trashed": False}).fetchone()
    if found is None:
        raise NotFound("The file is not there any more, or you have no right to it.")
    return FileInfo(*found)


def rights(connection: psycopg.Connection, file_id: int) -> tuple[bool, bool]:
    """Whether this person may change texts of the file, and whether reviewed ones, too."""
    can_edit, can_review = connection.execute(queries("projects")["rights"], {"file_id": file_id}).fetchone() or ()
    return can_edit, can_review


def create_project(connection: psycopg.Connection, name: str, platform: str, source_language: str) -> int:
    return _number(
        connection, "create_project", {"name": name, "platform": platform, "source_language": source_language}
    )


def create_folder(connection: psycopg.Connection, project_id: int, parent_id: int | None, name: str) -> int:
    return _number(connection, "create_folder", {"project_id": project_id, "parent_id": parent_id, "name": name})


def trash_file(connection: psycopg.Connection, file_id: int, *, gone: bool) -> None:
    """Into the trash, or (`gone` False) out of it."""
    connection.execute(queries("projects")["trash_file"], {"file_id": file_id, "gone": gone})


def _number(connection: psycopg.Connection, query: str, values: dict[str, object]) -> int:
    found = connection.execute(queries("projects")[query], values).fetchone()
    assert found is not None
    return int(found[0])
