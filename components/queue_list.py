"""The queue on screen: why each case is there in words, walking through it by keyboard, taking it under control."""

import zlib
from collections.abc import Hashable
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from components import link, under_control
from components.deadlines import left_of
from components.keys import on_press
from components.labels import channel_name
from components.numbers import cases, events, number
from components.tables import named
from components.words import N_, _
from queries.clock import Clock
from queries.queue import REASONS, QueuePage
from queries.scope import Scope

SIZES = (25, 50, 100, 500)
WORDS = {
    "overdue": N_("overdue"),
    "due_soon": N_("due within a working day"),
    "unassigned": N_("nobody in charge for more than a working day"),
    "returned": N_("returned by the applicant"),
    "wide_reach": N_("widely read"),
    "resonance": N_("part of a spike"),
}
_WIDTHS = {"mark": 30, "why": 190}  # pixels
_PAGES, _PLACE = "queue_pages", "queue_place"


def chosen_reasons() -> tuple[str, ...]:
    """The reasons in the link; none means all."""
    return tuple(reason for reason in link.read("why").split(",") if reason in REASONS)


def page_size() -> int:
    """Rows of a page, from the link."""
    asked = link.read("rows")
    return int(asked) if asked.isdigit() and int(asked) > 0 else SIZES[0]


def cursor(question: Hashable) -> str | None:
    """Where the page in sight begins; another question starts at its first page."""
    kept = st.session_state.get(_PAGES)
    if kept is None or kept[0] != question:
        st.session_state[_PAGES] = kept = (question, [])
        st.session_state[_PLACE] = 0
    return kept[1][-1] if kept[1] else None


def controls(counts: dict[str, int]) -> None:
    """Reasons with their counts, and how many rows a page has."""
    st.session_state["queue_why"] = list(chosen_reasons())
    st.session_state["queue_rows"] = page_size()
    sizes = sorted({*SIZES, page_size()})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        titles = {reason: f"{_(words)} · {number(counts[reason])}" for reason, words in WORDS.items()}
        st.pills(
            _("Why"), list(WORDS), selection_mode="multi", key="queue_why", format_func=titles.__getitem__,
            on_change=lambda: link.write(why=",".join(st.session_state["queue_why"])), label_visibility="collapsed",
        )  # fmt: skip
        st.space("stretch")
        st.selectbox(
            _("Rows"), sizes, key="queue_rows", width=90, label_visibility="collapsed",
            on_change=lambda: link.write(rows=str(st.session_state["queue_rows"])),
        )  # fmt: skip


def reasons_in_words(reasons: list[str]) -> str:
    """«просрочено; вернул заявитель»."""
    return "; ".join(_(WORDS[reason]) for reason in reasons)


def frame(rows: pd.DataFrame, clock: Clock, place: int) -> pd.DataFrame:
    """What the table shows; the case in hand has a mark."""
    left = [left_of(row, clock) for row in rows.to_dict("records")]
    return pd.DataFrame(
        {
            "mark": ["▶" if n == place else "" for n in range(len(rows))],
            "why": [reasons_in_words(reasons) for reasons in rows["reasons"]],
            "left": left,
            "topic": named(rows, "topic"),
            "district": named(rows, "district"),
            "agency": named(rows, "agency"),
            "channel": rows["channel"].map(channel_name),
            "number": rows["source_number"],
        }
    ).reset_index(drop=True)


def section(page: QueuePage, scope: Scope, clock: Clock, today: date) -> None:
    """The list beside the case in hand."""
    controls(page.counts)
    narrowed = bool(chosen_reasons())
    words = _("**{cases}** ({events}) for the reasons chosen") if narrowed else _("**{cases}** ({events}) need a hand")
    st.markdown(words.format(cases=cases(page.total), events=events(page.events)))
    if page.rows.empty and narrowed:
        return
    if page.rows.empty:
        st.success(_("Nothing is waiting: no case is late, lost or returned."), icon=":material/check_circle:")
        return
    place = min(st.session_state.get(_PLACE, 0), len(page.rows) - 1)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _table(frame(page.rows, clock, place), page)
        _pager(page)
    with right:
        _in_hand(page.rows, place, scope, clock, today)


