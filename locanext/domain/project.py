"""The tree that files live in: platform, project, folder, file."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from locanext.domain.change import Change


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

    def after(self, changes: Iterable[Change]) -> "FileInfo":
        """The file with the newer ones of these changes of its feed, which come in their order."""
        newer = [change for change in changes if change.seq > self.seq]
        if not newer:
            return self
        return replace(self, seq=newer[-1].seq, done_count=self.done_count + sum(change.done for change in newer))


@dataclass(frozen=True, slots=True)
class Tree:
    """All that a person sees of the projects, in the order of their names."""

    projects: tuple[Project, ...] = ()
    folders: tuple[Folder, ...] = ()
    files: tuple[FileInfo, ...] = ()
