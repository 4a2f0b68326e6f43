"""Links the cases of all channels that tell of one event, and keeps the links in the store."""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    FromClause,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy import case as case_when

from analysis.columns import is_among
from analysis.events import SPAN, chains, groups
from analysis.same_place import NO_PAIRS, WINDOW, Memory, pairs
from intake.batches import ONE_WRITER, reserve
from intake.links import (
    FOUND,
    NOWHERE,
    REASON,
    all_links,
    append,
    dated,
    ends_of,
    linked_cases,
    make,
    place_of,
    read_typed,
    stated_links,
)
from intake.stretches import DAY, Stretches
from store.dialects import drop, make_empty, read_frame
from store.tables import case, case_link, case_text, topic, undo_case

MARGIN = SPAN  # first guess of how far around new cases chains of pairs reach; widened where they reach further
AT_ONCE = 100_000  # cases in memory, with their texts
AT_FIRST = 20_000  # read without counting: most files have no more around them
FEW = 5_000  # stretches: around more of them lie more cases than that
MOST = 0.2  # of all cases: where more moved, a look at everything costs less

PASSING = MetaData()
near = Table(
    "near",
    PASSING,
    Column("place", Text),
    Column("since", DateTime),
    Column("until", DateTime),
    prefixes=["TEMPORARY"],
)
torn = Table("torn", PASSING, Column("event_id", Text), prefixes=["TEMPORARY"])
distant = Table("distant", PASSING, Column("case_id", Text), prefixes=["TEMPORARY"])
moved = Table("moved", PASSING, Column("case_id", Text), prefixes=["TEMPORARY"])


def link_events(engine: Engine) -> dict[str, int]:
    """Look at all dated cases anew and replace the links found earlier, in one transaction; those that a source states
    or a person made stay. The result depends on the cases only, not on the order in which files came.

    Out: cases (looked at), events (groups found), linked (cases in them).
    """
    with ONE_WRITER, engine.begin() as connection:
        reserve(connection)
        found = _look_at_all(connection)
        cases = connection.execute(select(func.count(case.c.filed_at))).scalar_one()
    return {"cases": cases, "events": found["event_id"].nunique(), "linked": len(found)}


def _look_at_all(connection: Connection) -> pd.DataFrame:
    links = all_links(connection)
    found = groups(_pairs(connection), stated_links(links, linked_cases(connection) if len(links) else NOWHERE))
    connection.execute(delete(case_link).where(FOUND))
    append(connection, case_link, found.assign(reason=REASON))
    return found


def touched_by(connection: Connection, batch: int, *, only_new: bool = False, tells: bool = True) -> pd.DataFrame:
    """What a batch touched: its cases, those it replaced as they were, and whatever shares an event with them; of a
    batch of `only_new` cases there are none of the two. Where none of them `tells` of a place, by an address or in a
    text, they are at one place with nobody, and only those that a source names count.

    Columns: place (a topic in a municipality), at (the day), and case_id of cases without a place; dated cases only.
    """
    mine = select(case.c.id).where(case.c.batch_id == batch)
    if only_new:
        fresh = _points(case).where(case.c.batch_id == batch)
        if not tells:
            named = (case.c.id.in_(select(end)) for end in (case_link.c.event_id, case_link.c.case_id))
            fresh = fresh.where(or_(*named))
        return read_typed(connection, fresh.distinct())
    shared = select(case_link.c.event_id).where(FOUND, case_link.c.case_id.in_(mine))
    partners = select(case_link.c.case_id).where(FOUND, case_link.c.event_id.in_(shared))
    now = _points(case).where(or_(case.c.batch_id == batch, case.c.id.in_(partners)))
    return read_typed(connection, now.union(_points(undo_case).where(undo_case.c.undo_batch == batch)))


