"""The note that one shift leaves the next: made from what was done, edited by a person, printed or taken away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from components import link
from components.both_counts import counted
from components.control_list import ACTIONS, changes_in_words
from components.identity import person
from components.numbers import cases, day, events, moment
from components.signal_history import Names, called, names_of, told
from components.signals import sentence, where
from components.words import _, language, name, ngettext
from queries.queue import QueuePage
from queries.scope import Scope

LENGTHS = (8, 12, 24)  # hours of a shift


def shift_hours() -> int:
    """How long the shift was, from the link."""
    asked = link.read("shift")
    return int(asked) if asked.isdigit() and int(asked) in LENGTHS else LENGTHS[1]


def draft(
    begin: datetime, end: datetime, zone: str, page: QueuePage, found: pd.DataFrame, marked: pd.DataFrame,
    items: pd.DataFrame, past: pd.DataFrame, scope: Scope,
) -> str:  # fmt: skip
    """The note in plain text. `past` and `marked`: what was done between `begin` and `end` (UTC)."""
    spans = _("Shift from {begin} to {end}").format(
        begin=moment(begin, "minute", zone), end=moment(end, "minute", zone)
    )
    late = counted(page.counts["overdue"], page.told["overdue"])
    waiting = _("Waiting: {cases} ({events}), of these overdue: {overdue}.")
    lines = [spans, "", waiting.format(cases=cases(page.total), events=events(page.events), overdue=late)]
    lines += _part(_("Signals"), [f"{where(row)}: {_plain(sentence(row, zone))}" for row in found.to_dict("records")])
    names = names_of(scope)
    lines += _part(_("Done about signals"), [_marked(row, zone, names) for row in marked.to_dict("records")])
    lines += _part(_("Done about what is under control"), [_done(row, zone) for row in past.to_dict("records")])
    lines += _part(_("Under control"), [_item(row) for row in items.to_dict("records")])
    return "\n".join(lines)


def section(text: str) -> None:
    """The draft to edit; what was typed stays until somebody wants the note made anew."""
    st.session_state["shift_choice"] = shift_hours()
    st.segmented_control(
        _("Length of the shift"), LENGTHS, key="shift_choice", required=True,
        format_func={hours: ngettext("{n} hour", "{n} hours", hours).format(n=hours) for hours in LENGTHS}.__getitem__,
        on_change=lambda: link.write(shift=str(st.session_state["shift_choice"])),
    )  # fmt: skip
    kept = f"hand_over_{shift_hours()}_{language()}"
    area = f"{kept}_{st.session_state.get(f'{kept}_made', 0)}"
    edited = st.text_area(_("Note for the next shift"), st.session_state.setdefault(kept, text), height=420, key=area)
    st.session_state[kept] = edited  # what was typed outlives the part of the page, and the next minute
    with st.container(horizontal=True):
        st.download_button(
            _("Take away as text"), edited.encode(), "smena.txt", "text/plain", key="hand_over_txt",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        st.button(_("Make anew"), key="hand_over_anew", icon=":material/refresh:", on_click=_forget, args=(kept,))
        page = _page(edited)
        st.download_button(
            _("Take away for print"), page.encode(), "smena.html", "text/html", key="hand_over_html",
            on_click="ignore", icon=":material/print:",
        )  # fmt: skip
    st.caption(_("Made from what was done in this shift. Residents' texts are not part of it."))


def _forget(kept: str) -> None:
    st.session_state.pop(kept, None)
    st.session_state[f"{kept}_made"] = st.session_state.get(f"{kept}_made", 0) + 1


def begin_of(end: datetime, hours: int) -> datetime:
    """When the shift began."""
    return end - timedelta(hours=hours)


def _part(title: str, lines: list[str]) -> list[str]:
    return ["", f"{title}:", *(f"– {line}" for line in lines)] if lines else ["", f"{title}: {_('nothing')}"]


def _marked(row: Mapping[Any, Any], zone: str, names: Names) -> str:
    return f"{moment(row['at'], 'minute', zone)} {called(row, *names)}: {told(row, zone)}"


def _done(row: Mapping[Any, Any], zone: str) -> str:
    changes = changes_in_words(row["changes"])
    when, what = moment(row["at"], "minute", zone), _(ACTIONS[row["action"]])
    return f"{when} {person(row['who'])}: {what}, {name(row, 'title')} {changes}".strip()


def _item(row: Mapping[Any, Any]) -> str:
    until = f", {_('until')} {day(datetime.fromisoformat(row['due']))}" if row["due"] else ""
    note = f": {row['note']}" if row["note"] else ""
    return f"{name(row, 'title')} ({person(row['owner'])}{until}){note}"


def _plain(words: str) -> str:
    return words.replace("**", "")


def _page(text: str) -> str:
    """A sheet that a browser prints as it is."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        '<!doctype html><meta charset="utf-8"><title>Svodka</title>'
        f'<pre style="font: 12pt/1.5 serif; white-space: pre-wrap">{safe}</pre>'
    )
