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
class NewFolders:
    """A folder by its path from the top of the project, as in `Act 1/Dialogue`."""

    project_id: int
    path: str


@dataclass(frozen=True, slots=True)
class FileName:
    """A file as a person names it: `file` is its name, or its path from the top of the project, or from `folder`.

    `language` "" when it is the only one without that. `trashed`: the file is in the trash.
    """

    project: str
    file: str
    language: str = ""
    folder: str = ""
    trashed: bool = False


def load_tree(bench: Workbench, _request: None, progress: Progress) -> Tree:
    with bench.store.transaction(progress) as connection:
        return projects.tree(connection)


def load_trash(bench: Workbench, _request: None, progress: Progress) -> Tree:
    """The same with the files that are in the trash, and no others."""
    with bench.store.transaction(progress) as connection:
        return projects.tree(connection, trashed=True)


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


def create_folders(bench: Workbench, request: NewFolders, progress: Progress) -> int | None:
    """The folder of that path; what is missing of it is made. None for the top of the project."""
    there = {
        (one.parent_id, one.name): one.id
        for one in load_tree(bench, None, progress).folders
        if one.project_id == request.project_id
    }
    at: int | None = None
    for name in filter(None, (part.strip() for part in request.path.split("/"))):
        below = there.get((at, name))
        at = create_folder(bench, NewFolder(request.project_id, name, at), progress) if below is None else below
    return at


def trash_file(bench: Workbench, request: Trash, progress: Progress) -> None:
    with bench.store.transaction(progress) as connection:
        projects.trash_file(connection, request.file_id, gone=request.gone)


def project_named(tree: Tree, name: str) -> Project:
    for project in tree.projects:
        if project.name == name:
            return project
    known = ", ".join(project.name for project in tree.projects) or "none"
    raise NotFound("There is no project {name}. Projects: {known}.", name=name, known=known)


def folder_path(tree: Tree, file: FileInfo) -> str:
    """The folders that a file is in, from the top of its project; "" at the top."""
    return path_of(tree, file.folder_id)


def path_of(tree: Tree, folder_id: int | None) -> str:
    """A folder with those that it is in, as in `Act 1/Dialogue`; "" for the top of the project."""
    folders = {folder.id: folder for folder in tree.folders}
    names: list[str] = []
    at = folder_id
    while at in folders:
        names.insert(0, folders[at].name)
        at = folders[at].parent_id
    return "/".join(names)


def file_path(tree: Tree, file: FileInfo) -> str:
    """As `FileName.file` takes it."""
    return "/".join(filter(None, (folder_path(tree, file), file.name)))


def file_named(bench: Workbench, request: FileName, progress: Progress) -> FileInfo:
    """The one file of that name; `BadInput` when there are several. Of those that were trashed the last one made."""
    tree = load_trash(bench, None, progress) if request.trashed else load_tree(bench, None, progress)
    project = project_named(tree, request.project)
    wanted = "/".join(part for part in (request.folder.strip("/"), request.file) if part)
    fit = [f for f in tree.files if f.project_id == project.id and request.language in ("", f.language)]
    # A whole path goes first: what lies at the top could else not be named beside its namesakes in folders.
    found = [file for file in fit if file_path(tree, file) == wanted]
    found = found or [file for file in fit if file.name == wanted]
    if not found:
        raise NotFound("There is no file {file} in the project {project}.", file=wanted, project=request.project)
    known = sorted({f"{file_path(tree, file)} ({file.language})" for file in found})
    if len(known) > 1:
        raise BadInput(
            "Several files are called {file}: say which folder and language ({known}).",
            file=request.file,
            known=", ".join(known),
        )
    return max(found, key=lambda file: file.id)
