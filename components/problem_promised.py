"""What was promised to those who wrote of a problem, and the days that have passed since."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import titled
from components.numbers import day, number
from components.reading import log_texts
from components.tables import figures
from components.words import _
from queries.promised import Promised
from queries.scope import Scope


def section(found: Promised, scope: Scope) -> None:
    """A sentence, and the promises for those who may read texts."""
    title = _("What was promised")
    if found.rows.empty or not scope.may_read_text:
        st.markdown(f"**{title}**")
        st.write(sentence(found))
        return
    rows = found.rows.to_dict("records")
    told = pd.DataFrame(
        {
            "number": found.rows["source_number"],
            "said": [day(date.fromisoformat(row["said"])) for row in rows],
            "words": found.rows["words"],
            "due": [_day(row) for row in rows],
            "place": found.rows["place"].replace("", None),
            "amount": found.rows["amount"].replace("", None),
        }
    )
    headers = {"number": _("Number"), "said": _("Reply of"), "words": _("Promise"), "due": _("Until"),
               "place": _("Place"), "amount": _("Amount")}  # fmt: skip
    headers = {column: words for column, words in headers.items() if told[column].notna().any()}
    titled(title, told, headers, "promised")
    st.write(sentence(found))
    figures(told, headers, key="promised_shown", alt=title, height=260)
    log_texts(scope, "problem", "", found.rows["id"])


def sentence(found: Promised) -> str:
    """How many replies promise something, and how many of the days named have passed."""
    if not found.read:
        return _("No reply to these cases is loaded.")
    words = _("Newest replies read: {n}; of these promise something: {k}; days named: {days}, of these passed: {past}.")
    return words.format(
        k=number(found.promising), n=number(found.read), days=number(int(found.rows["due"].notna().sum())),
        past=number(int(found.rows["is_past"].sum())),
    )  # fmt: skip


def _day(row: Mapping[Any, Any]) -> str | None:
    if not isinstance(row["due"], str):
        return str(row["when"]) or None
    words = _("{day}, passed") if row["is_past"] else "{day}"
    return words.format(day=day(date.fromisoformat(row["due"])))
