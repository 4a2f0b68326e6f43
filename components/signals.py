"""Spikes as cards: what is expected, what came, from when on, where, what people write, and what was done about it."""

from collections.abc import Hashable, Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from components import link, page_list, signal_history, under_control
from components.labels import channel_name
from components.numbers import cases, day, events, moment, number
from components.signal_history import OUTCOMES
from components.words import N_, _, name, ngettext
from queries.filters import UNMAPPED
from queries.scope import Scope
from queries.signal_marks import MARKED, mark, with_marks
from queries.under_control import may_control

HOURS = {4: N_("4 hours"), 24: N_("a day"), 168: N_("a week")}
METHODS = {
    "year": N_("Expected by a year of history: weekday, season, days off, trend."),
    "weeks": N_("Expected by the four weeks before; a year of history is not loaded yet."),
}


def section(found: pd.DataFrame, marked: pd.DataFrame, scope: Scope, zone: str, today: date, now: datetime) -> None:
    """A card per signal, those nobody has seen first; muted ones behind a switch."""
    if found.empty:
        st.info(nothing(found), icon=":material/check:" if found.attrs.get("judged") else ":material/help:")
        if found.attrs.get("judged"):
            st.caption(_("Every topic in every municipality was compared with its usual count for such days."))
    else:
        _cards(with_marks(found, marked, now), scope, zone, today)
    signal_history.section(marked, scope, zone)


def nothing(found: pd.DataFrame) -> str:
    """What is said where there is no signal: nothing unusual, or nothing that could be judged."""
    if found.attrs.get("judged"):
        return _("Nothing out of the ordinary in this period.")
    return _("Nothing could be judged: no cases are found, or they are of fewer than 31 days.")


def _cards(signals: pd.DataFrame, scope: Scope, zone: str, today: date) -> None:
    muted = int(signals["is_muted"].sum())
    if muted:
        title = ngettext("Show {n} muted signal", "Show {n} muted signals", muted).format(n=number(muted))
        if not st.toggle(title, key="show_muted"):
            signals = signals[~signals["is_muted"]]
    order = signals["mark"].notna()
    for row in signals.assign(order=order).sort_values(["order", "q"]).to_dict("records"):
        with st.container(border=True, key=f"signal_{row['key'].replace(':', '_')}"):
            card(row, scope, zone, today)


def card(row: Mapping[Hashable, Any], scope: Scope, zone: str, today: date) -> None:
    """One signal."""
    st.markdown(f"**{where(row)}**")
    st.markdown(sentence(row, zone))
    st.caption(_(METHODS[row["method"]]), help=help_words(row))
    for text in row["texts"]:
        st.text(f"«{text}»")
    with st.container(horizontal=True, vertical_alignment="center"):
        more = _("All of these days: not only the hours that were judged.") if row["behind"] > row["seen"] else None
        st.page_link(
            str(page_list.page("cases").script), label=cases(row["behind"]), icon=":material/inbox:", help=more,
            query_params=link.shared() | {"p": ""} | row["link"],
        )  # fmt: skip
        if row["mark"]:
            done: dict[Hashable, Any] = {"action": row["mark"], "who": row["marked_by"]} | {
                each: row[each] for each in MARKED
            }
            st.badge(signal_history.told(done, zone))
        if may_control(scope, row["district"]):
            _actions(row, scope, zone, today)


def where(row: Mapping[Hashable, Any]) -> str:
    """«Уборка снега · Омск»; «без темы · без муниципалитета»."""
    place = _("no municipality") if row["district"] == UNMAPPED else name(row, "district")
    return f"{name(row, 'topic') or _('no topic')} · {place}"


def sentence(row: Mapping[Hashable, Any], zone: str) -> str:
    """«Ожидалось 6, пришло 19 (17 событий); первое — 15 окт. 2026, 08:40; соцсети; 2 связанных события»."""
    few = row["expected"] < 0.1
    usual = _("fewer than 0.1") if few else number(row["expected"], 0 if row["expected"] >= 10 else 1)
    said = _("Expected **{expected}**, seen **{seen}**").format(expected=usual, seen=number(row["seen"]))
    said += f" ({events(row['events'])})"
    parts = [said, _("since {when}").format(when=day(date.fromisoformat(row["from"])))]
    if isinstance(row["since"], datetime) and not pd.isna(row["since"]):
        # Of the days on which there were too many: the count crossed what is usual later.
        parts[1] = _("the first of them {when}").format(when=moment(row["since"], "minute", zone))
    if row["hours"]:
        parts[1] = ngettext("in the last {n} hour", "in the last {n} hours", row["hours"]).format(
            n=number(row["hours"])
        )
    if row["places"]:
        places = ngettext("in {n} municipality", "in {n} municipalities", int(row["places"]))
        parts.append(places.format(n=number(row["places"])))
    if row["is_running"]:
        parts.append(_("today is not over"))
    elif row["to"] != row["from"]:
        parts.append(_("until {when}").format(when=day(date.fromisoformat(row["to"]))))
    if isinstance(row["channel"], str):  # a signal of several channels has none
        parts.append(channel_name(row["channel"]))
    if row["linked"]:
        linked = ngettext("{n} linked event", "{n} linked events", row["linked"])
        parts.append(linked.format(n=number(row["linked"])))
    return "; ".join(parts)


def help_words(row: Mapping[Hashable, Any]) -> str:
    """How sure it is."""
    words = _("Usually between {low} and {high}. False-discovery rate of this signal: {q}.")
    q = _("below 0.001") if row["q"] < 0.001 else number(row["q"], 3)
    return words.format(low=number(row["low"]), high=number(row["high"]), q=q)


def _actions(row: Mapping[Hashable, Any], scope: Scope, zone: str, today: date) -> None:
    key = row["key"].replace(":", "_")
    st.button(
        _("Noted"), key=f"see_{key}", on_click=mark, args=(scope, row, "acknowledged"), icon=":material/visibility:"
    )
    with st.popover(_("Mute"), icon=":material/notifications_off:", key=f"mute_{key}"):
        for hours, words in HOURS.items():
            st.button(_(words), key=f"mute_{key}_{hours}", on_click=_mute, args=(scope, row, hours), type="tertiary")
    with st.popover(_("Close"), icon=":material/done_all:", key=f"close_{key}"):
        st.caption(_("What was it?"))
        for code, words in OUTCOMES.items():
            st.button(_(words), key=f"close_{key}_{code}", on_click=_close, args=(scope, row, code), type="tertiary")
    with st.popover(_("Take under control"), icon=":material/flag:", key=f"control_{key}"):
        if under_control.form(under_control.signal_subject(row), scope, zone, today, key=f"signal_{key}"):
            mark(scope, row, "controlled")
            st.rerun()


def _mute(scope: Scope, row: Mapping[Hashable, Any], hours: float) -> None:
    mark(scope, row, "muted", hours=hours)


def _close(scope: Scope, row: Mapping[Hashable, Any], outcome: str) -> None:
    mark(scope, row, "closed", outcome=outcome)
