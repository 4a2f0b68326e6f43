"""Staged records into the store: what is new, what changed, what stays; what is replaced is kept for taking back."""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.schema import CreateTable, DropTable

from intake.cases import arrow_rows
from intake.merge import Merged
from intake.staging import ARROW
from store.dialects import append_rows, read_frame
from store.record_tables import RECORDS, UNDO_RECORDS, poll_answer

_META = MetaData()
_ARROW = ARROW | {Date: pa.date32()}
_ORDER = 100_000_000  # rows of one file that can be told apart within one second
# `seq`: where a key comes twice, the greatest wins. `row`: the rows of the file by running number; `source_row`: as a
# spreadsheet shows it.
STAGED = {
    table.name: Table(
        f"stage_{table.name}",
        _META,
        *(Column(c.name, c.type) for c in table.columns),
        Column("seq", BigInteger),
        Column("row", Integer),
        Column("source_row", Integer),
        prefixes=["TEMPORARY"],
    )
    for table in RECORDS
}
MARKS = Table(
    "record_mark", _META, Column("of_table", Text), Column("key", Text), Column("mark", Text), prefixes=["TEMPORARY"]
)
CLEARED = Table("record_cleared", _META, Column("id", Text), prefixes=["TEMPORARY"])
TABLES = {table.name: table for table in RECORDS}


