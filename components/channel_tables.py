"""What the page Channels shows: cases and counts side by side, ratings, official pages, and who can answer what."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import charts
from components.both_counts import both
from components.import_words import layout_name
from components.labels import channel_name
from components.numbers import cases, number, percent
from components.words import N_, _, language, ngettext
from queries.metrics import METRICS

CRITERIA = {
    "simplicity": N_("Simple and clear"),
    "access": N_("Information at hand"),
    "deadline": N_("In time"),
    "courtesy": N_("Courteous"),
}
PAGE_STATES = {"dead": N_("○ silent"), "alive": N_("● alive"), "unknown": N_("? no post known")}
NETWORKS = {"vk": N_("VK"), "ok": N_("OK"), "tg": N_("Telegram"), "max": N_("MAX")}
LISTED = 300  # rows of a table; how many there are in all is said beside it


def headline(carried: pd.DataFrame, told: int) -> str:
    """«7 каналов: 1 165 обращений (1 100 событий) и 12 400 звонков и услуг». Cases and counts are never added."""
    served, lost = carried["served"].sum(), carried["lost"].astype("float64")
    found = [both(int(carried["cases"].sum()), told)]
    if served:
        found.append(ngettext("{n} call or service", "{n} calls and services", int(served)).format(n=number(served)))
    words = ngettext("{n} channel: {what}.", "{n} channels: {what}.", len(carried))
    said = words.format(n=number(len(carried)), what=f" {_('and')} ".join(f"**{part}**" for part in found))
    came = (lost / carried["lost_share"]).sum()  # only where both are stated
    if came:
        said += " " + _("Left without an answer: {share} of {n}.").format(
            share=percent(lost.sum() / came), n=number(came)
        )
    return said


def carried_section(carried: pd.DataFrame) -> None:
    """Bars of the cases, and the table of both. The two are different things: one call may be in both."""
    names = carried["channel"].map(channel_name)
    shown = carried.assign(
        name=names,
        share=100 * carried["cases_share"],
        lost_percent=100 * carried["lost_share"],
        seconds=carried["waiting_seconds"],
    )
    st.subheader(_("Who carries how much"))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        bars = shown.loc[shown["cases"] > 0, ["name", "cases", "events"]]
        if len(bars):
            first = bars.iloc[0]
            sentence = _("Most cases come through: {name}, {n}").format(
                name=first["name"], n=both(int(first["cases"]), int(first["events"]))
            )
            chart = alt.Chart(bars).mark_bar().encode(
                x=alt.X("cases:Q", title=_("cases"), axis=alt.Axis(format=",.0f", tickCount=4)),
                y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=180)),
                tooltip=[alt.Tooltip("name:N", title=_("Channel")), alt.Tooltip("cases:Q", title=_("Cases")),
                         alt.Tooltip("events:Q", title=_("Events"))],
            )  # fmt: skip
            headers = {"name": _("Channel"), "cases": _("Cases"), "events": _("Events")}
            charts.draw(chart, _("Cases by channel"), sentence, bars, headers, "carried")
    with right:
        _table(
            shown,
            {"name": _("Channel"), "cases": _("Cases"), "events": _("Events"), "share": _("of all cases, %"),
             "served": _("Calls and services"), "lost": _("Lost"), "lost_percent": _("Lost, %"),
             "seconds": _("Waiting, s"), "rating": _("Rating")},
            "carried_table", _("Cases and counts by channel"),
            decimals={"share": 1, "lost_percent": 1, "seconds": 0, "rating": 2},
        )  # fmt: skip
        st.caption(_("A dash: the source does not say. Cases and counts are not added: one call may be in both."))
        if asked := questions_line(carried):
            st.caption(asked)


def questions_line(carried: pd.DataFrame) -> str:
    """«В одном обращении бывает несколько вопросов. Обращения по 59-ФЗ: 447 обращений, 509 вопросов.» Only of the
    cases whose source counts them; nothing where none does.
    """
    said = []
    for row in carried[carried["counted"] > 0].to_dict("records"):
        asked = ngettext("{n} question", "{n} questions", row["questions"]).format(n=number(row["questions"]))
        words = _("{channel}: {cases}, {questions}")
        one = words.format(channel=channel_name(row["channel"]), cases=cases(row["counted"]), questions=asked)
        if silent := row["cases"] - row["counted"]:
            one += " " + _("({n} more do not say)").format(n=number(silent))
        said.append(one)
    return _("One appeal may hold several questions. {channels}.").format(channels="; ".join(said)) if said else ""


def ratings_section(ratings: pd.DataFrame) -> None:
    """Organisations by the mean of their criteria, the lowest first: those need somebody."""
    st.subheader(_("Ratings of organisations"))
    if ratings.empty:
        st.caption(_("No ratings are loaded: a file of the layout “{layout}” brings them.").format(
            layout=layout_name("service_ratings")))  # fmt: skip
        return
    rows = ratings.sort_values("mean").assign(name=ratings[f"name_{language()}"])
    _table(
        rows,
        {"name": _("Organisation"), "mean": _("Mean")} | {code: _(words) for code, words in CRITERIA.items()}
        | {"ratings": _("Ratings"), "day": _("As of")},
        "ratings_table", _("Ratings of organisations on four criteria, from 1 to 5"),
        decimals=dict.fromkeys(("mean", *CRITERIA), 2),
    )  # fmt: skip
    st.caption(_("From 1 to 5, the latest of each; the lowest first. The mean is of the criteria that were rated."))


def pages_section(pages: pd.DataFrame) -> None:
    """Official pages, the longest silent first."""
    st.subheader(_("Official pages"))
    if pages.empty:
        st.caption(_("No register is loaded: a file of the layout “{layout}” brings it.").format(
            layout=layout_name("official_pages")))  # fmt: skip
        return
    states = pages["state"].value_counts()
    dead, unknown = (int(states.get(state, 0)) for state in ("dead", "unknown"))
    known = len(pages) - unknown
    words = _("Silent for 30 days or more: **{dead} of {known}**; without a known post: {unknown}.")
    st.markdown(words.format(dead=number(dead), known=number(known), unknown=number(unknown)))
    shown = pages.assign(
        name=pages[f"name_{language()}"],
        network=pages["network"].map(lambda code: _(NETWORKS[code]) if code in NETWORKS else code),
        state=pages["state"].map(lambda code: _(PAGE_STATES[code])),
        mark=pages["has_mark"].map({True: _("yes"), False: _("no")}),
    )
    _table(
        shown,
        {"state": _("State"), "name": _("Organisation"), "network": _("Network"), "silent_days": _("Days silent"),
         "followers": _("Followers"), "mark": _("Official mark"), "url": _("Address")},
        "pages_table", _("Official pages, the longest silent first"), links=("url",),
    )  # fmt: skip


def answers_section(carried: pd.DataFrame) -> None:
    """Metric × channel: what can be asked of whom, so that nobody looks for what is not there."""
    asked = carried[carried["cases"] > 0]
    if asked.empty:
        return
    st.subheader(_("What each channel can answer"))
    matrix = pd.DataFrame(
        {channel_name(row["channel"]): [_("✓") if id in row["can_answer"] else "–" for id in METRICS]
         for row in asked.to_dict("records")},
        index=[_(metric.name) for metric in METRICS.values()],
    )  # fmt: skip
    st.dataframe(
        matrix.rename_axis(_("Question")), height="content", alt=_("Which channel can answer which question"),
        column_config={"_index": st.column_config.Column(width=220)},
    )  # fmt: skip
    silent = [channel_name(code) for code in carried.loc[carried["cases"] == 0, "channel"]]
    if silent:
        words = _("Counts only, so none of these questions: {channels}.")
        st.caption(words.format(channels=", ".join(silent)))


def layouts_section(layouts: pd.DataFrame) -> None:
    """Which of the loaded files are in a format nobody published."""
    guessed = layouts.loc[layouts["guess"], "layout"].tolist()
    if guessed:
        names = ", ".join(_("“{name}”").format(name=layout_name(code)) for code in guessed)
        words = _("The format of these files is not public, their headers are a guess: {layouts}. Check their figures.")
        st.warning(words.format(layouts=names), icon=":material/help:")


def _table(
    rows: pd.DataFrame,
    headers: dict[str, str],
    key: str,
    title: str,
    decimals: dict[str, int] | None = None,
    links: tuple[str, ...] = (),
) -> None:
    """The first rows as a table; figures to the right, a dash for nothing."""
    config: dict[str, Any] = {}
    for column, header in headers.items():
        if column in links:
            config[column] = st.column_config.LinkColumn(header)
        elif pd.api.types.is_numeric_dtype(rows[column]):
            config[column] = st.column_config.NumberColumn(header, format="localized")
        else:
            config[column] = st.column_config.TextColumn(header)
    shown = rows[list(headers)].head(LISTED)
    if decimals:
        shown = shown.round({name: places for name, places in decimals.items() if name in shown})
    st.dataframe(shown, key=key, hide_index=True, column_config=config, placeholder="–", alt=title)
    if len(rows) > LISTED:
        st.caption(_("Shown: {n} of {all}").format(n=number(LISTED), all=number(len(rows))))
