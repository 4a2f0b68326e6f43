"""From a link or a click to a settled page, in Chromium, against a server on the same store."""

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import launched
from tests.browser.screen import Screen, window

# Page → role and what else stands in the link: the views that look at most, a search.
PAGES = (
    ("overview", "staff", ""), ("live_map", "operator", ""), ("queue", "operator", ""),
    ("queue", "operator", "view=signals"), ("agencies", "staff", ""), ("districts", "staff", ""),
    ("problems", "staff", ""), ("answers", "staff", ""), ("answers", "admin", "view=returned"),
    ("answers", "admin", "view=words"), ("polls", "staff", ""), ("cases", "operator", ""),
    ("cases", "operator", "q=яма"), ("cases", "operator", "q=снег двор"), ("channels", "staff", ""),
    ("data", "admin", ""),
)  # fmt: skip
COLD_SECONDS, WARM_SECONDS, CLICK_SECONDS = 1.5, 0.7, 1.0  # what is promised at a million cases
LONGEST_SECONDS = 300  # the first look at a year of replies reads them all
PERIODS = {"7d": "7 days", "90d": "90 days", "1y": "Year", "24h": "24 h"}
FLAGS = ["--no-sandbox", "--disable-background-networking", "--use-gl=angle", "--use-angle=swiftshader",
         "--enable-unsafe-swiftshader"]  # fmt: skip
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
ROOT, ROUNDS, START_SECONDS = Path(__file__).parents[2], 5, 60
Measure = Callable[[Screen, str, dict[str, str]], tuple[float, ...]]


@dataclass(frozen=True)
class Way:
    """A way to a settled page, measured in a process that nobody has asked yet: what the figures are, and the promise
    for each (None: none, for libraries may have to be read).
    """

    title: str
    figures: dict[str, float | None]
    measure: Measure
    to_views: bool = True


def run(store: Path) -> None:
    """Print the seconds until nothing on a page moves any more: opened from a link, which starts the frontend; turned
    to by its name in the bar above; after a click on another period. First, cold (a period nobody has asked about: the
    median of four, and the slowest) and warm (the same again).
    """
    print(f"\nload {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; * over the budget: cold {COLD_SECONDS} s, warm "
          f"{WARM_SECONDS} s, a click {CLICK_SECONDS} s")  # fmt: skip
    for way in WAYS:
        print(f"\n{way.title:<26}" + "".join(f"{name:>10}" for name in way.figures))
        with serving(store) as address, launched() as browser:
            for name, role, more in PAGES:
                if way.to_views or not more:
                    said = {"role": role, "lang": "en"} | dict(pair.split("=") for pair in more.split("&") if pair)
                    row = _in_a_window(browser, address, way.measure, name, said)
                    print(f"{f'{name} {more}':<26}" + _line(row, way), flush=True)
    print(f"load {os.getloadavg()[0]:.1f} at the end", flush=True)


def _line(row: Sequence[float], way: Way) -> str:
    pairs = zip(row, way.figures.values(), strict=True)
    return "".join(f"{seconds:>9.2f}{'*' if most and seconds > most else ' '}" for seconds, most in pairs)


def _in_a_window(
    browser: Browser, address: str, measure: Measure, name: str, said: dict[str, str]
) -> tuple[float, ...]:
    with window(browser, address, locale="en-GB") as screen:
        screen.page.set_default_timeout(LONGEST_SECONDS * 1000)
        return measure(screen, name, said)


def _linked(screen: Screen, name: str, said: dict[str, str]) -> tuple[float, ...]:
    first, *warm = [_of_link(screen, name, said) for _ in range(1 + ROUNDS)]
    cold = [_of_link(screen, name, said | {"p": period}) for period in PERIODS]
    return first, statistics.median(cold), max(cold), statistics.median(warm)


def _of_link(screen: Screen, name: str, said: dict[str, str]) -> float:
    screen.open(name, **said)
    return float(screen.page.evaluate("window.__changed")) / 1000  # counted since the browser set out


def _turned(screen: Screen, name: str, said: dict[str, str]) -> tuple[float, ...]:
    elsewhere = "channels" if said["role"] == "operator" or name == "polls" else "polls"  # light, and open to the role
    screen.open(elsewhere, **said)
    turn = partial(_after, screen, partial(screen.turn_to, name))
    first, warm, cold = turn(), [], []
    for _ in range(ROUNDS):
        screen.turn_to(elsewhere)
        warm.append(turn())
    for period in PERIODS:
        screen.open(elsewhere, **said, p=period)
        cold.append(turn())
    return first, statistics.median(cold), max(cold), statistics.median(warm)


def _clicked(screen: Screen, name: str, said: dict[str, str]) -> tuple[float, ...]:
    screen.open(name, **said)
    cold, warm = ([_after(screen, partial(_choose, screen, words)) for words in PERIODS.values()] for _ in range(2))
    return statistics.median(cold), max(cold), statistics.median(warm)


def _choose(screen: Screen, period: str) -> None:
    with screen.rerun():
        screen.page.locator(".st-key-period_choice").get_by_text(period, exact=True).click()


def _after(screen: Screen, action: Callable[[], object]) -> float:
    """Seconds from the beginning of the action to the last change on the page."""
    started = screen.page.evaluate("performance.now()")
    action()
    return float(screen.page.evaluate("window.__changed") - started) / 1000


WAYS = (
    Way("opened from a link", {"first": None, "cold": COLD_SECONDS, "slowest": None, "warm": WARM_SECONDS}, _linked),
    Way("turned to", {"first": None, "cold": COLD_SECONDS, "slowest": None, "warm": WARM_SECONDS}, _turned, False),
    Way("another period clicked", {"cold": CLICK_SECONDS, "slowest": None, "warm": CLICK_SECONDS}, _clicked),
)


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
