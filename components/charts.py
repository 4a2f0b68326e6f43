"""Charts in one voice: the theme's colours, Russian dates and numbers, an `alt` sentence and a table twin for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
from altair.utils.schemapi import disable_debug_mode

from components.export import csv_bytes
from components.numbers import NARROW, locale, number
from components.sentences import growth_sentence
from components.words import _, language

# Each piece of a chart would be checked as it is made, and the whole again when it is drawn.
disable_debug_mode()
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
    # Flush with the end of its axis the first name would slip to the second.
    drawn = chart.configure(locale=vega_locale(), axisBand={"labelFlush": False})
    return show(drawn, key=options.pop("chart_key", key), alt=sentence, **options)


def show(chart: Any, **options: Any) -> Any:
    """Draw the chart as it is; `options` go to ``st.altair_chart``."""
    return st.altair_chart(Drawn(chart), **options)  # type: ignore[call-overload]  # it asks for to_dict alone


@dataclass(frozen=True)
class Drawn:
    """A chart on its way to the screen. Holding it against the grammar's schema takes longer than making it: tests do,
    for everybody.
    """

    chart: Any

    def to_dict(self) -> dict[str, Any]:
        """What Vega-Lite reads."""
        return dict(self.chart.to_dict(validate=False))


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


def growth_section(grown: pd.DataFrame | None) -> None:
    """The topics that grew, with their table. `grown` as `growing` returns it, and columns name and events (of how many
    the cases of now tell); None: not compared.
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
    headers = {"name": _("Topic"), "now": _("Now"), "events": _("Events"), "before": _("Before"), "growth": _("Growth")}
    shown = rows.head(MOST_BARS)
    draw(growth(shown), _("Topics that grew most"), growth_sentence(rows), rows[list(headers)], headers, "growth")


def growth(rows: pd.DataFrame) -> Any:
    """A bar for the count now and a tick for the count before. `rows`: columns name, now, events, before, text, the
    largest first.
    """
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=230, ticks=False, domain=False, labelPadding=8))
    widest = float(rows[["now", "before"]].max().max()) * 1.25
    x = alt.X("now:Q", title=None, axis=None, scale=alt.Scale(domain=[0, widest]))
    base = alt.Chart(rows.assign(longest=rows[["now", "before"]].max(axis=1)))
    bars = base.mark_bar(cornerRadiusEnd=2, height={"band": 0.6}).encode(y=y, x=x, tooltip=_growth_tooltip())
    ticks = base.mark_tick(color=MUTED, thickness=3, height={"band": 0.85}).encode(y=y, x=alt.X("before:Q", title=None))
    labels = base.mark_text(align="left", dx=6, color=MUTED).encode(
        y=y, x=alt.X("longest:Q", title=None), text=alt.Text("text:N")
    )
    return alt.layer(bars, ticks, labels).properties(height=30 * len(rows) + 20)


def _growth_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("name:N", title=_("Topic")),
        alt.Tooltip("now:Q", title=_("Now"), format=","),
        alt.Tooltip("events:Q", title=_("Events"), format=","),
        alt.Tooltip("before:Q", title=_("Before"), format=","),
    ]


def is_phone() -> bool:
    """Whether somebody looks through a phone: a matrix of thirty columns is none there."""
    return "Mobi" in st.context.headers.get("User-Agent", "")


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
