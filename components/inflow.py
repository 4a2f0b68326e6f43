"""The inflow of a year, day by day and channel by channel, with the notes that explain it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import notes
from components.both_counts import beside
from components.charts import MUTED, draw
from components.labels import channel_name
from components.notes import Noted
from components.sentences import inflow_sentence
from components.words import _
from queries.filters import Period, to_local


def daily(by_channel: Mapping[str, pd.DataFrame], until: datetime) -> pd.DataFrame:
    """Columns day (local midnight), channel (name), cases, with a row for every day and channel, zeros too.

    `by_channel`: code → the count by day as `measure` returns it. `until`: the local data time; its day is left out,
    being incomplete, and so is what lies more than a year before it.
    """
    wide = pd.DataFrame({channel_name(code): _by_day(rows) for code, rows in by_channel.items()})
    if wide.empty:
        return pd.DataFrame({"day": [], "channel": [], "cases": []})
    last = pd.Timestamp(until).normalize() - pd.Timedelta(days=1)
    first = max(wide.index.min(), last - pd.Timedelta(days=365))
    every_day = pd.date_range(first, max(last, first), name="day")
    return (
        wide.reindex(every_day).fillna(0).astype(int).reset_index().melt("day", var_name="channel", value_name="cases")
    )


def _by_day(rows: pd.DataFrame) -> pd.Series:
    known = rows["key"].notna().to_numpy()
    return pd.Series(rows["numerator"].to_numpy()[known], pd.DatetimeIndex(rows["key"].to_numpy(object)[known]))


def section(
    by_channel: Mapping[str, pd.DataFrame], told: pd.DataFrame, period: Period | None, now: datetime, noted: Noted
) -> None:
    """A year's daily inflow by channel with its table; `told`: the events by day, of all the channels; `period` is the
    chosen one, `now` the local data time.
    """
    days = daily(by_channel, now)
    if not days["cases"].sum():
        st.markdown(f"**{_('Inflow a day, by channel')}**")
        st.write(inflow_sentence(days))
        return
    order = list(days.groupby("channel")["cases"].sum().sort_values(ascending=False).index)
    wide = days.pivot(index="day", columns="channel", values="cases").reset_index()
    first, last = days["day"].min(), days["day"].max()
    marks = noted.within(first, last)
    twin = wide.assign(
        key=[f"{day:%Y-%m-%d}" for day in wide["day"]],
        all_cases=wide[order].sum(axis=1),
        note=notes.by_bucket(marks, wide["day"], pd.DateOffset(days=1)),
    )
    twin = beside(twin, told)[["key", *order, "all_cases", "events", "note"]]
    shaded = _within(days, *(to_local(end, noted.zone) for end in (period.start, period.end))) if period else None
    draw(
        chart(days, order, shaded, notes.layers(marks, first, last), notes.room(marks)),
        _("Inflow a day, by channel"),
        inflow_sentence(days) + notes.sentence(marks),
        twin,
        {"key": _("Day"), "all_cases": _("All cases"), "events": _("Events"), "note": _("Note")},
        "inflow",
    )


def chart(
    days: pd.DataFrame,
    order: list[str],
    period: tuple[datetime, datetime] | None,
    noted: Sequence[Any] = (),
    room: int = 8,
) -> Any:
    """Cases a day, stacked by channel in the `order` given from the bottom up; the chosen `period` is shaded, `noted`
    lies above all.
    """
    x = alt.X(
        "day:T", title=None, axis=alt.Axis(format="%b %y" if _spans_years(days) else "%d %b", grid=False, tickCount=12)
    )
    y = alt.Y("cases:Q", title=_("cases"), axis=alt.Axis(tickCount=4))
    colour = alt.Color(
        "channel:N",
        sort=order,
        title=None,
        legend=alt.Legend(orient="top", columns=6, symbolType="square", offset=room),
    )
    shown = days.assign(order=days["channel"].map({name: place for place, name in enumerate(order)}))
    stacked = (
        alt.Chart(shown)
        .mark_area(interpolate="step-after", line=False)
        .encode(x=x, y=y.stack("zero"), color=colour, order=alt.Order("order:Q"))
    )
    every = [
        alt.Tooltip("day:T", format="%d %B %Y", title=_("Day")),
        *(alt.Tooltip(f"{c}:Q", format=",") for c in order),
    ]
    hover = (
        alt.Chart(shown)
        .transform_pivot("channel", value="cases", groupby=["day"])
        .mark_rule(strokeWidth=6, opacity=0)
        .encode(x=alt.X("day:T"), tooltip=every)
    )
    shade = [] if period is None else [_shade(period)]
    return alt.layer(*shade, stacked, hover, *noted).properties(height=230)


def _within(days: pd.DataFrame, start: datetime, end: datetime) -> tuple[datetime, datetime] | None:
    """The part of a period that the chart covers; None when there is none."""
    first, last = days["day"].min(), days["day"].max() + pd.Timedelta(days=1)
    start, end = max(pd.Timestamp(start), first), min(pd.Timestamp(end), last)
    return (start, end) if start < end else None


def _shade(period: tuple[datetime, datetime]) -> alt.Chart:
    ends = pd.DataFrame({"from": [period[0]], "to": [period[1]]})
    return alt.Chart(ends).mark_rect(color=MUTED, opacity=0.15).encode(x=alt.X("from:T"), x2=alt.X2("to:T"))


def _spans_years(days: pd.DataFrame) -> bool:
    return bool(len(days)) and (days["day"].max() - days["day"].min()).days > 150
