"""What the pages need is read, and the dearest of what they ask is asked, before anybody opens one: else the first who
does waits for it.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from components import against_class, unit_table
from components.filters import DEFAULT_PERIOD, steady
from queries import cached
from queries.filters import Filters, preset_period
from queries.metrics import METRICS
from queries.scope import Scope, scope_for
from queries.settings import read_settings
from queries.units import Comparison

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
    """Ask what no filter of a first look changes: the signals of the week, what is in work, the days of all time; and
    what the first look at agencies and municipalities compares. One question a step, so that whoever asks may stop
    between two.
    """
    clock = cached.clock()
    if clock.as_of is None:
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
    yield from _comparisons(judges, Filters(period=preset_period(DEFAULT_PERIOD, steady(clock.as_of), clock.zone)))


def _comparisons(judges: Scope, look: Filters) -> Iterator[object]:
    """The questions of the pages Agencies and Municipalities, word for word as they ask them of the usual period."""
    yield cached.compared("funnel", Comparison(judges, look, "on_time", "agency"))
    yield cached.of_each(unit_table.ASKED, judges, look, "agency")
    yield cached.measure("time_to_answer", judges, look)
    yield cached.sent_on("received", judges, look)
    usual = next(iter(read_settings("classes.toml")))
    yield cached.compared("funnel", asked := Comparison(judges, look, "on_time", "district", usual))
    for each in against_class.SHOWN:
        yield cached.compared("ranks" if METRICS[each].good else "funnel", asked.of(each))


def keep_asking(stop: threading.Event) -> None:
    """Ask at the start, and again when something was loaded or the answers have had their time, until `stop` is set."""
    answered = ""
    while not stop.is_set():
        try:
            if (edition := cached.edition()) != answered:
                for _answer in ask_ahead() if cached.region_info().cases >= MANY else ():
                    if stop.is_set():
                        return
                answered = edition
        except Exception:
            _log.exception("nothing is asked ahead now; whoever looks asks")
        stop.wait(PAUSE_SECONDS)
