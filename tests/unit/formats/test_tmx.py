"""TMX: what other programs write is read, what is written is read by them, and nothing in a file can do harm."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from translate.storage import tmx as toolkit

from locanext.domain.errors import Cancelled
from locanext.domain.progress import Progress
from locanext.domain.tm import TranslationUnit
from locanext.formats import registry, tmx
from locanext.formats.base import MAX_CELL, ReadProblem

THEN = datetime(2015, 1, 2, 3, 4, 5, tzinfo=UTC)
NASTY = 'a & b <b>"x"</b> {0}\\n<br/>\t\n끝\r\n ]]> &amp; <ph/> <it/> 😀 '
OMEGAT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx{version}.dtd">
<tmx version="1.{level}">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
    creationtoolversion="3.6.0" segtype="sentence" srclang="KO-KR"/>
  <body>
<!-- Default translations -->
{units}
  </body>
</tmx>
"""
LEVEL_1 = """    <tu>
      <tuv lang="KO-KR">
        <seg>문을 열어라 &lt;f0&gt;</seg>
      </tuv>
      <tuv lang="EN-US" changeid="ann" changedate="20150102T030405Z" creationid="bob" creationdate="20140101T000000Z">
        <seg>Open the door &lt;f0&gt;</seg>
      </tuv>
    </tu>
<!-- Alternative translations -->
    <tu>
      <prop type="file">quests.txt</prop>
      <prop type="prev">앞</prop>
      <prop type="next"></prop>
      <prop type="id">QUEST_7</prop>
      <tuv lang="KO-KR">
        <seg>문</seg>
      </tuv>
      <tuv lang="EN-US" creationid="bob" creationdate="20150102T030405Z">
        <seg>Gate</seg>
      </tuv>
    </tu>"""
LEVEL_2 = """    <tu>
      <note>two doors</note>
      <tuv xml:lang="KO-KR">
        <seg><bpt i="0" x="0">&lt;a0&gt;</bpt>문<ept i="0">&lt;/a0&gt;</ept><ph x="1">&lt;br1/&gt;</ph></seg>
      </tuv>
      <tuv xml:lang="EN-US">
        <seg><hi type="bold">A</hi> <bpt i="0" x="0">&lt;a0&gt;</bpt>door<ept i="0">&lt;/a0&gt;</ept><ph x="1"/></seg>
      </tuv>
    </tu>"""


def document(body: str, head: str = "", encoding: str = "utf-8") -> bytes:
    return f"{head}<tmx version='1.4'><header srclang='ko'/><body>{body}</body></tmx>".encode(encoding)


def tu(source: str, target: str, *, languages: tuple[str, str] = ("ko", "en"), more: str = "") -> str:
    ko, en = languages
    first, second = f'<tuv xml:lang="{ko}"><seg>{source}</seg></tuv>', f'<tuv xml:lang="{en}"><seg>{target}</seg></tuv>'
    return f"<tu>{more}{first}{second}</tu>"


def read(data: bytes, source: str = "ko", target: str = "en") -> tuple[list[TranslationUnit], list[ReadProblem]]:
    reader = tmx.TmxReader(data, source, target)
    return list(reader), reader.problems.items


def pairs(data: bytes, source: str = "ko", target: str = "en") -> list[tuple[str, str]]:
    units, problems = read(data, source, target)
    assert problems == []
    return [(unit.source, unit.target) for unit in units]


def written(units: Iterable[TranslationUnit], source: str = "ko", target: str = "en") -> bytes:
    out = io.BytesIO()
    assert tmx.write(units, source, target, out) == 0
    return out.getvalue()


def test_what_omegat_writes_level_1() -> None:
    data = OMEGAT.format(version=11, level=1, units=LEVEL_1).encode()
    assert tmx.is_tmx(data)
    units, problems = read(data)
    assert problems == []
    assert units == [
        TranslationUnit(1, "문을 열어라 <f0>", "Open the door <f0>", author="ann", edited_at=THEN),
        TranslationUnit(2, "문", "Gate", "QUEST_7", author="bob", edited_at=THEN),
    ]


def test_what_omegat_writes_level_2() -> None:
    units, problems = read(OMEGAT.format(version=14, level=4, units=LEVEL_2).encode())
    assert problems == []
    assert units == [TranslationUnit(1, "<a0>문</a0><br1/>", 'A <a0>door</a0><ph x="1"/>', note="two doors")]


