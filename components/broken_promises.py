"""Promises with a day that has passed and an appeal that came back: the list, a click opens the later case."""

from datetime import date

import pandas as pd
import streamlit as st

from components.charts import titled
from components.numbers import day, moment, number
from components.reply_texts import open_case
from components.words import _, name, ngettext

LISTED = 100


def section(rows: pd.DataFrame, zone: str) -> None:
    """How many, and who promised what by when. `rows`: of `queries.broken_promises.broken_promises`."""
    title = _("Promised, the day has passed, and asked again")
    if rows.empty:
        st.markdown(f"**{title}**")
        st.caption(_("Of cases closed within the last year, no reply promised a day that has passed and was asked "
                     "about again within 30 days after it."))  # fmt: skip
        return
    headers = {"agency": _("Agency"), "topic": _("Topic"), "place": _("Place"), "act": _("Promised"),
               "due": _("By"), "again": _("Asked again")}  # fmt: skip
    shown = told(rows, zone)
    kept = {column: header for column, header in headers.items() if (shown[column] != "").any()}
    titled(title, shown[list(kept)].head(LISTED), kept, "broken_promises")
    words = ngettext(
        "Of cases closed within the last year, {n} reply promised a day, the day passed, and the same applicant, or "
        "the same place and topic, came again within 30 days after it.",
        "Of cases closed within the last year, {n} replies promised a day, the day passed, and the same applicant, or "
        "the same place and topic, came again within 30 days after it.",
        len(rows),
    )
    st.caption(words.format(n=number(len(rows))))
    taken = st.session_state.setdefault("broken_promises_taken", 0)
    event = st.dataframe(
        shown[list(kept)].head(LISTED).rename(columns=kept), hide_index=True, key=f"broken_promises_{taken}",
        on_select="rerun", selection_mode="single-cell", height="content" if len(shown) < 10 else 360, alt=title,
    )  # fmt: skip
    st.caption(_("A click opens the case with the promise; rules read it out of the words, the reply itself counts."))
    if len(rows) > LISTED:
        st.caption(_("Shown: {n} of {all}").format(n=number(LISTED), all=number(len(rows))))
    if cells := event.selection.cells:
        st.session_state["broken_promises_taken"] = taken + 1
        open_case(str(rows.iloc[cells[0][0]]["case"]))


def told(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Columns agency, topic, place, act, due, again in words; "" for what is not known or not to be read."""
    return pd.DataFrame(
        [
            {
                "agency": name(row, "agency"),
                "topic": name(row, "topic"),
                "place": ", ".join(part for part in (row["address"], name(row, "district")) if isinstance(part, str)),
                "act": row["act"] if isinstance(row["act"], str) else "",
                "due": day(date.fromisoformat(row["due"])),
                "again": moment(row["again_at"], "day", zone),
            }
            for row in rows.to_dict("records")
        ]
    )


def shown_cases(rows: pd.DataFrame) -> list[str]:
    """The cases whose words the list and its table show."""
    seen = rows.head(LISTED)
    return list(seen.loc[seen["act"].notna(), "case"])
