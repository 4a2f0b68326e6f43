"""Participation over time, where the source has moments."""

import altair as alt
import pandas as pd
import streamlit as st

from components.charts import draw
from components.numbers import day, number
from components.words import _, ngettext


def section(days: pd.DataFrame) -> None:
    """Votes a day. `days`: `queries.opinions.votes_by_day`."""
    title = _("Votes a day")
    if days.empty:
        st.markdown(f"**{title}**")
        st.caption(_("Not answerable: this source has counts without dates."))
        return
    known = days.dropna(subset=["votes"])
    hidden = len(days) - len(known)
    if len(known):
        top = known.sort_values("votes").iloc[-1]
        sentence = _("Most votes: {n} on {day}.").format(n=number(top["votes"]), day=day(top["day"]))
        shown = known.assign(votes=known["votes"].astype(float), people=known["people"].astype(float))
        chart = alt.Chart(shown).mark_bar(width=6).encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", grid=False, tickCount=8)),
            y=alt.Y("votes:Q", title=_("Votes"), axis=alt.Axis(tickCount=4)),
            tooltip=[alt.Tooltip("day:T", format="%d %B %Y", title=_("Day")), alt.Tooltip("votes:Q", title=_("Votes")),
                     alt.Tooltip("people:Q", title=_("People"))],
        ).properties(height=200)  # fmt: skip
        twin = known.assign(day=[f"{moment:%Y-%m-%d}" for moment in known["day"]])
        headers = {"day": _("Day"), "votes": _("Votes"), "people": _("People")}
        draw(chart, title, sentence, twin[list(headers)], headers, "poll_days")
    if hidden:
        st.caption(
            ngettext(
                "{n} day is hidden: fewer than five people.",
                "{n} days are hidden: fewer than five people each.",
                hidden,
            ).format(n=number(hidden))
        )
