"""PostgreSQL's settings and PgBouncer's pools for the size of a machine. Only computes."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

MB = 1 << 20
CGROUP = Path("/sys/fs/cgroup/memory.max")
WORK, LISTENERS = 100, 150
"""Connections for work and for listening, where the machine has the memory: 20 and 10 MB each."""


@dataclass(frozen=True, slots=True)
class Machine:
    """`memory` in bytes, as much of it as the server may count on."""

    memory: int
    cores: int

    @classmethod
    def this(cls, megabytes: int = 0, limit: Path = CGROUP) -> Self:
        """The one that we run on, a container's limit included. `megabytes`: count on so much memory only."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        with suppress(OSError, ValueError):  # "max": no limit
            memory = min(memory, int(limit.read_text("ascii")))
        return cls(megabytes * MB or memory, len(os.sched_getaffinity(0)))

    def __str__(self) -> str:
        return f"{self.memory / (1 << 30):.1f} GB of memory and {self.cores} cores"

    def pools(self) -> tuple[int, int]:
        """How many connections to PostgreSQL there should be for work, and how many for listening."""
        megabytes = self.memory // MB
        return _within(20, megabytes // 20, WORK), _within(30, megabytes // 10, LISTENERS)

    def settings(self, connections: int) -> dict[str, str]:
        """PostgreSQL's settings that depend on the machine."""
        shared = _within(64 * MB, self.memory // 4, 16 << 30)
        work = _within(4 * MB, (self.memory - shared) // (4 * connections), 64 * MB)
        return {
            "shared_buffers": _megabytes(shared),
            "effective_cache_size": _megabytes(max(shared, self.memory * 5 // 8)),
            "work_mem": _megabytes(work),
            "maintenance_work_mem": _megabytes(_within(64 * MB, self.memory // 16, 2 << 30)),
            "cores": str(self.cores),
            "gather": str(min(4, self.cores // 2)),
        }


def _within(least: int, wanted: int, most: int) -> int:
    return max(least, min(wanted, most))


def _megabytes(size: int) -> str:
    return f"{size // MB}MB"
