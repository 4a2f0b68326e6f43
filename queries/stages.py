"""Where the time of an answered case goes: with the moderator, on the way to whoever answers, and there."""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Engine, and_, extract, func, literal, or_, select

from queries.clock import read_clock
from queries.conditions import answered
from queries.counting import counted
from queries.event_counts import event_of_case, further_of
from queries.filters import Filters
from queries.metrics import DAY
from queries.scope import Scope, visible_cases
from store.dialects import percentile, read_frame
from store.tables import case_event

STAGES = ("moderation", "routing", "execution")
BEGUN = ("assigned", "taken")  # whichever comes first: the case has reached whoever answers
SMALLEST = 10  # a median of fewer is not told


def stages(scope: Scope, filters: Filters, *, engine: Engine) -> pd.DataFrame:
    """Columns stage, cases (that went through it), events (that they tell of), days (median), p90, share (of all the
    time of these cases), known (answered cases whose source tells when they reached an agency), known_events, left_out
    (answered, but the source does not).

    Moderation: from filing until accepted by the moderator; routing: from there (from filing where the source has no
    moderator) until assigned or taken to work; execution: from there until closed. Empty when no answered case has
    such a step: the sources cannot tell. Steps out of order are left out.
    """
    with engine.connect() as connection:
        c = visible_cases(scope, filters).subquery("c")
        steps = _steps(c).subquery("s")
        begun = and_(steps.c.begun >= c.c.filed_at, steps.c.begun <= c.c.closed_at)
        in_order = or_(steps.c.accepted.is_(None), steps.c.accepted.between(c.c.filed_at, steps.c.begun))
        is_answered = answered(c.c, read_clock(connection).moment(c.c.channel))
        known = and_(is_answered, begun, in_order)
        moderated = and_(known, steps.c.accepted.is_not(None))
        spans: dict[str, tuple[ColumnElement[bool], Any]] = {
            "moderation": (moderated, steps.c.accepted - c.c.filed_at),
            "routing": (known, steps.c.begun - func.coalesce(steps.c.accepted, c.c.filed_at)),
            "execution": (known, c.c.closed_at - steps.c.begun),
        }
        links = event_of_case()
        columns: list[ColumnElement[Any]] = [counted(known).label("known"), counted(is_answered).label("answered"),
                                             _once(links, known).label("known_events")]  # fmt: skip
        for stage, (went, span) in spans.items():
            days = extract("epoch", span) / literal(float(DAY))
            columns += [
                counted(went).label(f"{stage}_cases"),
                _once(links, went).label(f"{stage}_events"),
                percentile(days, 0.5).filter(went).label(f"{stage}_days"),
                percentile(days, 0.9).filter(went).label(f"{stage}_p90"),
                func.sum(days).filter(went).label(f"{stage}_sum"),
            ]
        joined = c.outerjoin(steps, steps.c.case_id == c.c.id).outerjoin(links, links.c.case_id == c.c.id)
        question = select(*columns).select_from(joined)
        row = read_frame(connection, question).iloc[0]
    return _told(row)


def _once(links: Any, went: ColumnElement[bool]) -> ColumnElement[int]:
    """Of how many events the cases that went tell."""
    return counted(went) - further_of(links, went)


def _steps(c: Any) -> Any:
    """case_id, accepted, begun: the first of each."""
    kind, at = case_event.c.kind, case_event.c.at
    accepted = func.min(at).filter(kind == "accepted")
    begun = func.min(at).filter(kind.in_(BEGUN))
    question = select(case_event.c.case_id, accepted.label("accepted"), begun.label("begun"))
    asked = case_event.c.case_id.in_(select(c.c.id))
    return question.where(asked, kind.in_(("accepted", *BEGUN))).group_by(case_event.c.case_id)


def _told(row: pd.Series) -> pd.DataFrame:
    columns = ["stage", "cases", "events", "days", "p90", "share", "known", "known_events", "left_out"]
    known = int(row["known"])
    if not known:
        return pd.DataFrame(columns=columns)
    sums = {stage: 0.0 if pd.isna(row[f"{stage}_sum"]) else float(row[f"{stage}_sum"]) for stage in STAGES}
    whole = sum(sums.values())
    rows = []
    for stage in STAGES:
        cases = int(row[f"{stage}_cases"])
        if cases:
            median, p90 = _quantiles(row, stage, cases)
            share = sums[stage] / whole if whole else float("nan")
            once, known_once, left = int(row[f"{stage}_events"]), int(row["known_events"]), int(row["answered"]) - known
            rows.append((stage, cases, once, median, p90, share, known, known_once, left))
    return pd.DataFrame(rows, columns=columns)


def _quantiles(row: pd.Series, stage: str, cases: int) -> tuple[float, float]:
    if cases < SMALLEST:
        return float("nan"), float("nan")
    return float(row[f"{stage}_days"]), float(row[f"{stage}_p90"])