class Staging:
    """The tables of one file while it is read. `names`: the tables it fills, the first one holds what its rows are.

    `whole`: a row says all that a respondent answers to the questions of the file; other answers of theirs go.
    """

    def __init__(self, connection: Connection, batch: int, whole: bool = False) -> None:
        self._connection, self._batch, self._whole = connection, batch, whole
        self.names: list[str] = []
        self._rows = self._seq = 0
        connection.execute(DropTable(MARKS, if_exists=True))
        connection.execute(CreateTable(MARKS))

    def add(self, read: pd.DataFrame, frames: dict[str, pd.DataFrame]) -> None:
        """Append the records of a chunk. `read`: the rows of the file they were made of."""
        numbers = pd.Series(np.arange(self._rows, self._rows + len(read)), index=read.index)
        self._rows += len(read)
        for name, frame in frames.items():
            if name not in self.names:
                self.names.append(name)
                self._connection.execute(DropTable(STAGED[name], if_exists=True))
                self._connection.execute(CreateTable(STAGED[name]))
            seq = np.arange(self._seq, self._seq + len(frame))
            self._seq += len(frame)
            if "order" in frame:
                seq = seq + frame["order"].to_numpy() * _ORDER
            rows = frame.assign(
                seq=seq, row=numbers.reindex(frame.index).to_numpy(), source_row=frame.index, batch_id=self._batch
            )
            append_rows(self._connection, STAGED[name], _arrow(rows, STAGED[name]))

    def merge(self, cleared: Collection[str] = ()) -> Merged:
        """Everything staged goes into the store; counts are of the file's rows. The staging tables are dropped.

        `cleared`: respondents and questions of the file without any answer: what they held goes.
        """
        self._connection.execute(DropTable(CLEARED, if_exists=True))
        self._connection.execute(CreateTable(CLEARED))
        if cleared:
            append_rows(
                self._connection, CLEARED, arrow_rows(pd.DataFrame({"id": sorted(cleared)}), [("id", pa.string())])
            )
        merged = Merged(duplicates=self._drop_duplicates())
        for name in self.names:
            self._mark(name)
        marks = self._marks_by_row()
        merged.new, merged.updated, merged.unchanged = (
            int((marks == mark).sum()) for mark in ("new", "updated", "unchanged")
        )
        for name in self.names:
            self._write(name)
        for table in (*(STAGED[name] for name in self.names), MARKS, CLEARED):
            self._connection.execute(DropTable(table))
        return merged

    def _drop_duplicates(self) -> list[tuple[int, str]]:
        """Where a key comes twice the last row wins; returns the rows of the file of which nothing is left."""
        found: dict[int, tuple[int, str]] = {}
        for name in self.names:
            stage = STAGED[name]
            last = select(func.max(stage.c.seq)).group_by(stage.c.key)
            older = select(stage.c.row, stage.c.source_row, stage.c.key).where(stage.c.seq.not_in(last))
            lost = self._connection.execute(older.order_by(stage.c.row)).all() if name == self.names[0] else []
            self._connection.execute(delete(stage).where(stage.c.seq.not_in(last)))
            if name == self.names[0]:
                kept = set(self._connection.execute(select(stage.c.row)).scalars())
                found = {row.row: (row.source_row, row.key) for row in lost if row.row not in kept}
        return list(found.values())

    def _mark(self, name: str) -> None:
        """new, updated or unchanged for every staged key."""
        stage, stored = STAGED[name], TABLES[name]
        same = [stage.c[c.name].is_not_distinct_from(c) for c in stored.columns if c.name != "batch_id"]
        mark = case((stored.c.key.is_(None), "new"), (and_(*same), "unchanged"), else_="updated")
        joined = stage.outerjoin(stored, stored.c.key == stage.c.key)
        rows = select(literal(name), stage.c.key, mark).select_from(joined)
        self._connection.execute(insert(MARKS).from_select(["of_table", "key", "mark"], rows))

    def _marks_by_row(self) -> pd.Series:
        """One mark for each row of the file: as its own records say; unchanged with a new parent is updated."""
        if not self.names:
            return pd.Series(dtype="str")
        own = read_frame(self._connection, self._marked_rows(self.names[0])).groupby("row")["mark"].agg(set)
        marks = own.map(lambda met: met.pop() if len(met) == 1 else "updated")
        for name in self.names[1:]:
            parents = read_frame(self._connection, self._marked_rows(name))
            touched = parents.loc[parents["mark"] != "unchanged", "row"]
            marks = marks.mask(marks.eq("unchanged") & marks.index.isin(touched), "updated")
        if self._whole:
            stage = STAGED["poll_answer"]
            gone = select(poll_answer.c.respondent_key).where(_gone())
            rows = self._connection.execute(select(stage.c.row).where(stage.c.respondent_key.in_(gone))).scalars()
            marks = marks.mask(marks.eq("unchanged") & marks.index.isin(set(rows)), "updated")
        return marks

    def _marked_rows(self, name: str) -> Select:
        stage = STAGED[name]
        this = and_(MARKS.c.key == stage.c.key, MARKS.c.of_table == name)
        return select(stage.c.row, MARKS.c.mark).select_from(stage.join(MARKS, this))

    def _write(self, name: str) -> None:
        stage, stored, undo = STAGED[name], TABLES[name], UNDO_RECORDS[name]
        names = [c.name for c in stored.columns]
        updated, changed = _keys(name, ["updated"]), _keys(name, ["new", "updated"])
        before = select(*stored.columns, literal(self._batch)).where(stored.c.key.in_(updated))
        self._connection.execute(insert(undo).from_select([*names, "undo_batch"], before))
        self._connection.execute(delete(stored).where(stored.c.key.in_(updated)))
        if self._whole and stored is poll_answer:
            before = select(*stored.columns, literal(self._batch)).where(_gone())
            self._connection.execute(insert(undo).from_select([*names, "undo_batch"], before))
            self._connection.execute(delete(stored).where(_gone()))
        rows = select(*(stage.c[column] for column in names)).where(stage.c.key.in_(changed))
        self._connection.execute(insert(stored).from_select(names, rows))


def _gone() -> ColumnElement[bool]:
    """Of `poll_answer`: what respondents of the file answered to its questions before and do not answer now."""
    answers, questions = STAGED["poll_answer"], STAGED["poll_question"]
    who, asked = poll_answer.c.respondent_key, poll_answer.c.question_id
    nothing = select(CLEARED.c.id)
    return and_(
        or_(asked.in_(select(questions.c.id)), asked.in_(nothing)),
        or_(who.in_(select(answers.c.respondent_key)), who.in_(nothing)),
        poll_answer.c.key.not_in(select(answers.c.key)),
    )


def _keys(name: str, marks: Iterable[str]) -> Select:
    return select(MARKS.c.key).where(MARKS.c.of_table == name, MARKS.c.mark.in_(list(marks)))


def _arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    return arrow_rows(frame, [(c.name, _ARROW[type(c.type)]) for c in table.columns])
