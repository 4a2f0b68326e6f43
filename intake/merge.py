"""The staged file into the store: what is new, what changed, what stays; what is replaced is kept for undoing."""

from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy import case as case_when

from analysis.side_by_side import each
from intake.events import events_of_staged
from intake.staging import stage_case, stage_event, stage_link, stage_mark, stage_text
from store.dialects import read_table
from store.tables import case, case_event, case_link, case_text, undo_case, undo_event, undo_text
from store.words import AT_ONCE, BATCH, words_of, write_words

# Not compared: the batch and the number change with every file, the first deadline is kept from the first file.
NOT_COMPARED = {"batch_id", "first_due_at", "number"}


@dataclass
class Merged:
    """What the merge did. `duplicates`: (row, number) of rows that a later row of the same file replaced.

    `links`: links of updated cases that went ("removed") or came ("added"), for undoing.
    `named`: rows of earlier files whose names are known by now, see `intake.records.listed`.
    """

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: list[tuple[int, str]] = field(default_factory=list)
    links: dict[str, list[list[str]]] = field(default_factory=dict)
    named: int = 0


def merge(connection: Connection, batch: int, now: datetime, read: int) -> Merged:
    """Everything staged, of so many rows that were read, goes into the store, inside the caller's transaction."""
    keys, duplicates = _drop_duplicates(connection)
    merged = Merged(new=keys, duplicates=duplicates)
    if _mark(connection):
        _mark_relinked(connection)
        _mark_retold(connection)
        by_mark = select(stage_mark.c.mark, func.count()).group_by(stage_mark.c.mark)
        counts = {row[0]: row[1] for row in connection.execute(by_mark)}
        merged.new, merged.updated, merged.unchanged = (counts.get(mark, 0) for mark in ("new", "updated", "unchanged"))
    if merged.unchanged:
        _drop_unchanged(connection)
    if merged.updated:
        _keep_deadlines(connection, now)
        _keep_numbers(connection)
        _keep_for_undo(connection, batch)
        merged.links = _changed_links(connection)
        _delete_updated(connection)
    if merged.new or merged.updated:
        _insert(connection)
        _index(connection, batch, read)
    return merged


def _marked(mark: str) -> Select:
    return select(stage_mark.c.id).where(stage_mark.c.mark == mark)


def _drop_duplicates(connection: Connection) -> tuple[int, list[tuple[int, str]]]:
    """Where a key comes twice in a file the last row wins; how many keys there are, and the other rows, to report."""
    rows, keys = connection.execute(select(func.count(), func.count(stage_case.c.id.distinct()))).one()
    if rows == keys:
        return keys, []
    last = select(stage_case.c.id, func.max(stage_case.c.seq).label("seq")).group_by(stage_case.c.id).subquery()
    older = select(stage_case.c.seq, stage_case.c.source_row, stage_case.c.source_number).join(
        last, and_(last.c.id == stage_case.c.id, last.c.seq != stage_case.c.seq)
    )
    found = connection.execute(older.order_by(stage_case.c.seq)).all()
    lost = older.with_only_columns(stage_case.c.seq)
    for table in (stage_text, stage_case):
        connection.execute(delete(table).where(table.c.seq.in_(lost)))
    return keys, [(row.source_row, row.source_number) for row in found]


