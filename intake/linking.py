"""Links the cases of all channels that tell of one event, and keeps the links in the store."""

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Executable,
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

from analysis.events import SPAN, chains, groups
from analysis.same_place import NO_PAIRS, WINDOW, Memory, pairs
from intake.batches import ONE_WRITER, reserve
from intake.stretches import Stretches
from store.dialects import append_rows, drop, make_empty, read_frame, read_table
from store.tables import case, case_link, case_text, topic, undo_case

REASON = "similarity"
MARGIN = SPAN  # first guess of how far around new cases chains of pairs reach; widened where they reach further
AT_ONCE = 100_000  # cases in memory, with their texts
AT_FIRST = 20_000  # read without counting: most files have no more around them
MOST = 0.2  # of all cases: where more moved, a look at everything costs less
FOUND = case_link.c.reason == REASON
TYPED = ("case_id", "at", "place", "address", "text", "one", "other")

NO_LINKS = NO_PAIRS.assign(one_place=NO_PAIRS["place"], other_place=NO_PAIRS["place"]).drop(columns="place")

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
    found = groups(_pairs(connection), _links(connection)[0])
    connection.execute(delete(case_link).where(FOUND))
    _append(connection, case_link, found.assign(reason=REASON))
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
        return _read(connection, fresh.distinct())
    shared = select(case_link.c.event_id).where(FOUND, case_link.c.case_id.in_(mine))
    partners = select(case_link.c.case_id).where(FOUND, case_link.c.event_id.in_(shared))
    now = _points(case).where(or_(case.c.batch_id == batch, case.c.id.in_(partners)))
    return _read(connection, now.union(_points(undo_case).where(undo_case.c.undo_batch == batch)))


def link_around(connection: Connection, touched: pd.DataFrame) -> None:
    """Bring the links around what was touched (see `touched_by`) up to date: afterwards all links are as `link_events`
    would make them, if they were so before those cases came, changed or went.
    """
    if touched.empty:
        return
    stated, before = _links(connection)
    found, members = _around(connection, touched, stated, before)
    if not members:
        return
    now = groups(found[found["one"].isin(members)], stated[stated["one"].isin(members)])
    of_them = before.loc[before["other"].isin(members), ["one", "other"]]
    _replace(connection, of_them.set_axis(["event_id", "case_id"], axis=1), now)


def keep_moving(connection: Connection, which: ColumnElement[bool] | pd.Series) -> pd.DataFrame:
    """Remember cases whose place or topic becomes another one, a condition or their ids, in the temporary table
    `moved`; returns the places that they leave, for `link_moved`.
    """
    make_empty(connection, moved)
    if isinstance(which, pd.Series):
        _append(connection, moved, pd.DataFrame({"case_id": which.astype("str")}))
    else:
        connection.execute(insert(moved).from_select([moved.c.case_id], select(case.c.id).where(which)))
    leaving = _points(case).join(moved, moved.c.case_id == case.c.id).where(_place(case).is_not(None))
    return _read(connection, leaving.distinct())


def link_moved(connection: Connection, left: pd.DataFrame) -> None:
    """`link_around` for the cases in `moved`: where they stand now, what they were linked with, and the places that
    they `left` (see `touched_by`). Where many moved, all cases are looked at.
    """
    many, all_cases = (connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (moved, case))
    if many > max(AT_ONCE, all_cases * MOST):
        drop(connection, moved)
        _look_at_all(connection)
        return
    there = _read(connection, _points(case).join(moved, moved.c.case_id == case.c.id).distinct())
    shared = select(case_link.c.event_id).join(moved, moved.c.case_id == case_link.c.case_id).where(FOUND)
    partners = select(case_link.c.case_id).where(FOUND, case_link.c.event_id.in_(shared))
    beside = _read(connection, _points(case).where(case.c.id.in_(partners)).distinct())
    drop(connection, moved)
    link_around(connection, pd.concat([there, beside, left], ignore_index=True).drop_duplicates())


def _around(
    connection: Connection, touched: pd.DataFrame, stated: pd.DataFrame, before: pd.DataFrame
) -> tuple[pd.DataFrame, set[str]]:
    """(pairs, cases of which these are all the pairs): whatever chains of pairs and of earlier links join to the cases
    that were touched, or were filed near them and may have been joined before.
    """
    asked, margin = Stretches.around(touched, MARGIN), MARGIN
    found = _pairs(connection, asked)
    if found.empty and stated.empty and before.empty:
        return found, set()
    placeless, core = touched["case_id"].dropna(), Stretches.around(touched, WINDOW)
    while True:
        ends = pd.concat([_ends(found), _ends(stated), _ends(before)], ignore_index=True)
        ends = ends[ends["at"].notna()].drop_duplicates()
        seeds = ends["case_id"][core.hold(ends) | ends["case_id"].isin(placeless)]
        links = pd.concat([found, stated, before])
        if seeds.empty:
            return found, set()
        members = chains(zip(links["one"], links["other"], strict=True), seeds)
        # Whoever stands near the end of a stretch may be at one place with a case beyond it.
        open_ended = ends[ends["case_id"].isin(members) & ends["place"].notna() & ~asked.hold(ends, WINDOW)]
        if open_ended.empty:
            return found, members
        margin *= 2
        wider = Stretches.around(open_ended, margin)
        asked = asked.with_those(wider)
        again = _pairs(connection, asked.of(wider.places))
        found = pd.concat([found[~found["one_place"].isin(wider.places)], again], ignore_index=True)


