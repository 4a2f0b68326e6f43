"""Fast and well: each agency by how long it takes and how satisfied people are."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from components.charts import MUTED, draw
from components.numbers import number
from components.words import _

SMALLEST = 10


def paired(times: pd.DataFrame, ratings: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Columns key, name, days, days_low, days_high, share, share_low, share_high, cases, rated, enough.

    In: time to answer and satisfaction by agency, as `measure` returns them. Agencies without both are left out of the
    drawing, not of the table below it.
    """
    left = times[times["key"].notna() & times["value"].notna()][["key", "value", "low", "high", "denominator"]]
    right = ratings[ratings["key"].notna() & ratings["value"].notna()][["key", "value", "low", "high", "denominator"]]
    both = left.merge(right, on="key", suffixes=("_time", "_share"))
    found = both.rename(
        columns={
            "value_time": "days", "low_time": "days_low", "high_time": "days_high", "denominator_time": "cases",
            "value_share": "share", "low_share": "share_low", "high_share": "share_high", "denominator_share": "rated",
        }
    )  # fmt: skip
    enough = (found["rated"] >= SMALLEST) & (found["cases"] >= SMALLEST)
    return found.assign(name=found["key"].map(names).fillna(found["key"]), enough=enough)


def section(rows: pd.DataFrame, whole_days: float, whole_share: float) -> Any:
    """The quadrant with its table; the crossing lines are the whole region's values. `rows`: see `paired`."""
    headers = {"name": _("Agency"), "days": _("Median days to answer"), "share": _("Satisfied"), "cases": _("Cases"),
               "rated": _("Rated")}  # fmt: skip
    told = _("{n} agencies by time to answer and satisfaction").format(n=number(len(rows)))
    return draw(
        _quadrant(rows, whole_days, whole_share), _("Fast and well"), told, rows[list(headers)], headers, "quadrant"
    )


def _quadrant(rows: pd.DataFrame, whole_days: float, whole_share: float) -> Any:
    x = alt.X(
        "days:Q", title=_("median days to answer"), scale=alt.Scale(zero=True), axis=alt.Axis(grid=False, tickCount=8)
    )
    y = alt.Y("share:Q", title=_("satisfied"), scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    base = alt.Chart(rows)
    across = base.mark_rule(color=MUTED, opacity=0.45).encode(x=alt.X("days_low:Q"), x2="days_high:Q", y=y)
    along = base.mark_rule(color=MUTED, opacity=0.45).encode(x=x, y=alt.Y("share_low:Q"), y2="share_high:Q")
    tooltip = [
        alt.Tooltip("name:N", title=_("Agency")),
        alt.Tooltip("days:Q", title=_("Median days to answer"), format=".1f"),
        alt.Tooltip("share:Q", title=_("Satisfied"), format=".0%"),
        alt.Tooltip("cases:Q", title=_("Cases"), format=","),
        alt.Tooltip("rated:Q", title=_("Rated"), format=","),
    ]
    size = alt.Size("cases:Q", scale=alt.Scale(range=[40, 900]), legend=None)
    sure = base.transform_filter("datum.enough").mark_circle(opacity=0.75).encode(x=x, y=y, size=size, tooltip=tooltip)
    unsure = (
        base.transform_filter("!datum.enough")
        .mark_point(opacity=0.8, strokeWidth=1.2, color=MUTED)
        .encode(x=x, y=y, size=size, tooltip=tooltip)
    )
    cross = pd.DataFrame({"days": [whole_days], "share": [whole_share]})
    lines = [
        alt.Chart(cross).mark_rule(strokeDash=[4, 3], color=MUTED).encode(x="days:Q"),
        alt.Chart(cross).mark_rule(strokeDash=[4, 3], color=MUTED).encode(y="share:Q"),
    ]
    return alt.layer(*lines, across, along, sure, unsure).properties(height=360)
