"""Latency of every metric by every dimension, beside the bare engine and pandas doing the same aggregate."""

import gc
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from queries.filters import Filters
from queries.measure import measure
from queries.metrics import METRICS
from queries.scope import scope_for
from store.engine import open_store
from tests.bench import in_memory

STAFF, ROUNDS = scope_for("staff"), 5
DIMENSIONS = (None, "district", "agency", "topic", "channel", "day")
BUDGET_MS, AGENCY_PERCENTILES_MS = 30, 50
# The least that an engine must do for the number, over only the columns it needs: no scope, no unknowns, no left out.
BARE = {
    "received": "count(*)",
    "in_work": "count(*) FILTER (closed_at IS NULL)",
    "on_time": "count(*) FILTER (decided_at <= due_at), count(*) FILTER (decided_at IS NOT NULL OR due_at < now_at)",
    "overdue_now": "count(*) FILTER (decided_at IS NULL AND due_at < now_at)",
    "overdue_depth": "quantile_cont(epoch(now_at - due_at), 0.5) FILTER (decided_at IS NULL AND due_at < now_at)",
    "time_to_answer": "quantile_cont(close_seconds, [0.5, 0.9])",
    "first_response": "quantile_cont(response_seconds, [0.5, 0.9])",
    "satisfaction": "count(*) FILTER (rating >= 4), count(rating), count(closed_at)",
    "negative": "count(*) FILTER (rating <= 2), count(rating)",
    "outcome": "histogram(outcome) FILTER (closed_at IS NOT NULL)",
    "repeat_review": "count(*) FILTER (repeat_review), count(closed_at)",
    "rate": "count(*) FILTER (district_id IS NOT NULL)",
    "flow": "count(*), count(closed_at)",
}


def run(store: Path) -> None:
    """Print a row per metric and dimension: ms, ratio to the bare engine, ratio to pandas, and the worst of each."""
    engine = open_store(f"duckdb:///{store}")
    frame = in_memory.load(engine)
    print(f"\n{len(frame):,} cases; medians of {ROUNDS} runs")
    print(f"budget {BUDGET_MS} ms, agency percentiles {AGENCY_PERCENTILES_MS} ms")
    print(f"{'metric':<16}{'by':<10}{'ms':>8}{'bare ms':>9}{'ratio':>7}{'pandas ms':>11}{'ratio':>7}")
    missed = 0
    for metric in METRICS:
        for by in DIMENSIONS:
            if metric == "three_rates" and by in ("topic", "channel", "day"):
                continue
            ours = _median(partial(measure, metric, STAFF, Filters(), by, engine=engine))
            bare = _median(_bare(engine, metric, by)) if metric in BARE else float("nan")
            memory = _median(partial(in_memory.aggregate, frame, metric, by)) if metric in BARE else float("nan")
            is_percentile = METRICS[metric].shape == "duration" and by == "agency"
            missed += ours > (AGENCY_PERCENTILES_MS if is_percentile else BUDGET_MS)
            row = f"{metric:<16}{by or '—':<10}{ours:>8.1f}{bare:>9.1f}{ours / bare:>7.1f}{memory:>11.1f}"
            print(f"{row}{ours / memory:>7.2f}")
    print(f"{missed} of the rows above are over the budget on this machine")
    engine.dispose()


def _bare(engine: Engine, metric: str, by: str | None) -> Callable[[], object]:
    latest = "TIMESTAMP '2026-01-01'"
    chosen = BARE[metric].replace("now_at", latest)
    key = "date_trunc('day', filed_at)" if by == "day" else in_memory.KEYS.get(by or "")
    head, tail = (f"{key}, ", " GROUP BY 1") if key else ("", "")
    statement = f'SELECT {head}{chosen} FROM "case"{tail}'
    raw = engine.raw_connection().driver_connection
    assert raw is not None
    return lambda: raw.execute(statement).df()


def _median(question: Callable[[], object]) -> float:
    question()
    gc.collect()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        question()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