def _ends(links: pd.DataFrame) -> pd.DataFrame:
    """Both cases of each pair: case_id, at, place."""
    names = {"": "case_id", "_at": "at", "_place": "place"}
    return pd.concat(
        [links[[f"{end}{part}" for part in names]].set_axis(list(names.values()), axis=1) for end in ("one", "other")]
    )


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
        _make(connection, near, asked.rows)
        first, last = asked.rows["since"].min().to_pydatetime(), asked.rows["until"].max().to_pydatetime()
        few = _read(connection, _told(about).where(case.c.filed_at.between(first, last)).limit(AT_FIRST))
        if len(few) < AT_FIRST:  # all of them
            yield few
            return
        del few
    filed = select(func.date_trunc("day", case.c.filed_at).label("day")).where(case.c.filed_at.is_not(None))
    day = filed.select_from(about).subquery()
    days = read_frame(connection, select(day.c.day, func.count().label("n")).group_by(day.c.day).order_by(day.c.day))
    for _, part in days.groupby(days["n"].cumsum() // AT_ONCE):
        first, after = part["day"].iloc[0], part["day"].iloc[-1] + pd.Timedelta(1, "D")
        yield _read(connection, _told(about).where(case.c.filed_at >= first, case.c.filed_at < after))


def _replace(connection: Connection, before: pd.DataFrame, now: pd.DataFrame) -> None:
    """The links of some events by others; what is the same stays where it is."""
    both = before.drop_duplicates().merge(now, how="outer", indicator=True)
    changed = both.loc[both["_merge"] != "both", ["event_id"]].drop_duplicates()
    if changed.empty:
        return
    _make(connection, torn, changed)
    connection.execute(delete(case_link).where(FOUND, case_link.c.event_id.in_(select(torn.c.event_id))))
    _append(connection, case_link, now[now["event_id"].isin(changed["event_id"])].assign(reason=REASON))


def _place(of: FromClause) -> ColumnElement[str]:
    """A topic, to its second level, in a municipality; needs `topic` joined. Missing where either is."""
    return of.c.district_id + "|" + topic.c.level_1 + "|" + func.coalesce(topic.c.level_2, "")


def _about(only_near: bool) -> FromClause:
    """Cases with their topics: all, or those in the stretches of `near`, of which those of a place lie apart."""
    about = case.outerjoin(topic, topic.c.id == case.c.topic_id)
    there = and_(near.c.place == _place(case), case.c.filed_at.between(near.c.since, near.c.until))
    return about.join(near, there) if only_near else about


def _told(about: FromClause) -> Select:
    """What cases say of when, where and what; those that say nothing of where have nobody at the same place."""
    columns = (case.c.id.label("case_id"), case.c.filed_at.label("at"), _place(case).label("place"))
    return (
        select(*columns, case.c.address, case_text.c.text)
        .select_from(about.outerjoin(case_text, case_text.c.case_id == case.c.id))
        .where(or_(case.c.address.is_not(None), case_text.c.text.is_not(None)))
    )


def _points(of: Table) -> Select:
    """Where and on which day dated cases were filed."""
    place = _place(of)
    alone = case_when((place.is_(None), of.c.id))
    return (
        select(place.label("place"), func.date_trunc("day", of.c.filed_at).label("at"), alone.label("case_id"))
        .select_from(of.outerjoin(topic, topic.c.id == of.c.topic_id))
        .where(of.c.filed_at.is_not(None))
    )


def _links(connection: Connection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Links that a source states or a person made, and those found earlier; both as `_pairs` gives pairs: one (the
    event), other (the case), and moment and place of both.
    """
    links = _read(
        connection, select(case_link.c.event_id.label("one"), case_link.c.case_id.label("other"), FOUND.label("found"))
    )
    if links.empty:
        return NO_LINKS, NO_LINKS
    ids = select(case_link.c.case_id).union(select(case_link.c.event_id))
    linked = case.outerjoin(topic, topic.c.id == case.c.topic_id)
    placed = select(case.c.id.label("case_id"), case.c.filed_at.label("at"), _place(case).label("place"))
    where = _read(connection, placed.select_from(linked).where(case.c.id.in_(ids))).set_index("case_id")
    for end in ("one", "other"):
        links = links.join(where.add_prefix(f"{end}_"), on=end)
    found = links.pop("found").eq(True)
    return links[~found & links["one"].ne(links["other"])], links[found]


def _read(connection: Connection, question: Executable) -> pd.DataFrame:
    """A frame whose texts are texts and whose moments are moments even where there is none at all."""
    frame = read_table(connection, question).to_pandas()
    kinds = {name: "datetime64[us]" if name == "at" else "str" for name in frame if name in TYPED}
    if frame.empty:  # texts of Arrow that hold nothing cannot be joined
        return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, frame[name].dtype)) for name in frame})
    return frame.astype({name: kind for name, kind in kinds.items() if frame[name].dtype != kind})


def _make(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """A temporary table of this connection that holds these rows."""
    make_empty(connection, table)
    _append(connection, table, rows)


def _append(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    kinds = {Text: pa.string(), DateTime: pa.timestamp("us")}
    schema = pa.schema([(column.name, kinds[type(column.type)]) for column in table.columns])
    append_rows(connection, table, pa.Table.from_pandas(rows, schema=schema, preserve_index=False))