def test_what_translate_toolkit_writes() -> None:
    made = toolkit.tmxfile()
    made.addtranslation("문 <b>", "ko", "Door & {0}", "en", comment="a note")
    made.addtranslation("줄\n둘", "ko", "  two\nlines ", "en")
    units, problems = read(bytes(made))
    assert problems == []
    assert units == [
        TranslationUnit(1, "문 <b>", "Door & {0}", note="a note"),
        TranslationUnit(2, "줄\n둘", "  two\nlines "),
    ]


def test_translate_toolkit_reads_ours(tmp_path: Path) -> None:
    given_ = [
        TranslationUnit(n, f"글 {n} {text}", f"text {n} {text}", f"ID {n}") for n, text in enumerate((NASTY, "x"))
    ]
    path = tmp_path / "ours.tmx"
    path.write_bytes(written(given_))
    found = toolkit.tmxfile.parsefile(str(path))
    assert [(unit.source, unit.target) for unit in found.units] == [(unit.source, unit.target) for unit in given_]
    assert [unit.xmlelement.findtext("prop") for unit in found.units] == ["ID 0", "ID 1"]
    again = toolkit.tmxfile.parsestring(bytes(found))
    assert pairs(bytes(again)) == [(unit.source, unit.target) for unit in given_]


def test_what_is_written_comes_back() -> None:
    units = [
        TranslationUnit(1, NASTY, NASTY, NASTY, NASTY, 1, 'Ann "&" <Bob>', THEN),
        TranslationUnit(2, " ", "<ph x='1'/>", "", ""),
        TranslationUnit(3, '<ph x="1"/>', '<bpt i="1" x="&quot;&#10;&amp;"/>x<ept i="1"/><ph x="1" x="2"/>'),
    ]
    assert read(written(units)) == (units, [])
    assert b'<seg><ph x="1"/></seg>' in written(units)


CODES = st.sampled_from(
    ['<ph x="1"/>', '<it pos="begin"/>', '<ph x="1" x="2"/>', '<ph x="&"/>', "<ut/>", "&#10;", "\r", " "]
)
LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("<>&\"' \t\n\r")
)
TEXTS = st.lists(LETTERS | CODES, min_size=1).map("".join).filter(bool)


@given(st.lists(st.tuples(TEXTS, TEXTS, LETTERS, LETTERS)))
def test_any_text_comes_back(texts: list[tuple[str, str, str, str]]) -> None:
    units = [TranslationUnit(number, *one) for number, one in enumerate(texts, 1)]
    assert read(written(units)) == (units, [])


def test_a_character_that_xml_has_not_is_told() -> None:
    out = io.BytesIO()
    assert tmx.write([TranslationUnit(1, "a\x01b", "c"), TranslationUnit(2, "d", "e")], "ko", "en", out) == 1
    assert pairs(out.getvalue()) == [("ab", "c"), ("d", "e")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "euc-kr"])
def test_encodings(encoding: str) -> None:
    name = "utf-16" if encoding.startswith("utf-16") else encoding.removesuffix("-sig")
    head = f'<?xml version="1.0" encoding="{name}"?>\n'
    data = document(tu("문", "Door"), head, encoding)
    assert tmx.is_tmx(data)
    assert pairs(data) == [("문", "Door")]


FITS = [
    ("ko", "ko", 3),
    ("KO", "ko", 3),
    ("ko-KR", "ko", 2),
    ("ko_kr", "ko", 2),
    ("ko", "ko-KR", 1),
    ("en", "en-us", 1),
]
MISFITS = [("en-GB", "en-US"), ("zh-CN", "zh-TW"), ("e", "en"), ("eng", "en"), ("", "en"), ("de", "en")]


@pytest.mark.parametrize(("language", "wanted", "score"), [*FITS, *((a, b, 0) for a, b in MISFITS)])
def test_languages_that_fit(language: str, wanted: str, score: int) -> None:
    assert tmx.fit(language, wanted) == score


def test_the_best_language_of_a_unit_is_taken() -> None:
    variants = "".join(
        f'<tuv xml:lang="{code}"><seg>{code}</seg></tuv>' for code in ("en-GB", "en", "en-US", "KO-kr", "fr")
    )
    data = document(f"<tu>{variants}</tu>")
    for wanted, found in (("en", "en"), ("en-US", "en-US"), ("en-AU", "en"), ("fr-CA", "fr")):
        assert pairs(data, "ko", wanted) == [("KO-kr", found)]
    assert tmx.languages(document(tu("a", "b") + f"<tu>{variants}</tu>")) == [
        "en",
        "ko",
        "en-GB",
        "en-US",
        "KO-kr",
        "fr",
    ]


