"""Translation memories: which there are, their entries, and where they serve."""

from dataclasses import dataclass, field

from locanext.domain.errors import BadInput, NotFound
from locanext.domain.language import demand_language
from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.store import memories
from locanext.store.memories import Active, Assignment, Memory, NewMemory, Place, Search, Terms, UnitEdit, UnitEdited
from locanext.workbench import Workbench

__all__ = ["Active", "Assignment", "Memory", "NewMemory", "Place", "Search", "Terms", "UnitEdit", "UnitEdited"]


@dataclass(frozen=True, slots=True)
class Memories:
    """What this person may see. `assignments`: the highest priority first."""

    memories: tuple[Memory, ...]
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class MemoryName:
    """A memory as a person names it. `trashed`: it is in the trash."""

    name: str
    trashed: bool = False


@dataclass(frozen=True, slots=True)
class Renamed:
    """The memory's new name."""

    tm_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TrashMemory:
    """Move a memory into the trash, or (`gone` False) take it out again."""

    tm_id: int
    gone: bool = True


@dataclass(frozen=True, slots=True)
class EntriesRequest:
    """At most `limit` entries after the id `after` that pass `search`."""

    tm_id: int
    search: Search = field(default_factory=Search)
    after: int = 0
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class EntriesOf:
    """Some units of a memory, by id."""

    tm_id: int
    unit_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assign:
    """From now on the memory serves the place on these terms; `terms` None: it serves it no more."""

    tm_id: int
    place: Place
    terms: Terms | None


def load_memories(bench: Workbench, _request: None, progress: Progress) -> Memories:
    with bench.store.transaction(progress) as connection:
        return Memories(tuple(memories.memories(connection)), tuple(memories.assignments(connection)))


def load_trashed(bench: Workbench, _request: None, progress: Progress) -> list[Memory]:
    """The memories that are in the trash."""
    with bench.store.statement(progress) as connection:
        return memories.memories(connection, trashed=True)


def memory_named(bench: Workbench, request: MemoryName, progress: Progress) -> Memory:
    """Of those of one name that are in the trash, the last one made."""
    found = find_memory(bench, request, progress)
    if found is None:
        raise NotFound("There is no translation memory {name}.", name=request.name)
    return found


def find_memory(bench: Workbench, request: MemoryName, progress: Progress) -> Memory | None:
    with bench.store.statement(progress) as connection:
        known = memories.memories(connection, trashed=request.trashed)
    return max((one for one in known if one.name == request.name), key=lambda one: one.id, default=None)


def demand_memory(new: NewMemory) -> None:
    """Raise `BadInput` if there cannot be such a memory."""
    if not new.name.strip():
        raise BadInput("A translation memory needs a name.")
    demand_language(new.source_language)
    demand_language(new.target_language)


def create_memory(bench: Workbench, request: NewMemory, progress: Progress) -> int:
    """The new memory's id."""
    demand_memory(request)
    with bench.store.statement(progress) as connection:
        return memories.create(connection, request)


def rename_memory(bench: Workbench, request: Renamed, progress: Progress) -> None:
    with bench.store.statement(progress) as connection:
        memories.rename(connection, request.tm_id, request.name)


def trash_memory(bench: Workbench, request: TrashMemory, progress: Progress) -> None:
    with bench.store.statement(progress) as connection:
        memories.trash(connection, request.tm_id, gone=request.gone)


def delete_memory(bench: Workbench, tm_id: int, progress: Progress) -> None:
    """For good; it has to be in the trash."""
    with bench.store.statement(progress) as connection:
        memories.delete(connection, tm_id)


def entries(bench: Workbench, request: EntriesRequest, progress: Progress) -> list[TranslationUnit]:
    with bench.store.statement(progress) as connection:
        return memories.search(connection, request.tm_id, request.search, request.after, request.limit)


def entry(bench: Workbench, request: EntriesOf, progress: Progress) -> TranslationUnit:
    """The one unit of that id."""
    (number,) = request.unit_ids
    with bench.store.statement(progress) as connection:
        found = memories.units(connection, request.tm_id, number, number)
    if not found:
        raise NotFound("There is no entry {number} in this translation memory.", number=number)
    return found[0]


def edit_entry(bench: Workbench, request: UnitEdit, progress: Progress) -> UnitEdited:
    with bench.store.statement(progress) as connection:
        return memories.edit(connection, request)


def delete_entries(bench: Workbench, request: EntriesOf, progress: Progress) -> int:
    """How many there were."""
    with bench.store.statement(progress) as connection:
        return memories.delete_units(connection, request.tm_id, request.unit_ids)


def merge_duplicates(bench: Workbench, tm_id: int, progress: Progress) -> int:
    """Of the entries with the same source and target the newest stays; how many went."""
    with bench.store.statement(progress) as connection:
        return memories.merge(connection, tm_id)


def assign(bench: Workbench, request: Assign, progress: Progress) -> bool:
    """False: it was to be taken from a place that it does not serve."""
    with bench.store.statement(progress) as connection:
        if request.terms is None:
            return memories.unassign(connection, request.tm_id, request.place)
        memories.assign(connection, request.tm_id, request.place, request.terms)
        return True


def platform_named(bench: Workbench, name: str, progress: Progress) -> int:
    """Its id."""
    with bench.store.statement(progress) as connection:
        found = memories.platform(connection, name)
    if found is None:
        raise NotFound("There is no platform {name}.", name=name)
    return found


def active_memories(bench: Workbench, file_id: int, progress: Progress) -> list[Active]:
    """The memories that serve a file, the one to ask first first."""
    with bench.store.statement(progress) as connection:
        return memories.active(connection, file_id)
