"""Reforms of municipalities on the screen: what became what and when; entered, corrected, taken back."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.import_report import escaped
from components.import_words import reason
from components.numbers import cases, day
from components.words import _, name
from intake.by_hand import ReformRefused, StoreBusy, enter_reform, forget_reform
from queries import cached
from queries.filters import UNMAPPED

_SAID, _REFUSED = "reform_said", "reform_refused"
INCOMPLETE, BUSY, EARLIEST = "incomplete", "busy", date(1990, 1, 1)


def reforms_panel(reforms: pd.DataFrame, districts: Mapping[str, str]) -> None:
    """`reforms`: see `queries.reforms.reforms`; `districts`: id → name of those that stand today, and the unmapped."""
    standing = {id: name for id, name in districts.items() if id != UNMAPPED}
    st.subheader(_("Reforms of municipalities"))
    st.caption(_("Everything is counted in the municipality that stands today, also what was filed before the reform."))
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check:")
    if refused := st.session_state.pop(_REFUSED, None):
        words = _("Nothing was changed: {reason}.")
        st.error(words.format(reason=_why(refused)), icon=":material/error:")
    for row in reforms.to_dict("records"):
        _reform(row, standing)
    if reforms.empty:
        st.write(_("No reform is entered."))
    with st.popover(_("Enter a reform"), icon=":material/add:", key="reform_new"):
        _form("new", standing, None, None, None)


def _why(refused: str) -> str:
    if refused == BUSY:
        return _("a file is being loaded; try again when it is done")
    return _("choose both municipalities and the day") if refused == INCOMPLETE else reason(refused)


def _reform(row: Mapping[Any, Any], districts: Mapping[str, str]) -> None:
    """One reform, how to say it anew, and how to take it back."""
    ended = pd.Timestamp(row["day"]).date()
    old, new = escaped(name(row, "old")), escaped(name(row, "new"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{old}** → **{new}** · {day(ended)}", width="content")
        with st.popover(_("Correct"), key=f"reform_edit_{row['old']}"):
            # What it became may have become something else since, and stands no more.
            _form(row["old"], {row["new"]: name(row, "new"), **districts}, row["old"], row["new"], ended)
        with st.popover(_("Take back"), icon=":material/undo:", key=f"reform_back_{row['old']}"):
            st.caption(_("{name} stands again, and what came under its name returns to it.").format(name=old))
            forget = partial(_forget, row["old"], name(row, "old"))
            st.button(_("Take it back"), key=f"reform_forget_{row['old']}", type="primary", on_click=forget)


def _form(key: str, districts: Mapping[str, str], old: str | None, new: str | None, ended: date | None) -> None:
    """What became what and when. `old`: of a reform to be said anew."""
    if old is None:
        _choice(_("What was"), districts, None, f"reform_old_{key}")
    _choice(_("What it became"), {id: words for id, words in districts.items() if id != old}, new, f"reform_into_{key}")
    st.date_input(_("Since"), ended, key=f"reform_day_{key}", format="DD.MM.YYYY",
                  min_value=EARLIEST, max_value="today")  # fmt: skip
    st.button(_("Save"), key=f"reform_save_{key}", type="primary", on_click=_save, args=(key, old))


def _choice(title: str, districts: Mapping[str, str], chosen: str | None, key: str) -> None:
    ids = list(districts)
    index = ids.index(chosen) if chosen is not None and chosen in districts else None
    st.selectbox(title, ids, index, format_func=lambda id: districts[id], key=key, placeholder=_("Choose"))


def _save(key: str, old: str | None) -> None:
    was = old or st.session_state.get(f"reform_old_{key}")
    new, since = st.session_state[f"reform_into_{key}"], st.session_state[f"reform_day_{key}"]
    if not (was and new and since):
        st.session_state[_REFUSED] = INCOMPLETE
        return
    try:
        enter_reform(was, new, since, instead=old is not None)
    except ReformRefused as refused:
        st.session_state[_REFUSED] = str(refused)
        return
    except StoreBusy:
        st.session_state[_REFUSED] = BUSY
        return
    cached.version.clear()
    st.session_state[_SAID] = _("Saved: everything is counted anew.")


def _forget(old: str, old_name: str) -> None:
    try:
        returned = forget_reform(old)
    except StoreBusy:
        st.session_state[_REFUSED] = BUSY
        return
    except ValueError:  # a second click, or somebody else's: it stands again already
        return
    cached.version.clear()
    words = _("{name} stands again; returned to it: {cases}.")
    st.session_state[_SAID] = words.format(name=escaped(old_name), cases=cases(returned))
