"""The tree that files live in: platform, project, folder, file."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Project:
    """`platform` is its name, "" for none. `can_edit` is this person's right to change texts in it."""

    id: int
    name: str
    platform: str = ""
    source_language: str = "ko"
    can_edit: bool = True


@dataclass(frozen=True, slots=True)
class Folder:
    """`parent_id` is None at the top of its project."""

    id: int
    project_id: int
    parent_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file of a project. `seq` is the newest change of its feed; `layout` is how it was read."""

    id: int
    project_id: int
    folder_id: int | None
    name: str
    format: str
    language: str
    segment_count: int
    size: int
    sha256: str
    layout: dict[str, object] = field(default_factory=dict)
    seq: int = 0
    done_count: int = 0
    trashed_at: datetime | None = None
    """When it was moved to the trash, if it is there."""


@dataclass(frozen=True, slots=True)
class Tree:
    """All that a person sees of the projects, in the order of their names."""

    projects: tuple[Project, ...] = ()
    folders: tuple[Folder, ...] = ()
    files: tuple[FileInfo, ...] = ()
