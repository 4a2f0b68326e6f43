"""What is heard besides the channels: call-backs with their three rates, and notes of what happened in the period."""

import pandas as pd
import streamlit as st

from components.import_report import escaped
from components.labels import callback_part_name
from components.notes import Noted, lines
from components.numbers import number, percent
from components.standings import interval
from components.words import _, ngettext
from queries.callbacks import PARTS, known_of_calls
from queries.filters import Filters

WHENEVER = pd.Timestamp(1990, 1, 1), pd.Timestamp(2100, 1, 1)


def section(rates: pd.DataFrame, filters: Filters, noted: Noted) -> None:
    """`rates`: the metric "three_rates" as `measure` returns it; the notes are those of the period."""
    st.subheader(_("Call-backs and notes"))
    if not known_of_calls(filters):
        st.caption(_("Call-backs know neither channel nor topic nor text: not comparable with these filters."))
    else:
        st.markdown(call_backs_line(rates))
    marks = noted.within(*WHENEVER)
    st.caption(
        "\n".join(f"- {escaped(line)}" for line in lines(marks))
        if len(marks)
        else _("No notes of storms, outages or direct lines in this period.")
    )


def call_backs_line(rates: pd.DataFrame) -> str:
    """«228 действительных обзвонов. Дозвонились: 91,2 % (86,8 – 94,2 %); …»; what is left out is said."""
    known = rates[rates["state"].isin(("value", "zero"))]
    if known.empty:
        return _("No call-backs in this period.")
    valid, left_out = int(known["denominator"].iloc[0]), int(known["left_out"].iloc[0])
    words = ngettext("{n} valid call-back.", "{n} valid call-backs.", valid).format(n=number(valid))
    parts = [
        f"{callback_part_name(row['part'])}: **{percent(row['value'])}** ({interval(row, 'percent')})"
        for row in sorted(known.to_dict("records"), key=lambda row: PARTS.index(row["part"]))
    ]
    said = f"{words} {'; '.join(parts)}."
    return f"{said} {_('Left out as invalid: {n}.').format(n=number(left_out))}" if left_out else said
