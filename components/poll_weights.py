"""What a poll says when its respondents are weighted to the residents of the municipalities."""

import pandas as pd
import streamlit as st

from components.charts import titled
from components.numbers import number, percent
from components.tables import figures
from components.words import N_, _, ngettext

BY = {
    "district": N_(
        "Weighted by municipality only: age and sex are not known of both respondents and residents, they may differ "
        "too."
    ),
    "groups_district": N_("Weighted by age, sex and municipality (raking)."),
    "groups": N_("Weighted by age and sex (raking): no two municipalities have counts that may be told."),
}


def section(rows: pd.DataFrame) -> None:
    """The weighted share beside the unweighted one, with what the weights cost. `rows`: `queries.poll_weights`."""
    st.subheader(_("Weighted to the residents"))
    if rows.empty:
        st.caption(_("Not answerable: weights need counted respondents in two municipalities, or their age and sex."))
        return
    told = pd.DataFrame(
        {
            "question": rows["question"],
            "option": rows["option"],
            "share": [percent(value) for value in rows["share"]],
            "weighted": [percent(value) for value in rows["weighted"]],
            "interval": [
                f"{percent(low)} – {percent(high)}" for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
            "n": rows["voters"],
            "effective": [number(value) for value in rows["effective_n"]],
        }
    )
    headers = {"question": _("Question"), "option": _("Answer"), "share": _("Without weights"),
               "weighted": _("Weighted"), "interval": _("95% interval"), "n": _("Respondents"),
               "effective": _("Worth of a sample of")}  # fmt: skip
    title = _("Shares with and without weights")
    titled(title, told, headers, "poll_weights")
    figures(told, headers, key="poll_weights_shown", alt=title)
    first = rows.iloc[0]
    said = [_(BY[by]) for by in dict.fromkeys(rows["by"])]
    if pd.notna(first["covered"]):
        said.append(_("These municipalities hold {share} of the residents.").format(share=percent(first["covered"], 0)))
    if unused := int(rows["unused"].max()):
        words = ngettext("{n} respondent of unknown age or sex is not used.",
                         "{n} respondents of unknown age or sex are not used.", unused)  # fmt: skip
        said.append(words.format(n=number(unused)))
    left_out = int(first["left_out"])
    if left_out:
        said.append(
            ngettext(
                "{n} municipality is not used: a hidden count or no population.",
                "{n} municipalities are not used: hidden counts or no population.",
                left_out,
            ).format(n=number(left_out))
        )
    st.caption(" ".join(said))
