"""The command line: one function a command, each over the operation that the window uses too.

Exit codes: 0 done, 1 findings (a byte that differs), 2 bad input or a server that cannot be reached, 3 a bug (the log
has it). Whoever reads a pipe may close it when they have seen enough.
"""

import argparse
import contextlib
import io
import json
import logging
import os
import sys
from array import array
from pathlib import Path

from locanext import log
from locanext.cli import matches, memories
from locanext.cli.answers import Answer, Command, change_as_json, change_as_text, say
from locanext.cli.naming import file_of, layout_of
from locanext.cli.watching import watch
from locanext.domain.errors import BadFile, BadInput, ExpectedError
from locanext.domain.language import demand_language
from locanext.domain.progress import Progress
from locanext.domain.project import FileInfo, Project, Tree
from locanext.domain.segment import Segment
from locanext.domain.state import State
from locanext.formats import registry
from locanext.formats.base import Layout, Severity
from locanext.paths import Paths
from locanext.settings import Settings
from locanext.tabs.ldm.operations import exporting, grid, importing, inspecting, saving, tree
from locanext.workbench import Workbench, open_workbench

_log = logging.getLogger(__name__)


def run(arguments: argparse.Namespace) -> int:
    """Run one command; the exit code."""
    # A pipe on Windows is not UTF-8 by itself, and Korean must get through it.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name of a file may hold bytes that are no text; they are shown, and not taken as one.
            stream.reconfigure(encoding="utf-8", errors="strict" if stream is sys.stdin else "backslashreplace")
    paths = Paths(arguments.home.absolute()) if arguments.home else Paths.default()
    log.set_up(paths.log_dir, arguments.verbose)
    try:
        return _run(arguments, paths)
    except BrokenPipeError:
        # What Python still holds for the pipe it would try to write at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 2


def _run(arguments: argparse.Namespace, paths: Paths) -> int:
    try:
        code, answer = _answer(arguments, paths)
    except BrokenPipeError:
        raise
    except (ExpectedError, OSError, UnicodeError) as error:
        return _refuse(arguments, str(error), 2)
    except Exception as bug:  # noqa: BLE001 - it is logged with all that is known, and said in a line
        _log.exception("The command %s has failed", arguments.command, extra=log.IN_FILE_ONLY)
        text = f"an unexpected error happened ({type(bug).__name__}: {bug}). The details are in {log.log_file()}."
        return _refuse(arguments, text, 3)
    if answer:
        say(json.dumps(answer, ensure_ascii=False, default=str) if arguments.json else _as_text(answer))
    return code


def _answer(arguments: argparse.Namespace, paths: Paths) -> tuple[int, Answer]:
    if arguments.command == "roundtrip":
        return roundtrip(arguments, Progress())
    bench = open_workbench(paths, Settings.load(paths.settings_file), private=arguments.private)
    with contextlib.closing(bench):
        return COMMANDS[arguments.command](bench, arguments, Progress())


def _refuse(arguments: argparse.Namespace, text: str, code: int) -> int:
    if arguments.json:
        say(json.dumps({"error": text}, ensure_ascii=False))
    else:
        say(f"locanext: {text}", sys.stderr)
    return code


def _as_text(answer: Answer) -> str:
    return "\n".join(answer["text"] if "text" in answer else (f"{key}: {value}" for key, value in answer.items()))


