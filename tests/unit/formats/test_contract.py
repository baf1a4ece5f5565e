"""What every format must do, whatever its shape. It runs on each format of the registry and its sample."""

import io
import random

import pytest

from locanext.domain.errors import BadFile, Cancelled
from locanext.domain.progress import Progress
from locanext.formats.base import FileFormat, Layout
from locanext.formats.registry import by_id, detect, formats
from tests.unit.formats.reading import read, rewritten, texts, write
from tests.unit.formats.samples import SAMPLES

every_format = pytest.mark.parametrize("shape", formats(), ids=lambda shape: shape.id)


def sample(shape: FileFormat) -> bytes:
    return SAMPLES[shape.id][1]


@every_format
def test_sample_is_recognised_and_others_are_not(shape: FileFormat) -> None:
    for format_id, (name, data) in SAMPLES.items():
        assert (detect(data, name).id == shape.id) == (format_id == shape.id)
        assert (shape.sniff(data, name) > 0) == (format_id == shape.id)
        assert (shape.sniff(data, "no extension") > 0) == (format_id == shape.id)


@every_format
def test_sample_has_segments_with_dense_ords(shape: FileFormat) -> None:
    segments, problems = read(shape, sample(shape))
    assert len(segments) >= 4
    assert [segment.ord for segment in segments] == list(range(len(segments)))
    assert all(segment.source and segment.string_id for segment in segments)
    assert not [problem for problem in problems if problem.severity == "error"]


@every_format
def test_writing_nothing_and_writing_the_same_give_identical_bytes(shape: FileFormat) -> None:
    data = sample(shape)
    out = io.BytesIO()
    assert shape.write(data, shape.read(data).layout, [], out) == []
    assert out.getvalue() == data
    assert rewritten(shape, data) == data


@every_format
def test_write_tells_what_changed(shape: FileFormat) -> None:
    data = sample(shape)
    segments = list(shape.read(data))
    edits = [(segments[0].ord, segments[0].target), (segments[2].ord, "other")]
    assert shape.write(data, shape.read(data).layout, edits, io.BytesIO()) == [segments[2].string_id]


@every_format
def test_edits_are_read_again_and_nothing_else_changes(shape: FileFormat) -> None:
    data = sample(shape)
    before = list(shape.read(data))
    for place in range(len(before)):
        after = list(shape.read(write(shape, data, [(place, "new")])))
        assert after[place].target == "new"
        assert [s[1:3] for s in after] == [s[1:3] for s in before]
        assert [s.target for s in after if s.ord != place] == [s.target for s in before if s.ord != place]


@every_format
def test_typed_breaks_take_the_form_of_the_source(shape: FileFormat) -> None:
    assert shape.storable("a\nb") == f"a{shape.line_break}b"
    for form in ("\\n", "<br/>", "{nl}"):
        assert shape.storable("a\r\nb\nc\rd", f"x{form}y") == form.join("abcd")
    once = shape.storable("a\n\tb", "x")
    assert shape.storable(once, "x") == once


@every_format
def test_a_text_is_written_in_the_form_in_which_it_was_stored(shape: FileFormat) -> None:
    data = sample(shape)
    for text in ("one\\ntwo<br/>three{nl}four", "one<br/>two\\nthree"):
        assert texts(shape, write(shape, data, [(0, text)]))[0][1] == text
    raw = "one\ntwo\r\nthree\rfour\tfive"
    kept = shape.storable(raw, "\\n") if shape.id == "tabbed_text" else raw
    assert texts(shape, write(shape, data, [(0, raw)]))[0][1] == kept


@every_format
def test_layout_survives_json_and_reads_the_same(shape: FileFormat) -> None:
    layout = shape.read(sample(shape)).layout
    again = Layout.from_json(layout.as_json())
    assert again == layout
    assert texts(shape, sample(shape), again) == texts(shape, sample(shape))


@every_format
def test_damage_gives_problems_and_not_exceptions(shape: FileFormat) -> None:
    data = sample(shape)
    noise = random.Random(7)  # the same bytes in every run
    spoiled = [data[: len(data) * part // 23] for part in range(23)]
    spoiled += [noise.randbytes(size) for size in (1, 2, 3, 100, 5000)]
    spoiled += [data.replace(b"\xec", b"\xff"), data + b"\0\xff", b"\0" * 4096, data[len(data) // 2 :]]
    for place in range(0, len(data), max(1, len(data) // 97)):
        spoiled.append(data[:place] + noise.randbytes(1) + data[place + 1 :])
    for bad in spoiled:
        reader = shape.read(bad)
        segments = list(reader)
        assert write(shape, bad, []) == bad
        if not reader.problems.failed:
            assert rewritten(shape, bad) == bad
            assert [segment.ord for segment in segments] == list(range(len(segments)))


@every_format
def test_an_edit_without_a_segment_is_refused(shape: FileFormat) -> None:
    data = sample(shape)
    count = len(list(shape.read(data)))
    with pytest.raises(BadFile, match=f"no segment {count}"):
        write(shape, data, [(count, "x")])


@every_format
@pytest.mark.parametrize("text", ["x" * 1_000_001, "a\0", "\ud800"], ids=["huge", "NUL", "half a letter"])
def test_a_text_that_no_file_can_hold_is_refused_by_name(shape: FileFormat, text: str) -> None:
    data = sample(shape)
    segments = list(shape.read(data))
    with pytest.raises(BadFile, match=segments[1].string_id):
        write(shape, data, [(0, "fine"), (1, text)])


@every_format
def test_progress_counts_up_to_the_size(shape: FileFormat) -> None:
    data = sample(shape)
    steps: list[tuple[int, int]] = []
    list(shape.read(data, None, Progress(lambda done, total, _: steps.append((done, total)))))
    assert steps
    assert {total for _, total in steps} == {len(data)}
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[-1][0] <= len(data)


@every_format
def test_cancel_is_heard_while_reading_and_writing(shape: FileFormat) -> None:
    data = sample(shape)
    progress = Progress()
    layout = shape.read(data).layout
    progress.cancel()
    with pytest.raises(Cancelled):
        list(shape.read(data, None, progress))
    for edits in ([], [(0, "x")]):
        with pytest.raises(Cancelled):
            shape.write(data, layout, edits, io.BytesIO(), progress)


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("format_id", ["tabbed_text", "loc_xml"])
def test_utf_16_may_be_chosen_without_its_byte_order(format_id: str, mark: str, order: str) -> None:
    shape = by_id(format_id)
    plain = {"tabbed_text": "1\t2\t3\t4\t5\t가\t나\n", "loc_xml": '<R><LocStr StrOrigin="가" Str="나"/></R>'}[format_id]
    data = (mark + plain).encode(order)
    assert texts(shape, data, Layout("UTF-16")) == [("가", "나")]
    assert shape.read(data, Layout("UTF-16")).layout.encoding == order
    assert write(shape, data, [(0, "다")], Layout("UTF-16")) == data.replace("나".encode(order), "다".encode(order))
