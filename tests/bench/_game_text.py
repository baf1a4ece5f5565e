"""Made-up game text, Korean with English, as tabbed lines: the same for the same numbers, with the shape of real sets.

Source length: median some 32 characters, mean 42, nine in ten under 85; more than a third has placeholders, a fifth
numbers; targets are nearly twice as long. A share of the lines repeats another with other numbers.
"""

import random
from pathlib import Path


def _words(text: str) -> list[str]:
    return text.split()


_NOUNS = _words(
    "용사 왕국 검 방패 숲 마을 상인 마법사 전설 열쇠 성문 강철 바람 그림자 드래곤 예언 여관 광산 항구 보석 약초"
)
_ENDINGS = ("을", "이", "에서", "으로", "의", "은", "까지", "과", "")
_VERBS = _words("찾아라 지켜라 돌아온다 기다린다 사라졌다 빛난다 무너졌다 시작된다 잠들었다 외쳤다 건넸다 열렸다")
_ENGLISH = _words("the hero kingdom sword shield forest village merchant mage legend key gate steel wind shadow inn")
_PLACEHOLDERS = ("{0}", "\\n", "<PAColor0xffe9bd23>{}<PAOldColor>", "{Staticinfo:Npc#1023}", "%d", "<br/>", "{Key(A)}")
_POOL = 60_000
_MEDIAN, _SPREAD = 27, 0.8


def _source(dice: random.Random) -> str:
    length = min(1300, max(2, round(dice.lognormvariate(0, _SPREAD) * _MEDIAN)))
    words: list[str] = []
    while sum(map(len, words)) + len(words) < length:
        words.append(dice.choice(_NOUNS) + dice.choice(_ENDINGS) if dice.random() < 0.75 else dice.choice(_VERBS))
    if dice.random() < 0.37:
        words.insert(dice.randrange(len(words) + 1), dice.choice(_PLACEHOLDERS))
    if dice.random() < 0.18:
        words.insert(dice.randrange(len(words) + 1), str(dice.randrange(10_000)))
    return " ".join(words)


def _target(dice: random.Random, source: str) -> str:
    words: list[str] = []
    while sum(map(len, words)) + len(words) < len(source) * 1.9:
        words.append(dice.choice(_ENGLISH))
    return " ".join(words).capitalize() + "."


def write_tabbed(path: Path, count: int) -> int:
    """Write `count` lines; the size in bytes. A tenth is untranslated."""
    dice = random.Random(count)
    sources = [_source(dice) for _ in range(min(_POOL, count))]
    texts = [(source, _target(dice, source)) for source in sources]
    with path.open("w", encoding="utf-8", newline="") as out:
        for number in range(count):
            source, target = texts[number * 7919 % len(texts)]
            if number >= len(texts) and number % 16 == 0:
                source = f"{source} {number}"
            target = "" if number % 10 == 9 else target
            out.write(
                f"{number % 97}\t{number % 11}\t0\t0\t{number}\t{source}\t{target}\tCurrent\tscene {number % 40}\n"
            )
    return path.stat().st_size