def _mark(connection: Connection) -> bool:
    """new, updated or unchanged for every staged key; whether any of them is known. Two looks, for most files bring
    nothing but new cases, and to compare whole cases is dear.
    """
    known = select(case.c.id).where(case.c.id.in_(select(stage_case.c.id)))
    mark = case_when((stage_case.c.id.in_(known), "updated"), else_="new")
    connection.execute(insert(stage_mark).from_select(["id", "mark"], select(stage_case.c.id, mark)))
    if connection.execute(_marked("updated").limit(1)).first() is None:
        return False
    text = select(case_text).where(case_text.c.case_id.in_(_marked("updated"))).subquery()
    same = [stage_case.c[c.name].is_not_distinct_from(c) for c in case.columns if c.name not in NOT_COMPARED]
    same += [stage_text.c[c.name].is_not_distinct_from(c) for c in text.columns if c.name != "case_id"]
    both = (
        stage_case.join(case, case.c.id == stage_case.c.id)
        .outerjoin(text, text.c.case_id == stage_case.c.id)
        .outerjoin(stage_text, stage_text.c.case_id == stage_case.c.id)
    )
    alike = select(stage_case.c.id).select_from(both).where(*same)
    connection.execute(update(stage_mark).values(mark="unchanged").where(stage_mark.c.id.in_(alike)))
    return True


def _mark_relinked(connection: Connection) -> None:
    """A case whose only change is what it is linked to is updated too."""
    staged, stored = (
        select(link.c.event_id, link.c.case_id).where(
            link.c.reason == "source", link.c.event_id != link.c.case_id, link.c.case_id.in_(_marked("unchanged"))
        )
        for link in (stage_link, case_link)
    )
    differing = {pair[1] for pair in _pairs(connection, staged) ^ _pairs(connection, stored)}
    if differing:
        connection.execute(update(stage_mark).values(mark="updated").where(stage_mark.c.id.in_(sorted(differing))))


def _mark_retold(connection: Connection) -> None:
    """A case of which the source tells a step that is not stored yet is updated too."""
    same = [case_event.c[name] == stage_event.c[name] for name in ("case_id", "at", "kind")]
    known = select(case_event.c.case_id).where(*same).exists()
    fresh = select(stage_event.c.case_id).where(stage_event.c.case_id.in_(_marked("unchanged")), ~known)
    connection.execute(update(stage_mark).values(mark="updated").where(stage_mark.c.id.in_(fresh)))


def _drop_unchanged(connection: Connection) -> None:
    for column in (stage_case.c.id, stage_text.c.case_id, stage_link.c.case_id, stage_event.c.case_id):
        connection.execute(delete(column.table).where(column.in_(_marked("unchanged"))))


def _keep_deadlines(connection: Connection, now: datetime) -> None:
    """The first deadline stays the first; a deadline that moved becomes an event; earlier such events stay."""
    moved = and_(case.c.id == stage_case.c.id, case.c.due_at.is_not(None), stage_case.c.due_at != case.c.due_at)
    extended = select(
        stage_case.c.id,
        literal(now).label("at"),
        literal("extended").label("kind"),
        stage_case.c.agency_id,
        cast(case.c.due_at, Text).label("note"),
        literal("minute").label("precision"),
    ).where(moved)
    names = ["case_id", "at", "kind", "agency_id", "note", "precision"]
    connection.execute(insert(stage_event).from_select(names, extended))
    earlier = select(*(case_event.c[name] for name in names)).where(
        case_event.c.kind == "extended", case_event.c.case_id.in_(_marked("updated"))
    )
    connection.execute(insert(stage_event).from_select(names, earlier))
    connection.execute(
        update(stage_case)
        .values(first_due_at=case.c.first_due_at)
        .where(case.c.id == stage_case.c.id, case.c.first_due_at.is_not(None))
    )


def _keep_numbers(connection: Connection) -> None:
    """A case that says the same words keeps its number, by which they are known."""
    places = [(stage_case.c[name], case.c[name]) for name in ("address", "topic_source")]
    places += [(stage_text.c[name], case_text.c[name]) for name in ("text", "reply")]
    same = (
        select(case.c.id, case.c.number)
        .join(stage_case, stage_case.c.id == case.c.id)
        .outerjoin(case_text, case_text.c.case_id == case.c.id)
        .outerjoin(stage_text, stage_text.c.case_id == case.c.id)
        .where(case.c.number.is_not(None), *(new.is_not_distinct_from(old) for new, old in places))
        .subquery("same")
    )
    connection.execute(update(stage_case).values(number=same.c.number).where(stage_case.c.id == same.c.id))


