"""The region the browser tests look at: the demo region, smaller, with a last day that never moves."""

from pathlib import Path

from data_samples.__main__ import main as write
from deploy.demo import load_region
from store.engine import open_store

LAST_MOMENT = "2025-11-30T18:00"  # local time of the region; data loaded later lies after it


def write_files(folder: Path, cases: int = 4_000, months: int = 13) -> Path:
    """The demo region's files."""
    words = ["--cases", str(cases), "--months", str(months), "--seed", "7", "--end", LAST_MOMENT, "--out", str(folder)]
    if write(words):
        raise RuntimeError("the demo region could not be written")
    return folder


def load_files(folder: Path, store: Path) -> Path:
    """The files in a store that nobody has open afterwards."""
    engine = open_store(f"duckdb:///{store}")
    load_region(engine, folder)
    engine.dispose()
    open_store.cache_clear()
    return store
