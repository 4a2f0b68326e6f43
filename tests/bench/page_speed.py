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

# Page → role and what else stands in the link: the views that look at most, a search.
PAGES = (
    ("overview", "staff", ""), ("live_map", "operator", ""), ("queue", "operator", ""),
    ("queue", "operator", "view=signals"), ("agencies", "staff", ""), ("districts", "staff", ""),
    ("problems", "staff", ""), ("answers", "staff", ""), ("answers", "admin", "view=returned"),
    ("answers", "admin", "view=words"), ("polls", "staff", ""), ("cases", "operator", ""),
    ("cases", "operator", "q=яма"), ("cases", "operator", "q=снег двор"), ("channels", "staff", ""),
    ("data", "admin", ""),
)  # fmt: skip
COLD_SECONDS, WARM_SECONDS = 1.5, 0.7  # what is promised at a million cases
LONGEST_SECONDS = 300  # the first look at a year of replies reads them all
PERIODS = ("7d", "90d", "1y", "24h")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--use-gl=angle", "--use-angle=swiftshader",
         "--enable-unsafe-swiftshader"]  # fmt: skip
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
ROOT, ROUNDS, START_SECONDS = Path(__file__).parents[2], 5, 60


def run(store: Path) -> None:
    """Print, per page: its first settling in a process (where libraries may have to be read), cold (a period nobody has
    asked about: the median and the slowest) and warm (the same again).
    """
    budget = f"budget: cold {COLD_SECONDS} s, warm {WARM_SECONDS} s"
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {budget}")
    print(f"{'page':<24}{'first s':>9}{'cold s':>9}{'slowest':>9}{'warm s':>9}")
    with serving(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=FLAGS)
        for name, role, more in PAGES:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            link = f"{address}/{name}?role={role}&lang=en&{more}"
            first = _seconds(partial(open_settled, page, link))
            warm = statistics.median(_seconds(partial(open_settled, page, link)) for _ in range(ROUNDS))
            cold = [_seconds(partial(open_settled, page, f"{link}&p={period}")) for period in PERIODS]
            usual, told = statistics.median(cold), f"{name} {more}"
            over = " *" if usual > COLD_SECONDS or warm > WARM_SECONDS else ""
            print(f"{told:<24}{first:>9.2f}{usual:>9.2f}{max(cold):>9.2f}{warm:>9.2f}{over}", flush=True)
            page.close()
        print(f"* over the budget; load {os.getloadavg()[0]:.1f} at the end")
        browser.close()


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """The dashboard on a free port over this store, until the block ends."""
    with process_serving(f"duckdb:///{store}", store.with_name("desk.sqlite")) as (address, _process):
        yield address


@contextmanager
def process_serving(store_url: str, desk: Path) -> Iterator[tuple[str, int]]:
    """As `serving`, on a store of any engine; with the id of the server's process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "PORT": str(port),
        "DATABASE_URL": store_url,
        "DESK_URL": f"sqlite:///{desk}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health")
        yield address, process.pid
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
    page.wait_for_selector(SETTLED, timeout=LONGEST_SECONDS * 1000)


def _seconds(action: Callable[[], None]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
