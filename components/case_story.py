"""One timeline of a case: its own steps, where else it was reported, and what was done to keep it under control."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.identity import person
from components.labels import channel_name
from components.numbers import moment
from components.search_hits import plain
from components.words import N_, _, name
from queries.cases import CaseFile

EVENTS = {
    "filed": N_("Filed"),
    "registered": N_("Registered"),
    "assigned": N_("Passed to the agency"),
    "transferred": N_("Passed on to another agency"),
    "accepted": N_("Accepted by the moderator"),
    "taken": N_("Taken to work"),
    "postponed": N_("Postponement asked for"),
    "first_response": N_("First reply"),
    "extended": N_("Deadline moved"),
    "reopened": N_("Reopened"),
    "review": N_("Sent to repeat review"),
    "closed": N_("Closed"),
    "rated": N_("Rated by the applicant"),
    "linked": N_("Reported elsewhere, too"),
    "control_taken": N_("Taken under control"),
    "control_changed": N_("Control: changed"),
    "control_done": N_("Control: done"),
}
Step = tuple[Any, str, str, str]


def timeline(file: CaseFile, zone: str) -> None:
    """Every step with its moment."""
    st.markdown(f"**{_('How it went')}**")
    told = story(file)
    if not told:
        st.caption(_("The source gives no dates."))
        return
    steps = []
    for at, precision, kind, detail in told:
        what = _(EVENTS[kind]) if kind in EVENTS else plain(kind)
        steps.append(" · ".join([f"- **{moment(at, precision, zone)}**", what, *([plain(detail)] if detail else [])]))
    st.markdown("\n".join(steps))


def story(file: CaseFile) -> list[Step]:
    """(moment, precision, kind, detail) in order; the case's own dates stand in where the source has no events."""
    events = [
        (row["at"], row["precision"], row["kind"], joined(name(row, "agency"), row["note"]))
        for row in file.events.to_dict("records")
    ]
    told = {kind for _at, _precision, kind, _detail in events}
    facts, precision = file.case, file.case["precision"]
    same = {"registered": facts["filed_at"], "first_response": facts["closed_at"]}  # said already by another step
    events += [
        (facts[f"{kind}_at"], precision, kind, "")
        for kind in ("filed", "registered", "first_response", "closed")
        if kind not in told and facts[f"{kind}_at"] not in (None, same.get(kind))
    ]
    events += [*_elsewhere(file), *_controlled(file.past)]
    order = list(EVENTS)
    return sorted(events, key=lambda event: (event[0], order.index(event[2]) if event[2] in order else len(order)))


def _elsewhere(file: CaseFile) -> list[Step]:
    """Cases of the same event, each when it was filed."""
    rows = file.links.drop_duplicates("id").to_dict("records")
    return [
        (row["filed_at"], row["precision"], "linked", joined(channel_name(row["channel"]), name(row, "topic")))
        for row in rows
        if not pd.isna(row["filed_at"])
    ]


def _controlled(past: pd.DataFrame) -> list[Step]:
    return [(row["at"], "minute", f"control_{row['action']}", _noted(row)) for row in past.to_dict("records")]


def _noted(row: Mapping[Any, Any]) -> str:
    """Who did it, and the words written: the note, the outcome."""
    changes = row["changes"] or {}
    return joined(person(row["who"]), changes.get("note"), changes.get("outcome"))


def joined(*parts: Any) -> str:
    """The parts that are words, with dots between."""
    return " · ".join(part for part in parts if isinstance(part, str) and part)
