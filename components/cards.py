"""KPI cards: the value, whether it changed and for the better or worse, its course, n, and the passport behind it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from analysis.change import UNKNOWN, Change, dispersion, of_metric
from components.numbers import NARROW, amount, events, number, percent, percent_change, points, signed
from components.passport import passport
from components.sparkline import sparkline
from components.words import N_, _
from queries.changes import cannot_compare
from queries.filters import Period
from queries.metrics import METRICS, Metric

COLUMNS = 4
SLACK = timedelta(minutes=30)  # a period that ended less before the data time ends now
ABOUT_DEADLINES = ("on_time", "overdue_now", "overdue_depth")
# What stands in the place of a value: sign, and the words under it.
NO_VALUE = {
    "no_data": (":gray[–]", N_("no data for this choice")),
    "not_answerable": (":gray[:material/link_off:]", N_("the chosen channels do not record this")),
    "hidden": (":gray[:material/visibility_off:]", N_("hidden: the group is too small")),
}
COMPARED_WITH = {
    "previous": N_(
        "Changes are against the same time just before, as it was known when it was as old as this period is today; "
        "“no change” means: no more than chance explains; “cannot be compared yet”: the source does not tell when "
        "answers, ratings or reviews were given."
    ),
    "last_year": N_(
        "Changes are against the same dates a year ago, as they were known when they were as old as this period is "
        "today; “no change” means: no more than chance explains; “cannot be compared yet”: the source does not tell "
        "when answers, ratings or reviews were given."
    ),
}


@dataclass(frozen=True)
class Answer:
    """What a card is drawn from, rows as `measure` returns them: now (of received also the `events`), the period
    compared with, and the course over time.
    """

    metric: Metric
    row: dict[str, Any]
    before: Mapping[str, Any] | None
    course: pd.DataFrame
    step: str = "day"  # the time dimension of the course
    now: datetime | None = None  # the local data time
    period: Period | None = None

    @property
    def is_past(self) -> bool:
        """Whether the period ended before the data do, so that "now" is its end."""
        return self.period is not None and self.period.end + SLACK < self.row["as_of"]

    @property
    def is_early(self) -> bool:
        """Whether nobody can say what the value was when the period compared with was as old as this one is."""
        return self.before is not None and cannot_compare(self.metric.id, self.row, self.before)

    @cached_property
    def change(self) -> Change:
        """Whether the value changed; what comes in is judged against the restlessness of its own days."""
        if self.before is None or self.is_early:
            return UNKNOWN
        restless = self.metric.shape == "count" and not self.metric.moment
        return of_metric(self.metric.shape, self.row, self.before, spread=dispersion(self.points) if restless else 1)

    @cached_property
    def points(self) -> list[float]:
        """The values of the course in the order of time, without gaps. Of what happens in a period the ends are left
        out that are not whole: the running bucket, and the week or month in whose middle the period began.
        """
        known = self.course[self.course["key"].notna()].sort_values("key")
        if self.now is not None and not self.metric.moment:
            known = known[known["key"] != running_bucket(self.step, self.now)]
            known = known if self.step == "day" else known.iloc[1:]
        return list(known["value"].dropna())


def answers(
    now: Mapping[str, pd.DataFrame],
    before: Mapping[str, pd.DataFrame],
    courses: Mapping[str, pd.DataFrame],
    further: Mapping[str, int],
    step: str,
    at: datetime,
    period: Period | None,
) -> dict[str, Answer]:
    """What the cards are drawn from, by metric, in the order of `now`; frames as `measure` returns them.
    `further`: see `queries.cases.further`, where events are told of; `step`, `at`: see `Answer`.
    """
    rows, then = first_rows(now), first_rows(before)
    for each, n in further.items():
        rows[each]["events"] = rows[each]["numerator"] - n
    return {each: Answer(METRICS[each], rows[each], then.get(each), courses[each], step, at, period) for each in rows}


def first_rows(found: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """Metric → the one row of its frame, of everything together."""
    return {each: {str(column): value for column, value in rows.iloc[0].items()} for each, rows in found.items()}


@dataclass(frozen=True)
class Face:
    """What a card shows, as text; `mood` is better, worse, same, neutral or none."""

    value: str
    delta: str
    mood: str
    arrow: str
    notes: tuple[str, ...]


def face(answer: Answer) -> Face:
    """The words of a card. Too few cases are not said to have changed or not."""
    metric, row, change = answer.metric, answer.row, answer.change
    if row["state"] in NO_VALUE:
        sign, why = NO_VALUE[row["state"]]
        return Face(sign, "", "none", "off", (_(why),))
    value = amount(row["value"], row.get("unit") or metric.unit)
    mood = "none" if _is_small(answer) else _mood(metric, change)
    if mood == "none":
        return Face(value, "", mood, "off", tuple(_notes(answer)))
    text = _("no change") if mood == "same" else change_text(metric, row, change)
    arrow = "off" if mood == "same" else "up" if change.value > 0 else "down"
    return Face(value, text, mood, arrow, tuple(_notes(answer)))


def change_text(metric: Metric, row: Mapping[str, Any], change: Change) -> str:
    """«+19 %» for counts, «+4,1 п. п.» for shares, «−2 дн.» for durations; and whether that is better or worse."""
    if metric.unit == "percent":
        text = points(change.value)
    elif metric.shape == "duration":
        text = signed(amount(abs(change.value), row["unit"]), change.value)
    else:
        text = percent_change(change.value) if math.isfinite(change.value) else _("from zero")
    word = {"better": _("better"), "worse": _("worse")}.get(_mood(metric, change))
    return f"{text}, {word}" if word else text


def _mood(metric: Metric, change: Change) -> str:
    if math.isnan(change.value):
        return "none"
    if not change.is_significant:
        return "same"
    if metric.good is None:
        return "neutral"
    return "better" if (change.value > 0) == (metric.good == "up") else "worse"


def _is_small(answer: Answer) -> bool:
    return answer.metric.shape != "count" and any(
        row["denominator"] < answer.metric.smallest_n for row in (answer.row, answer.before or answer.row)
    )


def _notes(answer: Answer) -> list[str]:
    """The line under the value: n, how many are left out, coverage, the ninth tenth of durations, the moment of a
    stock.
    """
    metric, row, notes = answer.metric, answer.row, []
    if row.get("events") is not None:
        notes.append(events(int(row["events"])))
    if metric.moment and answer.is_past:
        notes.append(_("at the end of the period"))
    if metric.shape != "count":
        n = int(row["denominator"])
        notes.append(f"n{NARROW}={NARROW}{number(n)}")
        if n < metric.smallest_n:
            notes.append(":gray-badge[{}]".format(_("too few to judge")))
    if answer.is_early:
        notes.append(_("cannot be compared yet"))
    if metric.shape == "duration" and not math.isnan(row.get("p90", math.nan)):
        notes.append(_("9 of 10 within {time}").format(time=amount(row["p90"], row["unit"])))
    if not math.isnan(row.get("coverage", math.nan)):
        notes.append(_("{share} of closed rated").format(share=percent(row["coverage"], 0)))
    elif row["left_out"]:
        notes.append(_("{n} not judged yet").format(n=number(row["left_out"])) if metric.id == "on_time"
                     else _("{n} left out").format(n=number(row["left_out"])))  # fmt: skip
    return notes


def _colour(metric: Metric, mood: str) -> Any:
    """Red speaks of deadlines only; "worse" elsewhere is plum."""
    if mood == "worse":
        return "red" if metric.id in ABOUT_DEADLINES else "violet"
    return {"better": "blue", "neutral": "blue"}.get(mood, "gray")


def step(period: Period | None) -> str:
    """The time dimension of a card's course: some twenty to a hundred points."""
    length = period.length if period else timedelta(days=3650)
    return "day" if length <= timedelta(days=120) else "week" if length <= timedelta(days=800) else "month"


