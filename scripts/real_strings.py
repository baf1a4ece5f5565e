"""Real strings of open games through the whole program: `.venv/bin/python scripts/real_strings.py` (Debian, Ubuntu).

Korean translations (.mo) out of Debian packages become Korean-English files in the three formats. Each is imported by
the command line, edited in two windows at once, and exported; then the bytes are compared. Nothing is installed, and
nothing is kept but in the folder of --keep: the texts belong to their games. Not part of any automatic test.
"""

import argparse
import gettext
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

servers = importlib.import_module("tests.servers")

PACKAGES = ("cataclysm-dda-data", "freeciv-data", "minetest-data", "wesnoth-1.16-core")
LOCALE = "ko"
EDITS, SHARED = 150, 100
_HANGUL = re.compile("[가-힣]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Pair = tuple[str, str, str]
"""StringID, Korean, English."""


def fetch(packages: list[str], folder: Path) -> None:
    """Download the packages by apt and unpack them below `folder`."""
    subprocess.run(["apt-get", "download", *packages], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    for package in sorted(folder.glob("*.deb")):
        target = folder / package.name.partition("_")[0]
        subprocess.run(["dpkg-deb", "-x", str(package), str(target)], check=True)


def pairs_of(folder: Path) -> Iterator[Pair]:
    """Every Korean text with its English one; those without Hangul are names and numbers and left out."""
    for catalogue in sorted(folder.glob(f"*/**/{LOCALE}/LC_MESSAGES/*.mo")):
        with catalogue.open("rb") as stream:
            known: dict[object, str] = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
        texts = ((english, korean) for english, korean in known.items() if isinstance(english, str))
        for number, (english, korean) in enumerate(texts):
            if english and _HANGUL.search(korean) and not _CONTROL.search(english + korean):
                yield f"{catalogue.stem}:{number}", korean, english.rpartition("\x04")[2]


def write_texts(path: Path, folder: Path) -> None:
    """Korean and English as two tab-separated columns; beside it what their packages say of their licences."""
    licences = sorted(folder.glob("*/usr/share/doc/*/copyright"))
    named = (f"## {one.parent.name}\n\n{one.read_text('utf-8', 'replace')}" for one in licences)
    path.with_suffix(".licences.txt").write_text("\n".join(named), "utf-8")
    lines = ["source\ttarget", *sorted({f"{_cell(ko)}\t{_cell(en)}" for _, ko, en in pairs_of(folder)})]
    unfinished = path.with_suffix(".new")
    unfinished.write_text("\n".join(lines), "utf-8", newline="\n")
    unfinished.replace(path)


def write_tabbed(path: Path, pairs: list[Pair]) -> None:
    lines = (f"0\t0\t0\t0\t{string_id}\t{_cell(ko)}\t{_cell(en)}\tCurrent\t" for string_id, ko, en in pairs)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("utf-16"))


def _cell(text: str) -> str:
    return text.replace("\n", "\\n").replace("\t", " ")


def write_xml(path: Path, pairs: list[Pair]) -> None:
    def value(text: str) -> str:
        return quoteattr(text.replace("\n", "<br/>"))

    lines = (
        f"  <LocStr StringId={quoteattr(string_id)} StrOrigin={value(ko)} Str={value(en)}/>"
        for string_id, ko, en in pairs
    )
    path.write_text("\n".join(('<?xml version="1.0" encoding="utf-8"?>', "<LanguageData>", *lines, "</LanguageData>")))


def write_workbook(path: Path, pairs: list[Pair]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Texts")
    sheet.append(["Source", "Target", "StringID"])
    for string_id, korean, english in pairs:
        sheet.append([korean, english, string_id])
    book.save(path)


def locanext(home: Path, *arguments: str | Path) -> dict[str, object]:
    """Run one command of the program; its JSON."""
    command = [sys.executable, "-m", "locanext", "--home", str(home), *map(str, arguments), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def edit_in_two_windows(home: Path, file_id: int, folder: Path) -> set[str]:
    """Two programs type into the same segments until both are done; the texts."""
    logs = [folder / f"{file_id}-{name}.log" for name in ("one", "other")]
    command = [sys.executable, "-m", "tests.e2e._typist", str(home), str(file_id)]
    windows = [
        subprocess.Popen(
            [*command, str(log), f"--count={EDITS}", f"--shared={SHARED}", "--step=7", f"--seed={number}"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        for number, log in enumerate(logs)
    ]
    if any(window.wait() for window in windows):
        raise RuntimeError("a window ended with an error")
    return {text for log in logs for text in log.read_text("utf-8").splitlines()}


def changed_parts(before: Path, after: Path) -> tuple[list[str], str]:
    """The lines of a text, or the rows of the sheet, that differ, as they are now; and where else something differs."""
    if before.suffix != ".xlsx":
        old, new = (path.read_bytes().split("\n".encode(_codec(before))) for path in (before, after))
        pairs = zip(old, new, strict=True)
        return [now.decode("utf-16-le" if before.suffix == ".txt" else "utf-8") for was, now in pairs if was != now], ""
    with zipfile.ZipFile(before) as old_zip, zipfile.ZipFile(after) as new_zip:
        parts = [name for name in old_zip.namelist() if old_zip.read(name) != new_zip.read(name)]
        sheets = [name for name in parts if name.startswith("xl/worksheets/")]
        rows = [re.findall(rb"<row .*?</row>", one.read(sheets[0]), re.DOTALL) for one in (old_zip, new_zip)]
    different = [now.decode() for was, now in zip(*rows, strict=True) if was != now]
    return different, " ".join(sorted(set(parts) - set(sheets)))


def _codec(path: Path) -> str:
    return "utf-16-le" if path.suffix == ".txt" else "utf-8"


def try_one(home: Path, path: Path, folder: Path) -> bool:
    """Import, edit, export one file and say what came; whether all is as it should be."""
    answer = locanext(home, "roundtrip", path)
    same = all(one["identical"] for one in answer["files"])  # type: ignore[attr-defined]
    locanext(home, "import", path, "--project", "Real", "--language", "en")
    listed: list[dict[str, object]] = locanext(home, "list")["projects"][0]["files"]  # type: ignore[index]
    file = next(one for one in listed if one["file"] == path.name)
    typed = edit_in_two_windows(home, int(str(file["id"])), folder)
    out = folder / f"out{path.suffix}"
    exported = locanext(home, "export", path.name, "--project", "Real", "-o", out, "--certificate")
    changed: list[str] = exported["changed"]  # type: ignore[assignment]
    different, elsewhere = changed_parts(path, out)
    ours = sum(any(text in part for text in typed) for part in different)
    fine = same and len(changed) == len(different) == ours and not elsewhere
    print(
        f"{path.name}: {file['segments']} segments, {path.stat().st_size:,} bytes; unedited identical: {same}; "
        f"{len(typed)} texts typed in two windows; {len(changed)} segments changed, {len(different)} lines differ, "
        f"{ours} of them by what was typed; else: {elsewhere or 'nothing'}; {'fine' if fine else 'WRONG'}"
    )
    return fine


def main(argv: list[str]) -> int:
    """0 if every file came back as it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", nargs="+", default=list(PACKAGES), help="Debian packages with Korean catalogues")
    parser.add_argument("--keep", type=Path, help="an empty folder for the files; else they are deleted")
    parser.add_argument(
        "--texts", type=Path, metavar="FILE", help="only write the texts, and their licences beside them"
    )
    options = parser.parse_args(argv)
    if options.texts:
        with tempfile.TemporaryDirectory() as temporary:
            fetch(options.packages, Path(temporary))
            write_texts(options.texts, Path(temporary))
        return 0
    os.environ |= {"QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    with tempfile.TemporaryDirectory() as temporary, servers.private_home() as home:
        folder = options.keep or Path(temporary)
        fetch(options.packages, folder)
        pairs = list(pairs_of(folder))
        print(f"{len(pairs)} texts from {', '.join(options.packages)}")
        results = []
        for name, write in (("real.txt", write_tabbed), ("real.xml", write_xml), ("real.xlsx", write_workbook)):
            write(folder / name, pairs)
            results.append(try_one(home, folder / name, folder))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
