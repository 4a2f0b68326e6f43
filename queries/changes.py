"""What changed between two periods by more than noise: numbers and topics, judged together."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from analysis.change import dispersion, p_of_change
from analysis.false_discovery import discoveries
from queries.clock import read_clock
from queries.filters import Filters
from queries.measure import FEW_UNDATED, measure
from queries.metrics import metric
from queries.scope import Scope

JUDGED = ("received", "on_time", "time_to_answer", "first_response", "satisfaction", "negative", "repeat_review")
FEWEST = 10
UNKNOWN_WHEN = ("in_work", "time_to_answer")  # their unknown cases are closed, nobody knows when
Row = Mapping[Any, Any]
SIDES = ("value", "numerator", "denominator")
COLUMNS = ["metric", "topic", "unit", *SIDES, *(f"{name}_before" for name in SIDES), "p", "signal"]


def changes(scope: Scope, now: Filters, before: Filters | None, *, engine: Engine) -> pd.DataFrame:
    """Columns metric, topic (None for a number of everything), unit, value, numerator, denominator, the same with
    `_before`, p, signal: up, down (discoveries at a 5 % false-discovery rate among all rows), same, small, or young
    (cannot be compared yet: of the period before nobody can say what was known of it at the same age).

    The rows: the metrics of `JUDGED`, and the cases received on each topic that has ten in either period. Counts are
    judged against the restlessness of their own days. The period before is judged by what was known of it when it was
    as old as the other is today (see `Clock.same_age`). Empty without a period to compare with.
    """
    if before is None:
        return pd.DataFrame(columns=COLUMNS)
    with engine.connect() as connection:
        ago = read_clock(connection).same_age(now.period, before.period)
    spread = _restlessness(scope, now, engine)
    rows: list[tuple[Any, ...]] = []
    undated: list[str] = []
    for name in JUDGED:
        one = measure(name, scope, now, engine=engine).iloc[0].to_dict()
        other = measure(name, scope, before, ago=ago, engine=engine).iloc[0].to_dict()
        if cannot_compare(name, one, other):
            undated, other = [*undated, name], other | {"value": np.nan, "state": "not_answerable"}
        rows.append(_row(name, None, one, other, spread if name == "received" else 1.0))
    by_topic = [_by_topic(measure("received", scope, now, "topic", engine=engine)),
                _by_topic(measure("received", scope, before, "topic", ago, engine=engine))]  # fmt: skip
    for topic in sorted({*by_topic[0], *by_topic[1]}):
        late, early = (known.get(topic, {"value": 0.0, "numerator": 0, "denominator": 0}) for known in by_topic)
        if max(late["numerator"], early["numerator"]) >= FEWEST:
            rows.append(_row("received", topic, late, early, spread))
    found = pd.DataFrame(rows, columns=COLUMNS[:-1])
    surprising = discoveries(found["p"])
    signal = np.where(found["metric"].isin(undated), "young", np.where(found["p"].isna(), "small", "same"))
    side = np.where(found["value"] > found["value_before"], "up", "down")
    told = np.where(surprising, side, signal)
    return found.assign(signal=told)


def cannot_compare(name: str, now: Row, before: Row) -> bool:
    """Whether nobody can say what a number was when the period before was as old as this one is: facts of that one bear
    no date, or of this one more cases than a few are closed and not dated yet. 31 of 250: of the period before such
    cases have their date by now, and were open when it was as old.
    """
    if now["state"] != before["state"] == "not_answerable":
        return True
    return name in UNKNOWN_WHEN and now["unknown"] - before["unknown"] > FEW_UNDATED * now["numerator"]


def _row(name: str, topic: str | None, now: Row, before: Row, spread: float) -> tuple[Any, ...]:
    asked = metric(name)
    enough = all(side["state"] in ("value", "zero") for side in (now, before) if "state" in side)
    if asked.shape == "count":
        enough &= now["numerator"] + before["numerator"] >= FEWEST
    else:
        enough &= min(now["denominator"], before["denominator"]) >= asked.smallest_n
    p = p_of_change(asked.shape, now, before, spread) if enough else float("nan")
    unit = str(now.get("unit") or asked.unit)
    return (name, topic, unit, *(now[side] for side in SIDES), *(before[side] for side in SIDES), p)


def _by_topic(rows: pd.DataFrame) -> dict[str, Row]:
    return {str(row["key"]): row for row in rows[rows["key"].notna()].to_dict("records")}


def _restlessness(scope: Scope, filters: Filters, engine: Engine) -> float:
    """See `analysis.change.dispersion`, of the days of the period, those without a case too."""
    days = measure("received", scope, filters, "day", engine=engine).dropna(subset="key")
    if days.empty:
        return 1.0
    counts = days.assign(day=pd.to_datetime(days["key"])).set_index("day")["numerator"]
    return dispersion(list(counts.asfreq("D", fill_value=0)))
