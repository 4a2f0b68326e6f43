"""My municipality against its class: each metric as a strip with me, the class's middle and everybody of the class."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import link, page_list
from components.both_counts import both
from components.charts import titled
from components.choosing import choose_of_many
from components.comparison import class_name
from components.numbers import amount, number
from components.standings import place, row_unit
from components.strips import strip
from components.tables import case_table
from components.words import _
from queries.cases import CasePage
from queries.clock import Clock
from queries.metrics import METRICS
from queries.scope import Scope

OVERDUE_ROWS, OVERDUE_PIXELS = 10, 400
SHOWN = ("on_time", "satisfaction", "negative", "repeat_review", "time_to_answer", "first_response", "rate")


def asked_for(scope: Scope, chosen: Sequence[str]) -> Sequence[str]:
    """The municipalities to judge: those of the filter, or those of the account; a head's are his own whatever a link
    says.
    """
    return [key for key in chosen if scope.whole_region or key in scope.districts] or scope.districts


def choose(names: Mapping[str, str], beside: DeltaGenerator) -> str:
    """Which municipality is "mine", for those who have none; kept in the link."""
    titles = {key: names[key] for key in sorted(names, key=lambda key: names[key])}
    return choose_of_many("mine", _("My municipality"), titles, width=420, place=beside)


def told(found: Mapping[str, pd.DataFrame], mine: str) -> pd.DataFrame:
    """A row per metric: my value and place, the median and range of those in the class with enough cases, how many they
    are. Columns metric, name, mine, n, place, median, range, of. In: metric → the comparison's rows of my class.
    """
    lines = []
    for metric_id, rows in found.items():
        unit = row_unit(rows, METRICS[metric_id].unit)
        values = rows.loc[_enough(rows, metric_id), "value"].dropna()
        own = rows[rows["key"] == mine]
        value = own["value"].iloc[0] if len(own) else float("nan")
        lines.append(
            {
                "metric": metric_id,
                "name": _(METRICS[metric_id].name),
                "mine": amount(value, unit),
                "n": int(_judged(own, metric_id).sum()),
                "place": place(own.iloc[0].to_dict()) if len(own) and "rank" in own else "–",
                "median": amount(float(values.median()) if len(values) else None, unit),
                "range": f"{amount(values.min(), unit)} – {amount(values.max(), unit)}" if len(values) else "–",
                "of": len(values),
            }
        )
    return pd.DataFrame(lines)


def _judged(rows: pd.DataFrame, metric_id: str) -> pd.Series:
    """The cases behind each number: those judged; for a rate those counted, its denominator being residents."""
    return rows["numerator" if metric_id == "rate" else "denominator"].fillna(0)


def _enough(rows: pd.DataFrame, metric_id: str) -> pd.Series:
    """Which of them have cases enough for a median of the class: one rating would be 0 or 100 %. Told in steps of five
    they are the same ones: see `analysis.suppression.in_steps`.
    """
    return _judged(rows, metric_id) >= METRICS[metric_id].smallest_n


def section(
    found: Mapping[str, pd.DataFrame],
    mine: str,
    names: Mapping[str, str],
    group: str,
    classes: str,
    received: Mapping[Any, Any],
) -> None:
    """The strips and their table. `found`: metric → the comparison's rows of every class of `classes`; `received`: of
    here, what `measure` says of "events".
    """
    found = {each: part[part["group"] == group] for each, part in found.items()}
    rows = told(found, mine)
    headers = {
        "name": _("Metric"),
        "mine": _("Mine"),
        "n": _("Cases judged"),
        "place": _("Place (95% interval)"),
        "median": _("Median of the class"),
        "range": _("Range of the class"),
        "of": _("Municipalities with enough cases"),
    }
    title = _("{name} in its class: {group}").format(name=names.get(mine, mine), group=class_name(group, classes))
    titled(title, rows[list(headers)], headers, "against_class")
    st.markdown(_("Received: {cases}.").format(cases=both(int(received["denominator"]), int(received["numerator"]))))
    for line in rows.to_dict("records"):
        metric_id = str(line["metric"])
        left, right = st.columns([2, 5], vertical_alignment="center", gap="small")
        with left:
            st.markdown(f"**{line['name']}**: {line['mine']}")
            words = _("n = {n} · median {median} · place {place}")
            few = f" · :gray-badge[{_('too few to judge')}]" if line["n"] < METRICS[metric_id].smallest_n else ""
            st.caption(words.format(n=number(line["n"]), median=line["median"], place=line["place"]) + few)
        with right:
            alt_text = _("{metric}: mine {mine}, median of the class {median}, range {range}").format(
                metric=line["name"], mine=line["mine"], median=line["median"], range=line["range"]
            )
            unit = row_unit(found[metric_id], METRICS[metric_id].unit)
            st.html(strip(judged(found[metric_id], metric_id, names), mine, unit, alt_text))
    st.caption(
        _(
            "◆ mine, thin bars the other municipalities: hollow and pale with too few cases; thick bar: the median of"
            " those in the class who have enough."
        )
    )


def judged(rows: pd.DataFrame, metric_id: str, names: Mapping[str, str]) -> pd.DataFrame:
    """What a strip shows of each municipality: key, name, value, judged (its cases), enough (of them)."""
    return rows[["key", "value"]].assign(
        name=[names.get(key, key) for key in rows["key"]],
        judged=_judged(rows, metric_id),
        enough=_enough(rows, metric_id),
    )


def overdue_section(page: CasePage, clock: Clock, mine: str) -> None:
    """What is late in my municipality, the longest overdue first, and the way to the whole list. `page`: its
    beginning.
    """
    title = _("Overdue now: {cases}").format(cases=both(page.total, page.events))
    st.markdown(f"**{title}**")
    if page.rows.empty:
        st.write(_("Nothing is overdue now."))
        return
    shared = link.shared() | {"metric": "overdue_now", "d": mine}
    script = str(page_list.page("cases").script)
    if wanted := case_table(page.rows, clock, key="mine_overdue", height=OVERDUE_PIXELS):
        st.switch_page(script, query_params=shared | {"case": wanted})
    st.page_link(script, label=_("My overdue cases"), icon=":material/list:", query_params=shared | {"sort": "due"})
