"""Shares with their intervals, one under the other: hollow where there are few, a triangle where it is no chance."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from components.charts import MUTED
from components.quadrant import AMBER, SMALLEST

__all__ = ["SMALLEST", "bars"]


def bars(rows: pd.DataFrame, headers: Mapping[str, str]) -> Any:
    """`rows`: name, value, low, high, numerator, denominator, enough (else hollow), out (more than chance explains)."""
    base = alt.Chart(rows)
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=240, ticks=False, domain=False))
    scale = alt.Scale(domain=[0, max(0.1, min(1.0, float(rows["high"].max())))], clamp=True)
    x = alt.X("value:Q", title=None, scale=scale, axis=alt.Axis(format=".0%", tickCount=5))
    tooltip = [
        alt.Tooltip("name:N", title=headers["name"]),
        alt.Tooltip("value:Q", title=headers["value"], format=".1%"),
        alt.Tooltip("numerator:Q", title=headers["numerator"], format=","),
        alt.Tooltip("denominator:Q", title=headers["denominator"], format=","),
    ]
    line = base.mark_rule(color=MUTED, strokeWidth=2).encode(y=y, x=alt.X("low:Q", scale=scale), x2=alt.X2("high:Q"))
    marks = [
        base.transform_filter("datum.enough && !datum.out").mark_point(filled=True, size=80, opacity=1),
        base.transform_filter("datum.out").mark_point(filled=True, size=120, opacity=1, shape="triangle", color=AMBER),
        base.transform_filter("!datum.enough && !datum.out").mark_point(filled=False, size=80, color=MUTED),
    ]
    layers = [mark.encode(x=x, y=y, tooltip=tooltip) for mark in marks]
    return alt.layer(line, *layers).properties(height=24 * len(rows) + 30)
