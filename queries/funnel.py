"""`funnel METRIC --by agency|district`: who stands out from the others of its kind by more than chance explains."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from analysis import funnel as funnels
from queries.filters import Filters
from queries.question import Question
from queries.scope import Scope
from queries.units import KINDS, LIMITS, NOTHING, Comparison, Known, compared, shown_to, units

PER = 10_000  # rates are told per 10,000 residents


def funnel(engine: Engine, asked: Comparison, known: Known = NOTHING) -> pd.DataFrame:
    """The units with the columns of `queries.units.units` and those of `analysis.funnel.funnel`.

    Raises ValueError for a metric that is neither a share nor a rate.
    """
    metric = compared(asked)
    if (kind := KINDS[metric.shape]) == "value":
        raise ValueError(f"{metric.id} is no share: a funnel needs one, ranks do not")
    rows = units(engine, asked, known)
    intervals = rows.set_index("key")[["low", "high"]]
    found = funnels.funnel(rows, "share" if kind == "share" else "rate", smallest=metric.smallest_n)
    if kind == "rate":
        found[["value", "target", *LIMITS]] *= PER
    found[["low", "high"]] = intervals.reindex(found["key"]).to_numpy()
    size = "numerator" if kind == "rate" else "denominator"
    return shown_to(asked.scope, found, size=size, smallest=metric.smallest_n, is_share=kind == "share")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: Question) -> Mapping[str, Any]:
    """Rows, the strongest signals first; nobody is left out."""
    if not asked.subject:
        raise ValueError("funnel of which metric? For example: funnel on_time --by agency")
    classes, rollup = asked.settings.get("classes", ""), "rollup" in asked.settings
    return {"rows": funnel(engine, Comparison(scope, filters, asked.subject, asked.by or "", classes, rollup))}
