"""A reform entered by mistake is taken back: what was counted in the new municipality because of it returns to the old.

Where a row belonged is told by the row itself, as when it was loaded: by the name it bears, else by its point, else by
the home of its organisation. The home of an organisation is kept by the batch that entered the reform.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, and_, exists, select, true, update

from intake.linking import keep_moving, link_moved
from intake.matching import Names
from intake.names.successors import final, read_successors
from intake.placement import Placement
from intake.reference.reforms import PLACED, enter
from intake.reference.tables import Row
from intake.report import ImportReport
from store.dialects import append_rows, drop, make_empty, read_frame
from store.tables import agency, case, district, import_batch

going = Table(
    "going", MetaData(), Column("id", Text), Column("undo_batch", Integer), prefixes=["TEMPORARY"]
)  # what goes back


@dataclass(frozen=True)
class _Return:
    """`old` stands again; what `now` got from it goes back. `names` as they were before: «Озёрский» meant the old one,
    the two being one place; `homes`: agency → home, of those that were in a municipality of the past; `successors`:
    what is left of the reforms.
    """

    old: str
    now: str
    names: Names
    placement: Placement
    homes: dict[str, str]
    successors: dict[str, str]

    def of(self, rows: pd.DataFrame) -> pd.Series:
        """Which rows belong to the old one. `rows`: columns district_source and, where the table has them, region, lat,
        lon, agency_id.
        """
        where: Any = rows.get("region", self.names.home)
        found = self.names.districts(rows["district_source"], where).astype(object)
        nameless = rows[found.isna() & rows["lat"].notna()] if "lat" in rows else rows[:0]
        if len(nameless):
            found = found.fillna(self.placement.district_of(nameless["lat"], nameless["lon"]).astype(object))
        if "agency_id" in rows:
            found = found.fillna(rows["agency_id"].map(self.homes).astype(object))
        return found.map(self.leads_here)

    def leads_here(self, id: object) -> bool:
        """Whether this municipality is the old one, or became it earlier."""
        return isinstance(id, str) and self.successors.get(id, id) == self.old


def take_reform_back(connection: Connection, old: str) -> int:
    """The municipality `old` stands again. Returns how many cases returned to it. Raises ValueError for one that no
    reform ended.
    """
    row = connection.execute(select(district).where(district.c.id == old)).mappings().first()
    if row is None or row["successor_id"] is None:
        raise ValueError(f"no reform ended {old!r}")
    names, now = Names.load(connection), final(old, read_successors(connection))
    homes, began = _kept(connection)
    connection.execute(update(district).where(district.c.id == old).values(valid_to=None, successor_id=None))
    _unbegin(connection, row["successor_id"], began)
    again = _Return(old, now, names, Placement.load(connection), homes, read_successors(connection))
    cases = _belonging(connection, case, again)
    left = keep_moving(connection, cases["id"])
    for table in PLACED:
        if table is agency:
            _return_agencies(connection, again)
        else:
            _return_rows(connection, table, cases if table is case else _belonging(connection, table, again), old)
    link_moved(connection, left)
    return len(cases)


def restore_reforms(connection: Connection, report: Mapping[str, Any]) -> int:
    """As before a batch of reforms: `reforms` of its report is its old id → the day it had before, None where it stood;
    `instead`: old id → successor and day, of a reform that it corrected. Returns how many cases returned. Raises
    ValueError where the corrected reform can be no more.
    """
    returned = 0
    for old, day in report["reforms"].items():
        if day is None:
            still = select(district.c.id).where(district.c.id == old, district.c.successor_id.is_not(None))
            returned += take_reform_back(connection, old) if connection.execute(still).first() else 0
        else:
            ended = update(district).where(district.c.id == old, district.c.successor_id.is_not(None))
            connection.execute(ended.values(valid_to=date.fromisoformat(day)))
    rows = [Row(None, 1, {"old": old, "new": new, "day": day}) for old, (new, day) in report.get("instead", {}).items()]
    if rows:
        again = ImportReport("", "reforms", read=len(rows))
        enter(connection, rows, again, "")
        if again.rejected:
            raise ValueError(f"{rows[0]['old']} cannot become {rows[0]['new']} again: a later reform stands against it")
    return returned


def entered_later(connection: Connection, batch: int, report: Mapping[str, Any]) -> list[int]:
    """Later batches, not undone, that entered a reform of the same municipalities, or of what one of them would become
    again.
    """
    named = {*report["reforms"], *(new for new, _ in report.get("instead", {}).values())}
    question = select(import_batch.c.id, import_batch.c.report).where(
        import_batch.c.layout == "reforms", import_batch.c.undone_at.is_(None), import_batch.c.id > batch
    )
    rows = connection.execute(question.order_by(import_batch.c.id))
    return [row.id for row in rows if named & set((row.report or {}).get("reforms", {}))]


def _kept(connection: Connection) -> tuple[dict[str, str], set[str]]:
    """What the batches of reforms kept: homes (of several the first is where the agency came from), began."""
    question = select(import_batch.c.report).where(
        import_batch.c.layout == "reforms", import_batch.c.undone_at.is_(None)
    )
    homes: dict[str, str] = {}
    began: set[str] = set()
    for report in connection.execute(question.order_by(import_batch.c.id)).scalars():
        homes = (report or {}).get("homes", {}) | homes
        began |= set((report or {}).get("began", []))
    return homes, began


def _unbegin(connection: Connection, new: str, began: set[str]) -> None:
    """The first day that this reform gave the new one goes, unless another reform made it too."""
    others = select(district.c.id).where(district.c.successor_id == new)
    if new in began and connection.execute(others).first() is None:
        connection.execute(update(district).where(district.c.id == new).values(valid_from=None))


def _return_agencies(connection: Connection, again: _Return) -> None:
    mine = [id for id, home in again.homes.items() if again.leads_here(home)]
    moved = update(agency).where(agency.c.id.in_(mine), agency.c.district_id == again.now)
    connection.execute(moved.values(district_id=again.old))


def _belonging(connection: Connection, table: Table, again: _Return) -> pd.DataFrame:
    """The rows of one table that go back: columns id and, where the table has it, undo_batch."""
    id = table.c.id if "id" in table.c else table.c.key
    told = [table.c[name] for name in ("region", "lat", "lon", "agency_id", "undo_batch") if name in table.c]
    question = select(id.label("id"), table.c.district_source, *told).where(table.c.district_id == again.now)
    rows = read_frame(connection, question)
    return rows[again.of(rows)] if len(rows) else rows


def _return_rows(connection: Connection, table: Table, rows: pd.DataFrame, old: str) -> None:
    """Rows kept for taking an import back are told by their id and that import."""
    if rows.empty:
        return
    id, known = table.c.id if "id" in table.c else table.c.key, [name for name in ("id", "undo_batch") if name in rows]
    make_empty(connection, going)
    append_rows(connection, going, pa.Table.from_pandas(rows[known].astype({"id": "str"}), preserve_index=False))
    same = and_(going.c.id == id, going.c.undo_batch == table.c.undo_batch if "undo_batch" in rows else true())
    connection.execute(update(table).where(exists().where(same)).values(district_id=old))
    drop(connection, going)
