"""Tables as people read them: localised names, figures to the right, a click on a row opens the case file."""

import zlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.deadlines import OPEN, SIGNS, left_of, signed_state
from components.labels import channel_name, outcome_name, state_name
from components.numbers import cases as count_of_cases
from components.numbers import table_moment
from components.words import _, language
from queries.clock import Clock

# Badges in table cells take colours, not names of the theme: red and amber where something is late, grey elsewhere.
_BADGES = {"overdue": "#b3261e", "due_soon": "#c77700", "replied_late": "#c77700", "closed_late": "#c77700"}
_PLAIN_BADGE = "#7b8a9a"
ROW_PIXELS = 35
_FIGURE = r"[+\-−–<>×]?\s?\d"  # how a number begins in words
# Column → the orders of the whole list by it: the one a first click asks for, and the other way round.
ORDERS = {
    "filed": ("newest", "oldest"),
    "left": ("deadline", "-deadline"),
    "due": ("deadline", "-deadline"),
    **{
        column: (column, f"-{column}")
        for column in ("state", "topic", "district", "agency", "channel", "number", "rating")
    },
}


def named(rows: pd.DataFrame, stem: str) -> pd.Series:
    """The names of a page of rows in the language of the screen: column ``stem_ru`` or ``stem_en``."""
    russian = rows[f"{stem}_ru"]
    return russian if language() == "ru" else rows[f"{stem}_en"].fillna(russian)


