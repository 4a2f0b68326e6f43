"""Places with their intervals, and what is usual for the kinds of cases somebody has: tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import behind
from components.charts import titled
from components.comparison import SIGNALS
from components.funnels import funnel_section
from components.numbers import amount, number, percent
from components.words import N_, _
from queries.metrics import METRICS

MIXES = {"easier": N_("easier work"), "harder": N_("harder work"), "average": N_("usual work")}


def chance_section(
    rows: pd.DataFrame, places: pd.DataFrame, metric_id: str, names: Mapping[str, str], which: str
) -> None:
    """The funnel of one group and the places within it. `rows`: a funnel; `places`: see `ranks_section`."""
    funnel_section(rows, metric_id, names)
    ranks_section(places, metric_id, names, which)


def ranks_section(rows: pd.DataFrame, metric_id: str, names: Mapping[str, str], which: str, key: str = "ranks") -> None:
    """Places with their intervals, as a table that leads to the cases. `rows`: columns of `queries.ranks.ranks`, one
    group; `which`: agencies or districts.
    """
    asked = METRICS[metric_id]
    titled_rows = pd.DataFrame(
        {
            "place": [place(row) for row in rows.to_dict("records")],
            "name": rows["key"].map(names).fillna(rows["key"]).to_list(),
            "value": [amount(value, row_unit(rows, asked.unit)) for value in rows["value"]],
            "interval": [interval(row, row_unit(rows, asked.unit)) for row in rows.to_dict("records")],
            "n": rows["denominator"].to_list(),
        }
    )
    headers = {"place": _("Place (95% interval)"), "name": _("Name"), "value": _(asked.name),
               "interval": _("95% interval"), "n": _("Cases")}  # fmt: skip
    title = _("Places: {metric}").format(metric=_(asked.name))
    titled(title, titled_rows, headers, key)
    told = rows.to_dict("records")
    behind.table(
        titled_rows, headers, lambda row, column: leads_to(which, told[row], column, metric_id), key=f"{key}_shown",
        alt=title, height=320,
    )  # fmt: skip
    st.caption(_("In order of what the cases vouch for, the worse end of the interval: few cases never lead by luck."))
    behind.explain(rows)


def leads_to(which: str, row: Mapping[Any, Any], column: str, metric_id: str) -> behind.Params | None:
    """Where a click leads: from a share to the cases it counts, from everything else to those it is computed of."""
    listed = {"name": "", "value": metric_id}.get(column, behind.judged(metric_id))
    return behind.of_unit(which, row, listed)


def row_unit(rows: pd.DataFrame, unit: str) -> str:
    """The unit of a metric's rows: durations tell their own."""
    told = rows["unit"].dropna() if "unit" in rows else pd.Series(dtype=object)
    return str(told.iloc[0]) if len(told) else unit


def place(row: Mapping[Any, Any]) -> str:
    """«4 (2–9) из 32»; a dash for those without a place."""
    if pd.isna(row["rank"]):
        return "–"
    low, high, of = (number(int(row[name])) for name in ("rank_low", "rank_high", "of"))
    return _("{place} ({low}–{high}) of {of}").format(place=number(int(row["rank"])), low=low, high=high, of=of)


def interval(row: Mapping[Any, Any], unit: str) -> str:
    """«95,7–97,9 %»; a dash where there is none."""
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return "–"
    return f"{amount(row['low'], unit)} – {amount(row['high'], unit)}"


def mix_section(rows: pd.DataFrame, metric_id: str, names: Mapping[str, str], which: str, key: str = "mix") -> None:
    """What each would have if its cases fared as such cases fare everywhere. `rows`: of `queries.expected.expected`;
    `which`: agencies or districts.
    """
    told = pd.DataFrame(
        {
            "name": rows["key"].map(names).fillna(rows["key"]).to_list(),
            "value": [percent(value) for value in rows["value"]],
            "expected": [percent(value) for value in rows["expected_value"]],
            "adjusted": [percent(value) for value in rows["adjusted"]],
            "mix": [_(MIXES[mix]) if mix in MIXES else "–" for mix in rows["mix"]],
            "told": [_(SIGNALS.get(signal, SIGNALS["no_data"])) for signal in rows["signal"].fillna("no_data")],
            "n": rows["denominator"].to_list(),
        }
    )
    headers = {"name": _("Name"), "value": _(METRICS[metric_id].name), "expected": _("Usual for such cases"),
               "adjusted": _("With the same work as all"), "mix": _("Work"), "told": _("Signal"),
               "n": _("Cases judged")}  # fmt: skip
    title = _("{metric} and the kinds of cases").format(metric=_(METRICS[metric_id].name))
    titled(title, told, headers, key)
    units = rows.to_dict("records")
    behind.table(
        told, headers, lambda row, column: leads_to(which, units[row], column, metric_id), key=f"{key}_shown",
        alt=title, height=420,
    )  # fmt: skip
    words = _("A kind of case is its group of topics, its season and its channel; usual is the region's share of it.")
    st.caption(words)
    behind.explain(rows)
