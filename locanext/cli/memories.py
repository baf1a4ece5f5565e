"""The commands `tm …`: translation memories, their entries, their files, and where they serve."""

import argparse
import json

from locanext.cli import matches
from locanext.cli.answers import Answer, Command
from locanext.cli.naming import layout_of
from locanext.domain.errors import BadFile, BadInput
from locanext.domain.progress import Progress
from locanext.domain.project import Tree
from locanext.domain.tm import TranslationUnit
from locanext.tabs.ldm.operations import memories, memory_files, tree
from locanext.tabs.ldm.operations.memories import Memory, MemoryName, NewMemory, Place, Terms
from locanext.workbench import Workbench


def run(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    return COMMANDS[arguments.tm_command](bench, arguments, progress)


def _named(bench: Workbench, arguments: argparse.Namespace, progress: Progress, *, trashed: bool = False) -> Memory:
    return memories.memory_named(bench, MemoryName(arguments.name, trashed), progress)


def _project_id(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> int | None:
    if not arguments.project:
        return None
    return tree.project_named(tree.load_tree(bench, None, progress), arguments.project).id


def create(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    project_id = _project_id(bench, arguments, progress)
    new = NewMemory(arguments.name, project_id, arguments.source_language, arguments.language)
    number = memories.create_memory(bench, new, progress)
    text = [f"{new.name}: a memory from {new.source_language} to {new.target_language}"]
    return 0, {"id": number, "name": new.name} if arguments.json else {"text": text}


def import_units(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Each file in a transaction of its own; a memory that is not there is made with the first one."""
    memory = memories.find_memory(bench, MemoryName(arguments.name), progress) or _new_memory(
        bench, arguments, progress
    )
    if isinstance(memory, Memory) and arguments.language not in ("", memory.target_language):
        raise BadInput(
            "The translation memory {name} is in {language}.", name=memory.name, language=memory.target_language
        )
    imported = []
    for path in arguments.files:
        request = memory_files.ImportUnits(path, memory, arguments.format, layout_of(arguments))
        one = memory_files.import_units(bench, request, progress)
        memory = memories.memory_named(bench, MemoryName(arguments.name), progress)
        counts = {"units": one.read, "added": one.added, "seconds": round(one.seconds, 3)}
        problems = {"problems": [str(p) for p in one.problems.items], "problem_count": one.problems.count}
        imported.append({"file": one.file, "format": one.format, **counts, **problems})
    text = [
        f"{one['file']}: {one['units']} units ({one['format']}), {one['added']} new, {one['problem_count']} problems"
        for one in imported
    ]
    return 0, {"name": arguments.name, "files": imported} if arguments.json else {"text": text}


def _new_memory(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> NewMemory:
    guess = memory_files.GuessLanguage(arguments.files[0], arguments.source_language)
    language = arguments.language or memory_files.guess_language(bench, guess, progress)
    if not language:
        raise BadFile("The language of {path} is not known; say it with --language.", path=arguments.files[0])
    return NewMemory(arguments.name, _project_id(bench, arguments, progress), arguments.source_language, language)


def export_units(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    request = memory_files.ExportUnits(
        _named(bench, arguments, progress), arguments.out.absolute(), arguments.overwrite
    )
    done = memory_files.export_units(bench, request, progress)
    if arguments.json:
        return 0, {"out": str(arguments.out), "units": done.units, "lost": done.lost}
    lost = f", {done.lost} of them not whole" if done.lost else ""
    return 0, {"text": [f"{arguments.out}: {done.units} units{lost}"]}


def list_memories(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    if arguments.trash:
        trashed = memories.load_trashed(bench, None, progress)
        text = [_as_text(memory) for memory in trashed] or ["No translation memories in the trash."]
        return 0, {"memories": [_as_json(one, []) for one in trashed]} if arguments.json else {"text": text}
    known, found = tree.load_tree(bench, None, progress), memories.load_memories(bench, None, progress)
    places = {memory.id: _places(known, found, memory) for memory in found.memories}
    if arguments.json:
        return 0, {"memories": [_as_json(memory, places[memory.id]) for memory in found.memories]}
    lines: list[str] = []
    for memory in found.memories:
        lines += [_as_text(memory), *(f"  serves {_place_as_text(place)}" for place in places[memory.id])]
    return 0, {"text": lines or ["No translation memories yet. Make one by: locanext tm import NAME FILE"]}


def _as_json(memory: Memory, places: list[Answer]) -> Answer:
    languages = {"source_language": memory.source_language, "language": memory.target_language}
    counts = {"units": memory.unit_count, "seq": memory.seq}
    return {"id": memory.id, "name": memory.name, "project": memory.project, **languages, **counts, "serves": places}


def _as_text(memory: Memory) -> str:
    owner = f"  of {memory.project}" if memory.project else ""
    return f"{memory.name}{owner}  {memory.source_language} → {memory.target_language}  {memory.unit_count} units"


def _places(known: Tree, found: memories.Memories, memory: Memory) -> list[Answer]:
    projects = {project.id: project.name for project in known.projects}
    folders = {folder.id: folder for folder in known.folders}
    served = []
    for one in (one for one in found.assignments if one.tm_id == memory.id):
        folder = folders.get(one.place.folder_id) if one.place.folder_id else None
        project_id = folder.project_id if folder else one.place.project_id
        where = {
            "platform": one.platform,
            "project": projects.get(project_id, "") if project_id else "",
            "folder": tree.path_of(known, folder.id) if folder else "",
        }
        terms = {name: getattr(one.terms, name) for name in Terms.__slots__}
        served.append({**where, **terms})
    return served


def _place_as_text(place: Answer) -> str:
    path = "/".join(filter(None, (place["project"], place["folder"])))
    where = f"the platform {place['platform']}" if place["platform"] else path
    marks = [f"priority {place['priority']}"] * bool(place["priority"])
    marks += [f"penalty {place['penalty']}"] * bool(place["penalty"]) + ["writable"] * place["writable"]
    return f"{where} ({', '.join(marks)})" if marks else where


def entries(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    memory = _named(bench, arguments, progress)
    search = memories.Search(arguments.search, arguments.field, arguments.mode)
    request = memories.EntriesRequest(memory.id, search, arguments.after, arguments.limit)
    found = memories.entries(bench, request, progress)
    if arguments.json:
        return 0, {"name": memory.name, "entries": [_entry_as_json(unit) for unit in found]}
    return 0, {"text": [f"{unit.id}  {unit.source}  →  {unit.target}" for unit in found] or ["No entries."]}


def _entry_as_json(unit: TranslationUnit) -> Answer:
    return unit._asdict() | {"edited_at": unit.edited_at.isoformat() if unit.edited_at else None}


def edit(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Against the version that it read; exit code 1 when somebody was faster."""
    memory = _named(bench, arguments, progress)
    unit = memories.entry(bench, memories.EntriesOf(memory.id, (arguments.id,)), progress)
    given = {name: getattr(arguments, name) for name in ("source", "target", "string_id", "note")}
    texts = {name: getattr(unit, name) if value is None else value for name, value in given.items()}
    edited = memories.edit_entry(bench, memories.UnitEdit(memory.id, unit.id, unit.version, **texts), progress)
    return int(not edited.ok), {"id": unit.id, **{name: getattr(edited, name) for name in type(edited).__slots__}}


def delete(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    memory = _named(bench, arguments, progress)
    count = memories.delete_entries(bench, memories.EntriesOf(memory.id, tuple(arguments.ids)), progress)
    return 0, {"deleted": count} if arguments.json else {"text": [f"{memory.name}: {count} entries deleted"]}


def merge(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    memory = _named(bench, arguments, progress)
    count = memories.merge_duplicates(bench, memory.id, progress)
    return 0, {"merged": count} if arguments.json else {"text": [f"{memory.name}: {count} duplicates merged"]}


def assign(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Put a memory to a place (`assign`), or take it from there (`unassign`)."""
    memory, place = _named(bench, arguments, progress), _place(bench, arguments, progress)
    gone = arguments.tm_command == "unassign"
    terms = None if gone else Terms(arguments.priority, arguments.penalty, arguments.writable)
    if not memories.assign(bench, memories.Assign(memory.id, place, terms), progress):
        raise BadInput("The translation memory {name} does not serve that place.", name=memory.name)
    where = {"platform": arguments.platform, "project": arguments.project, "folder": arguments.folder}
    named = json.dumps({name: value for name, value in where.items() if value}, ensure_ascii=False)
    answer = {"name": memory.name, "assigned": not gone, **where}
    return 0, answer if arguments.json else {"text": [f"{memory.name}: {'taken from' if gone else 'serves'} {named}"]}


def _place(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> Place:
    if bool(arguments.platform) == bool(arguments.project):
        raise BadInput("Say one of --platform NAME, --project NAME, or --project NAME --folder F.")
    if arguments.platform:
        return Place(platform_id=memories.platform_named(bench, arguments.platform, progress))
    known = tree.load_tree(bench, None, progress)
    project = tree.project_named(known, arguments.project)
    if not arguments.folder:
        return Place(project_id=project.id)
    wanted = arguments.folder.strip("/")
    for folder in known.folders:
        if folder.project_id == project.id and tree.path_of(known, folder.id) == wanted:
            return Place(folder_id=folder.id)
    raise BadInput("There is no folder {folder} in the project {project}.", folder=wanted, project=project.name)


def rename(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    memory = _named(bench, arguments, progress)
    memories.rename_memory(bench, memories.Renamed(memory.id, arguments.to), progress)
    return 0, {"id": memory.id, "name": arguments.to}


def trash(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Into the trash (`trash`), out of it (`restore`), or for good out of it (`erase`)."""
    what = arguments.tm_command
    memory = _named(bench, arguments, progress, trashed=what != "trash")
    if what == "erase":
        memories.delete_memory(bench, memory.id, progress)
    else:
        memories.trash_memory(bench, memories.TrashMemory(memory.id, gone=what == "trash"), progress)
    return 0, {"id": memory.id, "name": memory.name, "done": what}


COMMANDS: dict[str, Command] = {
    "create": create,
    "import": import_units,
    "export": export_units,
    "list": list_memories,
    "entries": entries,
    "edit": edit,
    "delete": delete,
    "merge": merge,
    "assign": assign,
    "unassign": assign,
    "rename": rename,
    "trash": trash,
    "restore": trash,
    "erase": trash,
    "match": matches.match,
    "concordance": matches.concordance,
}
