"""The funnel: each unit's share against the number of its cases, and how far chance alone reaches."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from analysis.funnel import LEVELS, share_limits
from analysis.suppression import HAIR
from components.charts import MUTED, draw
from components.comparison import SIGNALS
from components.numbers import NARROW, number, percent
from components.words import _
from queries.metrics import METRICS

SHAPES = {"above": "triangle-up", "below": "triangle-down", "within": "circle", "small": "circle"}
# On a phone the words of the legend stand one below the other: side by side the second half would be cut off.
BESIDE = "width < 480 ? 1 : 2"
COLOURS = ["#1f5fa8", "#8a3b74", "#8796a6", "#c5ccd4"]


def funnel_section(rows: pd.DataFrame, metric_id: str, names: Mapping[str, str], key: str = "funnel") -> Any:
    """The funnel of one group with its table. `rows`: columns of `queries.funnel.funnel` for a share."""
    shown = rows.assign(name=rows["key"].map(names).fillna(rows["key"]), told=[_told(s) for s in rows["signal"]])
    headers = {"name": _("Name"), "value": _(METRICS[metric_id].name), "numerator": _("Of them"),
               "denominator": _("Cases judged"), "low": _("At least (95%)"), "high": _("At most (95%)"),
               "told": _("Signal")}  # fmt: skip
    title = _("{metric} against the number of cases").format(metric=_(METRICS[metric_id].name))
    drawn = shown[shown["denominator"].fillna(0) > 0]
    if drawn.empty:
        st.info(_("Nothing to compare: no case of this kind was judged."), icon=":material/search_off:")
        return None
    told = _("{n} units; outside of the funnel by more than chance: {out}").format(
        n=number(len(shown)), out=number(int(shown["signal"].isin(["above", "below"]).sum()))
    )
    twin = shown[list(headers)].assign(**{each: _figures(shown[each]) for each in ("value", "low", "high")})
    return draw(_funnel(drawn, float(rows["target"].iloc[0])), title, told, twin, headers, key)


def _funnel(rows: pd.DataFrame, target: float) -> Any:
    smallest = max(2.0, 0.7 * float(rows["denominator"].min()))
    sizes = np.unique(np.geomspace(smallest, max(float(rows["denominator"].max()) * 1.1, 10), 80).round())
    edges = []
    for name, level in LEVELS.items():
        low, high = share_limits(sizes, target, level)
        edges.append(pd.DataFrame({"n": sizes, "low": low, "high": high, "level": name}))
    x = alt.X(
        "n:Q",
        scale=alt.Scale(type="log", nice=False),
        title=_("cases judged"),
        axis=alt.Axis(grid=False, tickCount=5, format=",d"),
    )
    top = min(1.0, float(rows["value"].max()) + 0.02)
    bottom = max(0.0, float(rows["value"].min()) - 0.05)
    scale = alt.Scale(domain=[bottom, top], clamp=True)
    band = alt.Chart(pd.concat(edges)).mark_area(color=MUTED).encode(
        x=x,
        y=alt.Y("low:Q", scale=scale, title=None, axis=alt.Axis(format=".0%", tickCount=5)),
        y2=alt.Y2("high:Q"),
        opacity=alt.Opacity("level:N", scale=alt.Scale(domain=["95", "998"], range=[0.22, 0.13]), legend=None),
    )  # fmt: skip
    line = (
        alt.Chart(pd.DataFrame({"y": [target]}))
        .mark_rule(color=MUTED, strokeDash=[4, 3])
        .encode(y=alt.Y("y:Q", scale=scale))
    )
    told = [_told(signal) for signal in SHAPES]
    points = (
        alt.Chart(rows.assign(n=rows["denominator"].astype(float), share=[percent(share) for share in rows["value"]]))
        .mark_point(size=70, filled=True, opacity=0.95)
        .encode(
            x=x,
            y=alt.Y("value:Q", scale=scale),
            shape=alt.Shape("told:N", title=None,
                            legend=alt.Legend(orient="top", columns=alt.ExprRef(BESIDE), labelLimit=320),
                            scale=alt.Scale(domain=told, range=list(SHAPES.values()))),
            color=alt.Color("told:N", title=None, scale=alt.Scale(domain=told, range=COLOURS)),
            tooltip=[
                alt.Tooltip("name:N", title=_("Name")),
                alt.Tooltip("share:N", title=_("Share")),
                alt.Tooltip("n:Q", format=",", title=_("Cases judged")),
                alt.Tooltip("told:N", title=_("Signal")),
            ],
        )
    )  # fmt: skip
    return alt.layer(band, line, points).properties(height=320)


def _figures(shares: pd.Series) -> pd.Series:
    """Shares for the table and the file, as the numbers that they are. Where a head is told one a hair from all or none
    (see `analysis.suppression.whole_percent`) the column is words, as long as one another, so that they stay in order:
    «0,753», «> 0,99».
    """
    hair = (shares > 0) & (shares <= HAIR) | (shares < 1) & (shares >= 1 - HAIR)
    if not hair.any():
        return shares
    told = shares.map(lambda share: number(share, 3)).mask(hair & (shares > 0.5), f">{NARROW}{number(0.99, 2)}")
    return told.mask(hair & (shares < 0.5), f"<{NARROW}{number(0.01, 2)}")


def _told(signal: str) -> str:
    """The signal in words; its sign is the mark's shape."""
    return _(SIGNALS[signal]).lstrip("▲▼ ")
