"""Counts behind the metrics: numerator, denominator, left out and unknown in one pass over the visible cases."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    true,
)

from queries.ask import Ask, cases_of
from queries.conditions import OUTCOMES, is_closed
from queries.dimensions import members
from queries.event_counts import event_of_case, further_of
from queries.metrics import DAY
from queries.scope import visible_cases
from queries.stock import stock_over_time
from store.dialects import BUCKETS, percentile, read_frame
from store.tables import channel, district

COUNTS = ("numerator", "denominator", "left_out", "unknown")
KEY_FORMATS = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}


def known_by_days(connection: Connection, channels: Sequence[str]) -> set[str]:
    """Those of the channels whose dates say no hours, the region's own among them."""
    known = select(channel.c.code).where(channel.c.code.in_(channels), channel.c.precision == "day")
    return set(connection.execute(known).scalars())


def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def grouped(ask: Ask, key: ColumnElement | None, columns: Sequence[ColumnElement], source: Any) -> pd.DataFrame:
    """Run the aggregate; a frame with `key` first, local times written as text. Without `by` one row, key None."""
    if key is None:
        return read_frame(ask.connection, select(null().label("key"), *columns).select_from(source)).assign(key=None)
    frame = read_frame(ask.connection, select(key.label("key"), *columns).select_from(source).group_by(key))
    return frame.assign(key=written(frame["key"], ask.by))


def written(keys: pd.Series, by: str | None) -> pd.Series:
    """Time keys as text: 2026-01-05, the Monday of a week, 2026-01 for a month, 2026-01-05T10 for an hour."""
    if by not in BUCKETS:
        return keys.astype(object)
    return pd.to_datetime(keys).dt.strftime(KEY_FORMATS[by]).astype(object)


def count(ask: Ask, depth: bool = False) -> pd.DataFrame:
    """Columns key, numerator, denominator, left_out, unknown; with `depth` also value, the median days past due; with a
    clock set back also undated, the facts of which nobody can say whether they were known then.
    """
    if ask.metric.moment and ask.by in BUCKETS:
        return stock_over_time(ask)
    c = ask.cases()
    at = ask.moment(c)
    columns = [counted(getattr(ask.metric, name)(c.c, at)).label(name) for name in COUNTS]
    if _has_undated(ask):
        columns.append(counted(ask.metric.undated(c.c, at)).label("undated"))
    if depth:
        late = extract("epoch", at.now - c.c.due_at) / literal(float(DAY))
        columns.append(percentile(late, 0.5).filter(ask.metric.numerator(c.c, at)).label("value"))
    return grouped(ask, ask.key(c), columns, c)


def _has_undated(ask: Ask) -> bool:
    """Whether facts without a date may be younger than the clock says."""
    return ask.clock.is_past and not ask.clock.is_ripe(ask.filters.period)


def count_together(asks: Sequence[Ask]) -> dict[str, pd.DataFrame]:
    """By metric what `count` says of each, in one pass over the cases. The questions differ in the metric only, and
    all of these look at a moment, or none does.
    """
    first, c = asks[0], cases_of(asks)
    columns = [column for ask in asks for column in _counts_of(ask, c)]
    rows = grouped(first, first.key(c), columns, c)
    return {ask.metric.id: _own_counts(ask, rows) for ask in asks}


def _counts_of(ask: Ask, c: Any) -> list[ColumnElement]:
    """The counts of one metric among those of others, and how many of the cases are of its channels."""
    at, asked = ask.moment(c), ask.metric
    within = c.c.channel.in_(asked.channels) if asked.channels else true()
    conditions = {name: and_(within, getattr(asked, name)(c.c, at)) for name in COUNTS} | {"there": within}
    if _has_undated(ask):
        conditions["undated"] = and_(within, asked.undated(c.c, at))
    return [counted(condition).label(f"{asked.id} {name}") for name, condition in conditions.items()]


def _own_counts(ask: Ask, rows: pd.DataFrame) -> pd.DataFrame:
    """Without the keys that have no case of the metric's channels: asked alone, it would not have them either."""
    there = rows[f"{ask.metric.id} there"] > 0
    own = rows[there] if ask.by is not None else rows
    names = (*COUNTS, "undated") if _has_undated(ask) else COUNTS
    counts = {name: own[f"{ask.metric.id} {name}"].to_numpy() for name in names}
    return pd.DataFrame({"key": own["key"].to_numpy(object)} | counts)


def count_events(ask: Ask) -> pd.DataFrame:
    """Columns key, numerator (events: linked cases of one event count once), denominator (cases), left_out (the further
    cases), unknown. An event reported in two keys counts in both, so keys need not sum to the whole.
    """
    return _once_each(ask, ask.cases())


def events_behind(ask: Ask) -> pd.DataFrame:
    """The same of the cases in the numerator of a metric: of as many as its card shows."""
    c = ask.cases()
    listed = select(c).where(ask.metric.numerator(c.c, ask.moment(c))).subquery("c")
    return _once_each(ask, listed)


