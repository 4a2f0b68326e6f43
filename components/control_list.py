"""What is under control: the most urgent first, changed and finished in place, with who did what when."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from components import link, under_control
from components.identity import person
from components.numbers import day, moment, number
from components.words import N_, _, name
from queries.control import first_case
from queries.scope import Scope
from queries.under_control import ChangedMeanwhile, change, finish, may_control

URGENCY = {
    "overdue": N_("overdue"),
    "today": N_("due today"),
    "soon": N_("due within three days"),
    "later": N_("later"),
    "undated": N_("no date"),
    "done": N_("done"),
}
ACTIONS = {"taken": N_("taken under control"), "changed": N_("changed"), "done": N_("done")}
FIELDS = {"note": N_("note"), "owner": N_("who answers"), "due": N_("until"), "outcome": N_("outcome")}
COLOURS = {"overdue": "red", "today": "orange", "soon": "orange"}


def section(items: pd.DataFrame, past: pd.DataFrame, scope: Scope, zone: str) -> None:
    """The open items as forms, then their history."""
    late = int(items["urgency"].isin(("overdue", "today")).sum())
    st.markdown(
        _("Under control: **{n}**, to be reminded of today: **{late}**").format(n=number(len(items)), late=number(late))
    )
    if items.empty:
        st.info(
            _("Nothing is under control. Take a case in the queue, or a signal, under control."), icon=":material/flag:"
        )
    for row in items.to_dict("records"):
        with st.container(border=True):
            item(row, scope, zone)
    with st.expander(_("Who did what, and when"), icon=":material/history:"):
        st.dataframe(history_frame(past, zone), hide_index=True, key="control_history", placeholder="–",
                     alt=_("History of what is under control"))  # fmt: skip


def item(row: Mapping[Any, Any], scope: Scope, zone: str) -> None:
    """One item: what, until when, who; a form for those who may change it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{name(row, 'title')}**", width="content")
        words = _(URGENCY[row["urgency"]])
        until = f" · {day(date.fromisoformat(row['due']))}" if row["due"] else ""
        st.badge(words + until, color=COLOURS.get(row["urgency"], "gray"))  # type: ignore[arg-type]
        st.caption(_(under_control.KINDS[row["kind"]]), width="content")
        st.button(_("Open"), key=f"item_{row['id']}_file", on_click=_open, args=(row, scope), type="tertiary")
    st.markdown(row["note"] or _("no note"))
    changed = _("{who} answers for it; last change: {by}, {when}")
    st.caption(
        changed.format(
            who=person(row["owner"]), by=person(row["changed_by"]), when=moment(row["changed_at"], "minute", zone)
        )
    )
    if may_control(scope, row["district_id"]):
        _form(row, scope, zone)


def _open(row: Mapping[Any, Any], scope: Scope) -> None:
    """What is under control: the case, the first case of the event, or the signals of the week that began then."""
    if row["kind"] == "signal":
        first = date.fromisoformat(row["subject"].rpartition(":")[2])
        week = {"from": first.isoformat(), "to": (first + timedelta(days=6)).isoformat()}
        link.write(view="signals", p="", **week)
        return
    link.write(case=row["subject"] if row["kind"] == "case" else first_case(scope, row["subject"]))


def _form(row: Mapping[Any, Any], scope: Scope, zone: str) -> None:
    """The version that was shown goes with the form: what somebody else wrote since is not overwritten.

    The version is kept from the moment the form was opened, whatever reruns come between.
    """
    key = f"item_{row['id']}"
    opened = st.popover(_("Change"), icon=":material/edit:", key=f"{key}_open", on_change="rerun")
    if not opened.open:
        st.session_state.pop(f"{key}_seen", None)
        return
    seen = st.session_state.setdefault(f"{key}_seen", dict(row))
    with opened, st.form(f"{key}_form", border=False):
        note = st.text_input(_("What has to be done"), seen["note"], key=f"{key}_note_{seen['version']}")
        owner = st.text_input(_("Who answers for it"), person(seen["owner"]), key=f"{key}_owner_{seen['version']}")
        before = date.fromisoformat(seen["due"]) if seen["due"] else None
        due = st.date_input(_("Until"), before, key=f"{key}_due_{seen['version']}", format="DD.MM.YYYY")
        outcome = st.text_input(_("How it ended"), key=f"{key}_outcome_{seen['version']}")
        with st.container(horizontal=True):
            saved = st.form_submit_button(_("Save"), key=f"{key}_save")
            done = st.form_submit_button(_("Done"), key=f"{key}_done", type="primary")
    if not (saved or done):
        return
    # Unchanged it stays what the desk has, not its word in the language of the screen.
    answering = seen["owner"] if owner == person(seen["owner"]) else owner.strip() or scope.who
    try:
        if done:
            finish(scope, row["id"], seen["version"], outcome)
        else:
            change(scope, row["id"], seen["version"], note=note.strip(), owner=answering, due=due)
    except ChangedMeanwhile as meanwhile:
        st.session_state.pop(f"{key}_seen", None)
        st.warning(under_control.changed(meanwhile, zone), icon=":material/person_alert:")
        return
    st.session_state.pop(f"{key}_seen", None)
    under_control.say(_("Written down."))
    st.rerun()


def history_frame(past: pd.DataFrame, zone: str) -> pd.DataFrame:
    """The history as people read it, the latest first."""
    rows = past.iloc[::-1].to_dict("records")
    return pd.DataFrame(
        {
            _("When"): [moment(row["at"], "minute", zone) for row in rows],
            _("Who"): [person(row["who"]) for row in rows],
            _("What"): [name(row, "title") for row in rows],
            _("Action"): [_(ACTIONS[row["action"]]) for row in rows],
            _("Changes"): [changes_in_words(row["changes"]) for row in rows],
        }
    )


def changes_in_words(changes: Mapping[str, Any]) -> str:
    """«примечание: позвонить; до: 20 января 2026»."""
    said = {"due": lambda value: day(date.fromisoformat(value)), "owner": person}
    told = {name: said.get(name, str)(value) for name, value in changes.items() if value}
    return "; ".join(f"{_(FIELDS[name])}: {value}" for name, value in told.items() if name in FIELDS)
