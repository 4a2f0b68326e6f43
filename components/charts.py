"""Charts in one voice: the theme's colours, Russian dates and numbers, an `alt` sentence and a table twin for each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components.export import csv_bytes
from components.labels import channel_name
from components.numbers import NARROW, locale, number
from components.sentences import growth_sentence, inflow_sentence
from components.words import _, language
from queries.filters import Period, to_local

MUTED = "#8796a6"
MOST_BARS = 7


def draw(
    chart: Any, title: str, sentence: str, twin: pd.DataFrame, headers: Mapping[str, str], key: str, **options: Any
) -> Any:
    """Title, chart, and the table twin behind a button. `sentence` says what the chart shows, for those who cannot see
    it.

    `twin`: the numbers of the chart, its columns named by `headers`. `options` go to ``st.altair_chart``.
    """
    titled(title, twin, headers, key)
    return st.altair_chart(
        chart.configure(locale=vega_locale()), key=options.pop("chart_key", key), alt=sentence, **options
    )


def titled(title: str, twin: pd.DataFrame, headers: Mapping[str, str], key: str) -> None:
    """A title with the button of its table beside it: at the right end the chart's own tools would cover it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}**", width="content")
        table_twin(twin, headers, title, key)


@st.fragment
def table_twin(twin: pd.DataFrame, headers: Mapping[str, str], title: str, key: str) -> None:
    """The button that opens the same numbers as a table, with a file to take away; made only when it is opened."""
    button = st.popover(_("Table"), type="tertiary", icon=":material/table:", key=f"{key}_twin", on_change="rerun")
    if not button.open:
        return
    with button:
        st.dataframe(twin.rename(columns=dict(headers)), hide_index=True, alt=title, key=f"{key}_table", height=320)
        st.download_button(
            _("Download CSV"),
            csv_bytes(twin, headers),
            file_name=f"{key}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            on_click="ignore",
            icon=":material/download:",
        )


def daily(by_channel: Mapping[str, pd.DataFrame], until: datetime) -> pd.DataFrame:
    """Columns day (local midnight), channel (name), cases, with a row for every day and channel, zeros too.

    `by_channel`: code → the count by day as `measure` returns it. `until`: the local data time; its day is left out,
    being incomplete, and so is what lies more than a year before it.
    """
    counts = {
        channel_name(code): rows[rows["key"].notna()].set_index("key")["numerator"] for code, rows in by_channel.items()
    }
    wide = pd.DataFrame(counts)
    wide.index = pd.to_datetime(wide.index)
    if wide.empty:
        return pd.DataFrame({"day": [], "channel": [], "cases": []})
    last = pd.Timestamp(until).normalize() - pd.Timedelta(days=1)
    first = max(wide.index.min(), last - pd.Timedelta(days=365))
    every_day = pd.date_range(first, max(last, first), name="day")
    return (
        wide.reindex(every_day).fillna(0).astype(int).reset_index().melt("day", var_name="channel", value_name="cases")
    )


def inflow_section(by_channel: Mapping[str, pd.DataFrame], period: Period | None, now: datetime, zone: str) -> None:
    """A year's daily inflow by channel with its table; `period` is the chosen one, `now` the local data time."""
    days = daily(by_channel, now)
    if not days["cases"].sum():
        st.markdown(f"**{_('Inflow a day, by channel')}**")
        st.write(inflow_sentence(days))
        return
    order = list(days.groupby("channel")["cases"].sum().sort_values(ascending=False).index)
    wide = days.pivot(index="day", columns="channel", values="cases").reset_index()
    twin = wide.assign(day=[f"{day:%Y-%m-%d}" for day in wide["day"]])[["day", *order]]
    shaded = _within(days, to_local(period.start, zone), to_local(period.end, zone)) if period else None
    draw(
        inflow(days, order, shaded),
        _("Inflow a day, by channel"),
        inflow_sentence(days),
        twin,
        {"day": _("Day")},
        "inflow",
    )


def inflow(days: pd.DataFrame, order: list[str], period: tuple[datetime, datetime] | None) -> Any:
    """Cases a day, stacked by channel in the `order` given from the bottom up; the chosen `period` is shaded."""
    x = alt.X(
        "day:T", title=None, axis=alt.Axis(format="%b %y" if _spans_years(days) else "%d %b", grid=False, tickCount=12)
    )
    y = alt.Y("cases:Q", title=None, axis=alt.Axis(tickCount=4))
    colour = alt.Color(
        "channel:N", sort=order, title=None, legend=alt.Legend(orient="top", columns=6, symbolType="square")
    )
    stacked = (
        alt.Chart(days)
        .transform_calculate(order=f"indexof({order}, datum.channel)")
        .mark_area(interpolate="step-after", line=False)
        .encode(x=x, y=y.stack("zero"), color=colour, order="order:Q")
    )
    every = [
        alt.Tooltip("day:T", format="%d %B %Y", title=_("Day")),
        *(alt.Tooltip(f"{c}:Q", format=",") for c in order),
    ]
    hover = (
        alt.Chart(days)
        .transform_pivot("channel", value="cases", groupby=["day"])
        .mark_rule(strokeWidth=6, opacity=0)
        .encode(x="day:T", tooltip=every)
    )
    layers = [stacked, hover] if period is None else [_shade(period), stacked, hover]
    return alt.layer(*layers).properties(height=230)


