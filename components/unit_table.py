"""Everything about each unit in one table: each number with its n, the order by what stands out."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components import behind
from components.charts import table_twin
from components.comparison import SIGNALS
from components.filters import set_filter
from components.labels import outcome_name
from components.numbers import amount, number, percent
from components.words import N_, _
from queries.filters import URL_NAMES
from queries.listed import SENT_ON
from queries.metrics import METRICS

SHARES = ("on_time", "satisfaction", "negative", "repeat_review", "repeat")
TIMES = ("time_to_answer", "first_response")
COUNTS = ("received", "events", "overdue_now")
ASKED = ("received", "events", *SHARES, *TIMES, "outcome", "overdue_now", "overdue_depth")
OUTCOMES = ("solved", "explained", "refused", "redirected")
# Column → the list of cases that a click opens; a name and a signal open the profile.
LISTED = {each: each for each in (*COUNTS, *SHARES, *TIMES, "overdue_depth")} | {
    "events": "received", "p90": "time_to_answer", "coverage": "satisfaction",
    **{outcome: f"outcome:{outcome}" for outcome in OUTCOMES},
}  # fmt: skip
Row = Mapping[Any, Any]
HEADERS = {"p90": N_("90% answered within"), "coverage": N_("Rated of closed"), "sent": N_("Share sent on")}


def wide(
    found: Mapping[str, pd.DataFrame],
    judged: pd.DataFrame,
    names: Mapping[str, str],
    received: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A row for each of `judged` (the funnel of "on time"), in its order. `found`: metric → rows as `measure` returns
    them by the same dimension; `received`: of `queries.transfers`, for agencies. Shares and medians carry their n.
    """
    keys = list(judged["key"])
    rows = {each: _by_key(part) for each, part in found.items() if each != "outcome"}
    columns: dict[str, list[Any]] = {
        "key": keys,
        "name": [names.get(key, key) for key in keys],
        "signal": [_(SIGNALS[signal]) for signal in judged["signal"]],
        "coverage": [_coverage(rows["satisfaction"].get(key)) for key in keys],
        "p90": [_time(rows["time_to_answer"].get(key), "p90") for key in keys],
    }
    columns |= {each: [_share(rows[each].get(key)) for key in keys] for each in SHARES}
    columns |= {each: [_time(rows[each].get(key)) for key in keys] for each in (*TIMES, "overdue_depth")}
    columns |= {each: [_count(rows[each].get(key)) for key in keys] for each in COUNTS}
    if received is not None:
        sent = _by_key(share_sent(received))
        columns["sent"] = [_share(sent.get(key)) for key in keys]
    for outcome in OUTCOMES:
        by_key = _with_outcome(found["outcome"], outcome)
        columns[outcome] = [_share(by_key.get(key)) for key in keys]
    return pd.DataFrame(columns)


def _with_outcome(parts: pd.DataFrame, outcome: str) -> dict[Any, Row]:
    """The share of one outcome by key; nothing where no source tells outcomes."""
    return _by_key(parts[parts["part"] == outcome]) if "part" in parts else {}


def share_sent(received: pd.DataFrame) -> pd.DataFrame:
    """Columns key, value, denominator: which share of the cases an agency received is elsewhere now. 100 received, 20
    of them elsewhere: 0.2.
    """
    return received.assign(value=received["left"] / received["cases"], denominator=received["cases"])


def _by_key(rows: pd.DataFrame) -> dict[Any, Row]:
    return {row["key"]: row for row in rows.to_dict("records")}


def _share(row: Row | None) -> str:
    return "–" if row is None else _of(percent(row["value"]), row["value"], row["denominator"])


def _coverage(row: Row | None) -> str:
    """Which share of the closed is rated, and of how many closed."""
    if row is None:
        return "–"
    return _of(percent(row.get("coverage"), 0), row.get("coverage"), row["denominator"] + row["left_out"])


def _time(row: Row | None, column: str = "value") -> str:
    if row is None:
        return "–"
    return _of(amount(row.get(column), str(row.get("unit", "days"))), row.get(column), row["denominator"])


def _of(told: str, value: float | None, n: int) -> str:
    return "–" if value is None or pd.isna(value) else f"{told} · {number(n)}"


def _count(row: Row | None) -> int:
    return 0 if row is None else int(row["numerator"])


def headers(frame: pd.DataFrame) -> dict[str, str]:
    """Column → header of the columns that the table has."""
    metrics = {each: _(METRICS[each].name) for each in (*SHARES, *TIMES, *COUNTS, "overdue_depth")}
    outcomes = {each: outcome_name(each).capitalize() for each in OUTCOMES}
    order = ("name", "signal", "received", "events", "on_time", "time_to_answer", "p90", "first_response",
             "satisfaction", "coverage", "negative", *OUTCOMES, "repeat_review", "repeat", "sent", "overdue_now",
             "overdue_depth")  # fmt: skip
    own = {"name": _("Name"), "signal": _("On time, against the others")}
    words = own | metrics | outcomes | {each: _(text) for each, text in HEADERS.items()}
    return {each: words[each] for each in order if each in frame}


def section(frame: pd.DataFrame, which: str) -> None:
    """Draw the table; a click on a name filters by it, on a number lists its cases. `which`: agencies or districts."""
    key = f"{which}_table"
    title, named = _("Every number with its n"), headers(frame)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}**", width="content")
        table_twin(frame[list(named)], named, title, key)
    behind.table(
        frame,
        named,
        lambda row, column: leads_to(which, column, str(frame.iloc[row]["key"])),
        key=key,
        height=min(520, 36 * (len(frame) + 1) + 4),
        column_config={named["name"]: st.column_config.TextColumn(named["name"], pinned=True, width=340)},
        alt=title,
    )
    words = _("After the point the number of cases it is of. A click on a name opens its profile, on a number its "
              "list of cases.")  # fmt: skip
    st.caption(words)


def leads_to(which: str, column: str, unit: str) -> dict[str, str]:
    """The link of the cases behind a cell; that of the profile where there are none. What was sent on is with somebody
    else now, so that it is found by who received it.
    """
    if column == "sent":
        return {URL_NAMES[which]: "", "metric": f"{SENT_ON}:{unit}"}
    return {URL_NAMES[which]: unit} | ({"metric": LISTED[column]} if column in LISTED else {})


def back(which: str) -> None:
    """The way back from a profile to everybody."""
    everybody = partial(set_filter, **{which: []})
    words = _("Back to all")
    st.button(words, icon=":material/arrow_back:", type="tertiary", key=f"{which}_back", on_click=everybody)
