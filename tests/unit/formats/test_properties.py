"""Hypothesis on all three formats: files from any texts, any edits, any damage."""

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locanext.domain.errors import BadFile
from locanext.formats.base import FileFormat, Layout
from locanext.formats.registry import by_id, formats
from tests.unit.formats import workbooks as wb
from tests.unit.formats.reading import read, rewritten, texts, write
from tests.unit.formats.samples import SAMPLES

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff")
_PIECES = st.sampled_from(
    [
        "\\n",
        "<br/>",
        "{nl}",
        "\n",
        "\r\n",
        "\t",
        "&amp;",
        "<",
        ">",
        '"',
        "'",
        "_x000D_",
        "_x",
        "]]>",
        "한글",
        "😀",
        " ",
        "\x85",
        "\u2028",
    ]
)
ANY_TEXT = st.lists(st.one_of(_PIECES, st.text(_LETTERS, max_size=5)), max_size=6).map("".join)
PLAIN = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\ufeff"), min_size=1, max_size=12
)
ROWS = st.lists(st.tuples(PLAIN, PLAIN | st.just("")), min_size=1, max_size=8)
_ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])


def _tabbed(rows: Sequence[tuple[str, str]], encoding: str) -> bytes:
    lines = [
        f"1\t2\t3\t4\t{place}\t{source}" + f"\t{target}" * bool(target) for place, (source, target) in enumerate(rows)
    ]
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    return mark + ("\r\n".join(lines) + "\n").encode(encoding)


def _xml(rows: Sequence[tuple[str, str]], encoding: str) -> bytes:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    items = "".join(f"<LocStr StrOrigin={quoteattr(source)} Str={quoteattr(target)}/>\n" for source, target in rows)
    return mark + f"<R><!-- x -->{items}</R>".encode(encoding)


def _book(rows: Sequence[tuple[str, str]], encoding: str) -> bytes:
    escaped = [
        [text.replace("&", "&amp;").replace("<", "&lt;").replace("_x", "_x005F_x") for text in row] for row in rows
    ]
    cells = "".join(wb.row(place, *row) for place, row in enumerate(escaped, 2))
    return wb.packed(
        wb.parts(
            [wb.sheet(wb.row(1, "Source", "Target") + cells).encode(encoding if "be" not in encoding else "utf-16")]
        )
    )


BUILDERS = {"tabbed_text": _tabbed, "loc_xml": _xml, "xlsx": _book}
every_format = pytest.mark.parametrize("shape", formats(), ids=lambda shape: shape.id)


@every_format
@quick
@given(rows=ROWS, encoding=_ENCODINGS)
def test_generated_files_are_read_as_made_and_stay(
    shape: FileFormat, rows: list[tuple[str, str]], encoding: str
) -> None:
    data = BUILDERS[shape.id](rows, encoding)
    assert texts(shape, data) == rows
    assert rewritten(shape, data) == data


@every_format
@quick
@given(rows=ROWS, encoding=_ENCODINGS, typed=st.lists(ANY_TEXT, min_size=1, max_size=8))
def test_edits_are_read_again_exactly(
    shape: FileFormat, rows: list[tuple[str, str]], encoding: str, typed: list[str]
) -> None:
    data = BUILDERS[shape.id](rows, encoding)
    layout = shape.read(data).layout
    edits = [(place, text) for place, text in enumerate(typed) if place < len(rows)]
    try:
        edited = write(shape, data, edits, layout)
    except BadFile as refused:
        # Control characters cannot be in XML 1.0, and only there.
        assert shape.id == "loc_xml"
        assert "control character" in str(refused)
        return
    expected = [*rows]
    for place, text in edits:
        source, target = rows[place]
        # Only a tabbed file has no way to hold a raw line break or tab.
        kept = shape.storable(text, f"{source} {target}") if shape.id == "tabbed_text" and text != target else text
        expected[place] = (source, kept)
    assert texts(shape, edited, layout) == expected


@every_format
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_samples_never_raise_and_stay(shape: FileFormat, data: st.DataObject) -> None:
    spoiled = bytearray(SAMPLES[shape.id][1])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(spoiled) - 1))
        spoiled[place : place + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    bad = bytes(spoiled)
    segments, problems = read(shape, bad)
    if any(problem.severity == "error" for problem in problems):
        assert write(shape, bad, []) == bad
        return
    assert rewritten(shape, bad) == bad
    if segments:
        layout = shape.read(bad).layout
        edited = write(shape, bad, [(segments[-1].ord, "new")], layout)
        expected = [(segment.source, segment.target) for segment in segments]
        expected[-1] = (expected[-1][0], "new")
        assert texts(shape, edited, layout) == expected


@every_format
@quick
@given(noise=st.binary(max_size=300), name=st.sampled_from(["a.txt", "a.xml", "a.xlsx", "a"]))
def test_noise_never_raises(shape: FileFormat, noise: bytes, name: str) -> None:
    assert 0 <= shape.sniff(noise, name) <= 100
    _, problems = read(shape, noise)
    if not any(problem.severity == "error" for problem in problems):
        assert rewritten(shape, noise) == noise
    assert write(shape, noise, []) == noise


@quick
@given(rows=ROWS, encoding=st.sampled_from(["cp949", "cp1252", "cp932", "iso8859-15"]), place=st.integers(0, 7))
def test_old_encodings(rows: list[tuple[str, str]], encoding: str, place: int) -> None:
    """Only letters that the encoding has are written; others refuse the file by StringID."""
    shape = by_id("tabbed_text")
    kept = [
        (a.encode(encoding, "ignore").decode(encoding), b.encode(encoding, "ignore").decode(encoding)) for a, b in rows
    ]
    kept = [pair for pair in kept if pair[0].strip()] or [("a", "b")]
    data = "".join(f"1\t2\t3\t4\t5\t{source}\t{target}\n" for source, target in kept).encode(encoding)
    layout = Layout(encoding)
    assert texts(shape, data, layout) == kept
    assert rewritten(shape, data, layout) == data
    place %= len(kept)
    with pytest.raises(BadFile, match="1 2 3 4 5"):
        write(shape, data, [(place, "\U0001f600")], layout)


def test_cp949_has_no_second_spelling() -> None:
    """What is copied as text comes back as the same bytes, for every letter of the encoding."""
    spelled = 0
    for pair in range(0x8100, 0x10000):
        raw = pair.to_bytes(2, "big")
        text = raw.decode("cp949", "replace")
        if "\ufffd" not in text:
            assert text.encode("cp949") == raw
            spelled += 1
    assert spelled > 17_000
