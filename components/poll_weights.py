"""What a poll says when its respondents are weighted to the residents of the municipalities."""

import pandas as pd
import streamlit as st

from components.charts import titled
from components.numbers import number, percent
from components.words import _, ngettext


def section(rows: pd.DataFrame) -> None:
    """The weighted share beside the unweighted one, with what the weights cost. `rows`: `queries.poll_weights`."""
    st.subheader(_("Weighted to the residents"))
    if rows.empty:
        st.caption(_("Not answerable: weights need counted respondents in two municipalities at least."))
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
    st.dataframe(told.rename(columns=headers), hide_index=True, key="poll_weights_shown", alt=title)
    first = rows.iloc[0]
    said = [
        _("Weighted by municipality only: the source knows neither age nor sex, they may differ too."),
        _("These municipalities hold {share} of the residents.").format(share=percent(first["covered"], 0)),
    ]
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
