"""Names that nobody knew when their rows came and that the region's lists hold by now: the rows that bear them become
theirs before a file says them again. Else a count stood twice, under the name and under the id.
"""

from collections.abc import Iterable, Mapping

import pandas as pd
from sqlalchemy import Connection, Table, select

from intake.names.record_names import KEYS, NAMED, keep_for_undo, name_rows, parts_of, unknown_names, unknown_rows
from intake.records.merging import STAGED
from intake.verbatim import Find
from intake.whereabouts import Lookup
from store.record_tables import UNDO_RECORDS


def name_listed(
    connection: Connection, tables: Iterable[str], lookup: Lookup, hidden: Mapping[str, Mapping[str, str]], batch: int
) -> int:
    """Rows of these tables, what was replaced among them, whose key says a name that is known by now: how many got it.

    `hidden`: of districts and agencies each one's id by what keys said of its name while that was hidden, see
    `intake.records.hidden`. Other names are looked for in a file of the home region only: rows do not say whose they
    are. `batch`: the import whose rows are staged.
    """
    named = 0
    for kind, find in (("district", lookup.districts), ("agency", lookup.agencies)):
        for table in (each for each in NAMED[kind] if each.name in tables and f"{kind}_id" in KEYS.get(each.name, ())):
            for each in (table, UNDO_RECORDS[table.name]):
                known = [_bearing(connection, each, kind, find, lookup)]
                if met := hidden.get(kind):
                    known.append(_hiding(connection, each, kind, met))
                rows = pd.concat(known)
                ids = pd.Series(rows["id"].unique().tolist(), dtype="str")
                homes = lookup.names.home_district(ids).dropna()
                left = name_rows(connection, each, kind, rows, dict(zip(ids[homes.index], homes, strict=True)))
                _replace(connection, each, left, batch)
                named += len(rows)
    return named


def _replace(connection: Connection, table: Table, left: pd.DataFrame, batch: int) -> None:
    """Two rows of one earlier file that are of one thing by now: if it comes again, the file says what counts."""
    if left.empty:
        return
    stage = STAGED[table.name]
    come = set(connection.execute(select(stage.c.key).where(stage.c.key.in_(left["fresh"].tolist()))).scalars())
    lost = left[left["fresh"].isin(come)]
    keep_for_undo(connection, table, lost.assign(fresh=lost["key"], later=batch))


def _bearing(connection: Connection, table: Table, kind: str, find: Find, lookup: Lookup) -> pd.DataFrame:
    """Rows whose name is known by now, with its id."""
    met = unknown_names(connection, table, kind)
    names = pd.Series(met if lookup.names.home in (None, lookup.region) else [], dtype="str")
    ids = find(names, pd.Series(lookup.region, index=names.index, dtype="str"))
    known = dict(zip(names[ids.notna()], ids.dropna(), strict=True))
    rows = unknown_rows(connection, table, kind, table.c[f"{kind}_source"].in_(list(known)))
    return rows.assign(id=rows["source"].map(known))


def _hiding(connection: Connection, table: Table, kind: str, hidden: Mapping[str, str]) -> pd.DataFrame:
    """The same of rows whose keys say what was hidden."""
    rows = unknown_rows(connection, table, kind, table.c[f"{kind}_source"].contains("["))
    name = table.name.removeprefix("undo_")
    ids = [hidden.get(parts_of(name, key)[f"{kind}_id"]) for key in rows["key"]]
    return rows.assign(id=pd.Series(ids, index=rows.index, dtype="str")).dropna(subset="id")
