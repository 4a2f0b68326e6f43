"""The region the browser tests look at: the demo region, smaller, with a last day that never moves."""

import subprocess
import sys
from pathlib import Path

from deploy.demo import load_region
from store.engine import open_store

ROOT = Path(__file__).resolve().parents[2]
LAST_MOMENT = "2025-11-30T18:00"  # local time of the region; data loaded later lies after it


def write_files(folder: Path, cases: int = 4_000, months: int = 13) -> Path:
    """The demo region's files, written by a process of their own: a page test before leaves its script behind as this
    process's main module, which the generator would run in its processes.
    """
    words = ["--cases", str(cases), "--months", str(months), "--seed", "7", "--end", LAST_MOMENT, "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "data_samples", *words], cwd=ROOT, check=True, capture_output=True)
    return folder


def load_files(folder: Path, store: Path) -> Path:
    """The files in a store that nobody has open afterwards."""
    engine = open_store(f"duckdb:///{store}")
    load_region(engine, folder)
    engine.dispose()
    open_store.cache_clear()
    return store
