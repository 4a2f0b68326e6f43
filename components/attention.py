"""Agencies that need attention: worse than the average by more than chance explains, with n beside each."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analysis.false_discovery import standing_out
from components.charts import titled
from components.filters import set_filter
from components.numbers import number, percent
from components.words import N_, _
from queries.metrics import METRICS

MOST_ROWS = 6
# metric → on which side of the average is worse, and how it is told
JUDGED = {
    "on_time": ("below", N_("on time {value} ({low}–{high}), average {reference}, n = {n}")),
    "overdue_now": ("above", N_("overdue {value} of open cases ({low}–{high}), average {reference}, n = {n}")),
    "satisfaction": ("below", N_("satisfied {value} ({low}–{high}), average {reference}, n = {n}")),
}


def worst(by_agency: dict[str, pd.DataFrame], overall: dict[str, dict]) -> pd.DataFrame:
    """The agencies that stand out, the surest and widest gap first.

    In: metric id → rows by agency, and the row for everything, as `measure` returns them. Out: columns key, metric,
    value, low, high, reference, numerator, denominator, gap.
    """
    found = []
    for metric_id, (worse, _title) in JUDGED.items():
        total = overall[metric_id]
        if total["denominator"]:
            reference = total["numerator"] / total["denominator"]
            rows = standing_out(by_agency[metric_id], reference, worse, METRICS[metric_id].smallest_n)
            found.append(rows.assign(metric=metric_id, reference=reference))
    if not found:
        return pd.DataFrame(columns=["key", "metric", "gap"])
    return pd.concat(found).sort_values("gap", ascending=False, ignore_index=True)


def section(rows: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw the list, an agency once with all that is worse; a click filters by it. `names`: agency id → name."""
    told = _told(rows, names)
    headers = {"agency": _("Agency"), "why": _("Why")}
    titled(_("Agencies that need attention"), told[list(headers)], headers, "attention")
    if told.empty:
        st.write(_("No agency lags behind the average by more than chance explains."))
        return
    with st.container(gap="xsmall"):
        for row in told.head(MOST_ROWS).to_dict("records"):
            _line(str(row["key"]), str(row["agency"]), str(row["why"]))
    if len(told) > MOST_ROWS:
        st.caption(_("{n} more are worse than the average too: see the table.").format(n=number(len(told) - MOST_ROWS)))
    st.caption(_("In brackets the 95% interval; listed is what chance does not explain, the widest sure gap first."))


def _line(agency: str, name: str, why: str) -> None:
    with st.container(gap=None):
        st.button(name, key=f"attention_{agency}", type="tertiary", on_click=set_filter, kwargs={"agencies": [agency]})
        st.caption(why)


def _told(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Columns key, agency, why: the agencies in the order of their widest gap."""
    why: dict[str, list[str]] = {}
    for row in rows.to_dict("records"):
        text = _(JUDGED[row["metric"]][1]).format(
            value=percent(row["value"], 0),
            low=number(row["low"] * 100),
            high=percent(row["high"], 0),
            reference=percent(row["reference"], 0),
            n=number(row["denominator"]),
        )
        why.setdefault(row["key"], []).append(text)
    return pd.DataFrame(
        {
            "key": list(why),
            "agency": [names.get(key, key) for key in why],
            "why": ["; ".join(part) for part in why.values()],
        }
    )
