"""Two satisfactions: what people rate by themselves, and what they say when somebody calls them."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components.charts import MUTED, draw
from components.labels import reaction_name
from components.numbers import number, percent, points
from components.words import _, ngettext
from queries.callbacks import known_of_calls
from queries.filters import Filters

SMALLEST, SHOWN = 10, 14
Names = Mapping[str, str]


def sentence(whole: pd.DataFrame, filters: Filters) -> str:
    """Both shares with what they rest on, and the gap where it is more than chance."""
    row = whole.to_dict("records")[0] if len(whole) else {}
    if not row or pd.isna(row["ratings"]):
        return _("Nobody rated an answer in this period.")
    words = ngettext(
        "Rated 4 or 5: **{share}** of {n} rating ({low}–{high}); only {coverage} of closed cases were rated, "
        "so the share of all could lie anywhere from {worst} to {best}.",
        "Rated 4 or 5: **{share}** of {n} ratings ({low}–{high}); only {coverage} of closed cases were rated, "
        "so the share of all could lie anywhere from {worst} to {best}.",
        int(row["rated"]),
    )
    shares = {name: percent(row[column], 0) for name, column in (
        ("share", "ratings"), ("low", "ratings_low"), ("high", "ratings_high"), ("coverage", "coverage"),
        ("worst", "bound_low"), ("best", "bound_high"))}  # fmt: skip
    said = words.format(n=number(int(row["rated"])), **shares)
    if not known_of_calls(filters):
        return said + " " + _("Call-backs know neither channel nor topic nor text: not comparable with these filters.")
    if pd.isna(row["calls"]) or not row["called"]:
        return said + " " + _("No call-backs are loaded to set against it.")
    told = _("Called back: **{share}** of {n} satisfied ({low}–{high}).").format(
        share=percent(row["calls"], 0), n=number(int(row["called"])), low=percent(row["calls_low"], 0),
        high=percent(row["calls_high"], 0),
    )  # fmt: skip
    said += " " + told
    if row["gap_low"] > 0 or row["gap_high"] < 0:
        said += " " + _("The gap is {gap}, more than chance.").format(gap=points(row["gap"]))
    return said


def gap_section(rows: pd.DataFrame, names: Names) -> None:
    """Ratings and call-backs of each agency on one scale: both are shares of people who are satisfied."""
    title = _("Ratings and call-backs, by agency")
    known = rows[rows["key"].notna() & (rows["rated"].fillna(0) >= SMALLEST)]
    told = known.assign(name=[names.get(key, key) for key in known["key"]])
    if told.empty:
        st.markdown(f"**{title}**")
        st.caption(_("No agency has ten ratings in this period."))
        return
    both = (told["called"].fillna(0) >= SMALLEST) & told["calls"].notna()
    told = told.assign(both=both).sort_values(["both", "gap", "ratings"], ascending=[False, False, True])
    headers = {"name": _("Agency"), "ratings": _("Rated 4 or 5"), "rated": _("Ratings"),
               "coverage": _("Rated of closed"), "bound_low": _("If the silent were unhappy"),
               "bound_high": _("If the silent were happy"),
               "calls": _("Satisfied, by call-back"), "called": _("Calls"), "gap": _("Gap")}  # fmt: skip
    said = ngettext("{n} agency with ten ratings or more", "{n} agencies with ten ratings or more", len(told))
    draw(_pairs(told.head(SHOWN)), title, said.format(n=number(len(told))), told[list(headers)], headers, "two_shares")
    st.caption(
        _(
            "● ratings with their interval, ◆ call-backs; the thin line is how far the silent could move the share. "
            "Agencies with fewer than ten call-backs have no diamond."
        )
    )


def _pairs(rows: pd.DataFrame) -> Any:
    base, scale = alt.Chart(rows), alt.Scale(domain=[0, 1])
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=240, ticks=False, domain=False))
    x = alt.X("ratings:Q", title=None, scale=scale, axis=alt.Axis(format=".0%", tickCount=5))
    tooltip = [alt.Tooltip("name:N", title=_("Agency")),
               alt.Tooltip("ratings:Q", title=_("Rated 4 or 5"), format=".0%"),
               alt.Tooltip("rated:Q", title=_("Ratings"), format=","),
               alt.Tooltip("calls:Q", title=_("Satisfied, by call-back"), format=".0%"),
               alt.Tooltip("called:Q", title=_("Calls"), format=",")]  # fmt: skip
    reach = base.mark_rule(color=MUTED, opacity=0.35).encode(
        y=y, x=alt.X("bound_low:Q", scale=scale), x2=alt.X2("bound_high:Q")
    )
    line = base.mark_rule(strokeWidth=3, color=MUTED).encode(
        y=y, x=alt.X("ratings_low:Q", scale=scale), x2=alt.X2("ratings_high:Q")
    )
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(x=x, y=y, tooltip=tooltip)
    calls = base.transform_filter("datum.both").mark_point(
        filled=True, shape="diamond", size=120, opacity=1, color="#8a3b74"
    )
    spots = calls.encode(x=alt.X("calls:Q", scale=scale), y=y, tooltip=tooltip)
    return alt.layer(reach, line, dots, spots).properties(height=24 * len(rows) + 30)


def reactions_section(rows: pd.DataFrame) -> None:
    """How authors reacted in social media; silence is no opinion and is counted apart."""
    title = _("How authors reacted in social media")
    if not rows["cases"].sum():
        st.markdown(f"**{title}**")
        st.caption(_("No social-media case says how its author reacted."))
        return
    shown = rows.assign(name=[reaction_name(code) for code in rows["reaction"]])
    headers = {"name": _("Reaction"), "cases": _("Cases"), "share": _("Of those who spoke"),
               "low": _("At least (95%)"), "high": _("At most (95%)")}  # fmt: skip
    spoke = int(rows.loc[rows["share"].notna(), "cases"].sum())
    said = _("{spoke} of {n} said something.").format(spoke=number(spoke), n=number(int(rows["cases"].sum())))
    x = alt.X("cases:Q", title=_("cases"), axis=alt.Axis(format=",.0f", tickCount=4))
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False))
    tooltip = [alt.Tooltip("name:N", title=headers["name"]), alt.Tooltip("cases:Q", title=headers["cases"], format=","),
               alt.Tooltip("share:Q", title=headers["share"], format=".0%")]  # fmt: skip
    chart = alt.Chart(shown).mark_bar(cornerRadiusEnd=2, height={"band": 0.6}).encode(x=x, y=y, tooltip=tooltip)
    draw(chart.properties(height=30 * len(shown) + 30), title, said, shown[list(headers)], headers, "reactions")
    st.caption(said + " " + _("The operator notes the reaction, not the author: it is not on one scale with ratings."))
