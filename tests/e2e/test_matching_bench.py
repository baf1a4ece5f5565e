"""The comparison of matching engines in a small size: ours finds all that is similar, and every engine has its row."""

import json
from pathlib import Path

import pytest

from tests.bench import matching
from tests.bench._game_text import write_tabbed
from tests.bench._matching_table import Row, markdown

SIZE = 2000
PEERS = (matching.OURS, matching.EVERY_TEXT, "translate-toolkit")


def test_nothing_similar_is_missed_and_every_engine_has_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, corpus = tmp_path / "made.txt", tmp_path / "corpus.tsv"
    write_tabbed(made, SIZE)
    pairs = [line.split("\t")[5:7] for line in made.read_text("utf-8").splitlines()]
    corpus.write_text("\n".join(["source\ttarget", *("\t".join(pair) for pair in pairs)]), "utf-8")
    arguments = ["--sizes", str(SIZE), "--queries", "50", "--compared", "20", "--peers", ";".join(PEERS)]
    assert matching.main([*arguments, "--corpus", str(corpus), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    rows = [Row(**row) for row in figures[f"table {SIZE}"]]
    ours, every_text, toolkit, omegat = rows
    assert (ours.recall, ours.beyond) == (every_text.recall, every_text.beyond) == (100, 0)
    assert 90 < toolkit.recall <= 100
    assert all(min(row.ms) > 0 and row.open_s > 0 and min(row.times) > 0 for row in (ours, every_text, toolkit))
    assert min(ours.disk_mb, ours.build_s) > 0
    assert not omegat.recall
    for what in ("whole ranked list", "first 200 that contain 1 characters", "add a unit", "delete a unit"):
        assert figures[f"{SIZE:,}: {what}, p95 (ms)"] > 0
    head, rule, *lines = markdown(rows).splitlines()
    assert [line.split(" | ")[0] for line in lines] == [f"| {name}" for name in (*PEERS, "OmegaT")]
    assert {line.count("|") for line in (head, rule, *lines)} == {head.count("|")}
