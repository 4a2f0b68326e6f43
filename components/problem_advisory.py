"""What the next weeks are likely to bring, with the interval and how often such intervals were right."""

from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analysis.advisory import AHEAD, SEASONS
from components import advisory_tested, link
from components.charts import MUTED, draw, is_phone
from components.numbers import day_short, number, percent
from components.problem_matrix import cell_name
from components.words import N_, _, ngettext
from queries.advisory import Outlook

SHOWN, NAMED = 15, 3
TURNS = {"more": N_("more than now"), "less": N_("less than now"), "same": N_("about as now")}


def section(found: Outlook) -> None:
    """Sentence, week, chart, and how often such intervals were right; or why there is no advice."""
    if found.rows.empty:
        st.info(nothing(found), icon=":material/hourglass_empty:")
        return
    st.markdown(sentence(found.rows))
    step = choose_week(found.weeks)
    rows = told(found.rows, step)
    headers = {"name": _("Problem"), "recent": _("Now, events a week"), "expected": _("Expected"),
               "low": _("at least (80%)"), "high": _("at most (80%)"), "turn": _("Outlook")}  # fmt: skip
    when = day_short(date.fromisoformat(found.weeks[AHEAD.index(step)]))
    title = _("Events in the week from {day}").format(day=when)
    words = _("{title}: {n} topics and municipalities with an event a week or more").format(
        title=title, n=number(len(rows))
    )
    draw(
        chart(rows.head(SHOWN)),
        title,
        words,
        rows[list(headers)].round({"recent": 1, "expected": 1}),
        headers,
        "advisory",
    )
    if len(rows) > SHOWN:
        words = _("Drawn: {n} of {all}, those that change most; all are in the table.")
        st.caption(words.format(n=number(SHOWN), all=number(len(rows))))
    st.caption(backtested(found))
    advisory_tested.section(found.tests)


def nothing(found: Outlook) -> str:
    """Why there is no advice."""
    if found.loaded < SEASONS:
        words = _(
            "No advice: {n} whole weeks are loaded, and it takes two seasons ({needed} weeks) to know the season."
        )
        return words.format(n=number(found.loaded), needed=number(SEASONS))
    return _("No advice: nowhere does a topic bring an event a week.")


def sentence(rows: pd.DataFrame) -> str:
    """Which will probably grow, which fall; says so when none does."""
    parts = []
    for turn, words in (
        ("more", _("Likely to grow in two to six weeks: {cells}")),
        ("less", _("likely to fall: {cells}")),
    ):
        found = rows[rows["turn"] == turn]
        if found.empty:
            continue
        named = "; ".join(f"**{cell_name(row)}**" for row in found.head(NAMED).to_dict("records"))
        more = len(found) - NAMED
        also = ngettext(" and {n} other", " and {n} others", more).format(n=number(more)) if more > 0 else ""
        parts.append(words.format(cells=named + also))
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}." if told else _("Nothing is likely to change much in two to six weeks.")


def choose_week(weeks: tuple[str, ...]) -> int:
    """How many weeks ahead; kept in the link."""
    chosen = link.read("ahead")
    st.session_state["ahead_choice"] = int(chosen) if chosen.isdigit() and int(chosen) in AHEAD else AHEAD[0]
    titles = {step: ngettext("in {n} week", "in {n} weeks", step).format(n=number(step)) for step in AHEAD}
    st.segmented_control(
        _("Weeks ahead"), list(AHEAD), key="ahead_choice", required=True, format_func=titles.__getitem__,
        label_visibility="collapsed", on_change=lambda: link.write(ahead=str(st.session_state["ahead_choice"])),
    )  # fmt: skip
    return int(st.session_state["ahead_choice"])


def told(rows: pd.DataFrame, step: int) -> pd.DataFrame:
    """Columns name, recent, expected, low, high, turn (in words), of the week so far ahead."""
    return pd.DataFrame(
        {
            "name": [cell_name(row) for row in rows.to_dict("records")],
            "recent": rows["recent"].to_list(),
            **{part: rows[f"{part}_{step}"].to_list() for part in ("expected", "low", "high")},
            "turn": [_(TURNS[turn]) for turn in rows["turn"]],
        }
    )


def chart(rows: pd.DataFrame) -> Any:
    """The interval as a bar, the expectation as a point, the level of now as a tick. On a phone the names stand above
    the bars: beside them there would be no room for the bars.
    """
    above = is_phone()
    beside = alt.Axis(labelLimit=360, ticks=False, domain=False)
    y = alt.Y("name:N", sort=None, title=None, axis=None if above else beside)
    x = alt.X(
        "low:Q", title=_("events a week"), scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5 if above else 10)
    )
    tooltip = [
        alt.Tooltip("name:N", title=_("Problem")),
        alt.Tooltip("recent:Q", title=_("Now, events a week"), format=".1f"),
        alt.Tooltip("expected:Q", title=_("Expected"), format=".1f"),
        alt.Tooltip("low:Q", title=_("at least (80%)"), format=".0f"),
        alt.Tooltip("high:Q", title=_("at most (80%)"), format=".0f"),
    ]
    base = alt.Chart(rows)
    span = base.mark_bar(color="#1f5fa8", opacity=0.3, height={"band": 0.3 if above else 0.55}).encode(
        y=y, x=x, x2=alt.X2("high:Q"), tooltip=tooltip
    )
    point = base.mark_point(color="#1f5fa8", filled=True, size=70).encode(y=y, x=alt.X("expected:Q"), tooltip=tooltip)
    now = base.mark_tick(color=MUTED, thickness=3, height={"band": 0.45 if above else 0.8}).encode(
        y=y, x=alt.X("recent:Q")
    )
    if not above:
        return alt.layer(span, now, point).properties(height=26 * len(rows) + 50)
    names = base.mark_text(align="left", dy=-19, fontSize=11, color=MUTED).encode(
        y=y, x=alt.value(2), text=alt.Text("name:N")
    )
    return alt.layer(span, now, point, names).properties(height=44 * len(rows) + 50)


def backtested(found: Outlook) -> str:
    """What the picture is made of, and how often such intervals were right."""
    legend = _(
        "Bar: 80% interval; point: expected; grey tick: the last eight weeks. Last year's weeks at the level of now."
    )
    if not found.tested:
        return legend
    words = _("Tested at earlier dates: {share} of {n} weeks lay inside their 80% interval.")
    return f"{legend} {words.format(share=percent(found.coverage, 0), n=number(found.tested))}"
