"""The head of one poll: what it is, whether it speaks for anybody but those who answered, and the way back."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import link
from components.numbers import number
from components.poll_list import EVERYWHERE, STAGES, dates, kind_name
from components.words import _


def head(row: Mapping[Any, Any], districts: Mapping[str, str], agencies: Mapping[str, str]) -> None:
    """Title, facts, and the warning about who took part. `row`: a line of `polls` with its stage."""
    st.button(
        _("All polls"),
        key="polls_back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=lambda: link.write(poll="", view="", topic="", option=""),
    )
    st.subheader(str(row["title"]))
    facts = [kind_name(row["kind"]), _(STAGES[row["stage"]]), dates(row)]
    facts.append(districts.get(row["district_id"], row["district_source"]) or _(EVERYWHERE))
    facts.append(agencies.get(row["agency_id"], row["agency_source"]) or "")
    st.caption(" · ".join(fact for fact in facts if fact))
    honesty(row)


def honesty(row: Mapping[Any, Any]) -> None:
    """Whom the answers speak for."""
    if pd.isna(row["self_selected"]):
        return
    if row["self_selected"]:
        st.warning(
            _("Self-selected: not representative. These are the views of those who came, not of all residents."),
            icon=":material/groups:",
        )
    else:
        st.caption(_("The source declares a sample of residents; how it was drawn it does not say."))


def discussion(row: Mapping[Any, Any]) -> None:
    """What came of a consultation or a hearing: proposals, how many were taken up, participants, outcome."""
    known = {_("Proposals"): row["proposals"], _("Taken up"): row["accepted"], _("Participants"): row["participants"]}
    for column, (label, value) in zip(st.columns(3), known.items(), strict=True):
        column.metric(label, number(value) if pd.notna(value) else "–", border=True)
    if pd.notna(row["proposals"]) and pd.notna(row["accepted"]) and row["proposals"]:
        words = _("Taken up: {n} of {all} proposals.")
        st.markdown(words.format(n=number(row["accepted"]), all=number(row["proposals"])))
    outcome, stated = row["outcome"], isinstance(row["outcome"], str) and row["outcome"]
    st.markdown(_("Outcome: **{outcome}**").format(outcome=outcome) if stated else _("Outcome: not stated yet."))
    st.caption(_("The texts of the proposals are not loaded: the source brings counts."))
