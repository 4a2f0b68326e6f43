"""Cases sent on: from whom to whom, what it costs, and what could go straight to where it ends."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
import streamlit as st

from analysis.transfers import matrix
from components.charts import draw, titled
from components.numbers import number, percent
from components.tables import figures
from components.words import _

DRAWN = 12
Names = Mapping[str, str]


def section(pairs: pd.DataFrame, advice: pd.DataFrame, lost: pd.DataFrame, agencies: Names, topics: Names) -> None:
    """The matrix and the advice. In: frames of `queries.transfers`, names by id."""
    moved = matrix(pairs)
    if moved.empty:
        st.info(
            _("No case was sent on, or the sources do not say where cases were received first."),
            icon=":material/alt_route:",
        )
        return
    known = int(pairs["cases"].sum())
    words = _("Of {known} cases with a known way {moved} were sent on ({share}).")
    total = int(moved["cases"].sum())
    st.markdown(words.format(known=number(known), moved=number(total), share=percent(total / known)))
    _matrix(moved, agencies)
    _advice(advice, agencies, topics)
    _lost(lost, topics)


def _matrix(moved: pd.DataFrame, agencies: Names) -> None:
    rows = moved.assign(
        start=moved["received"].map(agencies).fillna(moved["received"]),
        end=moved["now"].map(agencies).fillna(moved["now"]),
    )
    headers = {"start": _("Received by"), "end": _("Now at"), "cases": _("Cases"), "share": _("Share of received"),
               "days": _("Median days to close")}  # fmt: skip
    often = set(rows.groupby("start")["cases"].sum().nlargest(DRAWN).index)
    ends = set(rows.groupby("end")["cases"].sum().nlargest(DRAWN).index)
    shown = rows[rows["start"].isin(often) & rows["end"].isin(ends)]
    axis = alt.Axis(labelLimit=220, title=None, labelAngle=0)
    chart = (
        alt.Chart(shown)
        .mark_rect()
        .encode(
            x=alt.X("end:N", axis=alt.Axis(labelLimit=150, title=_("now at"), labelAngle=-40)),
            y=alt.Y("start:N", axis=axis),
            color=alt.Color("cases:Q", title=_("cases"), scale=alt.Scale(type="log")),
            tooltip=[
                alt.Tooltip("start:N", title=_("Received by")),
                alt.Tooltip("end:N", title=_("Now at")),
                alt.Tooltip("cases:Q", title=_("Cases"), format=","),
                alt.Tooltip("share:Q", title=_("Share of received"), format=".0%"),
            ],
        )
        .properties(height=26 * shown["start"].nunique() + 150)
    )
    told = _("The most frequent: {start} → {end}, {cases}").format(
        start=rows["start"].iloc[0], end=rows["end"].iloc[0], cases=number(int(rows["cases"].iloc[0]))
    )
    draw(chart, _("Received by → now at"), told, rows[list(headers)], headers, "transfers")
    hidden = len(rows) - len(shown)
    if hidden:
        st.caption(_("Drawn are the most frequent; {n} more pairs are in the table.").format(n=number(hidden)))


def _advice(advice: pd.DataFrame, agencies: Names, topics: Names) -> None:
    rows = pd.DataFrame(
        {
            "topic": advice["topic"].map(topics).fillna(advice["topic"]),
            "received": advice["received"].map(agencies).fillna(advice["received"]),
            "send_to": advice["send_to"].map(agencies).fillna(advice["send_to"]),
            "share": [percent(share, 0) for share in advice["share"]],
            "cases": advice["cases"],
            "saves": advice["saves"],
        }
    )
    headers = {"topic": _("Topic"), "received": _("Received by"), "send_to": _("Send straight to"),
               "share": _("End there"), "cases": _("Cases"), "saves": _("Transfers saved")}  # fmt: skip
    title = _("What could go straight")
    titled(title, rows, headers, "advice")
    if rows.empty:
        st.write(_("No topic ends at the same other agency in four of five cases."))
        return
    figures(rows, headers, key="advice_shown", alt=title)


def _lost(lost: pd.DataFrame, topics: Names) -> None:
    if lost.empty:
        return
    rows = lost.assign(topic=lost["topic"].map(topics).fillna(_("Without a topic")))
    headers = {"topic": _("Topic"), "direct": _("Answered directly"), "days_direct": _("Median days, direct"),
               "moved": _("Answered after being sent on"), "days_moved": _("Median days, sent on"),
               "lost": _("Days lost")}  # fmt: skip
    title = _("What being sent on costs, within a topic")
    titled(title, rows[list(headers)], headers, "lost")
    figures(rows.round({"days_direct": 1, "days_moved": 1, "lost": 1}), headers, key="lost_shown", alt=title)
