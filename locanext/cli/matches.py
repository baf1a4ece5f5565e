"""What the translation memories know: `tm match`, `tm concordance`, and `leverage` of a file."""

import argparse
from pathlib import Path

from locanext.cli.answers import Answer
from locanext.cli.naming import file_of
from locanext.domain.errors import BadFile, BadInput
from locanext.domain.progress import Progress
from locanext.domain.tm import Match, MatchKind, TranslationUnit
from locanext.tabs.ldm.operations import matches, memories
from locanext.tabs.ldm.operations.memories import MemoryName
from locanext.workbench import Workbench


def match(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    """One text, or (`--batch`) one on each line of a file."""
    if bool(arguments.text) == bool(arguments.batch):
        raise BadInput("Say a text, or --batch FILE with one text on each line.")
    texts = _lines(arguments.batch) if arguments.batch else [arguments.text]
    memory = memories.memory_named(bench, MemoryName(arguments.name), progress)
    options = matches.Options(arguments.min, arguments.limit, _kinds(arguments.kinds))
    request = matches.MatchTexts(memory.id, texts, options, arguments.string_id)
    found = matches.match_texts(bench, request, progress)
    pairs = list(zip(texts, found, strict=True))
    if arguments.json:
        results = [{"query": text, "matches": [_match_as_json(one) for one in of_text]} for text, of_text in pairs]
        return 0, {"name": memory.name, "results": results}
    lines = []
    for text, of_text in pairs:
        lines += [f"{text}"] * bool(arguments.batch)
        lines += [_match_as_text(one) for one in of_text] or ["no match"]
    return 0, {"text": lines}


def _lines(path: Path) -> list[str]:
    """A line may end as on any system; an empty one is asked too, so that the answers keep their places."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile("{path}: {error}", path=path, error=error) from error
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _kinds(names: str) -> frozenset[MatchKind]:
    if not names:
        return matches.USUAL
    wanted = {name.strip() for name in names.split(",")}
    if not wanted <= matches.USUAL:
        raise BadInput("The kinds of matches are: {known}.", known=", ".join(sorted(matches.USUAL)))
    return frozenset(MatchKind(name) for name in wanted)


def _match_as_json(one: Match) -> Answer:
    repairs = [repair._asdict() | {"kind": repair.kind.value} for repair in one.repairs]
    return {
        "source": one.source,
        "target": one.target,
        "score": one.score,
        "kind": one.kind.value,
        "repairs": repairs,
        **_unit_as_json(one.unit),
    }


def _unit_as_json(unit: TranslationUnit) -> Answer:
    edited_at = unit.edited_at.isoformat() if unit.edited_at else None
    return {"id": unit.id, "string_id": unit.string_id, "author": unit.author, "edited_at": edited_at}


def _match_as_text(one: Match) -> str:
    repaired = f"  ({', '.join(f'{old} → {new}' for _, old, new in one.repairs)})" if one.repairs else ""
    return f"{one.score:4}  {one.kind.value:8}  {one.source}  →  {one.target}{repaired}"


def concordance(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    memory = memories.memory_named(bench, MemoryName(arguments.name), progress)
    request = matches.ConcordanceRequest((memory.id,), arguments.text, arguments.field, arguments.mode, arguments.limit)
    found = [unit for _, unit in matches.concordance(bench, request, progress)]
    if arguments.json:
        entries = [{"source": unit.source, "target": unit.target, **_unit_as_json(unit)} for unit in found]
        return 0, {"name": memory.name, "entries": entries}
    return 0, {"text": [f"{unit.source}  →  {unit.target}" for unit in found] or ["Nothing was found."]}


def leverage(bench: Workbench, arguments: argparse.Namespace, progress: Progress) -> tuple[int, Answer]:
    file = file_of(bench, arguments, progress)
    request = matches.LeverageRequest(file.id, arguments.min)
    found = matches.leverage(bench, request, progress)
    bands = {
        str(band): {"segments": one.segments, "words": one.words, "characters": one.characters}
        for band, one in found.items()
    }
    total = {name: sum(one[name] for one in bands.values()) for name in ("segments", "words", "characters")}
    if arguments.json:
        return 0, {"file": file.name, "language": file.language, "bands": bands, "total": total}
    rows = [*bands.items(), ("total", total)]
    head = f"{'match':>10}  {'segments':>9}  {'words':>9}  {'characters':>10}"
    lines = [f"{name:>10}  {one['segments']:9,}  {one['words']:9,}  {one['characters']:10,}" for name, one in rows]
    return 0, {"text": [head, *lines]}
