"""The queue on screen: why each case is there in words, walking through it by keyboard, taking it under control."""

import zlib
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from components import link, under_control
from components.deadlines import left_of
from components.keys import on_press
from components.numbers import cases, events, number
from components.paging import Pages
from components.tables import case_headers, named, told_apart
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


def chosen_reasons() -> tuple[str, ...]:
    """The reasons in the link; none means all."""
    return tuple(reason for reason in link.read("why").split(",") if reason in REASONS)


def page_size() -> int:
    """Rows of a page, from the link."""
    asked = link.read("rows")
    return int(asked) if asked.isdigit() and int(asked) > 0 else SIZES[0]


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
            **told_apart(rows),
        }
    ).reset_index(drop=True)


def section(page: QueuePage, pages: Pages, scope: Scope, clock: Clock, today: date) -> None:
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
    pages.row = min(pages.row, len(page.rows) - 1)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _table(frame(page.rows, clock, pages.row), page, pages)
        pages.buttons(page.next)
    with right:
        _in_hand(page.rows, pages, scope, clock, today)


def _table(shown: pd.DataFrame, page: QueuePage, pages: Pages) -> None:
    headers = case_headers() | {"mark": "", "why": _("Why")}
    key = f"queue-{zlib.crc32('|'.join(page.rows['id']).encode())}"
    st.dataframe(
        shown, key=key, hide_index=True, height=560, placeholder="–", selection_mode="single-cell",
        on_select=partial(_pick, key, pages), alt=_("Queue: {cases}").format(cases=cases(len(shown))),
        column_config={
            name: st.column_config.TextColumn(headers[name], width=_WIDTHS.get(name)) for name in shown.columns
        },
    )  # fmt: skip


def _pick(key: str, pages: Pages) -> None:
    cells = st.session_state[key].selection.cells
    if cells:
        pages.row = cells[0][0]


def _in_hand(rows: pd.DataFrame, pages: Pages, scope: Scope, clock: Clock, today: date) -> None:
    """The case in hand, and the keys: j next, k back, Enter opens it, c takes it under control."""
    row = rows.iloc[pages.row].to_dict()
    back, on = partial(_step, pages, -1, len(rows)), partial(_step, pages, 1, len(rows))
    with st.container(horizontal=True):
        st.button(_("Previous"), key="queue_k", on_click=back, disabled=pages.row == 0)
        st.button(_("Next case"), key="queue_j", on_click=on, disabled=pages.row == len(rows) - 1)
        st.button(_("Open"), key="queue_open", type="primary", on_click=_open, args=(row["id"],))
    on_press("queue_keys", {"j": on, "k": back, "enter": partial(_open, row["id"]), "c": partial(_wish, row["id"])})
    st.caption(_("Keys: j next, k previous, Enter opens, c takes under control."))
    subject = under_control.case_subject(row)
    with st.container(border=True):
        is_russian = named(rows.iloc[[pages.row]], "topic").iloc[0] == row["topic_ru"]
        title = subject.title_ru if is_russian else subject.title_en
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


def _step(pages: Pages, by: int, length: int) -> None:
    pages.row = min(max(pages.row + by, 0), length - 1)


def _wish(case_id: str) -> None:
    st.session_state["queue_taking"] = case_id


def _open(case_id: str) -> None:
    link.write(case=case_id)
