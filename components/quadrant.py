"""Fast and well: each agency by how long it takes and by a share: how satisfied people are, how often it says
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components.charts import MUTED, draw
from components.numbers import number
from components.standings import row_unit
from components.words import _
from queries.measure import altogether

SMALLEST = 10
AMBER = "#c77700"
PADDING = {"left": 5, "top": 5, "right": 14, "bottom": 5}  # the last label of the axis stands half beyond it


@dataclass(frozen=True)
class Upward:
    """What the vertical axis shows, in words: the share as a header and at the axis, what it is counted of, the
    title, the `alt` sentence, what the lit ones are.
    """

    share: str
    axis: str
    rated: str
    title: str
    told: str
    lit: str = ""


def satisfied() -> Upward:
    """The share that people rate well."""
    told = _("{n} agencies by time to answer and satisfaction")
    return Upward(_("Satisfied"), _("satisfied"), _("Rated"), _("Fast and well"), told)


def paired(times: pd.DataFrame, ratings: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Columns key, name, days, days_low, days_high, unit (days, or hours of channels that all know them: what `days`
    are counted in), share, share_low, share_high, cases, rated, enough, is_lit (nobody).

    In: time to answer and satisfaction by agency, as `measure` returns them. Agencies without both are left out of the
    drawing, not of the table below it.
    """
    left = times[times["key"].notna() & times["value"].notna()][["key", "value", "low", "high", "denominator"]]
    right = ratings[ratings["key"].notna() & ratings["value"].notna()][["key", "value", "low", "high", "denominator"]]
    # A column of nothing but missing keys has no text.
    both = left.astype({"key": object}).merge(right.astype({"key": object}), on="key", suffixes=("_time", "_share"))
    found = both.rename(
        columns={
            "value_time": "days", "low_time": "days_low", "high_time": "days_high", "denominator_time": "cases",
            "value_share": "share", "low_share": "share_low", "high_share": "share_high", "denominator_share": "rated",
        }
    )  # fmt: skip
    enough = (found["rated"] >= SMALLEST) & (found["cases"] >= SMALLEST)
    named = found["key"].map(names).fillna(found["key"])
    return found.assign(name=named, enough=enough, is_lit=False, unit=row_unit(times, "days"))


def usual(times: pd.DataFrame, ratings: pd.DataFrame) -> tuple[float, float]:
    """Where the lines of the whole region cross: the median of its times to answer and the share of its ratings that
    are good. In: time to answer of everything, satisfaction by agency, as `measure` returns them.
    """
    return float(times["value"].iloc[0]), float(altogether(ratings)["value"].iloc[0])


def section(
    rows: pd.DataFrame, whole_days: float, whole_share: float, upward: Upward | None = None, key: str = "quadrant"
) -> Any:
    """The quadrant with its table; the crossing lines are the whole region's values. `rows`: see `paired`; where a
    column is_lit says so, a unit is marked by colour, shape and name.
    """
    words = upward or satisfied()
    speed = _("Median hours to answer") if _in_hours(rows) else _("Median days to answer")
    headers = {"name": _("Agency"), "days": speed, "share": words.share, "cases": _("Cases"),
               "rated": words.rated}  # fmt: skip
    told = words.told.format(n=number(len(rows)))
    if words.lit:
        lit = rows[rows["is_lit"]]
        told += f"; {words.lit}: {', '.join(lit['name']) or _('nobody')}"
    chart = _quadrant(rows, whole_days, whole_share, headers, words)
    drawn = draw(chart, words.title, told, rows[list(headers)], headers, key)
    legend = _(
        "The larger the circle, the more cases; hollow: one of the two figures stands on fewer than {n} of them. "
        "Lines: the 95% interval; dashed: all together."
    )
    st.caption(legend.format(n=number(SMALLEST)))
    return drawn


def _in_hours(rows: pd.DataFrame) -> bool:
    return bool((rows["unit"] == "hours").any())


def _quadrant(
    rows: pd.DataFrame, whole_days: float, whole_share: float, headers: Mapping[str, str], words: Upward
) -> Any:
    speed = _("median hours to answer") if _in_hours(rows) else _("median days to answer")
    x = alt.X("days:Q", title=speed, scale=alt.Scale(zero=True), axis=alt.Axis(grid=False, tickCount=8))
    y = alt.Y("share:Q", title=words.axis, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    base = alt.Chart(rows)
    across = base.mark_rule(color=MUTED, opacity=0.45).encode(x=alt.X("days_low:Q"), x2=alt.X2("days_high:Q"), y=y)
    along = base.mark_rule(color=MUTED, opacity=0.45).encode(x=x, y=alt.Y("share_low:Q"), y2=alt.Y2("share_high:Q"))
    formats = {"days": ".1f", "share": ".0%", "cases": ",", "rated": ","}
    figures = [alt.Tooltip(f"{name}:Q", title=headers[name], format=how) for name, how in formats.items()]
    tooltip = [alt.Tooltip("name:N", title=headers["name"]), *figures]
    size = alt.Size("cases:Q", scale=alt.Scale(range=[40, 900]), legend=None)
    plain = "datum.enough && !datum.is_lit"
    sure = base.transform_filter(plain).mark_circle(opacity=0.75).encode(x=x, y=y, size=size, tooltip=tooltip)
    unsure = (
        base.transform_filter("!datum.enough && !datum.is_lit")
        .mark_point(opacity=0.8, strokeWidth=1.2, color=MUTED)
        .encode(x=x, y=y, size=size, tooltip=tooltip)
    )
    cross = pd.DataFrame({"days": [whole_days], "share": [whole_share]})
    lines = [
        alt.Chart(cross).mark_rule(strokeDash=[4, 3], color=MUTED).encode(x=alt.X("days:Q")),
        alt.Chart(cross).mark_rule(strokeDash=[4, 3], color=MUTED).encode(y=alt.Y("share:Q")),
    ]
    return alt.layer(*lines, across, along, sure, unsure, *_lit(base, x, y, tooltip)).properties(
        height=360, padding=PADDING
    )


def _lit(base: Any, x: Any, y: Any, tooltip: list[Any]) -> list[Any]:
    """The marked ones: a triangle in amber with the name beside it."""
    lit = base.transform_filter("datum.is_lit")
    marks = lit.mark_point(shape="triangle-up", filled=True, size=220, color=AMBER, opacity=1)
    names = lit.mark_text(align="left", dx=12, color=AMBER, fontWeight="bold", limit=260)
    return [marks.encode(x=x, y=y, tooltip=tooltip), names.encode(x=x, y=y, text=alt.Text("name:N"))]
