"""LocStr XML: where the edited bytes go, byte by byte."""

import pytest

from locanext.domain.errors import BadFile
from locanext.formats.base import Layout
from locanext.formats.loc_xml import LocXml
from tests.unit.formats.reading import read, texts, write
from tests.unit.formats.samples import XML

SHAPE = LocXml()


def test_fields_of_a_segment() -> None:
    segments, problems = read(SHAPE, XML)
    assert [segment.string_id for segment in segments] == ["Q_1", "Q_2", "Q_3", "Q_4"]
    assert segments[0].source == "문을 열어라.<br/>{Key(A)}"
    assert segments[0].note == "it's"
    assert [segment.target for segment in segments[1:]] == ["", "", "A blade"]
    assert not problems


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        (0, 'Str="Open the door.&lt;br/&gt;{Key(A)}"', 'Str="새 &lt;br/&gt;&amp;글"'),
        (1, "Str=''", "Str='새 &lt;br/&gt;&amp;글'"),
        (2, 'strorigin="검"', 'strorigin="검" str="새 &lt;br/&gt;&amp;글"'),
        (3, 'Str="&#x41; blade"', 'Str="새 &lt;br/&gt;&amp;글"'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_only_the_edited_value_differs(place: int, old: str, new: str, encoding: str) -> None:
    text = XML.decode()
    assert text.count(old) == 1
    assert write(SHAPE, text.encode(encoding), [(place, "새 <br/>&글")]) == text.replace(old, new).encode(encoding)


def test_quotes_follow_the_attribute() -> None:
    data = b'<R><LocStr StrOrigin="a" Str=\'b\'/><LocStr StrOrigin="a" Str="b"/></R>'
    assert write(SHAPE, data, [(0, "'\""), (1, "'\"")]) == (
        b'<R><LocStr StrOrigin="a" Str=\'&apos;"\'/><LocStr StrOrigin="a" Str="\'&quot;"/></R>'
    )


def test_line_feeds_and_tabs_are_written_as_references() -> None:
    data = b'<R><LocStr StrOrigin="a&lt;br/&gt;b" Str=""/></R>'
    edited = write(SHAPE, data, [(0, "x\ny\tz<br/>!")])
    assert edited == data.replace(b'Str=""', b'Str="x&#10;y&#9;z&lt;br/&gt;!"')


def test_what_xml_cannot_hold_is_left_out_of_what_is_typed() -> None:
    assert SHAPE.storable("a\x0bb\x07c\x1f\ud800\uffff\td", "x<br/>y") == "a<br/>bc\td"


def test_letters_that_the_encoding_lacks_become_references() -> None:
    data = '<?xml version="1.0" encoding="cp949"?><R><LocStr StrOrigin="가" Str="나"/></R>'.encode("cp949")
    edited = write(SHAPE, data, [(0, "é😀다")])
    assert edited == data.replace("나".encode("cp949"), b"&#233;&#128512;" + "다".encode("cp949"))
    assert texts(SHAPE, edited) == [("가", "é😀다")]


def test_a_control_character_is_refused_by_name() -> None:
    with pytest.raises(BadFile, match=r"control character.*Q_2"):
        write(SHAPE, XML, [(1, "a\x07")])


def test_an_edit_before_the_damage_is_possible_and_one_behind_it_is_not() -> None:
    data = b'<R><LocStr StrOrigin="a" Str="b"/><LocStr <'
    assert write(SHAPE, data, [(0, "c")]) == data.replace(b'"b"', b'"c"')
    with pytest.raises(BadFile, match="no segment 1"):
        write(SHAPE, data, [(0, "c"), (1, "d")])


def test_chosen_encoding_wins() -> None:
    data = '<R><LocStr StrOrigin="가" Str="나"/></R>'.encode("cp949")
    assert read(SHAPE, data)[1][0].severity == "error"
    assert texts(SHAPE, data, Layout("cp949")) == [("가", "나")]


def test_a_large_document_in_many_windows() -> None:
    items = "".join(f'<LocStr StringId="I{place}" StrOrigin="가{place}" Str="t{place}"/>\n' for place in range(20_000))
    data = f"<R>{items}</R>".encode()
    edits = [(place, f"새{place}") for place in range(0, 20_000, 7)]
    expected = data
    for place, text in edits[:50] + edits[-50:]:
        expected = expected.replace(f'"t{place}"'.encode(), f'"{text}"'.encode())
    assert write(SHAPE, data, edits[:50] + edits[-50:]) == expected
    assert [target for _, target in texts(SHAPE, write(SHAPE, data, edits))][::7] == [text for _, text in edits]


def test_letters_without_a_code_of_their_own_become_references() -> None:
    """Python's EUC-JP writes a yen sign as a backslash."""
    data = '<?xml version="1.0" encoding="EUC-JP"?><R><LocStr StrOrigin="値段" Str="100"/></R>'.encode("euc_jp")
    assert write(SHAPE, data, [(0, "値¥\\😀")]) == data.replace(b"100", "値&#165;\\&#128512;".encode("euc_jp"))


@pytest.mark.parametrize("around", [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?x ", "?>")])
def test_any_number_of_tags_may_be_commented_out(around: tuple[str, str]) -> None:
    data = f'<R>{around[0]}{"<LocStr>" * 1_100_000}{around[1]}<LocStr StrOrigin="a" Str="b"/></R>'.encode()
    assert read(SHAPE, data) == read(SHAPE, b'<R><LocStr StrOrigin="a" Str="b"/></R>')
