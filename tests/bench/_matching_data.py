"""Texts to match in: real ones of open games, as many more as are wanted made of them, and queries. No measuring.

The same come for the same numbers. They lie in a folder, from which the process of each engine reads them.
"""

import lzma
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from locanext.domain.tm import TranslationUnit
from locanext.paths import Paths

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 1, 1, tzinfo=UTC)
KEPT_BACK = 20
"""One in so many real texts is not in the memory: somebody is about to translate it."""

Pair = tuple[str, str]
"""Source and target."""


def real_texts() -> Path:
    """The texts of game packages of Debian, Korean with English, made once; their licences lie beside them."""
    path = Paths.default().cache_dir / "game_texts" / "ko-en.tsv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "scripts/real_strings.py", "--texts", str(path)], cwd=ROOT, check=True)
    return path


def pairs(path: Path, source: str, target: str) -> list[Pair]:
    """The columns of these headings of a tab-separated file (`.xz` too), where both are filled."""
    text = (lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()).decode()
    names, *lines = (line.split("\t") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n"))
    columns = names.index(source), names.index(target)
    found = [(line[columns[0]], line[columns[1]]) for line in lines if len(line) == len(names)]
    return [pair for pair in found if all(pair)]


def write(folder: Path, real: Sequence[Pair], size: int, queries: int) -> None:
    """Choose what `units`, `queries` and `rows` read."""
    dice = random.Random(size)
    shuffled = dice.sample(real, len(real))
    kept_back = [source for source, _ in shuffled[: len(real) // KEPT_BACK]]
    chosen = shuffled[len(kept_back) :][:size]
    chosen += [(changed(dice, source), target) for source, target in dice.choices(chosen, k=size - len(chosen))]
    _write(folder / "units.tsv", ["\t".join(pair) for pair in chosen])
    for name, count in (("queries.txt", queries), ("rows.txt", 10_000)):
        _write(folder / name, [_query(dice, kept_back, chosen) for _ in range(count)])


def units(folder: Path) -> Iterator[TranslationUnit]:
    """The memory's; ids are from 0."""
    for number, line in enumerate(_lines(folder / "units.tsv")):
        source, target = line.split("\t")
        at = START + timedelta(seconds=number % 99_991)
        yield TranslationUnit(number, source, target, f"ID_{number}", "", 1, f"person {number % 9}", at)


def queries(folder: Path) -> list[str]:
    """Half are real and not in the memory, half are texts of the memory with some characters changed."""
    return _lines(folder / "queries.txt")


def rows(folder: Path) -> list[str]:
    """A file of 10,000 to pretranslate, made like the queries."""
    return _lines(folder / "rows.txt")


def changed(dice: random.Random, text: str) -> str:
    """With up to a fifth of its characters replaced, doubled or left out; one in ten as it is."""
    characters = list(text)
    for _ in range(dice.randint(0, max(1, len(characters) // 5)) if dice.random() < 0.9 else 0):
        place = dice.randrange(len(characters))
        how = dice.random()
        if how < 0.4:
            characters[place] = dice.choice(characters)
        elif how < 0.7:
            characters.insert(place, characters[place])
        elif len(characters) > 1:
            del characters[place]
    return "".join(characters)


def _query(dice: random.Random, kept_back: Sequence[str], chosen: Sequence[Pair]) -> str:
    return dice.choice(kept_back) if dice.random() < 0.5 else changed(dice, dice.choice(chosen)[0])


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines), "utf-8", newline="\n")


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")
