"""Texts for the tests of matching: Korean and English as games have them, and what is made of them."""

import random
from collections.abc import Callable

from hypothesis import strategies as st

WORDS = [
    *("길드", "마스터", "검", "검사", "방패", "의", "각", "Attack", "the", "Sword", "of", "Kings", "Lv.", "HP"),
    *("{name}", "<color=red>", "</color>", "\\n", "%d", "12", "3.5", "!", ","),
]
_LETTERS = [" ", "가", "a", "A", "ß", "é", "e\u0301", "1"]

small_texts = st.lists(st.sampled_from([*WORDS, *_LETTERS]), max_size=6).map("".join)
"""Few words, so that texts are often equal, similar or equal but for values."""

any_texts = st.text(max_size=40)


def corpus(count: int, seed: int, longest: int = 60) -> list[str]:
    """So many texts of 1 to `longest` characters; about half are others with a few characters changed, some equal."""
    chance = random.Random(seed)
    made: list[str] = []
    while len(made) < count:
        fresh = not made or chance.random() < 0.4
        made.append(_sentence(chance, longest) if fresh else mutated(chance.choice(made), chance)[:longest] or "가")
    return made


def mutated(text: str, chance: random.Random) -> str:
    """With none to a third of its characters changed, removed, doubled or moved."""
    characters = list(text)
    for _ in range(chance.randint(0, 1 + len(text) // 3)):
        chance.choice(_CHANGES)(characters, chance)
    return "".join(characters)


def _sentence(chance: random.Random, longest: int) -> str:
    text = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 1 + longest // 3)))
    return text[: chance.randint(1, longest)]


def _replace(characters: list[str], chance: random.Random) -> None:
    if characters:
        characters[chance.randrange(len(characters))] = chance.choice("가나다abc 1")


def _insert(characters: list[str], chance: random.Random) -> None:
    characters.insert(chance.randint(0, len(characters)), chance.choice("가나다abc 1"))


def _remove(characters: list[str], chance: random.Random) -> None:
    if characters:
        del characters[chance.randrange(len(characters))]


def _move(characters: list[str], chance: random.Random) -> None:
    if characters:
        characters.append(characters.pop(0))


_CHANGES: list[Callable[[list[str], random.Random], None]] = [_replace, _insert, _remove, _move]
