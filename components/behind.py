"""What lies behind a number: tables and drawings of which a click opens the cases that a number counts, or is computed
of.
"""

from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import link, page_list
from components.charts import draw
from components.tables import are_figures
from components.words import _
from queries.filters import URL_NAMES
from queries.listed import JUDGED, RECEIVED_BY, SENT_ON

Params = Mapping[str, str]
Wanted = Callable[[int, str], Params | None]
CLICKED = "clicked"


def of_unit(which: str, row: Mapping[Any, Any], listed: str = "") -> Params | None:
    """The link of one unit's cases in the list `listed`; without one that of its profile. None where the number is of
    cases that this person may not see: a head's lists hold the own cases only. `which`: agencies or districts; `row`:
    of `queries.units.units`; with those below it a unit stands for all of its tree.
    """
    if not row["own"] and (listed or which == "districts"):
        return None
    if not listed:
        return {URL_NAMES[which]: str(row["key"])}
    tree = row.get("tree")
    return {URL_NAMES[which]: str(tree if isinstance(tree, str) else row["key"]), "metric": listed}


def judged(metric_id: str) -> str:
    """The list of the cases that a share or a median is computed of."""
    return f"{metric_id}:{JUDGED}"


def on_the_way(received: str, now: str, topic: str = "") -> Params:
    """The link of the cases that one agency received and another (`now`) has, of exactly this topic where one is given;
    without `now` of all that it received.
    """
    about = f"{received}@{topic}" if topic else received
    return {URL_NAMES["agencies"]: now, "metric": f"{SENT_ON if now else RECEIVED_BY}:{about}"}


def table(frame: pd.DataFrame, headers: Mapping[str, str], wanted: Wanted, *, key: str, **options: Any) -> None:
    """Draw the columns of `headers`; `wanted` says where a click on a row and a column leads (see `follow`). `options`
    go to ``st.dataframe``.
    """
    taken = st.session_state.setdefault(f"{key}_taken", 0)
    right = {
        title: st.column_config.TextColumn(title, alignment="right")
        for column, title in headers.items()
        if are_figures(frame[column]) and not pd.api.types.is_numeric_dtype(frame[column])
    }
    event = st.dataframe(
        frame[list(headers)].rename(columns=dict(headers)),
        hide_index=True,
        key=f"{key}_{taken}",
        on_select="rerun",
        selection_mode="single-cell",
        placeholder="–",
        column_config=right | options.pop("column_config", {}),
        **options,
    )
    if cells := event.selection.cells:
        st.session_state[f"{key}_taken"] = taken + 1
        row, header = cells[0]
        column = {title: each for each, title in headers.items()}[str(header)]
        follow(wanted(int(row), column))


def drawing(chart: Any, fields: list[str], wanted: Callable[[Mapping[str, Any]], Params | None], **drawn: Any) -> None:
    """Draw a chart of one layer as `components.charts.draw` does; `wanted` says where a click on a mark with these
    `fields` leads.
    """
    key = drawn["key"]
    clicks = st.session_state.setdefault(f"{key}_clicks", 0)
    click = alt.selection_point(name=CLICKED, fields=fields, on="click", clear=False)
    event = draw(
        chart.add_params(click), **drawn, chart_key=f"{key}_{clicks}", on_select="rerun", selection_mode=CLICKED
    )
    if picked := event.selection.get(CLICKED, []):
        st.session_state[f"{key}_clicks"] = clicks + 1
        follow(wanted(picked[-1]))


def follow(params: Params | None) -> None:
    """Open the list of cases where the link names a number, this page with other parameters where it does not; nothing
    where there is no link.
    """
    if params is None:
        st.rerun()
    if "metric" not in params:
        link.write(**params)
        st.rerun()
    told = {name: value for name, value in (link.shared() | dict(params)).items() if value}
    st.switch_page(str(page_list.page("cases").script), query_params=told)


def explain(rows: pd.DataFrame) -> None:
    """What a click does, and what a head of a municipality is told of others. `rows`: with the column own."""
    words = _("A click on a name opens it, on a number the cases it counts or is computed of.")
    st.caption(words if rows["own"].all() else f"{words} {coarse()}")


def coarse() -> str:
    """How the numbers of others are told to who may not see their cases."""
    return _(
        "Of others cases are told to the nearest five and shares in whole percent, small groups are hidden (–), and "
        "their cases do not open."
    )
