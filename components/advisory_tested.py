"""How the outlook did at earlier dates: how often its intervals held, and what it expected beside what came."""

import math
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components.charts import MUTED, draw
from components.numbers import day, number, percent
from components.words import _

BLUE = "#1f5fa8"
PROMISED, LOWEST, HIGHEST = 0.8, 0.7, 0.9  # of the weeks; what is near enough to it


def section(tests: pd.DataFrame) -> None:
    """Two pictures side by side. `tests`: `queries.advisory.tests_of`; nothing without dates."""
    if tests.empty:
        return
    rows = tests.assign(day=pd.to_datetime(tests["day"]), percent=100 * tests["inside"])
    left, right = st.columns(2)
    with left:
        _held(rows)
    with right:
        _came(rows)


def _held(rows: pd.DataFrame) -> None:
    title = _("Held at earlier dates: weeks inside their 80% interval")
    near = int(rows["inside"].between(LOWEST, HIGHEST).sum())
    worst = rows.sort_values("inside", kind="stable").iloc[0]
    words = _("{near} of {n} dates between 70 and 90%; the lowest {share} on {day}.")
    sentence = words.format(
        near=number(near), n=number(len(rows)), share=percent(worst["inside"], 0), day=day(worst["day"])
    )
    twin = rows.assign(day=rows["day"].dt.strftime("%Y-%m-%d"), percent=rows["percent"].round(1))
    headers = {"day": _("Foretold on"), "percent": _("inside the interval, %"), "tested": _("Weeks tested")}
    draw(held(rows), title, f"{title}. {sentence}", twin[list(headers)], headers, "advisory_held")
    st.caption(f"{sentence} {_('Dashed: the 80% that are promised; grey: 70 to 90%.')}")


def held(rows: pd.DataFrame) -> Any:
    """A point for each date, the promised 80 % as a dashed line, 70 to 90 % as a band. Columns day, percent, tested."""
    inside = _("inside the interval, %")
    scale = alt.Scale(domain=[min(40, 10 * math.floor(rows["percent"].min() / 10)), 100])
    y = alt.Y("percent:Q", title=inside, scale=scale, axis=alt.Axis(tickCount=4))
    tooltip = [alt.Tooltip("day:T", format="%d %B %Y", title=_("Foretold on")),
               alt.Tooltip("percent:Q", format=".1f", title=inside),
               alt.Tooltip("tested:Q", title=_("Weeks tested"))]  # fmt: skip
    limits = alt.Chart(pd.DataFrame({"low": [100 * LOWEST], "high": [100 * HIGHEST], "promised": [100 * PROMISED]}))
    band = limits.mark_rect(color=MUTED, opacity=0.18).encode(y=alt.Y("low:Q", title=inside, scale=scale), y2="high:Q")
    rule = limits.mark_rule(color=MUTED, strokeDash=[4, 3]).encode(y=alt.Y("promised:Q", title=inside, scale=scale))
    line = alt.Chart(rows).mark_line(color=BLUE, point={"color": BLUE, "filled": True, "size": 45})
    return alt.layer(band, rule, line.encode(x=_days(), y=y, tooltip=tooltip)).properties(height=220)


def _came(rows: pd.DataFrame) -> None:
    title = _("Expected and seen, events a week two to six weeks later")
    whole = rows["expected"].sum()
    off = abs(rows["seen"] - rows["expected"]).sum() / whole if whole else float("nan")
    sentence = _("All topics and municipalities together: off by {share} on average.").format(share=percent(off, 0))
    twin = rows.assign(day=rows["day"].dt.strftime("%Y-%m-%d")).round({"expected": 1, "seen": 1})
    headers = {"day": _("Foretold on"), "expected": _("Expected"), "seen": _("Seen")}
    draw(came(rows), title, f"{title}. {sentence}", twin[list(headers)], headers, "advisory_came")
    st.caption(sentence)


def came(rows: pd.DataFrame) -> Any:
    """What came as points, what was expected as a line. Columns day, expected, seen."""
    y = alt.Y(
        "expected:Q", title=_("events a week"), scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=5)
    )
    names = {"expected": _("Expected"), "seen": _("Seen")}
    colour = alt.Color("what:N", title=None, legend=alt.Legend(orient="bottom"),
                       scale=alt.Scale(domain=list(names.values()), range=[BLUE, MUTED]))  # fmt: skip
    tooltip = [alt.Tooltip("day:T", format="%d %B %Y", title=_("Foretold on")),
               alt.Tooltip("expected:Q", format=",.0f", title=names["expected"]),
               alt.Tooltip("seen:Q", format=",.0f", title=names["seen"])]  # fmt: skip
    line = alt.Chart(rows.assign(what=names["expected"])).mark_line().encode(_days(), y, colour, tooltip=tooltip)
    seen = alt.Y("seen:Q", title=_("events a week"), scale=alt.Scale(zero=False))
    points = alt.Chart(rows.assign(what=names["seen"])).mark_point(filled=True, size=55).encode(
        _days(), seen, colour, tooltip=tooltip
    )  # fmt: skip
    return alt.layer(line, points).properties(height=220)


def _days() -> alt.X:
    return alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", grid=False, tickCount=5))
