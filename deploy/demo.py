"""Fills an empty store with the demo region: writes it in the real layouts and loads it through the real intake."""

import sys
import tempfile
from pathlib import Path

from sqlalchemy import Engine, func, select
from tqdm import tqdm

from intake.linking import link_events
from intake.load import load_file
from store.engine import StoreHeld, StoreOutdated, open_store
from store.tables import case, district

CASES, MONTHS, SEED = 120_000, 24, 7
# What names stand on comes first: places, then bodies and themes, then the cases.
ORDER = ("districts", "population", "agencies", "topics")


def main() -> int:
    """0 when the store has something to show, 1 with a line that says what to do."""
    try:
        engine = open_store()
    except StoreHeld as error:
        print(f"{error}. Is the dashboard already running? Stop it, or choose another store with DATABASE_URL.")
        return 1
    except StoreOutdated as error:
        print(error)
        return 1
    if _is_empty(engine):
        print("The store is empty: inventing a demo region (names, people and numbers are made up).")
        with tempfile.TemporaryDirectory() as folder:
            if write_region(Path(folder)):
                return 1
            load_region(engine, Path(folder))
    engine.dispose()
    return 0


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        counts = [connection.execute(select(func.count()).select_from(table)).scalar() for table in (case, district)]
    return not any(counts)


def write_region(folder: Path) -> int:
    """The demo region's files, in the layouts that real centres export. 0 when they are written."""
    from data_samples.__main__ import main as write

    return write(["--cases", str(CASES), "--months", str(MONTHS), "--seed", str(SEED), "--out", str(folder)])


def load_region(engine: Engine, folder: Path) -> None:
    """Load a folder of files, reference files first."""
    files = [file for file in folder.iterdir() if file.name not in ("truth.json", "demo.json", "README.md")]
    ranked = sorted(files, key=lambda file: (_rank(file), file.name))
    for file in tqdm(ranked, desc="Loading", unit="file"):
        load_file(file, engine=engine, link=False)
    link_events(engine)


def _rank(file: Path) -> int:
    return ORDER.index(file.stem) if file.stem in ORDER else len(ORDER)


if __name__ == "__main__":
    sys.exit(main())
