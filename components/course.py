"""My municipality over the months, and the class around it: its median and its range."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import notes
from components.charts import MUTED, draw
from components.notes import Noted
from components.numbers import number, percent
from components.words import _
from queries.metrics import METRICS

BLUE = "#1f5fa8"


def section(rows: pd.DataFrame, metric_id: str, name: str, noted: Noted) -> None:
    """The line of `name`, the class's median and range behind it, and the table. `rows`: of `queries.course.course`."""
    asked = METRICS[metric_id]
    rows = rows.assign(day=pd.to_datetime(rows["month"]), enough=rows["denominator"].fillna(0) >= asked.smallest_n)
    if rows["value"].isna().all():
        st.info(_("Nothing to compare: no case of this kind was judged."), icon=":material/search_off:")
        return
    first, last = rows["day"].min(), rows["day"].max() + pd.DateOffset(months=1) - pd.Timedelta(days=1)
    marks = noted.within(first, last)
    twin = pd.DataFrame(
        {
            "month": rows["month"],
            "value": [percent(value) for value in rows["value"]],
            "n": ["–" if pd.isna(n) else number(int(n)) for n in rows["denominator"]],
            "median": [percent(value) for value in rows["median"]],
            "lowest": [percent(value) for value in rows["lowest"]],
            "highest": [percent(value) for value in rows["highest"]],
            "n_class": rows["n_class"],
            "note": notes.by_bucket(marks, rows["day"], pd.DateOffset(months=1)),
        }
    )
    headers = {"month": _("Month"), "value": name, "n": _("Cases judged"), "median": _("Median of the class"),
               "lowest": _("Lowest of the class"), "highest": _("Highest of the class"),
               "n_class": _("Municipalities with enough cases"), "note": _("Note")}  # fmt: skip
    title = _("{metric} by month of filing").format(metric=_(asked.name))
    chart = alt.layer(*_layers(rows, name, notes.room(marks)), *notes.layers(marks, first, last)).properties(height=300)
    draw(chart, title, sentence(rows, name) + notes.sentence(marks), twin, headers, "class_course")
    words = _("The band is the range of the municipalities of the class with at least {n} cases in the month; months "
              "with fewer of mine are hollow. Young months change while their cases are answered.")  # fmt: skip
    st.caption(words.format(n=number(asked.smallest_n)))


def sentence(rows: pd.DataFrame, name: str) -> str:
    """What the chart shows: mine and the median in the first and in the last month that has both."""
    both = rows[rows["enough"] & rows["median"].notna()]
    if both.empty:
        return _("{name}: too few cases in every month to set it against its class.").format(name=name)
    ends = [both.iloc[0], both.iloc[-1]]
    words = _("{name}: {first} in {then} (median of the class {first_median}), {last} in {now} ({last_median}).")
    return words.format(
        name=name,
        first=percent(ends[0]["value"]),
        then=ends[0]["month"],
        first_median=percent(ends[0]["median"]),
        last=percent(ends[1]["value"]),
        now=ends[1]["month"],
        last_median=percent(ends[1]["median"]),
    )


def _layers(rows: pd.DataFrame, name: str, room: int) -> list[Any]:
    shown = rows[["day", "value", "denominator", "median", "lowest", "highest", "n_class", "enough"]]
    told = {f"{each}_told": [percent(share) for share in shown[each]] for each in ("value", "median")}
    shown = shown.assign(denominator=shown["denominator"].fillna(0).astype(int), **told)
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%b %y", grid=False, tickCount=12))
    axis = alt.Axis(format=".0%", tickCount=5)
    base = alt.Chart(shown)
    tooltip = [
        alt.Tooltip("day:T", format="%B %Y", title=_("Month")),
        alt.Tooltip("value_told:N", title=name),
        alt.Tooltip("denominator:Q", format=",", title=_("Cases judged")),
        alt.Tooltip("median_told:N", title=_("Median of the class")),
        alt.Tooltip("n_class:Q", title=_("Municipalities with enough cases")),
    ]
    named = {"mine": name, "class": _("Median of the class")}
    long = pd.concat(
        [shown[["day"]].assign(who=named["mine"], share=shown["value"]),
         shown[["day"]].assign(who=named["class"], share=shown["median"])]
    ).dropna()  # fmt: skip
    colour = alt.Color(
        "who:N", title=None, legend=alt.Legend(orient="top", labelLimit=320, offset=room),
        scale=alt.Scale(domain=list(named.values()), range=[BLUE, MUTED]),
    )  # fmt: skip
    dash = alt.StrokeDash("who:N", legend=None, scale=alt.Scale(domain=list(named.values()), range=[[1, 0], [6, 3]]))
    low = alt.Y("lowest:Q", title=None, axis=axis, scale=alt.Scale(zero=False, nice=True))
    points = {known: base.transform_filter(f"{'' if known else '!'}datum.enough && isValid(datum.value)")
              for known in (True, False)}  # fmt: skip
    y, line = (alt.Y(f"{column}:Q", title=None, axis=axis) for column in ("value", "share"))
    return [
        base.mark_area(color=MUTED, opacity=0.2).encode(x=x, y=low, y2=alt.Y2("highest:Q")),
        alt.Chart(long).mark_line().encode(x=x, y=line, color=colour, strokeDash=dash),
        *(
            part.mark_point(color=BLUE, filled=known, size=60, opacity=1).encode(x=x, y=y, tooltip=tooltip)
            for known, part in points.items()
        ),
    ]