def _keep_for_undo(connection: Connection, batch: int) -> None:
    for undo, source, key in (
        (undo_case, case, case.c.id),
        (undo_text, case_text, case_text.c.case_id),
        (undo_event, case_event, case_event.c.case_id),
    ):
        names = [c.name for c in source.columns]
        rows = select(*source.columns, literal(batch)).where(key.in_(_marked("updated")))
        connection.execute(insert(undo).from_select([*names, "undo_batch"], rows))


def _changed_links(connection: Connection) -> dict[str, list[list[str]]]:
    """Links of updated cases on one side only; those that went are deleted here."""
    of_updated = case_link.c.case_id.in_(_marked("updated"))
    before = _pairs(connection, select(case_link.c.event_id, case_link.c.case_id).where(of_updated, _from_source()))
    staged = stage_link.c.case_id.in_(_marked("updated"))
    after = _pairs(connection, select(stage_link.c.event_id, stage_link.c.case_id).where(staged))
    removed, added = sorted(before - after), sorted(after - before)
    for event_id, case_id in removed:
        connection.execute(delete(case_link).where(_link(event_id, case_id)))
    return {name: [list(pair) for pair in pairs] for name, pairs in (("removed", removed), ("added", added)) if pairs}


def _pairs(connection: Connection, question: Select) -> set[tuple[str, str]]:
    return {(row[0], row[1]) for row in connection.execute(question)}


def _from_source() -> ColumnElement[bool]:
    return case_link.c.reason == "source"


def _link(event_id: str, case_id: str) -> ColumnElement[bool]:
    return and_(case_link.c.event_id == event_id, case_link.c.case_id == case_id, _from_source())


def _delete_updated(connection: Connection) -> None:
    for column in (case.c.id, case_text.c.case_id, case_event.c.case_id):
        connection.execute(delete(column.table).where(column.in_(_marked("updated"))))


def _insert(connection: Connection) -> None:
    for target, rows in (
        (case, select(*(stage_case.c[c.name] for c in case.columns))),
        (case_text, select(*(stage_text.c[c.name] for c in case_text.columns))),
        (case_event, events_of_staged()),
        (case_event, select(*(stage_event.c[c.name] for c in case_event.columns))),
    ):
        connection.execute(insert(target).from_select([c.name for c in target.columns], rows))
    if connection.execute(select(stage_link.c.case_id).limit(1)).first() is None:
        return
    there = select(case_link.c.event_id).where(
        case_link.c.event_id == stage_link.c.event_id, case_link.c.case_id == stage_link.c.case_id
    )
    columns = [stage_link.c[c.name] for c in case_link.columns]
    fresh = select(*columns).where(~there.exists()).distinct()
    connection.execute(insert(case_link).from_select([c.name for c in columns], fresh))


def _index(connection: Connection, batch: int, read: int) -> None:
    """The words of the cases that came with this batch, or say something else than before: of two blocks at once, for
    a core each. Only one thread speaks with the store.
    """
    starts = range(1, read + 1, AT_ONCE)
    for place in range(0, len(starts), 2):
        rows = [_told(connection, batch, first) for first in starts[place : place + 2]]
        for told in each(words_of, rows):
            write_words(connection, told)


def _told(connection: Connection, batch: int, first: int) -> pa.Table:
    """What the search looks in, of some staged cases from the first one on."""
    facts = (stage_case.c.number, stage_case.c.address, stage_case.c.topic_source)
    few = [rows.c.seq.between(first, first + AT_ONCE - 1) for rows in (stage_case, stage_text)]
    same = and_(stage_text.c.seq == stage_case.c.seq, few[1])  # said of both: neither is then read whole each time
    told = select(*facts, stage_text.c.text, stage_text.c.reply).select_from(stage_case.outerjoin(stage_text, same))
    return read_table(connection, told.where(few[0], stage_case.c.number >= batch * BATCH))
