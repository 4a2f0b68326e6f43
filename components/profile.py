"""An agency or a municipality from close by: how long its cases wait, when it works, what they are about."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from analysis.false_discovery import discoveries
from analysis.funnel import two_sided
from components.charts import MUTED, draw, titled
from components.comparison import SIGNALS
from components.numbers import number, percent, points
from components.words import N_, _
from queries.metrics import METRICS

FEWEST = 10
PART_TITLES = {"topic": N_("{metric} by topic"), "district": N_("{metric} by municipality")}


def answered_section(
    own: pd.DataFrame, region: pd.DataFrame, by_day: Mapping[int, float], whole: Mapping[int, float]
) -> None:
    """The share answered by each day, with its band, and the region's behind it; and by day 1, 3, 10 and 30.

    `own`, `region`: of `queries.profile.answered_curve`; `by_day`, `whole`: of `answered_by`.
    """
    if own.empty:
        st.info(_("No case with a filing date in this period."), icon=":material/search_off:")
        return
    for column, (day, share) in zip(st.columns(len(by_day)), by_day.items(), strict=True):
        with column.container(border=True, gap="xsmall"):
            st.metric(_("Answered by day {day}").format(day=number(day)), percent(share, 0))
            st.caption(_("region {share}").format(share=percent(whole.get(day), 0)))
    here, there = _("This one"), _("Region")
    rows = pd.concat([own.assign(who=here), region.assign(who=there)])
    headers = {"who": _("Who"), "day": _("Day"), "share": _("Answered"), "low": _("At least (95%)"),
               "high": _("At most (95%)")}  # fmt: skip
    told = _("Answered by day 10: {own}; region: {region}").format(
        own=percent(by_day.get(10), 0), region=percent(whole.get(10), 0)
    )
    title = _("Share answered, open cases counted as open")
    draw(_answered(rows, [here, there]), title, told, rows[list(headers)], headers, "answered")


def _answered(rows: pd.DataFrame, who: list[str]) -> Any:
    x = alt.X("day:Q", title=_("days since filing"), axis=alt.Axis(grid=False))
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    shades = alt.Scale(domain=who, range=["#1f5fa8", MUTED])
    colour = alt.Color("who:N", title=None, legend=alt.Legend(orient="top", symbolOpacity=1), scale=shades)
    base = alt.Chart(rows)
    band = base.mark_area(opacity=0.18, interpolate="step-after").encode(
        x=x, y=alt.Y("low:Q", title=None), y2="high:Q", color=colour
    )
    tooltip = [
        alt.Tooltip("who:N", title=_("Who")),
        alt.Tooltip("day:Q", title=_("Day")),
        alt.Tooltip("share:Q", title=_("Answered"), format=".0%"),
    ]
    line = base.mark_line(interpolate="step-after").encode(x=x, y=y, color=colour, tooltip=tooltip)
    return alt.layer(band, line).properties(height=260)


def rhythm_section(rows: pd.DataFrame) -> None:
    """Weekday × hour of filing and of answering, where the source has hours. `rows`: of `queries.profile.rhythm`."""
    if rows.empty:
        st.caption(_("When it works cannot be told: the sources know days, not hours."))
        return
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    named = {"filed": _("Filed"), "answered": _("Answered")}
    long = rows.melt(["weekday", "hour"], var_name="what", value_name="cases")
    long = long.assign(day=[days[int(day)] for day in long["weekday"]], what=long["what"].map(named))
    tooltip = [alt.Tooltip("day:O", title=_("Day")), alt.Tooltip("hour:O", title=_("Hour")),
               alt.Tooltip("cases:Q", title=_("Cases"))]  # fmt: skip
    chart = (
        alt.Chart(long)
        .mark_rect()
        .encode(
            x=alt.X("hour:O", title=_("hour"), axis=alt.Axis(values=list(range(0, 24, 3)), labelAngle=0)),
            y=alt.Y("day:O", sort=days, title=None),
            color=alt.Color("cases:Q", title=_("cases")),
            tooltip=tooltip,
        )
        .properties(height=150, width=300)
        .facet(column=alt.Column("what:N", title=None, sort=list(named.values())))
    )
    headers = {"what": _("What"), "day": _("Day"), "hour": _("Hour"), "cases": _("Cases")}
    told = _("Cases by weekday and hour, filed and answered")
    draw(chart, _("When cases come and are answered"), told, long[list(headers)], headers, "rhythm")


def against_others(own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """A share split by topic (or municipality) against that of all others. In: rows as `measure` returns them, and as
    `queries.units.others` does. Out: key, value, others, difference, denominator, signal (exact binomial tails against
    the others' share, at a false-discovery rate), of keys with ten cases or more; the largest gap downwards first.
    """
    found = own[own["key"].notna() & (own["denominator"] >= FEWEST)]
    rest = others.set_index("key").reindex(found["key"])["value"].to_numpy(float)
    k, n = found["numerator"].to_numpy(float), found["denominator"].to_numpy(float)
    difference = found["value"].to_numpy(float) - rest
    surprising = discoveries(two_sided(k, n, rest))
    signal = np.where(surprising, np.where(difference > 0, "above", "below"), "within")
    compared = found.assign(others=rest, difference=difference, signal=signal)
    return compared.sort_values(["difference", "key"], ignore_index=True)


def parts_section(own: pd.DataFrame, others: pd.DataFrame, metric_id: str, by: str, names: Mapping[str, str]) -> None:
    """Where it does worse or better than the others, with n. In: see `against_others`."""
    rows = against_others(own, others)
    told = pd.DataFrame(
        {
            "name": rows["key"].map(names).fillna(rows["key"]).to_list(),
            "value": [percent(value) for value in rows["value"]],
            "others": [percent(value) for value in rows["others"]],
            "difference": [points(value) if pd.notna(value) else "–" for value in rows["difference"]],
            "n": rows["denominator"].to_list(),
            "signal": [_(SIGNALS[signal]) for signal in rows["signal"]],
        }
    )
    headers = {"name": _("Name"), "value": _(METRICS[metric_id].name), "others": _("The others"),
               "difference": _("Difference"), "n": _("Cases judged"), "signal": _("Signal")}  # fmt: skip
    title = _(PART_TITLES[by]).format(metric=_(METRICS[metric_id].name))
    titled(title, told, headers, f"{metric_id}_{by}")
    if told.empty:
        st.write(_("Nothing has ten cases or more."))
        return
    height = min(320, 36 * (len(told) + 1) + 4)
    st.dataframe(told.rename(columns=headers), hide_index=True, alt=title, key=f"{metric_id}_{by}_shown", height=height)
