"""Integrity of the numbers: each test in words, what it found, of how many it could be asked, and the cases."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import titled
from components.numbers import number, percent
from components.reply_texts import case_link
from components.tables import figures
from components.words import N_, _, ngettext

TITLES = {
    "heaped_on_deadline_day": N_("Closed on the very last day"),
    "closed_in_one_minute": N_("Many closed in one minute"),
    "closed_at_once": N_("Closed within a minute of filing"),
    "overdue_flag_contradicts_dates": N_("The source's overdue mark contradicts its dates"),
}
MEANS = {
    "heaped_on_deadline_day": N_(
        "Of what an agency closes on the deadline day and the three days before it, a quarter would fall on the last "
        "day by itself. Much more than that, and than at the other agencies, looks like closing for the date."
    ),
    "closed_in_one_minute": N_(
        "At least five cases of an agency closed within one minute, against the rest of that hour: closed as a batch, "
        "not one by one."
    ),
    "closed_at_once": N_("Nobody can look into a case in a minute; an automatic closing or a wrong date is likelier."),
    "overdue_flag_contradicts_dates": N_(
        "The source says overdue and the dates say in time, or the other way round. The dates are what is counted here."
    ),
}
TESTED = ("heaped_on_deadline_day", "closed_in_one_minute")  # with a limit of false discoveries
LINKED, LIMIT = 5, 0.05
Names = Mapping[str, str]


def sentence(rows: pd.DataFrame) -> str:
    """How many tests found something; "nothing unusual" when none did."""
    found = [code for code in TITLES if (rows["code"] == code).any()]
    if not found:
        return _("**Nothing unusual**: none of the {n} tests found anything.").format(n=number(len(TITLES)))
    listed = "; ".join(_(TITLES[code]).lower() for code in found)
    words = ngettext("**{n} of {all} tests** found something to look at: {what}.",
                     "**{n} of {all} tests** found something to look at: {what}.", len(found))  # fmt: skip
    return words.format(n=number(len(found)), all=number(len(TITLES)), what=listed)


def section(rows: pd.DataFrame, looked_at: Mapping[str, int], names: Names) -> None:
    """One box for each test."""
    for code in TITLES:
        with st.container(border=True):
            st.markdown(f"**{_(TITLES[code])}**")
            st.caption(_(MEANS[code]))
            one_test(code, rows[rows["code"] == code], looked_at[code], names)
    st.caption(_("A finding is a reason to ask, not a proof of anything."))


def one_test(code: str, rows: pd.DataFrame, n: int, names: Names) -> None:
    """What one test found."""
    if n == 0:
        st.info(_("This source cannot answer: it has no such dates or marks."), icon=":material/help:")
        return
    asked = ngettext("asked of {n} case", "asked of {n} cases", n).format(n=number(n))
    if code in TESTED:
        asked += "; " + _("at most {share} of the findings are expected to be chance").format(share=percent(LIMIT, 0))
    if rows.empty:
        st.markdown(":green-badge[:material/check: " + _("nothing unusual") + f"] {asked}")
        return
    st.markdown(asked)
    shown = told(rows, names)
    headers = {"name": _("Agency"), "n": _("Found"), "of": _("Of"), "value": _("Share"), "reference": _("Usual"),
               "q": _("False-discovery rate (q)"), "at": _("When")}  # fmt: skip
    kept = {name: header for name, header in headers.items() if name in shown and (shown[name] != "").any()}
    titled(_("Who"), shown[list(kept)], kept, f"integrity_{code}")
    figures(shown, kept, key=f"{code}_shown", alt=_(TITLES[code]), height=300)
    first = rows.to_dict("records")[0]
    with st.popover(_("Cases of the first"), icon=":material/inbox:", key=f"{code}_cases"):
        for case_id in first["cases"][:LINKED]:
            case_link(case_id)
        if len(first["cases"]) > LINKED:
            st.caption(_("Shown: {n} of {all}").format(n=number(LINKED), all=number(int(first["n"]))))


def told(rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """The findings in words."""
    return pd.DataFrame([_row(row, names) for row in rows.to_dict("records")])


def _row(row: Mapping[Any, Any], names: Names) -> dict[str, Any]:
    share = row["value"] if pd.notna(row["value"]) else row["n"] / row["of"]
    key = row["key"] if isinstance(row["key"], str) else None
    at = row["at"] if isinstance(row["at"], str) else ""
    return {
        "name": names.get(key, row["name_ru"]) if key else _("Without an agency"),
        "n": int(row["n"]), "of": int(row["of"]), "value": percent(share),
        "reference": percent(row["reference"]) if pd.notna(row["reference"]) else "",
        "q": "" if pd.isna(row["q"]) else _("below 0.001") if row["q"] < 0.001 else number(row["q"], 3),
        "at": f"{at[8:10]}.{at[5:7]}.{at[:4]} {at[11:16]}" if at else "",
    }  # fmt: skip
