"""The statements of a consultation and how many agree with each."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import titled
from components.numbers import number, percent
from components.tables import figures
from components.words import _, ngettext

LISTED = 300


def percents(shares: pd.Series) -> pd.Series:
    """Shares as whole percentages."""
    return pd.Series([percent(value, 0) for value in shares], index=shares.index, dtype=object)


def section(rows: pd.DataFrame, cast: Mapping[str, Any] | None) -> None:
    """`rows`: `queries.statements.statements`; `cast`: votes and voters where single votes are loaded."""
    if rows.empty:
        return
    n = len(rows)
    said = ngettext("{n} statement.", "{n} statements.", n).format(n=f"**{number(n)}**")
    if cast:
        said += " " + _("{votes} votes of {voters} people.").format(
            votes=number(cast["votes"]), voters=number(cast["voters"])
        )
    st.markdown(said)
    told = pd.DataFrame(
        {
            "text": rows["text"].fillna(_("turned away by a moderator")),
            "agrees": rows["agrees"],
            "disagrees": rows["disagrees"],
            "passes": rows["passes"],
            "share": percents(rows["share"]).mask(rows["state"] == "hidden", _("hidden: a small group")),
            "interval": (percents(rows["low"]) + " – " + percents(rows["high"])).where(rows["share"].notna(), "–"),
        }
    )
    headers = {"text": _("Statement"), "agrees": _("Agree"), "disagrees": _("Disagree"), "passes": _("Passed"),
               "share": _("Agree, of those who took a side"), "interval": _("95% interval")}  # fmt: skip
    title = _("Statements, most votes first")
    titled(title, told, headers, "poll_statements")
    figures(told.head(LISTED), headers, key="poll_statements_shown", alt=title)
    if n > LISTED:
        st.caption(_("Shown: {n} of {all}").format(n=number(LISTED), all=number(n)))
