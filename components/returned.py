"""Closed is not solved: outcomes, what came back within 30 days, and what was closed three times and is still there."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analysis.false_discovery import standing_out
from components import words
from components.charts import draw, titled
from components.labels import outcome_name
from components.numbers import moment, number, percent
from components.reply_texts import open_case
from components.share_bars import SMALLEST, bars
from components.words import _, ngettext

SHOWN, NAMED, LEAST, LISTED = 12, 3, 5, 100
TIMES = 3  # closings that make a place one that keeps coming back
Names = Mapping[str, str]


def sentence(whole: pd.DataFrame, by_agency: pd.DataFrame, names: Names, *, limited: bool = False) -> str:
    """How much of what was closed came back, and whose more than chance explains. `limited`: a longer period could be
    chosen.
    """
    row = whole.iloc[0]
    if not row["denominator"] or pd.isna(row["value"]):
        unknown = _("Nothing was closed 30 days ago or earlier: whether it came back is not known yet.")
        return f"{unknown} {_('Choose a longer period.')}" if limited else unknown
    n = int(row["denominator"])
    said = ngettext(
        "**{share}** of {n} closed case came back within 30 days: the same applicant, or the same place and topic.",
        "**{share}** of {n} closed cases came back within 30 days: the same applicant, or the same place and topic.",
        n,
    ).format(share=percent(row["value"]), n=number(n))
    out = above(by_agency, float(row["value"]))
    if out.empty:
        return said + " " + _("No agency stands out by more than chance explains.")
    named = [f"**{names.get(one['key'], one['key'])}** ({percent(one['value'], 0)})" for one in out.to_dict("records")]
    more = len(named) - NAMED
    rest = ngettext(" and {n} other", " and {n} others", more).format(n=number(more)) if more > 0 else ""
    listed = ", ".join(named[:NAMED]) + rest
    return said + " " + _("More often than the others, by more than chance explains: {names}.").format(names=listed)


def above(by_agency: pd.DataFrame, whole: float) -> pd.DataFrame:
    """Agencies to whom more comes back than to all together, by more than chance explains."""
    return standing_out(by_agency[by_agency["value"].notna()], whole, "above")


def left_out_line(whole: pd.DataFrame) -> str:
    """What is not old enough, and what cannot be followed."""
    row = whole.iloc[0]
    words_ = _(
        "Left out: {late} closed less than 30 days ago; {unknown} with neither an applicant nor a place to follow."
    )
    return words_.format(late=number(int(row["left_out"])), unknown=number(int(row["unknown"])))


def outcomes_section(rows: pd.DataFrame) -> None:
    """How cases ended: what is closed is not all solved. `rows`: the metric outcome."""
    shown = (
        rows[rows["numerator"] > 0]
        .sort_values("value", ascending=False)
        .assign(name=lambda part: [outcome_name(code) for code in part["part"]])
    )
    headers = {"name": _("Outcome"), "value": _("Share of closed"), "low": _("At least (95%)"),
               "high": _("At most (95%)"), "numerator": _("Cases"), "denominator": _("Closed")}  # fmt: skip
    title = _("How closed cases ended")
    if shown.empty:
        st.markdown(f"**{title}**")
        st.caption(_("Nothing was closed in this period."))
        return
    told = "; ".join(f"{row['name']} {percent(row['value'], 0)}" for row in shown.to_dict("records"))
    x = alt.X("value:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5))
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False))
    tooltip = [alt.Tooltip("name:N", title=headers["name"]),
               alt.Tooltip("value:Q", title=headers["value"], format=".1%"),
               alt.Tooltip("numerator:Q", title=headers["numerator"], format=",")]  # fmt: skip
    chart = alt.Chart(shown).mark_bar(cornerRadiusEnd=2, height={"band": 0.6}).encode(x=x, y=y, tooltip=tooltip)
    draw(chart.properties(height=30 * len(shown) + 30), title, told, shown[list(headers)], headers, "outcomes")


def agencies_section(rows: pd.DataFrame, whole: float, names: Names) -> None:
    """The share that came back to each agency. `rows`: the metric repeat by agency."""
    known = rows[rows["key"].notna() & (rows["denominator"] >= LEAST)].sort_values("low", ascending=False)
    told = known.assign(
        name=[names.get(key, key) for key in known["key"]], enough=known["denominator"] >= SMALLEST,
        out=known["key"].isin(above(rows, whole)["key"]),
    )  # fmt: skip
    headers = {"name": _("Agency"), "value": _("Came back"), "low": _("At least (95%)"), "high": _("At most (95%)"),
               "numerator": _("Of them"), "denominator": _("Closed")}  # fmt: skip
    title = _("Came back within 30 days, by agency")
    if told.empty:
        st.markdown(f"**{title}**")
        st.caption(_("No agency has five closed cases that can be followed."))
        return
    first = told.to_dict("records")[0]
    said = _("Highest: {name}, {share} of {n}").format(
        name=first["name"], share=percent(first["value"], 0), n=number(int(first["denominator"]))
    )
    draw(bars(told.head(SHOWN), headers), title, said, told[list(headers)], headers, "came_back")


def still_there_section(rows: pd.DataFrame, boundaries: Mapping[str, Any], zone: str) -> None:
    """Places and topics closed at least three times: a map and a list; a click opens the latest case."""
    title = _("Closed three times and still there")
    if rows.empty:
        st.markdown(f"**{title}**")
        st.caption(_("No place with the same topic was closed three times and came back each time."))
        return
    shown = told(rows, zone)
    headers = {"topic": _("Topic"), "address": _("Place"), "district": _("Municipality"), "returns": _("Times"),
               "last": _("Last filed"), "open": _("Now")}  # fmt: skip
    left, right = st.columns([3, 2], gap="medium")
    with left:
        titled(title, shown[list(headers)], headers, "still_there")
        table(shown.head(LISTED), rows, headers, title)
        if len(shown) > LISTED:
            st.caption(_("Shown: {n} of {all}").format(n=number(LISTED), all=number(len(shown))))
    with right:
        points = shown.assign(lat=rows["lat"], lon=rows["lon"]).dropna(subset=["lat", "lon"])
        if len(points):
            place_map(points, boundaries, headers)
        n = len(rows) - len(points)
        if n:
            words_ = ngettext("{n} place has no coordinates and is not on the map.",
                              "{n} places have no coordinates and are not on the map.", n)  # fmt: skip
            st.caption(words_.format(n=number(n)))


def told(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Columns topic, address, district, returns, last, open in words."""
    suffix = words.language()
    topic = rows[f"topic_{suffix}"] if f"topic_{suffix}" in rows else rows["topic_ru"]
    district = rows[f"district_{suffix}"] if f"district_{suffix}" in rows else rows["district_ru"]
    return pd.DataFrame(
        {
            "topic": topic.fillna(rows["topic_ru"]), "address": rows["address"].fillna(_("a point on the map")),
            "district": district.fillna(rows["district_ru"]), "returns": rows["returns"],
            "last": [moment(when, "day", zone) for when in rows["last_filed"]],
            "open": [_("open") if is_open else _("closed again") for is_open in rows["is_open"]],
        }
    )  # fmt: skip


