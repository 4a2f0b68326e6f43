"""One passport: why it is a problem, what is done, whether it helped, what was said; and opening one from a cell."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from components import link, page_list, problem_actions, problem_cell, problem_effect, problem_links
from components.identity import person
from components.labels import IMPORTANCE, STATES, channel_name
from components.numbers import day, grown, moment, month_name, number
from components.problem_list import COLOURS, STATUSES, currency, span
from components.search_hits import plain
from components.under_control import already, say
from components.words import N_, _, name
from queries import passport_changes as desk
from queries.filters import Filters, from_params, to_params
from queries.passport_changes import Definition
from queries.scope import Scope
from queries.systemic import Found
from queries.under_control import AlreadyTaken, may_control

ACTIONS = {
    "opened": N_("opened"),
    "changed": N_("handed over"),
    "measure": N_("measure added"),
    "moved": N_("status changed"),
    "picked": N_("meeting chosen"),
    "linked": N_("linked"),
    "said": N_("said"),
    "withdrawn": N_("withdrawn, opened by mistake"),
    "reopened": N_("opened again"),
}
KEPT = ("score", "kind", "weeks_own", "weeks_others", "events", "cases", "usual_own", "usual_others", "again",
        "reports", "negative", "rated", "late", "judged", "affected", "severity", "population")  # fmt: skip


def propose(row: Mapping[Any, Any], by: str, scope: Scope, found: Found, filters: Filters, zone: str) -> None:
    """The button of a cell that opens a passport with the evidence as it is now; nothing for those who may not."""
    unit = str(row["unit"])
    if not may_control(scope, unit if by == "district" else None) or row["kind"] == "small":
        return
    with (
        st.popover(_("Open a passport"), icon=":material/badge:", key="propose"),
        st.form("propose_form", border=False),
    ):
        st.caption(_("The points and their parts are kept as they are today."))
        owner = st.text_input(_("Who answers for it"), key="propose_owner", placeholder=person(scope.who))
        if not st.form_submit_button(_("Propose"), type="primary", key="propose_now"):
            return
    what = Definition(str(row["topic"]), by, unit, title(row, "ru"), title(row, "en"))
    try:
        made = desk.open_passport(scope, what, evidence(row, found, filters), owner)
    except AlreadyTaken as taken:
        st.warning(already(taken, zone), icon=":material/person_alert:")
        return
    say(_("A passport was opened."))
    link.write(view="passports", passport=str(made), cell="")
    st.rerun()


def title(row: Mapping[Any, Any], tongue: str) -> str:
    """«Плохое качество воды · Лебяжьегорский округ»; Russian where no English is known, the id without any name."""
    names = ((row[f"{stem}_{tongue}"], row[f"{stem}_ru"], row[stem]) for stem in ("topic", "unit"))
    return " · ".join(next(str(each) for each in known if isinstance(each, str) and each) for known in names)


def evidence(row: Mapping[Any, Any], found: Found, filters: Filters) -> dict[str, Any]:
    """The parts of the score as plain numbers, frozen, with the weeks judged and the filters that chose what counts."""
    names = [*KEPT, *(column for column in row if str(column).startswith("contribution_"))]
    plain = {str(column): _plain(row[column]) for column in names}
    counted = to_params(filters.everywhere().only(topics=(), agencies=()))
    return plain | {"weeks": found.weeks, "until": str(found.last), "filters": counted}


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def section(
    row: Mapping[Any, Any], effect: tuple[dict[str, Any], pd.DataFrame] | None, measures: pd.DataFrame,
    past: pd.DataFrame, is_rising: bool, scope: Scope, today: date, zone: str,
) -> None:  # fmt: skip
    """One passport. `effect`: what was found and its weeks, of the first measure; None without one."""
    heading(row, is_rising, zone)
    if row["status"] == "withdrawn":
        why_withdrawn(past, zone)
    problem_actions.refused()
    problem_actions.section(row, scope, today, zone)
    left, right = st.columns(2)
    with left:
        measures_section(measures)
        if effect:
            problem_effect.section(*effect)
        discussion(row, past, scope, zone)
    with right:
        evidence_section(row)


def heading(row: Mapping[Any, Any], is_rising: bool, zone: str) -> None:
    """Name, status, who answers, since when."""
    st.button(_("Back to the passports"), icon=":material/arrow_back:", type="tertiary", key="passport_back",
              on_click=_leave, args=(row["id"],))  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(name(row, "title"), width="content")
        st.badge(_(STATUSES[row["status"]]), color=COLOURS.get(row["status"], "gray"))  # type: ignore[arg-type]
        if is_rising:
            st.badge(_("rises again"), color="orange", icon=":material/trending_up:")
    words = _("{who} answers for it. Opened by {by}, {when}.")
    told = words.format(
        who=person(row["owner"]), by=person(row["opened_by"]), when=moment(row["opened_at"], "minute", zone)
    )
    meeting = (
        " " + _("Picked for the meeting: {month}.").format(month=month_name(row["meeting"])) if row["meeting"] else ""
    )
    st.caption(told + meeting)


def why_withdrawn(past: pd.DataFrame, zone: str) -> None:
    """Who said that it was a mistake, when and why."""
    last = past[past["action"] == "withdrawn"].iloc[-1]
    words = _("Opened by mistake, says {who}, {when}: {reason}")
    told = words.format(
        who=person(last["who"]), when=moment(last["at"], "minute", zone), reason=plain(last["changes"]["words"])
    )
    st.info(told, icon=":material/delete:")


def _leave(problem_id: int) -> None:
    st.session_state.pop(f"passport_seen_{problem_id}", None)
    link.write(passport="")


def evidence_section(row: Mapping[Any, Any]) -> None:
    """Why it is systemic, as it was when the passport was opened; the cases of those weeks and the cell today."""
    kept: dict[str, Any] = {
        column: float("nan") if value is None else value for column, value in row["evidence"].items()
    }
    problem_cell.parts_section(kept, int(kept["weeks"]))
    words = _("As it was by {day}: {points} points.")
    last, counted = date.fromisoformat(kept["until"]), from_params(kept.get("filters", {}))
    st.caption(words.format(day=day(last), points=number(kept["score"])) + only_counted(counted))
    which = "districts" if row["by"] == "district" else "agencies"
    asked = counted.only(**{"topics": (row["topic"],), which: (row["unit"],)})
    these = problem_cell.to_cases(asked, last - timedelta(weeks=int(kept["weeks"])) + timedelta(days=1), last)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(str(page_list.page("cases").script), label=_("Cases of those weeks"), icon=":material/inbox:",
                     query_params=these)  # fmt: skip
        st.button(_("The cell today"), key="passport_cell", type="tertiary", on_click=link.write,
                  kwargs={"view": "matrix", "by": row["by"], "cell": f"{row['topic']}:{row['unit']}"})  # fmt: skip


def only_counted(counted: Filters) -> str:
    """What was left out of the evidence by the filters of that day; empty when all cases were counted."""
    names = [channel_name(code) for code in counted.channels]
    names += [_(STATES.get(code, code)) for code in counted.states]
    names += [_(IMPORTANCE.get(code, code)) for code in counted.importance]
    names += [_("“{text}”").format(text=plain(counted.text))] if counted.text else []
    return " " + _("Counted were only: {filters}.").format(filters=", ".join(names)) if names else ""


def measures_section(measures: pd.DataFrame) -> None:
    """What is done, from when until when, for how much."""
    st.markdown(f"**{_('Measures')}**")
    if measures.empty:
        st.caption(_("No measure yet. Its first day is what the effect is counted from."))
    for each in measures.to_dict("records"):
        words = _("money: {n} {currency}").format(n=number(each["money"]), currency=currency())
        st.markdown(f"- {plain(each['what'])}: {span(each)}{'' if pd.isna(each['money']) else f' · {words}'}")


def discussion(row: Mapping[Any, Any], past: pd.DataFrame, scope: Scope, zone: str) -> None:
    """Links, what was said, a field to say something, and who did what when."""
    problem_links.shown(row["links"], scope)
    st.markdown(f"**{_('Discussion')}**")
    for each in past[past["action"] == "said"].to_dict("records"):
        st.markdown(
            f"**{person(each['who'])}**, {moment(each['at'], 'minute', zone)}: {plain(each['changes']['words'])}"
        )
    with st.form("say_form", border=False, clear_on_submit=True):
        words = st.text_input(_("Say something"), key="say_words")
        if st.form_submit_button(_("Say"), key="say_now") and words.strip():
            desk.say(scope, row["id"], words)
            st.rerun()
    with st.expander(_("Who did what, and when"), icon=":material/history:"):
        rows = past.iloc[::-1].to_dict("records")
        when = [moment(each["at"], "minute", zone) for each in rows]
        told = {_("When"): when, _("Who"): [person(each["who"]) for each in rows],
                _("Action"): [_(ACTIONS[each["action"]]) for each in rows],
                _("Changes"): [in_words(each["changes"]) for each in rows]}  # fmt: skip
        st.dataframe(pd.DataFrame(told), hide_index=True, key="passport_history", placeholder="–",
                     alt=_("History of the passport"))  # fmt: skip


def in_words(changes: Mapping[str, Any]) -> str:
    """What was changed, without codes."""
    told = []
    if changes.get("status"):
        told.append(_(STATUSES[changes["status"]]))
    told += [person(changes["owner"])] if changes.get("owner") else []
    told += [str(changes[field]) for field in ("what", "words") if changes.get(field)]
    told += [month_name(changes["meeting"])] if changes.get("meeting") else []
    told += [problem_links.label(changes["kind"], changes["id"])] if changes.get("id") else []
    if changes.get("starts"):
        told.append(span({"until": None, **changes}))
    if changes.get("effect") is not None:
        told.append(grown(changes["effect"]))
    return "; ".join(told)
