"""Lists of cases with keyset pages, and the file of one case."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, cast, func, null, or_, select
from sqlalchemy.orm import aliased

from queries.ask import Ask, base, moment_of
from queries.case_order import SORTS, Wanted, cursor
from queries.clock import Clock, read_clock
from queries.conditions import undecided
from queries.counting import events_behind
from queries.deadlines import deadline_state
from queries.event_counts import event_of_case, events_of, further_of
from queries.filters import Filters
from queries.listed import listed_cases, of_one_condition
from queries.metrics import Metric, metric
from queries.names import name_columns, topic_name, with_names
from queries.scope import Scope, may_see
from queries.searched import searched
from store.dialects import read_frame
from store.engine import open_store
from store.tables import agency, case, case_event, case_link, case_text, topic

COLUMNS = (
    "id", "channel", "source_number", "source_url", "filed_at", "due_at", "first_due_at", "decided_at", "closed_at",
    "precision", "state", "status_source", "outcome", "importance", "fast_track", "topic_id", "agency_id",
    "district_id", "rating", "lat", "lon",
)  # fmt: skip
# What else names and the state of the deadline are made of: columns of a page that is read, not all of a case.
BEHIND = ("topic_source", "agency_source", "district_source")
EXCERPT, LOOKED_THROUGH = 240, 1_000  # characters; rows of a page that is looked through


@dataclass(frozen=True)
class CasePage:
    """A page of a list: `next` is where the following page starts, None on the last; `total` counts the whole list,
    `events`: of how many events it tells, linked cases of one event counting once.
    """

    rows: pd.DataFrame
    next: str | None
    total: int
    events: int


@dataclass(frozen=True)
class CaseFile:
    """Everything about one case; `text` and `reply` are None for those who may not read them; `is_told`: whether there
    is one of the two. `past`, `similar`, `opened` and `signals` are asked apart: see `queries.control.of_case`,
    `queries.similar.similar`, `queries.readings.of_case` and, when it is drawn, `queries.reply_signals`.
    """

    case: dict[str, Any]
    text: str | None
    reply: str | None
    events: pd.DataFrame
    links: pd.DataFrame
    is_told: bool = False
    past: pd.DataFrame = field(default_factory=pd.DataFrame)
    similar: pd.DataFrame = field(default_factory=pd.DataFrame)
    opened: pd.DataFrame = field(default_factory=pd.DataFrame)
    signals: Callable[[], Mapping[str, Any] | None] = lambda: None


def case_page(
    scope: Scope,
    filters: Filters,
    *,
    metric_id: str | None = None,
    sort: str = "newest",
    language: str = "ru",
    channels: tuple[str, ...] = (),
    after: str | None = None,
    limit: int = 50,
    texts: bool = True,
    engine: Engine | None = None,
) -> CasePage:
    """A page of the visible cases, or of the cases behind a number (see `queries.listed`): as many as the card shows.

    `sort`: one of `SORTS`; due is the soonest deadline of the undecided first. `language` of the names that are sorted
    by, `channels`: codes in the order of theirs (see `Order.keyed`). Without `texts` the column text stays empty.
    Raises ValueError for an unknown sort or metric.
    """
    if sort not in SORTS:
        raise ValueError(f"unknown sort {sort!r}: choose one of {', '.join(SORTS)}")
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        listed = listed_cases(connection, scope, filters, clock, metric_id)
        if sort == "due":
            waiting = undecided(listed.c, clock.moment(listed.c.channel))
            quick = listed.c.decided_at.is_(None)  # says no more, and engines skip what it leaves out
            listed = select(listed).where(quick, waiting, listed.c.due_at.is_not(None)).subquery("c")
        keyed = SORTS[sort].keyed(listed, clock.moment(listed.c.channel), language, channels)
        wanted = Wanted(listed, *keyed, SORTS[sort], after, limit + 1)
        with_texts = texts and scope.may_read_text
        if filters.text and limit <= LOOKED_THROUGH:
            latest, is_broad = clock.last(filters.period), metric_id is None and _is_broad(scope, filters)
            total, events, found = searched(connection, wanted, latest, is_broad=is_broad)
            rows = _named(connection, scope, found, clock, with_texts)
        else:
            total, events = connection.execute(events_of(listed)).one()
            rows = _told(connection, scope, wanted, clock, with_texts)
    following = cursor(rows.iloc[limit - 1]) if len(rows) > limit else None
    return CasePage(rows.head(limit).drop(columns="sort_key"), following, int(total), int(events))


def _is_broad(scope: Scope, filters: Filters) -> bool:
    """Whether a search may find a good part of all cases: nothing but time is filtered."""
    return scope.whole_region and replace(filters, period=None) == Filters(text=filters.text)


def further(
    scope: Scope, filters: Filters, metric_ids: tuple[str, ...], *, engine: Engine | None = None
) -> dict[str, int]:
    """By metric how many of the cases behind its number are not the first of their event: the others are as many as the
    events they tell of. Raises ValueError for a number without a list of cases.
    """
    with (engine or open_store()).connect() as connection:
        clock, c, links = read_clock(connection), base(True, (), scope, filters), event_of_case()
        behind = {each: _is_behind(c, of_one_condition(each), filters, clock) for each in metric_ids}
        columns = [further_of(links, condition).label(each) for each, condition in behind.items()]
        # Few cases are linked: to look first which of all are behind a number would take longer than all else.
        found = connection.execute(select(*columns).select_from(c.join(links, links.c.case_id == c.c.id))).one()
    return {each: int(n) for each, n in zip(metric_ids, found, strict=True)}


def _is_behind(c: Any, asked: Metric, filters: Filters, clock: Clock) -> ColumnElement[bool]:
    """Whether one of all visible cases is behind a number: of its channels, and of its period where it is of one."""
    conditions = [asked.numerator(c.c, moment_of(asked, filters, clock, c))]
    if asked.channels:
        conditions.append(c.c.channel.in_(asked.channels))
    if not asked.moment and filters.period is not None:
        conditions += [c.c.filed_at >= filters.period.start, c.c.filed_at < filters.period.end]
    return and_(*conditions)


def told_by(scope: Scope, filters: Filters, metric_id: str, by: str, *, engine: Engine | None = None) -> pd.DataFrame:
    """Of how many events the cases behind a number tell, by a dimension: key, numerator (events), denominator (cases).
    An event reported in two keys counts in both.
    """
    with (engine or open_store()).connect() as connection:
        rows = events_behind(Ask(connection, metric(metric_id), scope, filters, by, read_clock(connection)))
    return rows[["key", "numerator", "denominator"]]


def _told(connection: Connection, scope: Scope, wanted: Wanted, clock: Clock, with_texts: bool) -> pd.DataFrame:
    """The rows of a page with names, deadline_state, text and sort_key. First the page, then names and texts for these
    alone: joining a million rows to show fifty is waste. And reading forty columns of a million rows to keep fifty is:
    a page that one can look through is found by few columns, and its rows are read by their ids.
    """
    if wanted.limit > LOOKED_THROUGH + 1:
        rows = wanted.page(*COLUMNS, *BEHIND).subquery("p")
        question = _with_names(rows, clock, with_texts, rows.c.sort_key)
        return read_frame(connection, question.order_by(*wanted.order.sorted(rows.c.sort_key, rows.c.id)))
    found = read_frame(connection, wanted.page("id", "filed_at"))
    return _named(connection, scope, found, clock, with_texts)


def _named(connection: Connection, scope: Scope, found: pd.DataFrame, clock: Clock, with_texts: bool) -> pd.DataFrame:
    """The rows of a page by their ids, in its order."""
    rows = _of_ids(scope, found).subquery("p")
    return found[["id", "sort_key"]].merge(read_frame(connection, _with_names(rows, clock, with_texts)), on="id")


def _of_ids(scope: Scope, found: pd.DataFrame) -> Select:
    """The cases by id, which the time of filing makes quick to find."""
    rows = select(case).where(case.c.id.in_(list(found["id"])), may_see(scope))
    filed = found["filed_at"]
    return rows if found.empty or filed.isna().any() else rows.where(case.c.filed_at.between(filed.min(), filed.max()))


def _with_names(rows: Any, clock: Clock, with_texts: bool, *more: ColumnElement) -> Select:
    source = with_names(rows)
    if with_texts:
        source = source.outerjoin(case_text, case_text.c.case_id == rows.c.id)
    return select(
        *(rows.c[column] for column in COLUMNS),
        *name_columns(rows),
        deadline_state(rows.c, clock.moment(rows.c.channel)).label("deadline_state"),
        cast(func.substr(case_text.c.text, 1, EXCERPT) if with_texts else null(), case_text.c.text.type).label("text"),
        *more,
    ).select_from(source)


def case_file(scope: Scope, case_id: str, *, engine: Engine | None = None) -> CaseFile | None:
    """The file of one case; None when there is no such case or this person may not see it."""
    with (engine or open_store()).connect() as connection:
        clock = read_clock(connection)
        c = select(case).where(case.c.id == case_id, may_see(scope)).subquery("c")
        question = select(
            c, *name_columns(c), deadline_state(c.c, clock.moment(c.c.channel)).label("deadline_state")
        ).select_from(with_names(c))
        found = connection.execute(question).mappings().first()
        if found is None:
            return None
        text, reply, is_told = _texts(connection, scope, case_id)
        facts = dict(found) | {"agency_received_ru": _received(connection, found)}
        return CaseFile(facts, text, reply, _events(connection, case_id), _links(connection, scope, case_id), is_told)


def _texts(connection: Connection, scope: Scope, case_id: str) -> tuple[str | None, str | None, bool]:
    """Text and reply where they may be read, and whether there is any."""
    words = (case_text.c.text, case_text.c.reply)
    is_told = or_(*(column.is_not(None) for column in words)).label("is_told")
    shown = words if scope.may_read(case_id) else (null().label("text"), null().label("reply"))
    row = connection.execute(select(*shown, is_told).where(case_text.c.case_id == case_id)).first()
    return (row.text, row.reply, bool(row.is_told)) if row else (None, None, False)


def _received(connection: Connection, found: Any) -> str | None:
    """The agency that first got the case, by name when it is known."""
    name = connection.execute(
        select(func.coalesce(agency.c.short_ru, agency.c.name_ru)).where(agency.c.id == found["agency_received_id"])
    ).scalar()
    return name or found["agency_received_source"]


def _events(connection: Connection, case_id: str) -> pd.DataFrame:
    question = (
        select(
            case_event.c.at,
            case_event.c.kind,
            func.coalesce(agency.c.short_ru, agency.c.name_ru).label("agency_ru"),
            func.coalesce(agency.c.name_en, agency.c.name_ru).label("agency_en"),
            case_event.c.note,
            case_event.c.precision,
        )
        .select_from(case_event.outerjoin(agency, agency.c.id == case_event.c.agency_id))
        .where(case_event.c.case_id == case_id)
        .order_by(case_event.c.at, case_event.c.kind)
    )
    return read_frame(connection, question)


def _links(connection: Connection, scope: Scope, case_id: str) -> pd.DataFrame:
    mine, theirs, theme = aliased(case_link), aliased(case_link), aliased(topic, name="theme")
    question = (
        select(
            case.c.id,
            case.c.channel,
            case.c.filed_at,
            func.coalesce(topic_name(theme), case.c.topic_source).label("topic_ru"),
            func.coalesce(theme.c.name_en, topic_name(theme), case.c.topic_source).label("topic_en"),
            case.c.state,
            case.c.precision,
            theirs.c.reason,
            mine.c.event_id,
        )
        .select_from(
            mine.join(theirs, mine.c.event_id == theirs.c.event_id)
            .join(case, case.c.id == theirs.c.case_id)
            .outerjoin(theme, theme.c.id == case.c.topic_id)
        )
        .where(mine.c.case_id == case_id, theirs.c.case_id != case_id, may_see(scope))
        .order_by(case.c.filed_at)
    )
    return read_frame(connection, question)