def running_bucket(step: str, now: datetime) -> str:
    """The key of the day, week or month that holds `now` (local), as `measure` writes keys."""
    monday = now - timedelta(days=now.weekday())
    return {"day": f"{now:%Y-%m-%d}", "week": f"{monday:%Y-%m-%d}", "month": f"{now:%Y-%m}"}[step]


def wall(answers: Iterable[Answer], imports: pd.DataFrame) -> None:
    """Draw the cards side by side, each with its passport. `imports` as `import_history` returns them."""
    with st.grid(COLUMNS, min_column_width=150, gap="small", border=True, key="cards") as grid:
        for answer in answers:
            with grid.cell(), st.container(gap=None, key=f"card_{answer.metric.id}"):
                _card(answer, imports)


def _card(answer: Answer, imports: pd.DataFrame) -> None:
    """The face; its notes are the button that opens the passport."""
    shown = face(answer)
    st.metric(
        _(answer.metric.name),
        shown.value,
        shown.delta or None,
        delta_color=_colour(answer.metric, shown.mood),
        delta_arrow=shown.arrow,  # type: ignore[arg-type]
    )
    if len(answer.points) > 2:
        st.html(sparkline(answer.points, answer.row.get("unit") or answer.metric.unit))
    notes = " · ".join(shown.notes) or _("How it is counted")
    _passport_button(notes, answer, imports)


@st.fragment
def _passport_button(notes: str, answer: Answer, imports: pd.DataFrame) -> None:
    """Made only when it is opened, without drawing the page anew."""
    key = f"passport_{answer.metric.id}"
    button = st.popover(f":small[:gray[{notes}]]", type="tertiary", wrap=True, key=key, on_change="rerun")
    if button.open:
        with button:
            passport(answer.metric, answer.row, imports)


def compared_with(comparison: str | None) -> str:
    """What the changes on the page are changes against, for the tooltip of its sentence."""
    if comparison is None:
        return _("No comparison: nothing was chosen, or the data do not reach back so far.")
    return _(COMPARED_WITH[comparison])
