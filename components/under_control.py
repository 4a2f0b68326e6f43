"""Taking something under control: the form, and what is said when somebody else was quicker."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from components.identity import person
from components.numbers import moment
from components.words import N_, _
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
    titles = {
        language: " · ".join(str(part) for part in (row[f"topic_{language}"], row[f"district_{language}"], row["from"])
                             if isinstance(part, str))
        for language in ("ru", "en")
    }  # fmt: skip
    return Subject("signal", row["key"], titles["ru"], titles["en"], row["district"])


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
