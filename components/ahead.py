"""What the pages need is read, and the dearest of what they ask is asked, before anybody opens one: else the first who
does waits for it.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from queries import cached
from queries.filters import Filters
from queries.scope import scope_for

# The questions that `queries.cached` imports when they are asked, for their libraries take long.
SLOW = ("advisory", "effect", "formal_replies", "hotspots", "opinions", "silent", "systemic")
PAUSE_SECONDS = 60  # an import that comes every few seconds has its answers when somebody asks
MANY = 50_000  # fewer cases are counted before anybody notices
_log = logging.getLogger(__name__)


def read_ahead() -> None:
    """Import everything that draws, and the questions whose libraries take long."""
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem not in ("__init__", "shell"):  # the router runs when it is imported
            import_module(f"components.{file.stem}")
    for name in SLOW:
        with suppress(ImportError):  # the page that asks it says so
            import_module(f"queries.{name}")


def ask_ahead() -> Iterator[object]:
    """Ask what no filter of a first look changes: the signals of the week, what is in work, the days of all time. One
    question a step, so that whoever asks may stop between two.
    """
    if cached.clock().as_of is None:
        return
    readers, judges, always = scope_for("operator"), scope_for("staff"), Filters()
    yield cached.boundaries()
    yield cached.recent_spikes(readers, always)
    yield (stock := cached.measures(("in_work", "overdue_now"), readers, always, "district"))
    yield cached.further(readers, always, tuple(stock))
    for each in stock:
        yield cached.told_by(readers, always, each, "district")
    yield cached.daily(judges, always)
    yield cached.measure("events", judges, always, "day")


class Asking:
    """The thread beside the dashboard that asks at the start, and again when something was loaded."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ahead", daemon=True)

    def start(self) -> "Asking":
        """Begin to ask."""
        self._thread.start()
        return self

    def stop(self, timeout: float = 5) -> None:
        """Finish the question at hand, then end."""
        self._stop.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        answered = ""
        while not self._stop.is_set():
            try:
                if (version := cached.version()) != answered:
                    for _answer in ask_ahead() if cached.region_info().cases >= MANY else ():
                        if self._stop.is_set():
                            return
                    answered = version
            except Exception:
                _log.exception("nothing is asked ahead now; whoever looks asks")
            self._stop.wait(PAUSE_SECONDS)
