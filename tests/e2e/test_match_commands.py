"""The commands that ask the translation memories, as their users have them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e._program import Program

UNITS = "\n".join(
    f"A\tB\tC\tD\t{number}\t{source}\t{target}"
    for number, (source, target) in enumerate(
        [
            ("길드 마스터를 만나세요", "Meet the guild master"),
            ("상자 3개를 여세요", "Open 3 boxes"),
            ("검을 드세요", "Take the sword"),
        ]
    )
)


@pytest.fixture
def boss(program_of: Callable[[str], Program], tmp_path: Path) -> Program:
    """Somebody with the memory Game."""
    (tmp_path / "units.txt").write_text(UNITS + "\n", "utf-8")
    program = program_of("boss")
    program.run("tm", "import", "Game", "units.txt", "--language", "en")
    return program


def test_match_of_a_text(boss: Program) -> None:
    [result] = boss.json("tm", "match", "Game", "상자 12개를 여세요")["results"]
    assert result["query"] == "상자 12개를 여세요"
    [match] = result["matches"]
    assert (match["score"], match["kind"], match["source"], match["target"]) == (
        *(99, "repaired", "상자 3개를 여세요"),
        "Open 12 boxes",
    )
    assert match["repairs"] == [{"kind": "number", "old": "3", "new": "12"}]
    text = boss.run("tm", "match", "Game", "길드 마스터를 만나세요")
    assert text == " 100  exact     길드 마스터를 만나세요  →  Meet the guild master\n"
    assert boss.run("tm", "match", "Game", "전혀 다른 말") == "no match\n"


def test_match_of_many_texts(boss: Program, tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_bytes("\ufeff길드 마스터를 만나세요\r\n\r\n길드 마스터를 만났어요\n".encode())
    results = boss.json("tm", "match", "Game", "--batch", "texts.txt", "--min", "60")["results"]
    assert [(one["query"], [match["kind"] for match in one["matches"]]) for one in results] == [
        ("길드 마스터를 만나세요", ["exact"]),
        ("", []),
        ("길드 마스터를 만났어요", ["fuzzy"]),
    ]
    only = boss.json("tm", "match", "Game", "--batch", "texts.txt", "--kinds", "exact,context")["results"]
    assert [len(one["matches"]) for one in only] == [1, 0, 0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("tm", "match", "None", "말"), "no translation memory None"),
        (("tm", "match", "Game"), "--batch"),
        (("tm", "match", "Game", "말", "--kinds", "best"), "context, exact"),
        (("tm", "match", "Game", "말", "--min", "20"), "between 50 and 100"),
        (("tm", "match", "Game", "--batch", "none.txt"), "none.txt"),
        (("tm", "concordance", "Game", "[", "--mode", "regex"), "regular expression"),
    ],
)
def test_what_cannot_be(boss: Program, arguments: tuple[str, ...], words: str) -> None:
    assert words in boss.run(*arguments, code=2)


def test_concordance(boss: Program) -> None:
    found = boss.json("tm", "concordance", "Game", "마스터")["entries"]
    assert [one["target"] for one in found] == ["Meet the guild master"]
    assert boss.run("tm", "concordance", "Game", "SWORD", "--field", "target") == "검을 드세요  →  Take the sword\n"
    assert boss.run("tm", "concordance", "Game", "sword", "--field", "source") == "Nothing was found.\n"
    assert len(boss.json("tm", "concordance", "Game", "세요", "--limit", "2")["entries"]) == 2


def test_leverage(boss: Program, tmp_path: Path) -> None:
    texts = ["길드 마스터를 만나세요", "상자 9개를 여세요", "상자 9개를 여세요", "새로운 말"]
    lines = [f"E\tF\tG\tH\t{number}\t{text}\t" for number, text in enumerate(texts)]
    (tmp_path / "new_en.txt").write_text("\n".join(lines) + "\n", "utf-8")
    boss.run("import", "new_en.txt", "--project", "Two", "--language", "en")
    boss.run("tm", "assign", "Game", "--project", "Two")
    said = boss.json("leverage", "new_en.txt", "--project", "Two")
    counts = {band: one["segments"] for band, one in said["bands"].items() if one["segments"]}
    assert counts == {"repetition": 1, "100": 1, "95-99": 1, "new": 1}
    assert said["total"] == {"segments": 4, "words": 11, "characters": 30}
    assert "total" in boss.run("leverage", "new_en.txt", "--project", "Two")
