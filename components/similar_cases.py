"""Similar cases beside a file: how they ended and how fast, one click away."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import link
from components.case_story import joined
from components.labels import channel_name, outcome_name, state_name
from components.numbers import duration, moment, percent
from components.search_hits import plain
from components.words import N_, _, name, ngettext
from queries.scope import Scope

PLACES = {
    "same": N_("at the same address"),
    "near": N_("within about 500 m"),
    "district": N_("in the same municipality"),
}


def draw(rows: pd.DataFrame, scope: Scope, zone: str) -> None:
    """The list with a sentence before it; says so when nothing is similar."""
    st.markdown(f"**{_('Similar cases')}**")
    if rows.empty:
        st.caption(nothing(scope))
        return
    st.caption(_told(rows))
    with st.container(key="similar_list", gap="small"):
        for row in rows.to_dict("records"):
            _case(row, zone)
    if not scope.may_read_text:
        st.caption(_("Your role does not read texts: these are near in topic and place only."))


def nothing(scope: Scope) -> str:
    """Why the list is empty: words are compared for those who may read them only."""
    if scope.may_read_text:
        return _("Nothing similar on this topic within a year.")
    return _(
        "Nothing on this topic within a year and about 500 m. Your role does not read texts: words are not compared."
    )


def shown(rows: pd.DataFrame) -> list[str]:
    """The cases whose words the list shows."""
    return [] if rows.empty else list(rows.loc[rows["reply"].notna(), "id"])


def _told(rows: pd.DataFrame) -> str:
    """«Решено 3 из 5 похожих»: what became of them."""
    solved, n = int((rows["outcome"] == "solved").sum()), len(rows)
    return ngettext("{solved} of {n} similar case was solved.", "{solved} of {n} similar cases were solved.", n).format(
        solved=solved, n=n
    )


def _case(row: Mapping[Any, Any], zone: str) -> None:
    with st.container(border=True, gap="xxsmall"):
        title = joined(name(row, "topic") or _("Without a topic"), channel_name(row["channel"]), _filed(row, zone))
        if st.button(plain(title), key=f"similar_{row['id']}", type="tertiary", icon=":material/content_copy:"):
            link.write(case=row["id"])
            st.rerun(scope="app")
        st.markdown(" · ".join(_facts(row)))
        if isinstance(row["reply"], str):
            st.caption(plain(row["reply"]))


def _filed(row: Mapping[Any, Any], zone: str) -> str:
    return "" if pd.isna(row["filed_at"]) else moment(row["filed_at"], "day", zone)


def _facts(row: Mapping[Any, Any]) -> list[str]:
    """How it ended, how fast, by whom, and what makes it similar."""
    known = isinstance(row["outcome"], str) and row["outcome"] != "unknown"
    ended = outcome_name(row["outcome"]) if known else state_name(row["state"])
    parts = [f":gray-badge[{ended}]"]
    if not pd.isna(row["close_seconds"]):
        parts.append(_("closed after {time}").format(time=duration(float(row["close_seconds"]), row["precision"])))
    parts.append(plain(name(row, "agency")))
    if row["place"]:
        parts.append(_(PLACES[row["place"]]))
    if row["likeness"] is not None and not pd.isna(row["likeness"]):
        parts.append(_("words alike: {share}").format(share=percent(float(row["likeness"]), 0)))
    return [part for part in parts if part]
