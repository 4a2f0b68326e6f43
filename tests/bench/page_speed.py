"""From a click to a settled page, in Chromium, against a server on the same store."""

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.chromium import system_chromium

PAGES = (
    ("overview", "staff"), ("live_map", "operator"), ("queue", "operator"), ("agencies", "staff"),
    ("districts", "staff"), ("problems", "staff"), ("answers", "staff"), ("polls", "staff"), ("cases", "operator"),
    ("data", "admin"),
)  # fmt: skip
FLAGS = ["--no-sandbox", "--disable-background-networking", "--use-gl=angle", "--use-angle=swiftshader",
         "--enable-unsafe-swiftshader"]  # fmt: skip
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
ROOT, ROUNDS, START_SECONDS = Path(__file__).parents[2], 5, 60


def run(store: Path) -> None:
    """Print, per page: the first paint in a fresh process, again with warm caches, and after a change of the period."""
    print(
        f"\n{'page':<12}{'first s':>9}{'again s':>9}{'period s':>10}   (budget: a filter click to a settled page 1 s)"
    )
    with serving(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=FLAGS)
        for name, role in PAGES:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            link = f"{address}/{name}?role={role}&lang=en"
            first = _seconds(partial(open_settled, page, link))
            again = [_seconds(partial(open_settled, page, link)) for _ in range(ROUNDS)]
            moved = [
                _seconds(partial(open_settled, page, f"{link}&p={period}")) for period in ("7d", "90d", "1y", "24h")
            ]
            print(f"{name:<12}{first:>9.2f}{statistics.median(again):>9.2f}{statistics.median(moved):>10.2f}")
            page.close()
        browser.close()


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The dashboard on a free port over this store, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "PORT": str(port),
        "DATABASE_URL": f"duckdb:///{store}",
        "DESK_URL": f"sqlite:///{store.with_name('desk.sqlite')}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(health: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(health, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"the dashboard did not start within {START_SECONDS} s")


def open_settled(page: Page, address: str) -> None:
    """Open an address and wait until its script has ended."""
    page.goto(address)
    page.wait_for_selector(SETTLED, timeout=60_000)


def _seconds(action: Callable[[], None]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
