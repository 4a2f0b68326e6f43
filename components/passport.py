"""The passport of a number: how it is counted, from what, up to when, from which files, and the cases behind it."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import link, page_list
from components.labels import channel_name
from components.numbers import amount, known_until, number, percent
from components.words import _
from queries.listed import is_listed
from queries.metrics import Metric

MOST_FILES = 4


def passport(metric: Metric, row: Mapping[str, Any], imports: pd.DataFrame) -> None:
    """Draw the passport into the current container. `row` as `measure` returns it; `imports`: columns file, channel,
    imported_at, undone_at, the latest first.
    """
    st.markdown(f"**{_(metric.name)}** — {exact(metric, row)}")
    st.caption(_(metric.formula))
    st.caption(_(metric.left_out_text))
    st.table(_counts(metric, row), border="horizontal", hide_index=True, hide_header=True)
    if not pd.isna(row["as_of"]):
        st.caption(_("Data up to {moment}").format(moment=known_until(row["as_of"])))
    if files := _files(metric, imports):
        st.caption(_("From the files: {files}").format(files=files))
    target = page_list.page("cases")
    if is_listed(metric.id) and row["state"] in ("value", "zero") and target.script.exists():
        st.page_link(
            str(target.script),
            label=_("The cases behind this number"),
            icon=":material/list:",
            query_params=link.shared() | {"metric": metric.id},
        )


def exact(metric: Metric, row: Mapping[str, Any]) -> str:
    """The exact value with its 95 % interval."""
    if row["state"] not in ("value", "zero"):
        return _("no value")
    unit = row.get("unit") or metric.unit
    low, high = row["low"], row["high"]
    if metric.shape == "count":
        return number(row["value"])
    if math.isnan(low) or math.isnan(high):
        return amount(row["value"], unit)
    return _("{value}, 95% interval {low} to {high}").format(
        value=amount(row["value"], unit), low=amount(low, unit), high=amount(high, unit)
    )


def _counts(metric: Metric, row: Mapping[str, Any]) -> pd.DataFrame:
    lines = {_("Numerator"): number(row["numerator"])}
    if metric.shape != "count":
        lines[_("Denominator")] = number(row["denominator"])
    if not math.isnan(row.get("p90", math.nan)):
        lines[_("90th percentile")] = amount(row["p90"], row["unit"])
    lines |= {_("Left out"): number(row["left_out"]), _("Unknown"): number(row["unknown"])}
    if not math.isnan(row.get("bound_low", math.nan)):
        lines[_("If the silent were all bad, or all good")] = (
            f"{percent(row['bound_low'])} – {percent(row['bound_high'])}"
        )
    if metric.channels:
        lines[_("Recorded by")] = ", ".join(channel_name(code) for code in metric.channels)
    return pd.DataFrame({"name": list(lines), "value": list(lines.values())})


def _files(metric: Metric, imports: pd.DataFrame) -> str:
    """The latest files of the channels that answer, and how many more there are."""
    kept = imports[imports["undone_at"].isna() & imports["channel"].notna()]
    if metric.channels:
        kept = kept[kept["channel"].isin(metric.channels)]
    names = list(dict.fromkeys(kept["file"]))
    more = len(names) - MOST_FILES
    return ", ".join(names[:MOST_FILES]) + (_(" and {n} more").format(n=number(more)) if more > 0 else "")
