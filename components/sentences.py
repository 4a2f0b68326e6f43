"""Computed sentences: what changed and by how much, and nothing that chance alone would explain."""

import math
from collections.abc import Mapping

import pandas as pd

from analysis.change import Change
from components.cards import Answer
from components.numbers import MINUS, cases, day, events, number, percent, percent_change, points
from components.words import N_, _, ngettext
from queries.filters import Period, to_local

PERIODS = {
    "24h": N_("In 24 hours"),
    "7d": N_("In a week"),
    "30d": N_("In 30 days"),
    "90d": N_("In 90 days"),
    "1y": N_("In a year"),
    "all": N_("In all the time loaded"),
}
SAME = {
    "previous": N_("about as many as in the same time before"),
    "last_year": N_("about as many as a year ago"),
}
MORE = {
    "previous": N_("{size} more than in the same time before"),
    "last_year": N_("{size} more than a year ago"),
}
FEWER = {
    "previous": N_("{size} fewer than in the same time before"),
    "last_year": N_("{size} fewer than a year ago"),
}
TIMES = {
    "previous": N_("{times} times as many as in the same time before"),
    "last_year": N_("{times} times as many as a year ago"),
}
MOST_TOPICS = 3


def period_words(preset: str, period: Period | None, zone: str) -> str:
    """«За 30 дней», or the dates of a custom period."""
    if preset in PERIODS or period is None:
        return _(PERIODS.get(preset, PERIODS["all"]))
    first, last = to_local(period.start, zone), to_local(period.end, zone) - pd.Timedelta(seconds=1)
    return _("From {first} to {last}").format(first=day(first), last=day(last))


def headline(answers: Mapping[str, Answer], when: str, comparison: str | None, growing: pd.DataFrame) -> str:
    """The sentence on top of the overview: what came in, which topics grew, on time, overdue.

    `answers`: of received (its row with `events`), on_time and overdue_now. `when`: see `period_words`. `growing`:
    columns name, growth.
    """
    received = answers["received"]
    told = events(int(received.row["events"]))
    first = f"{when} **{cases(int(received.row['numerator']))}** ({told}){_compared(received.change, comparison)}"
    added = [f"{row['name']} (+{number(row['growth'])})" for row in growing.head(MOST_TOPICS).to_dict("records")]
    topics = _("what grew most: {topics}").format(topics=", ".join(added)) if added else ""
    parts = ("; ".join(part for part in (first, topics) if part) + ".", on_time_sentence(answers["on_time"]),
             overdue_sentence(answers["overdue_now"]))  # fmt: skip
    return " ".join(part for part in parts if part)


def _compared(change: Change, comparison: str | None) -> str:
    """«, на 19 % больше, чем за такой же срок до того»; from three times on the ratio says it better than per cent."""
    if comparison is None or not math.isfinite(change.value):
        return ""
    if not change.is_significant:
        return ", " + _(SAME[comparison])
    if change.value >= 2:
        return ", " + _(TIMES[comparison]).format(times=number(1 + change.value, 1))
    size = percent_change(change.value).lstrip(f"+{MINUS}")
    return ", " + _((MORE if change.value > 0 else FEWER)[comparison]).format(size=size)


def on_time_sentence(answer: Answer) -> str:
    """«Вовремя 75,3 %, на 4,1 п. п. хуже.»; empty when there is no value."""
    row, change = answer.row, answer.change
    if row["state"] not in ("value", "zero"):
        return ""
    share = percent(row["value"])
    if math.isnan(change.value) or not change.is_significant:
        return _("On time {share}.").format(share=share)
    size = points(abs(change.value)).lstrip("+")
    better = _("On time {share}, {size} better.") if change.value > 0 else _("On time {share}, {size} worse.")
    return better.format(share=share, size=size)


def overdue_sentence(answer: Answer) -> str:
    """«Просрочено сейчас 12 обращений.», or how many were at the end of a past period; empty when nothing is known."""
    if answer.row["state"] == "zero":
        return _("Nothing was overdue at the end of the period.") if answer.is_past else _("Nothing is overdue now.")
    if answer.row["state"] != "value":
        return ""
    n = int(answer.row["value"])
    if answer.is_past:
        text = ngettext(
            "{n} case was overdue at the end of the period.", "{n} cases were overdue at the end of the period.", n
        )
    else:
        text = ngettext("{n} case is overdue now.", "{n} cases are overdue now.", n)
    return text.format(n=number(n))


def inflow_sentence(days: pd.DataFrame) -> str:
    """What the chart of a year's inflow shows: the busiest day, the usual day, the largest channel.

    `days`: columns day, channel, cases.
    """
    if days.empty or not days["cases"].sum():
        return _("No cases in the last year.")
    totals, by_channel = days.groupby("day")["cases"].sum(), days.groupby("channel")["cases"].sum()
    return _("The usual day has {usual}, the busiest was {peak_day} with {peak}; most come through: {channel}.").format(
        usual=cases(int(totals.median())),
        peak_day=day(pd.Timestamp(str(totals.idxmax()))),
        peak=number(totals.max()),
        channel=by_channel.idxmax(),
    )


def growth_sentence(growing: pd.DataFrame) -> str:
    """What the chart of growing topics shows. `growing`: columns name, now, before."""
    if growing.empty:
        return _("No topic grew more than chance explains.")
    top = growing.iloc[0]
    return _("{topic} grew most: {now}, before {before}.").format(
        topic=top["name"], now=number(top["now"]), before=number(top["before"])
    )
