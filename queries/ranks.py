"""`ranks METRIC --by agency|district`: places within a kind or a class, with the interval each place has."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from analysis.ranks import Kind, rank_intervals
from queries.filters import Filters
from queries.question import Question
from queries.scope import Scope
from queries.units import KINDS, NOTHING, Comparison, Known, compared, ranked_as_shown, shown_to, units


def ranks(engine: Engine, asked: Comparison, known: Known = NOTHING) -> pd.DataFrame:
    """The units with the columns of `queries.units.units` and rank, rank_low, rank_high, of (1 is the best).

    Units with fewer cases than the metric's smallest n have no rank and stay in the list, and so do those that somebody
    with limited rights may not see. Raises ValueError for a metric that has no good direction.
    """
    metric = compared(asked)
    if metric.good is None:
        raise ValueError(f"{metric.id} is neither good nor bad: it cannot be ranked")
    rows = units(engine, asked, known)
    kind: Kind = "share" if KINDS[metric.shape] == "share" else "value"
    rank = partial(rank_intervals, good=metric.good, kind=kind, smallest=metric.smallest_n)
    ranked = ranked_as_shown(asked.scope, rows, rank).sort_values(["group", "rank", "key"], ignore_index=True)
    return shown_to(asked.scope, ranked, smallest=metric.smallest_n, is_share=kind == "share")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: Question) -> Mapping[str, Any]:
    """Rows by group and rank."""
    if not asked.subject:
        raise ValueError("ranks of which metric? For example: ranks on_time --by district")
    classes, rollup = asked.settings.get("classes", ""), "rollup" in asked.settings
    return {"rows": ranks(engine, Comparison(scope, filters, asked.subject, asked.by or "", classes, rollup))}
