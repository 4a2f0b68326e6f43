"""Loads files as `python -m intake` does, in a process of its own, and says what that cost."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.hand_over import open_for_import


@dataclass(frozen=True)
class Cost:
    """Rows of one layout, seconds by the clock and of computing, the greatest memory of the process in MB."""

    layout: str
    rows: int
    seconds: float
    computed: float
    peak: float

    def __add__(self, other: "Cost") -> "Cost":
        """Both together, of the same layout."""
        sums = (self.rows + other.rows, self.seconds + other.seconds, self.computed + other.computed)
        return Cost(self.layout, *sums, max(self.peak, other.peak))


def load_apart(files: Sequence[Path], store: Path) -> list[Cost]:
    """The cost of each file; the files of one call share a process, and with it the memory."""
    command = [sys.executable, "-m", "tests.bench.loading", *map(str, files)]
    environment = os.environ | {"DATABASE_URL": f"duckdb:///{store}"}
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, check=True)
    return [Cost(**one) for one in json.loads(run.stdout)]


def print_table(costs: Iterable[Cost]) -> None:
    """A row for each layout, in the order in which they came."""
    by_layout: dict[str, Cost] = {}
    for cost in costs:
        by_layout[cost.layout] = by_layout[cost.layout] + cost if cost.layout in by_layout else cost
    heads = ("rows", "seconds", "rows/s", "computed s", "rows/s a core", "peak MB")
    print(f"\n{'layout':<20}" + "".join(f"{head:>{max(len(head) + 2, 12)}}" for head in heads))
    for one in by_layout.values():
        print(
            f"{one.layout:<20}{one.rows:>12,}{one.seconds:>12.1f}{one.rows / max(one.seconds, 1e-9):>12,.0f}"
            f"{one.computed:>12.1f}{one.rows / max(one.computed, 1e-9):>15,.0f}{one.peak:>12,.0f}",
            flush=True,
        )
    print(f"The machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} over the last minute.", flush=True)


def _load(files: Sequence[Path]) -> list[dict[str, object]]:
    said = []
    with open_for_import() as store:
        for path in store.in_order(files):
            before = time.process_time()
            report = store.load(path, layout=None, region=None, crs=None, dry_run=False)
            computed = time.process_time() - before
            said.append({"layout": report.layout, "rows": report.read, "seconds": report.seconds, "computed": computed})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [one | {"peak": peak} for one in said]


if __name__ == "__main__":
    print(json.dumps(_load([Path(name) for name in sys.argv[1:]])))