def _once_each(ask: Ask, c: Any) -> pd.DataFrame:
    every = grouped(ask, ask.key(c), [func.count().label("denominator")], c)
    # Few cases are linked: only these are told apart.
    links = event_of_case()
    linked = grouped(ask, ask.key(c), [further_of(links)], c.join(links, links.c.case_id == c.c.id))
    further = dict(zip(_marked(linked["key"]), linked["further"], strict=True))
    left_out = [int(further.get(key, 0)) for key in _marked(every["key"])]
    return every.assign(numerator=every["denominator"] - left_out, left_out=left_out, unknown=0)


def _marked(keys: pd.Series) -> list[str | None]:
    """Keys to look up by: None for those that have none, whatever the engine calls it."""
    return [key if isinstance(key, str) else None for key in keys]


def count_outcomes(ask: Ask) -> pd.DataFrame:
    """A row per key and part: cases with that outcome over closed cases of the key. Parts sum to 100 %; every outcome
    has a row in every key that has a case, those nobody closed with too.
    """
    c = ask.cases()
    at = ask.moment(c)
    key = None if ask.by in (None, "outcome") else ask.key(c)
    part = func.coalesce(c.c.outcome, "unknown")
    columns = [
        part.label("part"),
        counted(ask.metric.numerator(c.c, at)).label("numerator"),
        counted(ask.metric.left_out(c.c, at)).label("left_out"),
    ]
    head = null().label("key") if key is None else key.label("key")
    question = select(head, *columns).select_from(c).group_by(part, *([] if key is None else [key]))
    rows = read_frame(ask.connection, question)
    rows["key"] = None if key is None else written(rows["key"], ask.by)
    rows = _with_every_part(rows)
    by_key = rows.groupby("key", dropna=False, sort=False)
    rows["denominator"] = by_key["numerator"].transform("sum")
    rows["left_out"] = by_key["left_out"].transform("sum")
    rows["unknown"] = (
        rows["numerator"].where(rows["part"] == "unknown", 0).groupby(rows["key"], dropna=False).transform("sum")
    )
    return rows.assign(key=rows["part"]) if ask.by in (None, "outcome") else rows


def _with_every_part(rows: pd.DataFrame) -> pd.DataFrame:
    parts = pd.DataFrame({"part": list(dict.fromkeys((*OUTCOMES, *rows["part"])))})
    every = rows[["key"]].drop_duplicates().merge(parts, how="cross")
    counted = every.merge(rows, on=["key", "part"], how="left")
    return counted.fillna({"numerator": 0, "left_out": 0}).astype({"numerator": "int64", "left_out": "int64"})


def count_per_resident(ask: Ask) -> pd.DataFrame:
    """Numerator: cases; denominator: residents of the districts asked for (of the key itself when by district).

    Districts of unknown population have denominator 0, so their rate is "no data"; their cases are left out. A district
    with residents and no case has the rate 0.
    """
    rows, people = _of_counted_population(ask), _population(ask)
    if ask.by == "district":
        quiet = people.index.difference(pd.Index(rows["key"].dropna()))
        nothing = pd.DataFrame({"key": quiet, "numerator": 0, "left_out": 0, "unknown": 0})
        rows = pd.concat([rows, nothing.astype({"key": object})], ignore_index=True)
        return rows.assign(denominator=rows["key"].map(people).fillna(0))
    return rows.assign(denominator=int(people.sum()))


def _of_counted_population(ask: Ask) -> pd.DataFrame:
    c = ask.cases()
    within = counted(ask.metric.numerator(c.c, ask.moment(c)))
    rows = grouped(ask, ask.key(c), [within.label("numerator"), func.count().label("filed")], c)
    return rows.assign(left_out=rows.pop("filed") - rows["numerator"], unknown=0)


def _population(ask: Ask) -> pd.Series:
    """Residents by district id, of the districts a map of this question shows."""
    shown = members(ask.connection, ask.scope, ask.filters, "district")
    residents = func.coalesce(district.c.population, 0).label("population")
    question = select(district.c.id, residents).where(district.c.id.in_(shown), district.c.valid_to.is_(None))
    return read_frame(ask.connection, question).set_index("id")["population"]


def count_flow(ask: Ask) -> pd.DataFrame:
    """Numerator: closed in the period; denominator: filed in the period; unknown: closed on an unknown date."""
    filed = visible_cases(ask.scope, ask.filters).subquery("c")
    at = ask.moment(filed)
    undated = and_(is_closed(filed.c, at), filed.c.closed_at.is_(None))
    columns = [func.count().label("denominator"), counted(undated).label("unknown")]
    inflow = grouped(ask, ask.key(filed), columns, filed)
    everything = visible_cases(ask.scope, ask.filters.during(None)).subquery("c")
    within: list[ColumnElement[bool]] = [everything.c.closed_at.is_not(None)]
    if (period := ask.filters.period) is not None:
        within += [everything.c.closed_at >= period.start, everything.c.closed_at < period.end]
    closed = select(everything).where(*within).subquery("c")
    key = ask.key(closed, moment="closed_at")
    outflow = grouped(ask, key, [cast(func.count(), BigInteger).label("numerator")], closed)
    if ask.by is None:
        return inflow.assign(numerator=outflow["numerator"], left_out=0)
    both = inflow.merge(outflow, on="key", how="outer")
    return both.assign(left_out=0).fillna({"numerator": 0, "denominator": 0, "unknown": 0})
