"""Rows per second and peak memory of the intake, by layout; each file is loaded by a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import psutil

from data_samples.__main__ import main as write_region
from deploy.demo import ORDER

MEGABYTE = 1024 * 1024


def run(folder: Path, store: Path, cases: int) -> None:
    """Write a region of so many cases, load it, print a row per layout."""
    files = folder / "files"
    if not files.exists():
        started = time.perf_counter()
        write_region(["--cases", str(cases), "--months", "24", "--seed", "7", "--out", str(files)])
        print(f"\nWrote {cases:,} cases in {time.perf_counter() - started:.0f} s")
    store.unlink(missing_ok=True)
    rows: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    peaks: dict[str, float] = defaultdict(float)
    loaded = [file for file in files.iterdir() if file.name not in ("truth.json", "demo.json", "README.md")]
    for group in _groups(loaded):
        reports, peak = load_apart(group, store)
        for report in reports:
            layout = report["layout"]
            rows[layout] += report["read"]
            seconds[layout] += report["seconds"]
            peaks[layout] = max(peaks[layout], peak)
    print_table([(layout, read, seconds[layout], peaks[layout]) for layout, read in rows.items()])


def print_table(measured: Iterable[tuple[str, int, float, float]]) -> None:
    """`measured`: layout, rows, seconds, peak memory in MB."""
    print(f"\n{'layout':<20}{'rows':>12}{'seconds':>10}{'rows/s':>10}{'peak MB':>10}")
    for layout, read, took, peak in measured:
        print(f"{layout:<20}{read:>12,}{took:>10.1f}{read / max(took, 1e-9):>10,.0f}{peak:>10,.0f}")


def _groups(files: list[Path]) -> list[list[Path]]:
    """Reference files first, one by one in their order; then the case files of one layout together."""
    first = sorted((file for file in files if file.stem in ORDER), key=lambda file: ORDER.index(file.stem))
    rest: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(set(files) - set(first)):
        rest[file.name.rstrip("0123456789_.csvxljonh")].append(file)
    return [[file] for file in first] + list(rest.values())


def load_apart(files: list[Path], store: Path) -> tuple[list[dict], float]:
    """(reports, peak memory in MB) of the files, loaded by a process of its own."""
    command = [sys.executable, "-m", "intake", *map(str, files), "--format", "json"]
    environment = os.environ | {"DATABASE_URL": f"duckdb:///{store}"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True)
    peak = 0.0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss / MEGABYTE)
            process.wait(timeout=0.05)
        except (psutil.NoSuchProcess, subprocess.TimeoutExpired):
            continue
    assert process.stdout is not None
    answered = json.loads(process.stdout.read())
    return (answered if isinstance(answered, list) else [answered]), peak
