"""The live feed on both engines: seconds from a new row in a watched folder, or at a polled endpoint, to its mark on
the open map in Chromium; and forty open maps on one process.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from shapely.geometry import shape

from deploy.demo import load_region
from queries.options import boundaries
from store.engine import open_store
from tests.bench import live_sessions
from tests.bench.page_speed import ROOT, open_settled, process_serving
from tests.browser import demo
from tests.browser.chromium import launched
from tests.browser.new_calls import Place, write_calls
from tests.intake.bad_endpoint import Endpoint, request, running
from tests.postgres_server import running_server

CASES, ROUNDS, PATIENCE = 20_000, 5, 60_000
AIMS = {"duckdb": 15, "postgresql": 5}
EVERY = {"duckdb": ("--every", "1"), "postgresql": ("--every", "0.5", "--settle", "1")}
IMPORT_EVERY = 10  # seconds from one file to the next while forty maps tick
GAP = 3.3  # seconds between two rows beside the tick, so that they meet it at different moments


def run(folder: Path) -> None:
    """Print seconds from row to mark, then the ticks of many sessions."""
    files, kept, duckdb = folder / "feed", folder / "feed.duckdb", folder / "feed-run.duckdb"
    if not kept.exists():
        demo.load_files(demo.write_files(files, CASES, 13), kept)
    shutil.copy(kept, duckdb)  # what a run loads is new to it
    place = _place(duckdb)
    with running_server() as server:
        engine = open_store(server)
        load_region(engine, files)
        engine.dispose()
        for name, url in (("duckdb", f"duckdb:///{duckdb}"), ("postgresql", server)):
            feed = Feed(name, url, sorted(files.glob("calls_122_*.csv"))[-1], place)
            _measure(feed, folder / f"feed-{name}.sqlite")


def _place(store: Path) -> Place:
    """Somewhere in the region."""
    engine = open_store(f"duckdb:///{store}")
    district = boundaries(engine=engine)["features"][0]
    engine.dispose()
    open_store.cache_clear()
    spot = shape(district["geometry"]).representative_point()
    return Place(district["properties"]["id"], district["properties"]["name_ru"], spot.y, spot.x)


def _measure(feed: "Feed", desk: Path) -> None:
    """Print what one engine does."""
    aim = AIMS[feed.engine]
    print(f"\n{f'{feed.engine}: seconds from row to mark':<40}{'median':>9}{'worst':>9}   (aim: {aim})", flush=True)
    with process_serving(feed.url, desk) as (address, server):
        with launched() as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(PATIENCE)
            open_settled(page, f"{address}/live_map?role=operator&lang=en")
            for kind, put in (("watched folder", feed.watched), ("polled endpoint", feed.polled)):
                took = put(page)
                print(f"{kind:<40}{statistics.median(took):>9.1f}{max(took):>9.1f}", flush=True)
        live_sessions.heading()
        live_sessions.run(address, server)
        live_sessions.run(address, server, feed.import_now_and_then)


@dataclass
class Feed:
    """New calls and requests of one place for a store that a dashboard shows; `template`: a file of calls."""

    engine: str
    url: str
    template: Path
    place: Place
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="svodka-feed-")))
    number: int = 90_000

    def watched(self, page: Page) -> list[float]:
        """Seconds from a finished file to the mark."""
        incoming = self.folder / "incoming"
        incoming.mkdir()

        def put(number: int) -> str:
            self._write(incoming / f"calls_122_{number}.csv", number)
            return f"call_122-122-{number}"

        with self._beside("watch", str(incoming), *EVERY[self.engine]):
            return self._timed(page, put)

    def polled(self, page: Page) -> list[float]:
        """Seconds from a request that the endpoint has to the mark."""
        endpoint = Endpoint({1: []})

        def put(number: int) -> str:
            at = {"requested_datetime": "2025-11-30T18:40:00+05:00", "lat": self.place.lat, "long": self.place.lon}
            row: dict[str, Any] = request(number) | at | {"service_request_id": f"R{number}"}
            endpoint.pages[1].append(row)
            return f"open311-R{number}"

        with running(endpoint):
            state = ("--state", str(self.folder / "open311.json"))
            with self._beside("poll", endpoint.url, "--every", EVERY[self.engine][1], *state):
                return self._timed(page, put)

    def import_now_and_then(self, stop: threading.Event) -> None:
        """A file every few seconds, until told to stop."""
        while not stop.wait(IMPORT_EVERY):
            self.number += 1
            file = self._write(self.folder / f"calls_122_{self.number}.csv", self.number)
            subprocess.run(self._command(str(file)), check=True, capture_output=True, cwd=ROOT, env=self._environment())

    def _timed(self, page: Page, put: Callable[[int], str]) -> list[float]:
        took = []
        for _ in range(1 + ROUNDS):
            self.number += 1
            begun, case = time.perf_counter(), put(self.number)
            page.locator(f"[class*='st-key-_filed_badge_{case}'] button", has_text="new").wait_for()
            took.append(time.perf_counter() - begun)
            page.wait_for_timeout(GAP * 1000)
        return took[1:]  # at the first the program that loads is still starting

    def _write(self, target: Path, number: int) -> Path:
        return write_calls(self.template, target, [f"122-{number}"], self.place)

    @contextmanager
    def _beside(self, *words: str) -> Iterator[None]:
        """``python -m intake …`` while inside."""
        process = subprocess.Popen(self._command(*words), cwd=ROOT, env=self._environment(), stdout=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "intake", *words]

    def _environment(self) -> dict[str, str]:
        return os.environ | {"DATABASE_URL": self.url}
