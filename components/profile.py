"""An agency from close by: how long its cases wait, what lies there, when it works, what its cases are about."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import backlog, cohorts, parts, stages
from components.charts import MUTED, draw
from components.notes import Noted
from components.numbers import number, percent
from components.words import _
from queries.cohorts import WITHIN

SURER = 2.576 / 1.96  # a sentence is said at 99 %, where the band shows 95 %
FEWEST = 10


def section(which: str, found: Mapping[str, Any], noted: Noted, topics: Mapping[str, str], whole_region: bool) -> None:
    """Draw one of the views of `queries.profile.view`."""
    if which == "wait":
        region = _("Region") if whole_region else _("All I see")
        answered_section(found["own"], found["region"], found["by_day"], found["region_by_day"], region)
        cohorts.section(found["weeks"], WITHIN, noted)
        stages.section(found["stages"])
    elif which == "flow":
        backlog.changes_section(found["changes"], topics)
        backlog.section(found["weeks"], noted)
    elif which == "where":
        parts.section(found["topic"], "topic", topics)
        parts.section(found["district"], "district", noted.places)
    else:
        rhythm_section(found["hours"])


def answered_section(
    own: pd.DataFrame, region: pd.DataFrame, by_day: Mapping[int, float], whole: Mapping[int, float], called: str
) -> None:
    """The share answered by each day, with its band, and the region's (`called` so) behind it; and by day 1, 3, 10 and
    30.

    `own`, `region`: of `queries.profile.answered_curve`; `by_day`, `whole`: of `answered_by`.
    """
    if own.empty:
        st.info(_("No case with a filing date in this period."), icon=":material/search_off:")
        return
    if words := sentence(own, region):
        st.markdown(words)
    for column, (day, share) in zip(st.columns(len(by_day)), by_day.items(), strict=True):
        with column.container(border=True, gap="xsmall"):
            st.metric(_("Answered by day {day}").format(day=number(day)), percent(share, 0))
            st.caption(f"{called}: {percent(whole.get(day), 0)}")
    here, there = _("This one"), called
    rows = pd.concat([own.assign(who=here), region.assign(who=there)])
    headers = {"who": _("Who"), "day": _("Day"), "share": _("Answered"), "low": _("At least (95%)"),
               "high": _("At most (95%)")}  # fmt: skip
    told = _("Answered by day {day}: {own}; {others}: {share}").format(
        day=number(WITHIN), own=percent(by_day.get(WITHIN), 0), others=there, share=percent(whole.get(WITHIN), 0)
    )
    title = _("Share answered, open cases counted as open")
    draw(_answered(rows, [here, there]), title, told, rows[list(headers)], headers, "answered")


def sentence(own: pd.DataFrame, region: pd.DataFrame) -> str:
    """Whether fewer or more are answered by the tenth day than in the region; empty when nobody can tell at 99 %."""
    here, there = (rows[rows["day"] == WITHIN] for rows in (own, region))
    if here.empty or there.empty or own["at_risk"].iloc[0] < FEWEST:
        return ""
    row, usual = here.iloc[0], float(there["share"].iloc[0])
    low, high = (row["share"] + SURER * (row[end] - row["share"]) for end in ("low", "high"))
    if low <= usual <= high:
        return ""
    slower = _("Slower than usual: by day {day} {own} are answered, of all {usual}.")
    faster = _("Faster than usual: by day {day} {own} are answered, of all {usual}.")
    words = slower if row["share"] < usual else faster
    return words.format(day=number(WITHIN), own=f"**{percent(row['share'], 0)}**", usual=percent(usual, 0))


def _answered(rows: pd.DataFrame, who: list[str]) -> Any:
    x = alt.X("day:Q", title=_("days since filing"), axis=alt.Axis(grid=False))
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    shades = alt.Scale(domain=who, range=["#1f5fa8", MUTED])
    colour = alt.Color("who:N", title=None, legend=alt.Legend(orient="top", symbolOpacity=1), scale=shades)
    base = alt.Chart(rows)
    band = base.mark_area(opacity=0.18, interpolate="step-after").encode(
        x=x, y=alt.Y("low:Q", title=None), y2=alt.Y2("high:Q"), color=colour
    )
    tooltip = [
        alt.Tooltip("who:N", title=_("Who")),
        alt.Tooltip("day:Q", title=_("Day")),
        alt.Tooltip("share:Q", title=_("Answered"), format=".0%"),
    ]
    line = base.mark_line(interpolate="step-after").encode(x=x, y=y, color=colour, tooltip=tooltip)
    return alt.layer(band, line).properties(height=260)


def rhythm_section(rows: pd.DataFrame) -> None:
    """Weekday × hour of filing and of answering, where the source has hours. `rows`: of `queries.profile.rhythm`."""
    if rows.empty:
        st.caption(_("When it works cannot be told: the sources know days, not hours."))
        return
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    named = {"filed": _("Filed"), "answered": _("Answered")}
    long = rows.melt(["weekday", "hour"], var_name="what", value_name="cases")
    long = long.assign(day=[days[int(day)] for day in long["weekday"]], what=long["what"].map(named))
    tooltip = [alt.Tooltip("day:O", title=_("Day")), alt.Tooltip("hour:O", title=_("Hour")),
               alt.Tooltip("cases:Q", title=_("Cases"))]  # fmt: skip
    chart = (
        alt.Chart(long)
        .mark_rect()
        .encode(
            x=alt.X(
                "hour:O",
                title=_("hour"),
                scale=alt.Scale(domain=list(range(24))),
                axis=alt.Axis(values=list(range(0, 24, 3)), labelAngle=0),
            ),
            y=alt.Y("day:O", sort=days, title=None, scale=alt.Scale(domain=days)),
            color=alt.Color("cases:Q", title=_("cases"), legend=alt.Legend(format="d", tickMinStep=1)),
            tooltip=tooltip,
        )
        .properties(height=150, width=300)
        .facet(column=alt.Column("what:N", title=None, sort=list(named.values())))
    )
    headers = {"what": _("What"), "day": _("Day"), "hour": _("Hour"), "cases": _("Cases")}
    told = _("Cases by weekday and hour, filed and answered")
    draw(chart, _("When cases come and are answered"), told, long[list(headers)], headers, "rhythm")
