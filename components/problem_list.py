"""Passports of problems: the list of all, and the sheet for the governor's meeting."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components import link
from components.charts import titled
from components.choosing import choose_of_many
from components.identity import person
from components.numbers import day, grown, moment, month_name, number
from components.tables import figures
from components.words import N_, _, name, ngettext
from queries import cached
from queries.effect import Solved

STATUSES = {
    "proposed": N_("proposed"),
    "accepted": N_("accepted"),
    "in_work": N_("in work"),
    "relapsed": N_("relapsed"),
    "solved": N_("solved"),
    "withdrawn": N_("withdrawn as a mistake"),
}
CURRENCIES = {"RU": N_("rubles"), "BY": N_("Belarusian rubles")}
DAYS = ("since", "solved_on")
COLOURS = {"relapsed": "orange", "solved": "green", "in_work": "blue"}


def asked(rows: pd.DataFrame) -> dict[Any, Any] | None:
    """The passport in the link; None when there is none, or none that may be seen."""
    wanted = rows[rows["id"].astype(str) == link.read("passport")]
    return None if wanted.empty else wanted.iloc[0].to_dict()


def solved(rows: pd.DataFrame) -> tuple[Solved, ...]:
    """The solved problems, to be watched."""
    return tuple(
        Solved(
            row["id"], row["topic"], row["by"], row["unit"], *(date.fromisoformat(row["effect"][day]) for day in DAYS)
        )
        for row in rows.to_dict("records")
        if row["status"] == "solved" and isinstance(row["effect"], dict)
    )


def sentence(rows: pd.DataFrame, rising: frozenset[int]) -> str:
    """How many there are, how many in work, which have come back."""
    if rows.empty:
        return _("No problem has a passport yet: open a cell of the matrix and propose one.")
    open_ones = int((rows["status"] != "solved").sum())
    told = ngettext("{n} open passport", "{n} open passports", open_ones).format(n=number(open_ones))
    in_work = _("in work: {n}").format(n=number(int((rows["status"] == "in_work").sum())))
    back = [name(row, "title") for row in rows.to_dict("records") if row["id"] in rising]
    again = " " + _("Solved, and rising again: **{names}**.").format(names="; ".join(back)) if back else ""
    return f"{told}, {in_work}.{again}"


def section(rows: pd.DataFrame, measures: pd.DataFrame, rising: frozenset[int], today: date, zone: str) -> None:
    """The sentence, the list, the meeting; what was withdrawn stands apart."""
    gone = rows["status"] == "withdrawn"
    if gone.any() and _shows_withdrawn(int(gone.sum())):
        list_section(rows[gone], rising, zone)
        return
    running = rows[~gone]
    st.markdown(_("No passport is open.") if gone.all() and len(rows) else sentence(running, rising))
    list_section(running, rising, zone)
    meeting_section(running, measures, today)


def _shows_withdrawn(n: int) -> bool:
    """The choice between what runs and what was withdrawn, kept in the link."""
    titles = {"": _("Running and solved"), "withdrawn": _("Withdrawn: {n}").format(n=number(n))}
    chosen = link.read("status")
    st.session_state["status_choice"] = chosen if chosen in titles else ""
    st.segmented_control(
        _("Passports"), list(titles), key="status_choice", required=True, label_visibility="collapsed",
        format_func=titles.__getitem__, on_change=lambda: link.write(status=st.session_state["status_choice"] or ""),
    )  # fmt: skip
    return st.session_state["status_choice"] == "withdrawn"


def list_section(rows: pd.DataFrame, rising: frozenset[int], zone: str) -> None:
    """Every passport in a line; a click opens it."""
    for row in rows.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"passport_{row['id']}"):
            st.button(name(row, "title"), key=f"open_passport_{row['id']}", type="tertiary",
                      on_click=link.write, kwargs={"passport": str(row["id"])})  # fmt: skip
            st.badge(_(STATUSES[row["status"]]), color=COLOURS.get(row["status"], "gray"))  # type: ignore[arg-type]
            if row["id"] in rising:
                st.badge(_("rises again"), color="orange", icon=":material/trending_up:")
            words = _("{who} answers for it; last change {when}")
            st.caption(
                words.format(who=person(row["owner"]), when=moment(row["changed_at"], "minute", zone)), width="content"
            )


def meeting_section(rows: pd.DataFrame, measures: pd.DataFrame, today: date) -> None:
    """What was picked for the meeting of a month: a table to print or to take away."""
    month = f"{today:%Y-%m}"
    months = sorted({*rows["meeting"].dropna(), month}, reverse=True)
    titles = {each: month_name(each) for each in months}
    picked = rows[rows["meeting"] == choose_of_many("month", _("Meeting of the month"), titles, width=200, usual=month)]
    if picked.empty:
        st.caption(_("Nothing was picked for this meeting. A passport is picked where it is open."))
        return
    frame = sheet(picked, measures)
    headers = {"title": _("Problem"), "status": _("Status"), "owner": _("Who answers for it"), "score": _("Points"),
               "done": _("Measures"), "money": _("Money, {currency}").format(currency=currency()),
               "effect": _("Effect")}  # fmt: skip
    title = _("For the governor's meeting")
    titled(title, frame, headers, "meeting")
    figures(frame, headers, key="meeting_shown", alt=title)


def sheet(picked: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Columns title, status, owner, score (when it was opened), done, money, effect."""
    return pd.DataFrame(
        [_line(row, measures[measures["problem_id"] == row["id"]]) for row in picked.to_dict("records")]
    )


def _line(row: Mapping[Any, Any], measures: pd.DataFrame) -> dict[str, Any]:
    done = [f"{each['what']} ({span(each)})" for each in measures.to_dict("records")]
    told = row["effect"]
    return {
        "title": name(row, "title"), "status": _(STATUSES[row["status"]]), "owner": person(row["owner"]),
        "score": number((row["evidence"] or {}).get("score")), "done": "; ".join(done) or "–",
        "money": float(measures["money"].sum()) if measures["money"].notna().any() else None,
        "effect": grown(told["effect"]) if isinstance(told, dict) else "–",
    }  # fmt: skip


def currency() -> str:
    """That of the home region's country; rubles where the country is unknown."""
    return _(CURRENCIES.get(cached.region_info().country, CURRENCIES["RU"]))


def span(measure: Mapping[Any, Any]) -> str:
    """«с 1 марта 2026 по 1 июня 2026»."""
    first = _("from {day}").format(day=day(date.fromisoformat(measure["starts"])))
    return (
        f"{first} {_('until {day}').format(day=day(date.fromisoformat(measure['until'])))}"
        if measure["until"]
        else first
    )