def test_problems_say_where() -> None:
    long = "x" * (MAX_CELL + 1)
    body = "\n".join(
        [
            tu("문", "Door"),
            tu("", "x"),
            tu("a", "b", languages=("ko", "de")),
            tu(long, "x"),
            "<tu/>",
            tu("창", "Window"),
        ]
    )
    units, problems = read(document("\n" + body))
    assert [unit.target for unit in units] == ["Door", "Window"]
    assert [unit.id for unit in units] == [1, 6]
    assert [(problem.line, str(problem.message).split(";")[0]) for problem in problems] == [
        (3, "there is no text in ko"),
        (4, "there is no text in en"),
        (5, "a text is longer than 1,000,000 characters"),
        (6, "there is no text in ko"),
    ]


HOSTILE = {
    "entities of its own": document(tu("&a;", "b"), '<!DOCTYPE tmx [<!ENTITY a "aaaa">]>'),
    "a billion laughs": document(tu("&b;", "b"), '<!DOCTYPE tmx [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'),
    "a file of the computer": document(tu("&a;", "b"), '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "an external DTD with more": document(tu("a", "b"), '<!DOCTYPE tmx SYSTEM "x.dtd" [<!ELEMENT tmx ANY>]>'),
    "an unknown entity": document(tu("&nbsp;", "b")),
    "too deep": document("<a>" * 100_001),
    "cut off": document(tu("문", "Door"))[:-30],
    "another document": b"<LanguageData/>",
    "nothing": b"",
    "not UTF-8": document(tu("문", "Door")).replace("문".encode(), b"\xb9\xae"),
    "UTF-32": "<tmx/>".encode("utf-32"),
    "an encoding nobody knows": document(tu("a", "b"), '<?xml version="1.0" encoding="nobody"?>'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_damaged_or_hostile_is_refused(name: str) -> None:
    reader = tmx.TmxReader(HOSTILE[name], "ko", "en")
    units = list(reader)
    assert reader.problems.failed
    assert all("root:" not in unit.source for unit in units)


def test_units_before_damage_are_read() -> None:
    units, problems = read(document(tu("문", "Door") + tu("창", "Window") + "<tu>")[:-10])
    assert [unit.target for unit in units] == ["Door", "Window"]
    assert [problem.severity.value for problem in problems] == ["error"]


def test_a_dtd_that_is_named_is_not_loaded_and_its_entities_are_told() -> None:
    data = document(tu("a&nbsp;b", "c"), '<!DOCTYPE tmx PUBLIC "-//x" "http://127.0.0.1:1/tmx14.dtd">\n')
    units, problems = read(data)
    assert [(unit.source, unit.target) for unit in units] == [("ab", "c")]
    assert [(problem.line, "nbsp" in str(problem.message)) for problem in problems] == [(2, True)]


def test_a_unit_of_any_size_takes_little_memory() -> None:
    variant = f'<tuv xml:lang="ko"><seg>{"x" * 400_000}</seg></tuv>'
    units, problems = read(document(f"<tu>{variant * 100}</tu>" + tu("문", "Door")))
    assert [unit.target for unit in units] == ["Door"]
    assert len(problems) == 1


def test_a_cancel_is_heard() -> None:
    data = document("".join(tu(f"문 {number}", "Door") for number in range(5000)))
    steps: list[int] = []
    progress = Progress(lambda done, _total, _note: steps.append(done))
    reader = iter(tmx.TmxReader(data, "ko", "en", progress))
    next(reader)
    progress.cancel()
    with pytest.raises(Cancelled):
        list(reader)
    assert steps


def test_it_is_no_format_of_files() -> None:
    assert "tmx" not in {shape.id for shape in registry.formats()}
    for data in (b"<LanguageData><LocStr/></LanguageData>", b"1\t2\t3\t4\t5\t<tmx>\t<tmx>", b"<a><tmx></tmx></a>", b""):
        assert not tmx.is_tmx(data)
    for head in ('<?xml version="1.0"?>\n<!-- x -->\n', '<!DOCTYPE tmx [<!ENTITY a "b">] >', " "):
        assert tmx.is_tmx(document("", head))
    assert not tmx.is_tmx(b"<?a?>" * 12_000)  # at once, and not after trying every way to read it
