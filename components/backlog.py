"""What came, what was closed, what is left, week by week; and what changed by more than noise."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import notes
from components.both_counts import both
from components.charts import MUTED, draw, titled
from components.notes import Noted
from components.numbers import amount, number, percent_change, points, signed
from components.tables import figures
from components.words import N_, _
from queries.metrics import METRICS

SIGNALS = {
    "up": N_("▲ up by more than noise"),
    "down": N_("▼ down by more than noise"),
    "same": N_("no more than noise"),
    "small": N_("too few cases to judge"),
    "young": N_("cannot be compared yet: the source does not tell when this became known"),
}
COLOURS = ["#1f5fa8", "#8a3b74"]
NAMED = 4


def section(rows: pd.DataFrame, noted: Noted) -> None:
    """The two charts with one table. `rows`: of `queries.stock.backlog`."""
    if rows.empty:
        st.info(_("No case with a filing date in this period."), icon=":material/search_off:")
        return
    rows = rows.assign(day=pd.to_datetime(rows["key"]))
    first, last = rows["day"].min(), rows["day"].max() + pd.Timedelta(days=6)
    marks = noted.within(first, last)
    twin = rows.assign(note=notes.by_bucket(marks, rows["day"], pd.DateOffset(weeks=1)))
    headers = {"key": _("Week from"), "filed": _("Filed"), "events": _("Filed, events"), "closed": _("Closed"),
               "stock": _("In work at the end of the week"), "note": _("Note")}  # fmt: skip
    told = sentence(rows) + notes.sentence(marks)
    flow = alt.layer(*_flow(rows, notes.room(marks)), *notes.layers(marks, first, last)).properties(height=200)
    draw(flow, _("Filed and closed, by week"), told, twin[list(headers)], headers, "flow")
    stock = alt.layer(_stock(rows), *notes.layers(marks, first, last)).properties(height=160)
    draw(stock, _("In work at the end of the week"), told, twin[["key", "stock", "note"]], headers, "stock")
    st.caption(_("Half a year up to the end of the period; the last week may not be over."))


def sentence(rows: pd.DataFrame) -> str:
    """What came, what was closed and what that made of the stock: facts, which need no test."""
    filed, closed, stock = int(rows["filed"].sum()), int(rows["closed"].sum()), int(rows["stock"].iloc[-1])
    before = stock - filed + closed
    words = _("In {n} weeks {filed} came and {closed} were closed: in work were {before}, now {stock}.")
    return words.format(
        n=number(len(rows)), filed=both(filed, int(rows["told"].iloc[0])), closed=number(closed), before=number(before),
        stock=number(stock),
    )  # fmt: skip


def _flow(rows: pd.DataFrame, room: int) -> list[Any]:
    named = {"filed": _("Filed"), "closed": _("Closed")}
    long = rows.melt(["day"], list(named), var_name="what", value_name="cases")
    long = long.assign(what=long["what"].map(named))
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", grid=False, tickCount=8))
    y = alt.Y("cases:Q", title=_("cases"), axis=alt.Axis(tickCount=4, format=",d"))
    colour = alt.Color(
        "what:N",
        title=None,
        scale=alt.Scale(domain=list(named.values()), range=COLOURS),
        legend=alt.Legend(orient="top", offset=room),
    )
    dash = alt.StrokeDash(
        "what:N", title=None, scale=alt.Scale(domain=list(named.values()), range=[[1, 0], [5, 3]]), legend=None
    )
    tooltip = [alt.Tooltip("day:T", format="%d %B %Y", title=_("Week from")), alt.Tooltip("what:N", title=_("What")),
               alt.Tooltip("cases:Q", title=_("Cases"), format=",d")]  # fmt: skip
    base = alt.Chart(long)
    return [
        base.mark_line().encode(x=x, y=y, color=colour, strokeDash=dash),
        base.mark_point(size=30, filled=True).encode(x=x, y=y, color=colour, tooltip=tooltip),
    ]


def _stock(rows: pd.DataFrame) -> Any:
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", grid=False, tickCount=8))
    y = alt.Y("stock:Q", title=_("cases"), axis=alt.Axis(tickCount=3, format=",d"))
    tooltip = [alt.Tooltip("day:T", format="%d %B %Y", title=_("Week from")),
               alt.Tooltip("stock:Q", title=_("In work"), format=",d")]  # fmt: skip
    shown = alt.Chart(rows[["day", "stock"]])
    return shown.mark_area(color=MUTED, opacity=0.5, line={"color": MUTED}).encode(x=x, y=y, tooltip=tooltip)


def changes_section(rows: pd.DataFrame, topics: Mapping[str, str]) -> None:
    """What changed against the period before, as a sentence and a table. `rows`: of `queries.changes.changes`."""
    title = _("What changed by more than noise")
    if rows.empty:
        st.markdown(f"**{title}**")
        st.write(_("No comparison: nothing was chosen, or the data do not reach back so far."))
        return
    st.markdown(changes_sentence(rows, topics))
    ordered = rows.sort_values("p", na_position="last").to_dict("records")
    told = pd.DataFrame(
        {
            "what": [what(row, topics) for row in ordered],
            "now": [amount(row["value"], row["unit"]) for row in ordered],
            "before": [amount(row["value_before"], row["unit"]) for row in ordered],
            "change": [change(row) for row in ordered],
            "n": [f"{number(row['denominator'])} / {number(row['denominator_before'])}" for row in ordered],
            "signal": [_(SIGNALS[row["signal"]]) for row in ordered],
        }
    )
    headers = {"what": _("What"), "now": _("Now"), "before": _("Before"), "change": _("Difference"),
               "n": _("Cases now / before"), "signal": _("Signal")}  # fmt: skip
    titled(title, told, headers, "changes")
    figures(told, headers, key="changes_shown", alt=title)


def changes_sentence(rows: pd.DataFrame, topics: Mapping[str, str]) -> str:
    """What changed by more than noise, the surest first; says so when nothing did."""
    sure = rows[rows["signal"].isin(["up", "down"])].sort_values("p", kind="stable")
    if sure.empty:
        return _("Against the period compared with nothing changed by more than noise.")
    parts = [f"**{what(row, topics)}** ({change(row)})" for row in sure.head(NAMED).to_dict("records")]
    more = len(sure) - len(parts)
    listed = ", ".join(parts) + (" " + _("and {n} more").format(n=number(more)) if more else "")
    return _("Changed by more than noise: {what}.").format(what=listed)


def what(row: Mapping[Any, Any], topics: Mapping[str, str]) -> str:
    """A number or a topic, in words."""
    if isinstance(row["topic"], str):
        return topics.get(row["topic"], row["topic"])
    return _(METRICS[row["metric"]].name)


def change(row: Mapping[Any, Any]) -> str:
    """«+19 %», «−4,1 п. п.», «+2 дн.»; a dash where nothing can be compared."""
    now, before = row["value"], row["value_before"]
    if pd.isna(now) or pd.isna(before) or now == before == 0:
        return "–"
    if row["unit"] == "percent":
        return points(now - before)
    if row["unit"] in ("days", "hours"):
        return signed(amount(abs(now - before), row["unit"]), now - before)
    return percent_change(now / before - 1) if before else _("from zero")