def table(shown: pd.DataFrame, rows: pd.DataFrame, headers: Names, title: str) -> None:
    """The list; a click opens the latest case."""
    taken = st.session_state.setdefault("still_there_taken", 0)
    event = st.dataframe(
        shown[list(headers)].rename(columns=dict(headers)), hide_index=True, key=f"still_there_{taken}",
        on_select="rerun", selection_mode="single-cell", height="content" if len(shown) < 10 else 360, alt=title,
    )  # fmt: skip
    st.caption(_("A click opens the latest case of the place."))
    if cells := event.selection.cells:
        st.session_state["still_there_taken"] = taken + 1
        open_case(str(rows.iloc[cells[0][0]]["cases"][-1]))


def place_map(points: pd.DataFrame, boundaries: Mapping[str, Any], headers: Names) -> None:
    """The places over the outlines of the districts, larger the more often they came back."""
    land = alt.Chart(alt.InlineData(values=boundaries["features"])).mark_geoshape(
        stroke="#8a96a3", strokeWidth=0.6, fill="rgba(138,150,163,0.12)", tooltip=None
    )
    most = max(int(points["returns"].max()), TIMES + 1)
    tooltip = [
        alt.Tooltip(f"{name}:N", title=headers[name]) for name in ("topic", "address", "returns", "last", "open")
    ]
    spots = alt.Chart(points).mark_circle(color="#1f5fa8", opacity=0.75, stroke="white", strokeWidth=0.8).encode(
        longitude="lon:Q", latitude="lat:Q", tooltip=tooltip,
        size=alt.Size("returns:Q", title=headers["returns"], scale=alt.Scale(domain=[TIMES, most], range=[60, 360]),
                      legend=alt.Legend(orient="bottom", values=[TIMES, most], format="d")),
    )  # fmt: skip
    chart = alt.layer(land, spots).project("mercator").properties(height=360)
    said = ngettext("Map of {n} place that came back three times or more",
                    "Map of {n} places that came back three times or more", len(points))  # fmt: skip
    draw(
        chart,
        _("Where it keeps coming back"),
        said.format(n=number(len(points))),
        points[list(headers)],
        headers,
        "still_there_map",
    )
