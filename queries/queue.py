"""The queue: open cases that need a hand, what is late first, each with the reasons why it is there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
)

from queries.clock import Clock, read_clock
from queries.conditions import is_open, is_overdue, undecided
from queries.counting import counted
from queries.deadlines import deadline_state
from queries.event_counts import event_of_case, further_of
from queries.filters import Filters, Period, to_local, to_utc
from queries.names import name_columns, with_names
from queries.scope import Scope, visible_cases
from queries.spikes import spikes
from store.days_off import DaysOff, days_off
from store.dialects import percentile, read_frame
from store.engine import open_store
from store.tables import case_text

if TYPE_CHECKING:
    from queries.question import Question

REASONS = ("overdue", "due_soon", "unassigned", "returned", "wide_reach", "resonance")
EXCERPT = 240
UNROUTED = ("new", "moderation", "routing")
COLUMNS = (
    "id", "channel", "source_number", "source_url", "filed_at", "due_at", "decided_at", "precision", "state",
    "importance", "topic_id", "agency_id", "district_id", "reach",
)  # fmt: skip
_NEVER = datetime(9999, 1, 1)
LEAST_REACH, TOP_SHARE = 1_000.0, 0.95
RECENT = timedelta(days=7)  # spikes that ended longer ago are no reason any more


@dataclass(frozen=True)
class Limits:
    """When a case needs a hand. `hours`: before its deadline, `unassigned`: without anybody in charge, both without
    the hours of days off; `reach`: readers from which a post is read widely (None: the top twentieth of all posts).
    """

    hours: float = 24
    unassigned: float = 24
    reach: float | None = None


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue; `total`: cases that have one of the reasons asked for, `counts`: cases by reason, whichever
    are asked for (a case may have several); `events`, `told`: of how many events these and those of each reason tell.
    """

    rows: pd.DataFrame
    next: str | None
    total: int
    events: int
    counts: dict[str, int]
    told: dict[str, int]


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `queue`; total, events, counts (cases) and told (events) by reason, next (for `--set after=…`).
    Settings: hours, unassigned, reach, reason (one or more, joined with commas), after.
    """
    unknown = set(asked.settings) - {"hours", "unassigned", "reach", "reason", "after"}
    if unknown:
        known = "hours, unassigned, reach, reason or after"
        raise ValueError(f"queue has no setting {', '.join(sorted(unknown))}: choose {known}")
    numbers = {name: float(asked.settings[name]) for name in ("hours", "unassigned", "reach") if name in asked.settings}
    reasons = tuple(filter(None, asked.settings.get("reason", "").split(",")))
    page = queue(
        scope, filters, limits=Limits(**numbers), reasons=reasons, after=asked.settings.get("after"),
        limit=asked.limit or 1_000_000, engine=engine,
    )  # fmt: skip
    told = {"total": page.total, "events": page.events, "counts": page.counts, "told": page.told}
    return told | {"next": page.next, "rows": page.rows}


def queue(
    scope: Scope,
    filters: Filters,
    *,
    limits: Limits | None = None,
    reasons: Sequence[str] = (),
    after: str | None = None,
    limit: int = 50,
    resonant: Sequence[str] | None = None,
    engine: Engine | None = None,
) -> QueuePage:
    """A page of the cases that need a hand now, whenever they were filed (at the end of the period, if it is over).

    Order: by the first of `REASONS` that holds, then by deadline. Rows: `COLUMNS`, names, deadline_state, reasons (list
    of codes, the first being the place in the queue), text (masked, for those who may read). `reasons`: only cases that
    have one of these. `resonant`: see `resonant_cases`, where that is known already. Raises ValueError for an unknown
    reason.
    """
    if strange := set(reasons) - set(REASONS):
        raise ValueError(f"unknown reason {', '.join(sorted(strange))}: choose from {', '.join(REASONS)}")
    store = engine or open_store()
    known = resonant_cases(scope, filters, engine=store) if resonant is None else resonant
    with store.connect() as connection:
        clock = read_clock(connection)
        listed = _listed(connection, scope, filters, clock, limits or Limits(), known)
        wanted = or_(*(listed.c[reason] for reason in reasons)) if reasons else literal(1) == 1
        counts = connection.execute(_counts(listed, wanted)).mappings().one()
        rows = read_frame(connection, _page(listed, wanted, scope, clock, filters, after, limit))
    rows["reasons"] = [[name for name in REASONS if row[name]] for row in rows[list(REASONS)].to_dict("records")]
    following = _cursor(rows.iloc[limit - 1]) if len(rows) > limit else None
    kept = rows.head(limit).drop(columns=[*REASONS, "rank", "due_key"])
    by_reason = {name: int(counts[name]) for name in REASONS}
    told = {name: int(counts[name] - counts[f"further_{name}"]) for name in REASONS}
    return QueuePage(kept, following, int(counts["total"]), int(counts["total"] - counts["further"]), by_reason, told)


def _counts(listed: Any, wanted: ColumnElement[bool]) -> Select:
    """One row: total and further (cases beyond the first of their event) of what is `wanted`, and for each reason a
    column of either, of all: what another reason would add is not known from those it shares.
    """
    links = event_of_case()
    columns = [counted(wanted).label("total"), further_of(links, wanted)]
    for reason in REASONS:
        has = listed.c[reason]
        columns += [counted(has).label(reason), further_of(links, has).label(f"further_{reason}")]
    return select(*columns).select_from(listed.outerjoin(links, links.c.case_id == listed.c.id))


def resonant_cases(scope: Scope, filters: Filters, *, engine: Engine) -> list[str]:
    """Ids of the cases of the spikes of the last week."""
    with engine.connect() as connection:
        week = last_week(read_clock(connection), filters.period)
    return cases_of(spikes(scope, Filters(period=week), engine=engine)) if week else []


def last_week(clock: Clock, period: Period | None) -> Period | None:
    """The week up to the data's own time, or up to the end of a period that is over; None when nothing is loaded."""
    if clock.as_of is None:
        return None
    end = clock.as_of if period is None else min(period.end, clock.as_of)
    return Period(end - RECENT, end + timedelta(seconds=1))