def _table(shown: pd.DataFrame, page: QueuePage) -> None:
    headers = {"mark": "", "why": _("Why"), "left": _("Time left"), "topic": _("Topic"), "district": _("Municipality"),
               "agency": _("Agency"), "channel": _("Channel"), "number": _("Number")}  # fmt: skip
    key = f"queue-{zlib.crc32('|'.join(page.rows['id']).encode())}"
    st.dataframe(
        shown, key=key, hide_index=True, height=560, placeholder="–", selection_mode="single-cell",
        on_select=partial(_pick, key), alt=_("Queue: {cases}").format(cases=cases(len(shown))),
        column_config={
            name: st.column_config.TextColumn(header, width=_WIDTHS.get(name)) for name, header in headers.items()
        },
    )  # fmt: skip


def _pick(key: str) -> None:
    cells = st.session_state[key].selection.cells
    if cells:
        st.session_state[_PLACE] = cells[0][0]


def _in_hand(rows: pd.DataFrame, place: int, scope: Scope, clock: Clock, today: date) -> None:
    """The case in hand, and the keys: j next, k back, Enter opens it, c takes it under control."""
    row = rows.iloc[place].to_dict()
    with st.container(horizontal=True):
        st.button(_("Previous"), key="queue_k", on_click=_step, args=(-1, len(rows)), disabled=place == 0)
        last = place == len(rows) - 1
        st.button(_("Next case"), key="queue_j", on_click=_step, args=(1, len(rows)), disabled=last)
        st.button(_("Open"), key="queue_open", type="primary", on_click=_open, args=(row["id"],))
    back, on = partial(_step, -1, len(rows)), partial(_step, 1, len(rows))
    on_press("queue_keys", {"j": on, "k": back, "enter": partial(_open, row["id"]), "c": partial(_wish, row["id"])})
    st.caption(_("Keys: j next, k previous, Enter opens, c takes under control."))
    subject = under_control.case_subject(row)
    with st.container(border=True):
        title = subject.title_ru if named(rows.iloc[[place]], "topic").iloc[0] == row["topic_ru"] else subject.title_en
        st.markdown(f"**{title}**")
        st.markdown(reasons_in_words(row["reasons"]))
        if isinstance(row["text"], str):
            st.text(row["text"])
        wish = partial(_wish, row["id"])
        st.button(_("Take under control"), key="queue_c", icon=":material/flag:", on_click=wish)
        if st.session_state.get("queue_taking") == row["id"] and under_control.form(
            subject, scope, clock.zone, today, key="queue"
        ):
            st.session_state.pop("queue_taking")
            st.rerun()


def _step(by: int, length: int) -> None:
    st.session_state[_PLACE] = min(max(st.session_state.get(_PLACE, 0) + by, 0), length - 1)


def _wish(case_id: str) -> None:
    st.session_state["queue_taking"] = case_id


def _open(case_id: str) -> None:
    link.write(case=case_id)


def _pager(page: QueuePage) -> None:
    passed: list[str] = st.session_state[_PAGES][1]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Back"), key="queue_back", disabled=not passed, on_click=_turn, args=(None,),
                  icon=":material/chevron_left:")  # fmt: skip
        st.button(_("Next"), key="queue_next", disabled=page.next is None, on_click=_turn, args=(page.next,),
                  icon=":material/chevron_right:", icon_position="right")  # fmt: skip


def _turn(to: str | None) -> None:
    passed: list[str] = st.session_state[_PAGES][1]
    st.session_state[_PLACE] = 0
    if to is None:
        passed.pop()
    else:
        passed.append(to)
