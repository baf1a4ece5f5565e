"""What measurements print: lines for people, JSON for machines, and how what was found stands to its aim."""

import json
import os
from dataclasses import dataclass, field


def quantiles(values: list[float]) -> dict[str, float]:
    """p50, p95, p99 and max, rounded."""
    ordered = sorted(values)
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: ordered[min(len(ordered) - 1, int(len(ordered) * place))] for name, place in places.items()}
    return {name: round(value, 1) for name, value in {**found, "max": ordered[-1]}.items()}


@dataclass
class Report:
    """Figures by name, and which of them missed their aim."""

    figures: dict[str, object] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def add(
        self, name: str, value: float, unit: str, *, at_most: float | None = None, at_least: float | None = None
    ) -> None:
        kept = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
        aim = "" if at_most is None else f"   aim: at most {at_most:,g}"
        aim = aim if at_least is None else f"   aim: at least {at_least:,g}"
        self.figures[name] = value
        if not kept:
            self.missed.append(name)
        self._lines.append(f"{name:45} {value:12,.2f} {unit:4}{aim}{'' if kept else '   MISSED'}")

    def show(self, *, as_json: bool) -> int:
        """Print; the exit code, 1 if an aim was missed."""
        load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
        if as_json:
            print(json.dumps({**self.figures, "missed": self.missed, "load_average": load}))
        else:
            print(*self._lines, f"load average {load}, {os.cpu_count()} processors", sep="\n")
        return int(bool(self.missed))
