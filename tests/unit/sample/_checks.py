"""Plain versions of the checks that `faults.json` names: enough to prove that each fault is there, and no other."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from locanext.domain.placeholder import Kind, placeholders
from tests.unit.sample._reading import Line

Check = Callable[[Line, str], bool]
Terms = list[tuple[str, str]]

ENDS = str.maketrans("。！？：", ".!?:")
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
WRONG_WIDTH = {"en": "[\u3000-\u303f\uff01-\uff5e]", "ja": "[０-９Ａ-Ｚａ-ｚ\uff61-\uff9f]|[!?]"}
FOREIGN_THOUSANDS = {"en": r"\d\.\d{3}\b", "de": r"\d,\d{3}\b", "ja": r"\d\.\d{3}\b"}
PAIRS = {"brackets": ("()", "[]", "（）", "【】"), "quotes": ("「」", "„“")}


def bare(text: str) -> str:
    """`text` with a private sign in the place of each placeholder."""
    for found in reversed(placeholders(text)):
        text = f"{text[: found.start]}\ue000{text[found.end :]}"
    return text


def codes(text: str) -> list[str]:
    """The placeholders in order, without line breaks; of an ICU argument only its name and kind."""
    found = [item.text for item in placeholders(text) if item.kind is not Kind.LINE_BREAK]
    return [re.sub(r"^\{(\w+, \w+),.*", r"{\1}", code, flags=re.DOTALL) for code in found]


def markup(text: str) -> list[str]:
    return [item.text for item in placeholders(text) if item.kind is Kind.MARKUP]


def breaks(text: str) -> int:
    return sum(item.kind is Kind.LINE_BREAK for item in placeholders(text))


def numbers(text: str) -> list[str]:
    joined = re.sub(r"(?<=\d)[.,](?=\d{3}\b)", "", bare(text))
    return sorted(number.replace(",", ".") for number in re.findall(r"\d+(?:[.,]\d+)?", joined))


def ending(text: str) -> str:
    """The mark that ends the sentence, in its ASCII form; "" for none."""
    stripped = bare(text).rstrip("\ue000\u3000 \"'」』“)）").translate(ENDS)
    return stripped[-1:] if stripped[-1:] in (*".!?:…",) else ""


def unpaired(text: str, kind: str) -> bool:
    plain = bare(text)
    return any(plain.count(pair[0]) != plain.count(pair[1]) for pair in PAIRS[kind])


def icu_broken(line: Line, language: str) -> bool:
    if not re.search(r"\{\w+, (?:plural|select),", line.source):
        return False
    return line.target.count("{") != line.target.count("}") or " other {" not in line.target


def too_long(line: Line, language: str) -> bool:
    limit = re.search(r"max (\d+)", line.note)
    return limit is not None and len(line.target) > int(limit.group(1))


def duplicated(line: Line, language: str) -> bool:
    source, target = Counter(codes(line.source)), Counter(codes(line.target))
    return any(target[code] > count for code, count in source.items())


def badly_ordered(line: Line, language: str) -> bool:
    source, target = markup(line.source), markup(line.target)
    return source != target and sorted(source) == sorted(target)


CHECKS: dict[str, Check] = {
    "target equals source": lambda line, _: line.target == line.source,
    "placeholders missing": lambda line, _: bool(Counter(codes(line.source)) - Counter(codes(line.target))),
    "placeholders extra": lambda line, _: bool(Counter(codes(line.target)) - Counter(codes(line.source))),
    "placeholders order": badly_ordered,
    "placeholders malformed": lambda line, _: bool(re.search("[{}<>]", bare(line.target))),
    "placeholders duplicated": duplicated,
    "ICU syntax": icu_broken,
    "brackets unpaired": lambda line, _: unpaired(line.target, "brackets"),
    "quotes unpaired": lambda line, _: unpaired(line.target, "quotes") or bare(line.target).count('"') % 2 == 1,
    "line-break count": lambda line, _: breaks(line.source) != breaks(line.target),
    "numbers": lambda line, _: numbers(line.source) != numbers(line.target),
    "number format": lambda line, language: bool(re.search(FOREIGN_THOUSANDS[language], bare(line.target))),
    "double spaces": lambda line, _: "  " in line.target,
    "leading spaces": lambda line, _: line.target[:1].isspace(),
    "trailing spaces": lambda line, _: line.target[-1:].isspace(),
    "end punctuation": lambda line, _: ending(line.source) != ending(line.target),
    "full and half width": lambda line, language: bool(
        re.search(WRONG_WIDTH["ja" if language == "ja" else "en"], bare(line.target))
    ),
    "ellipsis": lambda line, _: ".." in line.target,
    "repeated word": lambda line, _: bool(re.search(r"\b([a-zäöüß]+) \1\b", bare(line.target), re.IGNORECASE)),
    "capitalisation": lambda line, _: bool(re.search(r"^[a-zäöü]", line.target)),
    "characters": too_long,
    "Hangul left": lambda line, _: bool(HANGUL.search(line.target)),
    "look-alike letters": lambda line, _: bool(re.search("[\u0370-\u052f]", line.target)),
    "damaged encoding": lambda line, _: bool(re.search("\ufffd|Ã.|â€", line.target)),
}


def findings(lines: list[Line], language: str, terms: Terms) -> set[tuple[str, str]]:
    """(StringID, name of the check) of everything that is wrong in a file."""
    found = {(line.string_id, "empty target") for line in lines if line.done and not line.target}
    translated = [line for line in lines if line.target]
    for line in translated:
        found |= {(line.string_id, name) for name, check in CHECKS.items() if check(line, language)}
        if any(source in line.source and target.lower() not in line.target.lower() for source, target in terms):
            found.add((line.string_id, "required term missing"))
    targets = first_seen_otherwise((line.string_id, line.source, line.target) for line in translated)
    sources = first_seen_otherwise((line.string_id, line.target, line.source) for line in translated)
    found |= {(string_id, "same source with different targets") for string_id in targets}
    return found | {(string_id, "same target for different sources") for string_id in sources}


def first_seen_otherwise(items: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    """The StringIDs whose key came before, with another value than the first time."""
    first: dict[str, str] = {}
    for string_id, key, value in items:
        if first.setdefault(key, value) != value:
            yield string_id
