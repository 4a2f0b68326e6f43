"""The map of a share: each municipality against the median of its own class."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from analysis.shrinkage import shrunk
from components.charts import draw, table_twin
from components.choropleth import drawing, hexed
from components.comparison import class_name
from components.empty import no_boundaries
from components.map_classes import ramp
from components.numbers import number, percent, points
from components.words import N_, _
from queries.metrics import METRICS

NEAR, FAR = 0.02, 0.10  # shares: the same steps for every metric and period
BANDS = {
    "much_worse": N_("worse by 10 pp or more"),
    "worse": N_("worse by 2–10 pp"),
    "usual": N_("about the median"),
    "better": N_("better by 2–10 pp"),
    "much_better": N_("better by 10 pp or more"),
}
UNJUDGED = N_("too few cases, or hidden")


def against_median(rows: pd.DataFrame, good: str, smallest: int) -> pd.DataFrame:
    """The share of each municipality drawn towards that of its class, against the class's median of these.

    In: a funnel of all classes. Out: these and drawn (empirical-Bayes share; missing below `smallest` cases), median,
    gap (positive is better), band (one of `BANDS`, missing for those that are not judged).
    """
    known = rows["value"].notna() & (rows["denominator"].fillna(0) >= smallest)
    parts = []
    for _group, part in rows.groupby("group", dropna=False, sort=False):
        judged = known[part.index]
        size = part["denominator"].fillna(0).astype(float).where(part["value"].notna(), 0.0)
        # Not from the numerators: those told to a head are rounded to fives, which moves a share by far.
        drawn = shrunk(part["value"].astype(float).fillna(0.0) * size, size, "share").where(judged)
        parts.append(part.assign(drawn=drawn, median=drawn.median()))
    found = pd.concat(parts).reindex(rows.index)
    gap = (found["drawn"] - found["median"]) * (1 if good == "up" else -1)
    step = np.digitize(gap.fillna(0), [-FAR, -NEAR, NEAR, FAR])
    names = pd.Series([list(BANDS)[int(place)] for place in step], index=rows.index, dtype=object)
    return found.assign(gap=gap, band=names.where(gap.notna(), None))


def section(
    rows: pd.DataFrame,
    mine: str,
    metric_id: str,
    names: Mapping[str, str],
    boundaries: Mapping[str, Any],
    classes: str,
) -> None:
    """The map with its table. `rows`: a funnel of all classes; mine has a thick border."""
    asked = METRICS[metric_id]
    found = against_median(rows, asked.good or "up", asked.smallest_n).sort_values("gap", ignore_index=True)
    title = _("{metric} against the median of the own class").format(metric=_(asked.name))
    told = pd.DataFrame(
        {
            "name": found["key"].map(names),
            "group": [class_name(group, classes) for group in found["group"]],
            "value": [percent(value) for value in found["value"]],
            "n": [_n(row) for row in found.to_dict("records")],
            "drawn": [percent(value) for value in found["drawn"]],
            "median": [percent(value) for value in found["median"]],
            "band": [_(BANDS[band]) if band in BANDS else _(UNJUDGED) for band in found["band"]],
        }
    )
    headers = {"name": _("Municipality"), "group": _("Class"), "value": _(asked.name), "n": _("Cases judged"),
               "drawn": _("Drawn as"), "median": _("Median of what is drawn"), "band": _("On the map")}  # fmt: skip
    if not boundaries["features"]:
        st.markdown(f"**{title}**")
        no_boundaries()
        table_twin(told[list(headers)], headers, title, "class_map")
        return
    dark = st.context.theme.type == "dark"
    shown = found.assign(
        band=told["band"], is_chosen=found["key"] == mine, text=[_text(row) for row in told.to_dict("records")]
    )
    shades = {_(words): hexed(shade) for words, shade in zip(BANDS.values(), ramp("change", dark), strict=True)}
    if found["band"].isna().any():
        shades[_(UNJUDGED)] = "#11151a" if dark else "#b4bcc6"  # apart from "about the median"
    chart = drawing(boundaries, shown, shades, dark, _("Against the median of the class")).properties(height=460)
    draw(chart, title, sentence(found, mine, names), told, headers, "class_map")
    st.caption(
        _(
            "Few cases are drawn towards the share of their class, and the median is of what is drawn; the shares in"
            " the table are as counted."
        )
    )


def sentence(found: pd.DataFrame, mine: str, names: Mapping[str, str]) -> str:
    """Where mine stands on the map, and how many are much worse and much better than the middle of their class."""
    much = [int((found["band"] == band).sum()) for band in ("much_worse", "much_better")]
    told = _("Worse than the median of their class by 10 pp or more: {worse}; better: {better}.").format(
        worse=number(much[0]), better=number(much[1])
    )
    own = found[(found["key"] == mine) & found["gap"].notna()]
    if own.empty:
        return told
    difference = own["drawn"].iloc[0] - own["median"].iloc[0]
    words = _("{name}: drawn as {value}, {difference} against the median.")
    shown = words.format(name=names.get(mine, mine), value=percent(own["drawn"].iloc[0]), difference=points(difference))
    return f"{shown} {told}"


def _n(row: Mapping[Any, Any]) -> str:
    return "–" if pd.isna(row["denominator"]) else number(int(row["denominator"]))


def _text(row: Mapping[Any, Any]) -> str:
    return _("{value} of {n}, drawn as {drawn}, median of the drawn {median}: {band}").format(
        **{key: row[key] for key in ("value", "n", "drawn", "median", "band")}
    )
