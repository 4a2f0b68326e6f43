"""What a measure did, in words and as weeks beside what the others would have made one expect."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components.charts import MUTED, draw
from components.numbers import day, grown, number, percent
from components.words import N_, _, ngettext

VERDICTS = {
    "less": N_("Fewer than the others would make one expect"),
    "more": N_("More than the others would make one expect"),
    "unclear": N_("No effect that can be told from chance"),
}
SILENCES = {
    "too_little": N_("Too little is known of the time before the measure: twelve whole weeks are needed."),
    "too_few": N_("Too few events, here or elsewhere, to tell an effect."),
    "no_data": N_("No events of this topic here."),
    "no_others": N_(
        "The effect cannot be shown: hardly anybody else to compare with has the topic, so nobody knows how many "
        "events there would have been without the measure. Look at the cell today instead: its weeks beside its own "
        "past, what comes again, what is late, how it is rated."
    ),
}


def section(told: Mapping[str, Any], weeks: pd.DataFrame) -> None:
    """The effect with its interval, the placebo check, and the weeks."""
    st.markdown(f"**{_('Effect since {day}').format(day=day(date.fromisoformat(told['since'])))}**")
    st.markdown(sentence(told))
    if told["state"] != "value":
        return
    st.caption(placebo(told))
    rows = weeks.assign(day=pd.to_datetime(weeks["week"]))
    rows["end"] = rows["day"] + pd.Timedelta(days=6)
    headers = {"week": _("Week from"), "seen": _("Seen"), "expected": _("As the others would have it")}
    words = _("Events a week before and after the measure")
    draw(
        chart(rows, told["since"]),
        words,
        sentence(told).replace("**", ""),
        weeks[list(headers)].round({"expected": 1}),
        headers,
        "effect",
    )


def sentence(told: Mapping[str, Any]) -> str:
    """«Меньше, чем…: −43 % (от −58 до −22 %), 3,1 события за неделю вместо 5,4; 8 недель после, 26 до»."""
    if told["state"] == "too_early":
        words = _("Too early to say: {n} whole weeks after the measure; it can be told from {day} on.")
        return words.format(n=number(told["weeks_after"]), day=day(date.fromisoformat(told["ready"])))
    if told["state"] != "value":
        return _(SILENCES[told["state"]])
    words = _(
        "**{verdict}: {effect}** (95% interval {low} to {high}). {after} events a week instead of {without}; "
        "{weeks_after} weeks after, {weeks_before} before, against {others}."
    )
    return words.format(
        verdict=_(VERDICTS[told["verdict"]]),
        **{name: grown(told[name]) for name in ("effect", "low", "high")},
        **{name: number(told[name], 1) for name in ("after", "without")},
        **{name: number(told[name]) for name in ("weeks_after", "weeks_before")},
        others=_others(told).format(n=number(told["others"])),
    )


def _others(told: Mapping[str, Any]) -> str:
    if told["by"] == "agency":
        return ngettext("{n} other agency of its kind", "{n} other agencies of its kind", told["others"])
    return ngettext("{n} other municipality", "{n} other municipalities", told["others"])


def placebo(told: Mapping[str, Any]) -> str:
    """At how many earlier dates as large an effect would have been found."""
    caution = _("What is taken up at its worst gets better in part by itself.")
    if told["placebo_share"] is None:
        return _("Too few earlier dates for a placebo check.") + " " + caution
    words = _("Placebo: at {share} of {n} earlier dates, when nothing was done, the change is as large.")
    return words.format(share=percent(told["placebo_share"], 0), n=number(told["placebo_dates"])) + " " + caution


def chart(rows: pd.DataFrame, since: str) -> Any:
    """Bars of events, a line of what the others would have it, a rule at the measure."""
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", grid=False, tickCount=8))
    y = alt.Y("seen:Q", title=_("events a week"), axis=alt.Axis(tickCount=4, tickMinStep=1))
    base = alt.Chart(rows)
    tooltip = [
        alt.Tooltip("day:T", title=_("Week from"), format="%d %B %Y"),
        alt.Tooltip("seen:Q", title=_("Seen")),
        alt.Tooltip("expected:Q", title=_("As the others would have it"), format=".1f"),
    ]
    bars = base.mark_rect(color="#1f5fa8").encode(x=x, x2=alt.X2("end:T"), y=y, y2=alt.datum(0), tooltip=tooltip)
    line = base.mark_line(color=MUTED, strokeWidth=2.5, strokeDash=[5, 3]).encode(x=x, y=alt.Y("expected:Q"))
    begin = (
        alt.Chart(pd.DataFrame({"day": [pd.Timestamp(since)]}))
        .mark_rule(color=MUTED, strokeWidth=2)
        .encode(x=alt.X("day:T"))
    )
    return alt.layer(bars, line, begin).properties(height=240)
