"""Cases sent on: from whom to whom, what it costs, and what could go straight to where it ends."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analysis.sankey import sankey
from analysis.transfers import matrix
from components import behind
from components.both_counts import tooltips
from components.charts import draw, is_phone, titled
from components.choosing import choose_of_many
from components.labels import channel_name
from components.numbers import number, percent
from components.tables import ROW_PIXELS, figures
from components.words import _, ngettext
from queries.filters import ITSELF, URL_NAMES, Filters

DRAWN = 12
RIBBONS = 16
BLUE = "#1f5fa8"
INK = {"light": "#1b2733", "dark": "#e4eaf1"}  # the text of the theme, over the ribbons
Names = Mapping[str, str]


def about(filters: Filters, topics: Names) -> Filters:
    """The same question about one topic, when somebody chooses one; kept in the link."""
    named = {each.removeprefix(ITSELF): each for each in filters.topics}
    known = [key for key in topics if not named or key in named]
    titles = {"": _("All topics")} | {key: topics[key] for key in known}
    topic = choose_of_many("topic", _("Topic"), titles, width=420)
    return filters.only(topics=[named.get(topic, topic)]) if topic else filters


def section(found: Mapping[str, pd.DataFrame], agencies: Names, topics: Names, about: Filters) -> None:
    """Ribbons, matrix, advice, loops and the time lost. In: the frames of `queries.transfers` by name, names by id, and
    what they were asked about.
    """
    pairs = found["pairs"]
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
    _ribbons(moved, agencies)
    _matrix(moved, agencies, {URL_NAMES["topics"]: ",".join(about.topics)})
    _advice(found["advice_of"], agencies, topics)
    _loops(found["loops"], agencies)
    _lost(found["time_lost"], topics)


def _ribbons(moved: pd.DataFrame, agencies: Names) -> None:
    """From whom to whom, as ribbons: the most frequent pairs."""
    shown = moved.head(RIBBONS)
    names = {key: agencies.get(key, key) for key in {*shown["received"], *shown["now"]}}
    drawn = sankey(shown.rename(columns={"received": "start", "now": "end"})[["start", "end", "cases"]])
    ribbons = drawn.ribbons.assign(
        way=drawn.ribbons["start"] + " " + drawn.ribbons["end"],
        told=[f"{names[row['start']]} → {names[row['end']]}" for row in drawn.ribbons.to_dict("records")],
    )
    bars = drawn.bars.assign(
        left=[-0.02 if side == "start" else 1.0 for side in drawn.bars["side"]],
        right=[0.0 if side == "start" else 1.02 for side in drawn.bars["side"]],
        middle=(drawn.bars["low"] + drawn.bars["high"]) / 2,
        told=[f"{number(row['cases'])} · {names[row['key']]}" for row in drawn.bars.to_dict("records")],
        name=drawn.bars["key"].map(names),
    )
    headers = {"start": _("Received by"), "end": _("Now at"), "cases": _("Cases"), "events": _("Events")}
    twin = shown.assign(start=shown["received"].map(names), end=shown["now"].map(names))[list(headers)]
    parts = [f"{row['start']} → {row['end']}, {number(row['cases'])}" for row in twin.head(3).to_dict("records")]
    words = _("From whom to whom cases were sent on; most often {pairs}.").format(pairs="; ".join(parts))
    draw(_sankey(ribbons, bars), _("Sent on, from whom to whom"), words, twin, headers, "ribbons")
    if len(moved) > len(shown):
        rest = _("Drawn are the {n} most frequent of {all} pairs; the matrix has more.")
        st.caption(rest.format(n=number(len(shown)), all=number(len(moved))))


def _sankey(ribbons: pd.DataFrame, bars: pd.DataFrame) -> Any:
    """The names stand over the ribbons, within the picture: beside it they would not fit on a phone. Each has half of
    the width at most; what is cut is the name, not the number before it.
    """
    x = alt.Scale(domain=[-0.02, 1.02], nice=False)
    y = alt.Scale(domain=[float(bars["high"].max()), 0], nice=False)
    cases = alt.Tooltip("cases:Q", title=_("Cases"), format=",")
    flows = (
        alt.Chart(ribbons)
        .mark_area(opacity=0.3, line=False, color=BLUE)
        .encode(
            x=alt.X("x:Q", axis=None, scale=x),
            y=alt.Y("low:Q", axis=None, scale=y),
            y2=alt.Y2("high:Q"),
            detail=alt.Detail("way:N"),
            tooltip=[alt.Tooltip("told:N", title=_("From → to")), cases],
        )
    )
    ends = (
        alt.Chart(bars)
        .mark_rect(color=BLUE)
        .encode(
            x=alt.X("left:Q", scale=x), x2=alt.X2("right:Q"), y=alt.Y("low:Q", scale=y), y2=alt.Y2("high:Q"),
            tooltip=[alt.Tooltip("name:N", title=_("Agency")), cases],
        )
    )  # fmt: skip
    ink = INK["dark" if st.context.theme.type == "dark" else "light"]
    sides: Any = (("start", "right", "left", 6), ("end", "left", "right", -6))
    labels = [
        alt.Chart(bars[bars["side"] == side])
        .mark_text(align=align, dx=dx, fontSize=11, color=ink, limit=alt.ExprRef("width / 2 - 24"))
        .encode(x=alt.X(f"{edge}:Q", scale=x), y=alt.Y("middle:Q", scale=y), text=alt.Text("told:N"))
        for side, edge, align, dx in sides
    ]
    tallest = max(int((bars["side"] == side).sum()) for side in ("start", "end"))
    return alt.layer(flows, ends, *labels).properties(height=max(220, 34 * tallest))


def came_back(rows: pd.DataFrame, agencies: Names) -> pd.DataFrame:
    """Columns agency_id, name, cases (that came back there), stations (median changes of agency), most cases first."""
    found = rows.groupby("agency_id", as_index=False).agg(cases=("case_id", "count"), stations=("stations", "median"))
    found = found.sort_values(["cases", "agency_id"], ascending=[False, True], ignore_index=True)
    return found.assign(name=found["agency_id"].map(agencies).fillna(found["agency_id"]))


def _loops(rows: pd.DataFrame, agencies: Names) -> None:
    """Cases that came back to an agency that had sent them on."""
    title = _("There and back again")
    if rows.empty:
        st.markdown(f"**{title}**")
        st.write(_("No case came back to an agency that had sent it on, as far as the sources tell the way."))
        return
    told = came_back(rows, agencies)
    headers = {"name": _("Came back to"), "cases": _("Cases"), "stations": _("Changes of agency, median")}
    titled(title, told[list(headers)], headers, "loops")
    words = ngettext(
        "{n} case came back to an agency that had sent it on.",
        "{n} cases came back to an agency that had sent them on.",
        len(rows),
    )
    st.write(words.format(n=number(len(rows))))
    figures(told, headers, key="loops_shown", alt=title)


def _matrix(moved: pd.DataFrame, agencies: Names, about: behind.Params) -> None:
    """Who has what somebody else received; a click on a pair opens its cases, with the parameters `about` what was
    asked.
    """
    rows = moved.assign(
        start=moved["received"].map(agencies).fillna(moved["received"]),
        end=moved["now"].map(agencies).fillna(moved["now"]),
    )
    headers = {"start": _("Received by"), "end": _("Now at"), "cases": _("Cases"), "events": _("Events"),
               "share": _("Share of received"), "days": _("Median days to close")}  # fmt: skip
    told = _("The most frequent: {start} → {end}, {cases}").format(
        start=rows["start"].iloc[0], end=rows["end"].iloc[0], cases=number(int(rows["cases"].iloc[0]))
    )
    title, twin = _("Received by → now at"), rows[list(headers)].round({"share": 2, "days": 1})

    def wanted(pair: Mapping[Any, Any]) -> behind.Params:
        return {**about, **behind.on_the_way(pair["received"], pair["now"])}

    if is_phone():
        titled(title, twin, headers, "transfers")
        pairs = rows.to_dict("records")
        behind.table(twin, headers, lambda row, _column: wanted(pairs[row]), key="transfers_shown", alt=told,
                     height=min(420, ROW_PIXELS * (len(twin) + 1) + 4))  # fmt: skip
        return
    often = set(rows.groupby("start")["cases"].sum().nlargest(DRAWN).index)
    ends = set(rows.groupby("end")["cases"].sum().nlargest(DRAWN).index)
    shown = rows[rows["start"].isin(often) & rows["end"].isin(ends)]
    axis = alt.Axis(labelLimit=220, title=None, labelAngle=0, labelOverlap=False)
    chart = (
        alt.Chart(shown)
        .mark_rect(cursor="pointer")
        .encode(
            x=alt.X("end:N", axis=alt.Axis(labelLimit=220, title=_("now at"), labelAngle=-40, labelOverlap=False)),
            y=alt.Y("start:N", axis=axis),
            color=alt.Color("cases:Q", title=_("cases"), scale=alt.Scale(type="log")),
            tooltip=[
                alt.Tooltip("start:N", title=_("Received by")),
                alt.Tooltip("end:N", title=_("Now at")),
                *tooltips(),
                alt.Tooltip("share:Q", title=_("Share of received"), format=".0%"),
            ],
        )
        .properties(height=26 * shown["start"].nunique() + 220)
    )
    behind.drawing(chart, ["received", "now"], wanted, title=title, sentence=told, twin=twin, headers=headers,
                   key="transfers")  # fmt: skip
    hidden = len(rows) - len(shown)
    words = (
        _("Drawn are the most frequent; {n} more pairs are in the table.").format(n=number(hidden)) if hidden else ""
    )
    st.caption(f"{words} {_('A click on a pair opens its cases.')}".strip())


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
    told = advice.to_dict("records")
    behind.table(rows, headers, lambda row, column: advised(told[row], column), key="advice_shown", alt=title,
                 height=min(380, ROW_PIXELS * (len(rows) + 1) + 4))  # fmt: skip
    st.caption(_("A click on the share opens the cases that end there, elsewhere all of the topic that were received."))


def advised(row: Mapping[Any, Any], column: str) -> behind.Params:
    """Where a click on a row of the advice leads: to the cases it is of, from the share to those that it counts."""
    return behind.on_the_way(row["received"], row["send_to"] if column == "share" else "", row["topic"])


def _lost(lost: pd.DataFrame, topics: Names) -> None:
    if lost.empty:
        return
    rows = lost.assign(
        topic=lost["topic"].map(topics).fillna(_("Without a topic")), channel=lost["channel"].map(channel_name)
    )
    headers = {"topic": _("Topic"), "channel": _("Channel"), "direct": _("Answered directly"),
               "days_direct": _("Median days, direct"), "moved": _("Answered after being sent on"),
               "days_moved": _("Median days, sent on"), "lost": _("Days lost")}  # fmt: skip
    title = _("What being sent on costs, within a topic of a channel")
    titled(title, rows[list(headers)], headers, "lost")
    figures(rows.round({"days_direct": 1, "days_moved": 1, "lost": 1}), headers, key="lost_shown", alt=title)