def link_around(connection: Connection, touched: pd.DataFrame) -> None:
    """Bring the links around what was touched (see `touched_by`) up to date: afterwards all links are as `link_events`
    would make them, if they were so before those cases came, changed or went.
    """
    if touched.empty:
        return
    links = all_links(connection)
    found, members, ends = _around(connection, touched, links)
    if not members:
        return
    now = groups(found[is_among(found["one"], members)], stated_links(links[is_among(links["one"], members)], ends))
    of_them = links.loc[links["found"] & is_among(links["other"], members), ["one", "other"]]
    _replace(connection, of_them.set_axis(["event_id", "case_id"], axis=1), now)


def keep_moving(connection: Connection, which: ColumnElement[bool] | pd.Series) -> pd.DataFrame:
    """Remember cases whose place or topic becomes another one, a condition or their ids, in the temporary table
    `moved`; returns the places that they leave, for `link_moved`.
    """
    make_empty(connection, moved)
    if isinstance(which, pd.Series):
        append(connection, moved, pd.DataFrame({"case_id": which.astype("str")}))
    else:
        connection.execute(insert(moved).from_select([moved.c.case_id], select(case.c.id).where(which)))
    leaving = _points(case).join(moved, moved.c.case_id == case.c.id).where(place_of(case).is_not(None))
    return read_typed(connection, leaving.distinct())


def link_moved(connection: Connection, left: pd.DataFrame) -> None:
    """`link_around` for the cases in `moved`: where they stand now, what they were linked with, and the places that
    they `left` (see `touched_by`). Where many moved, all cases are looked at.
    """
    many, all_cases = (connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (moved, case))
    if many > max(AT_ONCE, all_cases * MOST):
        drop(connection, moved)
        _look_at_all(connection)
        return
    there = read_typed(connection, _points(case).join(moved, moved.c.case_id == case.c.id).distinct())
    shared = select(case_link.c.event_id).join(moved, moved.c.case_id == case_link.c.case_id).where(FOUND)
    partners = select(case_link.c.case_id).where(FOUND, case_link.c.event_id.in_(shared))
    beside = read_typed(connection, _points(case).where(case.c.id.in_(partners)).distinct())
    drop(connection, moved)
    link_around(connection, pd.concat([there, beside, left], ignore_index=True).drop_duplicates())


def _around(
    connection: Connection, touched: pd.DataFrame, links: pd.DataFrame
) -> tuple[pd.DataFrame, set[str], pd.DataFrame]:
    """(pairs, cases of which these are all the pairs, where these and others are): whatever chains of pairs and of
    earlier links join to the cases that were touched, or were filed near them and may have been joined before.
    """
    asked, margin = Stretches.around(touched, MARGIN), MARGIN
    found = _pairs(connection, asked)
    if found.empty and links.empty:
        return found, set(), NOWHERE
    placeless, core = touched["case_id"].dropna(), Stretches.around(touched, WINDOW)
    linked = linked_cases(connection, _filed_near(touched)) if len(links) else NOWHERE
    while True:
        ends = dated([*ends_of(found), linked])
        seeds = ends["case_id"][core.hold(ends) | is_among(ends["case_id"], placeless)]
        if seeds.empty:
            return found, set(), ends
        both = (pd.concat([found[end], links[end]]).to_numpy() for end in ("one", "other"))
        members = chains(zip(*both, strict=True), seeds)
        if unknown := members.difference(ends["case_id"]):
            linked = pd.concat([linked, linked_cases(connection, _these(connection, unknown))], ignore_index=True)
            ends = dated([ends, linked])
        # Whoever stands near the end of a stretch may be at one place with a case beyond it.
        open_ended = ends[is_among(ends["case_id"], members) & ends["place"].notna() & ~asked.hold(ends, WINDOW)]
        if open_ended.empty:
            return found, members, ends
        margin *= 2
        wider = Stretches.around(open_ended, margin)
        asked = asked.with_those(wider)
        again = _pairs(connection, asked.of(wider.places))
        found = pd.concat([found[~is_among(found["one_place"], wider.places)], again], ignore_index=True)


def _filed_near(touched: pd.DataFrame) -> ColumnElement[bool]:
    """Most of what is linked was filed long before, and need not be looked up."""
    first, last = (touched["at"].min() - MARGIN).to_pydatetime(), (touched["at"].max() + DAY + MARGIN).to_pydatetime()
    return case.c.filed_at.between(first, last)


