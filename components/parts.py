"""A unit's shares by topic or municipality against those of everybody else, judged together."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from analysis.change import p_of_shares
from analysis.false_discovery import discoveries
from components.charts import titled
from components.comparison import SIGNALS
from components.numbers import percent, points
from components.tables import figures
from components.words import N_, _
from queries.metrics import METRICS

FEWEST = 10
NAMED = 3
TITLES = {"topic": N_("{metric} by topic"), "district": N_("{metric} by municipality")}
PRAISED, RETURNED = "satisfaction", "repeat_review"
Pairs = Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]


def against_others(pairs: Pairs) -> dict[str, pd.DataFrame]:
    """Shares by topic (or municipality) against those of all others. In: any name → rows as `measure` returns them,
    and as `queries.units.others` does.

    Out: name → key, value, others, difference, numerator, denominator, p, signal, of keys with ten cases or more on
    both sides, the largest gap downwards first. The signals of all frames share one false-discovery rate: a page of
    six tables must not speak six times as often for nothing.
    """
    found = {name: _gaps(*pair) for name, pair in pairs.items()}
    together = np.concatenate([rows["p"].to_numpy(float) for rows in found.values()]) if found else np.array([])
    surprising, told, start = discoveries(together), {}, 0
    for name, rows in found.items():
        here = surprising[start : start + len(rows)]
        start += len(rows)
        side = np.where(rows["difference"] > 0, "above", "below")
        told[name] = rows.assign(signal=np.where(here, side, "within")).sort_values(
            ["difference", "key"], ignore_index=True
        )
    return told


def _gaps(own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    mine = own[own["key"].notna() & (own["denominator"] >= FEWEST)]
    rest = others.set_index("key").reindex(mine["key"])
    enough = (rest["denominator"].astype(float).fillna(0) >= FEWEST).to_numpy()
    value = rest["value"].to_numpy(float)
    p = [
        p_of_shares(k, n, share * of, of) if fair else np.nan
        for k, n, share, of, fair in zip(
            mine["numerator"], mine["denominator"], value, rest["denominator"].astype(float), enough, strict=True
        )
    ]
    columns = mine[["key", "value", "numerator", "denominator"]]
    return columns.assign(others=value, difference=mine["value"].to_numpy(float) - value, p=p).reset_index(drop=True)


def section(pairs: Pairs, by: str, names: Mapping[str, str], key: str = "parts") -> None:
    """The sentence and a table for each metric. `pairs`: metric → see `against_others`."""
    found = against_others(pairs)
    if by == "topic":
        st.markdown(sentence(found, names))
    for metric_id, rows in found.items():
        _table(rows, metric_id, by, names, f"{key}_{metric_id}_{by}")


def sentence(found: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> str:
    """What residents praise, what they are dissatisfied with and what they return, where it differs from the others by
    more than chance explains.
    """
    kinds = (
        (PRAISED, "above", _("residents praise more than elsewhere: {topics}")),
        (PRAISED, "below", _("praise less: {topics}")),
        (RETURNED, "above", _("return for another review more often: {topics}")),
        ("on_time", "above", _("on time more often: {topics}")),
        ("on_time", "below", _("late more often: {topics}")),
    )
    parts = []
    for metric_id, side, words in kinds:
        rows = found.get(metric_id)
        if rows is None or not (listed := _listed(rows[rows["signal"] == side], names)):
            continue
        parts.append(words.format(topics=listed))
    if not parts:
        return _("No topic differs from the others' by more than chance explains.")
    told = "; ".join(parts)
    return f"{told[0].upper()}{told[1:]}."


def _listed(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    widest = rows.reindex(rows["difference"].abs().sort_values(ascending=False).index).head(NAMED)
    return ", ".join(
        f"**{names.get(row['key'], row['key'])}** ({points(row['difference'])})" for row in widest.to_dict("records")
    )


def _table(rows: pd.DataFrame, metric_id: str, by: str, names: Mapping[str, str], key: str) -> None:
    told = pd.DataFrame(
        {
            "name": rows["key"].map(names).fillna(rows["key"]).to_list(),
            "value": [percent(value) for value in rows["value"]],
            "others": [percent(value) for value in rows["others"]],
            "difference": [points(value) if pd.notna(value) else "–" for value in rows["difference"]],
            "n": rows["denominator"].to_list(),
            "signal": [_(SIGNALS[signal]) for signal in rows["signal"]],
        }
    )
    headers = {"name": _("Name"), "value": _(METRICS[metric_id].name), "others": _("The others"),
               "difference": _("Difference"), "n": _("Cases judged"), "signal": _("Signal")}  # fmt: skip
    title = _(TITLES[by]).format(metric=_(METRICS[metric_id].name))
    titled(title, told, headers, key)
    if told.empty:
        st.write(_("Nothing has ten cases or more."))
        return
    figures(told, headers, key=f"{key}_shown", alt=title, height=320)
