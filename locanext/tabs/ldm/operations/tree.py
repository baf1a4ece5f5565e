"""The tree of projects, folders and files."""

from dataclasses import dataclass

from locanext.domain.errors import BadInput, NotFound
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo, Project, Tree
from locanext.store import projects
from locanext.workbench import Workbench


@dataclass(frozen=True, slots=True)
class NewProject:
    """`platform` "" for none."""

    name: str
    platform: str = ""
    source_language: str = "ko"


@dataclass(frozen=True, slots=True)
class NewFolder:
    """`parent_id` None: at the top of the project."""

    project_id: int
    name: str
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Trash:
    """Move a file into the trash, or (`gone` False) take it out again."""

    file_id: int
    gone: bool = True


@dataclass(frozen=True, slots=True)
class FileName:
    """A file as a person names it. `language` "" when the name is unique without it."""

    project: str
    file: str
    language: str = ""


def load_tree(bench: Workbench, _request: None, progress: Progress) -> Tree:
    with bench.store.transaction(progress) as connection:
        return projects.tree(connection)


def create_project(bench: Workbench, request: NewProject, progress: Progress) -> int:
    """The new project's id."""
    if not request.name.strip():
        raise BadInput("A project needs a name.")
    with bench.store.transaction(progress) as connection:
        return projects.create_project(connection, request.name.strip(), request.platform, request.source_language)


def create_folder(bench: Workbench, request: NewFolder, progress: Progress) -> int:
    """The new folder's id."""
    if not request.name.strip():
        raise BadInput("A folder needs a name.")
    with bench.store.transaction(progress) as connection:
        return projects.create_folder(connection, request.project_id, request.parent_id, request.name.strip())


def trash_file(bench: Workbench, request: Trash, progress: Progress) -> None:
    with bench.store.transaction(progress) as connection:
        projects.trash_file(connection, request.file_id, gone=request.gone)


def project_named(tree: Tree, name: str) -> Project:
    for project in tree.projects:
        if project.name == name:
            return project
    known = ", ".join(project.name for project in tree.projects) or "none"
    raise NotFound("There is no project {name}. Projects: {known}.", name=name, known=known)


def file_named(bench: Workbench, request: FileName, progress: Progress) -> FileInfo:
    """The one file of that name; `BadInput` when there are several."""
    tree = load_tree(bench, None, progress)
    project = project_named(tree, request.project)
    found = [
        file
        for file in tree.files
        if file.project_id == project.id and file.name == request.file and request.language in ("", file.language)
    ]
    if not found:
        raise NotFound("There is no file {file} in the project {project}.", file=request.file, project=request.project)
    if len(found) > 1:
        raise BadInput(
            "Several files are called {file}: say which language ({languages}).",
            file=request.file,
            languages=", ".join(sorted({file.language for file in found})),
        )
    return found[0]
