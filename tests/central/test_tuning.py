"""Settings grow with the machine, and a container's limit counts."""

from pathlib import Path

import pytest

from central.tuning import Machine

GB = 1 << 30


@pytest.mark.parametrize(
    ("memory", "pools", "shared"),
    [(1, (51, 102), "256MB"), (4, (100, 150), "1024MB"), (64, (100, 150), "16384MB"), (512, (100, 150), "16384MB")],
)
def test_sizes(memory: int, pools: tuple[int, int], shared: str) -> None:
    machine = Machine(memory * GB, 4)
    assert machine.pools() == pools
    settings = machine.settings(pools[0])
    assert settings["shared_buffers"] == shared
    # All connections sorting at once, with the cache, stay within the machine.
    assert int(settings["work_mem"][:-2]) * pools[0] + int(shared[:-2]) <= max(memory * 1024, 4 * pools[0] + 256)


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(f"{GB}\n", "ascii")
    assert Machine.this(limit=limit).memory == GB
    limit.write_text("max\n", "ascii")
    assert Machine.this(limit=limit).memory == Machine.this(limit=tmp_path / "none").memory > GB
    assert Machine.this(512).memory == GB // 2
