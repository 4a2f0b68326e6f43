"""Notes on charts of time: storms, outages and direct lines as a rule with their words, and in the table twin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from components.charts import MUTED
from components.numbers import day
from components.words import _
from queries.filters import to_local

LONGEST_LABEL = 34  # characters beside a rule; the tooltip, the table and the alt sentence have all the words
LINES, LINE_PIXELS = 3, 13  # neighbouring labels take turns on three lines
FAR = 0.65  # from here on a label stands to the left of its rule, or it would leave the chart


@dataclass(frozen=True)
class Noted:
    """The notes as `queries.annotations.annotations` returns them, the region's zone, and the municipalities' names by
    id: what a chart of time needs to place them.
    """

    rows: pd.DataFrame
    zone: str
    places: Mapping[str, str]

    def within(self, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
        """See `placed`."""
        return placed(self.rows, first, last, self.zone, self.places)


def placed(
    notes: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, zone: str, names: Mapping[str, str]
) -> pd.DataFrame:
    """The notes that a chart from `first` up to and including the day `last` can show, in the order of time.

    In: columns of `queries.annotations.annotations`; `names`: of municipalities by id. Out: columns starts, ends
    (local days), words (the title, and where it was), label (the same, cut).
    """
    rows = []
    for note in notes.to_dict("records"):
        starts, ends = (_local_day(note[end], zone) for end in ("starts_at", "ends_at"))
        if starts is None:
            continue
        ends = starts if ends is None else max(starts, ends)
        if starts > last or ends < first:
            continue
        where = names.get(note["district_id"], "") if isinstance(note["district_id"], str) else ""
        words = f"{note['title']} ({where})" if where else str(note["title"])
        label = words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1].rstrip()}…"
        rows.append({"starts": max(starts, first), "ends": min(ends, last), "words": words, "label": label})
    return pd.DataFrame(rows, columns=["starts", "ends", "words", "label"])


def _local_day(moment: pd.Timestamp | None, zone: str) -> pd.Timestamp | None:
    if moment is None or pd.isna(moment):
        return None
    return pd.Timestamp(to_local(pd.Timestamp(moment).to_pydatetime(), zone)).normalize()


def room(marks: pd.DataFrame) -> int:
    """Pixels between a chart and the legend above it: the words of the notes stand there, clear of what is drawn."""
    return 8 + LINE_PIXELS * min(len(marks), LINES)


def layers(marks: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> list[Any]:
    """A rule and a label for each of `placed`; nothing for none."""
    if marks.empty:
        return []
    span = max((last - first) / pd.Timedelta(days=1), 1)
    drawn = marks.assign(
        line=[n % LINES for n in range(len(marks))],
        far=((marks["starts"] - first) / pd.Timedelta(days=1) / span > FAR).astype(bool),
        told=[f"{_span(row)}: {row['words']}" for row in marks.to_dict("records")],
    )
    x, tooltip = alt.X("starts:T", title=None), [alt.Tooltip("told:N", title=_("Note"))]
    rule = alt.Chart(drawn).mark_rule(color=MUTED, strokeDash=[3, 3], strokeWidth=1.5).encode(x=x, tooltip=tooltip)
    labels = []
    for line in range(LINES):
        for far in (False, True):
            part = drawn[(drawn["line"] == line) & (drawn["far"] == far)]
            if part.empty:
                continue
            side: Any = {"align": "right", "dx": -4} if far else {"align": "left", "dx": 4}
            text = alt.Chart(part).mark_text(color=MUTED, fontSize=11, baseline="bottom", **side)
            above = alt.YValue(-4 - LINE_PIXELS * line)  # type: ignore[no-untyped-call]
            labels.append(text.encode(x=x, y=above, text=alt.Text("label:N"), tooltip=tooltip))
    return [rule, *labels]


def by_bucket(marks: pd.DataFrame, starts: pd.Series, step: pd.DateOffset) -> list[str]:
    """The notes of each bucket of a table twin, `starts` being their first days: those that touch it."""
    begins = pd.DatetimeIndex(starts)
    ends = begins + step
    found: list[list[str]] = [[] for _ in starts]
    for mark in marks.to_dict("records"):
        for at in ((ends > mark["starts"]) & (begins <= mark["ends"])).nonzero()[0]:
            found[at].append(mark["words"])
    return ["; ".join(words) for words in found]


def sentence(marks: pd.DataFrame) -> str:
    """For the alt sentence: what the notes say and when; empty without any."""
    if marks.empty:
        return ""
    return " " + _("Notes: {notes}.").format(notes="; ".join(lines(marks)))


def lines(marks: pd.DataFrame) -> list[str]:
    """«9 нояб. 2025 – 10 нояб. 2025: Авария на теплосети» for each note."""
    return [f"{_span(row)}: {row['words']}" for row in marks.to_dict("records")]


def _span(row: Mapping[Any, Any]) -> str:
    starts, ends = row["starts"], row["ends"]
    return day(starts) if starts == ends else f"{day(starts)} – {day(ends)}"