def cases_of(found: pd.DataFrame) -> list[str]:
    """The ids of the cases of these spikes."""
    return [case_id for ids in found.get("cases", ()) for case_id in ids]


def _listed(
    connection: Connection, scope: Scope, filters: Filters, clock: Clock, limits: Limits, resonant: Sequence[str]
) -> Any:
    """Open cases with a column of truth per reason, the rank of the first and the deadline to sort by."""
    c = visible_cases(scope, filters.during(None)).subquery("c")
    at = clock.moment(c.c.channel, filters.period)
    soon, long_ago = _edges(days_off(connection), clock, filters.period, limits)
    reach = _high_reach(connection, c) if limits.reach is None else limits.reach
    nobody = or_(and_(c.c.agency_id.is_(None), c.c.agency_source.is_(None)), c.c.state.in_(UNROUTED))
    waiting = and_(is_open(c.c, at), c.c.decided_at.is_(None))
    holds: dict[str, ColumnElement[bool]] = {
        "overdue": is_overdue(c.c, at),
        "due_soon": and_(undecided(c.c, at), c.c.due_at >= at.now, c.c.due_at <= _by_channel(c, soon)),
        "unassigned": and_(waiting, nobody, c.c.filed_at <= _by_channel(c, long_ago)),
        "returned": and_(is_open(c.c, at), or_(c.c.state == "reopened", func.coalesce(c.c.repeat_review, false()))),
        "wide_reach": and_(is_open(c.c, at), func.coalesce(c.c.reach, 0) >= reach),
        "resonance": and_(is_open(c.c, at), c.c.id.in_(resonant)),
    }
    truths = [func.coalesce(condition, false()).label(name) for name, condition in holds.items()]
    marked = select(c, *truths).where(or_(*holds.values())).subquery("m")
    rank = case(*((marked.c[name], place) for place, name in enumerate(REASONS)), else_=len(REASONS))
    due = func.coalesce(marked.c.due_at, literal(_NEVER, DateTime()))
    return select(marked, rank.label("rank"), due.label("due_key")).subquery("q")


def _edges(
    calendar: DaysOff, clock: Clock, period: Period | None, limits: Limits
) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """By channel: until when a deadline is near, and since when nobody being in charge is too long (UTC)."""
    soon, long_ago = {}, {}
    for code, until in clock.until:
        now = to_local(until if period is None else min(until, period.end), clock.zone)
        soon[code] = to_utc(calendar.hours_on(now, limits.hours), clock.zone)
        long_ago[code] = to_utc(calendar.hours_on(now, -limits.unassigned), clock.zone)
    return soon, long_ago


def _by_channel(c: Any, moments: dict[str, datetime]) -> ColumnElement:
    edges = [(c.c.channel == code, literal(moment, DateTime())) for code, moment in moments.items()]
    return case(*edges, else_=None) if edges else cast(null(), DateTime())


def _high_reach(connection: Connection, c: Any) -> float:
    """What the top twentieth of posts with a known audience reach; at least a thousand readers."""
    top = connection.execute(select(percentile(c.c.reach, TOP_SHARE)).where(c.c.reach.is_not(None))).scalar()
    return max(float(top or 0), LEAST_REACH)


def _page(
    listed: Any, wanted: ColumnElement[bool], scope: Scope, clock: Clock, filters: Filters, after: str | None,
    limit: int,
) -> Select:  # fmt: skip
    ids = select(listed).where(wanted)
    if after is not None:
        rank, due, last = json.loads(after)
        edge = literal(datetime.fromisoformat(due), DateTime())
        later = or_(listed.c.due_key > edge, and_(listed.c.due_key == edge, listed.c.id > last))
        ids = ids.where(or_(listed.c.rank > rank, and_(listed.c.rank == rank, later)))
    page = ids.order_by(listed.c.rank, listed.c.due_key, listed.c.id).limit(limit + 1).subquery("c")
    source = with_names(page)
    text: ColumnElement = cast(null(), case_text.c.text.type)
    if scope.may_read_text:
        source = source.outerjoin(case_text, case_text.c.case_id == page.c.id)
        text = func.substr(case_text.c.text, 1, EXCERPT)
    state = deadline_state(page.c, clock.moment(page.c.channel, filters.period)).label("deadline_state")
    columns = [page.c[name] for name in (*COLUMNS, *REASONS, "rank", "due_key")]
    return (
        select(*columns, *name_columns(page), state, text.label("text"))
        .select_from(source)
        .order_by(page.c.rank, page.c.due_key, page.c.id)
    )


def _cursor(row: pd.Series) -> str:
    return json.dumps([int(row["rank"]), row["due_key"].isoformat(), row["id"]])
