"""`make bench`: how fast the intake, the questions and the pages are at a million cases, as tables and ratios.

Machines differ and drift, so every latency stands beside a bare engine query and a pandas aggregate of the same run.
Nothing here asserts a wall time.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    alarms,
    event_links,
    feed,
    intake_speed,
    many_points,
    page_speed,
    places_speed,
    question_speed,
    reply_speed,
    sample_speed,
    search_speed,
    wall,
)

PARTS = (
    "intake", "events", "questions", "replies", "search", "pages", "alarms", "places", "wall", "feed", "points",
)  # fmt: skip
SAMPLE_ROWS = 20_000  # the same place and time over and over is the hardest case for the linking of events


def main(arguments: list[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a folder for files and store that outlives the run")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--minutes", type=int, default=30, help="how long the wall is watched")
    options = parser.parse_args(arguments)
    if options.only in (None, "alarms"):
        alarms.run()
    if options.only in (None, "places"):
        places_speed.run()
    if options.only in ("alarms", "places"):
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if options.only in (None, "feed"):
            feed.run(folder)
        if options.only in (None, "points"):
            many_points.run()
        if options.only in ("feed", "points"):
            return 0
        store = folder / "store.duckdb"
        if options.only in (None, "intake") or not store.exists():
            intake_speed.run(folder, store, options.cases)
            shutil.copy(store, folder / "samples.duckdb")  # what the questions are asked about stays the demo region
            sample_speed.run(folder, folder / "samples.duckdb", min(options.cases, SAMPLE_ROWS))
        if options.only in (None, "events"):
            event_links.run(folder / "files", store)
        if options.only in (None, "questions"):
            question_speed.run(store)
        if options.only in (None, "replies"):
            reply_speed.run(store)
        if options.only in (None, "search"):
            search_speed.run(store)
        if options.only in (None, "pages"):
            page_speed.run(store)
        if options.only in (None, "wall"):
            wall.run(store, options.minutes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