def _within(days: pd.DataFrame, start: datetime, end: datetime) -> tuple[datetime, datetime] | None:
    """The part of a period that the chart covers; None when there is none."""
    first, last = days["day"].min(), days["day"].max() + pd.Timedelta(days=1)
    start, end = max(pd.Timestamp(start), first), min(pd.Timestamp(end), last)
    return (start, end) if start < end else None


def _shade(period: tuple[datetime, datetime]) -> alt.Chart:
    ends = pd.DataFrame({"from": [period[0]], "to": [period[1]]})
    return alt.Chart(ends).mark_rect(color=MUTED, opacity=0.15).encode(x="from:T", x2="to:T")


def growth_section(grown: pd.DataFrame | None) -> None:
    """The topics that grew, with their table. `grown` as `growing` returns it, and a column name; None: not
    compared.
    """
    if grown is None:
        st.markdown(f"**{_('Topics that grew most')}**")
        st.write(_("No comparison: nothing was chosen, or the data do not reach back so far."))
        return
    rows = grown.copy()
    rows["text"] = [f"{number(row['now'])}  (+{number(row['growth'])})" for row in rows.to_dict("records")]
    if rows.empty:
        st.markdown(f"**{_('Topics that grew most')}**")
        st.write(growth_sentence(rows))
        return
    headers = {"name": _("Topic"), "now": _("Now"), "before": _("Before"), "growth": _("Growth")}
    shown = rows.head(MOST_BARS)
    draw(growth(shown), _("Topics that grew most"), growth_sentence(rows), rows[list(headers)], headers, "growth")


def growth(rows: pd.DataFrame) -> Any:
    """A bar for the count now and a tick for the count before. `rows`: columns name, now, before, text, the largest
    first.
    """
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=230, ticks=False, domain=False, labelPadding=8))
    widest = float(rows[["now", "before"]].max().max()) * 1.25
    x = alt.X("now:Q", title=None, axis=None, scale=alt.Scale(domain=[0, widest]))
    base = alt.Chart(rows.assign(longest=rows[["now", "before"]].max(axis=1)))
    bars = base.mark_bar(cornerRadiusEnd=2, height={"band": 0.6}).encode(y=y, x=x, tooltip=_growth_tooltip())
    ticks = base.mark_tick(color=MUTED, thickness=3, height={"band": 0.85}).encode(y=y, x=alt.X("before:Q", title=None))
    labels = base.mark_text(align="left", dx=6, color=MUTED).encode(
        y=y, x=alt.X("longest:Q", title=None), text="text:N"
    )
    return alt.layer(bars, ticks, labels).properties(height=30 * len(rows) + 20)


def _growth_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title=_("Topic")),
        alt.Tooltip("now:Q", title=_("Now"), format=","),
        alt.Tooltip("before:Q", title=_("Before"), format=","),
    ]


def _spans_years(days: pd.DataFrame) -> bool:
    return bool(len(days)) and (days["day"].max() - days["day"].min()).days > 150


def vega_locale() -> alt.Locale:
    """Vega's number and time locale of this screen, from Babel's tables."""
    spoken = locale()
    months, short_months = (spoken.months["format"][width] for width in ("wide", "abbreviated"))
    weekdays, short_days = (spoken.days["format"][width] for width in ("wide", "abbreviated"))
    russian = language() == "ru"
    return alt.Locale(
        number=alt.NumberLocale(
            decimal="," if russian else ".", thousands=NARROW if russian else ",", grouping=[3], currency=["", ""]
        ),
        time=alt.TimeLocale(
            dateTime="%x, %X",
            date="%d.%m.%Y",
            time="%H:%M",
            periods=["AM", "PM"],
            days=[weekdays[(day - 1) % 7] for day in range(7)],
            shortDays=[short_days[(day - 1) % 7] for day in range(7)],
            months=[months[month].capitalize() if not russian else months[month] for month in range(1, 13)],
            shortMonths=[short_months[month].rstrip(".") for month in range(1, 13)],
        ),
    )
