"""A poll's answer beside the complaints about the same topic, by municipality."""

from typing import Any

import pandas as pd
from sqlalchemy import Engine

from analysis.agreement import rank_correlation, side_of
from queries.filters import Filters
from queries.measure import measure
from queries.scope import Scope

COLUMNS = ["district_id", "share", "low", "high", "voters", "votes", "rate", "cases", "events", "residents",
           "satisfaction", "rated", "answer_side", "rate_side", "disagree"]  # fmt: skip


def beside(districts: pd.DataFrame, option: str, scope: Scope, filters: Filters, *, engine: Engine) -> dict[str, Any]:
    """rows: a municipality each: the share that chose `option` with its interval, cases per 10,000 residents of the
    topics of `filters` and of how many events they tell, satisfaction with their answers, and whether answer and
    complaints differ from the whole in opposite directions by more than chance; usual_share, usual_rate (of the same
    municipalities together, those whose share is shown and whose residents are known; missing for fewer than two: one
    is no whole to differ from); spearman, low, high, n.

    `districts`: `queries.poll_results.by_district`; `option`: an option_id, or its title where one question only has
    it. Counts that are hidden there stay hidden. Raises ValueError without a topic, where the poll has no such option
    by municipality, and for a title of several questions.
    """
    if not filters.topics:
        raise ValueError("beside which complaints? Name a topic")
    known = _rows_of(districts, option) if len(districts) else districts
    if known.empty or known["share"].isna().all():
        raise ValueError(f"the poll has no answer {option!r} by municipality")
    told = known[known["district_id"].notna()].drop_duplicates("district_id")
    rate = measure("rate", scope, filters, "district", engine=engine).set_index("key")
    pleased = measure("satisfaction", scope, filters, "district", engine=engine).set_index("key")
    rows = told[["district_id", "share", "low", "high", "voters", "votes"]].reset_index(drop=True)
    columns = {
        "rate": "value",
        "cases": "numerator",
        "residents": "denominator",
        "rate_low": "low",
        "rate_high": "high",
    }
    for name, column in columns.items():
        rows[name] = rows["district_id"].map(rate[column]).astype(float)
    events = measure("events", scope, filters, "district", engine=engine).set_index("key")["numerator"]
    rows["events"] = rows["cases"].where(rows["cases"].isna(), rows["district_id"].map(events).fillna(0))
    rows["rate"] = rows["rate"].mask(rows["rate"].isna() & (rows["cases"] == 0) & (rows["residents"] > 0), 0.0)
    rows["satisfaction"] = rows["district_id"].map(pleased["value"]).astype(float)
    rows["rated"] = rows["district_id"].map(pleased["denominator"]).astype(float)
    usual_share, usual_rate = _together(rows[rows["share"].notna() & (rows["residents"] > 0)])
    rows["answer_side"] = side_of(rows["low"], rows["high"], usual_share)
    rows["rate_side"] = side_of(rows["rate_low"], rows["rate_high"], usual_rate)
    rows["disagree"] = rows["answer_side"] * rows["rate_side"] < 0
    spearman, low, high, n = rank_correlation(rows["share"], rows["rate"])
    return {"rows": rows[COLUMNS], "usual_share": usual_share, "usual_rate": usual_rate, "spearman": spearman,
            "low": low, "high": high, "n": n}  # fmt: skip


def _together(rows: pd.DataFrame) -> tuple[float, float]:
    """The share of the answer and the cases per 10,000 residents in all of these municipalities, the same for both."""
    if len(rows) < 2:
        return float("nan"), float("nan")
    votes, voters, cases, residents = (
        float(rows[name].astype(float).sum()) for name in ("votes", "voters", "cases", "residents")
    )
    return votes / voters, 10_000 * cases / residents


def _rows_of(districts: pd.DataFrame, option: str) -> pd.DataFrame:
    """The rows of one option of one question: «Да» to the roads is no «Да» to the hospitals."""
    by_id = districts[districts["option_id"] == option]
    if len(by_id):
        return by_id
    titled = districts[districts["option"] == option]
    ids = titled["option_id"].unique()
    if len(ids) > 1:
        raise ValueError(f"several questions have the answer {option!r}; name one of {', '.join(map(repr, ids))}")
    return titled
