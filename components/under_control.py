"""Taking something under control: the form, and what is said when somebody else was quicker."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components.identity import person
from components.numbers import moment
from components.words import N_, _
from queries.cases import CaseFile
from queries.control import local_today
from queries.filters import to_local
from queries.scope import Scope
from queries.under_control import AlreadyTaken, ChangedMeanwhile, Subject, may_control, take

KINDS = {"case": N_("case"), "event": N_("event"), "signal": N_("signal")}
_SAID = "control_said"


def case_subject(row: Mapping[Any, Any]) -> Subject:
    """A row of the queue as something to take under control."""
    titles = {
        language: " · ".join(str(part) for part in (f"№ {row['source_number']}", row[f"topic_{language}"],
                                                   row[f"district_{language}"]) if isinstance(part, str) and part)
        for language in ("ru", "en")
    }  # fmt: skip
    district = row["district_id"]
    return Subject("case", row["id"], titles["ru"], titles["en"], district if isinstance(district, str) else None)


def signal_subject(row: Mapping[Any, Any]) -> Subject:
    """A row of the spikes as something to take under control."""
    return Subject("signal", row["key"], *_titles(row, date.fromisoformat(row["from"])), row["district"])


def event_subject(file: CaseFile, zone: str) -> Subject | None:
    """The event that a case tells of with others, by its first case; None for a case that stands alone."""
    if file.links.empty:
        return None
    filed = pd.Series([file.case["filed_at"], *file.links["filed_at"]]).dropna()
    began = to_local(pd.Timestamp(filed.min()).to_pydatetime(), zone).date() if len(filed) else None
    event = str(file.links["event_id"].iloc[0])
    return Subject("event", event, *_titles(file.case, began), file.case["district_id"])


def _titles(row: Mapping[Any, Any], began: date | None) -> tuple[str, str]:
    """«Отопление · Омск · 20.11.2026» in both languages, for those who look at the desk in the other one."""
    day = f"{began:%d.%m.%Y}" if began else None
    parts = [(row[f"topic_{language}"], row[f"district_{language}"], day) for language in ("ru", "en")]
    russian, english = (" · ".join(part for part in told if isinstance(part, str) and part) for told in parts)
    return russian, english


def of_case(file: CaseFile, scope: Scope, zone: str) -> None:
    """In the file of a case: takes it under control, or the event that it tells of. Nothing for those who may not."""
    if not may_control(scope, file.case["district_id"]):
        return
    said()
    key = f"file_control_{file.case['id']}"  # what was typed in the file of one case is not for another
    event = event_subject(file, zone)
    subjects = {"case": case_subject(file.case)} | ({"event": event} if event else {})
    with st.popover(_("Take under control"), icon=":material/flag:", key=key):
        kind = "case"
        if event:
            names = {"case": _("this case"), "event": _("the event, with all its cases")}
            kind = st.segmented_control(
                _("Take under control"), list(names), default="case", key=f"{key}_kind", required=True,
                format_func=names.__getitem__, label_visibility="collapsed",
            ) or kind  # fmt: skip
        if form(subjects[kind], scope, zone, local_today(zone), key=key):
            st.rerun(scope="app")


def form(subject: Subject, scope: Scope, zone: str, today: date, key: str) -> bool:
    """Note, owner and date; True when it was taken just now. Nothing for those who may not."""
    if not may_control(scope, subject.district_id):
        return False
    with st.form(f"{key}_form", border=False):
        note = st.text_input(_("What has to be done"), key=f"{key}_note")
        left, right = st.columns(2)
        owner = left.text_input(_("Who answers for it"), key=f"{key}_owner", placeholder=person(scope.who))
        due = right.date_input(_("Until"), None, min_value=today, key=f"{key}_due", format="DD.MM.YYYY")
        if not st.form_submit_button(_("Take under control"), type="primary", key=f"{key}_take"):
            return False
    try:
        take(scope, subject, note, owner, due)
    except AlreadyTaken as taken:
        st.warning(already(taken, zone), icon=":material/person_alert:")
        return False
    say(_("Taken under control."))
    return True


def already(taken: AlreadyTaken, zone: str) -> str:
    """Who was quicker."""
    words = _("{who} has had this under control since {when}. Nothing was overwritten.")
    return words.format(who=person(taken.by), when=moment(taken.at, "minute", zone))


def changed(meanwhile: ChangedMeanwhile, zone: str) -> str:
    """Who changed it meanwhile."""
    words = _("{who} changed this at {when}. Nothing was overwritten: look at it again.")
    return words.format(who=person(meanwhile.by), when=moment(meanwhile.at, "minute", zone))


def say(words: str) -> None:
    """Something to tell after the next run."""
    st.session_state[_SAID] = words


def said() -> None:
    """Tell what was left to tell."""
    if words := st.session_state.pop(_SAID, None):
        st.toast(words, icon=":material/check:")