def _these(connection: Connection, case_ids: set[str]) -> ColumnElement[bool]:
    make(connection, distant, pd.DataFrame({"case_id": pd.Series(sorted(case_ids), dtype="str")}))
    return case.c.id.in_(select(distant.c.case_id))


def _pairs(connection: Connection, asked: Stretches | None = None) -> pd.DataFrame:
    """Pairs of all dated cases, or of those in the stretches: one, other, and the moment and place of both."""
    memory = Memory()
    parts = [part for cases in _in_time(connection, asked) if len(part := pairs(cases, memory))]
    found = pd.concat(parts, ignore_index=True) if parts else NO_PAIRS
    return found.assign(one_place=found["place"], other_place=found["place"])


def _in_time(connection: Connection, asked: Stretches | None) -> Iterator[pd.DataFrame]:
    """Cases in the order of time, some days after some days, as many at once as the memory bears."""
    about = _about(asked is not None)
    if asked is not None:
        if asked.rows.empty:
            return
        make(connection, near, asked.rows)
        first, last = asked.rows["since"].min().to_pydatetime(), asked.rows["until"].max().to_pydatetime()
        if len(asked.rows) < FEW:
            few = read_typed(connection, _told(about).where(case.c.filed_at.between(first, last)).limit(AT_FIRST))
            if len(few) < AT_FIRST:  # all of them
                yield few
                return
            del few
    filed = select(func.date_trunc("day", case.c.filed_at).label("day")).where(case.c.filed_at.is_not(None))
    day = filed.select_from(about).subquery()
    days = read_frame(connection, select(day.c.day, func.count().label("n")).group_by(day.c.day).order_by(day.c.day))
    for _, part in days.groupby(days["n"].cumsum() // AT_ONCE):
        first, after = part["day"].iloc[0], part["day"].iloc[-1] + pd.Timedelta(1, "D")
        yield read_typed(connection, _told(about).where(case.c.filed_at >= first, case.c.filed_at < after))


def _replace(connection: Connection, before: pd.DataFrame, now: pd.DataFrame) -> None:
    """The links of some events by others; what is the same stays where it is."""
    both = before.drop_duplicates().merge(now, how="outer", indicator=True)
    changed = both.loc[both["_merge"] != "both", ["event_id"]].drop_duplicates()
    if changed.empty:
        return
    make(connection, torn, changed)
    connection.execute(delete(case_link).where(FOUND, case_link.c.event_id.in_(select(torn.c.event_id))))
    append(connection, case_link, now[is_among(now["event_id"], changed["event_id"])].assign(reason=REASON))


def _about(only_near: bool) -> FromClause:
    """Cases with their topics: all, or those in the stretches of `near`, of which those of a place lie apart."""
    about = case.outerjoin(topic, topic.c.id == case.c.topic_id)
    there = and_(near.c.place == place_of(case), case.c.filed_at.between(near.c.since, near.c.until))
    return about.join(near, there) if only_near else about


def _told(about: FromClause) -> Select:
    """What cases say of when, where and what; those that say nothing of where have nobody at the same place."""
    columns = (case.c.id.label("case_id"), case.c.filed_at.label("at"), place_of(case).label("place"))
    return (
        select(*columns, case.c.address, case_text.c.text)
        .select_from(about.outerjoin(case_text, case_text.c.case_id == case.c.id))
        .where(or_(case.c.address.is_not(None), case_text.c.text.is_not(None)))
    )


def _points(of: Table) -> Select:
    """Where and on which day dated cases were filed."""
    place = place_of(of)
    alone = case_when((place.is_(None), of.c.id))
    return (
        select(place.label("place"), func.date_trunc("day", of.c.filed_at).label("at"), alone.label("case_id"))
        .select_from(of.outerjoin(topic, topic.c.id == of.c.topic_id))
        .where(of.c.filed_at.is_not(None))
    )
