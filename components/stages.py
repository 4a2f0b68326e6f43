"""Where the time of answered cases goes, stage by stage."""

import altair as alt
import pandas as pd
import streamlit as st

from components.both_counts import both
from components.charts import MUTED, draw
from components.numbers import amount, number, percent
from components.words import N_, _

STAGES = {
    "moderation": N_("With the moderator"),
    "routing": N_("On the way to whoever answers"),
    "execution": N_("With whoever answers"),
}


def section(rows: pd.DataFrame) -> None:
    """A bar for each stage with its table. `rows`: of `queries.stages.stages`."""
    title = _("Where the time goes")
    if rows.empty:
        st.markdown(f"**{title}**")
        words = _("Not answerable: the sources of these cases do not say when a case reached whoever answers.")
        st.info(words, icon=":material/link_off:")
        return
    told = rows.assign(
        name=[_(STAGES[stage]) for stage in rows["stage"]],
        median=[_time(days) for days in rows["days"]],
        ninth=[_time(days) for days in rows["p90"]],
        text=[f"{percent(row['share'], 0)} · {_time(row['days'])}" for row in rows.to_dict("records")],
    )
    headers = {"name": _("Stage"), "share": _("Share of the time"), "median": _("Median"),
               "ninth": _("90% done within"), "cases": _("Cases"), "events": _("Events")}  # fmt: skip
    parts = ", ".join(f"{row['name']} {percent(row['share'], 0)}" for row in told.to_dict("records"))
    known, told_of, left_out = (int(rows[column].iloc[0]) for column in ("known", "known_events", "left_out"))
    words = _("Of the time of {cases} with known steps: {parts}.").format(cases=both(known, told_of), parts=parts)
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=230, ticks=False, domain=False, labelPadding=8))
    x = alt.X("share:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1.35]))
    base = alt.Chart(told[["name", "share", "text"]])
    bars = base.mark_bar(cornerRadiusEnd=2, height={"band": 0.6}).encode(y=y, x=x)
    labels = base.mark_text(align="left", dx=6, color=MUTED).encode(y=y, x=x, text=alt.Text("text:N"))
    chart = alt.layer(bars, labels).properties(height=34 * len(told) + 10)
    twin = told.assign(share=[percent(share) for share in told["share"]])
    draw(chart, title, words, twin[list(headers)], headers, "stages")
    if left_out:
        words = _("Answered cases only; {n} more come from sources that do not tell the steps.")
        st.caption(words.format(n=number(left_out)))


def _time(days: float) -> str:
    """Hours below a day."""
    return amount(days * 24, "hours") if days < 1 else amount(days, "days")
