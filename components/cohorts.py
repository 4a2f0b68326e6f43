"""Answered within ten days, week of filing by week: what is known of weeks that are still maturing is drawn hollow."""

from typing import Any

import altair as alt
import pandas as pd

from components import notes
from components.charts import MUTED, draw
from components.notes import Noted
from components.numbers import number, percent
from components.words import _

BLUE = "#1f5fa8"


def section(rows: pd.DataFrame, days: int, noted: Noted) -> None:
    """The chart of the weeks with its table. `rows`: of `queries.cohorts.answered_within`."""
    if rows.empty:
        return
    rows = rows.assign(day=pd.to_datetime(rows["week"]))
    first, last = rows["day"].min(), rows["day"].max() + pd.Timedelta(days=6)
    marks = noted.within(first, last)
    twin = pd.DataFrame(
        {
            "week": rows["week"],
            "cases": rows["cases"],
            "answered": rows["answered"],
            "pending": rows["pending"],
            "share": [_share(row) for row in rows.to_dict("records")],
            "unknown": rows["unknown"],
            "note": notes.by_bucket(marks, rows["day"], pd.DateOffset(weeks=1)),
        }
    )
    headers = {"week": _("Week from"), "cases": _("Filed"), "answered": _("Answered within {n} days"),
               "pending": _("Can still be"), "share": _("Share"), "unknown": _("Answered after an unknown time"),
               "note": _("Note")}  # fmt: skip
    headers = {name: text.format(n=number(days)) for name, text in headers.items()}
    title = _("Answered within {n} days, by the week of filing").format(n=number(days))
    chart = alt.layer(*_layers(rows), *notes.layers(marks, first, last)).properties(height=220)
    draw(chart, title, sentence(rows, days) + notes.sentence(marks), twin, headers, "cohorts")


def sentence(rows: pd.DataFrame, days: int) -> str:
    """What the chart shows: the last week that is known, and how many are maturing."""
    mature = rows[rows["is_mature"]]
    maturing = _("Weeks whose {days} days are not over are hollow: {n}.").format(
        days=number(days), n=number(len(rows) - len(mature))
    )
    if mature.empty:
        return maturing
    last = mature.iloc[-1]
    told = _("Of the cases of the week from {week} {share} were answered within {days} days.")
    return f"{told.format(week=last['week'], share=percent(last['value'], 0), days=number(days))} {maturing}"


def _share(row: dict[Any, Any]) -> str:
    """«72 %» of a mature week, «60–90 %» of one that is maturing."""
    if row["is_mature"]:
        return percent(row["value"])
    return f"{percent(row['low'], 0)} – {percent(row['high'], 0)}"


def _layers(rows: pd.DataFrame) -> list[Any]:
    told = rows.assign(text=[_share(row) for row in rows.to_dict("records")])
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d %b", grid=False, tickCount=8))
    axis = alt.Axis(format=".0%", tickCount=5)
    scale = alt.Scale(domain=[0, 1])
    tooltip = [
        alt.Tooltip("day:T", format="%d %B %Y", title=_("Week from")),
        alt.Tooltip("text:N", title=_("Share")),
        alt.Tooltip("cases:Q", title=_("Filed"), format=","),
        alt.Tooltip("pending:Q", title=_("Can still be"), format=","),
    ]
    mature, maturing = (alt.Chart(told[told["is_mature"] == known]) for known in (True, False))
    y = alt.Y("value:Q", title=None, axis=axis, scale=scale)
    low = alt.Y("low:Q", title=None, axis=axis, scale=scale)
    return [
        mature.mark_area(color=BLUE, opacity=0.15).encode(x=x, y=low, y2=alt.Y2("high:Q")),
        mature.mark_line(color=BLUE).encode(x=x, y=y),
        mature.mark_point(color=BLUE, filled=True, opacity=1, size=40).encode(x=x, y=y, tooltip=tooltip),
        maturing.mark_rule(color=MUTED, strokeWidth=2).encode(x=x, y=low, y2=alt.Y2("high:Q"), tooltip=tooltip),
        *(
            maturing.mark_point(color=BLUE, filled=False, size=55).encode(
                x=x, y=alt.Y(f"{end}:Q", title=None, axis=axis, scale=scale), tooltip=tooltip
            )
            for end in ("low", "high")
        ),
    ]
