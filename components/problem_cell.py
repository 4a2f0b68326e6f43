"""One problem: its weeks against what is usual, what its points are made of, its cases."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import link, notes, page_list
from components.charts import MUTED, draw
from components.choropleth import choropleth
from components.notes import Noted
from components.numbers import NARROW, cases, events, number, percent
from components.problem_matrix import cell_name, reason
from components.words import N_, _, name, ngettext
from queries.filters import URL_NAMES, Filters, days_period, to_params
from queries.systemic import PARTS, Found

PART_NAMES = {
    "persistence": N_("Stays"),
    "repeats": N_("Comes again"),
    "dissatisfaction": N_("Dissatisfied"),
    "overdue": N_("Late"),
    "affected": N_("People affected"),
    "severity": N_("Severity of the topic"),
}
BLUE = "#1f5fa8"


def asked(found: Found) -> dict[Any, Any] | None:
    """The row of the cell in the link; None when none was opened or it has no case now."""
    topic, _colon, unit = link.read("cell").partition(":")
    rows = found.rows[(found.rows["topic"] == topic) & (found.rows["unit"] == unit)] if len(found.rows) else found.rows
    return None if rows.empty else rows.iloc[0].to_dict()


def behind(row: Mapping[Any, Any], found: Found, by: str, filters: Filters, zone: str) -> Filters:
    """The question about the cases of the cell in the weeks that were judged."""
    assert found.first is not None
    assert found.last is not None
    places = {"district": {"districts": (row["unit"],)}, "agency": {"agencies": (row["unit"],)}}[by]
    return filters.everywhere().only(agencies=()).only(topics=(row["topic"],), **places).during(
        days_period(found.first, found.last, zone)
    )  # fmt: skip


def to_cases(asked: Filters, first: date, last: date) -> dict[str, str]:
    """The link to exactly the cases of `asked` in these days: what else the bar chooses does not follow, and is not put
    back there (`link.carry`), for it is said to be empty.
    """
    return (
        link.shared()
        | dict.fromkeys(URL_NAMES.values(), "")
        | to_params(asked)
        | {"p": "", "from": first.isoformat(), "to": last.isoformat()}
    )


def back() -> None:
    """The way back to the whole matrix."""
    st.button(_("Back to the matrix"), icon=":material/arrow_back:", type="tertiary", key="cell_back",
              on_click=link.write, kwargs={"cell": ""})  # fmt: skip


def section(
    row: Mapping[Any, Any], found: Found, weeks: pd.DataFrame, asked: Filters, boundaries: Mapping[str, Any],
    noted: Noted,
) -> None:  # fmt: skip
    """Name, sentence, weeks with their notes and parts of one cell, where else the topic stays, and the way to the very
    cases that were counted (`asked`: `behind`).
    """
    st.subheader(cell_name(row))
    st.markdown(sentence(row, found))
    left, right = st.columns([3, 2])
    with left:
        weeks_section(weeks, noted)
        if asked.districts and boundaries["features"]:
            map_section(row, found, boundaries)
    with right:
        parts_section(row, found.weeks)
    assert found.first is not None
    assert found.last is not None
    these = to_cases(asked, found.first, found.last)
    told = _("Cases of these weeks: {n}").format(n=number(int(row["cases"])))
    with st.container(horizontal=True):
        for page, label, icon in (("cases", told, "inbox"), ("answers", _("Answers"), "rate_review")):
            st.page_link(str(page_list.page(page).script), label=label, icon=f":material/{icon}:",
                         query_params=these)  # fmt: skip


def sentence(row: Mapping[Any, Any], found: Found) -> str:
    """«73 балла из 100: выше собственного прошлого 26 недель из 26; 227 событий там, где обычно 59»."""
    if row["kind"] == "small":
        words = _("No score: {events} in {weeks} weeks are too few to judge.")
        return words.format(events=_both(row), weeks=number(found.weeks))
    points = ngettext("{n} point of 100", "{n} points of 100", round(row["score"])).format(n=number(row["score"]))
    if pd.isna(row["usual_others"]):
        told = _("**{points}**: {reason}. Seen {events}, by its own past {own} would be usual.")
    else:
        told = _("**{points}**: {reason}. Seen {events}, by its own past {own}, by the others {others} would be usual.")
    own, others = (
        number(row[f"usual_{which}"], 0 if row[f"usual_{which}"] >= 10 else 1) for which in ("own", "others")
    )
    return told.format(points=points, reason=reason(row, found.weeks), events=_both(row), own=own, others=others)


def _both(row: Mapping[Any, Any]) -> str:
    """«227 событий (240 обращений)»."""
    return f"{events(int(row['events']))} ({cases(int(row['cases']))})"


def weeks_section(weeks: pd.DataFrame, noted: Noted) -> None:
    """Events a week against the band of its own past."""
    if weeks.empty:
        return
    rows = weeks.assign(day=pd.to_datetime(weeks["week"]))
    rows["end"] = rows["day"] + pd.Timedelta(days=6)
    headers = {"week": _("Week from"), "seen": _("Seen"), "own": _("Usual by its own past"),
               "others": _("Usual by the others"), "low": _("at least (95%)"), "high": _("at most (95%)"),
               "note": _("Note")}  # fmt: skip
    first, last = rows["day"].min(), rows["day"].max() + pd.Timedelta(days=6)
    if rows["others"].isna().all():
        del headers["others"]
    marks = noted.within(first, last)
    judged = rows[rows["is_judged"]]
    over = int((judged["seen"] > judged["high"]).sum())
    words = _(
        "Single weeks above the band: {n} of the {weeks} judged. A week is judged together with those just before it: "
        "what stays a little above usual shows in several weeks and not in one."
    )
    told = words.format(n=number(over), weeks=number(len(judged)))
    twin = rows.assign(note=notes.by_bucket(marks, rows["day"], pd.DateOffset(weeks=1)))[list(headers)]
    chart = alt.layer(*weekly_layers(rows), *notes.layers(marks, first, last)).properties(height=260)
    title = _("Events a week; the band is what would be usual")
    draw(chart, title, told + notes.sentence(marks), twin.round(2), headers, "cell_weeks")
    st.caption(told)


def weekly_layers(rows: pd.DataFrame) -> list[Any]:
    """Bars of events over the band of usual weeks; the judged weeks are stronger."""
    years = (rows["day"].max() - rows["day"].min()).days > 150
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%b %y" if years else "%d %b", grid=False, tickCount=8))
    y = alt.Y("seen:Q", title=_("events a week"), axis=alt.Axis(tickCount=4, tickMinStep=1))
    base = alt.Chart(rows)
    band = base.mark_area(color=MUTED, opacity=0.35, interpolate="step-after").encode(
        x=x, y=alt.Y("low:Q", title=_("events a week")), y2=alt.Y2("high:Q")
    )
    usual = base.mark_line(color=MUTED, strokeDash=[4, 3], interpolate="step-after").encode(x=x, y=alt.Y("own:Q"))
    tooltip = [
        alt.Tooltip("day:T", title=_("Week from"), format="%d %B %Y"),
        alt.Tooltip("seen:Q", title=_("Seen")),
        alt.Tooltip("own:Q", title=_("Usual by its own past"), format=".1f"),
        alt.Tooltip("others:Q", title=_("Usual by the others"), format=".1f"),
    ]
    if rows["others"].isna().all():
        tooltip.pop()
    strength = alt.condition("datum.is_judged", alt.value(1.0), alt.value(0.45))
    bars = base.mark_rect(color=BLUE).encode(
        x=x, x2=alt.X2("end:T"), y=y, y2=alt.datum(0), opacity=strength, tooltip=tooltip
    )
    return [band, bars, usual]


def map_section(row: Mapping[Any, Any], found: Found, boundaries: Mapping[str, Any]) -> None:
    """The points of this topic in every municipality in sight; the opened one has a thick border."""
    of_topic = found.rows[(found.rows["topic"] == row["topic"]) & found.rows["score"].notna()]
    names = [name(each, "unit") or str(each["unit"]) for each in of_topic.to_dict("records")]
    told = [ngettext("{n} point of 100", "{n} points of 100", round(score)).format(n=number(score))
            for score in of_topic["score"]]  # fmt: skip
    rows = of_topic.assign(key=of_topic["unit"], value=of_topic["score"], name=names, text=told,
                           is_chosen=of_topic["unit"] == row["unit"])  # fmt: skip
    title = _("Points of this topic, by municipality")
    words = f"{title}: " + "; ".join(
        f"{each} {number(score)}" for each, score in zip(names[:3], rows["value"], strict=False)
    )
    headers = {"name": _("Municipality"), "value": _("Points"), "events": _("Events"), "cases": _("Cases")}
    drawing = choropleth(boundaries, rows, st.context.theme.type == "dark", _("points"))
    draw(drawing, title, words, rows[list(headers)].round({"value": 1}), headers, "cell_map")


def parts_section(row: Mapping[Any, Any], weeks: int) -> None:
    """What the points are made of: each part in words, with its n, and what it gives."""
    title = _("What the points are made of")
    told = pd.DataFrame(
        {
            "part": [_(PART_NAMES[part]) for part in PARTS],
            "words": [in_words(part, row, weeks) for part in PARTS],
            "points": [number(row.get(f"contribution_{part}"), 1) for part in PARTS],
        }
    )
    headers = {"part": _("Part"), "words": _("In words"), "points": _("Points")}
    st.markdown(f"**{title}**")
    st.table(told.rename(columns=headers).set_index(headers["part"]))
    words = _(
        "Every part counts in proportion to how long the problem stays; shares of few cases are drawn towards the "
        "region's. The weights are in {file}."
    )
    st.caption(words.format(file="systemic.toml"))


def in_words(part: str, row: Mapping[Any, Any], weeks: int) -> str:
    """A part with its counts; shares of few cases are drawn towards the region's and told as counted."""
    counted = {"repeats": ("again", "reports"), "dissatisfaction": ("negative", "rated"), "overdue": ("late", "judged")}
    if part == "persistence":
        return reason(row, weeks)
    if part in counted:
        k, n = (int(row[column]) for column in counted[part])
        if not n and not pd.isna(row.get(f"contribution_{part}")):
            return _("nobody knows here: the region's share counts")
        share = percent(k / n, 0) if n else "–"
        return f"{share} ({_('{k} of {n}').format(k=number(k), n=number(n))})"
    if part == "severity":
        return _("unknown") if pd.isna(row["severity"]) else _("{k} of {n}").format(k=number(row["severity"]), n=5)
    if pd.isna(row["affected"]):
        return _("residents unknown")
    times = f"×{NARROW}{number(row['affected'], 1)}"
    return _("{times} the region's events per resident").format(times=times)
