"""Integrity of the numbers: each test in words, what it found, of how many it could be asked, and the cases."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analysis.integrity import TOLERATED
from components.charts import titled
from components.numbers import number, percent
from components.reply_texts import case_link
from components.tables import figures
from components.words import N_, _, ngettext

TITLES = {
    "heaped_on_deadline_day": N_("Closed on the very last day"),
    "closed_in_one_minute": N_("Many closed in one minute"),
    "closed_at_once": N_("Closed within a minute of filing"),
    "extended_more_often": N_("Deadlines moved more often than elsewhere"),
    "rated_only_where_good": N_("Rated only where it ended well"),
    "overdue_flag_contradicts_dates": N_("The source's overdue mark contradicts its dates"),
    "status_contradicts_dates": N_("The status contradicts the closing date"),
    "dates_contradict_each_other": N_("The dates contradict each other"),
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
    "extended_more_often": N_(
        "A case whose deadline was moved counts as in time. An agency that moves deadlines much more often than the "
        "others may owe its good share to that."
    ),
    "rated_only_where_good": N_(
        "Of cases that ended badly (late, refused, passed on, sent to repeat review) fewer have a rating than of those "
        "that ended well, by more than at the other agencies: who is unhappy may not have been asked."
    ),
    "overdue_flag_contradicts_dates": N_(
        "The source says overdue and the dates say in time, or the other way round. The dates are what is counted here."
    ),
    "status_contradicts_dates": N_(
        "Ended by its status without a date of closing or of a reply, or closed by its date and in work by its status."
    ),
    "dates_contradict_each_other": N_(
        "Registered or due before it was filed, or first replied to after it was closed, by whole days. Closings "
        "before the filing are already refused by the import and listed in its report."
    ),
}
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


def section(rows: pd.DataFrame, looked_at: Mapping[str, int], hits: Mapping[str, int], names: Names) -> None:
    """One box for each test."""
    for code in TITLES:
        with st.container(border=True):
            st.markdown(f"**{_(TITLES[code])}**")
            st.caption(_(MEANS[code]))
            one_test(code, rows[rows["code"] == code], looked_at[code], hits.get(code), names)
    words = _(
        "A finding is a reason to ask, not a proof of anything. All tests together are expected to point at chance in "
        "at most {share} of their findings; contradictions and closings at once count from {slips} of the cases on, "
        "less may be slips of the pen."
    )
    st.caption(words.format(share=percent(LIMIT, 0), slips=percent(TOLERATED, 1)))


def one_test(code: str, rows: pd.DataFrame, n: int, hits: int | None, names: Names) -> None:
    """What one test found, of how many cases, and in how many of them there is what it looks for."""
    if n == 0:
        st.info(_("This source cannot answer: it has no such dates or marks."), icon=":material/help:")
        return
    asked = ngettext("asked of {n} case", "asked of {n} cases", n).format(n=number(n))
    if hits is not None:
        asked += "; " + ngettext("so in {n} of them", "so in {n} of them", hits).format(n=number(hits))
    if rows.empty:
        st.markdown(":green-badge[:material/check: " + _("nothing unusual") + f"] {asked}")
        return
    st.markdown(":violet-badge[:material/search: " + _("something to look at") + f"] {asked}")
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
        "q": "" if pd.isna(row["q"]) else f"< {number(0.001, 3)}" if row["q"] < 0.001 else number(row["q"], 3),
        "at": f"{at[8:10]}.{at[5:7]}.{at[:4]} {at[11:16]}" if at else "",
    }  # fmt: skip
