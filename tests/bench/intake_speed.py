"""Rows per second and peak memory of the intake by layout; the files of a layout share a process of their own."""

import time
from collections import defaultdict
from pathlib import Path

from data_samples.__main__ import main as write_region
from deploy.demo import ORDER
from tests.bench.loading import load_apart, print_table

AS_SHEETS = 60_000  # cases: nobody exports a million as a workbook


def run(folder: Path, store: Path, cases: int) -> None:
    """Write a region of so many cases, load it, print a row for each layout; then a smaller one as workbooks."""
    print("\nIntake, exports as CSV" if cases > AS_SHEETS else "\nIntake", flush=True)
    _run(folder / "files", store, cases, "csv")
    print("\nIntake, exports as workbooks", flush=True)
    _run(folder / "sheets", folder / "sheets.duckdb", min(cases, AS_SHEETS), "xlsx")


def _run(files: Path, store: Path, cases: int, kind: str) -> None:
    if not files.exists():
        started = time.perf_counter()
        write_region(["--cases", str(cases), "--months", "24", "--seed", "7", "--format", kind, "--out", str(files)])
        print(f"\nWrote {cases:,} cases in {time.perf_counter() - started:.0f} s", flush=True)
    store.unlink(missing_ok=True)
    loaded = [file for file in files.iterdir() if file.name not in ("truth.json", "demo.json", "README.md")]
    print_table(cost for group in _groups(loaded) for cost in load_apart(group, store))


def _groups(files: list[Path]) -> list[list[Path]]:
    """Reference files first, one by one in their order; then the case files of one layout together."""
    first = sorted((file for file in files if file.stem in ORDER), key=lambda file: ORDER.index(file.stem))
    rest: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(set(files) - set(first)):
        rest[file.name.rstrip("0123456789_.csvxljonh")].append(file)
    return [[file] for file in first] + list(rest.values())
