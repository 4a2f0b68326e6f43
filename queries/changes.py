"""What changed between two periods by more than noise: numbers and topics, judged together."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from analysis.change import dispersion, p_of_change
from analysis.false_discovery import discoveries
from queries.clock import read_clock
from queries.filters import Filters, Period
from queries.measure import measure
from queries.metrics import metric
from queries.scope import Scope

JUDGED = ("received", "on_time", "time_to_answer", "first_response", "satisfaction", "negative", "repeat_review")
# Shares of what has already been decided: of a period that has just ended they know its quick cases only.
LATE_KNOWN = ("on_time", "satisfaction", "negative", "repeat_review")
RIPE = timedelta(days=30)  # the longest usual limit
FEWEST = 10
Row = Mapping[Any, Any]
SIDES = ("value", "numerator", "denominator")
COLUMNS = ["metric", "topic", "unit", *SIDES, *(f"{name}_before" for name in SIDES), "p", "signal"]


def changes(scope: Scope, now: Filters, before: Filters | None, *, engine: Engine) -> pd.DataFrame:
    """Columns metric, topic (None for a number of everything), unit, value, numerator, denominator, the same with
    `_before`, p, signal: up, down (discoveries at a 5 % false-discovery rate among all rows), same, small, or young
    (too early to compare: one of `LATE_KNOWN` in a period that ended less than 30 days before the data do).

    The rows: the metrics of `JUDGED`, and the cases received on each topic that has ten in either period. Counts are
    judged against the restlessness of their own days. A period that the data do not reach the end of is cut, and the
    other by as much. Empty without a period to compare with.
    """
    if before is None:
        return pd.DataFrame(columns=COLUMNS)
    with engine.connect() as connection:
        as_of = read_clock(connection).as_of
    now, before = _as_far_as_known(now, before, as_of)
    is_ripe = now.period is None or as_of is None or now.period.end + RIPE <= as_of + timedelta(seconds=1)
    spread = _restlessness(scope, now, engine)
    rows = []
    for name in JUDGED:
        one, other = (measure(name, scope, asked, engine=engine).iloc[0].to_dict() for asked in (now, before))
        young = name in LATE_KNOWN and not is_ripe
        rows.append(_row(name, None, one, other, spread if name == "received" else 1.0, young))
    by_topic = [_by_topic(scope, asked, engine) for asked in (now, before)]
    for topic in sorted({*by_topic[0], *by_topic[1]}):
        late, early = (known.get(topic, {"value": 0.0, "numerator": 0, "denominator": 0}) for known in by_topic)
        if max(late["numerator"], early["numerator"]) >= FEWEST:
            rows.append(_row("received", topic, late, early, spread))
    found = pd.DataFrame(rows, columns=COLUMNS[:-1])
    surprising = discoveries(found["p"])
    too_early = found["metric"].isin(LATE_KNOWN) & (not is_ripe)
    signal = np.where(too_early, "young", np.where(found["p"].isna(), "small", "same"))
    side = np.where(found["value"] > found["value_before"], "up", "down")
    told = np.where(surprising, side, signal)
    return found.assign(signal=told)


def _as_far_as_known(now: Filters, before: Filters, as_of: datetime | None) -> tuple[Filters, Filters]:
    """Both periods without what the data do not reach of the first."""
    if now.period is None or before.period is None or as_of is None:
        return now, before
    missing = now.period.end - min(now.period.end, max(as_of + timedelta(seconds=1), now.period.start))
    return now.during(_without(now.period, missing)), before.during(_without(before.period, missing))


def _without(period: Period, missing: timedelta) -> Period:
    return Period(period.start, period.end - missing)


def _row(name: str, topic: str | None, now: Row, before: Row, spread: float, young: bool = False) -> tuple[Any, ...]:
    asked = metric(name)
    enough = not young and all(side["state"] in ("value", "zero") for side in (now, before) if "state" in side)
    if asked.shape == "count":
        enough &= now["numerator"] + before["numerator"] >= FEWEST
    else:
        enough &= min(now["denominator"], before["denominator"]) >= asked.smallest_n
    p = p_of_change(asked.shape, now, before, spread) if enough else float("nan")
    unit = str(now.get("unit") or asked.unit)
    return (name, topic, unit, *(now[side] for side in SIDES), *(before[side] for side in SIDES), p)


def _by_topic(scope: Scope, filters: Filters, engine: Engine) -> dict[str, Row]:
    rows = measure("received", scope, filters, "topic", engine=engine)
    return {str(row["key"]): row for row in rows[rows["key"].notna()].to_dict("records")}


def _restlessness(scope: Scope, filters: Filters, engine: Engine) -> float:
    """See `analysis.change.dispersion`, of the days of the period, those without a case too."""
    days = measure("received", scope, filters, "day", engine=engine).dropna(subset="key")
    if days.empty:
        return 1.0
    counts = days.assign(day=pd.to_datetime(days["key"])).set_index("day")["numerator"]
    return dispersion(list(counts.asfreq("D", fill_value=0)))
