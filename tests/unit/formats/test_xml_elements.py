"""The patterns that cut rows and strings out of XML must see what a real parser sees, wherever windows end."""

import io
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locanext.formats.damage import Damage
from locanext.formats.xml_elements import Elements, Texts, plain, unreferenced
from locanext.formats.xml_scan import XmlScan

SPACE = "urn:main"
_TEXT = ["a", "한글", "&lt;", "&amp;lt;", "&#10;", "&#xAC00;", "\n", "\r\n", "\r", ">", " ", "'\""]
_OTHER = ["<!-- <si> </si> -->", "<?x </si>?>", "<![CDATA[</t></si><&amp;]]>", "<![CDATA[]]>"]
_WORDS = st.sampled_from([*_TEXT, *_OTHER])
_INSIDE = st.lists(_WORDS, max_size=5).map("".join)
_ATTRIBUTES = st.sampled_from(
    ["", " a='>'", ' b="/>"', " c = '<!--'".replace("<", "&lt;"), "\n", ' xml:space="preserve"']
)


@st.composite
def _strings(draw: st.DrawFn) -> str:
    p = draw(st.sampled_from(["", "x:"]))
    piece = st.builds(lambda a, t: f"<{p}t{a}>{t}</{p}t>", _ATTRIBUTES, _INSIDE)
    phonetic = st.builds(lambda t: f"<{p}rPh>{t}</{p}rPh>", piece)
    run = st.builds(lambda t: f"<{p}r><{p}rPr/>{t}</{p}r >", piece)
    other = st.sampled_from([f"<{p}t/>", f"<{p}siz>no</{p}siz>", "<!-- </si> -->", " "])
    item = st.builds(
        lambda a, parts: f"<{p}si{a}>{''.join(parts)}</{p}si>",
        _ATTRIBUTES,
        st.lists(piece | run | phonetic | other, max_size=4),
    )
    between = st.sampled_from(
        [f"<{p}si/>", "<!--<si>-->", "<?si <si>?>", "\n", f"<{p}sib><q/></{p}sib>", "<![CDATA[<si>]]>"]
    )
    body = "".join(draw(st.lists(item | between, max_size=6)))
    declared = f'xmlns:x="{SPACE}"' if p else f'xmlns="{SPACE}"'
    return f"<{p}sst {declared}>{body}</{p}sst>"


def _by_parser(document: str) -> list[str]:
    found = []
    for item in ET.fromstring(document).iter(f"{{{SPACE}}}si"):
        guides = {id(text) for guide in item.iter(f"{{{SPACE}}}rPh") for text in guide.iter()}
        found.append("".join(text.text or "" for text in item.iter(f"{{{SPACE}}}t") if id(text) not in guides))
    return found


def _by_patterns(document: bytes, size: int) -> list[str]:
    source = io.BytesIO(document)
    elements = Elements(XmlScan(lambda _: source.read(size), "utf-8", namespaces=True, keep=True), (SPACE,), "si")
    return [Texts(elements.prefixes).of(plain(match["inside"])) for _, found in elements for match in found]


@settings(max_examples=300, deadline=None)
@given(document=_strings(), size=st.integers(1, 60) | st.just(10_000))
def test_same_texts_as_a_parser(document: str, size: int) -> None:
    assert _by_patterns(document.encode(), size) == _by_parser(document)


def test_references() -> None:
    assert unreferenced("&#65;&#x41;&amp;#65;&quot;&apos;&gt;&#13;") == "AA&#65;\"'>\r"
    assert plain(b"a\r\n\r<!-- -->\n<![CDATA[&]]>") == "a\n\n\n&amp;"


def _cut(document: bytes) -> int:
    """How many elements are found."""
    elements = Elements(XmlScan(io.BytesIO(document).read, "utf-8", namespaces=True, keep=True), (SPACE,), "si")
    return sum(len(found) for _, found in elements)


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        (b"<si>" + b"x" * (17 << 20), "longer than"),
        (b"<si>" + b"<t>x</t>" * 200_000 + b"</si></sst>", "more than 300,000 tags"),
        (b"<si>" + b"<!---->" * 400_000 + b"</si></sst>", "more than 300,000 tags"),
        (b"<a>/>" * 200_000, "inside one another"),
        (b"<a><!--</a>-->" * 200_000, "inside one another"),
        (b"".join(b'<a xmlns:p%d="urn:main"/>' % place for place in range(30)), "more than 16 prefixes"),
    ],
    ids=["element", "tags", "comments", "depth masked by text", "depth masked by comments", "prefixes"],
)
def test_what_would_cost_memory_is_given_up(inside: bytes, says: str) -> None:
    with pytest.raises(Damage, match=says):
        _cut(b'<sst xmlns="urn:main">' + inside)


@pytest.mark.parametrize("one", [b"<b/>", b"<!-- <a> -->", b"<?x <a>?>", b"<![CDATA[<a>]]>", b"<b c='/>'></b>"])
def test_as_many_beside_one_another_are_not(one: bytes) -> None:
    assert _cut(b'<sst xmlns="urn:main">' + one * 1_100_000 + b"<si>a</si></sst>") == 1
