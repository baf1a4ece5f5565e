"""The engines in a table: what a text takes, how much of what is similar is found, and what it takes to hold it all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import mean
from typing import Any

SHORT = 10
"""Characters of a short text, at most."""

_HEAD = (
    "| engine | similar by | ms p50 / p95 | ≤ 10 characters | by the clock | found | times ours: p50 / mean / p95 "
    "| build s | open s | MB memory | MB disk |"
)

Truth = tuple[list[str], list[list[str]]]
"""The queries, and for each the normal forms that are similar, by comparing with every text."""


@dataclass(frozen=True, slots=True)
class Row:
    """`ms`, `short_ms`, `clock_ms`: p50 and p95 of a look-up. `recall`: percent of what is similar that it finds.

    `times`: how many times as long as ours the same queries take it, by p50, mean and p95.
    """

    name: str
    metric: str
    ms: tuple[float, float] = (0, 0)
    short_ms: tuple[float, float] = (0, 0)
    clock_ms: tuple[float, float] = (0, 0)
    recall: float = 0
    beyond: int = 0
    times: tuple[float, float, float] = (0, 0, 0)
    build_s: float = 0
    open_s: float = 0
    memory_mb: tuple[float, float] = (0, 0)
    disk_mb: float = 0

    @classmethod
    def of(cls, name: str, figures: dict[str, Any], ours: dict[str, Any], truth: Truth) -> "Row":
        ms, count = figures["cpu_ms"], len(figures["cpu_ms"])
        texts, similar = truth
        right = [(set(found), set(all_)) for found, all_ in zip(figures["found"], similar[:count], strict=True)]
        short = [spent for text, spent in zip(texts, ms, strict=False) if len(text) <= SHORT]
        return cls(
            name=name,
            metric=figures["metric"],
            ms=_half_and_most(ms),
            short_ms=_half_and_most(short),
            clock_ms=_half_and_most(figures["clock_ms"]),
            recall=100 * sum(len(found & all_) for found, all_ in right) / max(1, sum(len(all_) for _, all_ in right)),
            beyond=sum(len(found - all_) for found, all_ in right),
            times=_ratios(ms, ours["cpu_ms"][:count]),
            build_s=figures["build_s"][0],
            open_s=figures["open_s"][0],
            memory_mb=(figures.get("build_mb", 0), figures.get("use_mb", 0)),
            disk_mb=figures["disk"] / 1e6,
        )

    def figures(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)

    def cells(self) -> list[str]:
        if not self.ms[0]:
            return [self.name, self.metric, *["–"] * 9]
        build, use = self.memory_mb
        return [
            self.name,
            self.metric,
            *(" / ".join(map(_short, pair)) for pair in (self.ms, self.short_ms, self.clock_ms)),
            f"{self.recall:.4g} %",
            " / ".join(map(_short, self.times)),
            _short(self.build_s) if self.disk_mb else "–",
            _short(self.open_s),
            f"{use:,.0f}" + (f" (build {build:,.0f})" if build else "") if use else f"{build:,.0f}",
            f"{self.disk_mb:,.0f}" if self.disk_mb else "–",
        ]


def markdown(rows: Sequence[Row]) -> str:
    lines = [f"| {' | '.join(row.cells())} |" for row in rows]
    return "\n".join([_HEAD, "|---|---|" + "---:|" * (_HEAD.count("|") - 3), *lines])


def _ratios(theirs: list[float], ours: list[float]) -> tuple[float, float, float]:
    (half, most), (our_half, our_most) = _half_and_most(theirs), _half_and_most(ours)
    return half / our_half, mean(theirs) / mean(ours), most / our_most


def _half_and_most(values: list[float]) -> tuple[float, float]:
    """p50 and p95; 0 of nothing."""
    ordered = sorted(values) or [0.0]
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]


def _short(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
