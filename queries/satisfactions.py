"""`satisfactions`: what people rate, what they say when they are called back, and how authors react in social media."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, func, select

from analysis.intervals import wilson
from queries.filters import Filters
from queries.measure import measure
from queries.scope import Scope, visible_cases
from queries.service_ratings import service_ratings
from store.dialects import read_frame

if TYPE_CHECKING:
    from queries.question import Question

REACTIONS = ("satisfied", "neutral", "dissatisfied", "no_answer", "pointless")
SPOKEN = ("satisfied", "neutral", "dissatisfied")  # the author said something
SPLITS = ("agency", "district")


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `gap`, by agency or `--by district`; `whole`: the same in one row; `reactions`: see `reactions`;
    `criteria`: see `queries.service_ratings`. Raises ValueError for another split.
    """
    by = asked.by or "agency"
    if by not in SPLITS:
        raise ValueError(f"satisfactions --by {by} is not known: choose one of {', '.join(SPLITS)}")
    return {
        "rows": gap(engine, scope, filters, by),
        "whole": gap(engine, scope, filters, None),
        "reactions": reactions(engine, scope, filters),
        "criteria": service_ratings(scope, filters, engine=engine),
    }


def gap(engine: Engine, scope: Scope, filters: Filters, by: str | None) -> pd.DataFrame:
    """Ratings beside call-backs: key, rated, ratings (share of 4 and 5), ratings_low, ratings_high, coverage (rated of
    closed), bound_low, bound_high (if all the silent were unhappy, or happy), called (valid call-backs), calls (share
    satisfied; missing where the filters ask what call-backs do not know), calls_low, calls_high, gap (ratings − calls),
    gap_low, gap_high (R. Newcombe, 1998, method 10).

    40 of 50 ratings against 20 of 50 calls: 0.8 − 0.4 = 0.4 (0.21 to 0.55).
    """
    rated = _named(measure("satisfaction", scope, filters, by, engine=engine), "ratings", "rated")
    called = measure("three_rates", scope, filters, by, engine=engine)
    known = "part" in called
    called = _named(called[called["part"] == "satisfied"] if known else called.head(0), "calls", "called")
    kept = ["key", "rated", "ratings", "ratings_low", "ratings_high", "coverage", "bound_low", "bound_high"]
    rows = rated.reindex(columns=kept).merge(
        called[["key", "called", "calls", "calls_low", "calls_high"]], on="key", how="outer"
    )
    if by is None and rows.empty:
        return rows
    difference = rows["ratings"].astype(float) - rows["calls"].astype(float)
    low, high = newcombe(rows)
    return rows.assign(gap=difference, gap_low=low, gap_high=high)


def _named(rows: pd.DataFrame, share: str, n: str) -> pd.DataFrame:
    names = {"value": share, "low": f"{share}_low", "high": f"{share}_high", "denominator": n}
    return rows.rename(columns=names).assign(key=rows["key"].astype(object))


def newcombe(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of the difference of two shares from their Wilson limits; NaN where one is missing."""
    p, p_low, p_high = (rows[f"ratings{end}"].to_numpy(dtype=float) for end in ("", "_low", "_high"))
    q, q_low, q_high = (rows[f"calls{end}"].to_numpy(dtype=float) for end in ("", "_low", "_high"))
    return p - q - np.hypot(p - p_low, q_high - q), p - q + np.hypot(p_high - p, q - q_low)


def reactions(engine: Engine, scope: Scope, filters: Filters) -> pd.DataFrame:
    """How authors reacted in social media: reaction (of `REACTIONS`), cases, share, low, high (Wilson) of those
    who said something; NaN for those who said nothing.
    """
    c = visible_cases(scope, filters.only(channels=("social",))).subquery("c")
    with engine.connect() as connection:
        question = select(c.c.author_reaction.label("reaction"), func.count().label("cases"))
        found = read_frame(connection, question.where(c.c.author_reaction.in_(REACTIONS)).group_by(c.c.author_reaction))
    counts = found.set_index("reaction")["cases"].reindex(REACTIONS).fillna(0).astype("int64")
    spoken = counts.where(counts.index.isin(SPOKEN))
    low, high = wilson(spoken, np.full(len(spoken), spoken.sum()))
    rows = counts.rename_axis("reaction").reset_index()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = spoken.to_numpy(dtype=float) / spoken.sum()
    return rows.assign(share=share, low=low, high=high)