def told_apart(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns by which people tell the cases of a list apart: topic, district, agency, channel, number."""
    places = {stem: named(rows, stem) for stem in ("topic", "district", "agency")}
    return places | {"channel": rows["channel"].map(channel_name), "number": rows["source_number"]}


def case_frame(rows: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """What the list of cases shows, columns as in `case_headers`.

    `rows`: the rows of a case page. Texts are left out when nobody may read them.
    """
    shown = {
        "state": [[signed_state(state)] for state in rows["deadline_state"]],
        "left": [_left(row, clock) for row in rows.to_dict("records")],
        **told_apart(rows),
        "filed": _moments(rows, "filed_at", clock.zone),
        "due": _moments(rows, "due_at", clock.zone),
        "rating": rows["rating"],
        "text": rows["text"],
    }
    frame = pd.DataFrame(shown, index=rows.index).reset_index(drop=True)
    return frame.drop(columns=[column for column in ("text", "rating") if frame[column].isna().all()])


def order_of(column: str, sort: str) -> str | None:
    """The order of the list that a click on this header asks for, `sort` being the present one: the other way round
    where it is sorted by this column already. None where there is none.
    """
    if column not in ORDERS:
        return None
    first, second = ORDERS[column]
    return second if sort == first else first


def order_name(sort: str) -> str:
    """«Тема ↑» for the order of a column; empty for another order."""
    for column, (up, down) in ORDERS.items():
        if sort in (up, down) and column != "left":
            rising = sort == up if column != "filed" else sort == down
            return f"{case_headers()[column]} {'↑' if rising else '↓'}"
    return ""


def case_headers() -> dict[str, str]:
    """Column → header of the list of cases."""
    return {
        "state": _("Deadline state"),
        "left": _("Time left"),
        "topic": _("Topic"),
        "district": _("Municipality"),
        "agency": _("Agency"),
        "channel": _("Channel"),
        "number": _("Number"),
        "filed": _("Filed"),
        "due": _("Deadline"),
        "rating": _("Rating"),
        "text": _("Text"),
    }


def case_table(
    rows: pd.DataFrame,
    clock: Clock,
    *,
    key: str,
    height: int = 560,
    sort: str = "",
    on_sort: Callable[[str], None] | None = None,
) -> str | None:
    """Draw a page of cases; returns the id of the case that was clicked. The key follows the rows, so that a selection
    never slides to another case when the rows change; a click is taken once, so that the way back from the file does
    not open it again.

    `on_sort`: takes the order of the whole list that a click on a header asks for; `sort`: the present one.
    """
    frame = case_frame(rows, clock)
    taken = st.session_state.setdefault(f"{key}_taken", 0)
    event = st.dataframe(
        frame,
        key=f"{key}-{taken}-{zlib.crc32('|'.join(rows['id']).encode())}",
        height="content" if len(frame) * ROW_PIXELS < height else height,
        hide_index=True,
        column_config=_case_columns(sort),
        on_select="rerun",
        selection_mode=["single-cell", "single-column"] if on_sort else "single-cell",
        placeholder="–",
        alt=_("List of cases: {cases}").format(cases=count_of_cases(len(frame))),
    )
    cells = event.selection.cells
    if on_sort and event.selection.columns:
        st.session_state[f"{key}_taken"] = taken + 1
        if wanted := order_of(event.selection.columns[0], sort):
            on_sort(wanted)
        st.rerun()
    if not cells:
        return None
    st.session_state[f"{key}_taken"] = taken + 1
    return str(rows.iloc[cells[0][0]]["id"])


def _case_columns(sort: str = "") -> dict[str, Any]:
    headers = case_headers()
    if named := order_name(sort):
        headers |= {column: named for column, both in ORDERS.items() if sort in both and column != "left"}
    text, figures = st.column_config.TextColumn, {"left", "number", "filed", "due"}
    columns: dict[str, Any] = {
        column: text(header, alignment="right" if column in figures else "left") for column, header in headers.items()
    }
    return columns | {
        "state": st.column_config.MultiselectColumn(
            headers["state"],
            options=[signed_state(state) for state in SIGNS],
            color=[_BADGES.get(state, _PLAIN_BADGE) for state in SIGNS],
        ),
        "topic": text(headers["topic"], width=250),
        "due": text(headers["due"], width=125, alignment="right"),  # the first rows may have none
        "agency": text(headers["agency"], width=200),
        "channel": text(headers["channel"], width=130),  # a name or a number that is cut off reads like another one
        "number": text(headers["number"], width=115, alignment="right"),
        "text": text(headers["text"], width=420),
        "rating": st.column_config.NumberColumn(headers["rating"], format="%d", width=70),
    }


def export_frame(rows: pd.DataFrame, zone: str) -> pd.DataFrame:
    """A list to take away, without texts: what was said stays in the dashboard, where reading it is logged."""
    return pd.DataFrame(
        {
            "number": rows["source_number"],
            "channel": rows["channel"].map(channel_name),
            "filed": _moments(rows, "filed_at", zone),
            "due": _moments(rows, "due_at", zone),
            "closed": _moments(rows, "closed_at", zone),
            "state": rows["state"].map(state_name),
            "deadline_state": rows["deadline_state"].map(lambda state: signed_state(state).split(" ", 1)[-1]),
            "outcome": [outcome_name(outcome) if isinstance(outcome, str) else "" for outcome in rows["outcome"]],
            "topic": named(rows, "topic"),
            "district": named(rows, "district"),
            "agency": named(rows, "agency"),
            "rating": rows["rating"].astype("Int64"),
            "url": rows["source_url"],
        }
    )


def export_headers() -> dict[str, str]:
    """Column → header of an exported list."""
    common = {name: header for name, header in case_headers().items() if name not in ("left", "text")}
    return common | {
        "closed": _("Closed"),
        "state": _("State"),
        "deadline_state": _("Deadline state"),
        "outcome": _("Outcome"),
        "url": _("Link to the source"),
    }


def figures(frame: pd.DataFrame, headers: Mapping[str, str], *, key: str, alt: str, height: int = 380) -> None:
    """The table twin of a drawing: figures to the right, headers in words, no index."""
    st.dataframe(
        frame[list(headers)],
        key=key,
        hide_index=True,
        height="content" if len(frame) * ROW_PIXELS < height else height,
        column_config={
            column: (
                st.column_config.NumberColumn(header, format="localized")
                if _is_number(frame[column])
                else st.column_config.TextColumn(header, alignment="right" if are_figures(frame[column]) else "left")
            )
            for column, header in headers.items()
        },
        placeholder="–",
        alt=alt,
    )


def are_figures(column: pd.Series) -> bool:
    """Whether the column belongs to the right: numbers, or words that begin with one wherever there are any («75,3 %»,
    «< 0,001», «4 (2–9) из 32»); a dash and nothing are no words.
    """
    if _is_number(column):
        return True
    told = column.dropna().astype(str)
    told = told[~told.isin(["", "–"])]
    return len(told) > 0 and bool(told.str.match(_FIGURE).all())


def _left(row: dict[Hashable, Any], clock: Clock) -> str:
    if row["deadline_state"] not in OPEN:
        return ""
    return left_of(row, clock)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column)


def _moments(rows: pd.DataFrame, column: str, zone: str) -> list[str]:
    return [
        "" if pd.isna(when) else table_moment(when, precision, zone)
        for when, precision in zip(rows[column], rows["precision"], strict=True)
    ]
