"""Asks an Open311 endpoint for its service requests, page by page, and loads each page like a file.

Where it is stands in a small state file: after a stop it goes on with the next page of the same window. An endpoint
that is slow, answers with an error or breaks off is asked again, later and later. A page seen before is not loaded
again.
"""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import requests

from intake.files import LARGEST_JSON
from intake.grids import open_grids
from intake.report import COUNTS, FileRefused, ImportReport
from intake.scratch import clear_scratch, scratch_folder

PAGE_ROWS = 200
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds between attempts: 1, 2, 4, … 300
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 10, 60, 300
AGAIN = (408, 425, 429, 500, 502, 503, 504)
BLOCK = 64 * 1024
Load = Callable[[Path], ImportReport]


class Unreachable(Exception):
    """The endpoint did not give a whole page in so many attempts; the message says what came."""


class Wrong(Exception):
    """The endpoint will never answer this question; the message says why."""


@dataclass
class Place:
    """Where polling is: the window's beginning (ISO, UTC; empty between rounds), the next page, the pages' last
    contents."""

    window: str = ""
    page: int = 1
    contents: dict[str, str] = field(default_factory=dict)


@dataclass
class Round:
    """What one round brought; `rows`: by `COUNTS`."""

    pages: int = 0
    skipped: int = 0  # pages with the same content as in the round before
    retries: int = 0
    rows: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(COUNTS, 0)))

    def add(self, report: ImportReport) -> None:
        """One page's report."""
        self.rows.update({name: getattr(report, name) for name in COUNTS})

    def as_json(self) -> dict[str, int]:
        """Everything in one object, the keys of an import report among them."""
        return {"pages": self.pages, "skipped": self.skipped, "retries": self.retries, **self.rows}


@dataclass
class Poller:
    """`days`: how far back requests are asked for, so that their later states are seen; `attempts`: per page, 0 for
    ever; `wait`: sleeps, with seconds.
    """

    url: str
    state: Path
    load: Load
    days: int = 90
    attempts: int = 0
    page_rows: int = PAGE_ROWS
    wait: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS)

    def __post_init__(self) -> None:
        self.url = requests_address(self.url)
        self._session = requests.Session()
        self._place = self._remembered()

    def round(self) -> Round:
        """All pages once, or what is left of them. Raises Unreachable and Wrong; what was loaded stays loaded."""
        place, done = self._place, Round()
        if not place.window:
            place.window = (self.now() - timedelta(days=self.days)).strftime("%Y-%m-%dT00:00:00Z")
        seen: set[str] = set()
        stale = 0  # pages in a row that brought no request that was not seen: an endpoint may repeat one, or all
        clear_scratch()
        with scratch_folder("svodka-open311-") as folder:
            while stale < 2:
                page = folder / f"{urlsplit(self.url).hostname}-{place.page}{Path(self.url).suffix}"
                ids = self._fetched(page, place, done)
                if not ids:
                    break
                stale = 0 if ids - seen else stale + 1
                if ids - seen:
                    seen |= ids
                    self._loaded(page, place, done)
                done.pages += 1
                place.page += 1
                self._remember()
        place.window, place.page = "", 1
        self._remember()
        return done

    def _loaded(self, page: Path, place: Place, done: Round) -> None:
        digest = hashlib.sha256(page.read_bytes()).hexdigest()
        if place.contents.get(str(place.page)) == digest:
            done.skipped += 1
            return
        done.add(self.load(page))
        place.contents[str(place.page)] = digest

    def _fetched(self, target: Path, place: Place, done: Round) -> set[str]:
        """The page as a file, and the numbers of its requests; none after the last page. Tries again until it is
        whole.
        """
        pause, attempt = FIRST_PAUSE, 0
        while True:
            attempt += 1
            try:
                self._download(target, place)
                return _numbers(target)
            except (requests.RequestException, FileRefused, OSError, TimeoutError) as error:
                if attempt == self.attempts:
                    raise Unreachable(f"{self.url}, page {place.page}: {error} ({attempt} attempts)") from None
                asked = getattr(getattr(error, "response", None), "headers", {}).get("Retry-After", "")
            done.retries += 1
            self.wait(min(float(asked), LONGEST_PAUSE) if asked.isdecimal() else pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _download(self, target: Path, place: Place) -> None:
        asked = {"start_date": place.window, "page": str(place.page), "page_size": str(self.page_rows)}
        until = time.monotonic() + WHOLE_SECONDS
        with self._session.get(self.url, params=asked, timeout=self.timeout, stream=True) as response:
            if response.status_code == 404 and place.page > 1:  # some endpoints end their pages so
                target.write_bytes(b"")
                return
            if 400 <= response.status_code < 500 and response.status_code not in AGAIN:
                raise Wrong(f"{self.url}: the endpoint answers {response.status_code} {response.reason}.")
            response.raise_for_status()
            size = 0
            with target.open("wb") as file:
                for block in response.iter_content(BLOCK):
                    size += len(block)
                    if size > LARGEST_JSON:
                        raise Wrong(f"{self.url}: a page of more than {LARGEST_JSON >> 20} MB. Ask for fewer days.")
                    if time.monotonic() > until:
                        raise TimeoutError(f"the page did not end within {WHOLE_SECONDS} s")
                    file.write(block)

    def _remembered(self) -> Place:
        try:
            known = json.loads(self.state.read_text(encoding="utf-8"))
            return Place(**known[self.url]) if self.url in known else Place()
        except (OSError, ValueError, TypeError):
            return Place()

    def _remember(self) -> None:
        """Written whole: a kill leaves the old state or the new one. Several endpoints share the file."""
        self.state.parent.mkdir(parents=True, exist_ok=True)
        try:
            known = json.loads(self.state.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        made = self.state.with_name(f".{self.state.name}")
        made.write_text(json.dumps(known | {self.url: asdict(self._place)}, indent=1), encoding="utf-8")
        made.replace(self.state)


def requests_address(url: str) -> str:
    """The address of the requests of an endpoint: «https://host/georeport/v2» → «…/v2/requests.json». Raises Wrong."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Wrong(f"{url}: not an address. Write it like https://city.example/georeport/v2")
    path = parts.path if parts.path.endswith((".json", ".xml")) else f"{parts.path.rstrip('/')}/requests.json"
    return urlunsplit(parts._replace(path=path, fragment=""))


def _numbers(page: Path) -> set[str]:
    """The numbers of the requests of a whole page; raises FileRefused for a page that breaks off."""
    content = page.read_bytes().strip()
    if content in (b"", b"[]"):
        return set()
    try:
        _, grids = open_grids(page)
    except FileRefused as refused:
        if "no rows to load" in str(refused):
            return set()
        raise
    grid = grids[0]
    if "service_request_id" not in grid.top[0]:
        raise requests.exceptions.ContentDecodingError("an answer without service_request_id")
    at = {"number": grid.top[0].index("service_request_id")}
    return {str(number) for chunk in grid.chunks(0, at) for number in chunk["number"] if number}