def roundtrip(arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Each file read and written unedited, compared byte by byte. One that cannot be read: exit code 2."""
    results = [_roundtrip_one(path, arguments, progress) for path in arguments.files]
    code = 1 if any(one["identical"] is False for one in results) else 2 * any("error" in one for one in results)
    text = [line for one in results for line in _roundtrip_text(one)]
    return code, {"files": results} if arguments.json else {"text": text}


def _roundtrip_one(path: Path, arguments: argparse.Namespace, progress: Progress) -> Answer:
    answer: Answer = {"file": str(path), "identical": None}
    try:
        with registry.open_buffer(path) as data:
            fmt = registry.by_id(arguments.format) if arguments.format else registry.detect(data, path.name)
            reader = fmt.read(data, Layout(encoding=arguments.encoding) if arguments.encoding else None, progress)
            # Every target goes in again as an edit, so that the writer compares each cell and does not just copy.
            targets = [(segment.ord, segment.target) for segment in reader]
            answer |= {"format": fmt.id, "segments": len(targets)}
            answer["problems"] = [str(problem) for problem in reader.problems.items]
            answer["problem_count"] = reader.problems.count
            if reader.problems.failed:
                return answer | {"error": str(next(p for p in reader.problems.items if p.severity is Severity.ERROR))}
            out = io.BytesIO()
            fmt.write(data, reader.layout, iter(targets), out, progress)
            return answer | {"identical": out.getvalue() == bytes(data)}
    except (ExpectedError, OSError) as error:
        return answer | {"error": str(error)}


def _roundtrip_text(one: Answer) -> list[str]:
    if "error" in one:
        return [f"{one['file']}: {one['error']}"]
    verdict = "identical" if one["identical"] else "DIFFERS"
    count, told = one["problem_count"], one["problems"][:10]
    told += [f"and {count - len(told)} more, see --json"] * (count > len(told))
    head = f"{one['file']}: {one['format']}, {one['segments']} segments, {count} problems, {verdict}"
    return [head, *(f"  {line}" for line in told)]


def import_files(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Each file in a transaction of its own. None is begun if one of them cannot be read."""
    demand_language(arguments.language)
    for path in arguments.files:
        look = inspecting.WithLayout(path, arguments.format, layout_of(arguments))
        if error := inspecting.inspect_with(bench, look, progress).error:
            raise BadFile("{path}: {error}", path=path, error=error)
    project_id, folder_id = _place(bench, arguments, progress)
    imported = []
    for path in arguments.files:
        request = importing.ImportRequest(
            path, project_id, arguments.language, folder_id, format=arguments.format, layout=layout_of(arguments)
        )
        one = importing.import_file(bench, request, progress)
        imported.append(
            {
                "file": one.name,
                "format": one.format,
                "segments": one.segment_count,
                "encoding": one.layout.encoding,
                "seconds": round(one.seconds, 3),
                "problems": [str(problem) for problem in one.problems.items],
                "problem_count": one.problems.count,
            }
        )
    text = [
        f"{one['file']}: {one['segments']} segments ({one['format']}), {one['problem_count']} problems"
        for one in imported
    ]
    return 0, {"files": imported} if arguments.json else {"text": text}


def _place(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, int | None]:
    """The project and the folder that are named, made when they are not there."""
    known = tree.load_tree(bench, None, progress)
    name = arguments.project.strip()
    project = next((project for project in known.projects if project.name == name), None)
    if project is None:
        project_id = tree.create_project(bench, tree.NewProject(name, arguments.platform), progress)
    elif arguments.platform in ("", project.platform):
        project_id = project.id
    else:
        raise BadInput(
            "The project {project} is there already, on the platform {platform}.",
            project=name,
            platform=project.platform or "—",
        )
    return project_id, tree.create_folders(bench, tree.NewFolders(project_id, arguments.folder), progress)


def list_files(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    found = (tree.load_trash if arguments.trash else tree.load_tree)(bench, None, progress)
    if arguments.project:
        tree.project_named(found, arguments.project)
    listed = [project for project in found.projects if arguments.project in ("", project.name)]
    if arguments.json:
        return 0, {"projects": [_project_as_json(found, project) for project in listed]}
    lines = [line for project in listed for line in _project_as_text(found, project)]
    return 0, {"text": lines or ["No projects yet. Make one by: locanext import FILE --project NAME --language en"]}


def _project_as_text(found: Tree, project: Project) -> list[str]:
    return [
        f"{project.name}  ({project.platform})" if project.platform else project.name,
        *(
            f"  {tree.file_path(found, file)}  {file.language}  {file.format}"
            f"  {file.segment_count} segments, {file.done_count} confirmed"
            for file in found.files
            if file.project_id == project.id
        ),
    ]


def _project_as_json(found: Tree, project: Project) -> Answer:
    files = [
        _file_as_json(file) | {"folder": tree.folder_path(found, file)}
        for file in found.files
        if file.project_id == project.id
    ]
    return {"project": project.name, "platform": project.platform, "files": files}


def _file_as_json(file: FileInfo) -> Answer:
    return {
        "id": file.id,
        "file": file.name,
        "language": file.language,
        "format": file.format,
        "size": file.size,
        "segments": file.segment_count,
        "confirmed": file.done_count,
        "sha256": file.sha256,
        "seq": file.seq,
    }


def export_file(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    file = file_of(bench, arguments, progress)
    request = exporting.ExportRequest(file.id, arguments.out.absolute(), arguments.certificate, arguments.overwrite)
    done = exporting.export_file(bench, request, progress)
    if arguments.json:
        return 0, {"out": str(arguments.out), **{name: getattr(done, name) for name in exporting.Exported.__slots__}}
    return 0, {
        "text": [f"{arguments.out}: {done.size_after} bytes, {len(done.changed)} segments differ from the original"]
    }


def trash_file(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Into the trash (`trash`), or out of it (`restore`)."""
    gone = arguments.command == "trash"
    file = file_of(bench, arguments, progress, trashed=not gone)
    tree.trash_file(bench, tree.Trash(file.id, gone=gone), progress)
    answer = {"id": file.id, "file": file.name, "language": file.language, "trashed": gone}
    text = f"{file.name} ({file.language}) is {'in the trash' if gone else 'back from the trash'}"
    return 0, answer if arguments.json else {"text": [text]}


def _segment(bench: Workbench, file: FileInfo, string_id: str, progress: Progress) -> Segment:
    wanted = grid.Filter(string_id, field="string_id", mode="exact")
    ords = grid.filter_segments(bench, grid.FilterRequest(file.id, wanted), progress)
    if not ords:
        raise BadInput("No segment of {file} has the StringID {string_id}.", file=file.name, string_id=string_id)
    if len(ords) > 1:
        raise BadInput("{count} segments have the StringID {string_id}.", count=len(ords), string_id=string_id)
    return grid.fetch_page(bench, grid.PageRequest(file.id, array("i", ords)), progress)[0]


def get_segment(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    file = file_of(bench, arguments, progress)
    segment = _segment(bench, file, arguments.string_id, progress)
    history = grid.history(bench, grid.SegmentRequest(file.id, segment.ord), progress)
    answer = segment._asdict() | {"state": segment.state.name.lower()}
    if arguments.json:
        return 0, answer | {"history": [change_as_json(change) for change in history]}
    lines = [f"{name}: {value}" for name, value in answer.items()]
    return 0, {"text": [*lines, "history:", *(f"  {change_as_text(change, as_json=False)}" for change in history)]}


def set_segment(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """Saves against the version that it read; exit code 1 when somebody was faster (both texts are kept)."""
    file = file_of(bench, arguments, progress)
    segment = _segment(bench, file, arguments.string_id, progress)
    typed = sys.stdin.read().removesuffix("\n") if arguments.target is None else arguments.target
    new = saving.as_save(segment, saving.storable(file, typed, segment.source))
    if arguments.confirm:
        new = saving.Save(new.ord, new.version, new.target, State.CONFIRMED)
    saved = saving.save(bench, saving.SaveRequest(file.id, (new,)), progress)[0]
    return int(not saved.ok), {
        "string_id": segment.string_id,
        "ok": saved.ok,
        "version": saved.version,
        "target": saved.target,
        "state": saved.state.name.lower(),
        "seq": saved.seq,
    }


COMMANDS: dict[str, Command] = {
    "import": import_files,
    "list": list_files,
    "export": export_file,
    "get": get_segment,
    "set": set_segment,
    "watch": watch,
    "trash": trash_file,
    "restore": trash_file,
    "tm": memories.run,
    "leverage": matches.leverage,
}
