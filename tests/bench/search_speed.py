"""How long a search takes: what can be typed, of each kind one, over the store given."""

import statistics
import time
from pathlib import Path

from sqlalchemy import Engine, func, select

from queries.cases import case_page
from queries.clock import read_clock
from queries.filters import Filters, Period, preset_period
from queries.scope import scope_for
from queries.search import ROWS, excerpts
from store.engine import open_store
from store.tables import case, case_text

OPERATOR, ROUNDS, BUDGET_MS = scope_for("operator"), 5, 300
TYPED = {
    "a word": "яма",
    "a frequent word": "дом",
    "the most frequent": "и",
    "two words": "яма двор",
    "two frequent words": "на и",
    "a phrase": '"во дворе"',
    "of frequent words": '"на улице"',
    "a frequent phrase": '"добрый день"',
    "a word left out": "снег -двор",
    "a phrase left out": '-"во дворе"',
    "a frequent one left out": "-и",
    "a beginning": "отопл*",
    "a frequent beginning": "ули*",
    "a field": "reply:засыпали",
    "a topic and a word": "topic:снег двор",
    "an address": "address:Мира",
    "nothing to find": "йцукенг",
}


def run(store: Path) -> None:
    """Print the medians of a DuckDB file."""
    engine = open_store(f"duckdb:///{store}")
    table(engine)
    engine.dispose()


def table(engine: Engine) -> None:
    """Print by kind how many cases were found, and the milliseconds of the question for a page of fifty, its count and
    its excerpts: of the clock, and of this process's processor, which a server's work is not in.
    """
    with engine.connect() as connection:
        sizes = [connection.execute(select(func.count()).select_from(each)).scalar() for each in (case, case_text)]
        clock = read_clock(connection)
    assert clock.as_of is not None
    month = preset_period("30d", clock.as_of, clock.zone)
    print(
        f"\nsearch over {sizes[0]:,} cases with {sizes[1]:,} texts; medians of {ROUNDS} runs, {BUDGET_MS} ms are wanted"
    )
    print(f"{'':<36}{'':>10}{'all time':>18}{'30 days':>18}")
    print(f"{'':<20}{'typed':<16}{'found':>10}{'ms':>9}{'of which':>9}{'ms':>9}{'of which':>9}")
    for kind, typed in TYPED.items():
        found, *whole = _median(engine, typed, None)
        _, *part = _median(engine, typed, month)
        print(f"{kind:<20}{typed:<16}{found:>10,}" + "".join(f"{ms:>9.0f}" for ms in (*whole, *part)), flush=True)


def _median(engine: Engine, typed: str, period: Period | None) -> tuple[int, float, float]:
    found, clock, processor = 0, [], []
    for _ in range(ROUNDS + 1):  # the first warms up what is read
        started, worked = time.perf_counter(), time.process_time()
        page = case_page(OPERATOR, Filters(text=typed, period=period), limit=ROWS, texts=False, engine=engine)
        excerpts(engine, OPERATOR, typed, page.rows["id"].tolist())
        clock.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - worked) * 1000)
        found = page.total
    return found, statistics.median(clock[1:]), statistics.median(processor[1:])
