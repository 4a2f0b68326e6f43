"""Texts that are shown for a reason: the form on the file of a case, who opened it before, and the log of all."""

import pandas as pd
import streamlit as st

from components.identity import ROLE_NAMES, person
from components.numbers import moment, number, table_moment
from components.reply_texts import open_case
from components.search_hits import plain
from components.words import _
from queries import readings
from queries.cases import CaseFile
from queries.scope import Scope

LISTED = 500
_NOTES = "text_notes"  # of this session: (who, case) → id of the note on the desk


def reader(scope: Scope, case_id: str) -> Scope:
    """The rights with which this case is read in this session: with its texts once somebody has said why."""
    return readings.reader(scope, case_id, st.session_state.get(_NOTES, {}).get((scope.who, case_id)))


def ask(file: CaseFile, scope: Scope) -> None:
    """The form that asks why; what is said is on the desk before the page asks for the text. Nothing for those who may
    not.
    """
    if not readings.may_ask(scope):
        return
    if not file.is_told:
        st.caption(_("The source gives no text."))
        return
    case_id = str(file.case["id"])
    with st.form("show_text"):
        reason = st.text_input(
            _("Why you need to read it, {least} to {most} characters").format(
                least=number(readings.LEAST_REASON), most=number(readings.LONGEST_REASON)
            ),
            key=f"show_text_reason_{case_id}",
            max_chars=readings.LONGEST_REASON,
            placeholder=_("For example: the answer is discussed at Monday's meeting"),
        )
        st.caption(_("Who, when and why: administrators and governor's staff see it. Only this case's text is shown."))
        if not st.form_submit_button(_("Show the text"), icon=":material/visibility:"):
            return
    try:
        note = readings.write_down(scope, case_id, reason)
    except readings.NoReason:
        words = _("Say why in a sentence: {least} to {most} characters.")
        told = words.format(least=number(readings.LEAST_REASON), most=number(readings.LONGEST_REASON))
        st.error(told, icon=":material/edit_note:")
        return
    st.session_state.setdefault(_NOTES, {})[scope.who, case_id] = note
    st.rerun(scope="app")


def earlier(opened: pd.DataFrame, zone: str) -> None:
    """Who was shown these texts for which reason, the newest first; nothing when nobody was."""
    if opened.empty:
        return
    with st.expander(_("Shown for a reason: {n}").format(n=number(len(opened))), icon=":material/visibility:"):
        for row in opened.to_dict("records"):
            when = moment(row["at"], "minute", zone)
            st.caption(f"{when} · {plain(person(row['who']))} · {plain(row['reason'])}")


def panel(rows: pd.DataFrame, zone: str) -> None:
    """The log, the newest first; a click on a row opens the file of its case."""
    if rows.empty:
        st.info(_("No text was shown for a reason yet."), icon=":material/visibility_off:")
        return
    words = _(
        "Governor's staff see no texts of residents. Here is who read those of one case, and why; a click opens it."
    )
    st.caption(words)
    shown = rows.head(LISTED)
    table = {
        _("When"): [table_moment(at, zone=zone) for at in shown["at"]],
        _("Who"): [person(who) for who in shown["who"]],
        _("Role"): [_(ROLE_NAMES.get(role, role)) for role in shown["role"]],
        _("Case"): [case_id.split(":", 1)[-1] for case_id in shown["case_id"]],
        _("Reason"): shown["reason"],
    }
    taken = st.session_state.setdefault("text_readings_taken", 0)
    event = st.dataframe(
        pd.DataFrame(table),
        key=f"text_readings_{taken}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-cell",
        column_config={_("Reason"): st.column_config.TextColumn(width="large")},
        alt=_("Who was shown texts of residents, when and why"),
    )
    if len(rows) > LISTED:
        st.caption(_("Shown: {n} of {all}").format(n=number(LISTED), all=number(len(rows))))
    if cells := event.selection.cells:
        st.session_state["text_readings_taken"] = taken + 1
        open_case(str(shown["case_id"].iloc[cells[0][0]]))
