"""What is done with a passport: its status, measures, the meeting, links, and taking back what was a mistake."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components import problem_links
from components.numbers import month_name, number
from components.problem_list import currency
from components.under_control import changed, say
from components.words import N_, _
from queries import passport_changes as desk
from queries.passport_changes import LEAST_REASON, STEPS, WITHDRAWN_FROM, AlreadyBegun, EffectNotShown
from queries.scope import Scope
from queries.under_control import ChangedMeanwhile, may_control

TO = {
    "accepted": N_("Accept"),
    "in_work": N_("Take to work"),
    "solved": N_("Solved"),
    "relapsed": N_("It is back"),
}
# Steps back: (from, to).
BACK = {("accepted", "proposed"): N_("Back to proposed"), ("in_work", "accepted"): N_("Back to accepted")}
MEETINGS = 3  # months ahead for which a passport can be picked


def section(row: Mapping[Any, Any], scope: Scope, today: date, zone: str) -> None:
    """Status, measures, meeting, links: for those who may change it. The version that was shown goes with each."""
    if not may_control(scope, row["district_id"]):
        return
    seen = st.session_state.setdefault(f"passport_seen_{row['id']}", row["version"])
    write: Callable[..., None] = partial(_written, row["id"], zone)
    if row["status"] == "withdrawn":
        st.button(_("Reopen"), key="reopen", icon=":material/undo:",
                  on_click=write, args=(desk.reopen, scope, row["id"], seen))  # fmt: skip
        return
    with st.container(horizontal=True):
        for status in STEPS[row["status"]]:
            back = BACK.get((row["status"], status))
            st.button(_(back or TO[status]), key=f"to_{status}", on_click=write,
                      args=(desk.move, scope, row["id"], seen, status),
                      icon=f":material/arrow_{'back' if back else 'forward'}:")  # fmt: skip
        # Another version, another popover: what was written closes it.
        with st.popover(_("Governor's meeting"), icon=":material/event:", key=f"pick_open_{seen}"):
            _meeting_form(row, scope, seen, today, write)
        with st.popover(_("Add a measure"), icon=":material/construction:", key=f"measure_{seen}"):
            _measure_form(row, scope, seen, write)
        with st.popover(_("Link"), icon=":material/link:", key="link_open"):
            problem_links.choose(row, scope, seen, zone, write)
        if row["status"] in WITHDRAWN_FROM:
            with st.popover(_("Opened by mistake"), icon=":material/delete:", key="withdraw_open"):
                _withdraw_form(row, scope, seen, today, write)


def _measure_form(row: Mapping[Any, Any], scope: Scope, seen: int, write: Callable[..., None]) -> None:
    # What was typed is kept until it is written: the keys change with the version.
    with st.form(f"measure_form_{seen}", border=False):
        what = st.text_input(_("What will be done"), key=f"measure_what_{seen}")
        starts = st.date_input(_("First day"), None, key=f"measure_from_{seen}", format="DD.MM.YYYY")
        until = st.date_input(_("Last day, if it is known"), None, key=f"measure_until_{seen}", format="DD.MM.YYYY")
        money = st.number_input(
            _("Money, {currency}, if it is known").format(currency=currency()),
            min_value=0, value=None, step=1000, key=f"measure_money_{seen}",
        )  # fmt: skip
        if st.form_submit_button(_("Add"), type="primary", key="measure_add"):
            if missing := _missing(what, starts, until):
                st.warning(missing)
                return
            write(desk.add_measure, scope, row["id"], seen, what, starts, until, money)
            st.rerun()


def _missing(what: str, starts: date | None, until: date | None) -> str:
    """What a measure still needs; empty when it can be written."""
    if not what.strip():
        return _("Say what will be done.")
    if starts is None:
        return _("A measure needs its first day.")
    return _("The last day comes after the first.") if until is not None and until < starts else ""


def _withdraw_form(row: Mapping[Any, Any], scope: Scope, seen: int, today: date, write: Callable[..., None]) -> None:
    """Why it was a mistake; nothing to fill in once a measure was begun."""
    if row["since"] is not None and row["since"] <= today.isoformat():
        st.caption(_("A measure was begun: this passport is closed by the effect it shows, not taken back."))
        return
    with st.form("withdraw_form", border=False):
        st.caption(_("It leaves the list and solves nothing; the reason stays in its history, and it can be reopened."))
        reason = st.text_input(_("Why it was a mistake"), key="withdraw_reason")
        if st.form_submit_button(_("Withdraw"), type="primary", key="withdraw"):
            if len(" ".join(reason.split())) < LEAST_REASON:
                st.warning(_("Say why in a sentence: at least {n} characters.").format(n=number(LEAST_REASON)))
                return
            write(desk.withdraw, scope, row["id"], seen, reason, today)
            st.rerun()


def _meeting_form(row: Mapping[Any, Any], scope: Scope, seen: int, today: date, write: Callable[..., None]) -> None:
    """The month whose meeting it is picked for: this one or the two that follow."""
    running = pd.Period(today, "M")
    months = sorted({*(str(running + ahead) for ahead in range(MEETINGS)), row["meeting"] or str(running)})
    titles = {"": _("no meeting")} | {month: month_name(month) for month in months}
    wanted = list(titles).index(row["meeting"] or str(running))
    chosen = st.selectbox(_("Meeting of the month"), list(titles), wanted, format_func=titles.__getitem__,
                          key=f"pick_month_{seen}")  # fmt: skip
    st.button(_("Save"), key="pick", type="primary", on_click=write,
              args=(desk.pick, scope, row["id"], seen, chosen or None))  # fmt: skip


def _written(problem_id: int, zone: str, change: Callable[..., int], *what: Any) -> None:
    """Do it, and remember the new version; say so when it could not be done."""
    key = f"passport_seen_{problem_id}"
    try:
        st.session_state[key] = change(*what)
        say(_("Written down."))
    except ChangedMeanwhile as meanwhile:
        st.session_state.pop(key, None)
        st.session_state["passport_refused"] = changed(meanwhile, zone)
    except EffectNotShown:
        st.session_state["passport_refused"] = _(
            "Not yet: solved needs a measure with a first day, and since then fewer events than the others would make "
            "one expect, by more than chance."
        )
    except AlreadyBegun:
        st.session_state["passport_refused"] = _(
            "Not withdrawn: it was in work, or a measure was begun: it is closed by the effect it shows."
        )
    except ValueError:
        st.session_state["passport_refused"] = _("Not written down: look again at what was entered.")


def refused() -> None:
    """Why the last change was not written."""
    if words := st.session_state.pop("passport_refused", None):
        st.warning(words, icon=":material/person_alert:")
