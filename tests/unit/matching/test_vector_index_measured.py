"""The measurement of the search, at a small size."""

from pathlib import Path

from tests.bench.vectors import measure


def test_the_measurement_runs_and_its_aim_is_kept(tmp_path: Path) -> None:
    report = measure(60_000, 64, tmp_path, with_flat=True)
    assert report.missed == []
    assert report.figures["recall@10 of one query"] >= 0.95  # type: ignore[operator]
