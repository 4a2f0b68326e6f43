"""What was done about signals: who noted, muted, closed them or took them under control, with which outcome, when."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analysis.wide_spikes import EVERYWHERE
from components.filters import options
from components.identity import person
from components.numbers import moment
from components.words import N_, _
from queries.filters import UNMAPPED
from queries.scope import Scope

DONE = {
    "acknowledged": N_("seen by {who}"),
    "muted": N_("muted by {who}"),
    "controlled": N_("under control, {who}"),
    "closed": N_("closed by {who}"),
}
Names = tuple[Mapping[str, str], Mapping[str, str]]
LATEST = 200  # of the marks: who looks for an older one asks the desk
OUTCOMES = {"real": N_("a real event"), "planned": N_("a planned one"), "false_alarm": N_("a false alarm")}


def section(marked: pd.DataFrame, scope: Scope, zone: str) -> None:
    """The history of all signals, the latest first; also of those that no period in sight shows any more."""
    if marked.empty:
        return
    with st.expander(_("What was done about signals, and how they ended"), icon=":material/history:"):
        st.dataframe(history_frame(marked, scope, zone), hide_index=True, key="signal_history", placeholder="–",
                     alt=_("What was done about signals, and how they ended"))  # fmt: skip


def history_frame(marked: pd.DataFrame, scope: Scope, zone: str) -> pd.DataFrame:
    """The marks (see `queries.signal_marks.marks`) as people read them, the latest first, the last of many."""
    rows = marked.iloc[: -1 - LATEST : -1].to_dict("records")
    names = names_of(scope)
    return pd.DataFrame(
        {
            _("When"): [moment(row["at"], "minute", zone) for row in rows],
            _("Signal"): [called(row, *names) for row in rows],
            _("What was done"): [told(row, zone) for row in rows],
        }
    )


def told(mark: Mapping[Hashable, Any], zone: str) -> str:
    """«закрыто, Оператор: ложная тревога»; «без звука, Оператор, до 21 нояб. 2026, 14:05». `mark`: action, who,
    outcome, muted_until.
    """
    words = _(DONE[mark["action"]]).format(who=person(mark["who"]))
    if mark["outcome"] in OUTCOMES:
        words += f": {_(OUTCOMES[mark['outcome']])}"
    if pd.notna(mark["muted_until"]):
        words += f", {_('until')} {moment(mark['muted_until'], 'minute', zone)}"
    return words


def names_of(scope: Scope) -> Names:
    """Topics and places by id, as `called` takes them."""
    return options("topics", scope), options("districts", scope) | {
        EVERYWHERE: _("the whole region"),
        UNMAPPED: _("no municipality"),
    }


def called(mark: Mapping[Hashable, Any], topics: Mapping[str, str], places: Mapping[str, str]) -> str:
    """«Отопление · Омск» of a mark, which knows ids only: its signal may be over. In: names by id."""
    topic = topics.get(mark["topic"], mark["topic"]) if mark["topic"] != UNMAPPED else _("no topic")
    return f"{topic} · {places.get(mark['district'], mark['district'])}"
